"""The state in a word, with an icon and a colour: never the colour alone."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from app.control.phases import HostPhase, WatchPhase
from ui.kit import Kit
from ui.widgets import IconLabel, label, restyle

_TONES = {
    "live": ("live", "record", "on_live"),
    "good": ("good", "check", "good_text"),
    "wait": ("", "wait", "dim"),
    "warning": ("warning", "warning", "warning_text"),
    "error": ("error", "error", "error_text"),
    "quiet": ("", "info", "dim"),
}

_TONE_OF: dict[HostPhase | WatchPhase, str] = {
    HostPhase.OPENING: "wait",
    HostPhase.CONNECTING: "wait",
    HostPhase.STARTING: "wait",
    HostPhase.LIVE: "live",
    HostPhase.RECONNECTING: "warning",
    HostPhase.INTERRUPTED: "warning",
    HostPhase.REMOVED: "error",
    HostPhase.LOST: "error",
    HostPhase.FAILED: "error",
    HostPhase.ENDING: "wait",
    HostPhase.OFF: "quiet",
    WatchPhase.OPENING: "wait",
    WatchPhase.CONNECTING: "wait",
    WatchPhase.HOST_NOT_THERE: "wait",
    WatchPhase.STARTING: "wait",
    WatchPhase.WATCHING: "live",
    WatchPhase.INTERRUPTED: "warning",
    WatchPhase.HOST_AWAY: "warning",
    WatchPhase.RECONNECTING: "warning",
    WatchPhase.HOST_GONE: "quiet",
    WatchPhase.ENDED: "quiet",
    WatchPhase.REMOVED: "error",
    WatchPhase.LOST: "error",
    WatchPhase.FAILED: "error",
    WatchPhase.LEAVING: "wait",
}


class Pill(QFrame):
    """A short text in a coloured lozenge, with an icon that says the same."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "pill")
        self._icon = IconLabel(kit, size_px=12)
        self._label = label()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(9, 3, 10, 3)
        layout.setSpacing(5)
        layout.addWidget(self._icon)
        layout.addWidget(self._label)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def say(self, text: str, tone: str, *, icon: str = "", tip: str = "") -> None:
        """Show ``text`` in the colours of ``tone``."""
        style, usual_icon, token = _TONES[tone]
        self._label.setText(text)
        self._icon.show_icon(icon or usual_icon, token)
        self.setToolTip(tip)
        self.setAccessibleName(text)
        self.setAccessibleDescription(tip)
        restyle(self, tone=style)

    def text(self) -> str:
        """Return the text on show."""
        return self._label.text()


class StatusPill(QPushButton):
    """Where the broadcast stands; a press shows the connection in full."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._icon_look = ("", "")
        self.setProperty("kind", "pill")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        kit.theme.changed.connect(self._refresh_icon)

    def show_phase(self, phase: HostPhase | WatchPhase, text: str, tip: str) -> None:
        """Show ``phase`` as ``text``; ``tip`` says it at length."""
        style, icon, token = _TONES[_TONE_OF[phase]]
        restyle(self, tone=style)
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(text)
        if (icon, token) != self._icon_look:
            self._icon_look = (icon, token)
            self._refresh_icon()
        self.setAccessibleDescription(tip)
        self.setToolTip(f"{tip}. {self._kit.words('connection.open_tip')}")

    def _refresh_icon(self) -> None:
        name, token = self._icon_look
        if not name:
            return
        size_px = round(12 * self._kit.theme.text_scale)
        gap_px = size_px // 3
        colour = str(getattr(self._kit.theme.tokens, token))
        self.setIcon(self._kit.icons.icon(name, colour, size_px=size_px, gap_px=gap_px))
        self.setIconSize(QSize(size_px + gap_px, size_px))
