"""A private PulseAudio with two null sinks: what is heard can be recorded and measured.

``heard`` is the default sink: the program plays into it, its monitor is what a listener
hears. ``spoken`` is played into by tests; its monitor is offered as the default microphone.
"""

from __future__ import annotations

import contextlib
import math
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from tests.instruments.children import Child, ChildFailedError, find_program

Samples = npt.NDArray[np.float64]

RATE_HZ = 48_000
_START_TIMEOUT_S = 15.0
_MODULES = (
    "module-native-protocol-unix auth-anonymous=1 socket={socket}",
    "module-null-sink sink_name=heard rate=48000 sink_properties=device.description=Heard",
    "module-null-sink sink_name=spoken rate=48000 sink_properties=device.description=Spoken",
    (
        "module-remap-source source_name=microphone master=spoken.monitor"
        " source_properties=device.description=Microphone"
    ),
)


def pulseaudio_is_installed() -> bool:
    """Whether sound can be measured on this machine."""
    return all(shutil.which(name) for name in ("pulseaudio", "parec", "pacat", "pactl"))


@dataclass(frozen=True, slots=True)
class Tone:
    """The strongest tone of a recording."""

    frequency_hz: float
    level_dbfs: float
    share: float
    """Its share of the whole power: 1 is a pure tone."""


