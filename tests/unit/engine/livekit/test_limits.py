"""Texts of rooms and streams have their size in bytes, not in letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.common.limits import check_room_info, check_stream_info
from app.engine.livekit.members import read_room_info, write_room_info
from app.model.errors import InvalidValueError


@given(st.text(min_size=1, max_size=12), st.text(max_size=140))
def test_room_infos_within_the_limits_pass_and_come_back_unchanged(key: str, value: str) -> None:
    fits = len(key.encode("utf-8", "surrogatepass")) <= 10 and (
        len(value.encode("utf-8", "surrogatepass")) <= 128
    )
    if fits:
        check_room_info(key, value)
        read = read_room_info(write_room_info(key, value))
        assert read is not None
        assert read[:2] == (key, value)
    else:
        with pytest.raises(InvalidValueError):
            check_room_info(key, value)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"key": 1}', '{"key": 1, "value": 2}'])
def test_foreign_attributes_are_no_room_info(text: str) -> None:
    assert read_room_info(text) is None


def test_stream_infos_have_1023_bytes() -> None:
    check_stream_info("x" * 1023)
    with pytest.raises(InvalidValueError):
        check_stream_info("x" * 1024)


@pytest.mark.parametrize("at", ["Infinity", "NaN", "4102444800", '"soon"'])
def test_a_room_info_from_an_absurd_time_is_nobodys_last_word(at: str) -> None:
    assert read_room_info(f'{{"key": "live", "value": "on", "at": {at}}}') is None
