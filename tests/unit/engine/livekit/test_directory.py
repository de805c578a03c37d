"""Streams gathered from tracks, and who owns them."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import cast

from hypothesis import given
from hypothesis import strategies as st
from livekit import rtc

from app.engine.livekit.directory import StreamDirectory, owns_before, plain_user
from app.model.session import Stream, User


def participant(
    identity: str, joined_s: int = 0, attributes: dict[str, str] | None = None
) -> rtc.RemoteParticipant:
    joined_at = dt.datetime.fromtimestamp(joined_s, dt.UTC)
    return cast(
        "rtc.RemoteParticipant",
        SimpleNamespace(
            identity=identity,
            name="",
            sid=f"PA_{identity}",
            joined_at=joined_at,
            attributes=attributes or {},
        ),
    )


def track(sid: str, name: str) -> rtc.RemoteTrackPublication:
    return cast("rtc.RemoteTrackPublication", SimpleNamespace(sid=sid, name=name, source=1, kind=1))


def test_a_stream_begins_with_its_first_track_and_ends_with_its_last() -> None:
    directory, alice = StreamDirectory(), participant("alice")
    directory.add(track("TR_1", "s1"), alice)
    directory.add(track("TR_2", "s1"), alice)
    assert list(directory.streams()) == ["s1"]
    directory.remove("TR_1", "alice")
    assert directory.get("s1") is not None
    directory.remove("TR_2", "alice")
    assert directory.get("s1") is None


def test_a_stream_is_told_with_its_user_and_its_extra_info() -> None:
    directory = StreamDirectory()
    stream = directory.add(
        track("TR_1", "s1"), participant("alice", attributes={"klieg.stream.s1": "first act"})
    )
    assert stream.describe() == Stream("s1", User("alice"), "first act")


def test_of_two_with_one_stream_id_the_earlier_to_join_owns_it() -> None:
    directory = StreamDirectory()
    directory.add(track("TR_2", "s1"), participant("late", joined_s=20))
    directory.add(track("TR_1", "s1"), participant("early", joined_s=10))
    owner = directory.get("s1")
    assert owner is not None
    assert owner.participant.identity == "early"
    directory.remove_participant("early")
    owner = directory.get("s1")
    assert owner is not None
    assert owner.participant.identity == "late"


def test_somebody_who_leaves_takes_all_streams_along() -> None:
    directory, alice = StreamDirectory(), participant("alice")
    directory.add(track("TR_1", "s1"), alice)
    directory.add(track("TR_2", "s2"), alice)
    directory.add(track("TR_3", "s3"), participant("bob"))
    ended = directory.remove_participant("alice")
    assert {stream.stream_id for stream in ended} == {"s1", "s2"}
    assert list(directory.streams()) == ["s3"]


def test_an_unknown_track_is_nobodys() -> None:
    assert StreamDirectory().remove("TR_9", "alice") is None


@given(st.integers(0, 5), st.integers(0, 5))
def test_exactly_one_of_two_owns_a_stream(first_s: int, second_s: int) -> None:
    first, second = participant("a", first_s), participant("b", second_s)
    assert owns_before(first, second) != owns_before(second, first)


@given(st.text(max_size=300), st.text(max_size=400))
def test_every_foreign_name_makes_a_user(identity: str, name: str) -> None:
    assert plain_user(identity, name).user_id


def test_a_stream_of_another_connection_is_another_stream() -> None:
    before, after = StreamDirectory(), StreamDirectory()
    old = before.add(track("TR_1", "s1"), participant("alice"))
    new = after.add(track("TR_1", "s1"), participant("alice"))
    same = StreamDirectory(before.subscriptions).add(track("TR_1", "s1"), participant("alice"))
    assert not new.continues(old)
    assert same.continues(old)
