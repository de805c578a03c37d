"""The studio of ZEGO rooms: tokens and links; server and distribution are the service's."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.bootstrap.threads import on_thread
from app.bootstrap.workplace import Workplace
from app.bootstrap.zego_book import ZegoBook
from app.control.studio import HostAccess, MonitorWay, WatchAccess
from app.model.errors import InvalidValueError, WrongStateError
from app.model.media import SwitchState
from app.model.session import RoomConfig, User
from app.model.zego import ZegoUse

if TYPE_CHECKING:
    from app.services.zego_account import ZegoAccount

_log = logging.getLogger(__name__)

LOGIN_TIME_S = 15.0
RETRY_TIME_S = 120.0
"""As for other servers; without a limit of ours the SDK would try for twenty minutes."""


class ZegoStudio:
    """Implements ``Studio``; used on the controller's loop.

    Args:
        workplace: The keeper of secrets for the logs.
        book: The account, looked up anew for each room.
        on_link: Gets the watch link as soon as the broadcast can be watched.
    """

    def __init__(
        self,
        workplace: Workplace,
        book: ZegoBook,
        *,
        on_link: Callable[[str], None] | None = None,
    ) -> None:
        self._workplace = workplace
        self._book = book
        self._on_link = on_link
        self._link = ""
        self._renew: Callable[[], Awaitable[str]] | None = None

    def log_folder(self) -> Path:
        """Return where the SDK writes its log; made when it is not there yet."""
        folder = self._workplace.paths.logs / "zego"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:  # the SDK says itself what it cannot write
            _log.warning("cannot make the folder for the SDK's log: %s", error.strerror)
        return folder

    async def account(self) -> ZegoAccount:
        """Return the account; its secrets stay out of the logs from then on.

        Raises:
            KliegError: It is not complete.
        """
        account = await on_thread(self._book.account)
        for secret in (account.app_sign, account.key.server_secret if account.key else ""):
            self._workplace.redactor.add(secret)
        return account

    async def open_host(self, room_id: str, user: User) -> HostAccess:
        """Get a token; see ``Studio``."""
        from app.services.zego_links import ZegoLink

        account = await self.account()
        known = replace(user, user_id=account.user_id) if account.user_id else user
        config = await self._enter(account, known, room_id=room_id, use=ZegoUse.HOST)
        self._link = ZegoLink(account.app_id, room_id).url
        return HostAccess(config, self._link, known)

    async def open_watch(
        self, link: str, user: User, *, on_early: Callable[[], None]
    ) -> WatchAccess:
        """Get a token for the room of the link; see ``Studio``."""
        from app.services.zego_links import ZegoLink

        del on_early  # whether a host is there is seen in the room
        target = ZegoLink.parse(link)
        account = await self.account()
        if target.app_id != account.app_id:
            raise InvalidValueError(
                f"cannot watch: the link is for the AppID {target.app_id}, and the settings have"
                f" {account.app_id}",
                hint="Enter the account of that project on the ZEGO page of the settings.",
            )
        known = replace(user, user_id=account.user_id) if account.user_id else user
        config = await self._enter(account, known, room_id=target.room_id, use=ZegoUse.WATCH)
        return WatchAccess(target.room_id, known, config)

    async def host_answers(self) -> bool:
        """There is no host's machine to be asked; see ``Studio``."""
        return True

    async def broadcast_can_be_watched(self, state: SwitchState) -> None:
        """Give the link away; see ``Studio``."""
        if state is SwitchState.ON and self._on_link is not None and self._link:
            self._on_link(self._link)

    async def fresh_token(self) -> str:
        """Return a new token; see ``Studio``."""
        if self._renew is None:
            raise WrongStateError("cannot renew the token: no room is open")
        token = await self._renew()
        _log.info("the token of the room is renewed")
        return token

    def monitor_way(self) -> MonitorWay:
        """The SDK plays what it sends, and most have one engine in a process; see ``Studio``."""
        return MonitorWay.SAME_ENGINE if self._renew is not None else MonitorWay.NONE

    async def open_monitor(self, room_id: str, user: User) -> WatchAccess:
        """Refuse: a second engine is neither needed nor to be had; see ``Studio``."""
        del user
        raise WrongStateError(f"cannot enter {room_id!r} twice: the engine plays what it sends")

    async def close(self) -> None:
        """Forget the room; see ``Studio``."""
        self._renew = None
        self._link = ""

    async def _enter(
        self, account: ZegoAccount, user: User, *, room_id: str, use: ZegoUse
    ) -> RoomConfig:
        async def mint() -> str:
            token = await account.source.token_for(user.user_id, room_id=room_id, use=use)
            self._workplace.redactor.add(token)
            return token

        token = await mint()
        self._renew = mint
        return RoomConfig(token=token, login_time_s=LOGIN_TIME_S, retry_time_s=RETRY_TIME_S)
