"""A stage for machines without one: a screen in memory, a sound server with null sinks.

Sinks and sources of the sound server:
    ``speaker``     what Klieg plays; listen at ``speaker.monitor``
    ``studio``      play into it, and it is heard by
    ``microphone``  the default source
"""

import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workshop.processes import environment_with, helper
from workshop.steps import SetupError

SCREEN = "1920x1080x24"
START_S = 20.0

SOUND_MODULES = (
    "module-null-sink sink_name=speaker",
    "module-null-sink sink_name=studio",
    "module-remap-source source_name=microphone master=studio.monitor",
)


def has_screen() -> bool:
    """Tell whether windows can be shown here."""
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


@contextmanager
def virtual_screen() -> Iterator[dict[str, str]]:
    """Run a screen in memory meanwhile; gives the environment of its clients.

    Raises:
        SetupError: The screen does not come up.
    """
    if sys.platform != "linux":
        yield {}
        return
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", SCREEN, "-nolisten", "tcp"]
    command.append("-noreset")  # who connects while the server starts anew waits for ever
    with open(reading, "rb", buffering=0) as told, helper(command, pass_fds=(writing,)):  # noqa: PTH123 - a descriptor
        os.close(writing)
        ready, _, _ = select.select([told], [], [], START_S)
        number = told.read(16).strip().decode() if ready else ""
        if not number:
            raise SetupError("cannot start a virtual screen: Xvfb did not come up")
        yield {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb", "WAYLAND_DISPLAY": ""}


@contextmanager
def virtual_sound() -> Iterator[dict[str, str]]:
    """Run a sound server of one's own meanwhile; gives the environment of its clients.

    Raises:
        SetupError: The server does not come up.
    """
    if sys.platform != "linux":
        yield {}
        return
    with tempfile.TemporaryDirectory(prefix="klieg-sound-") as folder:
        socket = Path(folder, "native")
        command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"]
        command += ["--disable-shm=yes", "--log-level=error"]
        for module in (
            f"module-native-protocol-unix auth-anonymous=1 socket={socket}",
            *SOUND_MODULES,
        ):
            command += ["-L", module]
        own = dict.fromkeys(("PULSE_RUNTIME_PATH", "PULSE_STATE_PATH", "XDG_RUNTIME_DIR"), folder)
        client = {"PULSE_SERVER": f"unix:{socket}", "PULSE_COOKIE": str(Path(folder, "cookie"))}
        with helper(command, environment=environment_with(own)) as server:
            _choose_devices(server, client)
            yield client


def _choose_devices(server: subprocess.Popen[bytes], client: dict[str, str]) -> None:
    """Wait for the server, then make the null sinks the default devices."""
    deadline = time.monotonic() + START_S
    while not _controls_sound(client, "set-default-source", "microphone"):
        if server.poll() is not None or time.monotonic() > deadline:
            raise SetupError("cannot start a sound server: pulseaudio did not come up")
        time.sleep(0.05)
    _controls_sound(client, "set-default-sink", "speaker")


def _controls_sound(client: dict[str, str], *command: str) -> bool:
    asked = subprocess.run(
        ["pactl", *command], env=environment_with(client), capture_output=True, check=False
    )
    return asked.returncode == 0
