"""Names that meet the outside."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.errors import ErrorCode, InvalidValueError
from app.model.ids import (
    check_room_id,
    check_stream_id,
    check_user_id,
    check_user_name,
    random_id,
    stream_id_for,
)

CHECKS = (check_room_id, check_user_id, check_stream_id)


@given(st.text(max_size=300))
def test_what_passes_is_plain_short_and_unchanged(text: str) -> None:
    for check, most in zip(CHECKS, (127, 63, 255), strict=True):
        try:
            assert check(text) is text
        except InvalidValueError:
            continue
        assert text.isascii()
        assert text.isprintable()
        assert 0 < len(text) <= most
        assert not set(text) & set(" %")


@pytest.mark.parametrize(
    ("check", "most", "codes"),
    [
        (check_room_id, 127, ("ROOM_ID_EMPTY", "ROOM_ID_TOO_LONG", "ROOM_ID_INVALID")),
        (check_user_id, 63, ("USER_ID_EMPTY", "USER_ID_TOO_LONG", "USER_ID_INVALID")),
        (check_stream_id, 255, ("STREAM_ID_EMPTY", "STREAM_ID_TOO_LONG", "STREAM_ID_INVALID")),
    ],
)
def test_each_fault_of_an_id_has_its_code(
    check: Callable[[str], str], most: int, codes: tuple[str, str, str]
) -> None:
    check("x" * most)
    for text, code in zip(("", "x" * (most + 1), "a b"), codes, strict=True):
        with pytest.raises(InvalidValueError) as refused:
            check(text)
        assert refused.value.code is ErrorCode[code]
        assert refused.value.hint


def test_names_may_be_anything_of_255_bytes() -> None:
    assert check_user_name("Zoë 🎬") == "Zoë 🎬"
    with pytest.raises(InvalidValueError) as refused:
        check_user_name("ä" * 128)
    assert refused.value.code is ErrorCode.USER_NAME_TOO_LONG


def test_an_over_long_id_is_not_repeated_whole() -> None:
    with pytest.raises(InvalidValueError) as refused:
        check_room_id("r" * 5000)
    assert len(str(refused.value)) < 100


@given(st.text(max_size=100))
def test_a_stream_id_can_be_made_for_every_user(user_id: str) -> None:
    check_stream_id(stream_id_for(user_id, "main"))


def test_random_ids_differ() -> None:
    assert len({random_id("room") for _ in range(1000)}) == 1000
