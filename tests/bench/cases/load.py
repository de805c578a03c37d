"""Processor and memory of who watches and of who is live."""

from __future__ import annotations

import time

from tests.bench.figures import Figure
from tests.bench.stage import CHROMIUM, KLIEG, Case, Stage, viewers
from tests.instruments import processes
from tests.instruments.program import MEDIA_SERVER, Audience, Host
from tests.instruments.screen import VirtualScreen

AUDIENCE_PERCENT, AUDIENCE_MB = 18.0, 180.0
HOST_PERCENT = 20.0


def run_audience(stage: Stage) -> list[Figure]:
    """Measure the viewers' process trees."""
    figures: list[Figure] = []
    for place, (name, opened) in enumerate(viewers().items()):
        if name not in {KLIEG, CHROMIUM}:
            continue
        with opened(stage.sub(str(place))) as show:
            meter = processes.ProcessorMeter(show.viewer.pid)
            time.sleep(stage.pick(quick=5, full=20))
            percent, memory = meter.percent(), processes.memory_mb(show.viewer.pid)
        goals = (AUDIENCE_PERCENT, AUDIENCE_MB) if name == KLIEG else (None, None)
        figures += [
            Figure(name, "audience window, processor of one core", percent, "%", goals[0]),
            Figure(name, "audience window, memory (PSS)", memory, "MB", goals[1]),
        ]
    return figures


def run_host(stage: Stage) -> list[Figure]:
    """Measure a host window with its preview while somebody watches.

    Beyond the encoder's: the process tree without the media server and without the thread in
    which libwebrtc encodes.
    """
    with (
        VirtualScreen() as screen,
        Host(stage.folder, environment={"DISPLAY": screen.display}) as host,
        Audience(stage.folder, host.link(), "--headless") as audience,
    ):
        audience.wait_for("PlayerStateUpdate", state="PLAYING")
        time.sleep(3)
        meter = processes.ProcessorMeter(host.pid, without=(MEDIA_SERVER,))
        time.sleep(stage.pick(quick=5, full=20))
        beyond, whole = meter.percent_without_encoder(), meter.percent()
        memory = processes.memory_mb(host.pid)
    return [
        Figure(KLIEG, "host window beyond the encoder's, of one core", beyond, "%", HOST_PERCENT),
        Figure(KLIEG, "host window with encoder, of one core", whole, "%"),
        Figure(KLIEG, "host window with its media server, memory (PSS)", memory, "MB"),
    ]


AUDIENCE = Case("audience_load", "Processor and memory of the audience's window", run_audience)
HOST = Case("host_load", "Processor of the host's window", run_host)
