"""What is believed of the figures that others tell, and what is made of them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from types import SimpleNamespace
from typing import cast

import pytest
from livekit import rtc
from livekit.rtc._proto.room_pb2 import DataPacketKind

from app.engine.common.loop import EngineLoop
from app.engine.livekit.sender_figures import (
    FIGURES_TOPIC,
    FigureExchange,
    SenderFigures,
    ViewerFigures,
)
from app.model.quality import AudienceFigures

OWN = "own-main"


class Wire:
    """A room of one connection: what is sent comes back as if somebody else had sent it."""

    def __init__(self) -> None:
        self.sent: list[tuple[bytes, list[str]]] = []
        self.handlers: list[Callable[[rtc.DataPacket], None]] = []
        self.may_send = True
        track = SimpleNamespace(name=OWN)
        self.local_participant = SimpleNamespace(
            publish_data=self._publish,
            permissions=SimpleNamespace(can_publish_data=True),
            track_publications={"TR": SimpleNamespace(track=track)},
        )

    def on(self, _event: str, handler: Callable[[rtc.DataPacket], None]) -> None:
        self.handlers.append(handler)

    def off(self, _event: str, handler: Callable[[rtc.DataPacket], None]) -> None:
        self.handlers.remove(handler)

    def isconnected(self) -> bool:
        return self.may_send

    async def _publish(
        self, data: bytes, *, reliable: bool, destination_identities: list[str], topic: str
    ) -> None:
        assert not reliable
        assert topic == FIGURES_TOPIC
        self.sent.append((data, destination_identities))

    def deliver(self, data: bytes, identity: str, topic: str = FIGURES_TOPIC) -> None:
        who = cast("rtc.RemoteParticipant", SimpleNamespace(identity=identity))
        packet = rtc.DataPacket(data, DataPacketKind.KIND_LOSSY, who, topic)
        for handler in tuple(self.handlers):
            handler(packet)


class Loop:
    """Runs at once what does not wait; its clock stands until it is moved."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def time(self) -> float:
        return self.now_s

    def spawn(self, coroutine: Coroutine[object, None, None], *, name: str) -> None:
        assert name
        with pytest.raises(StopIteration):
            coroutine.send(None)


@pytest.fixture
def loop() -> Loop:
    return Loop()


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def exchange(loop: Loop, wire: Wire) -> Iterator[FigureExchange]:
    made = FigureExchange(cast("EngineLoop", loop))
    made.attach(cast("rtc.Room", wire))
    yield made
    made.detach()
    assert wire.handlers == []


def viewer(exchange: FigureExchange, wire: Wire, figures: ViewerFigures, stream: str) -> bytes:
    """Return the message in which somebody tells ``figures``."""
    exchange.report("publisher", stream, figures)
    data, to = wire.sent.pop()
    assert to == ["publisher"]
    return data


def test_a_publisher_s_figures_reach_those_who_play_its_stream(
    exchange: FigureExchange, wire: Wire
) -> None:
    heard: list[SenderFigures] = []
    exchange.follow("publisher", "theirs", heard.append)
    exchange.tell("theirs", SenderFigures(1.5, 6.25))
    data, to = wire.sent.pop()
    assert to == []
    wire.deliver(data, "publisher")
    assert heard == [SenderFigures(1.5, 6.25)]


def test_nobody_else_is_believed(exchange: FigureExchange, wire: Wire) -> None:
    heard: list[SenderFigures] = []
    exchange.follow("publisher", "theirs", heard.append)
    exchange.tell("theirs", SenderFigures(1.5, 6.25))
    data, _ = wire.sent.pop()
    wire.deliver(data, "somebody")
    wire.deliver(data, "publisher", topic="lk.chat")
    exchange.unfollow("publisher", "theirs")
    wire.deliver(data, "publisher")
    assert heard == []


def test_the_audience_is_told_by_its_medians_and_its_slowest(
    exchange: FigureExchange, wire: Wire
) -> None:
    for number, p50_ms in enumerate((20.0, 30.0, 400.0)):
        figures = ViewerFigures(p50_ms, p50_ms + 10, 30.0 - number)
        wire.deliver(viewer(exchange, wire, figures, OWN), f"viewer-{number}")
    assert exchange.audience(OWN) == AudienceFigures(3, 30.0, 40.0, 400.0, 29.0)


def test_who_tells_no_times_still_counts(exchange: FigureExchange, wire: Wire) -> None:
    wire.deliver(viewer(exchange, wire, ViewerFigures(-1.0, -1.0, 25.0), OWN), "viewer")
    assert exchange.audience(OWN) == AudienceFigures(1, shown_fps=25.0)


def test_who_falls_silent_is_forgotten(exchange: FigureExchange, wire: Wire, loop: Loop) -> None:
    data = viewer(exchange, wire, ViewerFigures(20.0, 30.0, 30.0), OWN)
    wire.deliver(data, "viewer-1")
    loop.now_s += 10
    wire.deliver(data, "viewer-2")
    assert exchange.audience(OWN).viewers == 2
    loop.now_s += 10
    assert exchange.audience(OWN).viewers == 1
    loop.now_s += 10
    assert exchange.audience(OWN) == AudienceFigures()


def test_figures_of_streams_that_are_not_ours_are_left_out(
    exchange: FigureExchange, wire: Wire
) -> None:
    wire.deliver(viewer(exchange, wire, ViewerFigures(20.0, 30.0, 30.0), "theirs"), "viewer")
    assert exchange.audience("theirs") == AudienceFigures()


def test_a_flood_costs_no_more_than_its_limit(exchange: FigureExchange, wire: Wire) -> None:
    data = viewer(exchange, wire, ViewerFigures(20.0, 30.0, 30.0), OWN)
    for number in range(5_000):
        wire.deliver(data, f"viewer-{number}")
    assert exchange.audience(OWN).viewers <= 400  # two seconds' worth, however slow the machine


def test_nothing_is_sent_without_a_connection(exchange: FigureExchange, wire: Wire) -> None:
    wire.may_send = False
    exchange.tell(OWN, SenderFigures(1.0, 2.0))
    assert wire.sent == []
