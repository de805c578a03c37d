"""The window while the ZEGO SDK raises more events than anybody needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.instruments import zego_peers
from tests.instruments.screen import VirtualScreen
from tests.instruments.zego_standin import StandInError, StandInService, build_standin

EVENTS_PER_SECOND = 10_000
STORM_S = 2
PLAY_S = 6
PAUSE_MAX_MS = 250  # a busy machine; what is possible is the bench's business

pytestmark = pytest.mark.alone


def test_the_window_stays_awake_in_a_storm_of_events(screen: VirtualScreen, tmp_path: Path) -> None:
    try:
        standin = build_standin()
    except StandInError as error:
        pytest.skip(str(error).splitlines()[0])
    with (
        StandInService(standin) as service,
        zego_peers.start_peer(
            "host", standin, service, seconds=PLAY_S + 20, screen=screen, folder=tmp_path
        ),
        zego_peers.start_peer(
            "window", standin, service, seconds=PLAY_S, screen=screen, folder=tmp_path
        ) as window,
    ):
        service.storm(zego_peers.WATCHER, per_second=EVENTS_PER_SECOND, seconds=STORM_S)
        found = zego_peers.result_of(window, within_s=PLAY_S + 20)

    assert len(found.events_ms) == EVENTS_PER_SECOND * STORM_S
    assert found.longest_pause_ms < PAUSE_MAX_MS
    assert len(found.pictures_ms) > PLAY_S * zego_peers.FPS * 0.8
