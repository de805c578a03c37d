import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

import pytest

from app.control import live_session
from app.control.controller import Controller
from app.control.phases import HostPhase, WatchPhase, host_phase, watch_phase
from app.control.plans import HostPlan, Preferences
from app.control.reduce import LIVE_ENDED, LIVE_KEY, LIVE_ON
from app.control.tiles import own_tile_id
from app.control.view_state import Activity, Delivery, HostPresence, Severity, View
from app.model.errors import (
    ErrorCode,
    LinkError,
    MediaServerError,
    MessageError,
    RoomError,
)
from app.model.events import (
    DeviceStateChanged,
    EngineEvent,
    IMBroadcastMessageReceived,
    PublisherSourceEnded,
    PublisherStateUpdate,
    RoomExtraInfoUpdate,
    RoomOnlineUserCountUpdate,
    RoomTokenWillExpire,
)
from app.model.media import (
    Canvas,
    CaptureSource,
    DeviceInfo,
    DeviceKind,
    PublishChannel,
    SourceKind,
    SwitchState,
)
from app.model.session import (
    Message,
    PublisherState,
    RoomConfig,
    RoomStateReason,
    UpdateType,
    User,
)
from tests.fakes.bridge import DirectBridge
from tests.fakes.engine import RecordingEngine
from tests.fakes.samples import (
    CAMERA,
    HOST,
    OTHER_STREAM,
    PATTERN,
    PLAN,
    ROOM,
    SCREEN,
    STREAM,
    VIEWER,
    room,
    streams,
)
from tests.fakes.studio import CONFIG, LINK, RecordingStudio

MAIN, AUX = PublishChannel.MAIN, PublishChannel.AUX
ON, OFF = SwitchState.ON, SwitchState.OFF
Reason = RoomStateReason
CANVAS = Canvas(view=7)
END_OF_A_HOST = [
    "stop_publishing_stream",
    "stop_preview",
    "stop_playing_stream",
    "logout_room",
    "destroy",
]


class Bench:
    """A controller between a recording engine and a recording studio."""

    def __init__(self) -> None:
        self.engines: list[RecordingEngine] = []
        self.studio = RecordingStudio()
        self.saved: list[Preferences] = []
        self.tapped: list[EngineEvent] = []
        self.prepare: Callable[[RecordingEngine], None] = lambda _: None
        self.making = asyncio.Event()
        self.making.set()
        self.controller = Controller(
            make_engine=self.make_engine,
            studio=self.studio,
            save_preferences=self.saved.append,
            make_bridge=DirectBridge,
            event_tap=self.tapped.append,
            now_ms=lambda: 5_000,
        )

    async def make_engine(self) -> RecordingEngine:
        await self.making.wait()
        engine = RecordingEngine()
        self.prepare(engine)
        self.engines.append(engine)
        return engine

    @property
    def engine(self) -> RecordingEngine:
        return self.engines[-1]

    async def go_live(self, plan: HostPlan = PLAN) -> RecordingEngine:
        self.controller.go_live(plan)
        await self.controller.settle()
        engine = self.engine
        engine.emit(room(Reason.LOGINING), room(Reason.LOGINED))
        for channel in (MAIN, AUX):
            if stream_id := self.stream_id(channel):
                engine.emit(PublisherStateUpdate(stream_id, PublisherState.PUBLISHING))
        await self.controller.settle()
        return engine

    async def watch(self) -> RecordingEngine:
        self.controller.watch_link(LINK)
        await self.controller.settle()
        self.engine.emit(room(Reason.LOGINING), room(Reason.LOGINED))
        return self.engine

    def stream_id(self, channel: PublishChannel = MAIN) -> str:
        own = self.controller.state.outgoing_on(channel)
        return own.stream_id if own else ""


async def until(condition: Callable[[], bool]) -> None:
    """Let other tasks run until ``condition`` holds; every turn of the loop is one try."""
    for _ in range(1_000):
        if condition():
            return
        await asyncio.sleep(0)
    pytest.fail("it never came to that")


@pytest.fixture
def bench() -> Bench:
    return Bench()


# ---------------------------------------------------------------------- going live


async def test_going_live_follows_the_express_order(bench: Bench) -> None:
    engine = await bench.go_live()

    order = [name for name in engine.names() if name != "list_devices"]
    assert order == [
        "set_video_config",
        "set_audio_config",
        "set_audio_source",
        "set_capture_source",
        "start_preview",
        "login_room",
        "start_publishing_stream",
        "start_sound_level_monitor",
        "set_room_extra_info",
    ]
    assert engine.arguments("login_room") == [(ROOM, HOST, CONFIG)]
    assert engine.arguments("set_room_extra_info") == [(LIVE_KEY, LIVE_ON)]
    assert bench.controller.state.link == LINK
    assert host_phase(bench.controller.state) is HostPhase.LIVE
    assert bench.controller.state.live_since_ms == 5_000


