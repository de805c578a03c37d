import gc
import shutil
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator

import pytest

if sys.platform != "linux" or shutil.which("Xvfb") is None:
    pytest.skip("needs an X server that draws into memory", allow_module_level=True)

from app.media.frames import now_us
from app.media.x11_desktop import X11Desktop
from app.media.x11_sources import start_x11_screen, start_x11_window, x11_screens, x11_windows
from app.model.errors import DeviceUnusableError, ErrorCode
from app.model.media import DeviceKind, VideoProfile
from tests.instruments.screen import VirtualScreen
from tests.unit.media.x11_lab import BLUE, GREEN, RED, WHITE, Caught, Painter, shows

PROFILE = VideoProfile(640, 360, fps=30, bitrate_kbps=1000)


@pytest.fixture
def painter(screen: VirtualScreen, monkeypatch: pytest.MonkeyPatch) -> Iterator[Painter]:
    monkeypatch.setenv("DISPLAY", screen.display)
    painter = Painter(screen.display)
    yield painter
    painter.close()


@pytest.fixture(autouse=True)
def let_go_of_sockets() -> Iterator[None]:
    """Collect what Xlib's Python twin leaves of a connection that failed or broke.

    Left alone, its warnings would fail whichever test runs when the collector does.
    """
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture
def caught() -> Caught:
    return Caught()


def xrandr(*arguments: str) -> None:
    subprocess.run(["xrandr", *arguments], check=True, capture_output=True)


def test_a_screen_is_seen_in_its_colours_within_the_profile(
    painter: Painter, caught: Caught
) -> None:
    painter.paint_desktop(BLUE)

    capture = start_x11_screen("", PROFILE, on_frame=caught.on_frame, on_end=caught.on_end)
    frame = caught.frame(shows(BLUE, at=(0.1, 0.9)))
    capture.stop()

    assert (frame.width_px, frame.height_px) == (640, 360)


def test_what_changes_on_the_screen_changes_in_the_picture(
    painter: Painter, caught: Caught
) -> None:
    painter.paint_desktop(GREEN)
    capture = start_x11_screen("0", PROFILE, on_frame=caught.on_frame, on_end=caught.on_end)
    caught.frame(shows(GREEN, at=(0.1, 0.9)))

    painter.paint_desktop(RED)

    caught.frame(shows(RED, at=(0.1, 0.9)))
    capture.stop()


def test_frames_come_at_most_at_the_profiles_rate(painter: Painter, caught: Caught) -> None:
    painter.paint_desktop(GREEN)

    capture = start_x11_screen("0", PROFILE, on_frame=caught.on_frame, on_end=caught.on_end)
    times_us = [caught.frame().captured_at_us for _ in range(31)]
    capture.stop()

    assert times_us == sorted(times_us)
    assert times_us[-1] - times_us[0] >= 0.95 * 1_000_000


def test_nothing_comes_after_stop_returned(painter: Painter, caught: Caught) -> None:
    painter.paint_desktop(GREEN)
    capture = start_x11_screen("0", PROFILE, on_frame=caught.on_frame, on_end=caught.on_end)
    caught.frame()

    capture.stop()
    count = caught.count
    capture.stop()

    assert "klieg-screen" not in {thread.name for thread in threading.enumerate()}
    assert caught.count == count


@pytest.mark.usefixtures("painter")
def test_screens_are_listed_with_the_first_as_default() -> None:
    (only,) = x11_screens()

    assert (only.kind, only.device_id, only.is_default) == (DeviceKind.SCREEN, "0", True)
    assert "1280x720" in only.name


@pytest.mark.usefixtures("painter")
def test_a_screen_that_is_not_there_is_refused(caught: Caught) -> None:
    with pytest.raises(DeviceUnusableError, match="screen 3") as refused:
        start_x11_screen("3", PROFILE, on_frame=caught.on_frame, on_end=caught.on_end)

    assert refused.value.code is ErrorCode.DEVICE_UNKNOWN


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_x_server_that_does_not_answer_is_told(
    monkeypatch: pytest.MonkeyPatch, caught: Caught
) -> None:
    monkeypatch.setenv("DISPLAY", ":64999")

    with pytest.raises(DeviceUnusableError, match="cannot be reached"):
        start_x11_screen("", PROFILE, on_frame=caught.on_frame, on_end=caught.on_end)


def test_the_end_of_the_x_server_is_told_at_whatever_is_asked_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    questions: list[Callable[[X11Desktop], object]] = [
        X11Desktop.monitors,
        X11Desktop.windows,
        X11Desktop.has_changed,
        lambda desktop: desktop.window_size_px(1),
        lambda desktop: desktop.is_shown(1),
        lambda desktop: desktop.watch(None),
    ]
    with VirtualScreen(320, 240) as short_lived:
        monkeypatch.setenv("DISPLAY", short_lived.display)
        desktops = [X11Desktop() for _ in questions]

    for desktop, ask in zip(desktops, questions, strict=True):
        with pytest.raises(DeviceUnusableError, match="its X server has ended") as told:
            ask(desktop)
        assert told.value.hint
        desktop.close()


def test_a_capture_ends_with_its_x_server(monkeypatch: pytest.MonkeyPatch, caught: Caught) -> None:
    with VirtualScreen(640, 360) as short_lived:
        monkeypatch.setenv("DISPLAY", short_lived.display)
        start_x11_screen("", PROFILE, on_frame=caught.on_frame, on_end=caught.on_end)
        caught.frame()

    error = caught.end()
    assert isinstance(error, DeviceUnusableError)
    assert error.hint


