"""Engine events as JSON lines, for scripts; and the report of what an audience saw.

Each line is one object: ``time`` (Unix seconds), ``event`` (the class's name) and the event's
fields. Enums are written by name, error codes as numbers beside ``error`` with their name.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import logging
import sys
import threading
import time
from enum import Enum
from pathlib import Path
from typing import TextIO

from app.model.errors import ErrorCode, InvalidValueError
from app.model.events import EngineEvent, PlayerQualityUpdate
from app.model.quality import PlayerTotals
from app.output_files import why_unwritable
from app.terminal import silence

_log = logging.getLogger(__name__)

Json = dict[str, "Json"] | list["Json"] | str | float | int | bool | None


def to_json(value: object) -> Json:
    """Return ``value`` as what ``json`` can write; floats to a thousandth."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [to_json(item) for item in value]
    return _plain(value)


def _plain(value: object) -> Json:
    if isinstance(value, ErrorCode):
        return int(value)
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, float):
        return round(value, 3)
    return value if value is None or isinstance(value, (str, int)) else str(value)


def describe(event: EngineEvent) -> dict[str, Json]:
    """Return one event as a JSON object without its time."""
    fields = to_json(event)
    described: dict[str, Json] = {"event": type(event).__name__}
    if isinstance(fields, dict):
        described.update(fields)
    code = getattr(event, "error_code", None)
    if isinstance(code, ErrorCode):
        described["error"] = code.name
    return described


class EventLog:
    """Writes events to a file or, for ``-``, to standard output; each line flushed at once."""

    def __init__(self, target: str) -> None:
        self._lock = threading.Lock()
        self._is_own = target != "-"
        self._file: TextIO | None
        try:
            self._file = _opened(target) if self._is_own else sys.stdout
        except OSError as error:
            raise InvalidValueError(
                f"cannot write events to {target!r}: {error.strerror}",
                hint="Name a file in a folder that exists and can be written to.",
            ) from error

    def write(self, event: EngineEvent) -> None:
        """Write one event; any thread. A full disk ends the log, not the broadcast."""
        entry = {"time": round(time.time(), 6), **describe(event)}
        line = _encodable(json.dumps(entry, ensure_ascii=False))
        with self._lock:
            if self._file is None:
                return
            try:
                self._file.write(line + "\n")
                self._file.flush()
            except (OSError, ValueError) as error:
                _log.warning("cannot write events any more: %s", error)
                if not self._is_own and isinstance(error, OSError):
                    silence(self._file)
                self._let_go()

    def close(self) -> None:
        """Write no more."""
        with self._lock:
            self._let_go()

    def _let_go(self) -> None:
        file, self._file = self._file, None
        if self._is_own and file is not None:
            with contextlib.suppress(OSError):  # what a full disk did not take before
                file.close()


def _encodable(line: str) -> str:
    """Return ``line`` with what is no Unicode text, as names of files may have, as JSON has it."""
    return line.encode("utf-8", "backslashreplace").decode("utf-8")


def _opened(target: str) -> TextIO:
    return Path(target).open("w", encoding="utf-8")


class WatchReport:
    """Gathers what an audience member saw, stream by stream."""

    def __init__(self) -> None:
        self._totals: dict[str, PlayerTotals] = {}
        self._before: dict[str, PlayerTotals] = {}

    def take(self, event: EngineEvent) -> None:
        """Look at one event."""
        if not isinstance(event, PlayerQualityUpdate):
            return
        totals, last = event.quality.since_start, self._totals.get(event.stream_id)
        if last is not None and totals.frames_received < last.frames_received:
            self._before[event.stream_id] = self._sum(event.stream_id, last)
        self._totals[event.stream_id] = totals

    def _sum(self, stream_id: str, totals: PlayerTotals) -> PlayerTotals:
        """Add what was before the engine began to count anew, as it does after a reconnection.

        The delays are those of the longer time, since percentiles cannot be added.
        """
        before = self._before.get(stream_id)
        if before is None:
            return totals
        longer = max(before, totals, key=lambda part: part.frames_shown)
        return PlayerTotals(
            first_picture_ms=before.first_picture_ms,
            end_to_end_p50_ms=longer.end_to_end_p50_ms,
            end_to_end_p95_ms=longer.end_to_end_p95_ms,
            frames_received=before.frames_received + totals.frames_received,
            frames_shown=before.frames_shown + totals.frames_shown,
            freezes=before.freezes + totals.freezes + 1,  # the break itself
        )

    def to_dict(self) -> dict[str, Json]:
        """Return the report of the stream that was shown most, and of all streams."""
        streams = {key: self._sum(key, totals) for key, totals in self._totals.items()}
        best = max(streams.values(), key=lambda totals: totals.frames_shown, default=PlayerTotals())
        report = _describe_totals(best)
        report["streams"] = {key: _describe_totals(totals) for key, totals in streams.items()}
        return report

    def write(self, path: Path) -> None:
        """Write the report as one JSON object.

        Raises:
            InvalidValueError: The file cannot be written.
        """
        try:
            path.write_text(json.dumps(self.to_dict(), indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            raise _no_report(path, error.strerror) from error


def check_report_path(path: Path) -> None:
    """See, before there is anything to report, whether the report can be written.

    Raises:
        InvalidValueError: It cannot.
    """
    problem = why_unwritable(path)
    if problem:
        raise _no_report(path, problem)


def _no_report(path: Path, problem: str | None) -> InvalidValueError:
    return InvalidValueError(
        f"cannot write the report to {str(path)!r}: {problem}",
        hint="Name a file in a folder that exists and can be written to.",
    )


def _describe_totals(totals: PlayerTotals) -> dict[str, Json]:
    def known(value: float) -> float | None:
        return round(value, 3) if value >= 0 else None

    return {
        "first_picture_ms": known(totals.first_picture_ms),
        "latency_p50_ms": known(totals.end_to_end_p50_ms),
        "latency_p95_ms": known(totals.end_to_end_p95_ms),
        "frames_received": totals.frames_received,
        "frames_shown": totals.frames_shown,
        "freezes": totals.freezes,
    }