class SoundServer:
    """A PulseAudio daemon of its own; a context manager that ends it."""

    def __init__(self) -> None:
        """Start the daemon and wait until it answers."""
        self._folder = tempfile.TemporaryDirectory(prefix="klieg-sound-")
        folder = Path(self._folder.name)
        folder.chmod(0o700)
        self._socket = folder / "native"
        self._own = {
            "XDG_RUNTIME_DIR": str(folder),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "PULSE_STATE_PATH": str(folder / "state"),
            "PULSE_RUNTIME_PATH": str(folder),
            "PULSE_COOKIE": str(folder / "cookie"),
        }
        script = folder / "start.pa"
        modules = [line.format(socket=self._socket) for line in _MODULES]
        script.write_text(
            "".join(f"load-module {line}\n" for line in modules)
            + "set-default-sink heard\nset-default-source microphone\n"
        )
        command: list[str | Path] = [
            find_program("pulseaudio"),
            "-n",
            "-F",
            script,
            "--daemonize=no",
        ]
        command += ["--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes"]
        command += ["--log-target=stderr", "--log-level=error"]
        self._child = Child(
            command, output=folder / "pulseaudio.log", environment=os.environ | self._own
        )
        try:
            self._child.wait_until(self._answers, timeout_s=_START_TIMEOUT_S, what="answer")
        except ChildFailedError:
            self.stop()
            raise

    def environment(self) -> dict[str, str]:
        """What a program needs in its environment to use this server and no other."""
        return {
            "PULSE_SERVER": f"unix:{self._socket}",
            "PULSE_COOKIE": self._own["PULSE_COOKIE"],
            "PULSE_RUNTIME_PATH": self._own["PULSE_RUNTIME_PATH"],
        }

    def record(self, seconds: float, *, source: str = "heard.monitor") -> Samples:
        """Record one channel for so long; samples between -1 and 1."""
        with self.recording(source=source) as recording:
            return recording.take(seconds)

    def recording(self, *, source: str = "heard.monitor") -> Recording:
        """Begin to record one channel."""
        return Recording(source, os.environ | self.environment())

    def play(self, samples: Samples, *, sink: str = "spoken") -> None:
        """Play samples into a sink, and wait for their end."""
        data = (np.clip(samples, -1, 1) * 32_767).astype("<i2").tobytes()
        command = [find_program("pacat"), "--playback", f"--device={sink}", *_FORMAT]
        subprocess.run(
            command,
            input=data,
            env=os.environ | self.environment(),
            check=True,
            timeout=len(samples) / RATE_HZ + 10,
        )

    @contextlib.contextmanager
    def playing(self, samples: Samples, *, sink: str = "spoken") -> Iterator[None]:
        """Play samples into a sink for as long as the block runs, or they last."""
        with tempfile.NamedTemporaryFile(suffix=".raw") as file:
            file.write((np.clip(samples, -1, 1) * 32_767).astype("<i2").tobytes())
            file.flush()
            command = [find_program("pacat"), "--playback", f"--device={sink}", *_FORMAT, file.name]
            process = subprocess.Popen(command, env=os.environ | self.environment())
            try:
                yield
            finally:
                process.kill()
                process.wait()

    def add_microphone(self, name: str) -> str:
        """Add a microphone that hears what is spoken; returns what :meth:`remove` needs."""
        done = self._pactl(
            "load-module",
            "module-remap-source",
            "master=spoken.monitor",
            f"source_name={name}",
            f"source_properties=device.description={name}",
        )
        return done.stdout.strip()

    def add_speaker(self, name: str) -> str:
        """Add a speaker whose monitor is ``<name>.monitor``; returns what :meth:`remove` needs."""
        done = self._pactl(
            "load-module",
            "module-null-sink",
            f"sink_name={name}",
            "rate=48000",
            f"sink_properties=device.description={name}",
        )
        return done.stdout.strip()

    def remove(self, module: str) -> None:
        """Take away what was added."""
        self._pactl("unload-module", module)

    def streams(self) -> str:
        """Who plays and records now, in the words of ``pactl``."""
        done = self._pactl("list", "short", "clients")
        return done.stdout

    def stop(self) -> None:
        """End the daemon and remove its files."""
        self._child.stop()
        self._folder.cleanup()

    def _answers(self) -> bool:
        return self._pactl("info").returncode == 0

    def _pactl(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [find_program("pactl"), *arguments],
            env=os.environ | self.environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=10,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


_FORMAT = ("--format=s16le", f"--rate={RATE_HZ}", "--channels=1", "--latency-msec=10", "--raw")


class Recording:
    """A running recorder; a context manager that ends it."""

    def __init__(self, source: str, environment: dict[str, str]) -> None:
        """Start ``parec`` on ``source``."""
        command = [find_program("parec"), f"--device={source}", *_FORMAT]
        self._process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def take(self, seconds: float) -> Samples:
        """Wait for so much sound and return it.

        Raises:
            ChildFailedError: The recorder ended.
        """
        assert self._process.stdout is not None
        wanted = 2 * math.ceil(seconds * RATE_HZ)
        data = self._process.stdout.read(wanted)
        if len(data) < wanted:
            raise ChildFailedError("cannot record: parec ended")
        return np.frombuffer(data, dtype="<i2").astype(np.float64) / 32_768

    def take_timed(self, seconds: float) -> TimedSound:
        """Record for so long, noting when each 10 ms came."""
        blocks, ends = [], []
        for _ in range(math.ceil(100 * seconds)):
            blocks.append(self.take(0.01))
            ends.append(time.time())
        return TimedSound(np.concatenate(blocks), np.array(ends))

    def stop(self) -> None:
        """End the recorder."""
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


@dataclass(frozen=True, slots=True)
class TimedSound:
    """A recording, and the Unix time at which each 10 ms of it had come."""

    samples: Samples
    ends_s: Samples

    def louder_from(self, threshold: float) -> list[float]:
        """Return the Unix times at which the peak rises above ``threshold``."""
        blocks = self.samples.reshape(len(self.ends_s), -1)
        loud = np.abs(blocks).max(axis=1) > threshold
        rises = np.flatnonzero(loud[1:] & ~loud[:-1]) + 1
        first = np.argmax(np.abs(blocks[rises]) > threshold, axis=1) / blocks.shape[1]
        return [float(at) for at in self.ends_s[rises] - 0.01 * (1 - first)]


def sine(frequency_hz: float, seconds: float, *, amplitude: float = 0.25) -> Samples:
    """Return a tone."""
    at = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return amplitude * np.sin(2 * np.pi * frequency_hz * at)


def level_dbfs(samples: Samples) -> float:
    """Return the level; a sine of full scale has 0 dBFS, silence minus infinity."""
    mean_square = float(np.mean(np.square(samples))) if len(samples) else 0.0
    return 10 * math.log10(2 * mean_square) if mean_square > 0 else -math.inf


def strongest_tone(samples: Samples) -> Tone:
    """Find the strongest tone above 50 Hz, to a fraction of the spectrum's step."""
    window = np.hanning(len(samples))
    spectrum = np.abs(np.fft.rfft(samples * window)) ** 2
    step_hz = RATE_HZ / len(samples)
    first = max(1, math.ceil(50 / step_hz))
    peak = first + int(np.argmax(spectrum[first:-1]))
    around = spectrum[max(peak - 4, 0) : peak + 5]
    left, middle, right = (math.log(spectrum[peak + d] + 1e-30) for d in (-1, 0, 1))
    curve = left - 2 * middle + right
    offset = 0.5 * (left - right) / curve if curve else 0.0
    power = 4 * float(around.sum()) / (float(np.sum(window**2)) * len(samples))
    total = float(spectrum[first:].sum())
    return Tone(
        frequency_hz=(peak + offset) * step_hz,
        level_dbfs=10 * math.log10(power) if power > 0 else -math.inf,
        share=float(around.sum()) / total if total else 0.0,
    )


def onsets_s(samples: Samples, *, threshold: float = 0.02, quiet_s: float = 0.2) -> list[float]:
    """Return the times at which sound begins after at least ``quiet_s`` of quiet."""
    loud = np.flatnonzero(np.abs(samples) > threshold)
    if not len(loud):
        return []
    starts = loud[np.flatnonzero(np.diff(loud, prepend=-RATE_HZ * 60) > quiet_s * RATE_HZ)]
    return [float(start) / RATE_HZ for start in starts]
