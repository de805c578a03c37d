"""The words of the window: a catalogue of messages per language, filled in and checked.

Texts live in ``resources/i18n``, one flat JSON file per language. A message is looked up by its
key; gaps are written ``{name}``.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from enum import Enum
from pathlib import Path

from app.control.view_state import Phrase, Problem

_logger = logging.getLogger(__name__)


class Language(Enum):
    """The languages there are."""

    ENGLISH = "en"
    CHINESE = "zh"


def language_for(name: str) -> Language:
    """Return the language that suits a locale such as ``zh_CN`` or ``en-GB``; else English."""
    stem = name.replace("-", "_").partition("_")[0].lower()
    return next((item for item in Language if item.value == stem), Language.ENGLISH)


def load_words(folder: Path, language: Language) -> Words:
    """Return the words of ``language`` from its file in ``folder``."""
    texts = json.loads((folder / f"{language.value}.json").read_text(encoding="utf-8"))
    return Words(language, texts)


class Words:
    """One language's words."""

    def __init__(self, language: Language, texts: Mapping[str, str]) -> None:
        self.language = language
        self._texts = texts

    def __call__(self, key: str, **values: object) -> str:
        """Return the message ``key`` with its gaps filled; the key itself when it is unknown."""
        text = self._texts.get(key)
        if text is None:
            _logger.error("no words for %s in %s", key, self.language.value)
            return key
        return text.format_map(values) if values else text

    def phrase(self, phrase: Phrase) -> str:
        """Return ``phrase`` in words."""
        return self(phrase.key, **dict(phrase.values))

    def problem(self, problem: Problem) -> tuple[str, str]:
        """Return what happened and what to do next.

        In English an error's own sentence is shown, since it says most; other languages show
        their general sentence for its code, with the English one behind it where there is any.
        """
        cause, hint = self.phrase(problem.cause), self.phrase(problem.hint)
        if not problem.detail:
            return cause, hint
        detail = problem.detail[:1].upper() + problem.detail[1:].rstrip(".") + "."
        if self.language is Language.ENGLISH:
            return detail, problem.detail_hint or hint
        return f"{cause} ({detail})", hint
