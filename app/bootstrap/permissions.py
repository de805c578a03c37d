"""The system's permissions for camera and microphone, as Qt knows them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCameraPermission, QCoreApplication, QMicrophonePermission, Qt

from app.control.permissions import Permission
from app.model.media import DeviceKind

_STATES = {
    Qt.PermissionStatus.Undetermined: Permission.UNDETERMINED,
    Qt.PermissionStatus.Denied: Permission.DENIED,
    Qt.PermissionStatus.Granted: Permission.GRANTED,
}


class QtPermissions:
    """Asks the system through Qt; implements ``Permissions``. Qt thread only."""

    def __init__(self, application: QCoreApplication) -> None:
        self._application = application

    def state(self, kind: DeviceKind) -> Permission:
        """Return what holds now; see ``Permissions``."""
        if kind is DeviceKind.CAMERA:
            return _STATES[self._application.checkPermission(QCameraPermission())]
        return _STATES[self._application.checkPermission(QMicrophonePermission())]

    def ask(self, kind: DeviceKind, then: Callable[[Permission], None]) -> None:
        """Let the system ask; see ``Permissions``."""

        def answered(_permission: object) -> None:
            then(self.state(kind))

        if kind is DeviceKind.CAMERA:
            self._application.requestPermission(QCameraPermission(), self._application, answered)
        else:
            self._application.requestPermission(
                QMicrophonePermission(), self._application, answered
            )
