"""The ways from every view to what lies over it: settings, shortcuts, about, engine, language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget

from ui.hotkeys import Shortcut


@dataclass(frozen=True, slots=True)
class Way:
    """One way out of a view; ``key`` names it, ``go`` takes it."""

    key: str
    icon: str
    go: Callable[[], None]
    shortcut: Shortcut = ""


@runtime_checkable
class Crossroads(Protocol):
    """A window that knows its ways."""

    def ways(self) -> tuple[Way, ...]:
        """Return the ways there are now, the most wanted first."""


def ways_from(widget: QWidget) -> tuple[Way, ...]:
    """Return the ways of the window that ``widget`` is in; none in a window without any."""
    window = widget.window()
    return window.ways() if isinstance(window, Crossroads) else ()
