"""Where a session leaves its traces: looked at before anything begins, and closed in any case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psutil
import pytest

from app.bootstrap.session import SessionOutput, SessionPlan
from app.control.controller import Controller
from app.model.errors import InvalidValueError

NO_STUDIO: Any = None  # nothing is opened here


def begin(_: Controller) -> None:
    """Begin nothing."""


def test_an_event_log_is_closed_when_the_pictures_cannot_be_recorded(tmp_path: Path) -> None:
    events, no_folder = tmp_path / "events", tmp_path / "file"
    no_folder.touch()
    plan = SessionPlan(
        NO_STUDIO,
        begin=begin,
        events=str(events),
        record_count=1,
        record_folder=no_folder,
    )

    with pytest.raises(InvalidValueError, match="cannot record frames"):
        SessionOutput(plan)

    assert str(events) not in {file.path for file in psutil.Process().open_files()}


@pytest.mark.parametrize("place", ["none/report.json", "."])
def test_a_report_that_cannot_be_written_is_refused_before_anything_begins(
    place: str, tmp_path: Path
) -> None:
    plan = SessionPlan(NO_STUDIO, begin=begin, report=tmp_path / place)

    with pytest.raises(InvalidValueError, match="cannot write the report") as caught:
        SessionOutput(plan)

    assert caught.value.hint
