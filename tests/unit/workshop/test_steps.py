"""Only what is missing is done, with progress; failures come with the last words."""

import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from workshop.steps import SetupError, carry_out, run_logged


@dataclass
class FakeStep:
    title: str
    done: bool = False
    error: SetupError | None = None
    carried_out: list[str] = field(default_factory=list)

    def is_done(self) -> bool:
        return self.done

    def carry_out(self) -> None:
        if self.error is not None:
            raise self.error
        self.carried_out.append(self.title)


def test_only_missing_steps_are_done_and_numbered(capsys: pytest.CaptureFixture[str]) -> None:
    ready, first, second = FakeStep("ready", done=True), FakeStep("first"), FakeStep("second")

    carry_out([ready, first, second])

    assert [step.carried_out for step in (ready, first, second)] == [[], ["first"], ["second"]]
    lines = capsys.readouterr().out.splitlines()
    assert lines[0::2] == ["[1/2] first …", "[2/2] second …"]
    assert all(line.startswith("      done in ") for line in lines[1::2])


def test_nothing_is_said_when_nothing_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    carry_out([FakeStep("ready", done=True)])

    assert capsys.readouterr().out == ""


def test_a_step_that_fails_keeps_the_later_ones_from_starting() -> None:
    broken, later = FakeStep("broken", error=SetupError("cannot")), FakeStep("later")

    with pytest.raises(SetupError, match=r"^cannot$"):
        carry_out([broken, later])

    assert later.carried_out == []


def test_a_command_leaves_its_words_in_the_log(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "step.log"

    run_logged([sys.executable, "-c", "print('out', flush=True); 1 / 1"], log=log)

    assert log.read_text(encoding="utf-8") == "out\n"


def test_a_command_that_fails_is_quoted_with_its_last_lines(tmp_path: Path) -> None:
    log = tmp_path / "step.log"
    code = "for number in range(100): print('line', number)\nraise SystemExit(3)"

    with pytest.raises(SetupError) as failed:
        run_logged([sys.executable, "-c", code], log=log)

    assert "ended with status 3" in str(failed.value)
    assert "    line 99\n" in failed.value.hint
    assert "line 50" not in failed.value.hint
    assert failed.value.hint.endswith(f"All of it is in {log}.")


def test_a_command_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"^cannot start nowhere: "):
        run_logged([tmp_path / "nowhere"], log=tmp_path / "step.log")
