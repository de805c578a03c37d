"""Colours and sizes of the two themes, and the style sheet made of them.

Follows the system's choice of light or dark unless one is fixed. Sizes grow with the text size,
so that everything stays readable at 200 %.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication

TEXT_PX = 13
_SCALE_STEP = 0.125
_SCALE_MAX = 2.5


class ThemeChoice(Enum):
    """Which theme a person wants."""

    SYSTEM = ""
    DARK = "dark"
    LIGHT = "light"


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme; ``*_panel`` lies behind ``*_text``."""

    background: str
    panel: str
    raised: str
    hover: str
    line: str
    edge: str
    field_edge: str
    text: str
    dim: str
    accent: str
    accent_fill: str
    accent_hover: str
    on_accent: str
    live: str
    live_fill: str
    live_hover: str
    on_live: str
    good: str
    good_text: str
    good_panel: str
    warning_text: str
    warning_panel: str
    error_text: str
    error_panel: str
    cover: str


DARK = Tokens(
    background="#101216",
    panel="#181b21",
    raised="#21252d",
    hover="#2a2f39",
    line="#2c313b",
    edge="#3b4250",
    field_edge="#687080",
    text="#e8eaee",
    dim="#98a0ad",
    accent="#4c8dff",
    accent_fill="#2f6fe4",
    accent_hover="#2862ce",
    on_accent="#ffffff",
    live="#f0454a",
    live_fill="#d9363b",
    live_hover="#c22c31",
    on_live="#ffffff",
    good="#35c27b",
    good_text="#4fd691",
    good_panel="#17352a",
    warning_text="#f2b33d",
    warning_panel="#3a2f14",
    error_text="#ff8d90",
    error_panel="#3d1a1c",
    cover="#0b0d10",
)

LIGHT = Tokens(
    background="#f5f6f8",
    panel="#ffffff",
    raised="#ffffff",
    hover="#e9ecf1",
    line="#d8dce3",
    edge="#8b93a1",
    field_edge="#7d8593",
    text="#171a1f",
    dim="#596271",
    accent="#1f5fd6",
    accent_fill="#1f5fd6",
    accent_hover="#174cb0",
    on_accent="#ffffff",
    live="#c9252b",
    live_fill="#c9252b",
    live_hover="#a81c21",
    on_live="#ffffff",
    good="#1f8a55",
    good_text="#12683d",
    good_panel="#dcf3e6",
    warning_text="#7a4f00",
    warning_panel="#fbeecb",
    error_text="#a3161b",
    error_panel="#fde3e4",
    cover="#e3e6eb",
)


def sizes(text_scale: float) -> dict[str, int]:
    """Return the sizes that grow with the text, in logical pixels."""
    in_px = {
        "text_px": TEXT_PX,
        "small_px": TEXT_PX - 1,
        "heading_px": TEXT_PX + 2,
        "title_px": 2 * TEXT_PX,
        "line_px": 18,
        "small_line_px": 16,
    }
    scaled = {name: round(size * text_scale) for name, size in in_px.items()}
    scaled["pill_radius_px"] = int(scaled["small_px"] * 0.7)
    scaled["radius_px"] = 8
    return scaled


def system_text_scale(application: QApplication) -> float:
    """Return how much larger than usual the system wants its texts; never smaller."""
    wanted_px = QFontInfo(application.font()).pixelSize()
    return min(_SCALE_MAX, max(1.0, round(wanted_px / TEXT_PX / _SCALE_STEP) * _SCALE_STEP))


class Theme(QObject):
    """Dresses the application, and again whenever the system changes between light and dark.

    Args:
        application: What is dressed.
        resources: The folder of the style sheet and its icons.
        choice: One theme, or the system's.
        text_scale: How much larger than usual texts are; what the system wants when not given.
    """

    changed = Signal()

    def __init__(
        self,
        application: QApplication,
        resources: Path,
        *,
        choice: ThemeChoice = ThemeChoice.SYSTEM,
        text_scale: float | None = None,
    ) -> None:
        super().__init__()
        self._application = application
        self._resources = resources
        self._choice = choice
        self.text_scale = text_scale or system_text_scale(application)
        self.tokens = DARK
        application.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._apply()

    def choose(self, choice: ThemeChoice, *, text_scale: float | None = None) -> None:
        """Use one theme, or follow the system; and another size of text when given."""
        self._choice = choice
        self.text_scale = self.text_scale if text_scale is None else text_scale
        self._apply()

    def scale_of(self, text_percent: int) -> float:
        """Return how much larger than usual texts are at ``text_percent``; 0 is the system's."""
        return text_percent / 100 if text_percent else system_text_scale(self._application)

    def style_sheet(self) -> str:
        """Return the style sheet of the present theme."""
        template = (self._resources / "qss" / "klieg.qss").read_text(encoding="utf-8")
        shade = "dark" if self.tokens is DARK else "light"
        icons = self._resources / "icons"
        return Template(template).substitute(
            asdict(self.tokens),
            chevron=(icons / f"chevron_{shade}.svg").as_posix(),
            tick=(icons / "tick.svg").as_posix(),
            **sizes(self.text_scale),
        )

    def _apply(self) -> None:
        self.tokens = self._wanted_tokens()
        self._application.setStyle("Fusion")  # the same on every system
        self._application.setPalette(_palette(self.tokens))
        self._application.setStyleSheet(self.style_sheet())
        self.changed.emit()

    def _wanted_tokens(self) -> Tokens:
        if self._choice is ThemeChoice.SYSTEM:
            scheme = self._application.styleHints().colorScheme()
            return LIGHT if scheme is Qt.ColorScheme.Light else DARK
        return LIGHT if self._choice is ThemeChoice.LIGHT else DARK

    def _follow_system(self) -> None:
        if self._choice is ThemeChoice.SYSTEM and self.tokens is not self._wanted_tokens():
            self._apply()


def _palette(tokens: Tokens) -> QPalette:
    """What the style sheet does not reach: placeholders, links, native parts."""
    palette = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: tokens.background,
        role.Base: tokens.raised,
        role.AlternateBase: tokens.panel,
        role.Button: tokens.raised,
        role.WindowText: tokens.text,
        role.Text: tokens.text,
        role.ButtonText: tokens.text,
        role.PlaceholderText: tokens.dim,
        role.Highlight: tokens.accent_fill,
        role.HighlightedText: tokens.on_accent,
        role.Link: tokens.accent,
        role.ToolTipBase: tokens.raised,
        role.ToolTipText: tokens.text,
    }
    for name, colour in colours.items():
        palette.setColor(name, QColor(colour))
    return palette
