"""Tells a screen reader what changes by itself: the state of the broadcast, and the chat.

Nothing is done while no screen reader listens. Chat is told in one breath after a pause, so that a
lively room does not talk over everything else.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from app.control.phases import host_phase, watch_phase
from app.control.view_state import ChatLine, Delivery, View, ViewState
from app.control.words import Words

_CHAT_PAUSE_MS = 1_500


def announce(widget: QObject, text: str, *, is_urgent: bool = False) -> None:
    """Let a screen reader say ``text``: at once, or when it has finished its sentence."""
    if not text or not QAccessible.isActive():
        return
    event = QAccessibleAnnouncementEvent(widget, text)
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if is_urgent else politeness.Polite)
    QAccessible.updateAccessibility(event)


class Herald(QObject):
    """Follows the state that a window shows."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._phase = ""
        self._last_line = 0
        self._waiting: list[ChatLine] = []
        self._words: Words | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_CHAT_PAUSE_MS)
        self._pause.timeout.connect(self._tell_chat)

    def render_state(self, state: ViewState, words: Words) -> None:
        """Tell what is new in ``state``."""
        self._words = words
        phase = _phase_key(state)
        if phase != self._phase:
            is_first, self._phase = not self._phase, phase
            if phase and not is_first:
                announce(self._window, words(phase))
        fresh = [line for line in state.chat if line.number > self._last_line]
        if state.chat:
            self._last_line = state.chat[-1].number
        if not QAccessible.isActive():
            return
        self._waiting += [line for line in fresh if line.delivery is Delivery.RECEIVED]
        if self._waiting and not self._pause.isActive():
            self._pause.start()

    def stop(self) -> None:
        """Say nothing more."""
        self._pause.stop()
        self._waiting.clear()

    def _tell_chat(self) -> None:
        lines, self._waiting = self._waiting, []
        if not lines or self._words is None:
            return
        if len(lines) == 1:
            text = self._words("herald.line", name=lines[0].user_name, text=lines[0].text)
        else:
            text = self._words("herald.lines", count=len(lines))
        announce(self._window, text)


def _phase_key(state: ViewState) -> str:
    """Return the key of the sentence for where things stand; empty on the start view."""
    if state.view is View.HOST:
        return f"host_phase.{host_phase(state).value}.title"
    if state.view is View.WATCH:
        return f"watch_phase.{watch_phase(state).value}.title"
    return "herald.start"
