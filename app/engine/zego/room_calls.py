"""The calls of the SDK that enter and leave one room."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from app.engine.zego import _express as express
from app.engine.zego.context import ZegoContext
from app.engine.zego.results import CallResult
from app.model.errors import KliegError
from app.model.session import RoomConfig, User

_log = logging.getLogger(__name__)

_LOGOUT_TIME_S = 4.0


class RoomCalls:
    """Asks the SDK for one stay; used on the engine's loop alone.

    Attributes:
        is_asked: Whether the SDK is in the room, or on its way into it.
    """

    def __init__(self, room_id: str, user: User, config: RoomConfig, context: ZegoContext) -> None:
        self.is_asked = False
        self._room_id = room_id
        self._user = user
        self._config = config
        self._context = context

    async def set_patience(self) -> int:
        """Tell the SDK how long to mend a break; its own time is 20 minutes."""
        seconds = max(1, round(self._config.retry_time_s))
        text = f"room_retry_time={seconds};av_retry_time={seconds};"
        return await self._context.sdk.run(
            "set_engine_config",
            lambda sdk: sdk.set_engine_config(express.EngineConfig(advanced_config=text)),
        )

    async def log_in(
        self, is_wanted: Callable[[], bool], on_result: Callable[[CallResult], None]
    ) -> int:
        """Log in; the result is waited for before it is asked for, so early it may come."""
        sdk = self._context.sdk
        sequence = await sdk.run("get_increase_seq", lambda h: h.get_increase_seq())
        if not is_wanted():
            return 0
        self.is_asked = True

        def take(answer: asyncio.Future[CallResult]) -> None:
            if not answer.cancelled():
                on_result(answer.result())

        self._context.results.expect("login", sequence).add_done_callback(take)
        user = express.User(self._user.user_id, self._user.name)
        return await sdk.run(
            "login_room",
            lambda h: h.login_room_with_callback(
                self._room_id, user, sequence=sequence, config=self._sdk_config()
            ),
        )

    async def switch_from(self, room_id: str) -> int:
        """Enter instead of another room, which the SDK leaves."""
        self.is_asked = True
        return await self._context.sdk.run(
            "switch_room",
            lambda sdk: sdk.switch_room(room_id, self._room_id, config=self._sdk_config()),
        )

    async def log_out(self) -> None:
        """Leave, when the SDK was asked to enter, and wait for that a while."""
        if not self.is_asked:
            return
        self.is_asked = False
        sdk = self._context.sdk
        try:
            sequence = await sdk.run("get_increase_seq", lambda h: h.get_increase_seq())
            code = await sdk.run(
                "logout_room", lambda h: h.logout_room_with_callback(self._room_id, sequence)
            )
            if code == 0:
                await self._context.results.answer("logout", sequence, _LOGOUT_TIME_S)
        except KliegError as error:
            _log.warning("leaving the room: %s", error)

    def _sdk_config(self) -> express.RoomConfig:
        return express.RoomConfig(
            is_user_status_notify=self._config.is_user_status_notify, token=self._config.token
        )
