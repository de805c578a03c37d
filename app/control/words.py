"""The words of the window: a catalogue of messages per language, filled in and checked.

Texts live in ``resources/i18n``, one flat JSON file per language. A message is looked up by its
key; gaps are written ``{name}``. What the first picture does not need lies in files of its own,
``AREA.LANGUAGE.json`` with keys that begin with the area, read when one of them is first asked for.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from enum import Enum
from functools import partial
from pathlib import Path

from app.control.view_state import Phrase, Problem
from app.control.zego_help import CodeHelp, CodeTexts

_logger = logging.getLogger(__name__)

_CODES = "zego_codes"


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
    code = language.value
    areas = (path for path in folder.glob(f"*.{code}.json") if path.stem != f"{_CODES}.{code}")
    return Words(
        language,
        _read_texts(folder / f"{code}.json"),
        more={f"{path.name.partition('.')[0]}.": partial(_read_texts, path) for path in areas},
        codes=CodeTexts(folder / f"{_CODES}.{code}.json"),
    )


def _read_texts(file: Path) -> dict[str, str]:
    texts: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return texts


class Words:
    """One language's words.

    Args:
        language: Which one.
        texts: The messages by their keys.
        more: Read the messages whose keys begin so, when the first of them is asked for.
        codes: The words for the codes of the ZEGO SDK.
    """

    def __init__(
        self,
        language: Language,
        texts: Mapping[str, str],
        *,
        more: Mapping[str, Callable[[], Mapping[str, str]]] | None = None,
        codes: CodeTexts | None = None,
    ) -> None:
        self.language = language
        self._texts = dict(texts)
        self._more = dict(more or {})
        self._codes = codes

    def __call__(self, key: str, **values: object) -> str:
        """Return the message ``key`` with its gaps filled; the key itself when it is unknown."""
        text = self._texts.get(key)
        if text is None:
            text = self._text_read_now(key)
        if text is None:
            _logger.error("no words for %s in %s", key, self.language.value)
            return key
        return text.format_map(values) if values else text

    def _text_read_now(self, key: str) -> str | None:
        for start in [start for start in self._more if key.startswith(start)]:
            self._texts.update(self._more.pop(start)())
        return self._texts.get(key)

    def code_help(self, code: int) -> CodeHelp | None:
        """Return what ``code`` of the ZEGO SDK means and what to do; None when it is not known."""
        return self._codes.find(code) if self._codes is not None else None

    def phrase(self, phrase: Phrase) -> str:
        """Return ``phrase`` in words."""
        return self(phrase.key, **dict(phrase.values))

    def problem(self, problem: Problem) -> tuple[str, str]:
        """Return what happened and what to do next.

        In English an error's own sentence is shown, since it says most; other languages show
        their general sentence for its code, with the English one behind it where there is any.
        """
        is_unknown = problem.cause.key.startswith("error.") and problem.cause.key not in self._texts
        help_for_code = self.code_help(problem.code) if is_unknown else None
        if help_for_code is not None:
            cause, hint = help_for_code.meaning, help_for_code.action
        else:
            cause, hint = self.phrase(problem.cause), self.phrase(problem.hint)
        if not problem.detail:
            return cause, hint
        detail = problem.detail[:1].upper() + problem.detail[1:].rstrip(".") + "."
        if self.language is Language.ENGLISH:
            return detail, problem.detail_hint or hint
        return f"{cause} ({detail})", hint
