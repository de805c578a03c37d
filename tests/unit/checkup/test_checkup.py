"""The checkup on the engine that needs no account, and its judgements on made-up evidence."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.checkup.evidence import Evidence, News
from app.checkup.host import HostCheck
from app.checkup.judges import WRONG_TOKEN, Verdict
from app.checkup.link import Company
from app.checkup.person import Person
from app.checkup.rows import ROWS, judge_all
from app.checkup.watcher import Watcher
from app.media.sources import CaptureSources
from app.model.errors import ErrorCode, RoomError
from app.model.events import PublisherCapturedVideoFirstFrame, RoomStateChanged
from app.model.media import PublishChannel
from app.model.session import RoomConfig, RoomStateReason, User
from tests.contract.lab import Flaw, Rights
from tests.contract.livekit_lab import LiveKitLab, find_media_server
from tests.fakes.engine import RecordingEngine

HOST, VIEWER = User("checkup-host"), User("checkup-viewer")
ROOMS = ("checkup-1", "checkup-2")
BINARY = find_media_server()


class NearWatcher:
    """The second user in this very process."""

    def __init__(self, lab: LiveKitLab, user: User) -> None:
        self._lab = lab
        self._user = user
        self._task: asyncio.Task[None] | None = None
        self._watcher: Watcher | None = None
        self._changed = asyncio.Event()
        self.user_id = user.user_id
        self.news: list[News] = []

    async def start(self, room_id: str) -> None:
        engine = self._lab.create_engine(CaptureSources())
        self._watcher = Watcher(engine, self._user, self._take)
        config = self._lab.config(room_id, self.user_id, Rights.HOST)
        self._task = asyncio.ensure_future(self._watcher.run(room_id, config))

    def _take(self, news: News) -> None:
        self.news.append(news)
        self._changed.set()

    async def until(self, what: Callable[[News], bool], *, within_s: float) -> News:
        async with asyncio.timeout(within_s):
            while True:
                found = next((news for news in self.news if what(news)), None)
                if found is not None:
                    return found
                self._changed.clear()
                await self._changed.wait()

    async def end(self) -> None:
        if self._watcher is not None and self._task is not None:
            self._watcher.stop()
            await self._task


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[LiveKitLab]:
    if BINARY is None:
        pytest.skip("the media server was not built")
    made = LiveKitLab(tmp_path, BINARY)
    made.start()
    yield made
    made.stop()


async def test_a_good_service_passes_every_row(lab: LiveKitLab) -> None:
    async def config_for(room_id: str) -> RoomConfig:
        return lab.config(room_id, HOST.user_id)

    said: list[str] = []
    check = HostCheck(
        lab.create_engine(CaptureSources()),
        HOST,
        ROOMS,
        config_for=config_for,
        wrong_configs={
            WRONG_TOKEN: lab.flawed_config(ROOMS[0], HOST.user_id, Flaw.OTHER_SERVER),
        },
        company=Company(NearWatcher(lab, VIEWER), NearWatcher(lab, HOST)),
        tell=said.append,
    )

    evidence = await check.run()

    assert evidence.faults == {}
    lines = judge_all(evidence)
    others = {
        line.row.row_id: line.text()
        for line in lines
        if line.judgement.verdict is not Verdict.PASSED
    }
    assert others.keys() == {"R06", "R13", "R14", "R15", "U06", "L07"}, others
    assert said[0] == WRONG_TOKEN
    assert said[-1] == "the end of the engine"


async def test_a_login_that_is_refused_leaves_the_rest_untried() -> None:
    async def config_for(room_id: str) -> RoomConfig:
        raise RoomError(
            f"cannot log in to {room_id!r}: the token has expired",
            hint="Get a new one.",
            code=ErrorCode.LOGIN_TOKEN_REFUSED,
        )

    engine = RecordingEngine()
    running = asyncio.ensure_future(HostCheck(engine, HOST, ROOMS, config_for=config_for).run())
    while "start_preview" not in engine.names():
        await asyncio.sleep(0)
    engine.emit(RoomStateChanged(ROOMS[0], RoomStateReason.LOGOUT))

    engine.emit(PublisherCapturedVideoFirstFrame(PublishChannel.MAIN))
    evidence = await running

    verdicts = {line.row.row_id: line.judgement for line in judge_all(evidence)}
    assert verdicts["R01"].verdict is Verdict.FAILED
    assert "expired" in verdicts["R01"].detail
    assert verdicts["P01"].verdict is Verdict.PASSED
    assert verdicts["U05"].verdict is Verdict.NOT_TRIED
    assert verdicts["L03"].verdict is Verdict.NOT_TRIED
    assert verdicts["R02"].verdict is Verdict.NOT_TRIED
    assert verdicts["D03"].verdict is Verdict.PASSED
    assert engine.names()[-1] == "destroy"


def all_done() -> Evidence:
    steps = ("the login", "publish", "play", "the preview", "the watcher", "the end of the engine")
    return Evidence(done=set(steps), stream_id="mine")


def verdict_of(row_id: str, evidence: Evidence) -> tuple[Verdict, str]:
    lines = [line for line in judge_all(evidence) if line.row.row_id == row_id]
    return lines[-1].judgement.verdict, lines[-1].judgement.detail


def test_a_service_without_low_latency_is_told_how_to_get_it() -> None:
    evidence = all_done()
    evidence.done.discard("play")
    evidence.watcher.append(
        {"event": "PlayerStateUpdate", "state": "NO_PLAY", "error_code": 1004072}
    )
    verdict, detail = verdict_of("E08", evidence)
    assert verdict is Verdict.FAILED
    assert "console" in detail


@pytest.mark.parametrize(
    ("delay_ms", "verdict"),
    [(640.0, Verdict.PASSED), (1200.0, Verdict.FAILED), (-1.0, Verdict.NOT_TRIED)],
)
def test_the_delay_is_judged_by_what_the_watcher_measured(
    delay_ms: float, verdict: Verdict
) -> None:
    evidence = all_done()
    evidence.watcher.append(
        {"event": "PlayerQualityUpdate", "quality": {"end_to_end_p50_ms": delay_ms}}
    )
    assert verdict_of("L03", evidence)[0] is verdict


def test_states_out_of_order_fail() -> None:
    evidence = all_done()
    for state in ("PUBLISHING", "PUBLISH_REQUESTING"):
        evidence.host.append({"event": "PublisherStateUpdate", "stream_id": "mine", "state": state})
    verdict, detail = verdict_of("U05", evidence)
    assert verdict is Verdict.FAILED
    assert detail == "PUBLISHING -> PUBLISH_REQUESTING"


def test_an_own_stream_that_is_told_fails() -> None:
    evidence = all_done()
    evidence.host.append(
        {"event": "RoomStreamUpdate", "update_type": "ADD", "streams": [{"stream_id": "mine"}]}
    )
    assert verdict_of("R23", evidence)[0] is Verdict.FAILED


def test_publishing_before_the_login_fails() -> None:
    evidence = all_done()
    evidence.host = [
        {"event": "PublisherStateUpdate", "stream_id": "mine", "state": "PUBLISHING"},
        {"event": "RoomStateChanged", "reason": "LOGINED"},
    ]
    assert verdict_of("E05", evidence)[0] is Verdict.FAILED


def test_what_needs_a_second_user_is_not_tried_without_one() -> None:
    evidence = all_done()
    evidence.has_watcher = False
    for row_id in ("R25", "M01", "M02", "M03", "M04", "L09"):
        assert verdict_of(row_id, evidence)[0] is Verdict.NOT_TRIED


def test_a_row_that_was_never_met_fails_or_is_untried_but_never_passes() -> None:
    nothing = judge_all(Evidence())
    assert len(nothing) == len(ROWS)
    assert all(line.judgement.verdict is not Verdict.PASSED for line in nothing)
    assert all(line.row.row_id in line.text() for line in nothing)


async def test_waiting_for_an_event_looks_at_the_past_too() -> None:
    engine = RecordingEngine()
    person = Person(engine, HOST)
    engine.emit(RoomStateChanged("a", RoomStateReason.LOGINING))
    news = await person.until(lambda news: news.get("reason") == "LOGINING", within_s=5)
    assert news["room_id"] == "a"
    with pytest.raises(TimeoutError):
        await person.until(lambda news: news.get("reason") == "KICK_OUT", within_s=0.05)
    await person.end()
