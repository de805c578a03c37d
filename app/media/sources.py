"""Opens whatever a broadcast can show or play, by its kind; implements ``CaptureFactory``.

Cameras and, where there is no X server, screens and windows need a running ``QGuiApplication``;
the rest works without Qt, which is imported only when it is needed.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from app.engine.media_port import Capture, EndHandler
from app.media.file_clock import FileClocks
from app.media.file_picture import start_file_picture
from app.media.file_reader import open_picture, open_sound
from app.media.file_sound import start_file_sound
from app.media.memory import keep_freed_pictures
from app.media.pattern import start_pattern
from app.media.tone import start_tone
from app.model.errors import DeviceUnusableError
from app.model.frames import AudioFrameHandler, VideoFrameHandler
from app.model.media import CaptureSource, DeviceInfo, DeviceKind, SourceKind, VideoProfile

if TYPE_CHECKING:
    from app.media.devices import DeviceHandler
    from app.media.qt_capture import Opener
    from app.media.qt_host import QtHost

_LIST_LIMIT_S = 2.0


class CaptureSources:
    """Starts sources; one object serves a whole program. Callable from any thread."""

    def __init__(self) -> None:
        keep_freed_pictures()
        self._clocks = FileClocks()
        self._lock = threading.Lock()
        self._host: QtHost | None = None

    def start_video(
        self,
        source: CaptureSource,
        profile: VideoProfile,
        *,
        on_frame: VideoFrameHandler,
        on_end: EndHandler,
    ) -> Capture:
        """Start a picture source; see ``CaptureFactory``.

        Raises:
            DeviceUnusableError: The device, file, screen or window is not there or not readable.
        """
        match source.kind:
            case SourceKind.PATTERN:
                return start_pattern(profile, on_frame=on_frame, on_end=on_end)
            case SourceKind.FILE:
                path = _path(source)
                return start_file_picture(
                    path, profile, self._clocks, on_frame=on_frame, on_end=on_end
                )
            case SourceKind.SCREEN if has_x_server():
                from app.media.x11_sources import start_x11_screen

                return start_x11_screen(source.target, profile, on_frame=on_frame, on_end=on_end)
            case SourceKind.WINDOW if has_x_server():
                from app.media.x11_sources import start_x11_window

                return start_x11_window(source.target, profile, on_frame=on_frame, on_end=on_end)
            case SourceKind.CAMERA | SourceKind.SCREEN | SourceKind.WINDOW:
                host = self._qt_host()
                from app.media.qt_capture import QtCapture

                capture = QtCapture(
                    source.kind.value,
                    host,
                    _opener(source, profile),
                    profile=profile,
                    on_frame=on_frame,
                    on_end=on_end,
                )
                return capture.start()
            case _:
                raise DeviceUnusableError(f"cannot show {source}: it is no picture source")

    def start_sound(
        self, source: CaptureSource, *, on_sound: AudioFrameHandler, on_end: EndHandler
    ) -> Capture:
        """Start a tone, a file's sound or a microphone, mono; see ``CaptureFactory``.

        Raises:
            DeviceUnusableError: The file is not there or has no sound.
        """
        match source.kind:
            case SourceKind.TONE:
                return start_tone(on_sound, on_end)
            case SourceKind.FILE:
                return start_file_sound(
                    _path(source), self._clocks, on_sound=on_sound, on_end=on_end
                )
            case SourceKind.MICROPHONE:
                from app.media.microphone import start_microphone

                return start_microphone(source.target, on_sound=on_sound, on_end=on_end)
            case _:
                raise DeviceUnusableError(f"cannot play {source}: engines capture that themselves")

    def devices(self, kind: DeviceKind) -> tuple[DeviceInfo, ...]:
        """Return cameras, screens or windows, the default first; other kinds give nothing.

        Nothing, too, where there is no display, or when the Qt thread is busy for two seconds.
        """
        try:
            if kind in {DeviceKind.SCREEN, DeviceKind.WINDOW} and has_x_server():
                from app.media.x11_sources import x11_screens, x11_windows

                return x11_screens() if kind is DeviceKind.SCREEN else x11_windows()
            host = self._qt_host()
        except DeviceUnusableError:
            return ()
        match kind:
            case DeviceKind.CAMERA:
                from app.media.camera import cameras as listed
            case DeviceKind.SCREEN:
                from app.media.screen import screens as listed
            case DeviceKind.WINDOW:
                from app.media.window import windows as listed
            case _:
                return ()
        return host.ask(listed, timeout_s=_LIST_LIMIT_S) or ()

    def watch_devices(self, on_change: DeviceHandler) -> Capture:
        """Report cameras and screens that come and go, on the Qt thread, until stopped.

        Raises:
            DeviceUnusableError: The program runs without a display.
        """
        host = self._qt_host()
        from app.media.devices import DeviceWatch

        def cameras_and_screens() -> tuple[DeviceInfo, ...]:
            return self.devices(DeviceKind.CAMERA) + self.devices(DeviceKind.SCREEN)

        return DeviceWatch(host, cameras_and_screens, on_change=on_change)

    def _qt_host(self) -> QtHost:
        """Return the way to the Qt thread.

        Raises:
            DeviceUnusableError: The program has no ``QGuiApplication``.
        """
        with self._lock:
            if self._host is None:
                if "PySide6.QtGui" not in sys.modules:
                    raise _no_display()
                from app.media.qt_host import QtHost

                self._host = QtHost()
            return self._host


def has_x_server() -> bool:
    """Return whether this session is drawn by an X server: not by Wayland, Windows or macOS."""
    if os.environ.get("WAYLAND_DISPLAY") or os.environ.get("XDG_SESSION_TYPE") == "wayland":
        return False
    return sys.platform.startswith("linux") and bool(os.environ.get("DISPLAY"))


def _opener(source: CaptureSource, profile: VideoProfile) -> Opener:
    match source.kind:
        case SourceKind.CAMERA:
            from app.media.camera import camera_opener

            return camera_opener(source.target, profile)
        case SourceKind.WINDOW:
            from app.media.window import window_opener

            return window_opener(source.target)
        case _:
            from app.media.screen import screen_opener

            return screen_opener(source.target)


def check_file_picture(source: CaptureSource) -> None:
    """See whether the picture of a file can be opened.

    Raises:
        DeviceUnusableError: It cannot.
    """
    with open_picture(_path(source)):
        return


def check_file_sound(source: CaptureSource) -> None:
    """See whether the sound of a file can be opened; errors as for pictures."""
    with open_sound(_path(source)):
        return


def _path(source: CaptureSource) -> Path:
    return Path(source.target).expanduser().resolve()


def _no_display() -> DeviceUnusableError:
    return DeviceUnusableError(
        "cannot use cameras, screens or windows: the program runs without a display",
        hint="Leave out --headless, or choose pattern, a file, or the screen of an X server.",
    )
