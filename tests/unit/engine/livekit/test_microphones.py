"""Whether a sender can be heard, seen from the sound tracks."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import pytest
from livekit import rtc

from app.engine.common.gate import EventGate
from app.engine.livekit.context import EngineContext
from app.engine.livekit.directory import RemoteStream
from app.engine.livekit.microphones import NO_SOUND_S, Microphones
from app.engine.livekit.subscriptions import Subscriptions
from app.model.events import EngineEvent, RemoteMicStateUpdate
from app.model.session import RemoteDeviceState

OPEN, MUTE = RemoteDeviceState.OPEN, RemoteDeviceState.MUTE
DISABLE = RemoteDeviceState.DISABLE


class Timer:
    def __init__(self, call: Callable[[], None]) -> None:
        self.call: Callable[[], None] | None = call

    def cancel(self) -> None:
        self.call = None


class Room:
    """One stream, what is told of it, and time that passes when the test says so."""

    def __init__(self) -> None:
        self.stream: RemoteStream | None = None
        self.told: list[RemoteDeviceState] = []
        self.timers: list[Timer] = []
        gate = EventGate(lambda run: run())
        gate.set_handler(self._take)
        context = SimpleNamespace(loop=self, gate=gate)
        self.microphones = Microphones(cast("EngineContext", context), lambda _id: self.stream)

    def _take(self, event: EngineEvent) -> None:
        assert isinstance(event, RemoteMicStateUpdate)
        self.told.append(event.state)

    def call_later(self, delay_s: float, call: Callable[[], None]) -> Timer:
        assert delay_s == NO_SOUND_S
        self.timers.append(Timer(call))
        return self.timers[-1]

    def has(self, *muted: bool, sender: str = "alice") -> None:
        """Let the stream have so many sound tracks, beside a picture that is muted."""
        tracks = {"V": (rtc.TrackKind.KIND_VIDEO, True)}
        tracks |= {f"A{n}": (rtc.TrackKind.KIND_AUDIO, is_off) for n, is_off in enumerate(muted)}
        publications = {
            sid: SimpleNamespace(kind=kind, muted=is_off) for sid, (kind, is_off) in tracks.items()
        }
        participant = cast("rtc.RemoteParticipant", SimpleNamespace(identity=sender))
        self.stream = RemoteStream("s1", participant, Subscriptions())
        self.stream.publications |= cast("dict[str, rtc.RemoteTrackPublication]", publications)
        self.microphones.look("s1")

    def time_passes(self) -> None:
        for timer in self.timers:
            if timer.call is not None:
                timer.call()
        self.timers.clear()


@pytest.fixture
def room() -> Room:
    return Room()


def test_mutes_are_told_once_a_change_and_an_open_start_is_not_told(room: Room) -> None:
    for muted in (False, True, True, False):
        room.has(muted)
    assert room.told == [MUTE, OPEN]


def test_no_sound_is_told_when_it_stays_away(room: Room) -> None:
    room.has()
    room.has()
    assert room.told == []
    room.time_passes()
    room.has(False)
    assert room.told == [DISABLE, OPEN]


def test_sound_that_follows_its_picture_is_no_news(room: Room) -> None:
    room.has()
    room.has(False)
    room.time_passes()
    assert room.told == []


def test_a_muted_sound_that_another_one_follows_stays_muted(room: Room) -> None:
    room.has(True)
    room.has(True, False)
    room.has(True, True)
    room.has(True)
    assert room.told == [MUTE]


def test_a_break_changes_nothing_and_another_sender_begins_anew(room: Room) -> None:
    room.has(True)
    room.stream = None
    room.microphones.look("s1")
    room.has(True)
    assert room.told == [MUTE]
    room.has(True, sender="bob")
    assert room.told == [MUTE, MUTE]


def test_a_play_that_ended_is_told_of_no_more_and_the_next_one_anew(room: Room) -> None:
    room.has()
    room.microphones.forget("s1")
    room.time_passes()
    assert room.told == []
    for _ in range(2):
        room.has(True)
        room.microphones.forget("s1")
    assert room.told == [MUTE, MUTE]
