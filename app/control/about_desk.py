"""What the About page shows: looked up once, when somebody asks, away from the window's thread."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from app.control.parts import Parts
from app.model.about import About

AboutSource = Callable[[], Awaitable[About]]
"""Looks up versions and parts; what cannot be found out is left out."""


class AboutDesk:
    """Holds what was found out; Qt thread only.

    Args:
        parts: Of the controller that it stands beside.
        source: Asked at most once.
    """

    def __init__(self, parts: Parts, source: AboutSource) -> None:
        self._parts = parts
        self._source = source
        self._about: About | None = None
        self._is_asked = False
        self._listeners: list[Callable[[About], None]] = []

    @property
    def about(self) -> About | None:
        """What is known; None until it was looked up."""
        return self._about

    def open(self, listener: Callable[[About], None]) -> Callable[[], None]:
        """Call ``listener`` once with what there is to show; the returned call ends the waiting."""
        if self._about is not None:
            listener(self._about)
            return lambda: None
        self._listeners.append(listener)
        if not self._is_asked:
            self._is_asked = True
            self._parts.tasks.spawn("look up versions", self._look_up())

        def forget() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return forget

    async def _look_up(self) -> None:
        self._about = await self._source()
        waiting, self._listeners = self._listeners, []
        for listener in waiting:
            listener(self._about)
