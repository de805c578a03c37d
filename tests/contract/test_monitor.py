"""The own broadcast as the audience receives it: shown with its delay, and noticed by nobody."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from app.control.monitor_view import MonitorPhase
from app.model.events import RoomOnlineUserCountUpdate, RoomUserUpdate
from app.model.media import Canvas
from app.model.session import UpdateType
from tests.contract.lab import EngineLab, Rights
from tests.contract.monitor_lab import MonitoredHost
from tests.contract.people import People, Person
from tests.contract.screens import Screens

CANVAS = Canvas(view=71)
Phase = MonitorPhase


@pytest.fixture
async def host(lab: EngineLab, screens: Screens, room_id: str) -> AsyncIterator[MonitoredHost]:
    """A host who is live."""
    host = MonitoredHost(lab, screens, room_id)
    await host.go_live()
    yield host
    await host.leave()


async def test_the_monitor_shows_the_own_broadcast_and_its_delay(
    host: MonitoredHost, screens: Screens
) -> None:
    screen = screens.add(CANVAS.view, (320, 180))
    host.monitor.canvas_ready(CANVAS)
    host.monitor.open()
    await screen.wait_for_pictures(5)
    view = await host.monitor_is(lambda view: view.knows_delay)
    assert 0 < view.delay_p50_ms <= view.delay_p95_ms < 2_000
    assert (view.width_px, view.height_px) == (320, 180)

    host.monitor.close()
    await screen.wait_for_blank()
    await host.controller.settle()
    assert host.monitor.view.phase is Phase.OFF


async def test_nobody_in_the_room_is_told_of_the_monitor(
    host: MonitoredHost, people: People, room_id: str
) -> None:
    viewer = people.add("viewer")
    await viewer.enter(room_id, Rights.WATCH)
    await viewer.events.wait_for(RoomOnlineUserCountUpdate, count=2)
    mark = viewer.events.mark()
    host.monitor.open()
    await host.monitor_is(lambda view: view.phase is Phase.PLAYING)
    late = people.add("late")
    await late.enter(room_id, Rights.WATCH)
    await viewer.events.wait_for(RoomOnlineUserCountUpdate, count=3, since=mark)
    await host.audience_is(2)

    assert await those_told_of(viewer, "late") == {"host", "late"}
    assert await those_told_of(late, "host", "viewer") == {"host", "viewer"}
    assert host.controller.state.audience_count == 2


async def those_told_of(person: Person, *expected: str) -> set[str]:
    """Return who came, as ``person`` was told, once the expected ones are among them."""

    def seen() -> set[str]:
        updates = person.events.of(RoomUserUpdate, update_type=UpdateType.ADD)
        return {user.user_id for event in updates for user in event.users}

    await person.events.wait_until(lambda: seen() >= set(expected), what=f"{expected} come")
    return seen()


async def test_the_monitor_opens_and_closes_many_times(
    host: MonitoredHost, screens: Screens
) -> None:
    screen = screens.add(CANVAS.view, (320, 180))
    host.monitor.canvas_ready(CANVAS)
    for _ in range(3):
        host.monitor.open()
        await screen.wait_for_picture()
        host.monitor.close()
        host.monitor.open()
        host.monitor.close()
        await screen.wait_for_blank()
    await host.controller.settle()
    assert host.monitor.view.phase is Phase.OFF


async def test_the_broadcast_ends_while_the_monitor_plays(host: MonitoredHost) -> None:
    host.monitor.open()
    await host.monitor_is(lambda view: view.phase is Phase.PLAYING)
    await host.leave()

    assert not host.monitor.view.is_open
    assert host.controller.state.problem is None


async def test_the_monitor_follows_the_stream_to_another_id(host: MonitoredHost) -> None:
    host.monitor.open()
    await host.monitor_is(lambda view: view.phase is Phase.PLAYING)
    session = host.controller.parts.flow.session
    assert session is not None
    (own,) = host.controller.state.outgoing
    session.stop_publishing(own.channel)
    host.controller.parts.flow.publish(own.channel)
    await host.monitor_is(lambda view: view.phase is Phase.WAITING)
    await host.monitor_is(lambda view: view.phase is Phase.PLAYING)
