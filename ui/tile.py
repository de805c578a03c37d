"""One picture of the stage: the video, who it is, and what to say while there is no picture.

What lies over the video is a child of it: it has a native window of its own, and only its
children blend over that.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QMoveEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from app.control.tiles import Tile, TileCover, TileKind
from app.model.media import Canvas, SwitchState
from ui.kit import Kit
from ui.tile_cover import ALWAYS_COVERED, Cover
from ui.tile_drag import TileDrag
from ui.tile_ring import TileRing
from ui.tile_standing import Standing, corner_by_key
from ui.tile_tag import TileTag
from ui.tile_tools import TileTools

_TOOLS_MARGIN_PX = 8
_TOOLS_FROM_PX = 60


class PictureTile(QWidget):
    """Shows one tile; lends its canvas to the controller while it is on the screen."""

    clicked = Signal(str, QPoint, int)
    """Where on the desktop, and when in ms of the system's clock for events."""
    double_clicked = Signal(str)
    pin_wanted = Signal(str)
    full_wanted = Signal(str)
    corner_wanted = Signal(object)
    """The corner into which the small picture was dragged, or sent by an arrow key."""

    def __init__(self, kit: Kit, tile: Tile, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._tile = tile
        self._standing = Standing()
        self._canvas: Canvas | None = None
        self._drag = TileDrag(self, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.video = kit.make_video(self)
        self.video.installEventFilter(self)
        self.video.picture_size_changed.connect(self._refresh)
        self._cover = Cover(kit, self.video)
        self._tag = TileTag(kit, self.video)
        self.ring = TileRing(self.video)
        self.tools: TileTools | None = None
        self._is_hovered = False
        kit.theme.changed.connect(self._show_ring)
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

    @property
    def standing(self) -> Standing:
        """What it is on its stage."""
        return self._standing

    def show_standing(self, standing: Standing) -> None:
        """Show what it is on its stage."""
        if standing != self._standing:
            self._standing = standing
            self._say_name()
            self._show_ring()
            self._show_tools()

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
        is_covered = cover in ALWAYS_COVERED or (
            cover is not TileCover.NONE and not self.video.has_picture
        )
        if is_covered:
            self._cover.say(cover)
        self._cover.setVisible(is_covered)
        self.video.set_dimmed(is_dimmed=cover is TileCover.INTERRUPTED)
        self._say_name()
        self._show_ring()
        self._tag.place()

    def _say_name(self) -> None:
        words, tile, standing = self._kit.words, self._tile, self._standing
        text = self._name_text()
        if tile.cover is TileCover.INTERRUPTED and not self.is_covered:
            text = f"{text} · {words('tile.interrupted')}"
        self._tag.say(text, voice=tile.voice, microphone=tile.microphone)
        facts = [words("tile.video_of", name=text)]
        if tile.voice is SwitchState.ON:
            facts.append(words("stage.speaking"))
        if tile.microphone is SwitchState.OFF:
            facts.append(words("stage.muted"))
        if standing.is_pinned:
            facts.append(words("stage.pinned"))
        name = ", ".join(facts)
        if name != self.accessibleName():
            self.setAccessibleName(name)
            self.video.setAccessibleName(name)
        is_small = standing.corner is not None
        help_text = words("stage.inset_help") if is_small else words("stage.help")
        self.setAccessibleDescription(help_text if standing.has_others else "")

    def _show_ring(self) -> None:
        tokens = self._kit.theme.tokens
        if self.hasFocus() and self._standing.has_others:
            self.ring.show_color(tokens.accent)
        elif self._tile.voice is SwitchState.ON and self._standing.has_others:
            self.ring.show_color(tokens.good)
        else:
            self.ring.show_color(tokens.edge if self._standing.corner is not None else "")

    def _show_tools(self) -> None:
        standing = self._standing
        is_wanted = standing.is_pinned or self._is_hovered
        if is_wanted and self.tools is None:
            self.tools = TileTools(self._kit, self.video)
            self.tools.pin_pressed.connect(self._want_pin)
            self.tools.full_pressed.connect(self._want_full)
        if self.tools is None:
            return
        self.tools.say(
            self._name_text(),
            is_pinned=standing.is_pinned,
            is_full=standing.is_full,
            width_px=self.width(),
        )
        self.tools.pin.setVisible(standing.has_others and not standing.is_full)
        self.tools.full.setVisible(self._is_hovered)
        self.tools.setVisible(is_wanted and self.height() > _TOOLS_FROM_PX)
        self._place_tools()

    def _place_tools(self) -> None:
        if self.tools is not None and not self.tools.isHidden():
            self.tools.adjustSize()
            hint = self.tools.sizeHint()
            x = self.width() - hint.width() - _TOOLS_MARGIN_PX
            self.tools.setGeometry(max(0, x), _TOOLS_MARGIN_PX, hint.width(), hint.height())
            self.tools.raise_()

    def follow_place(self) -> None:
        """Take the picture's native window along: Qt leaves it behind when only parents move."""
        around = self.video.nativeParentWidget()
        if around is not None and self.isVisible() and self.video.internalWinId():
            window = self.video.windowHandle()
            place = self.video.mapTo(around, QPoint(0, 0))
            if window.position() != place:
                window.setPosition(place)

    def _want_pin(self) -> None:
        self.pin_wanted.emit(self._tile.tile_id)

    def _want_full(self) -> None:
        self.full_wanted.emit(self._tile.tile_id)

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
        self._tag.place()
        self.ring.place()
        self._show_tools()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self.follow_place()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._is_hovered = True
        self._show_tools()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._is_hovered = False
        self._show_tools()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_ring()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_ring()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._drag.begin(event.globalPosition().toPoint())
            event.accept()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._standing.corner is not None:
            self._drag.follow(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        was_pressed, corner = self._drag.is_pressed, self._drag.end()
        if corner is not None:
            self.corner_wanted.emit(corner)
        elif was_pressed and self.rect().contains(event.position().toPoint()):
            at = event.globalPosition().toPoint()
            self.clicked.emit(self._tile.tile_id, at, event.timestamp())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._drag.forget_press()  # its release is no further click
        event.accept()
        self.double_clicked.emit(self._tile.tile_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, corner = Qt.Key(event.key()), self._standing.corner
        is_plain = event.modifiers() in {
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        }
        if not is_plain:
            super().keyPressEvent(event)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.pin_wanted.emit(self._tile.tile_id)
        elif key is Qt.Key.Key_F:
            self.full_wanted.emit(self._tile.tile_id)
        elif corner is not None and (wanted := corner_by_key(corner, key)) is not None:
            self.corner_wanted.emit(wanted)
        else:
            super().keyPressEvent(event)
