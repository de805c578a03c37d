"""Figures of a bench: what was measured of whom, what was to be reached, and how to show it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from enum import Enum
from pathlib import Path


class Better(Enum):
    """Which way a figure is good."""

    LOWER = "at most"
    HIGHER = "at least"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number.

    Attributes:
        who: The program or peer it belongs to.
        what: What was measured.
        value: The number; not-a-number where it could not be had.
        unit: Its unit.
        reach: What was to be reached; None for peers.
        better: Whether ``reach`` is an upper or a lower bound.
    """

    who: str
    what: str
    value: float
    unit: str
    reach: float | None = None
    better: Better = Better.LOWER

    @property
    def is_reached(self) -> bool | None:
        """Whether the goal is reached; None without a goal."""
        if self.reach is None:
            return None
        if math.isnan(self.value):
            return False
        if self.better is Better.LOWER:
            return self.value <= self.reach
        return self.value >= self.reach


@dataclass(slots=True)
class CaseResult:
    """What one case gave, and why it gave nothing."""

    name: str
    title: str
    figures: list[Figure] = field(default_factory=list)
    seconds: float = 0.0
    problem: str = ""


def write_json(path: Path, results: Iterable[CaseResult], about: dict[str, object]) -> None:
    """Write everything, readable by machines and people."""
    document = {"about": about, "cases": [_case_to_dict(result) for result in results]}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def _case_to_dict(result: CaseResult) -> dict[str, object]:
    return {
        "name": result.name,
        "title": result.title,
        "seconds": round(result.seconds, 1),
        "problem": result.problem,
        "figures": [_figure_to_dict(figure) for figure in result.figures],
    }


def _figure_to_dict(figure: Figure) -> dict[str, object]:
    fields = asdict(figure)
    fields["value"] = None if math.isnan(figure.value) else round(figure.value, 3)
    fields["better"] = figure.better.value
    fields["is_reached"] = figure.is_reached
    return fields


def table(results: Sequence[CaseResult]) -> str:
    """Return the figures as a Markdown table."""
    rows: list[tuple[str, ...]] = [("case", "figure", "who", "measured", "to reach", "")]
    for result in results:
        rows += [_row(result.name, figure) for figure in result.figures]
        if result.problem:
            rows.append((result.name, result.problem.splitlines()[0], "", "", "", "not measured"))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [_line(row, widths) for row in rows]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def _row(case: str, figure: Figure) -> tuple[str, ...]:
    verdict = {True: "reached", False: "MISSED", None: ""}[figure.is_reached]
    reach = "" if figure.reach is None else f"{figure.better.value} {figure.reach:g}"
    value = "-" if math.isnan(figure.value) else f"{figure.value:.1f} {figure.unit}"
    return (case, figure.what, figure.who, value.rstrip(), reach, verdict)


def _line(row: tuple[str, ...], widths: Sequence[int]) -> str:
    cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
    return "| " + " | ".join(cells) + " |"
