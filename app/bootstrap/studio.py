"""The studio of this machine: media server, join service and tokens of one broadcast."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

from app.bootstrap.threads import on_thread
from app.bootstrap.workplace import Workplace
from app.control.studio import HostAccess, MonitorWay, WatchAccess
from app.model.errors import KliegError, WrongStateError
from app.model.media import LatencyMode, SwitchState
from app.model.session import RoomConfig, User
from app.paths import media_server_binary
from app.services.join import JoinService, load_join_http
from app.services.join_desk import BroadcastState
from app.services.links import WatchLink, host_answers, redeem
from app.services.media_server import MediaServer, MediaServerEvent
from app.services.server_target import ServerLifetime, ServerTarget, TokenServer

_log = logging.getLogger(__name__)

RETRY_TIME_S = 120.0
"""A host who comes back within this finds the audience waiting; beyond it they are told."""

GONE_HOST_TIME_S = 30.0
"""The same for a watcher whose server lives and dies with the host: a server that broke is back
within some seconds, and a host that went away comes back with another link only."""

WAIT_FOR_HOST_S = 600.0
"""How long a watcher waits behind a link whose broadcast has not begun."""

LinkHandler = Callable[[str], None]
TroubleHandler = Callable[[KliegError], None]
ServerChooser = Callable[[], Awaitable[ServerTarget | None]]


async def _no_other_server() -> ServerTarget | None:
    return None


class LocalStudio:
    """Implements ``Studio``; made on any thread, used on the controller's loop.

    Args:
        workplace: Folders, and the keeper of secrets for the logs.
        server: Another server than the embedded one.
        latency_mode: Asked for the embedded server when a broadcast begins.
        choose_server: Asked for another server when a broadcast begins and none was given.
        on_link: Gets the watch link as soon as the broadcast can be watched.
    """

    def __init__(
        self,
        workplace: Workplace,
        server: ServerTarget | None = None,
        *,
        latency_mode: Callable[[], LatencyMode] = lambda: LatencyMode.LOWEST,
        choose_server: ServerChooser = _no_other_server,
        on_link: LinkHandler | None = None,
    ) -> None:
        self._workplace = workplace
        self._given_server = server
        self._latency_mode = latency_mode
        self._choose_server = choose_server
        self._on_link = on_link
        self._on_trouble: TroubleHandler | None = None
        self._server: ServerTarget | None = None
        self._join: JoinService | None = None
        self._renew: Callable[[], Awaitable[str]] | None = None
        self._followed: WatchLink | None = None
        self._open = AsyncExitStack()

    def tell_trouble_to(self, handler: TroubleHandler) -> None:
        """Let ``handler`` know when the media server died for good; on the controller's loop."""
        self._on_trouble = handler

    async def open_host(self, room_id: str, user: User) -> HostAccess:
        """Start server and join service; see ``Studio``."""
        loading = asyncio.ensure_future(on_thread(load_join_http))  # while the server starts
        chosen = self._given_server or await self._choose_server()
        server = chosen or await self._start_server()
        if isinstance(chosen, TokenServer) and self._given_server is None:
            user = User(chosen.facts.identity, user.name)  # its token is for nobody else
        await loading
        self._server = server

        async def mint() -> str:
            return self._kept_secret(server.mint_host(room_id, user))

        self._renew = mint
        token = await mint()
        link = ""
        if not isinstance(server, TokenServer):  # whose one token lets nobody else in
            self._join = JoinService(
                room_id,
                host=user,
                server=server,
                title=user.name,
                redactor=self._workplace.redactor,
            )
            self._open.push_async_callback(self._join.stop)
            await self._join.start()
            link = self._join.link
        config = RoomConfig(server.signal_url, token, retry_time_s=RETRY_TIME_S)
        return HostAccess(config, link, user)

    async def open_watch(
        self, link: str, user: User, *, on_early: Callable[[], None]
    ) -> WatchAccess:
        """Redeem the link; see ``Studio``."""
        target = WatchLink.parse(link)
        grant = await redeem(target, user, wait_s=WAIT_FOR_HOST_S, on_early=on_early)

        async def redeem_again() -> str:
            again = await redeem(target, grant.user)
            return self._kept_secret(again.token)

        self._followed = target
        self._renew = redeem_again
        ends_with_host = grant.server_lifetime is ServerLifetime.WITH_HOST
        config = RoomConfig(
            grant.server_url,
            self._kept_secret(grant.token),
            retry_time_s=GONE_HOST_TIME_S if ends_with_host else RETRY_TIME_S,
        )
        return WatchAccess(grant.room_id, grant.user, config, grant.title)

    async def host_answers(self) -> bool:
        """Whether the host behind the link is there; see ``Studio``."""
        return self._followed is None or await host_answers(self._followed)

    async def broadcast_can_be_watched(self, state: SwitchState) -> None:
        """Let the join service answer, and give the link away; see ``Studio``."""
        if self._join is None:
            return
        is_on = state is SwitchState.ON
        await self._join.set_state(BroadcastState.LIVE if is_on else BroadcastState.ENDED)
        if is_on and self._on_link is not None:
            self._on_link(self._join.link)

    async def fresh_token(self) -> str:
        """Return a new token; see ``Studio``."""
        if self._renew is None:
            raise WrongStateError("cannot renew the token: no room is open")
        return await self._renew()

    def monitor_way(self) -> MonitorWay:
        """A second engine, unless the one token of the server is taken; see ``Studio``."""
        server = self._server
        is_shut = server is None or isinstance(server, TokenServer)
        return MonitorWay.NONE if is_shut else MonitorWay.SECOND_ENGINE

    async def open_monitor(self, room_id: str, user: User) -> WatchAccess:
        """Mint a token that nobody is told of; see ``Studio``."""
        server = self._server
        if server is None:
            raise WrongStateError("cannot watch the own broadcast: there is none")
        token = self._kept_secret(server.mint_hidden(room_id, user))
        config = RoomConfig(
            server.signal_url, token, is_user_status_notify=False, retry_time_s=RETRY_TIME_S
        )
        return WatchAccess(room_id, user, config)

    async def close(self) -> None:
        """End join service and server; see ``Studio``."""
        self._renew = None
        self._followed = None
        self._join = None
        self._server = None
        stack, self._open = self._open, AsyncExitStack()
        try:
            await stack.aclose()
        except KliegError as error:
            _log.warning("closing the studio: %s", error)

    async def _start_server(self) -> ServerTarget:
        server = MediaServer(
            media_server_binary(),
            log_folder=self._workplace.paths.logs,
            latency_mode=self._latency_mode(),
            redactor=self._workplace.redactor,
            on_event=self._on_server_event,
        )
        self._open.push_async_callback(server.stop)
        await server.start()
        return server

    def _on_server_event(self, event: MediaServerEvent) -> None:
        if event.error is not None and self._on_trouble is not None:
            self._on_trouble(event.error)

    def _kept_secret(self, token: str) -> str:
        self._workplace.redactor.add(token)
        return token
