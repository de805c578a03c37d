"""Contrast and completeness of the two themes."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QApplication

from tests.ui.conftest import RESOURCES
from ui.icons import Icons
from ui.theme import DARK, LIGHT, Theme, ThemeChoice, Tokens, sizes, system_text_scale

AA_TEXT = 4.5
AA_SHAPES = 3.0
TEXT_ON = (
    ("text", "background"),
    ("text", "panel"),
    ("text", "raised"),
    ("text", "hover"),
    ("text", "cover"),
    ("text", "warning_panel"),
    ("text", "error_panel"),
    ("dim", "background"),
    ("dim", "panel"),
    ("dim", "raised"),
    ("dim", "cover"),
    ("accent", "panel"),
    ("on_accent", "accent_fill"),
    ("on_accent", "accent_hover"),
    ("on_live", "live_fill"),
    ("on_live", "live_hover"),
    ("good_text", "good_panel"),
    ("warning_text", "warning_panel"),
    ("warning_text", "background"),
    ("error_text", "error_panel"),
    ("error_text", "panel"),
)
SHAPES_ON = (("accent", "background"), ("accent", "raised"), ("live", "background"))


def luminance(color: str) -> float:
    def linear(share: float) -> float:
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    made = QColor(color)
    red, green, blue = (linear(part) for part in (made.redF(), made.greenF(), made.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    brighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize(("above", "below"), TEXT_ON)
def test_text_can_be_read(tokens: Tokens, above: str, below: str) -> None:
    colours = asdict(tokens)
    assert contrast(colours[above], colours[below]) >= AA_TEXT


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize(("above", "below"), SHAPES_ON)
def test_focus_and_signs_can_be_seen(tokens: Tokens, above: str, below: str) -> None:
    colours = asdict(tokens)
    assert contrast(colours[above], colours[below]) >= AA_SHAPES


def test_the_measure_of_contrast_is_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("choice", [ThemeChoice.DARK, ThemeChoice.LIGHT])
def test_the_style_sheet_has_no_gap_left(theme: Theme, choice: ThemeChoice) -> None:
    theme.choose(choice)
    sheet = theme.style_sheet()
    assert "$" not in sheet
    image = re.search(r'url\("([^"]+)"\)', sheet)
    assert image is not None
    assert Path(image[1]).is_file()


def test_sizes_grow_with_the_text() -> None:
    normal, double = sizes(1.0), sizes(2.0)
    assert double["text_px"] == 2 * normal["text_px"] == 26


def test_a_change_of_theme_is_told_once(theme: Theme) -> None:
    told: list[None] = []
    theme.changed.connect(lambda: told.append(None))
    theme.choose(ThemeChoice.LIGHT)
    assert theme.tokens is LIGHT
    assert len(told) == 1


def icon_names() -> list[str]:
    return sorted(path.stem for path in (RESOURCES / "icons").glob("*.svg"))


@pytest.mark.parametrize("name", icon_names())
@pytest.mark.usefixtures("qapp")
def test_every_icon_draws_something(name: str) -> None:
    icons = Icons(RESOURCES / "icons")
    image = icons.pixmap(name, "#ff0000", size_px=24, density=1.0).toImage()
    visible = sum(image.pixelColor(x, y).alpha() > 0 for x in range(24) for y in range(24))
    assert visible > 20


def test_every_icon_used_by_the_code_is_there() -> None:
    used: set[str] = set()
    ui = Path(__file__).parents[2] / "ui"
    for path in ui.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r'icon="([a-z_]+)"', text))
        used |= set(re.findall(r'IconLabel\(kit, "([a-z_]+)"', text))
    assert len(used) > 8
    assert used <= set(icon_names())


@pytest.mark.usefixtures("qapp")
def test_icons_take_the_colour_asked_for() -> None:
    icons = Icons(RESOURCES / "icons")
    image = icons.pixmap("end", "#ff0000", size_px=24, density=1.0).toImage()
    assert image.pixelColor(12, 12) == QColor("#ff0000")


@pytest.mark.parametrize(
    ("font_px", "scale"), [(8, 1.0), (13, 1.0), (16, 1.25), (26, 2.0), (90, 2.5)]
)
def test_texts_are_as_large_as_the_system_wants(
    qapp: QApplication, font_px: int, scale: float
) -> None:
    usual = qapp.font()
    wanted = QFont(usual)
    wanted.setPixelSize(font_px)
    qapp.setFont(wanted)
    try:
        assert system_text_scale(qapp) == scale
    finally:
        qapp.setFont(usual)
