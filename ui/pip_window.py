"""The picture in a small window of its own that stays above other programs.

The stream goes on: only its canvas is another. The window is moved by dragging it anywhere, keeps
the picture's shape when it is resized, and shows its three controls under the pointer or the focus.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QEnterEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.control.view_state import ViewState
from app.model.hotkeys import Hotkey
from app.model.media import Canvas, SwitchState
from app.model.watching import WindowPlace
from ui.hotkeys import FollowingShortcut
from ui.kit import Kit
from ui.picture_note import PictureNote
from ui.pip_shape import Grip, first_place, fitted, grip_at, resized
from ui.volume_hand import VolumeHand
from ui.widgets import PushButton, frame

_WIDTH_STEP_PX = 40
_GAP_PX = 8
_CURSORS = {
    Grip.NONE: Qt.CursorShape.ArrowCursor,
    Grip.LEFT_TOP: Qt.CursorShape.SizeFDiagCursor,
    Grip.RIGHT_BOTTOM: Qt.CursorShape.SizeFDiagCursor,
    Grip.RIGHT_TOP: Qt.CursorShape.SizeBDiagCursor,
    Grip.LEFT_BOTTOM: Qt.CursorShape.SizeBDiagCursor,
}


class PipWindow(QWidget):
    """Shows one tile's picture; says ``back_wanted`` when it shall return to the window."""

    back_wanted = Signal()
    placed = Signal(WindowPlace)

    def __init__(self, kit: Kit, tile_id: str, *, name: str, room: str) -> None:
        flags = Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        super().__init__(None, Qt.WindowType.Window | flags)
        self._kit = kit
        self._tile_id = tile_id
        self._canvas: Canvas | None = None
        self._shape = 16 / 9
        self._grip = Grip.NONE
        self._held_at: QPoint | None = None
        self._held_place = QRect()
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setWindowIcon(kit.icons.icon("klieg", "", size_px=64))
        self.setWindowTitle(f"{room} - Klieg" if room else "Klieg")
        self.setMinimumSize(160, 90)
        self.video = kit.make_video(self)
        self.video.setMouseTracking(True)
        self.video.setAccessibleName(kit.words("tile.video_of", name=name))
        self.setAccessibleName(self.video.accessibleName())
        self.video.installEventFilter(self)
        self.video.picture_size_changed.connect(self._take_shape)
        self.note = PictureNote(kit)
        self.hand = VolumeHand(kit, self.note)
        self._make_tools()
        keys = Hotkey.SMALL_WINDOW  # what brought the picture here brings it back
        FollowingShortcut(kit.hotkeys, keys, self, act=self.back_wanted.emit)

    def _make_tools(self) -> None:
        words = self._kit.words
        self.tools = frame("tag", self.video)
        self.mute_button = PushButton(self._kit, "", kind="over", icon="speaker")
        self.back_button = PushButton(
            self._kit,
            "",
            kind="over",
            icon="restore_window",
            tip=words("watching.small_window_back"),
        )
        self.close_button = PushButton(
            self._kit, "", kind="over", icon="close", tip=words("watching.small_window_close")
        )
        self.back_button.setAccessibleName(words("watching.small_window_back"))
        self.close_button.setAccessibleName(words("watching.small_window_close"))
        self.mute_button.clicked.connect(self._kit.controller.desk.toggle_speaker)
        self.back_button.clicked.connect(self.back_wanted)
        self.close_button.clicked.connect(self.back_wanted)
        layout = QHBoxLayout(self.tools)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(2)
        for button in (self.mute_button, self.back_button, self.close_button):
            layout.addWidget(button)
            button.installEventFilter(self)
        self.tools.hide()

    @property
    def tile_id(self) -> str:
        """Whose picture is shown."""
        return self._tile_id

    def show_tile(self, tile_id: str, *, name: str) -> None:
        """Show another picture from now on."""
        if tile_id == self._tile_id:
            return
        self._give_back()
        self._tile_id = tile_id
        self.video.setAccessibleName(self._kit.words("tile.video_of", name=name))
        self.setAccessibleName(self.video.accessibleName())
        self._lend()

    def render_state(self, state: ViewState) -> None:
        """Show how loud it is."""
        words = self._kit.words
        is_heard = state.speaker is SwitchState.ON and state.volume > 0
        text = words("watch.mute") if is_heard else words("watch.unmute")
        self.mute_button.set_icon("speaker" if is_heard else "speaker_off")
        self.mute_button.setAccessibleName(text)
        self.mute_button.setToolTip(text)

    def open_at(self, place: WindowPlace) -> None:
        """Appear where it was the last time; in the lower right corner the first time."""
        screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        self.setGeometry(first_place(place, screens, self._shape))
        self.show()
        self.raise_()

    def leave(self) -> None:
        """Give the canvas back and go for good."""
        self._tell_place()
        self._give_back()
        self.video.removeEventFilter(self)
        self.video.release()
        self.hide()
        self.deleteLater()

    # ------------------------------------------------------------------ the canvas

    def _lend(self) -> None:
        if not self.isVisible():
            return
        canvas = self.video.canvas()
        if canvas != self._canvas:
            self._canvas = canvas
            self._kit.controller.tile_canvas_ready(self._tile_id, canvas)

    def _give_back(self) -> None:
        canvas, self._canvas = self._canvas, None
        if canvas is not None:
            self._kit.controller.tile_canvas_gone(self._tile_id, canvas)

    def _take_shape(self, width_px: int, height_px: int) -> None:
        if not width_px or not height_px:
            return
        self._shape = width_px / height_px
        self.resize(fitted(self.width(), self._shape, self.minimumSize()))

    # ------------------------------------------------------------------ place and size

    def _tell_place(self) -> None:
        if self.isVisible():
            at = self.geometry()
            self.placed.emit(WindowPlace(at.x(), at.y(), at.width(), at.height()))

    def _resize_by(self, step_px: int) -> None:
        width = self.width() + step_px
        self.resize(fitted(width, self._shape, self.minimumSize()))
        self._tell_place()

    def _show_tools(self) -> None:
        is_near = self.underMouse() or self.isActiveWindow()
        self.tools.setVisible(is_near)
        if is_near:
            size = self.tools.sizeHint()
            x = self.width() - size.width() - _GAP_PX
            self.tools.setGeometry(QRect(QPoint(x, _GAP_PX), size))
            self.tools.raise_()

    # ------------------------------------------------------------------ Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.video and event.type() is QEvent.Type.WinIdChange:
            QTimer.singleShot(0, self, self._lend)
        elif event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            QTimer.singleShot(0, self, self._show_tools)
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange:
            self._show_tools()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._lend()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()  # the system's own way to close it: the picture goes back
        self.back_wanted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.video.setGeometry(self.rect())
        self._show_tools()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._show_tools()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._show_tools()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        place = event.position().toPoint()
        self._grip = grip_at(place, self.size())
        handle = self.windowHandle()
        if self._grip is Grip.NONE and handle.startSystemMove():
            return
        self._held_at = event.globalPosition().toPoint()
        self._held_place = self.geometry()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held_at is None:
            grip = grip_at(event.position().toPoint(), self.size())
            self.setCursor(_CURSORS[grip])
            return
        way = event.globalPosition().toPoint() - self._held_at
        if self._grip is Grip.NONE:
            self.move(self._held_place.topLeft() + way)
        else:
            self.setGeometry(
                resized(self._held_place, self._grip, way, (self._shape, self.minimumSize()))
            )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._held_at = None
        self._tell_place()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        self._held_at = None
        self.back_wanted.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.hand.turn(event.angleDelta().y(), self.video)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in {Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.back_wanted.emit()
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus}:
            self._resize_by(-_WIDTH_STEP_PX if key == Qt.Key.Key_Minus else _WIDTH_STEP_PX)
        elif not self.hand.take_key(key, self.video):
            super().keyPressEvent(event)