async def test_the_link_leads_somewhere_only_once_the_stream_is_out(bench: Bench) -> None:
    bench.controller.go_live(PLAN)
    await bench.controller.settle()
    bench.engine.emit(room(Reason.LOGINED))
    assert bench.studio.calls == ["open_host"]

    bench.engine.emit(PublisherStateUpdate(bench.stream_id(), PublisherState.PUBLISHING))
    await bench.controller.settle()
    assert bench.studio.calls == ["open_host", "can_be_watched on"]


async def test_the_engine_is_prepared_while_the_server_starts(bench: Bench) -> None:
    bench.studio.held["open_host"] = asyncio.Event()
    bench.controller.go_live(PLAN)
    for _ in range(5):
        await asyncio.sleep(0)

    assert "start_preview" in bench.engine.names()
    assert "login_room" not in bench.engine.names()
    bench.studio.held["open_host"].set()
    await bench.controller.settle()
    assert "login_room" in bench.engine.names()


async def test_a_second_picture_goes_out_on_the_second_channel(bench: Bench) -> None:
    engine = await bench.go_live(replace(PLAN, second_picture=SCREEN))

    published = engine.arguments("start_publishing_stream")
    assert [arguments[2] for arguments in published] == [MAIN, AUX]
    assert len({arguments[0] for arguments in published}) == 2
    assert (SCREEN, AUX) in engine.arguments("set_capture_source")


async def test_pressing_go_live_twice_goes_live_once(bench: Bench) -> None:
    bench.controller.go_live(PLAN)
    bench.controller.go_live(PLAN)
    bench.controller.watch_link(LINK)
    await bench.controller.settle()

    assert len(bench.engines) == 1
    assert bench.studio.calls == ["open_host"]
    assert bench.engine.names().count("start_publishing_stream") == 1


async def test_a_wrong_room_name_stays_on_the_start_view(bench: Bench) -> None:
    bench.controller.go_live(replace(PLAN, room_id="two words"))
    await bench.controller.settle()

    state = bench.controller.state
    assert state.view is View.START
    assert state.problem is not None
    assert state.problem.code is ErrorCode.ROOM_ID_INVALID
    assert bench.engines == []


async def test_a_server_that_does_not_start_is_told_and_nothing_stays_open(bench: Bench) -> None:
    bench.studio.failures["open_host"] = MediaServerError("cannot start the server: no binary")
    bench.controller.go_live(PLAN)
    await bench.controller.settle()

    state = bench.controller.state
    assert host_phase(state) is HostPhase.FAILED
    assert state.problem is not None
    assert state.problem.can_retry
    assert state.activity is Activity.IDLE
    assert bench.engine.names()[-2:] == ["stop_preview", "destroy"]
    assert bench.studio.calls == ["open_host", "close"]


async def test_a_refused_login_is_told_even_when_its_event_never_comes(bench: Bench) -> None:
    error = RoomError("cannot enter room: 401", code=ErrorCode.LOGIN_TOKEN_REFUSED)
    bench.prepare = lambda engine: engine.fail("login_room", error)
    bench.controller.go_live(PLAN)
    await bench.controller.settle()

    state = bench.controller.state
    assert state.room.reason is Reason.LOGIN_FAILED
    assert state.problem is not None
    assert state.problem.code is ErrorCode.LOGIN_TOKEN_REFUSED
    assert "start_publishing_stream" not in bench.engine.names()
    assert bench.engine.names()[-1] == "destroy"


