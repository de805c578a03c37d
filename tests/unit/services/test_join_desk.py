import asyncio

import pytest

from app.model.access_token import read_token
from app.model.session import User
from app.services.join_desk import (
    CLIENTS_REMEMBERED,
    BroadcastState,
    JoinAsked,
    JoinDesk,
    JoinRefusedError,
    Limiter,
)
from app.services.join_protocol import REFUSAL_TEXTS, JoinRefusal
from app.services.server_target import KeyedServer, TokenServer
from app.services.tokens import ServerKey, watch_token

KEY = ServerKey("APIkey", api_secret="s" * 40)
SERVER = KeyedServer("ws://h", key=KEY)
HOST = User("host")


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def desk() -> JoinDesk:
    return JoinDesk("main", host=HOST, server=SERVER)


def asking(desk: JoinDesk, *, user_id: str = "ada", wait_s: float = 0.0) -> JoinAsked:
    return JoinAsked(desk.invite, user_id=user_id, name="", wait_s=wait_s)


async def refusal_of(desk: JoinDesk, asked: JoinAsked) -> JoinRefusal:
    with pytest.raises(JoinRefusedError) as caught:
        await desk.admit(asked, client="c")
    return caught.value.refusal


def test_every_refusal_has_words() -> None:
    assert set(REFUSAL_TEXTS) == set(JoinRefusal)
    assert all(text.hint and 400 <= text.status < 600 for text in REFUSAL_TEXTS.values())


def test_invites_differ_and_cannot_be_guessed(desk: JoinDesk) -> None:
    other = JoinDesk("main", host=HOST, server=SERVER)

    assert desk.invite != other.invite
    assert len(desk.invite) >= 96 / 6


async def test_a_watcher_of_a_live_broadcast_gets_a_token_that_cannot_publish(
    desk: JoinDesk,
) -> None:
    await desk.set_state(BroadcastState.LIVE)

    granted = await desk.admit(asking(desk), client="c")

    facts = read_token(granted.token)
    assert (facts.room_id, facts.identity, facts.can_publish) == ("main", "ada", False)
    assert 0 < granted.expires_in_s <= 15 * 60
    assert granted.token not in repr(granted)


async def test_before_and_after_the_broadcast_there_is_nothing_to_watch(desk: JoinDesk) -> None:
    assert await refusal_of(desk, asking(desk)) is JoinRefusal.NOT_LIVE
    await desk.set_state(BroadcastState.ENDED)
    assert await refusal_of(desk, asking(desk)) is JoinRefusal.ENDED


async def test_the_state_is_told_only_to_those_who_have_the_invite(desk: JoinDesk) -> None:
    for state in BroadcastState:
        await desk.set_state(state)
        guess = JoinAsked("x" * 22, user_id="host", name="", wait_s=5.0)
        assert await refusal_of(desk, guess) is JoinRefusal.WRONG_INVITE


async def test_an_invite_beyond_ascii_is_just_wrong(desk: JoinDesk) -> None:
    asked = JoinAsked("\u00e4\ud800".encode("utf-8", "replace").decode(), "ada", "", 0.0)

    assert await refusal_of(desk, asked) is JoinRefusal.WRONG_INVITE


async def test_nobody_comes_in_as_the_host(desk: JoinDesk) -> None:
    await desk.set_state(BroadcastState.LIVE)

    assert await refusal_of(desk, asking(desk, user_id="host")) is JoinRefusal.USER_ID_TAKEN


@pytest.mark.parametrize("user_id", ["", "a b", "\u00e4", "x" * 64])
async def test_a_user_id_that_cannot_be_is_refused(desk: JoinDesk, user_id: str) -> None:
    await desk.set_state(BroadcastState.LIVE)

    assert await refusal_of(desk, asking(desk, user_id=user_id)) is JoinRefusal.USER_ID_INVALID


async def test_those_who_wait_come_in_the_moment_the_broadcast_is_live(desk: JoinDesk) -> None:
    waiting = asyncio.create_task(desk.admit(asking(desk, wait_s=20.0), client="c"))
    while not desk._waiting:
        await asyncio.sleep(0)

    await desk.set_state(BroadcastState.LIVE)

    async with asyncio.timeout(2.0):
        assert (await waiting).user.user_id == "ada"
    assert desk._waiting == 0


async def test_those_who_wait_are_told_when_the_time_is_up_or_all_is_over(desk: JoinDesk) -> None:
    assert await refusal_of(desk, asking(desk, wait_s=0.01)) is JoinRefusal.NOT_LIVE

    waiting = asyncio.create_task(refusal_of(desk, asking(desk, wait_s=20.0)))
    while not desk._waiting:
        await asyncio.sleep(0)
    await desk.set_state(BroadcastState.ENDED)

    async with asyncio.timeout(2.0):
        assert await waiting is JoinRefusal.ENDED


async def test_a_server_without_its_key_can_invite_nobody() -> None:
    token = watch_token(KEY, room_id="main", user=HOST)
    desk = JoinDesk("main", host=HOST, server=TokenServer("ws://h", token=token))
    await desk.set_state(BroadcastState.LIVE)

    assert await refusal_of(desk, asking(desk)) is JoinRefusal.NO_TOKEN


async def test_who_tries_invites_is_slowed_down_but_the_right_one_gets_in(desk: JoinDesk) -> None:
    await desk.set_state(BroadcastState.LIVE)
    wrong = JoinAsked("x" * 22, "ada", "", 0.0)
    for _ in range(10):
        with pytest.raises(JoinRefusedError) as caught:
            await desk.admit(wrong, client="machine")
        assert caught.value.refusal is JoinRefusal.WRONG_INVITE

    with pytest.raises(JoinRefusedError) as caught:
        await desk.admit(wrong, client="machine")

    assert caught.value.refusal is JoinRefusal.TOO_MANY
    assert 50 < caught.value.retry_after_s <= 60
    assert (await desk.admit(asking(desk), client="machine")).token


def test_a_flood_of_requests_is_refused_and_others_are_not(desk: JoinDesk) -> None:
    for _ in range(100):
        desk.count_request("machine")

    with pytest.raises(JoinRefusedError) as caught:
        desk.count_request("machine")

    assert caught.value.refusal is JoinRefusal.TOO_MANY
    assert 5 < caught.value.retry_after_s <= 10
    desk.count_request("another")


def test_a_limit_counts_a_period_and_then_forgets() -> None:
    clock = Clock()
    limiter = Limiter(2, period_s=10.0, clock=clock)

    limiter.note("c")
    clock.now_s += 4
    assert limiter.wait_s("c") == 0.0
    limiter.note("c")
    assert limiter.wait_s("c") == 6.0
    assert limiter.wait_s("another") == 0.0
    clock.now_s += 6
    assert limiter.wait_s("c") == 0.0


def test_a_limit_remembers_no_more_clients_than_it_may() -> None:
    limiter = Limiter(1, period_s=10.0)

    for number in range(3 * CLIENTS_REMEMBERED):
        limiter.note(str(number))

    assert len(limiter._times_s) == CLIENTS_REMEMBERED
    assert limiter.wait_s("0") == 0.0
    assert limiter.wait_s(str(3 * CLIENTS_REMEMBERED - 1)) > 0
