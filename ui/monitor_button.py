"""The switch of the audience view on the host's control bar."""

from __future__ import annotations

from app.control.monitor_desk import MonitorDesk
from app.control.monitor_view import MonitorView
from app.control.studio import MonitorWay
from app.model.hotkeys import Hotkey
from ui.kit import Kit
from ui.widgets import ControlButton


class MonitorButton(ControlButton):
    """Opens and closes the audience view, or says why it cannot be had."""

    def __init__(self, kit: Kit, desk: MonitorDesk) -> None:
        super().__init__(kit, shortcut=Hotkey.MONITOR)
        self._words = kit.words
        self._desk = desk
        self.setCheckable(True)
        self.clicked.connect(self._toggle)
        forget = desk.subscribe(self._show)
        self.destroyed.connect(forget)
        self._show(desk.view)

    def _toggle(self) -> None:
        self._desk.toggle()
        self._show(self._desk.view)

    def _show(self, view: MonitorView) -> None:
        words = self._words
        self.setChecked(view.is_open)
        self.setEnabled(view.is_open or view.way is not MonitorWay.NONE)
        self.say(words("monitor.button"), "monitor", tip=words(_tip_of(view)))


def _tip_of(view: MonitorView) -> str:
    if view.is_open:
        return "monitor.close_tip"
    if view.way is not MonitorWay.NONE:
        return "monitor.open_tip"
    return "monitor.no_token" if view.is_on_air else "monitor.not_live"
