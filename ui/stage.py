"""The pictures of a broadcast, side by side, and the words where there is none."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.control.tiles import Tile, TileKind
from app.control.view_state import BarrageLine
from ui.barrage import Barrage
from ui.kit import Kit
from ui.message_card import MessageCard
from ui.stage_layout import Arrangement, arrange
from ui.tile import PictureTile

_BARRAGE_TEXT_PX = 20


class Stage(QWidget):
    """Keeps one widget per tile, for as long as its stream lives."""

    double_clicked = Signal()

    def __init__(self, kit: Kit, card: MessageCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._card = card
        self._tiles: dict[str, PictureTile] = {}
        card.setParent(self)
        text_px = round(_BARRAGE_TEXT_PX * kit.theme.text_scale)
        self._barrage = Barrage(self, text_px=text_px, own_color=kit.theme.tokens.accent)
        self.setMinimumSize(160, 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def tiles(self) -> tuple[PictureTile, ...]:
        """The pictures on the stage, in order."""
        return tuple(self._tiles.values())

    @property
    def barrage(self) -> Barrage:
        """What flies over the first picture."""
        return self._barrage

    def show_tiles(self, tiles: tuple[Tile, ...]) -> None:
        """Show exactly ``tiles``; those that stay keep their widgets and their pictures."""
        tiles = _shares_first(tiles)
        wanted = {tile.tile_id for tile in tiles}
        gone = [self._tiles.pop(key) for key in tuple(self._tiles) if key not in wanted]
        if gone:
            self._barrage.fly_over(None)
            for widget in gone:
                widget.release()
        ordered: dict[str, PictureTile] = {}
        for tile in tiles:
            known = self._tiles.get(tile.tile_id)
            if known is not None and known.tile != tile:
                known.show_tile(tile)
            ordered[tile.tile_id] = known or self._new_tile(tile)
        has_changed = list(ordered) != list(self._tiles) or bool(gone)
        self._tiles = ordered
        if has_changed:
            self._place()

    def fly(self, lines: tuple[BarrageLine, ...]) -> None:
        """Let fresh barrage lines fly over the first picture."""
        self._barrage.take_lines(lines)

    def clear(self) -> None:
        """Give every picture back."""
        self.show_tiles(())
        self._barrage.forget()

    def _new_tile(self, tile: Tile) -> PictureTile:
        widget = PictureTile(self._kit, tile, self)
        widget.double_clicked.connect(self.double_clicked)
        return widget

    def _place(self) -> None:
        tiles = self.tiles
        self._card.setVisible(not tiles)
        self._card.setGeometry(self.rect())
        cells = arrange(len(tiles), self.width(), self.height(), arrangement=_arrangement_of(tiles))
        for widget, cell in zip(tiles, cells, strict=False):
            widget.setGeometry(cell.x, cell.y, cell.width, cell.height)
            widget.show()
        self._barrage.fly_over(tiles[0].video if tiles else None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()


def _shares_first(tiles: tuple[Tile, ...]) -> tuple[Tile, ...]:
    """Others' screens are what people come for; the own screen stays where it is."""
    return tuple(sorted(tiles, key=lambda tile: tile.kind is not TileKind.OTHER_SHARE))


def _arrangement_of(tiles: tuple[PictureTile, ...]) -> Arrangement:
    """Hosts see themselves large, an audience sees a shared screen large; else all alike."""
    is_focused = bool(tiles) and tiles[0].tile.kind in {TileKind.OWN, TileKind.OTHER_SHARE}
    return Arrangement.FOCUS if is_focused else Arrangement.GRID
