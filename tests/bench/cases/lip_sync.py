"""How much later than the picture the sound is: the tone's accent against the flash.

Both are sent at every full second. A peer that delays the picture to fit the sound is in step
at the cost of latency; what people notice is sound that is later by more than about 125 ms, or
earlier by more than 45 ms.
"""

from __future__ import annotations

import contextlib
import statistics
import time
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.stage import CHROMIUM, FIRST_PICTURE_TIMEOUT_S, KLIEG, Case, Stage
from tests.instruments.chromium import ChromiumPeer, Task, chromium_problem
from tests.instruments.glass import StripReader, wait_for_picture
from tests.instruments.program import Audience, Host, exchange
from tests.instruments.screen import VirtualScreen
from tests.instruments.sound import SoundServer, pulseaudio_is_installed
from tests.instruments.step import how_far_apart

REACH_MS = 125.0
_WAIT_S = 5.0


def run(stage: Stage) -> list[Figure]:
    """Measure Klieg, then Chromium on the same server; nothing without PulseAudio."""
    if not pulseaudio_is_installed():
        raise OSError("PulseAudio is not installed")
    apart: dict[str, list[float]] = {KLIEG: []}
    if not chromium_problem():
        apart[CHROMIUM] = []
    for turn in stage.rounds(quick=1, full=3):
        for name, values in apart.items():
            seconds = stage.pick(quick=6, full=12)
            values.extend(_measure(stage.sub(f"{turn}-{name}"), name, seconds))
    return [
        Figure(
            name,
            "sound behind picture, median",
            statistics.median(values),
            "ms",
            REACH_MS if name == KLIEG else None,
        )
        for name, values in apart.items()
    ]


def _measure(folder: Path, name: str, seconds: float) -> list[float]:
    with contextlib.ExitStack() as stack:
        screen = stack.enter_context(VirtualScreen())
        sound = stack.enter_context(SoundServer())
        host = stack.enter_context(Host(folder, "--headless", "--sound", "tone"))
        link = host.link()
        if name == KLIEG:
            environment = {"DISPLAY": screen.display} | sound.environment()
            stack.enter_context(Audience(folder, link, "--fullscreen", environment=environment))
        else:
            admission = exchange(link)
            task = Task(admission.url, admission.token)
            peer = ChromiumPeer(screen, task, folder=folder, environment=sound.environment())
            stack.enter_context(peer)
        reader = StripReader(screen.pixels, screen.area)
        wait_for_picture(reader, timeout_s=FIRST_PICTURE_TIMEOUT_S)
        time.sleep(_WAIT_S)
        return [1000 * late_s for late_s in how_far_apart(screen, sound, seconds)]


CASE = Case("lip_sync", "Sound against picture", run)