async def test_an_engine_that_cannot_be_made_is_told_without_its_secrets(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    def explode(_: RecordingEngine) -> None:
        raise OSError("library not found")

    bench.prepare = explode
    bench.controller.go_live(PLAN)
    await bench.controller.settle()

    state = bench.controller.state
    assert state.problem is not None
    assert state.problem.cause.key == "problem.unexpected.cause"
    assert "library not found" in caplog.text
    assert CONFIG.token not in caplog.text
    assert bench.studio.calls == ["open_host", "close"]


async def test_after_a_failure_trying_again_works(bench: Bench) -> None:
    bench.studio.failures["open_host"] = MediaServerError("cannot start the server: busy")
    bench.controller.go_live(PLAN)
    await bench.controller.settle()
    del bench.studio.failures["open_host"]

    bench.controller.retry()
    await bench.controller.settle()
    bench.engine.emit(room(Reason.LOGINED))
    bench.engine.emit(PublisherStateUpdate(bench.stream_id(), PublisherState.PUBLISHING))
    await bench.controller.settle()

    assert host_phase(bench.controller.state) is HostPhase.LIVE
    assert bench.controller.state.problem is None
    assert len(bench.engines) == 2


async def test_trouble_with_a_camera_does_not_keep_from_going_live(bench: Bench) -> None:
    error = RoomError("cannot open camera: none", code=ErrorCode.DEVICE_UNKNOWN)
    bench.prepare = lambda engine: engine.fail("set_capture_source", error)
    bench.controller.go_live(replace(PLAN, picture=CAMERA))
    await bench.controller.settle()

    assert "start_publishing_stream" in bench.engine.names()
    assert bench.controller.state.problem is not None
    assert bench.controller.state.problem.code is ErrorCode.DEVICE_UNKNOWN


# ---------------------------------------------------------------------- watching


async def test_every_stream_of_an_add_is_played_and_stopped_at_once_when_it_ends(
    bench: Bench,
) -> None:
    engine = await bench.watch()
    engine.emit(streams(UpdateType.ADD, STREAM, OTHER_STREAM))
    assert [call[0] for call in engine.arguments("start_playing_stream")] == [
        STREAM.stream_id,
        OTHER_STREAM.stream_id,
    ]
    engine.emit(streams(UpdateType.DELETE, STREAM))
    assert engine.arguments("stop_playing_stream") == [(STREAM.stream_id,)]
    assert [item.stream for item in bench.controller.state.incoming] == [OTHER_STREAM]


async def test_an_audience_captures_nothing(bench: Bench) -> None:
    engine = await bench.watch()
    engine.emit(streams(UpdateType.ADD, STREAM))
    forbidden = {"start_preview", "start_publishing_stream", "set_capture_source"}
    assert not forbidden & set(engine.names())


async def test_a_link_is_cleaned_before_it_is_followed(bench: Bench) -> None:
    bench.controller.watch_link(f"  <{LINK[:20]}\n  {LINK[20:]}> ")
    await bench.controller.settle()
    assert bench.studio.links == [LINK]


@pytest.mark.parametrize("text", ["", "   ", "friday", "ftp://x/#y", "http://[/#x", "http://x/"])
async def test_what_is_no_link_is_told_on_the_start_view(bench: Bench, text: str) -> None:
    bench.controller.watch_link(text)
    await bench.controller.settle()

    assert bench.controller.state.view is View.START
    assert bench.controller.state.problem is not None
    assert bench.engines == []


async def test_a_link_that_leads_nowhere_can_be_tried_again(bench: Bench) -> None:
    bench.studio.failures["open_watch"] = LinkError("cannot open the link: nobody answers")
    bench.controller.watch_link(LINK, "Ann")
    await bench.controller.settle()
    assert watch_phase(bench.controller.state) is WatchPhase.FAILED

    del bench.studio.failures["open_watch"]
    bench.controller.retry()
    await bench.controller.settle()
    assert bench.controller.state.user is not None
    assert bench.controller.state.user.name == "Ann"
    assert bench.controller.state.problem is None
    assert bench.studio.links == [LINK, LINK]


async def test_when_the_host_ends_the_engine_goes_and_the_words_stay(bench: Bench) -> None:
    engine = await bench.watch()
    engine.emit(streams(UpdateType.ADD, STREAM))
    engine.emit(RoomExtraInfoUpdate(ROOM, LIVE_KEY, LIVE_ENDED))
    await bench.controller.settle()

    assert watch_phase(bench.controller.state) is WatchPhase.ENDED
    assert engine.names()[-3:] == ["stop_playing_stream", "logout_room", "destroy"]


@pytest.mark.parametrize(
    ("reason", "phase"),
    [
        (Reason.KICK_OUT, WatchPhase.REMOVED),
        (Reason.RECONNECT_FAILED, WatchPhase.LOST),
        (Reason.LOGOUT, WatchPhase.ENDED),
    ],
)
async def test_when_the_room_is_over_the_engine_goes_and_the_view_says_why(
    bench: Bench, reason: Reason, phase: WatchPhase
) -> None:
    engine = await bench.watch()
    engine.emit(streams(UpdateType.ADD, STREAM), room(reason))
    await bench.controller.settle()

    assert watch_phase(bench.controller.state) is phase
    assert engine.names()[-1] == "destroy"
    assert bench.studio.calls[-1] == "close"

    bench.controller.retry()
    await bench.controller.settle()
    assert len(bench.engines) == 2


async def test_a_kicked_host_releases_camera_and_server(bench: Bench) -> None:
    engine = await bench.go_live()
    engine.emit(room(Reason.KICK_OUT, ErrorCode.KICKED_BY_SAME_USER))
    await bench.controller.settle()

    assert host_phase(bench.controller.state) is HostPhase.REMOVED
    assert "stop_preview" in engine.names()
    assert bench.studio.calls[-2:] == ["can_be_watched off", "close"]


# ---------------------------------------------------------------------- leaving


async def test_the_end_of_a_broadcast_keeps_its_order(bench: Bench) -> None:
    engine = await bench.go_live(replace(PLAN, second_picture=SCREEN))
    engine.emit(streams(UpdateType.ADD, OTHER_STREAM))
    before = len(engine.calls)
    bench.controller.leave()
    bench.controller.leave()
    await bench.controller.settle()

    assert engine.names()[before:] == [
        "set_room_extra_info",
        "stop_publishing_stream",
        "stop_publishing_stream",
        "stop_preview",
        "stop_preview",
        "stop_playing_stream",
        "logout_room",
        "destroy",
    ]
    assert engine.arguments("set_room_extra_info")[-1] == (LIVE_KEY, LIVE_ENDED)
    assert bench.studio.calls == ["open_host", "can_be_watched on", "can_be_watched off", "close"]
    assert bench.controller.state.view is View.START
    assert bench.controller.state.activity is Activity.IDLE


@pytest.mark.parametrize("broken", END_OF_A_HOST)
async def test_a_step_of_the_end_that_fails_stops_none_of_the_others(
    bench: Bench, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    engine = await bench.go_live()
    engine.emit(streams(UpdateType.ADD, OTHER_STREAM))
    engine.fail(broken, RuntimeError("broken inside"))
    bench.controller.leave()
    await bench.controller.settle()

    order = [name for name in engine.names() if name in END_OF_A_HOST]
    assert order == END_OF_A_HOST
    assert "broken inside" in caplog.text
    assert bench.controller.state.view is View.START
    assert bench.controller.state.problem is not None
    assert bench.controller.state.problem.severity is Severity.WARNING


@pytest.mark.parametrize("stuck", ["logout_room", "destroy"])
async def test_a_step_that_never_ends_does_not_keep_the_window_open(
    bench: Bench, stuck: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_session, "LOGOUT_LIMIT_S", 0.02)
    monkeypatch.setattr(live_session, "DESTROY_LIMIT_S", 0.02)
    engine = await bench.go_live()
    gate = engine.hold(stuck)

    await bench.controller.close()
    assert "destroy" in engine.names()
    assert bench.studio.calls[-1] == "close"
    gate.set()


async def test_leaving_while_the_server_starts_cancels_that(bench: Bench) -> None:
    bench.studio.held["open_host"] = asyncio.Event()
    bench.controller.go_live(PLAN)
    await asyncio.sleep(0)
    bench.controller.leave()
    await bench.controller.settle()

    assert bench.studio.was_cancelled
    assert bench.controller.state.view is View.START
    assert bench.controller.state.problem is None
    assert bench.studio.calls == ["open_host", "close"]
    assert "login_room" not in bench.engine.names()
    assert bench.engine.names()[-1] == "destroy"


async def test_leaving_during_the_login_never_cancels_the_login_itself(bench: Bench) -> None:
    cancelled: list[str] = []

    class Engine(RecordingEngine):
        async def login_room(self, room_id: str, user: User, config: RoomConfig) -> None:
            try:
                await super().login_room(room_id, user, config)
            except asyncio.CancelledError:
                cancelled.append(room_id)
                raise

    engine = Engine()
    engine.hold("login_room")

    async def make() -> Engine:
        return engine

    controller = Controller(make_engine=make, studio=bench.studio, make_bridge=DirectBridge)
    controller.watch_link(LINK)
    await until(lambda: "login_room" in engine.names())
    controller.leave()
    await controller.settle()

    assert cancelled == []
    assert engine.names()[-2:] == ["logout_room", "destroy"]
    assert controller.state.view is View.START
    assert controller.state.problem is None


async def test_leaving_while_the_engine_is_made_ends_that_engine(bench: Bench) -> None:
    bench.making.clear()
    bench.controller.watch_link(LINK)
    await asyncio.sleep(0)
    bench.controller.leave()
    await asyncio.sleep(0)
    bench.making.set()
    await bench.controller.settle()

    assert [engine.names() for engine in bench.engines] == [["destroy"]]
    assert bench.controller.state.view is View.START


async def test_closing_while_connecting_ends_everything(bench: Bench) -> None:
    bench.studio.held["open_watch"] = asyncio.Event()
    bench.controller.watch_link(LINK)
    await asyncio.sleep(0)
    await bench.controller.close()
    await bench.controller.settle()

    assert bench.controller.state.activity is Activity.CLOSING
    assert bench.engine.names()[-1] == "destroy"
    assert bench.studio.calls == ["open_watch", "close"]


async def test_closing_twice_or_while_leaving_ends_once(bench: Bench) -> None:
    engine = await bench.go_live()
    bench.controller.leave()
    await asyncio.gather(bench.controller.close(), bench.controller.close())
    await bench.controller.settle()

    assert engine.names().count("destroy") == 1
    assert bench.studio.calls.count("close") == 1
    assert bench.controller.state.activity is Activity.CLOSING


async def test_closing_at_the_start_view_needs_no_engine(bench: Bench) -> None:
    await bench.controller.close()
    assert bench.engines == []
    assert bench.studio.calls == []


async def test_nothing_begins_once_the_window_closes(bench: Bench) -> None:
    await bench.controller.close()
    bench.controller.go_live(PLAN)
    bench.controller.watch_link(LINK)
    await bench.controller.settle()
    assert bench.engines == []


async def test_events_after_the_end_change_nothing(bench: Bench) -> None:
    engine = await bench.watch()
    handler = engine._handler
    assert handler is not None
    bench.controller.leave()
    await bench.controller.settle()
    handler(room(Reason.LOGINED))
    assert bench.controller.state.room.reason is Reason.LOGOUT


async def test_a_failed_way_in_does_not_spoil_a_quick_second_one(bench: Bench) -> None:
    bench.studio.failures["open_host"] = MediaServerError("cannot start the server: busy")
    gate = asyncio.Event()
    bench.prepare = lambda engine: engine.held.update({"destroy": gate})
    bench.controller.go_live(PLAN)
    await until(lambda: host_phase(bench.controller.state) is HostPhase.FAILED)
    del bench.studio.failures["open_host"]
    bench.controller.retry()  # while the first engine is still being destroyed
    await asyncio.sleep(0)
    gate.set()
    await bench.controller.settle()

    assert len(bench.engines) == 2
    assert bench.controller.state.outgoing_on(MAIN) is not None
    assert "start_publishing_stream" in bench.engine.names()


# ---------------------------------------------------------------------- canvases


async def test_a_stream_plays_before_its_tile_exists(bench: Bench) -> None:
    engine = await bench.watch()
    engine.emit(streams(UpdateType.ADD, STREAM))
    assert engine.arguments("start_playing_stream") == [(STREAM.stream_id, None, None)]

    bench.controller.tile_canvas_ready(STREAM.stream_id, CANVAS)
    bench.controller.tile_canvas_ready(STREAM.stream_id, CANVAS)
    assert engine.arguments("update_playing_canvas") == [(STREAM.stream_id, CANVAS)]


async def test_a_canvas_that_goes_is_taken_from_the_engine(bench: Bench) -> None:
    engine = await bench.watch()
    engine.emit(streams(UpdateType.ADD, STREAM))
    bench.controller.tile_canvas_ready(STREAM.stream_id, CANVAS)
    bench.controller.tile_canvas_gone(STREAM.stream_id, CANVAS)
    assert engine.arguments("update_playing_canvas")[-1] == (STREAM.stream_id, None)


async def test_the_going_of_an_old_canvas_does_not_blank_its_successor(bench: Bench) -> None:
    engine = await bench.watch()
    engine.emit(streams(UpdateType.ADD, STREAM))
    successor = Canvas(view=8)
    bench.controller.tile_canvas_ready(STREAM.stream_id, CANVAS)
    bench.controller.tile_canvas_ready(STREAM.stream_id, successor)
    bench.controller.tile_canvas_gone(STREAM.stream_id, CANVAS)
    assert engine.arguments("update_playing_canvas")[-1] == (STREAM.stream_id, successor)


async def test_a_canvas_that_was_there_first_is_used_at_once(bench: Bench) -> None:
    bench.controller.tile_canvas_ready(own_tile_id(MAIN), CANVAS)
    engine = await bench.go_live()
    assert engine.arguments("start_preview") == [(CANVAS, MAIN)]


@pytest.mark.parametrize(("source", "mirror"), [(CAMERA, ON), (SCREEN, OFF), (PATTERN, OFF)])
async def test_only_cameras_are_mirrored(
    bench: Bench, source: CaptureSource, mirror: SwitchState
) -> None:
    bench.controller.tile_canvas_ready(own_tile_id(MAIN), CANVAS)
    engine = await bench.go_live(replace(PLAN, picture=source))
    assert engine.arguments("start_preview") == [(replace(CANVAS, mirror=mirror), MAIN)]


# ---------------------------------------------------------------------- the desk


async def test_the_microphone_is_muted_and_heard_again(bench: Bench) -> None:
    engine = await bench.go_live()
    seen: list[SwitchState] = []
    bench.controller.subscribe(lambda state: seen.append(state.microphone))
    bench.controller.desk.toggle_microphone()
    bench.controller.desk.toggle_microphone()
    assert seen == [OFF, ON]
    assert engine.arguments("mute_microphone") == [(ON,), (OFF,)]


async def test_a_switch_that_the_engine_refuses_does_not_move(bench: Bench) -> None:
    engine = await bench.go_live()
    engine.fail("mute_microphone", RoomError("cannot mute", code=ErrorCode.DEVICE_FAILED))
    bench.controller.desk.toggle_microphone()
    assert bench.controller.state.microphone is ON
    assert bench.controller.state.problem is not None


async def test_the_camera_is_released_and_opened_again(bench: Bench) -> None:
    engine = await bench.go_live()
    bench.controller.desk.toggle_camera()
    bench.controller.desk.toggle_camera()
    assert engine.arguments("enable_camera") == [(OFF, MAIN), (ON, MAIN)]


async def test_another_picture_is_sent_without_a_break(bench: Bench) -> None:
    engine = await bench.go_live()
    bench.controller.desk.choose_picture(SCREEN)
    bench.controller.desk.choose_picture(SCREEN)

    assert engine.arguments("set_capture_source") == [(PATTERN, MAIN), (SCREEN, MAIN)]
    own = bench.controller.state.outgoing_on(MAIN)
    assert own is not None
    assert own.source == SCREEN
    assert "stop_publishing_stream" not in engine.names()


async def test_a_picture_that_ended_by_itself_can_be_chosen_again(bench: Bench) -> None:
    engine = await bench.go_live()
    engine.emit(PublisherSourceEnded(MAIN, ErrorCode.DEVICE_UNPLUGGED, "cannot go on: pulled out"))
    bench.controller.desk.choose_picture(PATTERN)
    bench.controller.desk.choose_picture(PATTERN)

    assert engine.arguments("set_capture_source") == [(PATTERN, MAIN), (PATTERN, MAIN)]


async def test_choosing_a_picture_switches_a_camera_on_that_was_off(bench: Bench) -> None:
    engine = await bench.go_live()
    bench.controller.desk.toggle_camera()
    bench.controller.desk.choose_picture(SCREEN)
    assert engine.arguments("enable_camera")[-1] == (ON, MAIN)


async def test_sound_and_speaker_are_chosen(bench: Bench) -> None:
    engine = await bench.go_live()
    tone = CaptureSource(SourceKind.TONE)
    bench.controller.desk.choose_sound(tone)
    bench.controller.desk.choose_speaker("headphones")
    assert engine.arguments("set_audio_source")[-1] == (tone, MAIN)
    assert bench.controller.state.sound_source == tone
    assert engine.arguments("use_audio_device") == [(DeviceKind.SPEAKER, "headphones")]


async def test_sharing_starts_and_stops_beside_the_main_picture(bench: Bench) -> None:
    engine = await bench.go_live()
    bench.controller.desk.start_share(SCREEN)
    assert bench.stream_id(AUX)
    assert [call[2] for call in engine.arguments("start_publishing_stream")] == [MAIN, AUX]

    bench.controller.desk.stop_share()
    assert not bench.controller.state.is_sharing
    assert engine.arguments("stop_publishing_stream") == [(AUX,)]
    assert engine.arguments("stop_preview") == [(AUX,)]


async def test_a_shared_window_that_closes_ends_the_sharing(bench: Bench) -> None:
    engine = await bench.go_live()
    bench.controller.desk.start_share(SCREEN)
    engine.emit(PublisherSourceEnded(AUX))
    assert not bench.controller.state.is_sharing
    assert engine.arguments("stop_publishing_stream") == [(AUX,)]


async def test_the_volume_holds_for_streams_that_come_later(bench: Bench) -> None:
    engine = await bench.watch()
    engine.emit(streams(UpdateType.ADD, STREAM))
    bench.controller.desk.set_volume(30)
    engine.emit(streams(UpdateType.ADD, OTHER_STREAM))
    bench.controller.desk.toggle_speaker()
    bench.controller.desk.toggle_speaker()

    first, second = STREAM.stream_id, OTHER_STREAM.stream_id
    assert engine.arguments("set_play_volume") == [
        (first, 100),
        (first, 30),
        (second, 30),
        (first, 0),
        (second, 0),
        (first, 30),
        (second, 30),
    ]


async def test_own_messages_are_shown_with_what_became_of_them(bench: Bench) -> None:
    engine = await bench.watch()
    seen: list[Delivery] = []
    bench.controller.subscribe(lambda state: seen.append(state.chat[-1].delivery))
    bench.controller.desk.send_chat("  hello ")
    await bench.controller.settle()
    assert engine.arguments("send_broadcast_message") == [("hello",)]
    assert seen == [Delivery.SENDING, Delivery.SENT]


async def test_half_characters_do_not_keep_a_message_back(bench: Bench) -> None:
    engine = await bench.watch()
    bench.controller.desk.send_chat("so \ud83d cut")
    bench.controller.desk.send_barrage("\udc00")
    await bench.controller.settle()
    assert engine.arguments("send_broadcast_message") == [("so ? cut",)]
    assert engine.arguments("send_barrage_message") == [("?",)]


async def test_a_message_that_was_refused_says_so(bench: Bench) -> None:
    engine = await bench.watch()
    engine.fail("send_broadcast_message", MessageError("x", code=ErrorCode.MESSAGE_TOO_FAST))
    bench.controller.desk.send_chat("again")
    await bench.controller.settle()
    assert bench.controller.state.chat[-1].delivery is Delivery.REFUSED
    assert bench.controller.state.problem is not None
    assert bench.controller.state.problem.code is ErrorCode.MESSAGE_TOO_FAST


async def test_blank_messages_are_not_sent(bench: Bench) -> None:
    engine = await bench.watch()
    bench.controller.desk.send_chat("   ")
    bench.controller.desk.send_barrage("\n")
    await bench.controller.settle()
    assert not {"send_broadcast_message", "send_barrage_message"} & set(engine.names())


async def test_messages_of_others_are_shown(bench: Bench) -> None:
    engine = await bench.watch()
    engine.emit(IMBroadcastMessageReceived(ROOM, (Message(HOST, "hi", 1),)))
    assert [line.text for line in bench.controller.state.chat] == ["hi"]


async def test_a_barrage_flies_at_the_sender_too(bench: Bench) -> None:
    engine = await bench.watch()
    bench.controller.desk.send_barrage("so clear!")
    await bench.controller.settle()
    assert engine.arguments("send_barrage_message") == [("so clear!",)]
    assert [line.text for line in bench.controller.state.barrage] == ["so clear!"]


# ---------------------------------------------------------------------- by itself


async def test_a_token_that_ends_soon_is_renewed(bench: Bench) -> None:
    engine = await bench.watch()
    engine.emit(RoomTokenWillExpire(ROOM, 30))
    await bench.controller.settle()
    assert engine.arguments("renew_token") == [("a-fresh-token",)]


async def test_devices_are_looked_up_at_the_start_and_when_one_is_plugged_in(
    bench: Bench,
) -> None:
    camera = DeviceInfo(DeviceKind.CAMERA, "0", "HD camera", is_default=True)
    bench.prepare = lambda engine: engine.devices.update({DeviceKind.CAMERA: (camera,)})
    bench.controller.desk.look_for_devices()
    bench.controller.desk.look_for_devices()
    await bench.controller.settle()
    assert bench.controller.state.devices.are_known
    assert list(bench.controller.state.devices.cameras) == [camera]

    another = DeviceInfo(DeviceKind.CAMERA, "1", "Second camera")
    bench.engine.devices[DeviceKind.CAMERA] = (camera, another)
    bench.engine.emit(DeviceStateChanged(UpdateType.ADD, another))
    await bench.controller.settle()
    assert list(bench.controller.state.devices.cameras) == [camera, another]
    assert len(bench.engines) == 1


async def test_a_preview_on_the_start_view_goes_on_into_the_broadcast(bench: Bench) -> None:
    bench.controller.desk.preview(PATTERN)
    await bench.controller.settle()
    assert bench.engine.names() == ["set_capture_source", "start_preview"]

    await bench.go_live()
    assert len(bench.engines) == 1
    assert "stop_preview" not in bench.engine.names()


async def test_a_preview_ends_when_asked_and_when_somebody_watches_instead(bench: Bench) -> None:
    bench.controller.desk.preview(PATTERN)
    await bench.controller.settle()
    bench.controller.desk.stop_preview()
    assert bench.engine.arguments("stop_preview") == [(MAIN,)]
    assert bench.controller.state.outgoing == ()

    bench.controller.desk.preview(PATTERN)
    await bench.controller.settle()
    await bench.watch()
    assert bench.engine.arguments("stop_preview") == [(MAIN,), (MAIN,)]


async def test_the_tap_sees_every_event(bench: Bench) -> None:
    engine = await bench.watch()
    engine.emit(RoomOnlineUserCountUpdate(ROOM, 3))
    assert bench.tapped[-1] == RoomOnlineUserCountUpdate(ROOM, 3)
    assert len(bench.tapped) == 3


async def test_an_unforeseen_error_is_logged_and_shown(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    engine = await bench.watch()
    engine.fail("send_barrage_message", RuntimeError("broken inside"))
    with caplog.at_level(logging.ERROR):
        bench.controller.desk.send_barrage("x")
        await bench.controller.settle()
    assert "broken inside" in caplog.text
    assert bench.controller.state.problem is not None
    bench.controller.dismiss_problem()
    assert bench.controller.state.problem is None


async def test_an_engine_that_refuses_a_stream_does_not_stop_the_news(bench: Bench) -> None:
    engine = await bench.watch()
    engine.fail("start_playing_stream", RoomError("cannot play", code=ErrorCode.PLAY_FAILED))
    engine.emit(streams(UpdateType.ADD, STREAM))
    assert [item.stream for item in bench.controller.state.incoming] == [STREAM]
    assert bench.controller.state.problem is not None


async def test_preferences_are_kept_once_per_change(bench: Bench) -> None:
    changed = Preferences(room_id="monday", user_name=VIEWER.name)
    bench.controller.remember(changed)
    bench.controller.remember(changed)
    assert bench.saved == [changed]
    assert bench.controller.preferences == changed


async def test_the_chosen_speaker_and_volume_hold_for_the_next_engine_and_start(
    bench: Bench,
) -> None:
    await bench.watch()
    bench.controller.desk.choose_speaker("headphones")
    bench.controller.desk.set_volume(30)
    bench.controller.leave()
    await bench.controller.settle()
    engine = await bench.watch()
    assert engine.arguments("use_audio_device") == [(DeviceKind.SPEAKER, "headphones")]

    await bench.controller.close()
    assert (bench.saved[-1].speaker_id, bench.saved[-1].volume) == ("headphones", 30)


async def test_a_watcher_who_is_early_is_told_that_the_host_is_not_live_yet() -> None:
    bench = Bench()
    bench.studio.is_early = True
    bench.studio.held["open_watch"] = asyncio.Event()
    bench.controller.watch_link(LINK)
    await until(lambda: "open_watch" in bench.studio.calls)
    assert watch_phase(bench.controller.state) is WatchPhase.HOST_NOT_THERE

    bench.studio.held["open_watch"].set()
    await bench.controller.settle()
    assert bench.controller.state.host_presence is HostPresence.UNKNOWN


@pytest.mark.parametrize(
    ("is_there", "phase", "end"),
    [
        (True, WatchPhase.RECONNECTING, WatchPhase.LOST),
        (False, WatchPhase.HOST_AWAY, WatchPhase.HOST_GONE),
    ],
)
async def test_a_broken_connection_is_told_from_a_host_who_went_away(
    is_there: bool, phase: WatchPhase, end: WatchPhase
) -> None:
    bench = Bench()
    engine = await bench.watch()
    bench.studio.is_host_there = is_there

    engine.emit(room(Reason.RECONNECTING))
    await until(lambda: "host_answers" in bench.studio.calls)
    await until(lambda: watch_phase(bench.controller.state) is phase)

    engine.emit(room(Reason.RECONNECT_FAILED))
    await bench.controller.settle()
    assert watch_phase(bench.controller.state) is end
    problem = bench.controller.state.problem
    assert problem is not None
    assert (problem.cause.key == "problem.host_gone.cause") is not is_there


async def test_a_host_is_not_asked_after_once_the_connection_is_back() -> None:
    bench = Bench()
    engine = await bench.watch()
    engine.emit(room(Reason.RECONNECTING), room(Reason.RECONNECTED))
    await bench.controller.close()
    assert "host_answers" not in bench.studio.calls


@pytest.mark.parametrize("code", [ErrorCode.ROOM_UNREACHABLE, ErrorCode.LOGIN_TIMED_OUT])
async def test_a_host_without_a_server_is_not_sent_to_the_host(code: ErrorCode) -> None:
    bench = Bench()
    bench.prepare = lambda engine: engine.fail("login_room", RoomError("x", code=code))
    bench.controller.go_live(PLAN)
    await bench.controller.settle()
    problem = bench.controller.state.problem
    assert problem is not None
    assert problem.hint.key == "problem.server_away.hint"

    bench.controller.watch_link(LINK)
    await bench.controller.settle()
    problem = bench.controller.state.problem
    assert problem is not None
    assert problem.hint.key == f"error.{code.name}.hint"
