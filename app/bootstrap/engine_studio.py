"""One studio for both engines: the link, or the settings, say which one serves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from app.bootstrap.studio import LocalStudio, TroubleHandler
from app.bootstrap.workplace import Workplace
from app.bootstrap.zego_book import ZegoBook
from app.bootstrap.zego_studio import ZegoStudio
from app.control.studio import HostAccess, MonitorWay, WatchAccess
from app.model.engine import EngineKind, EngineProfile, Scenario
from app.model.media import SwitchState
from app.model.session import User
from app.services.zego_links import is_zego_link


@dataclass(frozen=True, slots=True)
class EngineRequest:
    """Which engine is to be made, and what it needs before it exists."""

    kind: EngineKind
    profile: EngineProfile


EngineRequester = Callable[[], Awaitable[EngineRequest]]


async def livekit_request() -> EngineRequest:
    """Ask for the engine that needs no account."""
    return EngineRequest(EngineKind.LIVEKIT, EngineProfile(Scenario.LIVE))


class EngineStudio:
    """Implements ``Studio`` for whatever engine is chosen.

    Args:
        local: Media server and join service of this machine, or another LiveKit server.
        zego: ZEGO rooms.
        book: Says which engine one's own broadcasts use.
    """

    def __init__(self, local: LocalStudio, zego: ZegoStudio, book: ZegoBook) -> None:
        self.zego = zego
        self._local = local
        self._book = book
        self._kind = book.engine
        self._made: tuple[EngineKind, int] | None = None

    def tell_trouble_to(self, handler: TroubleHandler) -> None:
        """Let ``handler`` know when the media server died for good."""
        self._local.tell_trouble_to(handler)

    def choose_engine(self, link: str) -> None:
        """Make engines for ``link`` from now on; see ``Studio``."""
        self._kind = self._kind_for(link)

    def needs_other_engine(self, link: str) -> bool:
        """Whether the engine made last cannot serve ``link``; see ``Studio``."""
        return self._made is not None and self._made != self._mark(self._kind_for(link))

    async def engine_request(self) -> EngineRequest:
        """Return what the next engine has to be.

        Raises:
            KliegError: The account for it is not complete.
        """
        kind = self._kind
        self._made = self._mark(kind)
        if kind is EngineKind.LIVEKIT:
            return await livekit_request()
        account = await self.zego.account()
        profile = EngineProfile(
            Scenario.LIVE,
            app_id=account.app_id,
            app_sign=account.app_sign,
            library=account.library,
            log_folder=self.zego.log_folder(),
        )
        return EngineRequest(kind, profile)

    async def open_host(self, room_id: str, user: User) -> HostAccess:
        """Open with the engine that is chosen; see ``Studio``."""
        return await self._present.open_host(room_id, user)

    async def open_watch(
        self, link: str, user: User, *, on_early: Callable[[], None]
    ) -> WatchAccess:
        """Open with the engine that is chosen; see ``Studio``."""
        return await self._present.open_watch(link, user, on_early=on_early)

    async def host_answers(self) -> bool:
        """Whether the host behind the link is there; see ``Studio``."""
        return await self._present.host_answers()

    async def broadcast_can_be_watched(self, state: SwitchState) -> None:
        """Open or shut the door; see ``Studio``."""
        await self._present.broadcast_can_be_watched(state)

    async def fresh_token(self) -> str:
        """Return a new token; see ``Studio``."""
        return await self._present.fresh_token()

    def monitor_way(self) -> MonitorWay:
        """How the broadcast that is open can be received here; see ``Studio``."""
        return self._present.monitor_way()

    async def open_monitor(self, room_id: str, user: User) -> WatchAccess:
        """Let a second engine in unseen; see ``Studio``."""
        return await self._present.open_monitor(room_id, user)

    async def close(self) -> None:
        """Close both; see ``Studio``."""
        await self.zego.close()
        await self._local.close()

    @property
    def _present(self) -> LocalStudio | ZegoStudio:
        return self.zego if self._kind is EngineKind.ZEGO else self._local

    def _kind_for(self, link: str) -> EngineKind:
        if not link:
            return self._book.engine
        return EngineKind.ZEGO if is_zego_link(link) else EngineKind.LIVEKIT

    def _mark(self, kind: EngineKind) -> tuple[EngineKind, int]:
        """What an engine was made for; only ZEGO's depends on the account."""
        return kind, self._book.revision if kind is EngineKind.ZEGO else 0


def studio_of(
    workplace: Workplace,
    local: LocalStudio,
    book: ZegoBook,
    *,
    on_link: Callable[[str], None] | None = None,
) -> EngineStudio:
    """Return the studio for both engines."""
    return EngineStudio(local, ZegoStudio(workplace, book, on_link=on_link), book)
