from dataclasses import replace

from app.control.stage import StageChoice
from app.control.stage_desk import StageDesk
from app.model.media import SwitchState
from app.model.session import UpdateType
from app.model.stage import Corner, StageLayout, StageStyle
from tests.fakes.samples import OTHER_STREAM, STREAM, after, live_host, streams, waiting_watch
from tests.unit.control.bench import Bench


def desk_with_guest(bench: Bench) -> StageDesk:
    desk = StageDesk(bench.controller)
    bench.controller._store.put(after(live_host(), streams(UpdateType.ADD, OTHER_STREAM)))
    return desk


def test_layout_and_corner_are_remembered(bench: Bench) -> None:
    desk = StageDesk(bench.controller)
    desk.choose_layout(StageLayout.PICTURE_IN_PICTURE)
    desk.move_inset(Corner.TOP_LEFT)
    style = StageStyle(StageLayout.PICTURE_IN_PICTURE, Corner.TOP_LEFT)
    assert bench.saved[-1].stage == style
    assert StageDesk(bench.controller).choice == StageChoice(style)


def test_choosing_a_layout_unpins(bench: Bench) -> None:
    desk = desk_with_guest(bench)
    desk.pin(OTHER_STREAM.stream_id)
    desk.choose_layout(StageLayout.GRID)
    assert desk.choice == StageChoice(StageStyle(StageLayout.GRID))


def test_a_pin_is_told_and_ends_with_its_stream(bench: Bench) -> None:
    desk = desk_with_guest(bench)
    told: list[str] = []
    unsubscribe = desk.subscribe(lambda choice: told.append(choice.pinned))
    desk.pin(OTHER_STREAM.stream_id)
    gone = after(bench.controller.state, streams(UpdateType.DELETE, OTHER_STREAM))
    bench.controller._store.put(gone)
    unsubscribe()
    desk.pin("own:main")
    assert told == [OTHER_STREAM.stream_id, ""]


def test_a_picture_that_is_not_there_cannot_be_pinned(bench: Bench) -> None:
    desk = desk_with_guest(bench)
    desk.pin("nobody")
    assert desk.choice == StageChoice()


def test_steps_back_lead_from_full_screen_over_the_pin_to_the_start(bench: Bench) -> None:
    desk = desk_with_guest(bench)
    desk.pin("own:main")
    desk.fill(OTHER_STREAM.stream_id)
    assert desk.step_back()
    assert (desk.choice.filling, desk.choice.pinned) == ("", "own:main")
    assert desk.step_back()
    assert desk.choice == StageChoice()
    assert not desk.step_back()


async def test_voices_are_listened_to_where_an_audience_sees_several(bench: Bench) -> None:
    desk = StageDesk(bench.controller)
    await bench.controller.parts.flow.ready()
    bench.controller._store.put(after(waiting_watch(), streams(UpdateType.ADD, STREAM)))
    assert "start_sound_level_monitor" not in bench.engine.names()
    two = after(bench.controller.state, streams(UpdateType.ADD, OTHER_STREAM))
    bench.controller._store.put(two)
    bench.controller._store.put(replace(two, speaker=SwitchState.OFF))
    assert bench.engine.names().count("start_sound_level_monitor") == 1
    assert desk.choice == StageChoice()
    await bench.controller.close()
