"""Screens and windows of an X server by the words a person chooses them with. Needs no Qt."""

from __future__ import annotations

from app.engine.media_port import EndHandler
from app.media.running import ThreadedCapture
from app.media.window_titles import index_of_title
from app.media.x11_desktop import X11Desktop
from app.media.x11_grab import MonitorTarget, WindowTarget, start_grab
from app.model.errors import DeviceUnusableError, ErrorCode
from app.model.frames import VideoFrameHandler
from app.model.media import DeviceInfo, DeviceKind, VideoProfile


def x11_screens() -> tuple[DeviceInfo, ...]:
    """Return the screens, the primary one first; their IDs are the numbers from 0.

    Raises:
        DeviceUnusableError: The X server cannot be reached.
    """
    with X11Desktop() as desktop:
        return tuple(
            DeviceInfo(
                DeviceKind.SCREEN,
                str(number),
                f"{monitor.name} ({monitor.area.width_px}x{monitor.area.height_px})",
                is_default=number == 0,
            )
            for number, monitor in enumerate(desktop.monitors())
        )


def x11_windows() -> tuple[DeviceInfo, ...]:
    """Return the windows that have a title, which is their ID; none without a window manager.

    Raises:
        DeviceUnusableError: The X server cannot be reached.
    """
    with X11Desktop() as desktop:
        titles = dict.fromkeys(window.title for window in desktop.windows())
    return tuple(DeviceInfo(DeviceKind.WINDOW, title, title) for title in titles)


def start_x11_screen(
    number: str, profile: VideoProfile, *, on_frame: VideoFrameHandler, on_end: EndHandler
) -> ThreadedCapture:
    """Capture the screen with this number, the primary one for an empty text.

    Raises:
        DeviceUnusableError: There is no such screen, or the X server cannot be reached.
    """
    index = int(number or 0)
    desktop = X11Desktop()
    try:
        _refuse_unknown_screen(index, count=len(desktop.monitors()))
        target = MonitorTarget(desktop, index)
    except BaseException:
        desktop.close()
        raise
    return start_grab("screen", target, profile, on_frame=on_frame, on_end=on_end)


def start_x11_window(
    title: str, profile: VideoProfile, *, on_frame: VideoFrameHandler, on_end: EndHandler
) -> ThreadedCapture:
    """Capture the window with this title, or the only one whose title contains it.

    Raises:
        DeviceUnusableError: No single window is meant, or the X server cannot be reached.
    """
    desktop = X11Desktop()
    try:
        windows = desktop.windows()
        chosen = windows[index_of_title([window.title for window in windows], title)]
        target = WindowTarget(desktop, chosen.window_id, title=chosen.title)
    except BaseException:
        desktop.close()
        raise
    return start_grab("window", target, profile, on_frame=on_frame, on_end=on_end)


def _refuse_unknown_screen(index: int, *, count: int) -> None:
    if index >= count:
        raise DeviceUnusableError(
            f"cannot capture screen {index}: there is no such screen",
            hint=f"Choose a number from 0 to {count - 1}." if count > 1 else "Choose 0.",
            code=ErrorCode.DEVICE_UNKNOWN,
        )
