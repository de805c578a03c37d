"""One sentence about the vendor's library, and what proves it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.zego_sdk.facts import CheckError
from tests.zego_sdk.findings import Findings


@dataclass(frozen=True, slots=True)
class Check:
    """One sentence and what proves it.

    Attributes:
        name: The sentence.
        prove: Returns what was seen, which may be empty; raises ``CheckError``.
        refuses: The file that it is about, when that may not be at hand.
    """

    name: str
    prove: Callable[[Findings], str]
    refuses: str | None = None


def expect(*, true: bool, found: str) -> None:
    """Raise with what was found instead."""
    if not true:
        raise CheckError(found)
