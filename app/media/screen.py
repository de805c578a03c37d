"""Whole screens where there is no X server, through Qt Multimedia."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtMultimedia import QMediaCaptureSession, QScreenCapture

from app.media.qt_capture import OpenedDevice, Opener
from app.model.errors import DeviceUnusableError, ErrorCode, KliegError
from app.model.media import DeviceInfo, DeviceKind


def screens() -> tuple[DeviceInfo, ...]:
    """Return the screens, the primary first; on the Qt thread. Their IDs are numbers from 0."""
    return tuple(
        DeviceInfo(DeviceKind.SCREEN, str(number), _name(screen), is_default=number == 0)
        for number, screen in enumerate(_primary_first())
    )


def _find_screen(screen_id: str) -> QScreen:
    """Return the screen with this number; the primary one for an empty ID.

    Raises:
        DeviceUnusableError: There is no such screen.
    """
    found = _primary_first()
    number = int(screen_id or "0")
    if number < len(found):
        return found[number]
    raise DeviceUnusableError(
        f"cannot capture screen {number}: the last one is screen {len(found) - 1}",
        hint="Screens are counted from 0; list them with: klieg devices.",
        code=ErrorCode.DEVICE_UNKNOWN,
    )


def screen_opener(screen_id: str) -> Opener:
    """Return what opens the screen with this number."""

    def open_screen(fail: Callable[[KliegError], None]) -> OpenedDevice:
        screen = _find_screen(screen_id)
        capture = QScreenCapture()
        capture.setScreen(screen)

        def report(_error: QScreenCapture.Error, text: str) -> None:
            fail(_broken(screen_id, text))

        def notice_removal(removed: QScreen) -> None:
            if removed is screen:
                fail(_broken(screen_id, "it was unplugged"))

        capture.errorOccurred.connect(report)
        application = _application()
        application.screenRemoved.connect(notice_removal)

        def attach(session: QMediaCaptureSession) -> None:
            session.setScreenCapture(capture)
            capture.start()

        def release() -> None:
            application.screenRemoved.disconnect(notice_removal)
            capture.errorOccurred.disconnect(report)
            capture.stop()
            capture.deleteLater()

        return OpenedDevice(attach, release, repeats=True)

    return open_screen


def _application() -> QGuiApplication:
    application = QGuiApplication.instance()
    assert isinstance(application, QGuiApplication), "openers run on the Qt thread"  # noqa: S101
    return application


def _primary_first() -> list[QScreen]:
    primary = QGuiApplication.primaryScreen()
    return sorted(QGuiApplication.screens(), key=lambda screen: screen is not primary)


def _name(screen: QScreen) -> str:
    area = screen.geometry()
    maker = f"{screen.manufacturer()} {screen.model()}".strip()
    return f"{screen.name()} {area.width()}x{area.height()} {maker}".strip()


def _broken(screen_id: str, text: str) -> DeviceUnusableError:
    reason = text.strip().rstrip(".").lower() or "the system gives no reason"
    return DeviceUnusableError(
        f"cannot capture screen {screen_id or '0'}: {reason}",
        hint="Allow screen recording for Klieg in the system's privacy settings.",
        code=ErrorCode.DEVICE_NOT_ALLOWED if "permission" in reason else ErrorCode.DEVICE_FAILED,
    )
