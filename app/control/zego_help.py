"""What ZEGO's error codes mean and what to do about them; read when the first one is met.

The texts lie in ``resources/i18n``, one file per language: code to meaning and action.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

_logger = logging.getLogger(__name__)

HARMLESS_CODES = frozenset({0, 1000007, 1006020, 1008013, 1015005, 1015006, 1015032})
"""Told by the SDK, of no concern to anybody."""

RETRYING_CODES = frozenset({1002051, 1003020, 1004020})
"""The SDK is at it already: progress is shown, nothing is to be pressed."""


@dataclass(frozen=True, slots=True)
class CodeHelp:
    """One code in words."""

    meaning: str
    action: str


class CodeTexts:
    """The words for all codes in one language.

    Args:
        file: Read with the first code that is looked up.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def find(self, code: int) -> CodeHelp | None:
        """Return the words for ``code``; None when it is not known."""
        return self._texts.get(code)

    @property
    def codes(self) -> frozenset[int]:
        """All codes that have words."""
        return frozenset(self._texts)

    @cached_property
    def _texts(self) -> dict[int, CodeHelp]:
        try:
            entries = json.loads(self._file.read_text(encoding="utf-8"))
            return {int(code): CodeHelp(*texts) for code, texts in entries.items()}
        except (OSError, ValueError, TypeError, AttributeError) as error:
            _logger.error("cannot read the words for codes: %s", error)  # noqa: TRY400 - one line
            return {}
