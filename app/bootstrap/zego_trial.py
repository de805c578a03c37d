"""The test of a ZEGO account: library, account, engine, token, network, and a room."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from app.bootstrap.threads import on_thread
from app.bootstrap.zego_studio import LOGIN_TIME_S, ZegoStudio
from app.control.problems import problem_of_error
from app.control.tasks import within
from app.control.view_state import Phrase
from app.control.zego_office import StepReporter
from app.control.zego_view import Outcome, StepKind, TestStep
from app.engine.create import create_engine, look_at_zego_library
from app.engine.port import Engine
from app.engine.zego_port import SpeedReport, SpeedTester
from app.model.engine import EngineKind, EngineProfile, Scenario
from app.model.errors import ErrorCode, KliegError, RoomError
from app.model.ids import random_id
from app.model.media import DeviceKind
from app.model.session import RoomConfig, User
from app.model.zego import ZegoLibrary, ZegoUse
from app.services.zego_account import ZegoAccount

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")

LOAD_LIMIT_S = 20.0
LOGIN_LIMIT_S = LOGIN_TIME_S + 10.0
SPEED_TEST_S = 6.0
SPEED_LIMIT_S = 15.0
SPEED_KBPS = 3000
END_LIMIT_S = 8.0
_ENGINE_CODES = range(1001000, 1002000)


class _Stopped(Exception):  # noqa: N818 - no error: the step before it told what is wrong
    """The test cannot go on."""


def _new_engine(profile: EngineProfile) -> Engine:
    return create_engine(EngineKind.ZEGO, profile)


class ZegoTrial:
    """Runs once.

    Args:
        studio: Opens the account.
        report: Hears of each step.
        look_at: Says what a library is.
        make_engine: Makes the engine; like ``look_at`` on a thread of its own.
    """

    def __init__(
        self,
        studio: ZegoStudio,
        report: StepReporter,
        *,
        look_at: Callable[[Path], ZegoLibrary] = look_at_zego_library,
        make_engine: Callable[[EngineProfile], Engine] = _new_engine,
    ) -> None:
        self._studio = studio
        self._report = report
        self._look_at = look_at
        self._make_engine = make_engine
        self._engine: Engine | None = None

    async def run(self) -> None:
        """Go through all steps, as far as they can be gone."""
        try:
            account = await self._step(StepKind.ACCOUNT, self._studio.account)
            self._tell(StepKind.ACCOUNT, Outcome.GOOD, "account", app_id=str(account.app_id))
            await self._look_at_library(account)
            engine = await self._step(StepKind.INIT, lambda: self._initialise(account))
            self._tell(StepKind.INIT, Outcome.GOOD, "init")
            await self._enter_room(engine, account)
        except _Stopped:
            _log.info("the test of the ZEGO account ended early")
        finally:
            await self._end()

    async def _look_at_library(self, account: ZegoAccount) -> None:
        library = await self._step(
            StepKind.LIBRARY,
            lambda: within(LOAD_LIMIT_S, on_thread(lambda: self._look_at(account.library))),
        )
        is_newer = library.is_newer_than_tried
        self._tell(
            StepKind.LIBRARY,
            Outcome.WARNING if is_newer else Outcome.GOOD,
            "library_new" if is_newer else "library",
            version=library.version or "?",
            variant=library.variant,
        )

    async def _initialise(self, account: ZegoAccount) -> Engine:
        profile = EngineProfile(
            Scenario.LIVE,
            app_id=account.app_id,
            app_sign=account.app_sign,
            library=account.library,
        )
        making = on_thread(lambda: self._make_engine(profile))
        self._engine = await within(LOAD_LIMIT_S, making)
        await within(LOAD_LIMIT_S, self._engine.list_devices(DeviceKind.MICROPHONE))
        return self._engine

    async def _enter_room(self, engine: Engine, account: ZegoAccount) -> None:
        user = User(account.user_id or random_id("test"))
        room_id = random_id("klieg-test")
        token = await self._step(
            StepKind.TOKEN,
            lambda: account.source.token_for(user.user_id, room_id=room_id, use=ZegoUse.HOST),
        )
        self._tell(StepKind.TOKEN, Outcome.GOOD, "token" if token else "no_token")
        await self._measure(engine)
        config = RoomConfig(token=token, login_time_s=LOGIN_TIME_S, retry_time_s=LOGIN_TIME_S)
        self._tell(StepKind.LOGIN, Outcome.RUNNING)
        try:
            await within(LOGIN_LIMIT_S, engine.login_room(room_id, user, config))
        except KliegError as error:
            is_of_engine = error.code in _ENGINE_CODES
            self._fail(StepKind.INIT if is_of_engine else StepKind.LOGIN, error)
            raise _Stopped from error
        except TimeoutError as error:
            self._fail(StepKind.LOGIN, _no_answer(StepKind.LOGIN))
            raise _Stopped from error
        self._tell(StepKind.LOGIN, Outcome.GOOD, "login", room=room_id)

    async def _measure(self, engine: Engine) -> None:
        if not isinstance(engine, SpeedTester):
            self._tell(StepKind.SPEED, Outcome.SKIPPED, "speed_unknown")
            return
        self._tell(StepKind.SPEED, Outcome.RUNNING)
        try:
            measured = await within(
                SPEED_LIMIT_S,
                engine.measure_network_speed(duration_s=SPEED_TEST_S, bitrate_kbps=SPEED_KBPS),
            )
        except KliegError as error:
            self._fail(StepKind.SPEED, error)
        except TimeoutError:
            self._fail(StepKind.SPEED, _no_answer(StepKind.SPEED))
        else:
            self._tell_speed(measured)

    def _tell_speed(self, measured: SpeedReport) -> None:
        worst = measured.up.error_code or measured.down.error_code
        if worst is not ErrorCode.OK:
            self._fail(
                StepKind.SPEED, RoomError("cannot measure the network", code=ErrorCode(worst))
            )
            return
        self._tell(
            StepKind.SPEED,
            Outcome.GOOD,
            "speed",
            up_ms=f"{measured.up.round_trip_ms:.0f}",
            down_ms=f"{measured.down.round_trip_ms:.0f}",
            up_lost=f"{measured.up.lost_ratio:.1%}",
            down_lost=f"{measured.down.lost_ratio:.1%}",
        )

    async def _step(self, kind: StepKind, work: Callable[[], Awaitable[_Result]]) -> _Result:
        self._tell(kind, Outcome.RUNNING)
        try:
            return await work()
        except KliegError as error:
            self._fail(kind, error)
            raise _Stopped from error
        except TimeoutError as error:
            self._fail(kind, _no_answer(kind))
            raise _Stopped from error

    def _tell(self, kind: StepKind, outcome: Outcome, said: str = "", **values: str) -> None:
        phrase = Phrase(f"zego.said.{said}", tuple(values.items())) if said else None
        self._report(TestStep(kind, outcome, phrase))

    def _fail(self, kind: StepKind, error: KliegError) -> None:
        self._report(TestStep(kind, Outcome.FAILED, problem=problem_of_error(error)))

    async def _end(self) -> None:
        engine, self._engine = self._engine, None
        if engine is None:
            return
        try:
            await within(END_LIMIT_S, engine.logout_room())
            await within(END_LIMIT_S, engine.destroy())
        except (KliegError, TimeoutError) as error:
            _log.warning("the engine of the test does not end in order: %s", error)


def _no_answer(kind: StepKind) -> RoomError:
    return RoomError(
        f"cannot finish the step {kind.value!r}: no answer in time",
        hint="Check the network and try again.",
        code=ErrorCode.LOGIN_TIMED_OUT,
    )