@pytest.mark.skipif(shutil.which("xrandr") is None, reason="needs xrandr to part the desktop")
def test_one_of_two_screens_is_seen_alone_and_its_loss_is_told(
    monkeypatch: pytest.MonkeyPatch, caught: Caught
) -> None:
    with VirtualScreen(1280, 720) as desktop:
        monkeypatch.setenv("DISPLAY", desktop.display)
        xrandr("--setmonitor", "left", "640/100x720/100+0+0", "screen")
        xrandr("--setmonitor", "right", "600/100x700/100+640+0", "none")
        painter = Painter(desktop.display)
        painter.paint_desktop(RED)
        window = painter.open_window("all of the right one", GREEN, (640, 0, 600, 700))
        capture = start_x11_screen("1", PROFILE, on_frame=caught.on_frame, on_end=caught.on_end)
        frame = caught.frame(shows(GREEN))
        corners = [shows(GREEN, at=(x, y))(frame) for x in (0.02, 0.97) for y in (0.02, 0.97)]
        listed = [device.name for device in x11_screens()]

        xrandr("--delmonitor", "right")
        error = caught.end()

        capture.stop()
        window.close()
        painter.close()
    assert corners == [True] * 4
    assert (frame.width_px, frame.height_px) == (360, 420)  # upright, like the screen
    assert listed == ["left (640x720)", "right (600x700)"]
    assert error is not None
    assert error.code is ErrorCode.DEVICE_UNPLUGGED


@pytest.mark.skipif(shutil.which("xrandr") is None, reason="needs xrandr to part the desktop")
def test_the_picture_follows_a_screen_that_gets_another_size(
    monkeypatch: pytest.MonkeyPatch, caught: Caught
) -> None:
    with VirtualScreen(1280, 720) as desktop:
        monkeypatch.setenv("DISPLAY", desktop.display)
        capture = start_x11_screen("", PROFILE, on_frame=caught.on_frame, on_end=caught.on_end)
        caught.frame(lambda frame: (frame.width_px, frame.height_px) == (640, 360))

        xrandr("--setmonitor", "smaller", "400/100x300/100+0+0", "screen")

        caught.frame(lambda frame: (frame.width_px, frame.height_px) == (400, 300))
        capture.stop()


def test_a_window_is_seen_also_behind_another(painter: Painter, caught: Caught) -> None:
    window = painter.open_window("A red window, né", RED)
    painter.wait_until_listed(window)
    capture = start_x11_window("RED", PROFILE, on_frame=caught.on_frame, on_end=caught.on_end)
    frame = caught.frame(shows(RED))

    cover = painter.open_window("cover", WHITE, (0, 0, 1200, 700))
    covered_at_us = now_us()
    covered = caught.frame(lambda frame: frame.captured_at_us > covered_at_us)
    everything = [shows(RED, at=(x, y))(covered) for x in (0.02, 0.97) for y in (0.02, 0.97)]

    capture.stop()
    cover.close()
    window.close()
    assert (frame.width_px, frame.height_px) == (320, 240)
    assert everything == [True] * 4


def test_a_resized_window_goes_on_in_its_new_even_size(painter: Painter, caught: Caught) -> None:
    window = painter.open_window("changing", GREEN)
    painter.wait_until_listed(window)
    capture = start_x11_window("changing", PROFILE, on_frame=caught.on_frame, on_end=caught.on_end)
    caught.frame(shows(GREEN))

    window.resize(401, 223)
    caught.frame(lambda frame: (frame.width_px, frame.height_px) == (400, 222))
    window.resize(200, 100)
    caught.frame(lambda frame: (frame.width_px, frame.height_px) == (200, 100))

    capture.stop()
    window.close()


def test_the_last_picture_of_a_minimised_window_stays(painter: Painter, caught: Caught) -> None:
    window = painter.open_window("hiding", BLUE)
    painter.wait_until_listed(window)
    capture = start_x11_window("hiding", PROFILE, on_frame=caught.on_frame, on_end=caught.on_end)
    caught.frame(shows(BLUE))

    window.minimise()
    hidden_at_us = now_us()
    later = [caught.frame(lambda frame: frame.captured_at_us > hidden_at_us) for _ in range(3)]
    capture.stop()
    window.close()

    assert all(shows(BLUE)(frame) for frame in later)


def test_a_closed_window_ends_its_capture_in_words(painter: Painter, caught: Caught) -> None:
    window = painter.open_window("going", RED)
    painter.wait_until_listed(window)
    start_x11_window("going", PROFILE, on_frame=caught.on_frame, on_end=caught.on_end)
    caught.frame(shows(RED))

    window.close()

    error = caught.end()
    assert isinstance(error, DeviceUnusableError)
    assert error.code is ErrorCode.DEVICE_UNPLUGGED
    assert "'going'" in error.message
    assert "closed" in error.message


def test_windows_are_listed_by_title(painter: Painter) -> None:
    window = painter.open_window("Überschrift", RED)
    painter.wait_until_listed(window)

    listed = x11_windows()
    window.close()

    assert "Überschrift" in [device.device_id for device in listed]


def test_a_window_that_is_not_there_is_refused(painter: Painter, caught: Caught) -> None:
    window = painter.open_window("present", RED)
    painter.wait_until_listed(window)

    with pytest.raises(DeviceUnusableError, match="'absent'") as refused:
        start_x11_window("absent", PROFILE, on_frame=caught.on_frame, on_end=caught.on_end)

    window.close()
    assert refused.value.code is ErrorCode.DEVICE_UNKNOWN
    assert "'present'" in refused.value.hint
