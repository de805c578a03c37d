"""Puts the figures over the largest picture of a stage while they are wanted there."""

from __future__ import annotations

from PySide6.QtCore import QObject
from shiboken6 import isValid

from app.control.health_desk import HealthDesk
from app.control.health_view import HealthView
from app.control.tiles import own_channel
from app.control.view_state import ViewState
from app.model.hotkeys import Hotkey
from ui.health_figures import figures_of
from ui.health_overlay import HealthOverlay, overlay_text
from ui.health_text import StreamFigures
from ui.kit import Kit
from ui.stage import Stage
from ui.tile import PictureTile
from ui.widgets import ControlButton


class FiguresOver(QObject):
    """Keeps the overlay on the right picture, and the button that wants it or not."""

    def __init__(self, kit: Kit, desk: HealthDesk, stage: Stage) -> None:
        super().__init__(stage)
        self._kit = kit
        self._desk = desk
        self._stage = stage
        self._overlay: HealthOverlay | None = None
        self._seen: tuple[object, ...] = ()
        self.button = ControlButton(kit, shortcut=Hotkey.HEALTH)
        self.button.setCheckable(False)
        self.button.clicked.connect(desk.toggle_over_picture)
        self.destroyed.connect(desk.subscribe(self._follow))
        self._say_button(is_over=desk.view.is_over_picture)

    @property
    def overlay(self) -> HealthOverlay | None:
        """The overlay, while there is one."""
        return self._overlay if self._overlay is not None and isValid(self._overlay) else None

    def refresh(self) -> None:
        """Show the newest figures where they belong now."""
        state = self._kit.controller.shown
        tile = self._largest() if self._desk.view.is_over_picture else None
        if tile is not None and self.overlay is not None:
            seen = (tile, state.outgoing, state.incoming, self._desk.view.load)
            if seen == self._seen:
                return
            self._seen = seen
        figures = self._figures_for(tile, state) if tile is not None else None
        if tile is None or figures is None or tile.is_covered:
            self._drop()
            return
        overlay = self.overlay
        if overlay is None or overlay.parentWidget() is not tile.video:
            self._drop()
            overlay = self._overlay = HealthOverlay(self._kit.theme.text_scale, tile.video)
        overlay.say(overlay_text(figures, self._kit.words))
        overlay.raise_()

    def _follow(self, view: HealthView) -> None:
        self._say_button(is_over=view.is_over_picture)
        if self._stage.isVisible():
            self.refresh()

    def _say_button(self, *, is_over: bool) -> None:
        words = self._kit.words
        tip = words("health.hide_over_tip") if is_over else words("health.show_over_tip")
        self.button.say(words("health.button"), "health", tip=tip)

    def _largest(self) -> PictureTile | None:
        shown = [tile for tile in self._stage.tiles if tile.isVisible()]
        return max(shown, key=lambda tile: tile.width() * tile.height(), default=None)

    def _figures_for(self, tile: PictureTile, state: ViewState) -> StreamFigures | None:
        channel = own_channel(tile.tile.tile_id)
        own = state.outgoing_on(channel) if channel is not None else None
        stream_id = own.stream_id if own is not None else tile.tile.tile_id
        every = figures_of(state, self._kit.words, self._desk.view.load)
        return next((item for item in every if item.stream_id == stream_id), None)

    def _drop(self) -> None:
        overlay, self._overlay = self.overlay, None
        if overlay is not None:
            overlay.hide()
            overlay.deleteLater()
