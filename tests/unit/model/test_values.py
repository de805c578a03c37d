"""Errors, judgements and the small types of rooms."""

from __future__ import annotations

import dataclasses
import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model import events as all_events
from app.model.errors import ErrorCode, InvalidValueError, KliegError, RoomError, WrongStateError
from app.model.frames import AudioFrame, i420_size_bytes
from app.model.quality import QualityLevel, judge
from app.model.session import RoomConfig, RoomStateReason, User


def test_an_error_reads_as_one_line_with_its_way_on() -> None:
    error = RoomError("cannot enter room 'r': it is full", hint="Try again later.")
    assert error.sentence() == "Cannot enter room 'r': it is full. Try again later."
    assert RoomError("cannot do it.").sentence() == "Cannot do it."


def test_errors_have_codes_of_their_kind_and_are_one_tree() -> None:
    assert WrongStateError("x").code is ErrorCode.NOT_LOGGED_IN
    assert WrongStateError("x", code=ErrorCode.ROOM_FULL).code is ErrorCode.ROOM_FULL
    assert issubclass(InvalidValueError, KliegError)
    assert issubclass(InvalidValueError, ValueError)


@pytest.mark.parametrize(
    ("code", "number"),
    [
        (ErrorCode.LOGIN_TOKEN_REFUSED, 1002033),
        (ErrorCode.TOKEN_MISSING, 1002067),
        (ErrorCode.STREAM_AUTHORISATION_REFUSED, 1003072),
        (ErrorCode.STREAM_ID_IN_USE, 1003028),
        (ErrorCode.CHANNEL_BUSY, 1003023),
        (ErrorCode.KICKED_BY_SAME_USER, 1002050),
        (ErrorCode.RETRY_TIMED_OUT, 1002053),
        (ErrorCode.PLAY_INTERRUPTED, 1004020),
    ],
)
def test_the_codes_that_scripts_know_never_move(code: ErrorCode, number: int) -> None:
    assert code.value == number


def test_the_nine_reasons_have_the_integers_of_express() -> None:
    assert [reason.name for reason in sorted(RoomStateReason)] == [
        "LOGINING",
        "LOGINED",
        "LOGIN_FAILED",
        "RECONNECTING",
        "RECONNECTED",
        "RECONNECT_FAILED",
        "KICK_OUT",
        "LOGOUT",
        "LOGOUT_FAILED",
    ]
    assert [int(reason) for reason in sorted(RoomStateReason)] == list(range(9))


@given(st.floats(0, 1), st.floats(0, 5000), st.floats(0, 1), st.floats(0, 5000))
def test_a_worse_path_is_never_judged_better(
    loss: float, round_trip_ms: float, more_loss: float, more_ms: float
) -> None:
    better = judge(loss_share=loss, round_trip_ms=round_trip_ms)
    worse = judge(loss_share=loss + more_loss, round_trip_ms=round_trip_ms + more_ms)
    assert better <= worse
    assert judge(loss_share=0, round_trip_ms=0) is QualityLevel.EXCELLENT


def test_a_user_is_called_by_its_id_unless_named() -> None:
    assert User("alice").name == "alice"
    assert User("alice", "Alice A.").name == "Alice A."


def test_a_token_is_never_printed() -> None:
    assert "secret" not in repr(RoomConfig("ws://x", "secret"))
    assert "secret" not in str(RoomConfig("ws://x", "secret"))


@given(st.integers(1, 5000), st.integers(1, 5000))
def test_a_picture_has_its_luma_and_two_chroma_planes_rounded_up(width: int, height: int) -> None:
    chroma = -(-width // 2) * -(-height // 2)
    assert i420_size_bytes(width, height) == width * height + 2 * chroma


def test_sound_counts_its_samples_in_each_channel() -> None:
    data = memoryview(bytes(1920))
    assert AudioFrame(48000, 1, data, captured_at_us=0).samples_per_channel == 960
    assert AudioFrame(48000, 2, data, captured_at_us=0).samples_per_channel == 480


EVENTS = [
    value
    for _, value in inspect.getmembers(all_events, inspect.isclass)
    if issubclass(value, all_events.EngineEvent)
]


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: str(kind.__name__))
def test_every_event_is_frozen_and_told_in_the_docstring(kind: type[object]) -> None:
    assert dataclasses.is_dataclass(kind)
    assert kind.__doc__
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
