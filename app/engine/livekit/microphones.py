"""Whether others can be heard, seen from the sound tracks of the streams that are played."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from livekit import rtc

from app.engine.common.microphone_news import MicrophoneNews
from app.engine.livekit.context import EngineContext
from app.engine.livekit.directory import RemoteStream
from app.model.session import RemoteDeviceState

NO_SOUND_S = 1.5
"""A stream without sound is told as such after this: the tracks of one stream come one by one."""


class Microphones:
    """Follows the sound tracks of what is played; used on the engine's loop alone."""

    def __init__(
        self, context: EngineContext, find_remote: Callable[[str], RemoteStream | None]
    ) -> None:
        self._loop = context.loop
        self._find_remote = find_remote
        self._news = MicrophoneNews(context.gate)
        self._senders: dict[str, str] = {}
        self._doubts: dict[str, asyncio.TimerHandle] = {}

    def look(self, stream_id: str) -> None:
        """Tell what changed about the sound of a stream that is played."""
        remote = self._find_remote(stream_id)
        if remote is None:
            return  # ended, or the connection broke: then it is what it was
        sender = remote.participant.identity
        if self._senders.setdefault(stream_id, sender) != sender:
            self.forget(stream_id)
            self._senders[stream_id] = sender
        state = microphone_of(remote)
        if state is not RemoteDeviceState.DISABLE:
            self._end_doubt(stream_id)
            self._news.tell(stream_id, state)
        elif stream_id not in self._doubts:
            self._doubts[stream_id] = self._loop.call_later(
                NO_SOUND_S, lambda: self._tell_disabled(stream_id)
            )

    def forget(self, stream_id: str) -> None:
        """The play has ended, or the stream has."""
        self._end_doubt(stream_id)
        self._senders.pop(stream_id, None)
        self._news.forget(stream_id)

    def _tell_disabled(self, stream_id: str) -> None:
        self._doubts.pop(stream_id, None)
        remote = self._find_remote(stream_id)
        if remote is not None and microphone_of(remote) is RemoteDeviceState.DISABLE:
            self._news.tell(stream_id, RemoteDeviceState.DISABLE)

    def _end_doubt(self, stream_id: str) -> None:
        doubt = self._doubts.pop(stream_id, None)
        if doubt is not None:
            doubt.cancel()


def microphone_of(remote: RemoteStream) -> RemoteDeviceState:
    """Return what a stream's sound tracks say; two of them are one that follows the other."""
    muted = [
        publication.muted
        for publication in remote.publications.values()
        if publication.kind == rtc.TrackKind.KIND_AUDIO
    ]
    if not muted:
        return RemoteDeviceState.DISABLE
    return RemoteDeviceState.MUTE if any(muted) else RemoteDeviceState.OPEN
