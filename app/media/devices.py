"""Tells when a camera or a screen is plugged in or pulled out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication
from PySide6.QtMultimedia import QMediaDevices

from app.media.qt_host import QtHost
from app.model.media import DeviceInfo
from app.model.session import UpdateType

DeviceHandler = Callable[[UpdateType, DeviceInfo], None]
"""Called on the Qt thread with each device that came or went."""


DeviceLister = Callable[[], tuple[DeviceInfo, ...]]
"""Lists what is there, on the Qt thread."""


class DeviceWatch:
    """Watches until stopped; implements ``Capture`` so that it is released like one."""

    def __init__(
        self, host: QtHost, list_devices: DeviceLister, *, on_change: DeviceHandler
    ) -> None:
        self._host = host
        self._list = list_devices
        self._on_change = on_change
        self._known: dict[DeviceInfo, None] = {}
        self._media: QMediaDevices | None = None
        self._is_stopped = False
        host.post(self._begin)

    def stop(self) -> None:
        """Watch no more; any thread, idempotent."""
        self._is_stopped = True
        self._host.post(self._end)

    def look(self) -> None:
        """Compare what is there with what was there; on the Qt thread."""
        present = dict.fromkeys(self._list())
        before, self._known = self._known, present
        for update_type, changed in (
            (UpdateType.DELETE, [device for device in before if device not in present]),
            (UpdateType.ADD, [device for device in present if device not in before]),
        ):
            for device in changed:
                if not self._is_stopped:
                    self._on_change(update_type, device)

    def _begin(self) -> None:
        application = QGuiApplication.instance()
        if self._is_stopped or not isinstance(application, QGuiApplication):
            return
        self._known = dict.fromkeys(self._list())
        self._media = QMediaDevices()
        self._media.videoInputsChanged.connect(self.look)
        application.screenAdded.connect(self.look)
        application.screenRemoved.connect(self.look)
        self._host.closing.connect(self._end)

    def _end(self) -> None:
        media, self._media = self._media, None
        application = QGuiApplication.instance()
        if media is None or not isinstance(application, QGuiApplication):
            return
        self._host.closing.disconnect(self._end)
        application.screenAdded.disconnect(self.look)
        application.screenRemoved.disconnect(self.look)
        media.videoInputsChanged.disconnect(self.look)
        media.deleteLater()
