"""A PulseAudio server of the tests' own: a speaker nobody hears and a microphone fed by hand."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

_START_TIMEOUT_S = 10.0


class SoundServer:
    """Runs until stopped; put :attr:`environment` where an engine shall find it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.environment = {"PULSE_SERVER": f"unix:{folder}/native", "HOME": str(folder)}

    @staticmethod
    def is_installed() -> bool:
        """Whether this machine has the programs."""
        return shutil.which("pulseaudio") is not None and shutil.which("pactl") is not None

    def start(self) -> None:
        """Start with one null sink as the speaker and another one as the microphone."""
        modules = (
            f"module-native-protocol-unix socket={self._folder}/native auth-anonymous=1",
            "module-null-sink sink_name=speaker",
            "module-null-sink sink_name=air",
            "module-remap-source master=air.monitor source_name=microphone",
        )
        self._process = subprocess.Popen(
            [
                "pulseaudio",
                "-n",
                "--daemonize=no",
                "--exit-idle-time=-1",
                *(f"--load={module}" for module in modules),
            ],
            env=os.environ | {"HOME": str(self._folder), "XDG_RUNTIME_DIR": str(self._folder)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + _START_TIMEOUT_S
        while "microphone" not in self._ask("list", "short", "sources"):
            if time.monotonic() > deadline:
                raise RuntimeError("pulseaudio does not answer")
            time.sleep(0.05)
        self._ask("set-default-source", "microphone")
        self._ask("set-default-sink", "speaker")

    def stop(self) -> None:
        """End the server."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(5)

    def recorders(self) -> int:
        """Return how many programs record the microphone."""
        lines = self._ask("list", "short", "source-outputs").splitlines()
        return sum("module-remap-source" not in line for line in lines)

    def recorded(self) -> list[str]:
        """Return the microphones that programs record."""
        sources = (line.split("\t") for line in self._ask("list", "short", "sources").splitlines())
        names = {fields[0]: fields[1] for fields in sources}
        outputs = self._ask("list", "short", "source-outputs").splitlines()
        return [
            names.get(line.split("\t")[1], "") for line in outputs if "module-remap" not in line
        ]

    def players(self) -> int:
        """Return how many programs play."""
        return len(self._ask("list", "short", "sink-inputs").splitlines())

    def add_speaker(self, name: str) -> str:
        """Add a speaker nobody hears; returns what :meth:`pull_out` needs."""
        return self._ask(
            "load-module",
            "module-null-sink",
            f"sink_name={name}",
            f"sink_properties=device.description={name}",
        ).strip()

    def plug_in(self, name: str) -> str:
        """Add a microphone; returns what :meth:`pull_out` needs."""
        return self._ask(
            "load-module",
            "module-remap-source",
            "master=air.monitor",
            f"source_name={name}",
            f"source_properties=device.description={name}",
        ).strip()

    def pull_out(self, module: str) -> None:
        """Take a microphone or speaker away."""
        self._ask("unload-module", module)

    def _ask(self, *words: str) -> str:
        done = subprocess.run(
            ["pactl", *words],
            env=os.environ | self.environment,
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
        )
        return done.stdout
