"""One stay in a room: what the SDK tells twice, never, or of another stay."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from app.engine.zego import _express as express
from app.engine.zego.results import CallResult
from app.engine.zego.room import Phase, RoomStay
from app.model.errors import ErrorCode, RoomError
from app.model.events import RoomStateChanged
from app.model.session import RoomConfig, RoomStateReason, User
from tests.unit.engine.zego.fake_sdk import Bench

Reason = RoomStateReason


class Follower:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def room_connected(self) -> None:
        """Note it."""
        self.told.append("connected")

    def room_interrupted(self) -> None:
        """Note it."""
        self.told.append("interrupted")

    def room_over(self, code: ErrorCode) -> None:
        """Note it."""
        self.told.append(f"over {int(code)}")

    def room_left(self) -> None:
        """Note it."""
        self.told.append("left")


class Login:
    """A login under way on the bench."""

    def __init__(self, bench: Bench, config: RoomConfig) -> None:
        self.bench = bench
        self.follower = Follower()
        self.config = config
        self.stay: RoomStay | None = None
        self.task: asyncio.Future[None] | None = None

    async def begin(self) -> None:
        """Ask for it; returns when the SDK was asked."""

        async def ready() -> int:
            return 0

        async def enter() -> None:
            self.stay = RoomStay(
                "r1",
                User("ada"),
                self.config,
                context=self.bench.context,
                follower=self.follower,
                has_app_sign=False,
            )
            await self.stay.enter(ready())

        self.task = asyncio.ensure_future(self.bench.loop.submit(enter()))
        while "login_room_with_callback" not in self.bench.fake.names:
            await asyncio.sleep(0.005)
        await self.bench.settle()

    async def tell(self, reason: int, code: int = 0, room_id: str = "r1") -> None:
        """Let the SDK tell a state."""
        stay = self.stay
        assert stay is not None
        event = express.OnRoomStateChanged(room_id, reason, code, "{}")
        await self.bench.do(lambda: stay.state_changed(event))

    async def on_loop(self, function: Callable[[], object]) -> None:
        """Do something on the loop."""
        await self.bench.do(function)

    @property
    def reasons(self) -> list[tuple[RoomStateReason, int]]:
        """Return what the application was told."""
        return [
            (event.reason, int(event.error_code))
            for event in self.bench.events
            if isinstance(event, RoomStateChanged)
        ]


@pytest.fixture
def login(bench: Bench) -> Login:
    return Login(bench, RoomConfig(token="good", login_time_s=5.0))  # noqa: S106


async def logged_in(login: Login) -> RoomStay:
    await login.begin()
    await login.tell(Reason.LOGINING)
    await login.tell(Reason.LOGINED)
    assert login.task is not None
    await login.task
    assert login.stay is not None
    return login.stay


async def test_a_login_is_told_once_though_the_sdk_tells_it_twice(login: Login) -> None:
    await logged_in(login)
    await login.on_loop(lambda: login.bench.context.results.settle("login", 7, CallResult(0)))
    assert login.reasons == [(Reason.LOGINING, 0), (Reason.LOGINED, 0)]
    assert login.follower.told == ["connected"]


async def test_a_refusal_told_four_times_is_told_once(login: Login) -> None:
    await login.begin()
    await login.tell(Reason.LOGINING)
    await login.on_loop(lambda: login.bench.context.faults.reported(1002033, "login_room", ""))
    await login.tell(Reason.LOGIN_FAILED, 1002033)
    await login.on_loop(lambda: login.bench.context.results.settle("login", 7, CallResult(1002033)))
    assert login.task is not None
    with pytest.raises(RoomError) as refused:
        await login.task
    assert refused.value.code is ErrorCode.LOGIN_TOKEN_REFUSED
    assert [reason for reason, _ in login.reasons] == [Reason.LOGINING, Reason.LOGIN_FAILED]
    assert len(login.bench.events) == 2


async def test_a_refusal_without_a_room_id_is_ours(login: Login) -> None:
    await login.begin()
    await login.tell(Reason.LOGIN_FAILED, 1002007, room_id="")
    assert login.task is not None
    with pytest.raises(RoomError) as refused:
        await login.task
    assert refused.value.code is ErrorCode.USER_ID_TOO_LONG


async def test_a_refused_second_login_does_not_end_the_first(login: Login) -> None:
    stay = await logged_in(login)
    await login.tell(Reason.LOGIN_FAILED, 1002001)
    assert stay.phase is Phase.CONNECTED
    assert login.reasons[-1] == (Reason.LOGINED, 0)


async def test_a_login_that_is_left_is_finished_by_us(login: Login) -> None:
    await login.begin()
    await login.tell(Reason.LOGINING)
    stay = login.stay
    assert stay is not None
    leaving = asyncio.ensure_future(login.bench.loop.submit(stay.leave()))
    assert login.task is not None
    with pytest.raises(RoomError, match="left again"):
        await login.task
    while "logout_room_with_callback" not in login.bench.fake.names:
        await asyncio.sleep(0.005)
    await login.tell(Reason.LOGOUT)
    await login.on_loop(lambda: login.bench.context.results.settle("logout", 7, CallResult(0)))
    await leaving
    assert login.reasons == [(Reason.LOGINING, 0), (Reason.LOGOUT, 0)]


async def test_a_service_that_does_not_answer_is_given_up_in_time(bench: Bench) -> None:
    login = Login(bench, RoomConfig(token="good", login_time_s=0.2))  # noqa: S106
    bench.fake.answers["logout_room_with_callback"] = 1002002
    await login.begin()
    await login.tell(Reason.LOGINING)
    assert login.task is not None
    with pytest.raises(RoomError, match="cannot be reached"):
        await login.task
    assert login.reasons[-1] == (Reason.LOGIN_FAILED, ErrorCode.ROOM_UNREACHABLE)
    stay = login.stay
    assert stay is not None
    await bench.loop.submit(stay.left())
    assert "logout_room_with_callback" in bench.fake.names  # the SDK shall not go on trying


async def test_the_end_of_an_earlier_stay_does_not_end_this_one(login: Login) -> None:
    await login.begin()
    await login.tell(Reason.LOGOUT)
    await login.tell(Reason.LOGINING)
    await login.tell(Reason.LOGINED)
    assert login.task is not None
    await login.task
    assert login.reasons == [(Reason.LOGINING, 0), (Reason.LOGINED, 0)]


async def test_states_of_other_rooms_are_not_ours(login: Login) -> None:
    stay = await logged_in(login)
    await login.tell(Reason.KICK_OUT, 1002050, room_id="r2")
    assert stay.phase is Phase.CONNECTED


async def test_a_break_and_its_mending_are_told(login: Login) -> None:
    await logged_in(login)
    await login.tell(Reason.RECONNECTING, 1002051)
    await login.tell(Reason.RECONNECTED)
    assert login.reasons[2:] == [(Reason.RECONNECTING, 1002051), (Reason.RECONNECTED, 0)]
    assert login.follower.told == ["connected", "interrupted", "connected"]


async def test_a_break_that_lasts_is_given_up_in_time(bench: Bench) -> None:
    login = Login(bench, RoomConfig(token="good", retry_time_s=0.2))  # noqa: S106
    bench.fake.answers["logout_room_with_callback"] = 1002002
    stay = await logged_in(login)
    await login.tell(Reason.RECONNECTING, 1002051)
    while stay.phase is not Phase.OVER:
        await asyncio.sleep(0.01)
    await bench.loop.submit(stay.left())
    assert login.reasons[-1] == (Reason.RECONNECT_FAILED, ErrorCode.RETRY_TIMED_OUT)
    assert login.follower.told[-2:] == [f"over {int(ErrorCode.RETRY_TIMED_OUT)}", "left"]


async def test_a_kick_ends_the_stay_with_its_code(login: Login) -> None:
    stay = await logged_in(login)
    await login.tell(Reason.KICK_OUT, 1002050)
    assert stay.phase is Phase.OVER
    assert login.reasons[-1] == (Reason.KICK_OUT, ErrorCode.KICKED_BY_SAME_USER)


async def test_the_sdk_is_told_how_long_to_try(login: Login) -> None:
    await login.begin()
    settings = [args[0] for name, args, _ in login.bench.fake.calls if name == "set_engine_config"]
    assert settings == [
        express.EngineConfig(advanced_config="room_retry_time=1200;av_retry_time=1200;")
    ]
    stay = login.stay
    assert stay is not None
    login.bench.fake.answers["logout_room_with_callback"] = 1002002
    await login.bench.loop.submit(stay.leave())
    assert login.task is not None
    await asyncio.wait({login.task})
    assert login.task.exception() is not None


async def test_a_token_that_the_sdk_cannot_take_fails_the_login(login: Login) -> None:
    def refuse() -> int:
        raise ValueError("token: has 3000 bytes, 2047 are possible")

    login.bench.fake.answers["login_room_with_callback"] = refuse
    login.bench.fake.answers["logout_room_with_callback"] = 1002002
    await login.begin()
    assert login.task is not None
    with pytest.raises(RoomError, match="3000 bytes"):
        await login.task
    assert [reason for reason, _ in login.reasons] == [Reason.LOGINING, Reason.LOGIN_FAILED]
