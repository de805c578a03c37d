"""How loud LiveKit plays a stream, recorded where the speaker's sound goes."""

from __future__ import annotations

import asyncio
import math
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import numpy as np
import pytest

from app.engine.media_port import EndHandler, Speaker, SpeakerFactory
from app.media.speaker import Speakers
from app.model.errors import DeviceUnusableError
from app.model.events import DeviceError, PlayerQualityUpdate, RemoteSoundLevel
from app.model.frames import AudioFrame
from app.model.media import CaptureSource, DeviceInfo, DeviceKind, SourceKind, SwitchState
from tests.contract.lab import Rights
from tests.contract.people import People, Person
from tests.contract.pictures import SyntheticCaptures
from tests.contract.pulse import SoundServer

pytestmark = [pytest.mark.sound, pytest.mark.usefixtures("qapp")]

TONE_LEVEL = 0.2
TONE_DBFS = 20 * math.log10(TONE_LEVEL)
HALF_DB = 20 * math.log10(0.5)
SILENT_DBFS = -60.0
TOLERANCE_DB = 1.5
SPEAKERS = Speakers()


class Ear:
    """Tells how loud the speaker is, a tenth of a second at a time."""

    def __init__(self, recorder: asyncio.subprocess.Process) -> None:
        self._recorder = recorder
        self.heard_dbfs: list[float] = []

    async def listen(self) -> float:
        """Return the level of the next tenth of a second; a full sine has 0 dBFS."""
        assert self._recorder.stdout is not None
        data = await self._recorder.stdout.readexactly(2 * 4800)
        power = float(np.mean(np.square(np.frombuffer(data, np.int16) / 32768)))
        self.heard_dbfs.append(10 * math.log10(2 * power) if power else -math.inf)
        return self.heard_dbfs[-1]

    async def hears(self, level_dbfs: float) -> None:
        """Wait until the speaker is that loud and stays so."""
        await self._settles(lambda heard: abs(heard - level_dbfs) < TOLERANCE_DB)

    async def hears_nothing(self) -> None:
        """Wait until the speaker is silent and stays so."""
        await self._settles(lambda heard: heard < SILENT_DBFS)

    async def _settles(self, fits: Callable[[float], bool]) -> None:
        in_a_row = 0
        for _ in range(300):
            in_a_row = in_a_row + 1 if fits(await self.listen()) else 0
            if in_a_row == 10:
                return
        raise AssertionError(f"the last levels are {self.heard_dbfs[-20:]}")


@pytest.fixture
def sounds(sound_server: SoundServer | None) -> SoundServer:
    """Return the server that engines find."""
    if sound_server is None:
        pytest.skip("pulseaudio is not installed")
    return sound_server


@pytest.fixture
async def ear(sounds: SoundServer) -> AsyncIterator[Ear]:
    """Listens to the default speaker."""
    assert sounds.environment
    async with listening_to("speaker") as ear:
        yield ear


@pytest.fixture
def headphones(sounds: SoundServer) -> Iterator[str]:
    """A second speaker."""
    module = sounds.add_speaker("headphones")
    yield "headphones"
    sounds.pull_out(module)


@asynccontextmanager
async def listening_to(speaker: str) -> AsyncIterator[Ear]:
    """Record what a speaker plays."""
    command = ("parec", f"--device={speaker}.monitor", "--format=s16le", "--rate=48000")
    recorder = await asyncio.create_subprocess_exec(
        *command, "--channels=1", "--latency-msec=10", "--raw", stdout=asyncio.subprocess.PIPE
    )
    try:
        yield Ear(recorder)
    finally:
        recorder.kill()
        await recorder.communicate()


async def enter_both(
    people: People, room_id: str, speakers: SpeakerFactory | None = SPEAKERS
) -> Person:
    """Somebody sends a tone; returns who may play it."""
    captures = SyntheticCaptures()
    captures.tone_level = TONE_LEVEL
    singer = people.add("singer", captures=captures)
    listener = people.add("listener", speakers=speakers)
    singer.engine.set_capture_source(CaptureSource(SourceKind.NONE))
    singer.engine.set_audio_source(CaptureSource(SourceKind.TONE))
    await singer.enter(room_id)
    await listener.enter(room_id, Rights.WATCH)
    await singer.publish("song")
    return listener


