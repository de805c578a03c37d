"""One picture of the stage: the video, who it is, and what to say while there is no picture.

What lies over the video is a child of it: it has a native window of its own, and only its
children blend over that.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.control.tiles import Tile, TileCover, TileKind
from app.model.media import Canvas
from ui.kit import Kit
from ui.widgets import ElidedLabel, IconLabel, frame, wrapped

_COVERS = {
    TileCover.WAITING: ("wait", "tile.waiting"),
    TileCover.PICTURE_OFF: ("camera_off", "tile.picture_off"),
    TileCover.INTERRUPTED: ("warning", "tile.interrupted"),
}
_TAG_MARGIN_PX = 8


class _Cover(QFrame):
    """Fills the tile while nothing moves."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self.setProperty("role", "cover")
        self._icon = IconLabel(kit, size_px=28, color="dim")
        self._text = wrapped("", "dim")
        layout = QVBoxLayout(self)
        layout.addStretch()
        line = QHBoxLayout()
        line.addStretch()
        line.addWidget(self._icon)
        line.addStretch()
        layout.addLayout(line)
        self._text.setAlignment(self._text.alignment().AlignCenter)
        layout.addWidget(self._text)
        layout.addStretch()

    def say(self, cover: TileCover) -> None:
        icon, key = _COVERS[cover]
        self._icon.show_icon(icon, "dim")
        self._text.setText(self._kit.words(key))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._text.setVisible(self.height() > 90 and self.width() > 140)


class PictureTile(QWidget):
    """Shows one tile; lends its canvas to the controller while it is on the screen."""

    double_clicked = Signal()

    def __init__(self, kit: Kit, tile: Tile, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._tile = tile
        self._canvas: Canvas | None = None
        self.video = kit.make_video(self)
        self.video.installEventFilter(self)
        self.video.picture_size_changed.connect(self._refresh)
        self._cover = _Cover(kit, self.video)
        self._tag = frame("tag", self.video)
        self._name = ElidedLabel("", "", self._tag)
        tag_layout = QHBoxLayout(self._tag)
        tag_layout.setContentsMargins(8, 3, 8, 3)
        tag_layout.addWidget(self._name)
        self.show_tile(tile)

    @property
    def tile(self) -> Tile:
        """What is shown."""
        return self._tile

    @property
    def is_covered(self) -> bool:
        """Whether words stand where the picture would be."""
        return not self._cover.isHidden()

    def show_tile(self, tile: Tile) -> None:
        """Show ``tile``, which has the same ID as the one before."""
        self._tile = tile
        self._refresh()

    def release(self) -> None:
        """Give the canvas back and go."""
        if self._canvas is not None:
            self._kit.controller.tile_canvas_gone(self._tile.tile_id, self._canvas)
            self._canvas = None
        self.video.removeEventFilter(self)
        self.video.release()
        self.hide()
        self.deleteLater()

    def _refresh(self) -> None:
        cover = self._tile.cover
        is_covered = cover is TileCover.PICTURE_OFF or (
            cover is not TileCover.NONE and not self.video.has_picture
        )
        if is_covered:
            self._cover.say(cover)
        self._cover.setVisible(is_covered)
        text = self._name_text()
        if cover is TileCover.INTERRUPTED and not is_covered:
            text = f"{text} · {self._kit.words('tile.interrupted')}"
        self._name.set_text(text)
        self.setAccessibleName(self._kit.words("tile.video_of", name=text))
        self.video.setAccessibleName(self.accessibleName())
        self._place_tag()

    def _name_text(self) -> str:
        words, name = self._kit.words, self._tile.name
        match self._tile.kind:
            case TileKind.OWN:
                return words("tile.you", name=name) if name else ""
            case TileKind.OWN_SHARE:
                return words("tile.your_share", name=name)
            case TileKind.OTHER_SHARE:
                return words("tile.share", name=name)
            case TileKind.OTHER:
                return name

    def _place_tag(self) -> None:
        is_wanted = bool(self._name.text()) and self.height() > 60
        self._tag.setVisible(is_wanted)
        if not is_wanted:
            return
        hint = self._tag.sizeHint()
        width = min(hint.width(), self.width() - 2 * _TAG_MARGIN_PX)
        y = self.height() - hint.height() - _TAG_MARGIN_PX
        self._tag.setGeometry(_TAG_MARGIN_PX, y, max(0, width), hint.height())
        self._tag.raise_()

    def _lend_canvas(self) -> None:
        """Tell where to draw, now that the native window is there; again when it is another."""
        if not self.isVisible():
            return
        canvas = self.video.canvas()
        if canvas != self._canvas:
            self._canvas = canvas
            self._kit.controller.tile_canvas_ready(self._tile.tile_id, canvas)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.video and event.type() is QEvent.Type.WinIdChange:
            QTimer.singleShot(0, self, self._lend_canvas)
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._lend_canvas()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.video.setGeometry(self.rect())
        self._cover.setGeometry(self.rect())
        self._place_tag()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        self.double_clicked.emit()
