"""The audience view: the own broadcast as it arrives, its delay, and words where it does not."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.control.monitor_desk import MonitorDesk
from app.control.monitor_view import MonitorPhase, MonitorView
from app.model.media import Canvas
from ui.kit import Kit
from ui.widgets import ElidedLabel, IconLabel, PushButton, frame, label, wrapped

_MARGIN_PX = 8
_SHORT_BELOW_PX = 270
_SPACING_PX = 6
_BLANK = "\u00a0"


@dataclass(frozen=True, slots=True)
class _Saying:
    icon: str
    key: str


_SAYINGS = {
    MonitorPhase.OPENING: _Saying("wait", "opening"),
    MonitorPhase.WAITING: _Saying("wait", "waiting"),
    MonitorPhase.INTERRUPTED: _Saying("warning", "interrupted"),
    MonitorPhase.FAILED: _Saying("error", "failed"),
}
_PICTURE_OFF = _Saying("camera_off", "picture_off")


class _Cover(QFrame):
    """Words over the picture; as many as there is room for."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "cover")
        self._icon = IconLabel(kit, size_px=28, color="dim")
        self._title = wrapped("", "heading")
        self._hint = wrapped("", "dim")
        self.retry = PushButton(kit, kit.words("monitor.retry"), kind="small", icon="refresh")
        for text in (self._title, self._hint):
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, _MARGIN_PX, 12, _MARGIN_PX)
        layout.setSpacing(_SPACING_PX)
        layout.addStretch()
        for widget in (self._icon, self._title, self._hint, self.retry):
            centre = Qt.AlignmentFlag.AlignHCenter
            is_text = widget in {self._title, self._hint}
            layout.addWidget(widget, 0, Qt.AlignmentFlag(0) if is_text else centre)
        layout.addStretch()

    def say(self, icon: str, title: str, hint: str, *, can_retry: bool) -> None:
        """Show these words."""
        self.retry.setVisible(can_retry)
        self._icon.show_icon(icon, "dim")
        self._title.setText(title)
        self._hint.setText(hint)
        self.setToolTip(hint)
        self.setAccessibleName(f"{title} {hint}".strip())
        self._fit()

    def _fit(self) -> None:
        """Leave out the icon, then the hint, where there is no room for all."""
        room_px = self.height() - 2 * _MARGIN_PX
        width_px = self.width() - 24
        needed_px = self._title.heightForWidth(width_px)
        if not self.retry.isHidden():
            needed_px += self.retry.sizeHint().height() + _SPACING_PX
        hint_px = self._hint.heightForWidth(width_px) + _SPACING_PX
        has_hint = needed_px + hint_px <= room_px
        needed_px += hint_px if has_hint else 0
        self._hint.setVisible(has_hint)
        self._icon.setVisible(needed_px + self._icon.height() + _SPACING_PX <= room_px)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class MonitorPanel(QFrame):
    """Lends its canvas to the desk from its showing on until it is released."""

    def __init__(self, kit: Kit, desk: MonitorDesk, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._desk = desk
        self._canvas: Canvas | None = None
        self.setProperty("role", "popup")
        self.setAccessibleName(kit.words("monitor.title"))
        self.close_button = PushButton(kit, "", kind="quiet", icon="close")
        self.close_button.setAccessibleName(kit.words("monitor.close_tip"))
        self.close_button.setToolTip(kit.words("monitor.close_tip"))
        self.close_button.clicked.connect(desk.close)
        self._title = ElidedLabel(kit.words("monitor.title"))
        self.delay = label("", "heading")
        self.delay_p95 = ElidedLabel("", "dim")
        self._foot = frame("")
        layout = self._lay_out()
        picture = QWidget(self)  # with the video alone in it: siblings of a native window become so
        self.video = kit.make_video(picture)
        self.video.setAccessibleName(kit.words("monitor.picture"))
        self.video.installEventFilter(self)
        self.cover = _Cover(kit, self.video)
        self.cover.retry.clicked.connect(desk.retry)
        fill = QVBoxLayout(picture)
        fill.setContentsMargins(0, 0, 0, 0)
        fill.addWidget(self.video)
        layout.insertWidget(1, picture, 1)
        self.show_view(desk.view)

    def _lay_out(self) -> QVBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(_MARGIN_PX, 2, 2, 2)
        head.setSpacing(_MARGIN_PX)
        head.addWidget(IconLabel(self._kit, "monitor", color="dim"))
        head.addWidget(self._title, 1)
        head.addWidget(self.close_button)
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(_MARGIN_PX, 4, _MARGIN_PX, 6)
        foot.setSpacing(_MARGIN_PX)
        foot.addWidget(self.delay)
        foot.addWidget(self.delay_p95, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._foot)
        return layout

    def height_for(self, width_px: int) -> int:
        """Return how high the panel is when the picture has its shape at ``width_px``."""
        around = self.close_button.sizeHint().height() + 4 + self._foot.sizeHint().height() + 2
        return around + round((width_px - 2) * 9 / 16)

    def show_view(self, view: MonitorView) -> None:
        """Show ``view``."""
        saying = _PICTURE_OFF if view.is_picture_off else _SAYINGS.get(view.phase)
        if saying is not None:
            self._say(saying, view)
        self.cover.setVisible(saying is not None)
        words = self._kit.words
        self.delay_p95.setVisible(view.knows_delay)
        if view.knows_delay:
            median, most = f"{view.delay_p50_ms:.0f}", f"{view.delay_p95_ms:.0f}"
            said = words("monitor.delay_said", median=median, most=most)
            self.delay.setText(words("monitor.delay", ms=median))
            self.delay.setAccessibleName(said)
            self.delay.setToolTip(said)
            self.delay_p95.set_text(words("monitor.delay_p95", ms=most))
        else:
            is_playing = view.phase is MonitorPhase.PLAYING
            self.delay.setText(words("monitor.measuring") if is_playing else _BLANK)
            self.delay.setAccessibleName(words("monitor.measuring") if is_playing else "")
            self.delay.setToolTip("")

    def release(self) -> None:
        """Give the canvas back and go."""
        if self._canvas is not None:
            self._desk.canvas_gone(self._canvas)
            self._canvas = None
        self.video.removeEventFilter(self)
        self.video.release()
        self.hide()
        self.deleteLater()

    def _say(self, saying: _Saying, view: MonitorView) -> None:
        words = self._kit.words
        title = words(f"monitor.title_of.{saying.key}")
        if view.problem is not None and view.phase is MonitorPhase.FAILED:
            hint = " ".join(words.problem(view.problem))
        else:
            hint = words(f"monitor.hint_of.{saying.key}")
        can_retry = view.phase is MonitorPhase.FAILED
        self.cover.say(saying.icon, title, hint, can_retry=can_retry)

    def _lend_canvas(self) -> None:
        """Tell where to draw, now that the native window is there; again when it is another."""
        if not self.isVisible():
            return
        canvas = self.video.canvas()
        if canvas != self._canvas:
            self._canvas = canvas
            self._desk.canvas_ready(canvas)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.video:
            if event.type() is QEvent.Type.WinIdChange:
                QTimer.singleShot(0, self, self._lend_canvas)
            elif event.type() is QEvent.Type.Resize:
                self.cover.setGeometry(self.video.rect())
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_short = self.width() < _SHORT_BELOW_PX * self._kit.theme.text_scale
        self._title.set_text(self._kit.words("monitor.button" if is_short else "monitor.title"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._lend_canvas()
