"""LiveKit's words in ours."""

from __future__ import annotations

import base64
import json
import time
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from livekit import rtc
from livekit.rtc._proto.participant_pb2 import DisconnectReason
from livekit.rtc._proto.room_pb2 import DegradationPreference

from app.engine.livekit.translate import (
    CODECS,
    CONNECTION_LEVELS,
    KICK_CODES,
    degradation,
    login_error,
    publish_error,
    read_claims,
    stream_id_of,
    token_problem,
    track_source,
)
from app.model.errors import ErrorCode
from app.model.ids import check_stream_id
from app.model.media import PublishChannel, VideoCodec


def token(**claims: object) -> str:
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"e30.{payload}.c2ln"


def publication(name: str, source: int = 0) -> rtc.TrackPublication:
    return cast("rtc.TrackPublication", SimpleNamespace(name=name, source=source))


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("engine: signal failure: ws failure: HTTP error: 401 Unauthorized", "LOGIN_TOKEN_REFUSED"),
        ("invalid token: x, error: go-jose: verification failed", "LOGIN_TOKEN_REFUSED"),
        ("IO error: Connection refused (os error 111)", "ROOM_UNREACHABLE"),
        ("signal failure: timed out", "LOGIN_TIMED_OUT"),
        ("room exceeded its limit", "ROOM_FULL"),
        ("", "ROOM_UNREACHABLE"),
    ],
)
def test_connect_errors_have_codes(message: str, code: str) -> None:
    assert login_error(message) is ErrorCode[code]


def test_publish_errors_have_codes() -> None:
    assert publish_error("not allowed to publish") is ErrorCode.STREAM_AUTHORISATION_REFUSED
    assert publish_error("connection closed") is ErrorCode.PUBLISH_FAILED


def test_a_track_named_like_a_stream_belongs_to_it() -> None:
    assert stream_id_of(publication("alice-main-1"), "alice") == "alice-main-1"


@pytest.mark.parametrize(
    ("source", "stream_id"),
    [
        (rtc.TrackSource.SOURCE_CAMERA, "bob_smith-main"),
        (rtc.TrackSource.SOURCE_MICROPHONE, "bob_smith-main"),
        (rtc.TrackSource.SOURCE_SCREENSHARE, "bob_smith-aux"),
        (rtc.TrackSource.SOURCE_SCREENSHARE_AUDIO, "bob_smith-aux"),
    ],
)
def test_tracks_of_other_programs_are_gathered_by_their_source(source: int, stream_id: str) -> None:
    assert stream_id_of(publication("", source), "bob smith") == stream_id


@given(st.text(max_size=300), st.text(min_size=1, max_size=300), st.integers(0, 4))
def test_every_track_has_a_valid_stream_id(name: str, identity: str, source: int) -> None:
    check_stream_id(stream_id_of(publication(name, source), identity))


def test_tokens_are_read_without_being_trusted() -> None:
    claims = read_claims(
        token(sub="alice", exp=99, video={"room": "r", "roomJoin": True, "canPublish": False})
    )
    assert claims is not None
    assert (claims.identity, claims.room_id, claims.expires_at_s) == ("alice", "r", 99.0)
    assert not claims.can_publish
    unsaid = read_claims(token(sub="alice", video={}))
    assert unsaid is not None
    assert unsaid.can_publish  # LiveKit's default


@given(st.text())
def test_no_text_makes_reading_tokens_fail(text: str) -> None:
    read_claims(text)
    read_claims(f"a.{text}.b")


@pytest.mark.parametrize("payload", ['{"exp": 1' + 400 * "0" + "}", 20_000 * "["])
def test_absurd_payloads_are_no_token(payload: str) -> None:
    text = base64.urlsafe_b64encode(payload.encode()).decode().rstrip("=")
    assert read_claims(f"e30.{text}.c2ln") is None


def test_a_token_that_ends_about_now_is_left_to_the_clock_of_the_server() -> None:
    for ago_s, is_refused in ((-30, False), (30, False), (3600, True)):
        ended = token(sub="alice", exp=time.time() - ago_s, video={"room": "r", "roomJoin": True})
        problem = token_problem(ended, user_id="alice", room_id="r")
        assert (problem is not None) is is_refused


def test_problems_of_tokens_are_told_apart() -> None:
    later = time.time() + 60
    good = token(sub="alice", exp=later, video={"room": "r", "roomJoin": True})
    assert token_problem(good, user_id="alice", room_id="r") is None
    problems = {
        token_problem("", user_id="alice", room_id="r"),
        token_problem("x.y", user_id="alice", room_id="r"),
        token_problem(token(sub="alice", exp=1, video={}), user_id="alice", room_id="r"),
        token_problem(good, user_id="bob", room_id="r"),
        token_problem(good, user_id="alice", room_id="s"),
    }
    assert None not in problems
    assert len({words for problem in problems if problem for words in problem[1:]}) == 5


def test_all_codecs_channels_and_qualities_are_known() -> None:
    assert set(CODECS) == set(VideoCodec)
    for channel in PublishChannel:
        for kind in (rtc.TrackKind.KIND_VIDEO, rtc.TrackKind.KIND_AUDIO):
            assert track_source(channel, kind) is not None
    assert len(CONNECTION_LEVELS) == 4


def test_who_leaves_by_itself_or_by_the_network_is_not_kicked() -> None:
    for reason in (
        DisconnectReason.CLIENT_INITIATED,
        DisconnectReason.SERVER_SHUTDOWN,
        DisconnectReason.SIGNAL_CLOSE,
        DisconnectReason.UNKNOWN_REASON,
    ):
        assert reason not in KICK_CODES


def test_text_keeps_its_sharpness_and_pictures_their_balance() -> None:
    keep_size = DegradationPreference.DEGRADATION_PREFERENCE_MAINTAIN_RESOLUTION
    assert degradation(sharp_text=True, gives_way=True) == keep_size
    assert degradation(sharp_text=False, gives_way=True) != keep_size
    assert degradation(sharp_text=True, gives_way=False) == degradation(
        sharp_text=False, gives_way=False
    )
