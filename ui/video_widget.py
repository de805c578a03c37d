"""The one widget that shows moving pictures.

Pictures are scaled off the Qt thread (``app.media.sinks``); what is left to do here is one blit.
It is an ordinary widget: children and overlays blend over it and tests can grab it. It has a
native window of its own, whose handle is the canvas that engines know.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QImage,
    QPainter,
    QPaintEvent,
    QPlatformSurfaceEvent,
    QResizeEvent,
    QShowEvent,
    QWindow,
)
from PySide6.QtWidgets import QWidget

from app.media.sinks import CanvasRegistry, RenderedPicture
from app.model.media import Canvas, SwitchState, ViewMode

_DIMNESS = QColor(0, 0, 0, 140)


class Overlay(Protocol):
    """Something that is painted over each picture."""

    def paint_over(self, painter: QPainter) -> None:
        """Draw; ``painter`` counts device pixels from the widget's corner."""


class _Bell(QObject):
    """Carries a wake-up to the Qt thread; lives apart from the widget so that it may outlive it."""

    rung = Signal()


class VideoWidget(QWidget):
    """Shows the frames that an engine puts into its canvas.

    Use ``widget.canvas()`` as the canvas of a preview or of a played stream, from the moment the
    widget is shown; it is lent while the widget is exposed and taken back before its native window
    goes. Qt thread only. Call ``release`` before dropping the widget for good.
    """

    picture_size_changed = Signal(int, int)
    """Width and height in pixels of the frames shown; once per change, (0, 0) when blank."""

    def __init__(self, canvases: CanvasRegistry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvases = canvases
        self._bell = _Bell()
        self._bell.rung.connect(self._show_newest, Qt.ConnectionType.QueuedConnection)
        self._sink = canvases.new_sink(self._bell.rung.emit)
        self._background_color = 0x000000
        self._lent_view = 0
        self._watched_window: QWindow | None = None
        self._picture: RenderedPicture | None = None
        self._image = QImage()
        self._frame_size_px = (0, 0)
        self._was_painted = False
        self._is_showing_newest = False
        self._is_released = False
        self._overlay: Overlay | None = None
        self._is_dimmed = False
        self.setAttribute(Qt.WidgetAttribute.WA_NativeWindow)
        self.setAttribute(Qt.WidgetAttribute.WA_DontCreateNativeAncestors)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)

    def canvas(
        self,
        *,
        view_mode: ViewMode = ViewMode.ASPECT_FIT,
        mirror: SwitchState = SwitchState.OFF,
        rotation: int = 0,
    ) -> Canvas:
        """Return the canvas to give to an engine; valid while the widget is shown."""
        return Canvas(
            view=int(self.winId()),
            view_mode=view_mode,
            background_color=self._background_color,
            mirror=mirror,
            rotation=rotation,
        )

    @property
    def has_picture(self) -> bool:
        """Whether a picture is shown now."""
        return self._picture is not None

    def set_background_color(self, color: int) -> None:
        """Use ``0xRRGGBB`` where there is no picture; canvases made later carry it too."""
        self._background_color = color
        self.update()

    def set_overlay(self, overlay: Overlay | None) -> None:
        """Let ``overlay`` paint over each picture, in the same paint."""
        self._overlay = overlay
        self.update()

    def set_dimmed(self, *, is_dimmed: bool) -> None:
        """Show the picture darker: it is the last one, and another may be long in coming."""
        if is_dimmed is not self._is_dimmed:
            self._is_dimmed = is_dimmed
            self.update()

    def release(self) -> None:
        """Take the canvas back and show nothing more; idempotent."""
        if self._is_released:
            return
        self._is_released = True
        self._take_back()
        self._sink.dispose()
        self._keep(None)

    def _show_newest(self) -> None:
        if self._is_released:
            return
        picture = self._sink.take_picture()
        self._keep(picture)
        self._is_showing_newest = True
        self.repaint()  # at once, not with the next round of the event loop
        self._is_showing_newest = False
        self._report()

    def _report(self) -> None:
        """Tell the sink that the picture was painted; it counts each frame once."""
        if self._picture is not None and self._was_painted:
            self._sink.painted(self._picture)

    def _keep(self, picture: RenderedPicture | None) -> None:
        """Hold ``picture`` and lay an image over its memory; the earlier one goes first."""
        self._image = QImage()
        self._picture = picture
        self._was_painted = False
        size_px = (0, 0)
        if picture is not None:
            pixels = picture.pixels
            self._image = QImage(
                pixels.data,
                pixels.target.width_px,
                pixels.target.height_px,
                pixels.stride_bytes,
                QImage.Format.Format_RGB32,
            )
            size_px = (picture.frame.width_px, picture.frame.height_px)
        if size_px != self._frame_size_px:
            self._frame_size_px = size_px
            self.picture_size_changed.emit(*size_px)

    def _device_size(self) -> QSize:
        return (self.size().toSizeF() * self.devicePixelRatioF()).toSize()

    def _lend(self) -> None:
        """Lend the sink under the present native window and tell its size."""
        if self._is_released or not self.isVisible():
            return
        view = int(self.winId())
        if view != self._lent_view:
            self._take_back()
            self._lent_view = view
            self._watched_window = self.windowHandle()
            if self._watched_window is not None:
                self._watched_window.installEventFilter(self)
            self._canvases.lend(view, self._sink)
        size = self._device_size()
        self._sink.set_size(size.width(), size.height())

    def _take_back(self) -> None:
        if self._watched_window is not None:
            self._watched_window.removeEventFilter(self)
            self._watched_window = None
        if self._lent_view:
            self._canvases.take_back(self._lent_view)
            self._lent_view = 0
        self._sink.set_size(0, 0)

    def _paint_over(self, painter: QPainter) -> None:
        if self._overlay is not None:
            self._overlay.paint_over(painter)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self._watched_window
            and isinstance(event, QPlatformSurfaceEvent)
            and event.surfaceEventType()
            is QPlatformSurfaceEvent.SurfaceEventType.SurfaceAboutToBeDestroyed
        ):
            self._take_back()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.WinIdChange, QEvent.Type.DevicePixelRatioChange}:
            self._lend()
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._lend()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._sink.set_size(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lend()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        size = self._device_size()
        painter.scale(1 / ratio, 1 / ratio)  # from here on in device pixels
        whole = QRect(QPoint(0, 0), size)
        if self._picture is None:
            painter.fillRect(whole, QColor(self._background_color))
            self._paint_over(painter)
            painter.end()
            return
        target = self._picture.pixels.target
        area = QRect(target.x_px, target.y_px, target.width_px, target.height_px)
        made_for = QSize(*self._picture.canvas_size_px)
        if made_for != size:  # resized a moment ago: stretch until the next picture fits
            area = QRect(
                area.x() * size.width() // made_for.width(),
                area.y() * size.height() // made_for.height(),
                area.width() * size.width() // made_for.width(),
                area.height() * size.height() // made_for.height(),
            )
        background = QColor(self._picture.background_color)
        for x, y, width, height in (
            (0, 0, whole.width(), area.top()),
            (0, area.bottom() + 1, whole.width(), whole.height() - area.bottom() - 1),
            (0, area.top(), area.left(), area.height()),
            (area.right() + 1, area.top(), whole.width() - area.right() - 1, area.height()),
        ):
            if width > 0 and height > 0:
                painter.fillRect(x, y, width, height, background)
        painter.drawImage(area, self._image)
        if self._is_dimmed:
            painter.fillRect(whole, _DIMNESS)
        self._paint_over(painter)
        painter.end()
        self._was_painted = True
        if not self._is_showing_newest:  # a window that was covered or hidden until now
            self._report()
