"""What native libraries write goes to a file; what we say goes where it always went."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.native_output import FILE_MAX_BYTES, FILE_NAME

SPEAK = """
import os, sys
from pathlib import Path
from app.native_output import part_native_output
from app.terminal import complain
part_native_output(Path(sys.argv[1]))
os.write(2, b"[Encoder] Warning: a library speaks\\n")
complain("a sentence of ours")
{then}
"""


def speak(folder: Path, then: str = "", *options: str) -> tuple[int, str, str]:
    """Return exit status, error output and the file of a process that speaks both ways."""
    done = subprocess.run(
        [sys.executable, *options, "-c", SPEAK.format(then=then), str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    file = folder / FILE_NAME
    return done.returncode, done.stderr, file.read_text() if file.exists() else ""


def test_lines_of_libraries_and_our_sentences_are_parted(tmp_path: Path) -> None:
    status, told, kept = speak(tmp_path)
    assert (status, told) == (0, "klieg: a sentence of ours\n")
    assert "a library speaks" in kept
    assert "a sentence of ours" not in kept


def test_what_python_itself_tells_is_seen(tmp_path: Path) -> None:
    _, told, kept = speak(tmp_path, "raise ValueError('seen')")
    assert told.endswith("ValueError: seen\n")
    assert "seen" not in kept


@pytest.mark.parametrize("options", [(), ("-X", "faulthandler")])
def test_the_last_words_before_a_crash_and_its_trace_are_kept(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    then = "os.write(2, b'panic: last words\\n'); os.abort()"
    status, told, kept = speak(tmp_path, then, *options)
    assert status != 0
    assert "panic: last words" in kept
    assert "Current thread" in (told if options else kept)


def test_without_a_place_for_the_file_all_stays_as_it_was(tmp_path: Path) -> None:
    status, told, kept = speak(tmp_path / "none")
    assert (status, kept) == (0, "")
    assert "a library speaks" in told
    assert "a sentence of ours" in told


def test_a_file_that_grew_long_begins_anew(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"old\n" * FILE_MAX_BYTES)
    _, _, kept = speak(tmp_path)
    assert "old" not in kept
    assert "a library speaks" in kept


def test_the_file_is_its_owner_s_alone(tmp_path: Path) -> None:
    speak(tmp_path)
    assert sys.platform == "win32" or (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600
