"""Single windows of other programs where there is no X server, through Qt Multimedia."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtMultimedia import QCapturableWindow, QMediaCaptureSession, QWindowCapture

from app.media.qt_capture import OpenedDevice, Opener
from app.media.window_titles import index_of_title
from app.model.errors import DeviceUnusableError, ErrorCode, KliegError
from app.model.media import DeviceInfo, DeviceKind


def windows() -> tuple[DeviceInfo, ...]:
    """Return the windows that can be captured, by their titles; on the Qt thread.

    Empty where no window manager runs, as nobody else knows them.
    """
    titles = [window.description() for window in QWindowCapture.capturableWindows()]
    return tuple(DeviceInfo(DeviceKind.WINDOW, title, title) for title in titles if title)


def window_opener(title: str) -> Opener:
    """Return what opens the window with this title, or the only one whose title contains it."""

    def open_window(fail: Callable[[KliegError], None]) -> OpenedDevice:
        window = _find(title)
        capture = QWindowCapture()
        capture.setWindow(window)

        def report(error: QWindowCapture.Error, text: str) -> None:
            fail(_gone(window, error, text))

        capture.errorOccurred.connect(report)

        def attach(session: QMediaCaptureSession) -> None:
            session.setWindowCapture(capture)
            capture.start()

        def release() -> None:
            capture.errorOccurred.disconnect(report)
            capture.stop()
            capture.deleteLater()

        return OpenedDevice(attach, release, repeats=True)

    return open_window


def _find(title: str) -> QCapturableWindow:
    found = QWindowCapture.capturableWindows()
    return found[index_of_title([window.description() for window in found], title)]


def _gone(window: QCapturableWindow, error: QWindowCapture.Error, text: str) -> DeviceUnusableError:
    name = window.description()
    if error == QWindowCapture.Error.CaptureFailed:
        return DeviceUnusableError(
            f"cannot go on with the window {name!r}: it was closed or hidden",
            hint="Open it again, or choose another source.",
            code=ErrorCode.DEVICE_UNPLUGGED,
        )
    reason = text.strip().rstrip(".").lower() or "the system gives no reason"
    return DeviceUnusableError(
        f"cannot capture the window {name!r}: {reason}",
        hint="Capture the whole screen instead.",
    )
