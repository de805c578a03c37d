"""Holds the present view state and tells the views of each new one. Qt thread only."""

from __future__ import annotations

from collections.abc import Callable

from app.control.view_state import ViewState

Listener = Callable[[ViewState], None]


class ViewStore:
    """The one place where the view state changes."""

    def __init__(self, state: ViewState) -> None:
        self._state = state
        self._listeners: list[Listener] = []
        self._is_telling = False

    @property
    def state(self) -> ViewState:
        """What is on the window now."""
        return self._state

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` with each new state; the returned call ends that."""
        self._listeners.append(listener)
        return lambda: self._forget(listener)

    def put(self, state: ViewState) -> None:
        """Make ``state`` the present one; equal states are no news.

        A listener may cause the next state: it is told after the present one, to all.
        """
        if state is self._state or state == self._state:
            return
        self._state = state
        if self._is_telling:
            return
        self._is_telling = True
        try:
            self._tell_until_calm()
        finally:
            self._is_telling = False

    def _tell_until_calm(self) -> None:
        told: ViewState | None = None
        while told is not self._state:
            told = self._state
            for listener in tuple(self._listeners):
                listener(told)

    def _forget(self, listener: Listener) -> None:
        if listener in self._listeners:
            self._listeners.remove(listener)