async def test_a_stream_is_as_loud_as_its_volume_says(
    people: People, room_id: str, ear: Ear
) -> None:
    """V01."""
    listener = await enter_both(people, room_id)
    await listener.play("song")
    await ear.hears(TONE_DBFS)
    for volume, level_dbfs in ((50, TONE_DBFS + HALF_DB), (200, TONE_DBFS - HALF_DB)):
        listener.engine.set_play_volume("song", volume)
        await ear.hears(level_dbfs)
    listener.engine.set_play_volume("song", 0)
    await ear.hears_nothing()
    listener.engine.set_play_volume("song", 25)
    await ear.hears(TONE_DBFS + 2 * HALF_DB)
    listener.engine.set_play_volume("song", 100)
    await ear.hears(TONE_DBFS)
    assert not listener.events.of(DeviceError)


async def test_a_stream_that_starts_quiet_was_never_loud(
    people: People, room_id: str, ear: Ear
) -> None:
    listener = await enter_both(people, room_id)
    listener.engine.start_playing_stream("song")
    listener.engine.set_play_volume("song", 20)
    quiet_dbfs = 20 * math.log10(0.2 * TONE_LEVEL)
    await ear.hears(quiet_dbfs)
    assert max(ear.heard_dbfs) < quiet_dbfs + TOLERANCE_DB


async def test_a_muted_stream_comes_back_at_its_volume(
    people: People, room_id: str, ear: Ear
) -> None:
    listener = await enter_both(people, room_id)
    await listener.play("song")
    listener.engine.set_play_volume("song", 50)
    await ear.hears(TONE_DBFS + HALF_DB)
    listener.engine.mute_play_stream_audio("song", SwitchState.ON)
    await ear.hears_nothing()
    listener.engine.mute_play_stream_audio("song", SwitchState.OFF)
    await ear.hears(TONE_DBFS + HALF_DB)
    listener.engine.stop_playing_stream("song")
    await ear.hears_nothing()


@pytest.mark.timeout(120)
@pytest.mark.parametrize("breakage", ["server", "network"])
async def test_a_volume_outlasts_a_broken_connection(
    fragile_people: People, room_id: str, ear: Ear, breakage: str
) -> None:
    listener = await enter_both(fragile_people, room_id)
    lab = fragile_people.lab
    await listener.play("song")
    listener.engine.set_play_volume("song", 50)
    await ear.hears(TONE_DBFS + HALF_DB)
    if breakage == "server":
        await asyncio.to_thread(lab.kill_server)
        await ear.hears_nothing()
        await asyncio.to_thread(lab.restart_server)
    else:
        lab.cut_network()
        await ear.hears_nothing()
        lab.heal_network()
    ear.heard_dbfs.clear()
    await ear.hears(TONE_DBFS + HALF_DB)
    assert max(ear.heard_dbfs) < TONE_DBFS + HALF_DB + 2 * TOLERANCE_DB
    listener.engine.set_play_volume("song", 0)
    await ear.hears_nothing()
    listener.engine.set_play_volume("song", 100)
    await ear.hears(TONE_DBFS)


async def test_another_speaker_is_used_at_once(
    people: People, room_id: str, ear: Ear, headphones: str
) -> None:
    listener = await enter_both(people, room_id)
    await listener.play("song")
    listener.engine.set_play_volume("song", 50)
    await ear.hears(TONE_DBFS + HALF_DB)
    async with listening_to(headphones) as other_ear:
        listener.engine.use_audio_device(DeviceKind.SPEAKER, headphones)
        await other_ear.hears(TONE_DBFS + HALF_DB)
        await ear.hears_nothing()


