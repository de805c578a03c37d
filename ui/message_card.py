"""The words in the middle of the stage while there is no picture: what is, and what to do."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.model.errors import ErrorCode
from ui.diagnosis_box import DiagnosisBox
from ui.kit import Kit
from ui.life_sign import LifeSign
from ui.widgets import IconLabel, PushButton, wrapped

_MAX_WIDTH_PX = 440
_BADGE_PX = 76
_ICON_PX = 36
_LOW_PX = 320
_TONES = {
    "": ("raised", "dim"),
    "wait": ("raised", "accent"),
    "good": ("good_panel", "good_text"),
    "warning": ("warning_panel", "warning_text"),
    "error": ("error_panel", "error_text"),
}


class MessageCard(QWidget):
    """An icon, a title, a hint and up to three buttons."""

    def __init__(self, kit: Kit, *, retry_text: str, back_text: str) -> None:
        super().__init__()
        self._words = kit.words
        self._scale = kit.theme.text_scale
        self._icon = _Badge(kit)
        self._title = wrapped("", "title")
        self._hint = wrapped("", "dim")
        self._detail = wrapped("", "caption")
        self.life = LifeSign(kit)
        desk = kit.desks.diagnosis
        self.diagnosis = DiagnosisBox(kit, desk, is_centred=True) if desk is not None else None
        self.offer_diagnosis(is_wanted=False)
        self.action = PushButton(kit, "", kind="primary")
        self.retry = PushButton(kit, retry_text, kind="primary", icon="refresh")
        self.back = PushButton(kit, back_text)
        self.action.hide()
        self.life.hide()
        self._detail.hide()
        self.retry.clicked.connect(kit.controller.retry)
        self.back.clicked.connect(kit.controller.leave)
        for text in (self._title, self._hint, self._detail):
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out(round(_MAX_WIDTH_PX * kit.theme.text_scale))

    def say(self, icon: str, title: str, hint: str, *, tone: str = "") -> None:
        """Show these words; ``tone`` is wait, good, warning, error or nothing."""
        self._icon.show_icon(icon, tone)
        self._title.setText(title)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.life.setVisible(tone == "wait")
        self.setAccessibleName(f"{title} {hint}".strip())

    def add_detail(self, detail: str) -> None:
        """Say a little more below: how long it lasted or has been waited for."""
        if detail != self._detail.text():
            self._detail.setText(detail)
            self._detail.setVisible(bool(detail))

    def name_code(self, code: ErrorCode) -> None:
        """Keep ``code`` at hand for helpers, in the tooltip."""
        is_coded = code is not ErrorCode.OK
        self.setToolTip(self._words("problem.code", code=int(code)) if is_coded else "")

    def offer_diagnosis(self, *, is_wanted: bool) -> None:
        """Let what happened be saved for a helper, where that can be done."""
        if self.diagnosis is not None:
            self.diagnosis.setVisible(is_wanted)

    def title(self) -> str:
        """Return the title on show."""
        return self._title.text()

    def detail(self) -> str:
        """Return what is said below."""
        return self._detail.text()

    def _lay_out(self, max_width_px: int) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.action)
        buttons.addWidget(self.retry)
        buttons.addWidget(self.back)
        buttons.addStretch()
        card = QFrame()
        card.setMaximumWidth(max_width_px)
        inside = QVBoxLayout(card)
        inside.setSpacing(12)
        inside.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addWidget(self._title)
        inside.addWidget(self._hint)
        inside.addWidget(self.life, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addWidget(self._detail)
        inside.addSpacing(4)
        inside.addLayout(buttons)
        if self.diagnosis is not None:
            inside.addWidget(self.diagnosis)
        across = QHBoxLayout()
        across.addStretch()
        across.addWidget(card, 1)
        across.addStretch()
        outside = QVBoxLayout(self)
        outside.addStretch()
        outside.addLayout(across)
        outside.addStretch()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # words go before pictures where there is little room
        self._icon.setVisible(self.height() >= _LOW_PX * self._scale)


class _Badge(QWidget):
    """An icon on a disc of its tone."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._tone = ""
        size_px = round(_BADGE_PX * kit.theme.text_scale)
        self._icon = IconLabel(kit, size_px=_ICON_PX, color="dim")
        self.setFixedSize(size_px, size_px)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignCenter)
        kit.theme.changed.connect(self.update)

    def show_icon(self, icon: str, tone: str) -> None:
        """Show ``icon`` in the colours of ``tone``."""
        self._tone = tone
        self._icon.show_icon(icon, _TONES[tone][1])
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(str(getattr(self._kit.theme.tokens, _TONES[self._tone][0]))))
        painter.drawEllipse(QRectF(self.rect()))
        painter.end()
