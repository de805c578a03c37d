"""Every text a window says, and whether it is in the language it should be in.

What people typed or are called may be in any language; it is known from the state on show and left
out of the judgement, as are names, units and codecs, which are the same in every language, and the
particular sentence of an error, which is in English behind the general one.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

from app.control.words import Language
from ui.widgets import ElidedLabel

SAME_IN_EVERY_LANGUAGE = re.compile(
    r"""
    \(Cannot\ [^()]+\.\)
    | https?://\S* | wss?://\S* | [\w.-]+\.(?:py|dll|so|dylib|json|log|zip|txt)\b
    | (?:/[\w.+-]+){2,}
    | \b(?:Klieg|LiveKit|ZEGO(?:CLOUD)?|Express|SDK|Qt|PySide6?|Python|Linux|Windows|macOS|GitHub
    | API(?:\ (?:Key|Secret))?|AppID|AppSign|ServerSecret|Token|token|ID|URL|URLs|IP|JSON
    | QR|OBS|PNG|SVG|CPU|GPU|HD|UHD|Wi-Fi|Esc|PgUp|PgDown|F\d+
    | H\.?26[45]|VP[89]|AV1|Opus|OpenH264|NVENC|VAAPI|AAC|YUV|I420|BGRA|NAT|TURN|ICE|UDP|TCP|TLS
    | fps|Hz|kHz|ms|s|px|kbit/s|Mbit/s|kB|MB|GB|dB|p\d+|\d+p\d*|English|v?\d[\w.+-]*)\b
    | (?<=\d)x(?=\d) | 简体中文
    | (?:Ctrl|Shift|Alt|Meta)\+(?:(?:Ctrl|Shift|Alt)\+)*(?:[A-Z]\w*|[^\s\w])
    | \((?:Space|Del|Return|Enter|Tab)\)
    | (?:^|/\s+)(?:Esc|Space|Enter|Return|Tab|Del|Home|End|PgUp|PgDown|Left|Right|Up|Down)(?=\s+/|$)
    """,
    re.VERBOSE,
)
_ENGLISH_WORD = re.compile(r"[A-Za-z]{2,}")
_CHINESE_WORD = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True)
class Said:
    """One text, and where it is."""

    text: str
    where: str


def texts_of(window: QWidget) -> Iterator[Said]:
    """Every text that is seen, read out or shown in a tooltip."""
    yield Said(window.windowTitle(), "title of the window")
    for widget in (window, *window.findChildren(QWidget)):
        if not widget.isVisible() and not _can_open(widget):
            continue
        kind = type(widget).__name__
        yield Said(widget.accessibleName(), f"name of {kind}")
        yield Said(widget.accessibleDescription(), f"description of {kind}")
        yield Said(_without_markup(widget.toolTip()), f"tooltip of {kind}")
        for text in _shown_by(widget):
            yield Said(text, kind)


def _can_open(widget: QWidget) -> bool:
    """Whether this is a menu of something on show, and not of a page that is about to go."""
    owner: QWidget | None = widget.parentWidget()
    return isinstance(widget, QMenu) and owner is not None and owner.isVisible()


def _shown_by(widget: QWidget) -> Iterator[str]:  # noqa: C901 - one line for each kind
    match widget:
        case ElidedLabel() | QAbstractButton():
            yield widget.text()
        case QLabel() if not isinstance(widget.parentWidget(), ElidedLabel):
            yield widget.text()
        case QLineEdit():
            yield widget.placeholderText()
        case QComboBox():
            yield from (widget.itemText(number) for number in range(widget.count()))
        case QTabBar():
            yield from (widget.tabText(number) for number in range(widget.count()))
        case QListWidget():
            yield from (widget.item(number).text() for number in range(widget.count()))
        case QTextEdit() | QPlainTextEdit():
            yield widget.toPlainText()
            yield widget.placeholderText()
        case QMenu():
            yield from (action.text() for action in widget.actions())
        case QGroupBox():
            yield widget.title()


def foreign_words(text: str, language: Language, content: frozenset[str]) -> list[str]:
    """Return the words of ``text`` that are not of ``language``, nor somebody's ``content``."""
    text = _pattern_of(content).sub(" ", text)
    if "…" in text:
        for known in content:
            text = _without_shortened(text, known)
    text = SAME_IN_EVERY_LANGUAGE.sub(" ", text)
    pattern = _CHINESE_WORD if language is Language.ENGLISH else _ENGLISH_WORD
    return pattern.findall(text)


@lru_cache(maxsize=4)
def _pattern_of(content: frozenset[str]) -> re.Pattern[str]:
    """Match any of ``content``, the longest first; one pattern, for there are many texts."""
    known = "|".join(re.escape(item) for item in sorted(content, key=len, reverse=True))
    return re.compile(rf"(?<![A-Za-z])(?:{known})(?![A-Za-z])" if known else r"(?!)")


def _without_shortened(text: str, known: str) -> str:
    """Leave out a ``known`` text whose end gave way to an ellipsis."""
    begin, ellipsis, rest = text.partition("…")
    if ellipsis:
        for length in range(len(known) - 1, 5, -1):
            if begin.rstrip().endswith(known[:length].rstrip()):
                return begin.rstrip().removesuffix(known[:length].rstrip()) + rest
    return text


def content_of(*values: object) -> frozenset[str]:
    """Return every text inside ``values``: names, messages, addresses, sentences of errors."""
    return frozenset(_contents(values))


def _contents(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if len(value) > 1:
            yield value
            yield value[:1].upper() + value[1:].rstrip(".")  # as sentences of errors are shown
            yield " ".join(value.split())
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield from _contents([getattr(value, field.name) for field in dataclasses.fields(value)])
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from _contents(item)


def _without_markup(tip: str) -> str:
    return re.sub(r"<[^>]*>", "", tip)
