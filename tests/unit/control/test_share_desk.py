import asyncio
from collections.abc import Callable
from dataclasses import replace

from app.control.share_desk import ShareDesk, ShareView
from app.control.view_state import DeviceLists
from app.model.errors import DeviceUnusableError
from app.model.media import CaptureSource, DeviceInfo, DeviceKind, SourceKind
from app.model.thumbnails import Preview, PreviewState, Thumbnail
from tests.unit.control.bench import Bench

SCREEN = DeviceInfo(DeviceKind.SCREEN, "0", "Built-in display", is_default=True)
NOTES = DeviceInfo(DeviceKind.WINDOW, "Notes", "Notes")
READY = Preview(PreviewState.READY, Thumbnail(2, 1, bytes(8)))


class Eye:
    """Sees what the test says; the second round begins when the test lets it."""

    rest_s = 0.0

    def __init__(self) -> None:
        self.found: tuple[DeviceInfo, ...] | None = (SCREEN, NOTES)
        self.fault: DeviceUnusableError | None = None
        self.rounds = 0
        self.closes = 0
        self.may_go_on = asyncio.Event()

    async def sources(self) -> tuple[DeviceInfo, ...] | None:
        if self.rounds:
            await self.may_go_on.wait()
            self.may_go_on.clear()
        self.rounds += 1
        return self.found

    async def look(self, device: DeviceInfo) -> Preview:
        await asyncio.sleep(0)
        if device == NOTES and self.fault is not None:
            raise self.fault
        return READY

    async def close(self) -> None:
        self.closes += 1


async def until(holds: Callable[[], bool]) -> None:
    while not holds():
        await asyncio.sleep(0)


def states(view: ShareView) -> list[PreviewState]:
    return [item.preview.state for item in view.items]


async def test_everything_is_listed_at_once_and_its_pictures_follow(bench: Bench) -> None:
    eye = Eye()
    desk = ShareDesk(bench.controller, eye)
    told: list[ShareView] = []
    desk.subscribe(told.append)
    desk.open()
    await until(lambda: states(desk.view) == [PreviewState.READY] * 2)
    assert not desk.view.are_known or told[0].are_known
    assert states(told[0]) == [PreviewState.WAITING] * 2
    assert [item.source for item in desk.view.items] == [
        CaptureSource(SourceKind.SCREEN, "0"),
        CaptureSource(SourceKind.WINDOW, "Notes"),
    ]
    desk.close()
    await bench.controller.close()
    assert eye.closes == 1


async def test_what_was_closed_goes_and_what_stays_keeps_its_picture(bench: Bench) -> None:
    eye = Eye()
    desk = ShareDesk(bench.controller, eye)
    desk.open()
    await until(lambda: states(desk.view) == [PreviewState.READY] * 2)
    told: list[ShareView] = []
    desk.subscribe(told.append)
    eye.found = (SCREEN,)
    eye.may_go_on.set()
    await until(lambda: bool(told))
    assert [item.device for item in told[0].items] == [SCREEN]
    assert states(told[0]) == [PreviewState.READY]
    desk.close()
    await bench.controller.close()


async def test_one_that_gives_no_picture_does_not_spoil_the_others(bench: Bench) -> None:
    eye = Eye()
    eye.fault = DeviceUnusableError("cannot look at the desktop: it moved")
    desk = ShareDesk(bench.controller, eye)
    desk.open()
    await until(lambda: states(desk.view) == [PreviewState.READY, PreviewState.NONE])
    desk.close()
    await bench.controller.close()


async def test_where_only_the_engine_knows_its_lists_are_taken(bench: Bench) -> None:
    eye = Eye()
    eye.found = None
    desk = ShareDesk(bench.controller, eye)
    desk.open()
    await until(lambda: eye.rounds == 1)
    assert not desk.view.are_known
    state = bench.controller.state
    devices = DeviceLists(screens=(SCREEN,), windows=(NOTES,), are_known=True)
    bench.controller._store.put(replace(state, devices=devices))
    eye.may_go_on.set()
    await until(lambda: [item.device for item in desk.view.items] == [SCREEN, NOTES])
    desk.close()
    await bench.controller.close()


async def test_it_looks_once_however_often_it_is_opened_and_again_after_its_end(
    bench: Bench,
) -> None:
    eye = Eye()
    desk = ShareDesk(bench.controller, eye)
    desk.open()
    desk.open()
    await until(lambda: states(desk.view) == [PreviewState.READY] * 2)
    assert eye.rounds == 1
    desk.close()
    desk.close()
    desk.open()
    assert desk.view == ShareView()
    eye.may_go_on.set()
    await until(lambda: states(desk.view) == [PreviewState.READY] * 2)
    desk.close()
    await bench.controller.close()
