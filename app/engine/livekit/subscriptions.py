"""Which tracks of one room we receive.

A track is subscribed to when it is first played. From then on it is paused and resumed, never
unsubscribed: the server sends nothing of a paused track, and a resumed one shows its first
picture within some 30 ms, because nothing is negotiated. It is also the only way that works:
with two peer connections the SDK loses the second subscription of one and the same track.
"""

from __future__ import annotations

from livekit import rtc

from app.engine.livekit import native


class Subscriptions:
    """The wishes for one ``rtc.Room``; used on the engine's loop alone."""

    def __init__(self) -> None:
        self._wanted: dict[str, bool] = {}

    def want(self, publication: rtc.RemoteTrackPublication, *, wanted: bool) -> bool:
        """Receive a track or not; returns whether this changed anything."""
        before = self._wanted.get(publication.sid)
        if before == wanted or (before is None and not wanted):
            return False
        self._wanted[publication.sid] = wanted
        if before is None:
            publication.set_subscribed(True)
        else:
            native.set_enabled(publication, enabled=wanted)
        return True

    def arrived(self, publication: rtc.RemoteTrackPublication) -> None:
        """A track was subscribed: pause it when nobody wants it any more."""
        if not self._wanted.get(publication.sid, False):
            native.set_enabled(publication, enabled=False)

    def pause(self, publication: rtc.RemoteTrackPublication) -> bool:
        """Pause a track for a moment; returns whether it is one that flows."""
        flows = self._wanted.get(publication.sid, False) and publication.track is not None
        if flows:
            native.set_enabled(publication, enabled=False)
        return flows

    def unpause(self, publication: rtc.RemoteTrackPublication) -> None:
        """Let a paused track flow, unless it is not wanted any more."""
        if self._wanted.get(publication.sid, False):
            native.set_enabled(publication, enabled=True)

    def resumed(self, publications: dict[str, rtc.RemoteTrackPublication]) -> None:
        """The SDK mended the connection: what was asked on the way may be lost, so ask again."""
        for sid, wanted in self._wanted.items():
            publication = publications.get(sid)
            if publication is None:
                continue
            if publication.track is None:
                publication.set_subscribed(wanted)
            elif not wanted:  # the SDK pauses only what it believes to flow
                native.set_enabled(publication, enabled=True)
                native.set_enabled(publication, enabled=False)
