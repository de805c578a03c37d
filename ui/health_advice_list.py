"""What to do, the worst first; one calm line while all is well."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.control.health_view import Advice, AdviceKind, NextStep
from app.control.view_state import Severity
from app.control.words import Words
from ui.herald import announce
from ui.kit import Kit
from ui.widgets import IconLabel, PushButton, clear, frame, wrapped

_LOOKS = {
    Severity.NOTE: ("info", "text", ""),
    Severity.WARNING: ("warning", "warning_text", "warning"),
    Severity.ERROR: ("error", "error_text", "error"),
}


def advice_in_words(advice: Advice, words: Words) -> tuple[str, str]:
    """Return what is not well, and what to do next."""
    key = f"health.advice.{advice.kind.value}"
    return words(key, **dict(advice.values)), words(f"{key}.next")


class AdviceList(QWidget):
    """Shows advice; what the app can do itself has a button."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._shown: tuple[Advice, ...] | None = None
        self._told: set[AdviceKind] = set()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self.setAccessibleName(kit.words("health.advice_list"))

    def show_advice(self, advice: tuple[Advice, ...]) -> None:
        """Show ``advice``; the same again changes nothing, so that no button moves away."""
        if advice == self._shown:
            return
        self._shown = advice
        focused: QWidget | None = self.window().focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        clear(self._layout)
        if not advice:
            self._layout.addWidget(self._well())
        for item in advice:
            self._layout.addWidget(self._card(item))
        button = self.findChild(PushButton)
        if had_focus and button is not None:
            button.setFocus()
        self._announce(advice)

    def _announce(self, advice: tuple[Advice, ...]) -> None:
        """Tell a screen reader what is new, not what only changed its numbers."""
        for item in advice:
            if item.kind not in self._told:
                announce(self, " ".join(advice_in_words(item, self._kit.words)))
        self._told = {item.kind for item in advice}

    def _well(self) -> QWidget:
        words = self._kit.words
        look = ("check", "good_text", "good")
        return self._box(look, words("health.well"), words("health.well_more"))

    def _card(self, advice: Advice) -> QWidget:
        what, step = advice_in_words(advice, self._kit.words)
        return self._box(_LOOKS[advice.severity], what, step, button=self._button(advice))

    def _button(self, advice: Advice) -> PushButton | None:
        desk, words = self._kit.desks.health, self._kit.words
        if desk is None or advice.step is NextStep.NONE:
            return None
        if advice.step is NextStep.STOP_SHARING:
            button = PushButton(self._kit, words("health.step.stop_sharing"), kind="small")
        else:
            profile = desk.lesser_profile(advice.stream_id)
            if profile is None:
                return None
            text = words("health.step.send_less", profile=f"{profile.height_px}p")
            tip = words("health.step.send_less_tip")
            button = PushButton(self._kit, text, kind="small", tip=tip)
        button.clicked.connect(lambda: desk.take_step(advice))
        return button

    def _box(
        self, look: tuple[str, str, str], what: str, step: str, *, button: PushButton | None = None
    ) -> QWidget:
        icon, token, tone = look
        box = frame("advice")
        box.setProperty("tone", tone)
        box.setAccessibleName(f"{what} {step}")
        mark = IconLabel(self._kit, icon, size_px=18, color=token)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(wrapped(what, "strong"))
        texts.addWidget(wrapped(step))
        if button is not None:
            line = QHBoxLayout()
            line.setContentsMargins(0, 6, 0, 0)
            line.addWidget(button)
            line.addStretch()
            texts.addLayout(line)
        layout = QHBoxLayout(box)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(10)
        marks = QVBoxLayout()
        marks.addWidget(mark)
        marks.addStretch()
        layout.addLayout(marks)
        layout.addLayout(texts, 1)
        return box
