"""Tells an audience member without a window why there is no picture, and when it is back."""

from __future__ import annotations

from collections.abc import Callable

from app.control.phases import WatchPhase, watch_phase
from app.control.view_state import HostPresence, View, ViewState
from app.control.words import Words

_TOLD_PHASES = frozenset({WatchPhase.RECONNECTING, WatchPhase.HOST_AWAY})


class WatcherNews:
    """Looks at each state and tells what changed for the worse, or for the better again.

    Args:
        words: What a window would say.
        tell: Gets one line each; None when nobody is to be told.
    """

    def __init__(self, words: Words, tell: Callable[[str], None] | None) -> None:
        self._words = words
        self._tell = tell
        self._phase: WatchPhase | None = None
        self._is_waiting = False

    def take(self, state: ViewState) -> None:
        """Look at a new state."""
        phase = watch_phase(state)
        if state.view is not View.WATCH or phase is self._phase:
            return
        self._phase = phase
        # Between the entry and the first stream the host seems not to be there for a moment.
        is_early = state.host_presence is HostPresence.NOT_LIVE
        if phase in _TOLD_PHASES or (phase is WatchPhase.HOST_NOT_THERE and is_early):
            self._is_waiting = True
            self._say(phase)
        elif phase is WatchPhase.WATCHING and self._is_waiting:
            self._is_waiting = False
            self._say(phase)

    def _say(self, phase: WatchPhase) -> None:
        if self._tell is not None:
            title = self._words(f"watch_phase.{phase.value}.title").rstrip("\u2026.")
            hint = self._words(f"watch_phase.{phase.value}.hint")
            self._tell(f"{title}. {hint}".strip())
