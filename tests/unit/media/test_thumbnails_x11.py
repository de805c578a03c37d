import gc
import shutil
import sys
import warnings
from collections.abc import Iterator

import pytest

if sys.platform != "linux" or shutil.which("Xvfb") is None:
    pytest.skip("needs an X server that draws into memory", allow_module_level=True)

from app.media.thumbnails import BOUND_PX, thumbnails_for
from app.media.thumbnails_x11 import X11Thumbnails
from app.model.errors import DeviceUnusableError
from app.model.media import DeviceInfo, DeviceKind
from app.model.thumbnails import Preview, PreviewState
from tests.instruments.screen import VirtualScreen
from tests.unit.media.x11_lab import BLUE, GREEN, RED, Painter

CORNER = 0.95  # where nothing but the desktop is


@pytest.fixture
def painter(screen: VirtualScreen, monkeypatch: pytest.MonkeyPatch) -> Iterator[Painter]:
    monkeypatch.setenv("DISPLAY", screen.display)
    painter = Painter(screen.display)
    yield painter
    painter.close()


@pytest.fixture
def thumbnails(painter: Painter) -> Iterator[X11Thumbnails]:
    assert painter.root
    made = X11Thumbnails()
    yield made
    made.close()
    with warnings.catch_warnings():  # what Xlib's Python twin leaves of a closed connection
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def colour_of(preview: Preview, at: float = 0.5) -> tuple[int, int, int]:
    """The red, green and blue of a small picture at this share of its width and height."""
    assert preview.state is PreviewState.READY
    small = preview.thumbnail
    assert small is not None
    row, column = int(small.height_px * at), int(small.width_px * at)
    start = 4 * (row * small.width_px + column)
    blue, green, red = small.pixels[start : start + 3]
    return red, green, blue


def listed(thumbnails: X11Thumbnails) -> dict[str, DeviceInfo]:
    return {device.name: device for device in thumbnails.sources() or ()}


def test_screens_and_windows_are_listed_and_seen_in_their_colours(
    painter: Painter, thumbnails: X11Thumbnails
) -> None:
    painter.paint_desktop(GREEN)
    notes = painter.open_window("Notes", RED, (40, 40, 200, 160))
    painter.wait_until_listed(notes)
    devices = listed(thumbnails)
    screens = [device for device in devices.values() if device.kind is DeviceKind.SCREEN]
    assert [device.device_id for device in screens] == ["0"]
    assert colour_of(thumbnails.look(screens[0]), CORNER) == (0, 255, 0)
    assert colour_of(thumbnails.look(devices["Notes"])) == (255, 0, 0)
    small = thumbnails.look(screens[0]).thumbnail
    assert small is not None
    assert (small.width_px, small.height_px) == BOUND_PX
    notes.close()


def test_a_window_is_seen_while_another_covers_it(
    painter: Painter, thumbnails: X11Thumbnails
) -> None:
    below = painter.open_window("Below", RED, (40, 40, 200, 160))
    painter.wait_until_listed(below)
    listed(thumbnails)
    assert colour_of(thumbnails.look(listed(thumbnails)["Below"])) == (255, 0, 0)
    above = painter.open_window("Above", BLUE, (40, 40, 300, 260))
    painter.wait_until_listed(above)
    assert colour_of(thumbnails.look(listed(thumbnails)["Below"])) == (255, 0, 0)
    above.close()
    below.close()


def test_a_minimised_window_is_told_and_a_closed_one_gives_nothing(
    painter: Painter, thumbnails: X11Thumbnails
) -> None:
    notes = painter.open_window("Notes", RED, (40, 40, 200, 160))
    painter.wait_until_listed(notes)
    device = listed(thumbnails)["Notes"]
    notes.minimise()
    assert thumbnails.look(device).state is PreviewState.HIDDEN
    notes.close()
    assert thumbnails.look(device).state is PreviewState.NONE
    assert "Notes" not in listed(thumbnails)
    with pytest.raises(DeviceUnusableError, match=r"no open window|tells of no open windows"):
        thumbnails.look(device)


def test_it_can_be_used_again_after_it_was_closed(
    painter: Painter, thumbnails: X11Thumbnails
) -> None:
    painter.paint_desktop(BLUE)
    for _ in range(2):
        screen = next(iter(listed(thumbnails).values()))
        assert colour_of(thumbnails.look(screen), CORNER) == (0, 0, 255)
        thumbnails.close()


def test_this_is_what_an_x_server_gets(painter: Painter, monkeypatch: pytest.MonkeyPatch) -> None:
    assert painter.root
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("XDG_SESSION_TYPE", raising=False)
    assert isinstance(thumbnails_for(lambda: pytest.fail("opened a source")), X11Thumbnails)
