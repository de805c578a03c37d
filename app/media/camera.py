"""Cameras, through Qt Multimedia."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCameraPermission, QCoreApplication, Qt
from PySide6.QtMultimedia import (
    QCamera,
    QCameraDevice,
    QCameraFormat,
    QMediaCaptureSession,
    QMediaDevices,
    QVideoFrameFormat,
)

from app.media.qt_capture import OpenedDevice, Opener
from app.model.errors import DeviceUnusableError, ErrorCode, KliegError
from app.model.media import DeviceInfo, DeviceKind, VideoProfile

_PERMISSION_HINT = "Allow the camera for Klieg in the system's privacy settings."


@dataclass(frozen=True, slots=True)
class CameraMode:
    """One format that a camera offers."""

    width_px: int
    height_px: int
    fps: float
    is_compressed: bool


def best_mode(modes: Sequence[CameraMode], profile: VideoProfile) -> int | None:
    """Return the index of the mode that serves ``profile`` best; None when there is none.

    First it must be fast and large enough, then as small as possible, then uncompressed.
    """

    def badness(index: int) -> tuple[float, float, float, bool]:
        mode = modes[index]
        missing = max(0, profile.width_px - mode.width_px) / profile.width_px
        missing += max(0, profile.height_px - mode.height_px) / profile.height_px
        slow = 2 * max(0.0, profile.fps - mode.fps - 0.5) / profile.fps
        return (
            missing + slow,
            missing,
            mode.width_px * mode.height_px * max(1.0, mode.fps / profile.fps),
            mode.is_compressed,
        )

    return min(range(len(modes)), key=badness, default=None)


def cameras() -> tuple[DeviceInfo, ...]:
    """Return the cameras, the default first; on the Qt thread."""
    default = QMediaDevices.defaultVideoInput()
    devices = sorted(QMediaDevices.videoInputs(), key=lambda device: device != default)
    return tuple(
        DeviceInfo(
            DeviceKind.CAMERA,
            _id_of(device),
            device.description(),
            is_default=device == default,
        )
        for device in devices
    )


def camera_opener(camera_id: str, profile: VideoProfile) -> Opener:
    """Return what opens the camera with this ID or name; the default for an empty one."""

    def open_camera(fail: Callable[[KliegError], None]) -> OpenedDevice:
        device = _find(camera_id)
        _refuse_if_denied(device)
        camera = QCamera(device)
        formats = device.videoFormats()
        chosen = best_mode([_mode_of(entry) for entry in formats], profile)
        if chosen is not None:
            camera.setCameraFormat(formats[chosen])
        watch = QMediaDevices()

        def report(_error: QCamera.Error, text: str) -> None:
            fail(_broken(device, text))

        def notice_unplugging() -> None:
            if device not in QMediaDevices.videoInputs():
                fail(_unplugged(device))

        camera.errorOccurred.connect(report)
        watch.videoInputsChanged.connect(notice_unplugging)

        def attach(session: QMediaCaptureSession) -> None:
            session.setCamera(camera)
            _when_allowed(camera.start, lambda: fail(_denied(device)))

        def release() -> None:
            camera.errorOccurred.disconnect(report)
            watch.videoInputsChanged.disconnect(notice_unplugging)
            camera.stop()
            watch.deleteLater()
            camera.deleteLater()

        return OpenedDevice(attach, release, repeats=False)

    return open_camera


def _find(camera_id: str) -> QCameraDevice:
    inputs = QMediaDevices.videoInputs()
    if not inputs:
        raise DeviceUnusableError(
            "cannot open a camera: there is none on this machine",
            hint="Plug one in, or choose another source.",
            code=ErrorCode.DEVICE_UNKNOWN,
        )
    if not camera_id:
        return QMediaDevices.defaultVideoInput()
    for device in inputs:
        if camera_id in {_id_of(device), device.description()}:
            return device
    raise DeviceUnusableError(
        f"cannot open the camera {camera_id!r}: there is no such camera",
        hint=f"Choose one of: {', '.join(device.description() for device in inputs)}.",
        code=ErrorCode.DEVICE_UNKNOWN,
    )


def _id_of(device: QCameraDevice) -> str:
    return bytes(device.id().data()).decode(errors="replace")


def _mode_of(entry: QCameraFormat) -> CameraMode:
    size = entry.resolution()
    is_compressed = entry.pixelFormat() == QVideoFrameFormat.PixelFormat.Format_Jpeg
    return CameraMode(size.width(), size.height(), entry.maxFrameRate(), is_compressed)


def _permission() -> Qt.PermissionStatus | None:
    application = QCoreApplication.instance()
    return None if application is None else application.checkPermission(QCameraPermission())


def _refuse_if_denied(device: QCameraDevice) -> None:
    if _permission() == Qt.PermissionStatus.Denied:
        raise _denied(device)


def _when_allowed(start: Callable[[], None], refuse: Callable[[], None]) -> None:
    """Start now, or when the person has answered the system's question."""
    application = QCoreApplication.instance()
    if application is None or _permission() != Qt.PermissionStatus.Undetermined:
        start()
        return

    def answered() -> None:
        if _permission() == Qt.PermissionStatus.Granted:
            start()
        else:
            refuse()

    application.requestPermission(QCameraPermission(), application, answered)


def _denied(device: QCameraDevice) -> DeviceUnusableError:
    return DeviceUnusableError(
        f"cannot open the camera {device.description()!r}: Klieg is not allowed to use it",
        hint=_PERMISSION_HINT,
        code=ErrorCode.DEVICE_NOT_ALLOWED,
    )


def _broken(device: QCameraDevice, text: str) -> DeviceUnusableError:
    reason = text.strip().rstrip(".").lower() or "the system gives no reason"
    return DeviceUnusableError(
        f"cannot use the camera {device.description()!r}: {reason}",
        hint="Close other programs that use it, or plug it in again.",
        code=ErrorCode.DEVICE_IN_USE if "busy" in reason else ErrorCode.DEVICE_FAILED,
    )


def _unplugged(device: QCameraDevice) -> DeviceUnusableError:
    return DeviceUnusableError(
        f"cannot go on with the camera {device.description()!r}: it was unplugged",
        hint="Plug it in again, or choose another source.",
        code=ErrorCode.DEVICE_UNPLUGGED,
    )
