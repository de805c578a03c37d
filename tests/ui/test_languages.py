"""Nothing is left untranslated: neither on any scene, nor in the code of the widgets."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize

from app.control.words import Language
from tests.ui.conftest import Desk
from tests.ui.said import SAME_IN_EVERY_LANGUAGE, content_of, foreign_words, texts_of
from tests.ui.scenes import SCENES, Scene
from tests.ui.show import show_scene, speak
from ui.main_window import MainWindow

UI = Path(__file__).parents[2] / "ui"
ICONS = UI.parent / "resources" / "icons"
SPEAKING_CALLS = {
    "ElidedLabel",
    "PushButton",
    "QAction",
    "QCheckBox",
    "QLabel",
    "QPushButton",
    "QRadioButton",
    "addAction",
    "addItem",
    "addItems",
    "addMenu",
    "addTab",
    "ask",
    "label",
    "say",
    "setAccessibleDescription",
    "setAccessibleName",
    "setPlaceholderText",
    "setStatusTip",
    "setTabText",
    "setText",
    "setTitle",
    "setToolTip",
    "setWhatsThis",
    "setWindowTitle",
    "set_text",
    "showMessage",
    "showText",
    "tell",
    "wrapped",
}
NOT_SPOKEN = {"role", "kind", "icon", "shortcut", "tone", "color"}
ROLE_IS_SECOND = {"label", "wrapped", "ElidedLabel"}
MAY_NAME_A_SIGN = {"say", "tell"}
TONES = {"live", "good", "wait", "warning", "error", "quiet"}


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_every_text_is_in_the_chosen_language(desk: Desk, window: MainWindow, scene: Scene) -> None:
    untranslated: list[str] = []
    for language in Language:
        speak(window, language)
        show_scene(desk, window, scene, QSize(1280, 800))
        typed = desk.controller.preferences
        content = content_of(desk.controller.state, typed.room_id, typed.user_name, scene.content)
        untranslated += [
            f"{language.value}: {words} in {said.text!r} ({said.where})"
            for said in texts_of(window)
            if (words := foreign_words(said.text, language, content))
        ]
    assert untranslated == []


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("结束直播 End", Language.CHINESE, ["End"]),
        ("H264 · 30 fps · 2.4 Mbit/s", Language.CHINESE, []),
        ("Studio A 的画面", Language.CHINESE, []),
        ("静音 (Ctrl+Shift+S)", Language.CHINESE, []),
        ("Mute 静音", Language.ENGLISH, ["静音"]),
        ("简体中文", Language.ENGLISH, []),
    ],
)
def test_the_measure_of_languages_is_right(
    text: str, language: Language, expected: list[str]
) -> None:
    assert foreign_words(text, language, frozenset({"Studio A"})) == expected


def test_no_widget_has_words_of_its_own() -> None:
    files = sorted(UI.glob("*.py"))
    assert len(files) > 20
    found = [f"{path.name}:{line}: {text!r}" for path in files for line, text in literals(path)]
    assert found == []


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """Words in calls that put a text on the screen."""
    signs = {icon.stem for icon in ICONS.glob("*.svg")} | TONES
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else _name_of(node.func)
        if name not in SPEAKING_CALLS:
            continue
        count = 1 if name in ROLE_IS_SECOND else len(node.args)
        spoken = [*node.args[:count]]
        spoken += [word.value for word in node.keywords if word.arg not in NOT_SPOKEN]
        for argument in spoken:
            for text in _texts_in(argument):
                is_sign = name in MAY_NAME_A_SIGN and text in signs
                if not is_sign and re.search(r"[^\W\d_]{2,}", SAME_IN_EVERY_LANGUAGE.sub("", text)):
                    yield node.lineno, text


def _name_of(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else ""


def _texts_in(argument: ast.expr) -> Iterator[str]:
    """The literal parts of an argument; what calls inside it are given is not shown."""
    match argument:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts):
            for part in parts:
                yield from _texts_in(part)
        case ast.IfExp(body=body, orelse=orelse):
            yield from _texts_in(body)
            yield from _texts_in(orelse)
        case ast.BinOp(left=left, right=right):
            yield from _texts_in(left)
            yield from _texts_in(right)
        case ast.BoolOp(values=values):
            for value in values:
                yield from _texts_in(value)
