"""Nothing but the picture: a bare window for a projector, a wall or an instrument.

No border, no pointer, no words. One picture keeps its aspect and begins at the screen's top left,
where a picture of the screen's shape fits exactly; several share the screen as a grid.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QGuiApplication, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.control.controller import Controller
from app.control.stage import Arrangement
from app.control.tiles import tiles
from app.control.view_state import Activity, ViewState
from app.model.media import Canvas
from ui.kit import VideoMaker
from ui.stage_layout import arrange

_SHAPE = (16, 9)


def fitted(size: tuple[int, int], width: int, height: int) -> tuple[int, int]:
    """Return the largest size of the shape of ``size`` within width and height."""
    picture_width, picture_height = size if 0 not in size else _SHAPE
    by_width = (width, round(width * picture_height / picture_width))
    if by_width[1] <= height:
        return by_width
    return round(height * picture_width / picture_height), height


class BareView(QWidget):
    """Shows the pictures of a watched broadcast; closing it ends everything in order first."""

    closed = Signal()

    def __init__(self, controller: Controller, *, make_video: VideoMaker) -> None:
        super().__init__()
        self._controller = controller
        self._make_video = make_video
        self._pictures: dict[str, _Picture] = {}
        self._is_ended = False
        self.setWindowTitle("Klieg")
        self.setWindowFlags(Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self.setCursor(Qt.CursorShape.BlankCursor)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(0, 0, 0))
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        self.setStyleSheet("background: #000000; border: none;")
        self._unsubscribe: Callable[[], None] = controller.subscribe(self._render)
        self._render(controller.shown)

    def show_on_screen(self) -> None:
        """Cover the whole primary screen."""
        screen = QGuiApplication.primaryScreen()
        self.setGeometry(screen.geometry())
        self.showFullScreen()

    def picture_places(self) -> tuple[QRect, ...]:
        """Return where the pictures are, within the window."""
        return tuple(picture.geometry() for picture in self._pictures.values())

    def _render(self, state: ViewState) -> None:
        shown = tiles(state)
        wanted = {tile.tile_id for tile in shown}
        for tile_id in [key for key in self._pictures if key not in wanted]:
            self._pictures.pop(tile_id).release()
        for tile in shown:
            picture = self._pictures.get(tile.tile_id)
            if picture is None:
                picture = _Picture(self._controller, tile.tile_id, self._make_video, self)
                self._pictures[tile.tile_id] = picture
            picture.size_px = (tile.width_px, tile.height_px)
        self._place()

    def _place(self) -> None:
        pictures = tuple(self._pictures.values())
        if len(pictures) == 1:
            width, height = fitted(pictures[0].size_px, self.width(), self.height())
            pictures[0].setGeometry(0, 0, width, height)
        else:
            cells = arrange(
                len(pictures),
                self.width(),
                self.height(),
                arrangement=Arrangement.GRID,
                gap=0,
            )
            for picture, cell in zip(pictures, cells, strict=False):
                picture.setGeometry(cell.x, cell.y, cell.width, cell.height)
        for picture in pictures:
            picture.show()

    def finish(self) -> None:
        """End everything in order and close, without asking; nothing when that is under way."""
        if not self._is_ended and self._controller.state.activity is not Activity.CLOSING:
            self._controller.shut_down(self._ended)

    def _ended(self) -> None:
        self._is_ended = True
        self._unsubscribe()
        for picture in self._pictures.values():
            picture.release()
        self._pictures.clear()
        self.close()
        self.closed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._is_ended:
            event.accept()
            return
        event.ignore()
        self.finish()


class _Picture(QWidget):
    """One video, without anything around or over it."""

    def __init__(
        self, controller: Controller, tile_id: str, make_video: VideoMaker, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.size_px = (0, 0)
        self._controller = controller
        self._tile_id = tile_id
        self._canvas: Canvas | None = None
        self._video = make_video(self)
        self._video.setCursor(Qt.CursorShape.BlankCursor)

    def release(self) -> None:
        """Give the canvas back and go."""
        if self._canvas is not None:
            self._controller.tile_canvas_gone(self._tile_id, self._canvas)
        self._video.release()
        self.hide()
        self.deleteLater()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._canvas = self._video.canvas()
        self._controller.tile_canvas_ready(self._tile_id, self._canvas)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._video.setGeometry(self.rect())
