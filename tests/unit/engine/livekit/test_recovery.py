"""How a broken room is brought back, with a door and an entrance made of lists."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import cast

import pytest
from livekit import rtc

from app.engine.livekit.door import Reply
from app.engine.livekit.recovery import Recovery
from app.model.errors import ErrorCode

Outcome = tuple[rtc.Room | None, ErrorCode, str]
DONE: Outcome = (cast("rtc.Room", "a room"), ErrorCode.OK, "")
UNREACHABLE: Outcome = (None, ErrorCode.ROOM_UNREACHABLE, "nobody")
EXPIRED: Outcome = (None, ErrorCode.LOGIN_TOKEN_REFUSED, "expired")


class Time:
    """The running loop's clock."""

    def time(self) -> float:
        return asyncio.get_running_loop().time()


class ListedDoor:
    """Gives the listed replies, the last one for ever."""

    def __init__(self, *replies: Reply, is_known: bool = True) -> None:
        self.is_known = is_known
        self.answer_s = 0.01
        self.knocks = 0
        self._replies = list(replies)

    async def knock(self, within_s: float) -> Reply:
        self.knocks += 1
        reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        if reply is Reply.SILENT:
            await asyncio.wait([asyncio.get_running_loop().create_future()], timeout=within_s)
        return reply


class ListedEntrance:
    """Gives the listed outcomes."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.tries = 0
        self.token = "first"  # noqa: S105  (no secret)
        self._outcomes = iter(outcomes)

    async def connect_once(self, deadline_s: float) -> Outcome:  # noqa: ARG002
        self.tries += 1
        return next(self._outcomes)


class Broken:
    """Notes what becomes of the room."""

    def __init__(self, *, has_session: bool = False, flows: Iterable[bool] = ()) -> None:
        self.told: list[str] = []
        self.announced: list[float | None] = []
        self.watchers = 0
        self.has_session = has_session
        self.has_token_ended = False
        self.on_attempt, self.asked = asyncio.Event(), asyncio.Event()
        self._flows = iter(flows)

    @property
    def flows(self) -> bool:
        return next(self._flows, False)

    def attempted(self, next_in_s: float | None) -> None:
        self.announced.append(next_in_s)
        self.on_attempt.set()

    def resumed(self) -> None:
        self.told.append("resumed")

    def ask_for_token(self) -> bool:
        self.told.append("asked for a token")
        self.asked.set()
        return self.has_token_ended

    def drop_session(self) -> None:
        self.has_session = False
        self.told.append("dropped")

    def returned(self, room: rtc.Room) -> None:
        self.told.append(f"returned {room}")

    def given_up(self, code: ErrorCode, why: str) -> None:  # noqa: ARG002
        self.told.append(f"given up {code.name}")


def recovery(
    broken: Broken,
    door: ListedDoor,
    *outcomes: Outcome,
    retry_time_s: float = 30.0,
    entrance: ListedEntrance | None = None,
) -> Recovery:
    return Recovery(
        broken,
        entrance=entrance or ListedEntrance(*outcomes),
        door=door,
        loop=Time(),
        retry_time_s=retry_time_s,
        chance=lambda: 0.5,
    )


async def test_a_server_that_answers_is_entered_at_once() -> None:
    broken = Broken()
    await recovery(broken, ListedDoor(Reply.ANSWERED), DONE).run()
    assert broken.told == ["dropped", "returned a room"]
    assert broken.announced == [0.5]


async def test_a_session_that_flows_again_is_kept() -> None:
    broken = Broken(has_session=True, flows=[False, False, True])
    await recovery(broken, ListedDoor(Reply.SILENT, Reply.ANSWERED)).run()
    assert broken.told == ["resumed"]
    assert len(broken.announced) == 2


async def test_a_session_that_stays_silent_is_replaced() -> None:
    broken = Broken(has_session=True)
    await recovery(broken, ListedDoor(Reply.ANSWERED), DONE).run()
    assert broken.told == ["dropped", "returned a room"]


async def test_a_server_that_was_gone_is_not_asked_for_the_old_session() -> None:
    broken = Broken(has_session=True)
    mending = recovery(broken, ListedDoor(Reply.REFUSED, Reply.ANSWERED), DONE)
    began_s = asyncio.get_running_loop().time()
    await mending.run()
    assert broken.told == ["dropped", "returned a room"]
    assert asyncio.get_running_loop().time() - began_s < 1.0, "half a second is the knocks' pause"


async def test_a_refusal_for_good_ends_it() -> None:
    broken = Broken()
    await recovery(broken, ListedDoor(Reply.ANSWERED), UNREACHABLE, EXPIRED).run()
    assert broken.told[-1] == "given up LOGIN_TOKEN_REFUSED"
    assert len(broken.announced) == 2


@pytest.mark.parametrize("reply", [Reply.REFUSED, Reply.SILENT])
async def test_it_ends_when_time_is_up(reply: Reply) -> None:
    broken = Broken(has_session=True)
    began_s = asyncio.get_running_loop().time()
    await recovery(broken, ListedDoor(reply), retry_time_s=0.7).run()
    assert broken.told == ["dropped", "given up RETRY_TIMED_OUT"]
    assert len(broken.announced) == 2
    assert 0.6 < asyncio.get_running_loop().time() - began_s < 1.2


async def test_where_nobody_can_be_asked_each_attempt_enters() -> None:
    broken = Broken()
    door = ListedDoor(Reply.SILENT, is_known=False)
    await recovery(broken, door, UNREACHABLE, UNREACHABLE, DONE).run()
    assert broken.told[-1] == "returned a room"
    assert broken.announced == [None] * 3
    assert door.knocks == 0


async def test_a_hurry_ends_the_pause_and_the_wait_for_an_answer() -> None:
    broken = Broken()
    mending = recovery(broken, ListedDoor(Reply.SILENT, Reply.REFUSED, Reply.ANSWERED), DONE)
    began_s = asyncio.get_running_loop().time()
    running = asyncio.ensure_future(mending.run())
    for _ in range(2):
        await broken.on_attempt.wait()
        broken.on_attempt.clear()
        await asyncio.sleep(0)
        mending.hurry()
    await running
    assert len(broken.announced) == 3
    assert asyncio.get_running_loop().time() - began_s < 0.3


async def test_a_token_that_ended_meanwhile_is_asked_for_and_used() -> None:
    broken, entrance = Broken(), ListedEntrance(EXPIRED, DONE)
    broken.has_token_ended = True
    mending = recovery(broken, ListedDoor(Reply.ANSWERED), entrance=entrance)
    running = asyncio.ensure_future(mending.run())
    await broken.asked.wait()
    mending.hurry()  # somebody presses "try now": the token is still the old one
    await asyncio.sleep(0)
    entrance.token = "second"  # noqa: S105  (no secret)
    mending.hurry()
    await running
    assert broken.told == ["dropped", "asked for a token", "dropped", "returned a room"]


async def test_without_another_token_it_ends_with_that_word() -> None:
    broken = Broken()
    broken.has_token_ended = True
    await recovery(broken, ListedDoor(Reply.ANSWERED), EXPIRED, retry_time_s=0.5).run()
    assert broken.told[-1] == "given up LOGIN_TOKEN_REFUSED"
