"""The bench judges its figures rightly and writes what it found, also when a case fails."""

import json
import math
from pathlib import Path

import pytest

from tests.bench.__main__ import CASES, main
from tests.bench.figures import Better, CaseResult, Figure, table, write_json


@pytest.mark.parametrize(
    ("value", "reach", "better", "verdict"),
    [
        (12.0, 12.0, Better.LOWER, True),
        (12.1, 12.0, Better.LOWER, False),
        (98.0, 98.0, Better.HIGHER, True),
        (97.9, 98.0, Better.HIGHER, False),
        (math.nan, 5.0, Better.LOWER, False),
        (1.0, None, Better.LOWER, None),
    ],
)
def test_a_figure_knows_whether_its_goal_is_reached(
    value: float, reach: float | None, better: Better, verdict: bool | None
) -> None:
    assert Figure("klieg", "delay", value, "ms", reach, better).is_reached is verdict


def test_the_table_shows_goals_missed_and_cases_that_failed() -> None:
    results = [
        CaseResult("glass", "", [Figure("klieg", "delay", 20.0, "ms", 12.0)]),
        CaseResult("sound", "", problem="ChildFailedError: no sound\nmore words"),
    ]
    lines = table(results).splitlines()
    assert "MISSED" in lines[2]
    assert "at most 12" in lines[2]
    assert "no sound" in lines[3]
    assert "more words" not in lines[3]
    assert len({len(line) for line in lines}) == 1


def test_figures_are_written_as_json_that_others_can_read(tmp_path: Path) -> None:
    path = tmp_path / "new" / "bench.json"
    figures = [Figure("klieg", "delay", 7.25, "ms", 12.0), Figure("peer", "delay", math.nan, "ms")]
    write_json(path, [CaseResult("glass", "Glass", figures)], {"version": "1"})

    document = json.loads(path.read_text())

    assert document["about"] == {"version": "1"}
    own, peer = document["cases"][0]["figures"]
    assert (own["value"], own["reach"], own["is_reached"]) == (7.25, 12.0, True)
    assert peer["value"] is None


def test_every_case_has_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES)


def test_the_cases_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        case.name for case in CASES
    ]


def test_a_case_that_cannot_be_measured_is_told_and_fails_the_bench(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # no Xvfb there
    monkeypatch.setenv("KLIEG_MEDIA_SERVER", "/nowhere/livekit-server")
    path = tmp_path / "bench.json"

    status = main(["--quick", "--only", "start_up", "--json", str(path)])

    assert status == 1
    assert "Xvfb" in capsys.readouterr().out
    assert "Xvfb" in json.loads(path.read_text())["cases"][0]["problem"]
