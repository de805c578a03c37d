"""The second engine of a host leaves the sound of the machine to the first."""

from __future__ import annotations

import asyncio

import pytest

from app.control.monitor_view import MonitorPhase
from tests.contract.lab import EngineLab
from tests.contract.monitor_lab import MonitoredHost
from tests.contract.pulse import SoundServer
from tests.contract.screens import Screens

pytestmark = pytest.mark.sound


async def test_the_monitor_is_silent(
    lab: EngineLab, screens: Screens, room_id: str, sound_server: SoundServer | None
) -> None:
    if sound_server is None:
        pytest.skip("pulseaudio is not installed")
    host = MonitoredHost(lab, screens, room_id)
    await host.go_live()
    host.monitor.open()
    await host.monitor_is(lambda view: view.phase is MonitorPhase.PLAYING)
    await host.monitor_is(lambda view: view.knows_delay)

    assert await asyncio.to_thread(sound_server.players) == 0
    assert host.seconds_made == 1
    await host.leave()
