"""A stamp is current for just the sources it was renewed for."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from workshop.stamps import Stamp, files_below


@pytest.fixture
def stamp(tmp_path: Path) -> Stamp:
    sources = (tmp_path / "one", tmp_path / "two")
    for source in sources:
        source.write_text(source.name, encoding="utf-8")
    return Stamp(path=tmp_path / "made" / "stamp", sources=sources, also="here")


def test_nothing_is_current_before_it_was_made(stamp: Stamp) -> None:
    assert not stamp.is_current()


def test_what_was_just_made_is_current(stamp: Stamp) -> None:
    stamp.renew()

    assert stamp.is_current()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda stamp: replace(stamp, also="there"), id="place"),
        pytest.param(lambda stamp: replace(stamp, sources=stamp.sources[:1]), id="fewer"),
        pytest.param(lambda stamp: replace(stamp, sources=stamp.sources[::-1]), id="order"),
    ],
)
def test_other_sources_are_not_current(stamp: Stamp, change: Callable[[Stamp], Stamp]) -> None:
    stamp.renew()

    assert not change(stamp).is_current()


def test_a_changed_source_is_not_current(stamp: Stamp) -> None:
    stamp.renew()
    stamp.sources[1].write_text("changed", encoding="utf-8")

    assert not stamp.is_current()


def test_bytes_that_move_from_one_source_to_the_next_are_noticed(stamp: Stamp) -> None:
    stamp.sources[0].write_bytes(b"ab")
    stamp.sources[1].write_bytes(b"c")
    stamp.renew()
    stamp.sources[0].write_bytes(b"a")
    stamp.sources[1].write_bytes(b"bc")

    assert not stamp.is_current()


def test_files_below_a_folder_come_in_a_fixed_order(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("b.cpp", "a.h", "deep/c.cpp", "notes.md"):
        (tmp_path / name).touch()

    found = files_below(tmp_path, (".cpp", ".h"))

    assert [path.name for path in found] == ["a.h", "b.cpp", "c.cpp"]
