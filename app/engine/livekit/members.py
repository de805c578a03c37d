"""Follows who and what is in one room and raises the port's events about it.

Survives a change of the ``rtc.Room`` beneath: after a reconnection only true differences are
told, so a short break is invisible.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Protocol

from livekit import rtc
from livekit.rtc.room import EventTypes

from app.engine.common.gate import EventGate
from app.engine.livekit.directory import (
    EXTRA_INFO_PREFIX,
    RemoteStream,
    StreamDirectory,
    user_of,
)
from app.engine.livekit.translate import CONNECTION_LEVELS
from app.model.events import (
    NetworkQuality,
    RoomExtraInfoUpdate,
    RoomOnlineUserCountUpdate,
    RoomStreamExtraInfoUpdate,
    RoomStreamUpdate,
    RoomUserUpdate,
)
from app.model.quality import QualityLevel
from app.model.session import Stream, UpdateType, User

ROOM_INFO_ATTRIBUTE = "klieg.room"
_CLOCKS_DIFFER_S = 86_400.0


class StreamFollower(Protocol):
    """Wants to know when tracks of streams come, go or change."""

    def stream_changed(self, stream_id: str) -> None:
        """Tracks of the stream came or went, or it changed its owner."""

    def track_subscribed(self, stream_id: str, track: rtc.RemoteTrack) -> None:
        """Media of one of the stream's tracks begins to arrive."""

    def track_unsubscribed(self, stream_id: str, track_sid: str) -> None:
        """Media of one of the stream's tracks no longer arrives."""

    def track_muted(self, stream_id: str) -> None:
        """One of the stream's tracks was muted, or is so no longer."""


