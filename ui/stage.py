"""The pictures of a broadcast, side by side, and the words where there is none.

Who is where is decided by ``app.control.stage``; here widgets follow. A picture keeps its widget
and its canvas for as long as its stream lives, wherever it goes.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.control.stage import Arrangement, StageChoice, Staged, staged
from app.control.tiles import Tile
from app.control.view_state import BarrageLine
from app.control.voices import Voices
from app.model.stage import Corner
from ui.barrage import Barrage
from ui.kit import Kit
from ui.message_card import MessageCard
from ui.stage_clicks import StageClicks
from ui.stage_layout import Measures, Places, place
from ui.stage_pager import StagePager
from ui.theme import DARK
from ui.tile import PictureTile
from ui.tile_standing import Standing

_BARRAGE_TEXT_PX = 20


class Stage(QWidget):
    """Shows the pictures of the view state as the person wants them.

    Pages show the stage alone when it says ``full_screen_wanted``.
    """

    full_screen_wanted = Signal(bool)
    """A picture shall have the whole screen, or no longer."""

    def __init__(self, kit: Kit, card: MessageCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._card = card
        self._desk = kit.desks.stage
        self._clicks: StageClicks | None = None
        self._tiles: dict[str, PictureTile] = {}
        self._shown: tuple[Tile, ...] = ()
        self._staged = Staged(Arrangement.GRID, ())
        self._speaker = ""
        self._page = 0
        self._places = Places()
        card.setParent(self)
        scale = kit.theme.text_scale
        self._measures = Measures(
            tile_min=round(168 * min(scale, 1.5)), pager=round(34 * scale) + 12
        )
        text_px = round(_BARRAGE_TEXT_PX * scale)
        self._barrage = Barrage(self, text_px=text_px, own_color=DARK.accent)
        self.pager = StagePager(kit, self)
        self.pager.turned.connect(self.turn)
        self.setMinimumSize(160, 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        if self._desk is not None:
            self.destroyed.connect(self._desk.subscribe(self._choice_changed))
            self._clicks = StageClicks(self._desk, lambda: self._tiles)

    @property
    def tiles(self) -> tuple[PictureTile, ...]:
        """The pictures on the stage, in order; those of other pages are hidden."""
        return tuple(self._tiles.values())

    @property
    def barrage(self) -> Barrage:
        """What flies over the first picture."""
        return self._barrage

    def show_tiles(self, tiles: tuple[Tile, ...], voices: Voices | None = None) -> None:
        """Show exactly ``tiles``; those that stay keep their widgets and their pictures."""
        self._shown = tiles
        self._speaker = voices.latest if voices is not None else ""
        self._follow()

    def fly(self, lines: tuple[BarrageLine, ...]) -> None:
        """Let fresh barrage lines fly over the first picture."""
        self._barrage.take_lines(lines)

    def clear(self) -> None:
        """Give every picture back."""
        self.show_tiles(())
        self._barrage.forget()

    def turn(self, pages: int) -> None:
        """Go so many pages on, or back."""
        self._page = self._places.page + pages
        self._place()

    def step_back(self) -> bool:
        """Leave full screen, or unpin; false when there is nothing to go back from."""
        return self._desk is not None and self._desk.step_back()

    def leave_full(self) -> None:
        """Let no picture have the whole screen any more."""
        if self._desk is not None and self._desk.choice.filling:
            self._desk.fill(self._desk.choice.filling)

    def handle_key(self, key: int) -> bool:
        """Do what ``key`` means on a stage, wherever the focus is; false when it means nothing."""
        if key == Qt.Key.Key_Escape:
            return self.step_back()
        if key in {Qt.Key.Key_PageDown, Qt.Key.Key_PageUp} and self._places.pages > 1:
            self.turn(1 if key == Qt.Key.Key_PageDown else -1)
            return True
        if key == Qt.Key.Key_F and self._staged.tiles and self._desk is not None:
            self._desk.fill(self._staged.tiles[0].tile_id)
            return True
        return False

    # ------------------------------------------------------------------ who is where

    def _choice(self) -> StageChoice:
        return self._desk.choice if self._desk is not None else StageChoice()

    def _choice_changed(self, choice: StageChoice) -> None:
        was_full = self._staged.arrangement is Arrangement.ALONE
        self._follow()
        if not self._shown or was_full is bool(choice.filling) or self.isHidden():
            return
        self.full_screen_wanted.emit(bool(choice.filling))

    def _follow(self) -> None:
        """Bring the widgets to what is wanted now; nothing moves that need not."""
        before, self._staged = self._staged, staged(self._choice(), self._shown, self._speaker)
        has_changed = self._keep_widgets(self._staged.tiles)
        if has_changed or self._staged.arrangement is not before.arrangement:
            self._page = 0 if self._staged.arrangement is not before.arrangement else self._page
            self._place()
        else:
            self._tell_standing()

    def _keep_widgets(self, tiles: tuple[Tile, ...]) -> bool:
        """Have one widget for each tile, in this order; true when that is something new."""
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
        return has_changed

    def _new_tile(self, tile: Tile) -> PictureTile:
        widget = PictureTile(self._kit, tile, self)
        if self._clicks is not None:
            widget.clicked.connect(self._clicks.click)
            widget.double_clicked.connect(self._clicks.double_click)
            widget.pin_wanted.connect(self._clicks.pin)
            widget.full_wanted.connect(self._clicks.fill)
        widget.corner_wanted.connect(self._move_inset)
        return widget

    # ------------------------------------------------------------------ where that is

    def _place(self) -> None:
        tiles = self.tiles
        self._card.setVisible(not tiles)
        self._card.setGeometry(self.rect())
        self._places = place(
            len(tiles),
            (self.width(), self.height()),
            arrangement=self._staged.arrangement,
            page=self._page,
            corner=self._choice().style.corner,
            measures=self._measures,
        )
        self._tell_standing()
        for widget, cell in zip(tiles, self._places.cells, strict=False):
            if cell is not None:
                widget.setGeometry(cell.x, cell.y, cell.width, cell.height)
            widget.setVisible(cell is not None)
            widget.follow_place()
        self._order_focus()
        self._raise_inset()
        self._show_pager()
        self._barrage.fly_over(tiles[0].video if tiles else None)

    def _tell_standing(self) -> None:
        choice, tiles = self._choice(), self.tiles
        is_inset = self._staged.arrangement is Arrangement.INSET
        for number, widget in enumerate(tiles):
            tile_id = widget.tile.tile_id
            widget.show_standing(
                Standing(
                    is_pinned=tile_id == choice.pinned,
                    is_full=tile_id == choice.filling,
                    has_others=len(tiles) > 1 and self._desk is not None,
                    corner=choice.style.corner if is_inset and number > 0 else None,
                )
            )

    def _order_focus(self) -> None:
        """The keyboard goes through the pictures as the eye does."""
        tiles = self.tiles
        for before, after in pairwise(tiles):
            self.setTabOrder(before, after)
        if tiles:
            self.setTabOrder(tiles[-1], self.pager.previous)
            self.setTabOrder(self.pager.previous, self.pager.next)

    def _raise_inset(self) -> None:
        """The small picture lies over the large one; native windows have an order of their own."""
        if self._staged.arrangement is not Arrangement.INSET:
            return
        for widget, cell in tuple(zip(self.tiles, self._places.cells, strict=False))[1:]:
            if cell is None:
                continue
            widget.raise_()
            window = widget.video.windowHandle()
            if window is not None:
                window.raise_()

    def _show_pager(self) -> None:
        cell, places = self._places.pager, self._places
        self.pager.setVisible(cell is not None)
        if cell is None:
            return
        self.pager.setGeometry(cell.x, cell.y, cell.width, cell.height)
        fixed = 0 if self._staged.arrangement is Arrangement.GRID else 1
        shown = [n for n, at in enumerate(places.cells) if at is not None and n >= fixed]
        words, count = self._kit.words, len(places.cells) - fixed
        if len(shown) == 1:
            text = words("stage.inset_page", number=shown[0] + 1 - fixed, count=count)
        else:
            first, last = shown[0] + 1 - fixed, shown[-1] + 1 - fixed
            text = words("stage.page", first=first, last=last, count=count)
        self.pager.say(text, page=places.page, pages=places.pages)

    def _move_inset(self, corner: Corner) -> None:
        if self._desk is not None:
            self._desk.move_inset(corner)
        self._place()  # back into its corner, also when it is the one it came from

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() or not self.handle_key(event.key()):
            super().keyPressEvent(event)

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        for widget in self.tiles:
            widget.follow_place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
