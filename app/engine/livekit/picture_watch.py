"""Notices that a picture stands still though our own connection lives: its sender is cut off.

The server tells of a vanished publisher only after some 20 s. Until then a window would show a
frozen picture as live. A sender that repeats a still picture now and then, as Klieg and browsers
do, is given twice its usual pause; while its sound goes on, the stream counts as flowing.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Protocol

from app.engine.livekit.pulse import SilenceJudge

_log = logging.getLogger(__name__)

_LOOK_S = 0.2
_STILL_MIN_S = 1.0
_REFRESH_MIN_S = 1.0
_REFRESH_MAX_S = 4.0


class Watched(Protocol):
    """The player of the picture."""

    @property
    def pictures_received(self) -> int:
        """How many pictures have arrived."""

    @property
    def expects_pictures(self) -> bool:
        """Whether pictures should arrive now, as far as is known."""

    async def sound_packets(self) -> int:
        """Return how much of the stream's sound has arrived."""

    def picture_stands(self) -> None:
        """No pictures come any more."""

    def picture_moves(self) -> None:
        """Pictures come again."""

    def refresh_picture(self) -> None:
        """Have the picture begin anew, in case it could."""


class Clock(Protocol):
    """Tells the time."""

    def time(self) -> float:
        """Return the loop's clock in seconds."""


class PictureWatch:
    """Follows the pictures of one player; used on the engine's loop alone."""

    def __init__(self, watched: Watched, clock: Clock) -> None:
        self._watched = watched
        self._clock = clock
        self._judge = SilenceJudge(_STILL_MIN_S)
        self._sound: int | None = None
        self._stands = False
        self._refresh_at_s = 0.0
        self._refresh_rest_s = _REFRESH_MIN_S

    async def run(self) -> None:
        """Watch until cancelled."""
        looked_at_s = self._clock.time()
        while True:
            await asyncio.sleep(_LOOK_S)
            now_s = self._clock.time()
            await self.look(now_s - looked_at_s)
            looked_at_s = now_s

    async def look(self, passed_s: float) -> None:
        """Look once, ``passed_s`` after the last time."""
        if not self._watched.expects_pictures:
            self._judge.forgive()
            self._stands, self._sound = False, None
            return
        received = self._watched.pictures_received
        if received:
            self._judge.hear(received, passed_s)
        if self._judge.quiet_s == 0.0:
            self._sound = None
            if self._stands:
                self._stands = False
                self._watched.picture_moves()
        elif self._stands:
            self._refresh()
        elif self._judge.is_silent and not await self._is_heard():
            self._stand()

    async def _is_heard(self) -> bool:
        """Whether sound has arrived since the last time this was asked; at first it may have."""
        before, self._sound = self._sound, await self._watched.sound_packets()
        if self._sound in (0, before):
            return False
        if before is not None:
            self._judge.forgive()
        return True

    def _stand(self) -> None:
        _log.info("a picture stands still for %.1f s", self._judge.quiet_s)
        self._stands = True
        self._refresh_rest_s = _REFRESH_MIN_S
        self._refresh_at_s = self._clock.time()
        self._watched.picture_stands()

    def _refresh(self) -> None:
        """Ask for a picture that begins anew: when the sender is back, it does so at once."""
        if self._clock.time() >= self._refresh_at_s:
            self._watched.refresh_picture()
            self._refresh_at_s = self._clock.time() + self._refresh_rest_s
            self._refresh_rest_s = min(2 * self._refresh_rest_s, _REFRESH_MAX_S)
