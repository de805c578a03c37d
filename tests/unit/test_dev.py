"""The one way in: what it passes on, what it shows where, and what it says when it cannot."""

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

import dev
from workshop.layout import Layout
from workshop.steps import SetupError
from workshop.test_groups import groups_of


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], str]]:
    """What ``run`` would start, by name, and on which display."""
    seen: list[tuple[list[str], str]] = []

    def note(command: Sequence[str], *, environment: Mapping[str, str] | None = None) -> int:
        seen.append(([Path(command[0]).stem, *command[1:]], (environment or {}).get("DISPLAY", "")))
        return 0

    @contextmanager
    def screen() -> Iterator[dict[str, str]]:
        yield {"DISPLAY": ":77"}

    monkeypatch.setattr(dev, "run", note)
    monkeypatch.setattr(dev, "virtual_screen", screen)
    monkeypatch.setattr(dev, "prepare", lambda *_args, **_keywords: None)
    return seen


@pytest.mark.parametrize(
    ("arguments", "split"),
    [
        (["run"], (["run"], [])),
        (["run", "--"], (["run"], [])),
        (["run", "--", "host", "--", "x"], (["run"], ["host", "--", "x"])),
    ],
)
def test_what_follows_two_dashes_is_passed_on(
    arguments: list[str], split: tuple[list[str], list[str]]
) -> None:
    assert dev.split_arguments(arguments) == split


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        ([], ["klieg"]),
        (["watch", "LINK"], ["klieg", "watch", "LINK"]),
    ],
)
def test_klieg_opens_on_the_screen_there_is(
    played: list[tuple[list[str], str]],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    command: list[str],
) -> None:
    monkeypatch.setattr(dev, "has_screen", lambda: True)

    assert dev.run_klieg(Layout(dev.ROOT), arguments) == 0
    assert played == [(command, "")]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], (["python", "-m", "app.demo"], ":77")),
        (["watch", "LINK"], (["klieg", "watch", "LINK"], ":77")),
        (["host", "--headless"], (["klieg", "host", "--headless"], "")),
        (["devices"], (["klieg", "devices"], "")),
        (["doctor"], (["klieg", "doctor"], "")),
        (["--version"], (["klieg", "--version"], "")),
    ],
)
def test_without_a_screen_only_what_shows_something_gets_a_virtual_one(
    played: list[tuple[list[str], str]],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    expected: tuple[list[str], str],
) -> None:
    monkeypatch.setattr(dev, "has_screen", lambda: False)

    assert dev.run_klieg(Layout(dev.ROOT), arguments) == 0
    assert played == [expected]


def test_older_pythons_can_read_on_to_the_sentence_that_refuses_them() -> None:
    source = (dev.ROOT / "dev.py").read_text(encoding="utf-8")

    ast.parse(source, feature_version=(3, 7))


def test_an_unknown_command_is_wrong_usage() -> None:
    done = subprocess.run(
        [sys.executable, dev.ROOT / "dev.py", "fly"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert "invalid choice: 'fly'" in done.stderr


def test_a_fault_is_one_sentence_and_a_hint(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_args: object, **_keywords: object) -> None:
        raise SetupError("cannot go on: no air", hint="    Open a window.")

    monkeypatch.setattr(dev, "prepare", refuse)
    monkeypatch.setattr(dev, "leave_on_termination", lambda: None)

    assert dev.main(["lint"]) == 1
    assert capsys.readouterr().err == "dev.py: cannot go on: no air\n    Open a window.\n"


def test_every_test_is_in_exactly_one_group(tmp_path: Path) -> None:
    for name in ("unit", "contract", "e2e"):
        (tmp_path / "tests" / name).mkdir(parents=True)

    rest, contract, beside, alone = groups_of(Layout(tmp_path))

    ignored = {word for word in rest.arguments if word.startswith("--ignore=")}
    assert ignored == {"--ignore=tests/contract", "--ignore=tests/e2e"}
    assert rest.arguments[-1] == "tests"
    assert contract.arguments[-1] == "tests/contract"
    assert beside.arguments[-3:] == ("-m", "not alone", "tests/e2e")
    assert alone.arguments[-3:] == ("-m", "alone", "tests/e2e")
