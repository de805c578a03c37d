import asyncio
import threading

import pytest

from app.bootstrap.thumbnail_office import ThumbnailOffice
from app.model.media import DeviceInfo, DeviceKind
from app.model.thumbnails import Preview, PreviewState
from tests.fakes.thumbnails import plain_thumbnail

SCREEN = DeviceInfo(DeviceKind.SCREEN, "0", "Built-in display")


class SlowThumbnails:
    """Notes who is inside at once, and stays inside until the test lets it go on."""

    rest_s = 1.0

    def __init__(self) -> None:
        self.may_go_on = threading.Event()
        self.is_inside = threading.Event()
        self.calls: list[str] = []
        self.threads: set[str] = set()
        self._inside = 0

    def sources(self) -> tuple[DeviceInfo, ...] | None:
        self._visit("sources")
        return (SCREEN,)

    def look(self, device: DeviceInfo) -> Preview:
        self._visit(f"look {device.device_id}")
        return Preview(PreviewState.READY, plain_thumbnail(0, 0, 0))

    def close(self) -> None:
        self._visit("close")

    def _visit(self, call: str) -> None:
        assert self._inside == 0, "two at once"
        self._inside += 1
        self.threads.add(threading.current_thread().name)
        self.is_inside.set()
        assert self.may_go_on.wait(20)
        self.calls.append(call)
        self._inside -= 1


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> SlowThumbnails:
    made = SlowThumbnails()
    monkeypatch.setattr("app.media.thumbnails.thumbnails_for", lambda _: made)
    return made


def office() -> ThumbnailOffice:
    return ThumbnailOffice(lambda: pytest.fail("opened a source"))


async def test_pictures_are_made_on_a_thread_of_their_own(slow: SlowThumbnails) -> None:
    slow.may_go_on.set()
    made = office()
    assert await made.sources() == (SCREEN,)
    assert (await made.look(SCREEN)).state is PreviewState.READY
    await made.close()
    assert slow.calls == ["sources", "look 0", "close"]
    assert threading.main_thread().name not in slow.threads
    assert made.rest_s == 1.0


async def test_a_call_that_was_given_up_ends_before_the_next_one_begins(
    slow: SlowThumbnails,
) -> None:
    made = office()
    looking = asyncio.create_task(made.look(SCREEN))
    assert await asyncio.to_thread(slow.is_inside.wait, 20)
    looking.cancel()
    closing = asyncio.create_task(made.close())
    await asyncio.sleep(0)  # the second call stands at the door
    assert slow.calls == []
    slow.may_go_on.set()
    await closing
    assert slow.calls == ["look 0", "close"]
