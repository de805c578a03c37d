"""Plays one received sound: as sent through libwebrtc's mixer, else through a speaker of ours.

The mixer of the audio device module has no gain for each sound and cannot change its speaker while
it plays. At a volume other than 100, or on another speaker, it is silent about the track; we read
the track (before the mixer's gain, so all is there), make it louder or quieter and play it
ourselves. The server sends on either way, nothing is negotiated.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
from livekit import rtc

from app.engine.livekit import native
from app.engine.livekit.context import EngineContext
from app.engine.livekit.playback_gain import AS_SENT, Gain, peak_of
from app.engine.livekit.stats import received_level, stats_of
from app.engine.media_port import Speaker, SpeakerFactory
from app.model.errors import DeviceUnusableError, KliegError
from app.model.events import DeviceError
from app.model.frames import AudioFrame
from app.model.media import DeviceKind, SwitchState

_log = logging.getLogger(__name__)

_RATE_HZ = 48_000
_CHANNELS = 2
_FRAME_MS = 10
_WAITING_FRAMES = 50  # they come in bursts, each as long as what the mixer reads at once
_LEVEL_FRAMES = 10  # libwebrtc, too, tells the peak of 100 ms
_REST_S = 0.5  # a slider that is drawn over 100 shall not change the way twice


class Playback:
    """The one sound of a stream; used on the engine's loop alone."""

    def __init__(self, context: EngineContext, stream_id: str) -> None:
        self.track: rtc.RemoteTrack | None = None
        self._context = context
        self._stream_id = stream_id
        self._volume = AS_SENT
        self._muted = SwitchState.OFF
        self._is_flowing = False
        self._gain = Gain(AS_SENT)
        self._own: asyncio.Task[None] | None = None
        self._is_refused = False
        self._return: asyncio.TimerHandle | None = None
        self._peaks: deque[float] = deque(maxlen=_LEVEL_FRAMES)

    @property
    def is_wanted(self) -> bool:
        """Whether anything is to be heard, and so to be received."""
        if self._context.sound.is_silent:
            return False
        return self._muted is SwitchState.OFF and self._volume > 0

    async def level(self) -> float:
        """Return how loud the sound came, before its volume: 0.0 to 1.0."""
        if self._own is not None and self._peaks:  # libwebrtc knows what its mixer plays alone
            return max(self._peaks)
        return received_level(await stats_of(self.track))

    # -- what the player asks for ------------------------------------------------------

    def set_volume(self, volume: int) -> None:
        """Be at 0 to 200 percent of what is sent."""
        self._volume = volume
        self._gain.aim_at(volume)
        self._follow()

    def mute(self, state: SwitchState) -> None:
        """Be silent (ON), or at the volume that was set."""
        self._muted = state
        self._follow()

    def speaker_changed(self) -> None:
        """Play on the speaker that was chosen: past the mixer when that stays on another."""
        self._is_refused = False
        self._follow()

    def take(self, track: rtc.RemoteTrack) -> None:
        """Media of ``track`` comes, or comes again after a pause."""
        if track is not self.track:
            self.let_go()
            self.track = track
        if self.is_wanted:
            was_silent, self._is_flowing = not self._is_flowing, True
            self._choose_way(track, is_silent=was_silent)

    def let_go(self) -> None:
        """Play nothing of the track any more."""
        self._rest()
        self.track = None

    # -- the two ways ------------------------------------------------------------------

    def _follow(self) -> None:
        if not self.is_wanted:
            self._rest()
        elif self._is_flowing and self.track is not None:  # else :meth:`take` comes
            self._choose_way(self.track, is_silent=False)

    def _rest(self) -> None:
        """Leave the track as it came: the SDK pauses only what the mixer plays."""
        self._is_flowing = False
        self._is_refused = False
        self._give_back()

    def _choose_way(self, track: rtc.RemoteTrack, *, is_silent: bool) -> None:
        if self._volume == AS_SENT and not self._context.sound.is_mixer_elsewhere:
            if self._own is not None and self._return is None:
                self._return = self._context.loop.call_later(_REST_S, self._give_back)
            return
        self._stay()
        speakers = self._context.speakers
        if self._own is not None or speakers is None or self._is_refused:
            return
        if is_silent:  # and shall not be heard as sent; else the mixer goes on until we can play
            native.let_mixer_play(track, is_heard=False)
        work = self._play(track, speakers)
        self._own = self._context.loop.spawn(work, name=f"play-sound-{self._stream_id}")

    def _stay(self) -> None:
        if self._return is not None:
            self._return.cancel()
            self._return = None

    def _give_back(self) -> None:
        """Let the mixer play the track."""
        self._stay()
        task, self._own = self._own, None
        if task is not None and self.track is not None:
            task.cancel()
            native.let_mixer_play(self.track, is_heard=True)

    async def _play(self, track: rtc.RemoteTrack, speakers: SpeakerFactory) -> None:
        self._peaks.clear()
        while await self._play_on_chosen(track, speakers):
            _log.debug("another speaker was chosen for %s", self._stream_id)

    async def _play_on_chosen(self, track: rtc.RemoteTrack, speakers: SpeakerFactory) -> bool:
        """Play on the speaker that is chosen; whether another one was, before the track ended."""
        loop, sound, own = self._context.loop, self._context.sound, asyncio.current_task()
        choice = sound.chosen(DeviceKind.SPEAKER)
        started = asyncio.Event()
        speaker = speakers.open_speaker(
            await sound.chosen_speaker(),
            channels=_CHANNELS,
            on_start=lambda: loop.call(started.set),
            on_end=lambda error: loop.call(self._refused, own, error),
        )
        try:
            await started.wait()
            native.let_mixer_play(track, is_heard=False)
            self._gain.fade_in()
            async with _reading(track) as frames:
                async for event in frames:
                    speaker.put_sound(self._changed(event.frame))
                    if sound.chosen(DeviceKind.SPEAKER) != choice:
                        return True
            return False
        finally:
            await asyncio.shield(_stop(speaker))

    def _changed(self, frame: rtc.AudioFrame) -> AudioFrame:
        samples = np.frombuffer(frame.data, np.int16).reshape(-1, frame.num_channels)
        self._peaks.append(peak_of(samples))
        data = memoryview(self._gain.apply(samples).tobytes())
        return AudioFrame(frame.sample_rate, frame.num_channels, data, captured_at_us=0)

    def _refused(self, task: asyncio.Task[object] | None, error: KliegError | None) -> None:
        """Go on with the mixer: the speaker could not be opened, or broke."""
        if task is None or task is not self._own:
            return
        self._give_back()
        self._is_refused = True
        reason = error or DeviceUnusableError("cannot use the speaker: it ended")
        _log.warning("%s; %s is heard as it was sent", reason, self._stream_id)
        self._context.gate.raise_event(
            DeviceError(
                DeviceKind.SPEAKER,
                "",
                error_code=reason.code,
                message=reason.message,
                hint=reason.hint,
            )
        )


@asynccontextmanager
async def _reading(track: rtc.RemoteTrack) -> AsyncIterator[rtc.AudioStream]:
    stream = rtc.AudioStream(
        track,
        capacity=_WAITING_FRAMES,
        sample_rate=_RATE_HZ,
        num_channels=_CHANNELS,
        frame_size_ms=_FRAME_MS,
    )
    try:
        yield stream
    finally:
        await asyncio.shield(stream.aclose())


def _stop(speaker: Speaker) -> asyncio.Future[None]:
    """Stop a speaker on another thread, begun at once: the task that waits may be cancelled."""
    return asyncio.get_running_loop().run_in_executor(None, speaker.stop)
