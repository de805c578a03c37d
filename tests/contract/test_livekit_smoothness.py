"""The wait of played pictures on a rough network: what it costs, and what it saves."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import pytest

from app.control.latency import play_buffer_ms
from app.model.frames import VideoFrame
from app.model.media import LatencyMode
from tests.contract.broadcasts import broadcast
from tests.contract.conftest import _livekit
from tests.contract.livekit_lab import LiveKitLab
from tests.contract.network import Roughness
from tests.contract.people import People, Person, people_of

ROUGH = Roughness(loss_share=0.03, delay_s=0.06)
FREEZE_MS = 200
PICTURES = 300
ROUNDS = 4
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Showing:
    """How some hundred pictures came."""

    delay_ms: float
    freezes: int
    longest_ms: float

    @staticmethod
    def of(frames: list[VideoFrame]) -> Showing:
        gaps_ms = [(b.received_at_us - a.received_at_us) / 1000 for a, b in pairwise(frames)]
        delays_ms = [(item.received_at_us - item.captured_at_us) / 1000 for item in frames]
        freezes = sum(gap_ms > FREEZE_MS for gap_ms in gaps_ms)
        return Showing(median(delays_ms), freezes, max(gaps_ms))


@dataclass(frozen=True)
class Round:
    """The same network, shown as soon as can be and with a wait."""

    quick: Showing
    smooth: Showing

    @property
    def cost_ms(self) -> float:
        """What the wait costs."""
        return self.smooth.delay_ms - self.quick.delay_ms

    @property
    def hides_loss(self) -> bool:
        """Whether the network was rough enough to tell, and the wait hid it."""
        is_rough = self.quick.freezes >= 3
        is_hidden = self.smooth.freezes <= self.quick.freezes / 3
        return is_rough and is_hidden and self.smooth.longest_ms < self.quick.longest_ms


@pytest.fixture
def rough_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveKitLab]:
    lab = _livekit(tmp_path_factory, breakable=True)
    lab.start()
    yield lab
    lab.stop()


@pytest.fixture
async def crowd(rough_lab: LiveKitLab) -> AsyncIterator[People]:
    async with people_of(rough_lab) as made:
        yield made


async def showing(person: Person) -> Showing:
    """Return how the next pictures come."""
    loop, enough = asyncio.get_running_loop(), asyncio.Event()
    frames: list[VideoFrame] = []
    lock = threading.Lock()

    def note(_stream_id: str, frame: VideoFrame) -> None:
        with lock:
            frames.append(frame)
            if len(frames) == PICTURES:
                loop.call_soon_threadsafe(enough.set)

    person.engine.set_custom_video_render_handler(note)
    async with asyncio.timeout(4 * PICTURES / 30):
        await enough.wait()
    person.engine.set_custom_video_render_handler(None)
    return Showing.of(frames[:PICTURES])


@pytest.mark.timeout(400)
async def test_a_wait_costs_its_time_and_hides_what_was_lost(
    crowd: People, rough_lab: LiveKitLab
) -> None:
    """A busy machine stops pictures, too, which no wait hides: one quiet round is enough."""
    least_ms, most_ms = play_buffer_ms(LatencyMode.SMOOTH)
    rounds: list[Round] = []
    async with broadcast(crowd, "rough") as (_, watcher):
        rough_lab.roughen_network(ROUGH)
        await showing(watcher)  # libwebrtc gets used to the network
        while len(rounds) < ROUNDS and not any(tells(each, least_ms) for each in rounds):
            watcher.engine.set_play_stream_buffer_interval_range("s1", 0, max_ms=most_ms)
            await watcher.picture("s1")
            quick = await showing(watcher)
            watcher.engine.set_play_stream_buffer_interval_range("s1", least_ms, max_ms=most_ms)
            await watcher.picture("s1")
            rounds.append(Round(quick, await showing(watcher)))
    _log.info("%s", rounds)
    assert any(tells(each, least_ms) for each in rounds), rounds


def tells(measured: Round, least_ms: int) -> bool:
    """Whether a round shows both: the wait costs about its time and hides what was lost."""
    return measured.hides_loss and 0.6 < measured.cost_ms / least_ms < 1.5
