"""Which streams others publish in the room, gathered from LiveKit's tracks.

A stream is born with its first track and ends with its last. Two participants that publish the
same stream ID at once are told apart by a rule every client applies alike: the participant who
joined first owns it, and the later one withdraws (:func:`owns_before`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from livekit import rtc

from app.engine.livekit.subscriptions import Subscriptions
from app.engine.livekit.translate import stream_id_of
from app.model.media import PublishChannel
from app.model.session import Stream, User

EXTRA_INFO_PREFIX = "klieg.stream."


@dataclass(slots=True)
class RemoteStream:
    """The tracks of one stream of one participant."""

    stream_id: str
    participant: rtc.RemoteParticipant
    subscriptions: Subscriptions
    publications: dict[str, rtc.RemoteTrackPublication] = field(default_factory=dict)

    def of_kind(self, kind: rtc.TrackKind.ValueType) -> rtc.RemoteTrackPublication | None:
        """Return the stream's video or audio publication."""
        return next((p for p in self.publications.values() if p.kind == kind), None)

    def continues(self, before: RemoteStream) -> bool:
        """Whether this is the stream that ``before`` was, on the same connection."""
        return (
            self.participant.identity == before.participant.identity
            and self.subscriptions is before.subscriptions
        )

    def describe(self) -> Stream:
        """Return the stream as the port tells it."""
        info = self.participant.attributes.get(EXTRA_INFO_PREFIX + self.stream_id, "")
        return Stream(self.stream_id, user_of(self.participant), extra_info=info)


def user_of(participant: rtc.Participant) -> User:
    """Return a participant as the port tells it."""
    return plain_user(participant.identity, participant.name)


def plain_user(identity: str, name: str = "") -> User:
    """Return a user of that identity.

    Names from foreign clients may break our rules; they are cut to fit, not refused.
    """
    fitting = "".join(c for c in identity if "!" <= c <= "~" and c != "%")[:63]
    return User(fitting or "unnamed", name.encode("utf-8")[:255].decode("utf-8", "ignore"))


def owns_before(first: rtc.Participant, second: rtc.Participant) -> bool:
    """Tell whether ``first`` keeps a stream ID that both publish: the earlier to join wins."""
    return _seniority(first) < _seniority(second)


def _seniority(participant: rtc.Participant) -> tuple[float, str]:
    joined = participant.joined_at
    return (joined.timestamp() if joined is not None else float("inf"), participant.sid)


class StreamDirectory:
    """All streams of others in one room; used on the engine's loop alone."""

    def __init__(self, subscriptions: Subscriptions | None = None) -> None:
        self.subscriptions = subscriptions or Subscriptions()
        self._claims: dict[str, list[RemoteStream]] = {}

    def get(self, stream_id: str) -> RemoteStream | None:
        """Return the stream of its owner."""
        claims = self._claims.get(stream_id)
        if not claims:
            return None
        return min(claims, key=lambda claim: _seniority(claim.participant))

    def streams(self) -> dict[str, RemoteStream]:
        """Return all streams by ID."""
        return {
            stream_id: stream
            for stream_id in self._claims
            if (stream := self.get(stream_id)) is not None
        }

    def publications(self) -> dict[str, rtc.RemoteTrackPublication]:
        """Return all tracks by SID."""
        return {
            sid: publication
            for claims in self._claims.values()
            for claim in claims
            for sid, publication in claim.publications.items()
        }

    def of_participant(self, identity: str) -> list[RemoteStream]:
        """Return the streams a participant owns."""
        return [s for s in self.streams().values() if s.participant.identity == identity]

    def add(
        self, publication: rtc.RemoteTrackPublication, participant: rtc.RemoteParticipant
    ) -> RemoteStream:
        """Enter a track; returns its stream."""
        stream_id = stream_id_of(publication, participant.identity)
        claims = self._claims.setdefault(stream_id, [])
        for claim in claims:
            if claim.participant.identity == participant.identity:
                claim.participant = participant
                claim.publications[publication.sid] = publication
                return claim
        claim = RemoteStream(
            stream_id, participant, self.subscriptions, {publication.sid: publication}
        )
        claims.append(claim)
        return claim

    def remove(self, track_sid: str, identity: str) -> RemoteStream | None:
        """Strike a track; returns its stream, which has ended if no publication is left."""
        for stream_id, claims in list(self._claims.items()):
            for claim in claims:
                if claim.participant.identity == identity and track_sid in claim.publications:
                    del claim.publications[track_sid]
                    self._drop_if_empty(stream_id, claim)
                    return claim
        return None

    def remove_participant(self, identity: str) -> list[RemoteStream]:
        """Strike all tracks of a participant; returns the streams that ended."""
        ended = []
        for stream_id, claims in list(self._claims.items()):
            for claim in list(claims):
                if claim.participant.identity == identity:
                    claim.publications.clear()
                    ended.append(claim)
                    self._drop_if_empty(stream_id, claim)
        return ended

    def _drop_if_empty(self, stream_id: str, claim: RemoteStream) -> None:
        if claim.publications:
            return
        claims = self._claims[stream_id]
        claims.remove(claim)
        if not claims:
            del self._claims[stream_id]


class StreamOwners(Protocol):
    """Knows who publishes which stream ID."""

    def remote(self, stream_id: str) -> RemoteStream | None:
        """Return the stream of that ID which somebody else publishes."""

    def local(self, stream_id: str) -> PublishChannel | None:
        """Return our own channel that publishes or wants to publish that ID."""
