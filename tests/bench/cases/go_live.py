"""From going live with a cold media server to the picture at an audience that waits.

The audience's program is started when the link is there; its own start-up does not count, as
if it had waited: counted are the host's part (from the start of the media server's process,
the first thing a press of the button does, to the link) and the audience's (from its login to
the picture on its screen).
"""

from __future__ import annotations

import statistics
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.stage import FIRST_PICTURE_TIMEOUT_S, KLIEG, Case, Stage
from tests.instruments import processes
from tests.instruments.glass import StripReader, wait_for_picture
from tests.instruments.program import Audience, Host
from tests.instruments.screen import VirtualScreen

REACH_MS = 1500.0


def run(stage: Stage) -> list[Figure]:
    """Go live some times, each with a server of its own."""
    waits = [_go_live(stage.sub(str(turn))) for turn in stage.rounds(quick=2, full=5)]
    host_ms = statistics.median(host for host, _ in waits)
    total_ms = statistics.median(host + audience for host, audience in waits)
    what = "going live, server cold, to picture at the audience, median"
    return [
        Figure(KLIEG, what, total_ms, "ms", REACH_MS),
        Figure(KLIEG, "of this until the link is given out", host_ms, "ms"),
    ]


def _go_live(folder: Path) -> tuple[float, float]:
    with VirtualScreen() as screen, ThreadPoolExecutor(max_workers=1) as eye:
        environment = {"DISPLAY": screen.display}
        with Host(folder, "--headless") as host:
            link = host.link()
            (server,) = host.media_servers()
            host_s = host.link_path.stat().st_mtime - processes.started_at(server)
            reader = StripReader(screen.pixels, screen.area)
            seen = eye.submit(wait_for_picture, reader, timeout_s=FIRST_PICTURE_TIMEOUT_S)
            with Audience(folder, link, "--fullscreen", environment=environment) as audience:
                shown_at = seen.result()
                login = audience.wait_for("RoomStateChanged", reason="LOGINING")
    return 1000 * host_s, 1000 * (shown_at - login.time)


CASE = Case("go_live", "Going live", run)