class RoomMembers:
    """Users, streams and attributes of one room; used on the engine's loop alone."""

    def __init__(
        self, room_id: str, *, gate: EventGate, follower: StreamFollower, tells_users: bool
    ) -> None:
        self._room_id = room_id
        self._gate = gate
        self._follower = follower
        self._tells_users = tells_users
        self._room: rtc.Room | None = None
        self._handlers: list[tuple[EventTypes, Callable[..., None]]] = []
        self._users: dict[str, User] = {}
        self._streams: dict[str, Stream] = {}
        self._told_count = 0
        self._room_info_at = 0.0
        self.directory = StreamDirectory()

    @property
    def count(self) -> int:
        """Number of people in the room, oneself included."""
        return len(self._users) + 1

    def attach(self, room: rtc.Room) -> None:
        """Follow ``room`` from now on and tell what differs from what was told before."""
        is_same = room is self._room
        self.detach()
        self._room = room
        self.directory = StreamDirectory(self.directory.subscriptions if is_same else None)
        for participant in room.remote_participants.values():
            for publication in participant.track_publications.values():
                self.directory.add(publication, participant)
        self._listen(room)
        if is_same:
            self.directory.subscriptions.resumed(self.directory.publications())
        self._tell_users({p.identity: user_of(p) for p in room.remote_participants.values()})
        self._tell_streams()
        for participant in room.remote_participants.values():
            self._tell_room_info(participant)
        for stream_id in self._streams:
            self._follower.stream_changed(stream_id)

    def detach(self) -> None:
        """Stop listening; what was told stays told until the next room."""
        if self._room is not None:
            for name, handler in self._handlers:
                self._room.off(name, handler)
        self._handlers.clear()
        self._room = None

    def lost(self) -> None:
        """The room is dead: none of its tracks can be asked for any more."""
        self.detach()
        self.directory = StreamDirectory()

    def _listen(self, room: rtc.Room) -> None:
        pairs: list[tuple[EventTypes, Callable[..., None]]] = [
            ("participant_connected", self._on_participant_connected),
            ("participant_disconnected", self._on_participant_disconnected),
            ("track_published", self._on_track_published),
            ("track_unpublished", self._on_track_unpublished),
            ("track_subscribed", self._on_track_subscribed),
            ("track_unsubscribed", self._on_track_unsubscribed),
            ("track_muted", self._on_track_muted),
            ("track_unmuted", self._on_track_muted),
            ("participant_attributes_changed", self._on_attributes_changed),
            ("room_updated", self._tell_count),
            ("connection_quality_changed", self._on_connection_quality),
        ]
        for name, handler in pairs:
            room.on(name, handler)
        self._handlers = pairs

    def _on_participant_connected(self, participant: rtc.RemoteParticipant) -> None:
        self._tell_users({**self._users, participant.identity: user_of(participant)})
        self._tell_room_info(participant)

    def _on_participant_disconnected(self, participant: rtc.RemoteParticipant) -> None:
        ended = self.directory.remove_participant(participant.identity)
        self._tell_streams()
        for stream in ended:
            self._follower.stream_changed(stream.stream_id)
        self._tell_users({k: v for k, v in self._users.items() if k != participant.identity})

    def _on_track_published(
        self, publication: rtc.RemoteTrackPublication, participant: rtc.RemoteParticipant
    ) -> None:
        stream = self.directory.add(publication, participant)
        self._tell_streams()
        self._follower.stream_changed(stream.stream_id)

    def _on_track_unpublished(
        self, publication: rtc.RemoteTrackPublication, participant: rtc.RemoteParticipant
    ) -> None:
        stream = self.directory.remove(publication.sid, participant.identity)
        self._tell_streams()
        if stream is not None:
            self._follower.stream_changed(stream.stream_id)

    def _on_track_subscribed(
        self,
        track: rtc.RemoteTrack,
        publication: rtc.RemoteTrackPublication,
        participant: rtc.RemoteParticipant,
    ) -> None:
        self.directory.subscriptions.arrived(publication)
        stream = self._stream_with(publication.sid, participant.identity)
        if stream is not None:
            self._follower.track_subscribed(stream.stream_id, track)

    def _on_track_unsubscribed(
        self,
        _track: rtc.RemoteTrack | None,
        publication: rtc.RemoteTrackPublication,
        participant: rtc.RemoteParticipant,
    ) -> None:
        stream = self._stream_with(publication.sid, participant.identity)
        if stream is not None:
            self._follower.track_unsubscribed(stream.stream_id, publication.sid)

    def _on_track_muted(
        self, participant: rtc.Participant, publication: rtc.TrackPublication
    ) -> None:
        if not isinstance(participant, rtc.RemoteParticipant):
            return
        stream = self._stream_with(publication.sid, participant.identity)
        if stream is not None:
            self._follower.track_muted(stream.stream_id)

    def _stream_with(self, track_sid: str, identity: str) -> RemoteStream | None:
        for stream in self.directory.of_participant(identity):
            if track_sid in stream.publications:
                return stream
        return None

    def _on_attributes_changed(self, changed: dict[str, str], participant: rtc.Participant) -> None:
        if not isinstance(participant, rtc.RemoteParticipant):
            return
        if any(key.startswith(EXTRA_INFO_PREFIX) for key in changed):
            self._tell_stream_infos()
        if ROOM_INFO_ATTRIBUTE in changed:
            self._tell_room_info(participant)

    def _on_connection_quality(
        self, participant: rtc.Participant | None, quality: rtc.ConnectionQuality
    ) -> None:
        if participant is None:
            return
        is_other = isinstance(participant, rtc.RemoteParticipant)
        level = CONNECTION_LEVELS.get(quality, QualityLevel.UNKNOWN)
        self._gate.raise_event(
            NetworkQuality(
                user_of(participant).user_id if is_other else "", upstream=level, downstream=level
            )
        )

    def _tell_users(self, users: dict[str, User]) -> None:
        came = tuple(user for key, user in users.items() if key not in self._users)
        left = tuple(user for key, user in self._users.items() if key not in users)
        self._users = users
        if self._tells_users and came:
            self._gate.raise_event(RoomUserUpdate(self._room_id, UpdateType.ADD, came))
        if self._tells_users and left:
            self._gate.raise_event(RoomUserUpdate(self._room_id, UpdateType.DELETE, left))
        self._tell_count()

    def _tell_count(self) -> None:
        if self.count != self._told_count:
            self._told_count = self.count
            self._gate.raise_event(RoomOnlineUserCountUpdate(self._room_id, self.count))

    def _tell_streams(self) -> None:
        now = {stream_id: s.describe() for stream_id, s in self.directory.streams().items()}
        # a stream that changed its owner has ended and another has begun
        ended = tuple(s for key, s in self._streams.items() if _owner(now, key) != s.user)
        begun = tuple(s for key, s in now.items() if _owner(self._streams, key) != s.user)
        self._streams = now
        if ended:
            self._gate.raise_event(RoomStreamUpdate(self._room_id, UpdateType.DELETE, ended))
        if begun:
            self._gate.raise_event(RoomStreamUpdate(self._room_id, UpdateType.ADD, begun))

    def _tell_stream_infos(self) -> None:
        now = {stream_id: s.describe() for stream_id, s in self.directory.streams().items()}
        changed = tuple(
            stream
            for stream_id, stream in now.items()
            if stream_id in self._streams
            and stream.extra_info != self._streams[stream_id].extra_info
        )
        self._streams = now
        if changed:
            self._gate.raise_event(RoomStreamExtraInfoUpdate(self._room_id, changed))

    def _tell_room_info(self, participant: rtc.RemoteParticipant) -> None:
        info = read_room_info(participant.attributes.get(ROOM_INFO_ATTRIBUTE, ""))
        if info is None or info[2] <= self._room_info_at:
            return
        key, value, self._room_info_at = info
        self._gate.raise_event(
            RoomExtraInfoUpdate(self._room_id, key, value, user=user_of(participant))
        )


def _owner(streams: dict[str, Stream], stream_id: str) -> User | None:
    stream = streams.get(stream_id)
    return stream.user if stream is not None else None


def write_room_info(key: str, value: str) -> str:
    """Return the attribute text that carries the room's extra info."""
    return json.dumps({"key": key, "value": value, "at": time.time()})


def read_room_info(text: str) -> tuple[str, str, float] | None:
    """Return key, value and Unix time of an attribute text; None when it is not ours."""
    if not text:
        return None
    try:
        info = json.loads(text)
        at_s = float(info["at"])
        if not at_s < time.time() + _CLOCKS_DIFFER_S:  # nobody's word is the last for ever
            return None
        return str(info["key"]), str(info["value"]), at_s
    except (ValueError, KeyError, TypeError):
        return None