async def test_another_speaker_takes_over_what_is_heard_as_sent(
    people: People, room_id: str, ear: Ear, headphones: str
) -> None:
    """LiveKit's mixer cannot change its speaker while it plays, so it is passed by."""
    listener = await enter_both(people, room_id)
    await listener.play("song")
    await ear.hears(TONE_DBFS)
    async with listening_to(headphones) as other_ear:
        listener.engine.use_audio_device(DeviceKind.SPEAKER, headphones)
        await other_ear.hears(TONE_DBFS)
        await ear.hears_nothing()
        listener.engine.use_audio_device(DeviceKind.SPEAKER, "")
        await ear.hears(TONE_DBFS)
        await other_ear.hears_nothing()
    assert not listener.events.of(DeviceError)


async def test_levels_tell_what_was_sent_at_any_volume(
    people: People, room_id: str, ear: Ear
) -> None:
    """The volume is the listener's own affair: the server sends on, the level is the sender's."""
    listener = await enter_both(people, room_id)
    await listener.play("song")
    listener.engine.start_sound_level_monitor()
    listener.engine.set_play_volume("song", 20)
    await ear.hears(20 * math.log10(0.2 * TONE_LEVEL))
    seen = listener.events.mark()
    level = await listener.events.wait_for(RemoteSoundLevel, since=seen)
    assert level.levels[0][1] == pytest.approx(100 * TONE_LEVEL, rel=0.3)
    await listener.events.wait_for(
        PlayerQualityUpdate, since=seen, where=lambda event: event.quality.audio_kbps > 5
    )


class BrokenSpeakers:
    """Opens nothing."""

    def __init__(self) -> None:
        self.asked = 0

    def open_speaker(
        self,
        device: DeviceInfo | None,  # noqa: ARG002
        *,
        channels: int,  # noqa: ARG002
        on_start: Callable[[], None],  # noqa: ARG002
        on_end: EndHandler,
    ) -> Speaker:
        """Refuse."""
        self.asked += 1
        on_end(DeviceUnusableError("cannot use the speaker: it is broken"))
        return NoSpeaker()


class NoSpeaker:
    """Plays nothing."""

    def put_sound(self, frame: AudioFrame) -> None:
        """Take nothing."""

    def stop(self) -> None:
        """Do nothing."""


async def test_a_speaker_that_fails_leaves_the_stream_as_sent(
    people: People, room_id: str, ear: Ear
) -> None:
    speakers = BrokenSpeakers()
    listener = await enter_both(people, room_id, speakers)
    listener.engine.start_playing_stream("song")
    listener.engine.set_play_volume("song", 50)
    error = await listener.events.wait_for(DeviceError)
    assert error.kind is DeviceKind.SPEAKER
    assert error.message == "cannot use the speaker: it is broken"
    await ear.hears(TONE_DBFS)
    listener.engine.set_play_volume("song", 60)
    await ear.hears(TONE_DBFS)
    assert speakers.asked == 1


async def test_without_speakers_every_volume_but_nought_is_as_sent(
    people: People, room_id: str, ear: Ear
) -> None:
    listener = await enter_both(people, room_id, None)
    await listener.play("song")
    listener.engine.set_play_volume("song", 30)
    await ear.hears(TONE_DBFS)
    listener.engine.set_play_volume("song", 0)
    await ear.hears_nothing()


async def test_a_slider_drawn_to_and_fro_ends_where_it_was_let_go(
    people: People, room_id: str, ear: Ear
) -> None:
    listener = await enter_both(people, room_id)
    await listener.play("song")
    await ear.hears(TONE_DBFS)
    for volume in (*range(100, 200, 7), *range(200, 0, -9), 0, *range(0, 120, 3), 50):
        listener.engine.set_play_volume("song", volume)
        await ear.listen()
    await ear.hears(TONE_DBFS + HALF_DB)


async def test_the_end_of_the_engine_is_the_end_of_its_speakers(
    people: People, room_id: str, ear: Ear
) -> None:
    listener = await enter_both(people, room_id)
    await listener.play("song")
    listener.engine.set_play_volume("song", 50)
    await ear.hears(TONE_DBFS + HALF_DB)
    await listener.engine.destroy()
    assert "klieg-speaker" not in {thread.name for thread in threading.enumerate()}
