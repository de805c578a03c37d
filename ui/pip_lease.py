"""Who has the picture: the page or the small window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.control.tiles import Tile
from app.control.view_state import ViewState
from app.model.watching import WindowPlace
from ui.kit import Kit
from ui.pip_window import PipWindow


class PipLease(QObject):
    """Opens and closes the small window; says ``changed`` when the picture goes or comes."""

    changed = Signal()
    brought_back = Signal()
    """The person wants to see the picture in the window again."""

    def __init__(self, kit: Kit, parent: QObject, *, first: Callable[[], Tile | None]) -> None:
        """Show the tile that ``first`` names."""
        super().__init__(parent)
        self._kit = kit
        self._first = first
        self._tiles: tuple[Tile, ...] = ()
        self.window: PipWindow | None = None

    @property
    def is_out(self) -> bool:
        """Whether the small window has the picture."""
        return self.window is not None

    def toggle(self) -> None:
        """Move the picture into the small window, or back."""
        if self.is_out:
            self.end()
        else:
            self._begin()

    def render_state(self, state: ViewState, tiles: tuple[Tile, ...]) -> None:
        """Follow the picture; without any the small window goes."""
        self._tiles = tiles
        window = self.window
        if window is None:
            return
        shown = next((tile for tile in tiles if tile.tile_id == window.tile_id), None)
        tile = shown or (tiles[0] if tiles else None)
        if tile is None:
            self.end()
            return
        window.show_tile(tile.tile_id, name=tile.name)
        window.render_state(state)

    def end(self) -> None:
        """Give the picture back to the page; nothing when it is there."""
        window, self.window = self.window, None
        if window is None:
            return
        self.changed.emit()  # the page takes the canvas first: no picture goes dark
        window.leave()

    def _begin(self) -> None:
        tile = self._first()
        if tile is None:
            return
        controller = self._kit.controller
        state = controller.shown
        window = PipWindow(self._kit, tile.tile_id, name=tile.name, room=state.room.room_id)
        window.back_wanted.connect(self._bring_back)
        window.placed.connect(self._remember)
        self.window = window
        window.render_state(state)
        window.open_at(controller.preferences.watching.small_window)
        self.changed.emit()

    def _bring_back(self) -> None:
        self.end()
        self.brought_back.emit()

    def _remember(self, place: WindowPlace) -> None:
        controller = self._kit.controller
        watching = replace(controller.preferences.watching, small_window=place)
        controller.remember(replace(controller.preferences, watching=watching))
