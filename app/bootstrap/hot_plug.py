"""Brings cameras and screens that come and go to the window's menus.

Engines tell of sound devices themselves; pictures are captured by us, so their devices are watched
by us.
"""

from __future__ import annotations

from collections.abc import Callable

from app.control.controller import Controller
from app.control.view_state import Activity, ViewState
from app.engine.media_port import Capture
from app.model.events import DeviceStateChanged
from app.model.media import DeviceInfo
from app.model.session import UpdateType

DeviceHandler = Callable[[UpdateType, DeviceInfo], None]
DeviceWatcher = Callable[[DeviceHandler], Capture]
"""Begins to call the handler, on the Qt thread, until it is stopped."""


class HotPlug:
    """Watches from the moment when the devices are first known: before that nobody chooses.

    Qt thread only.
    """

    def __init__(self, controller: Controller, watch: DeviceWatcher) -> None:
        self._controller = controller
        self._begin_watch = watch
        self._watch: Capture | None = None
        self._forget = controller.subscribe(self._look)

    def stop(self) -> None:
        """Watch no more."""
        self._forget()
        if self._watch is not None:
            self._watch.stop()

    def _look(self, state: ViewState) -> None:
        if state.devices.are_known and self._watch is None:
            self._watch = self._begin_watch(self._tell)

    def _tell(self, update: UpdateType, device: DeviceInfo) -> None:
        if self._controller.state.activity not in {Activity.LEAVING, Activity.CLOSING}:
            self._controller.handle_event(DeviceStateChanged(update, device))
