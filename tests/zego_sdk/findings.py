"""All that the runs of the trial brought, gathered before anything is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.zego_sdk.facts import Facts


@dataclass(frozen=True, slots=True)
class Findings:
    """What the checks look at.

    Attributes:
        refusals: What was said about each file that must be refused.
        order: The run past the binding.
        life: The run through the binding.
        preview: What was strange on the screen; None when no preview was shown.
        folder: Where the life wrote.
        macos: The SDK for macOS.
    """

    refusals: Mapping[str, Facts]
    order: Facts
    life: Facts
    preview: tuple[str, ...] | None
    folder: Path
    macos: Path
