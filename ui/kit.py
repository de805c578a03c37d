"""What every page is given: words, icons, theme, the controller, and how to make a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from app.control.controller import Controller
from app.control.desks import Desks
from app.control.words import Words
from ui.hotkeys import HotkeyBook, Shortcut, native_keys
from ui.icons import Icons
from ui.theme import Theme

if TYPE_CHECKING:
    from app.media.sinks import CanvasRegistry
    from ui.video_widget import VideoWidget

VideoMaker = Callable[[QWidget], "VideoWidget"]
"""Makes a picture inside a parent; its slow imports happen with the first one."""


@dataclass(frozen=True, slots=True)
class Kit:
    """The tools of the pages."""

    controller: Controller
    words: Words
    icons: Icons
    theme: Theme
    make_video: VideoMaker
    desks: Desks = field(default_factory=Desks)
    hotkeys: HotkeyBook = field(default_factory=HotkeyBook)

    def tip(self, text: str, shortcut: Shortcut = "") -> str:
        """Return a tooltip: the text, and the shortcut as the system writes it."""
        keys = self.hotkeys.keys(shortcut)
        return f"{text} ({native_keys(keys)})" if keys else text


def keep_windows_few() -> None:
    """Let a picture's native window not make native windows of all that lies beside it.

    They would all be painted and stacked by the system, one by one.
    """
    attribute = Qt.ApplicationAttribute.AA_DontCreateNativeWidgetSiblings
    QCoreApplication.setAttribute(attribute)


def video_maker(get_canvases: Callable[[], CanvasRegistry]) -> VideoMaker:
    """Return a maker of pictures on the canvases that ``get_canvases`` gives, asked for late."""

    def make(parent: QWidget) -> VideoWidget:
        from ui.video_widget import VideoWidget

        return VideoWidget(get_canvases(), parent)

    return make
