"""Screens or windows as cards with live pictures: a list that the keyboard knows."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QKeyEvent, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem

from app.model.media import CaptureSource
from app.model.thumbnails import Preview, PreviewState, Thumbnail
from ui.kit import Kit

_WIDTH_PX = 224
_WIDTH_MIN_PX = 160
_WIDTH_MAX_PX = 300
_SHAPE = 16 / 9
_SCALE_MAX = 1.4
_SCROLLBAR_PX = 14
_DENSITY = 2
_ROOM_PX = 24
_SOURCE = int(Qt.ItemDataRole.UserRole)


class ShareList(QListWidget):
    """Keeps the selection while pictures come in; Enter and a double click choose."""

    chosen = Signal(object)

    def __init__(self, kit: Kit, *, name: str) -> None:
        super().__init__()
        self._kit = kit
        self._shown: dict[CaptureSource | None, tuple[str, Preview]] = {}
        self._blanks: dict[tuple[str, str], QIcon] = {}
        self._picture = QSize()
        self.setProperty("role", "shares")
        self.setAccessibleName(name)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemDoubleClicked.connect(lambda _: self._choose())
        kit.theme.changed.connect(self._draw_again)
        self._fit()

    @property
    def source(self) -> CaptureSource | None:
        """What is selected; None for nothing, and for a choice that leads on."""
        selected = self.selectedItems()
        data = selected[0].data(_SOURCE) if selected else None
        return data if isinstance(data, CaptureSource) else None

    @property
    def has_selection(self) -> bool:
        """Whether something is selected."""
        return bool(self.selectedItems())

    def show_items(self, items: tuple[tuple[CaptureSource | None, str, Preview], ...]) -> None:
        """Show exactly ``items``: what each is, its name, its picture."""
        wanted = [source for source, _, _ in items]
        if wanted != list(self._shown):
            self._fill(wanted)
        for row, (source, name, preview) in enumerate(items):
            if self._shown.get(source) != (name, preview):
                self._shown[source] = (name, preview)
                self._dress(self.item(row), name, preview)

    def _fill(self, sources: list[CaptureSource | None]) -> None:
        """Let the list have these rows; what was selected stays selected."""
        selected, row = self.source, self.currentRow()
        self.clear()
        self._shown = {}
        for source in sources:
            item = QListWidgetItem(self)
            item.setData(_SOURCE, source)
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter)
        if selected in sources:
            self.setCurrentRow(sources.index(selected))
        elif sources:
            self.setCurrentRow(min(max(0, row), len(sources) - 1))

    def _dress(self, item: QListWidgetItem, name: str, preview: Preview) -> None:
        item.setText(name)
        source = item.data(_SOURCE)
        kind = source.kind.value if isinstance(source, CaptureSource) else "file"
        if preview.thumbnail is not None:
            item.setIcon(_plain_icon(self._framed(preview.thumbnail)))
            told = name
        elif kind in {"pattern", "file"}:
            item.setIcon(self._blank("picture" if kind == "pattern" else "play", ""))
            told = name
        else:
            words = self._kit.words(f"share.preview.{preview.state.value}")
            icon = "wait" if preview.state is PreviewState.WAITING else kind
            item.setIcon(self._blank(icon, words))
            told = f"{name}, {words}"
        item.setData(Qt.ItemDataRole.AccessibleTextRole, told)

    def _framed(self, thumbnail: Thumbnail) -> QPixmap:
        """Return the picture as large as fits, on the ground of all cards."""
        width, height = thumbnail.width_px, thumbnail.height_px
        image = QImage(
            thumbnail.pixels, width, height, width * 4, QImage.Format.Format_RGB32
        ).copy()
        canvas = self._ground()
        fitted = image.scaled(
            canvas.size(),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        painter = QPainter(canvas)
        painter.scale(1 / _DENSITY, 1 / _DENSITY)
        left = (canvas.width() - fitted.width()) // 2
        painter.drawImage(left, (canvas.height() - fitted.height()) // 2, fitted)
        painter.end()
        return canvas

    def _blank(self, icon: str, words: str) -> QIcon:
        """Return a card without a picture, that says why."""
        if (icon, words) in self._blanks:
            return self._blanks[icon, words]
        tokens, scale = self._kit.theme.tokens, self._kit.theme.text_scale
        canvas = self._ground()
        area = self._picture
        size_px = round(28 * min(scale, _SCALE_MAX))
        painter = QPainter(canvas)
        drawing = self._kit.icons.pixmap(icon, tokens.dim, size_px=size_px, density=_DENSITY)
        top = (area.height() - size_px) // 2 - (10 if words else 0)
        painter.drawPixmap((area.width() - size_px) // 2, top, drawing)
        font = self.font()
        font.setPixelSize(round(12 * min(scale, _SCALE_MAX)))
        painter.setFont(font)
        painter.setPen(QColor(tokens.dim))
        below = area.height() - top - size_px - 6
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(6, top + size_px + 6, area.width() - 12, below, flags, words)
        painter.end()
        self._blanks[icon, words] = _plain_icon(canvas)
        return self._blanks[icon, words]

    def _ground(self) -> QPixmap:
        canvas = QPixmap(self._picture * _DENSITY)
        canvas.fill(QColor(self._kit.theme.tokens.cover))
        canvas.setDevicePixelRatio(_DENSITY)
        return canvas

    def _draw_again(self) -> None:
        self._blanks.clear()
        shown = self._shown
        items = tuple((source, name, preview) for source, (name, preview) in shown.items())
        self._shown = dict.fromkeys(shown, ("", Preview()))
        self.show_items(items)

    def _fit(self) -> None:
        """Let cards fill the row, two of them at least where they can still be seen."""
        scale = min(self._kit.theme.text_scale, _SCALE_MAX)
        room = self.width() - _SCROLLBAR_PX - _ROOM_PX
        columns = max(1, int(room // (_WIDTH_PX * scale + _ROOM_PX)))
        if columns == 1 and room >= 2 * (_WIDTH_MIN_PX + _ROOM_PX):
            columns = 2
        width = max(_WIDTH_MIN_PX, min(round(_WIDTH_MAX_PX * scale), room // columns - _ROOM_PX))
        picture = QSize(width, round(width / _SHAPE))
        line = self.fontMetrics().height()
        self.setGridSize(picture + QSize(_ROOM_PX, _ROOM_PX + line + 8))
        if picture != self._picture:
            self._picture = picture
            self.setIconSize(picture)
            self._draw_again()

    def _choose(self) -> None:
        if self.has_selection:
            self.chosen.emit(self.source)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._choose()
        else:
            super().keyPressEvent(event)


def _plain_icon(picture: QPixmap) -> QIcon:
    """Return an icon that is not tinted where it is selected."""
    icon = QIcon(picture)
    icon.addPixmap(picture, QIcon.Mode.Selected)
    return icon
