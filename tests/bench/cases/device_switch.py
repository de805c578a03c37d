"""What the audience misses when the host changes a device: the longest gap in picture and sound.

The host goes from one source to the next while it is live; the audience's pictures are counted as
they arrive, and what its speaker plays is recorded.
"""

from __future__ import annotations

import contextlib
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from app.model.media import CaptureSource, SourceKind
from tests.bench.figures import Figure
from tests.bench.stage import KLIEG, Case, Stage
from tests.instruments.media_server import MediaServer, Playout
from tests.instruments.screen import VirtualScreen
from tests.instruments.sound import RATE_HZ, SoundServer, TimedSound, pulseaudio_is_installed, sine
from tests.instruments.switching import PROFILE, Broadcast, Seen, Switch, Timetable

REACH_MS = 500.0
STEP_S = 4.0
_FIRST_S = 5.0
_BEFORE_S, _AFTER_S = 0.5, STEP_S - 1.0
_QUIET_PEAK = 0.01
_FILE_HZ = 440
_RED = 180
_BLOCKS_PER_S = 100


@dataclass(frozen=True, slots=True)
class Way:
    """From one source to another."""

    what: str
    name: str
    source: CaptureSource


def run(stage: Stage) -> list[Figure]:
    """Switch picture and sound through all the sources there are without a camera."""
    if not pulseaudio_is_installed():
        raise OSError("PulseAudio is not installed")
    figures: dict[str, list[float]] = {}
    for turn in stage.rounds(quick=1, full=3):
        for what in ("picture", "sound", "speaker"):
            for name, gap_ms in _measure(stage.sub(f"{turn}-{what}"), what).items():
                figures.setdefault(name, []).append(gap_ms)
    return [
        Figure(KLIEG, f"longest gap, {name}", max(gaps), "ms", REACH_MS)
        for name, gaps in figures.items()
    ]


def _measure(folder: Path, what: str) -> dict[str, float]:
    """Return the longest gap around each switch, in milliseconds, by the way's name."""
    with contextlib.ExitStack() as stack:
        screen = stack.enter_context(VirtualScreen())
        sound = stack.enter_context(SoundServer())
        server = stack.enter_context(MediaServer(folder, Playout.LOWEST))
        sound.add_microphone("headset")
        sound.add_speaker("headphones")
        ways = _ways(what, _clip(folder / "red.mkv"))
        switches = tuple(
            Switch(_FIRST_S + place * STEP_S, what, way.source.kind.value, way.source.target)
            for place, way in enumerate(ways)
        )
        timetable = Timetable(switches, seconds=_FIRST_S + len(ways) * STEP_S)
        stack.enter_context(sound.playing(sine(700, timetable.seconds + 60)))
        environment = os.environ | {"DISPLAY": screen.display} | sound.environment()
        with Broadcast(timetable, server, folder, environment=environment) as broadcast:
            heard = _record_all(sound, timetable.seconds + 1)
            seen = broadcast.result()
    if seen.complaints:
        raise ValueError(f"a device was refused: {seen.complaints[0]}")
    names = [f"{what}: {way.name}" for way in ways]
    gap_of = _gap_in_picture if what == "picture" else _gap_in_sound
    return {
        name: gap_of(seen, heard, at_s)
        for name, at_s in zip(names, seen.switched_at_s, strict=True)
    }


def _ways(what: str, clip: Path) -> list[Way]:
    if what == "picture":
        file = CaptureSource(SourceKind.FILE, str(clip))
        shown = CaptureSource(SourceKind.SCREEN, "")
        pattern = CaptureSource(SourceKind.PATTERN)
        return [
            Way(what, "pattern to file", file),
            Way(what, "file to screen", shown),
            Way(what, "screen to file", file),
            Way(what, "file to pattern", pattern),
            Way(what, "pattern to screen", shown),
        ]
    if what == "speaker":
        return [
            Way(what, "default to headphones", CaptureSource(SourceKind.NONE, "headphones")),
            Way(what, "headphones to default", CaptureSource(SourceKind.NONE, "Heard")),
        ]
    file = CaptureSource(SourceKind.FILE, str(clip))
    first = CaptureSource(SourceKind.MICROPHONE, "Microphone")
    second = CaptureSource(SourceKind.MICROPHONE, "headset")
    return [
        Way(what, "tone to file", file),
        Way(what, "file to microphone", first),
        Way(what, "microphone to microphone", second),
        Way(what, "microphone to tone", CaptureSource(SourceKind.TONE)),
    ]


def _gap_in_picture(seen: Seen, _heard: TimedSound, at_s: float) -> float:
    times = [
        item.at_s for item in seen.arrivals if at_s - _BEFORE_S <= item.at_s <= at_s + _AFTER_S
    ]
    edges = [at_s - _BEFORE_S, *times, at_s + _AFTER_S]
    return float(np.diff(edges).max()) * 1000


def _gap_in_sound(_seen: Seen, heard: TimedSound, at_s: float) -> float:
    near = (heard.ends_s >= at_s - _BEFORE_S) & (heard.ends_s <= at_s + _AFTER_S)
    blocks = heard.samples.reshape(len(heard.ends_s), -1)[near]
    return longest_run(np.abs(blocks).max(axis=1) < _QUIET_PEAK) * 1000 / _BLOCKS_PER_S


def longest_run(is_quiet: np.typing.NDArray[np.bool_]) -> int:
    """Return how many neighbours are true at most."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], is_quiet, [False])).astype(int)))
    return int((edges[1::2] - edges[::2]).max(initial=0))


def _record_all(sound: SoundServer, seconds: float) -> TimedSound:
    """Record both speakers; each 10 ms of the result are those of the louder one."""

    def record(source: str) -> TimedSound:
        with sound.recording(source=source) as recording:
            return recording.take_timed(seconds)

    with ThreadPoolExecutor(2) as threads:
        one, other = threads.map(record, ("heard.monitor", "headphones.monitor"))
    first, second = (heard.samples.reshape(len(heard.ends_s), -1) for heard in (one, other))
    place = np.searchsorted(other.ends_s, one.ends_s).clip(max=len(other.ends_s) - 1)
    is_louder = np.abs(second[place]).max(axis=1) > np.abs(first).max(axis=1)
    merged = np.where(is_louder[:, None], second[place], first)
    return TimedSound(merged.reshape(-1), one.ends_s)


def _clip(path: Path, seconds: float = 30.0) -> Path:
    """Write a red moving picture with a tone."""
    width, height, fps = PROFILE.width_px, PROFILE.height_px, PROFILE.fps
    with av.open(str(path), "w") as container:
        video = container.add_stream("mpeg4", rate=fps)
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        voice = container.add_stream("pcm_s16le", rate=RATE_HZ, layout="mono")
        for number in range(round(seconds * fps)):
            picture = av.VideoFrame(width, height, "yuv420p")
            for plane, value in zip(picture.planes, (60 + number % 60, 110, _RED), strict=True):
                plane.update(bytes([value]) * plane.buffer_size)
            picture.pts = number
            container.mux(video.encode(picture))
        container.mux(video.encode(None))
        samples = (sine(_FILE_HZ, seconds) * 32_767).astype(np.int16)
        for place in range(0, len(samples), RATE_HZ // 10):
            block = samples[place : place + RATE_HZ // 10].reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(block, format="s16", layout="mono")
            frame.sample_rate, frame.pts = RATE_HZ, place
            container.mux(voice.encode(frame))
        container.mux(voice.encode(None))
    return path


CASE = Case("device_switch", "Gap when the host changes a device", run)
