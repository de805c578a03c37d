"""Chooses how sharp the picture is: automatic, or one of the layers that are sent."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from app.control.view_state import ViewState
from app.model.media import SimulcastLayer
from ui.control_bar import menu_anchor
from ui.kit import Kit
from ui.widgets import ControlButton

_AUTOMATIC = SimulcastLayer.AUTOMATIC


class QualityButton(ControlButton):
    """Tells what is received; cannot be pressed while there is no choice, and says why."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.menu_of_layers = QMenu(self)
        self._received = QAction(self)
        self._received.setEnabled(False)
        self.menu_of_layers.addAction(self._received)
        self.menu_of_layers.addSeparator()
        self._group = QActionGroup(self)
        self._actions = {layer: self._offer(layer) for layer in _in_order()}
        self.clicked.connect(self.open_menu)
        self.setEnabled(False)
        self.say(kit.words("watching.quality"), "quality")

    def open_menu(self) -> None:
        """Offer the layers, above the button."""
        menu = self.menu_of_layers
        corner = menu_anchor(self).mapToGlobal(QPoint(0, 0))
        menu.popup(QPoint(corner.x(), max(0, corner.y() - menu.sizeHint().height() - 4)))

    def offered(self) -> tuple[SimulcastLayer, ...]:
        """Return what can be chosen now."""
        return tuple(layer for layer, action in self._actions.items() if action.isVisible())

    def received(self) -> str:
        """Return what is said to be received."""
        return self._received.text()

    def render_state(self, state: ViewState) -> None:
        """Offer what the streams of ``state`` have."""
        words = self._kit.words
        layers = {layer for item in state.incoming for layer in item.quality.layers}
        for layer, action in self._actions.items():
            action.setVisible(layer is _AUTOMATIC or layer in layers)
            action.setChecked(layer is state.layer)
        height = max((item.height_px for item in state.incoming), default=0)
        key = "automatic" if state.layer is _AUTOMATIC else "chosen"
        choice = words(f"watching.quality_received_{key}")
        received = words("watching.quality_received_none")
        if height:
            received = words("watching.quality_received", height=height, choice=choice)
        self._received.setText(received)
        is_free = bool(layers)
        if is_free is not self.isEnabled():
            self.setEnabled(is_free)
        tip = words("watching.quality_tip", received=received)
        if not is_free and state.incoming:
            tip = words("watching.quality_single")
        self.say(words("watching.quality"), "quality", tip=tip)

    def _offer(self, layer: SimulcastLayer) -> QAction:
        action = QAction(self._kit.words(f"watching.quality_{layer.value}"), self)
        action.setCheckable(True)
        action.triggered.connect(partial(self._choose, layer))
        self._group.addAction(action)
        self.menu_of_layers.addAction(action)
        return action

    def _choose(self, layer: SimulcastLayer, _is_checked: object = None) -> None:
        self._kit.controller.desk.choose_layer(layer)


def _in_order() -> tuple[SimulcastLayer, ...]:
    return (_AUTOMATIC, SimulcastLayer.HIGH, SimulcastLayer.MEDIUM, SimulcastLayer.LOW)
