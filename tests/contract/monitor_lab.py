"""A host with a whole controller and a monitor, between a real engine and a real service."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from app.control.controller import Controller
from app.control.loop_bridge import LoopEventBridge
from app.control.monitor_desk import MonitorDesk
from app.control.monitor_view import MonitorView
from app.control.plans import HostPlan
from app.control.studio import HostAccess, MonitorWay, WatchAccess
from app.engine.create import create_engine
from app.engine.port import Engine
from app.media.sources import CaptureSources
from app.model.engine import EngineKind, EngineProfile
from app.model.errors import WrongStateError
from app.model.media import CaptureSource, SourceKind, SwitchState
from app.model.session import RoomConfig, User
from tests.contract.lab import EngineLab
from tests.contract.livekit_lab import LiveKitLab
from tests.contract.people import SMALL
from tests.contract.screens import Screens

_PATIENCE_S = 20.0


class LabStudio:
    """Implements ``Studio`` with the credentials of a lab."""

    def __init__(self, lab: EngineLab) -> None:
        self._lab = lab

    def choose_engine(self, link: str) -> None:
        del link

    def needs_other_engine(self, link: str) -> bool:
        del link
        return False

    async def open_host(self, room_id: str, user: User) -> HostAccess:
        return HostAccess(self._lab.config(room_id, user.user_id), "")

    async def open_watch(
        self, link: str, user: User, *, on_early: Callable[[], None]
    ) -> WatchAccess:
        del user, on_early
        raise WrongStateError(f"cannot follow {link!r}: nobody watches here")

    async def host_answers(self) -> bool:
        return True

    async def broadcast_can_be_watched(self, state: SwitchState) -> None:
        del state

    async def fresh_token(self) -> str:
        raise WrongStateError("cannot renew the token: it lasts")

    def monitor_way(self) -> MonitorWay:
        is_livekit = isinstance(self._lab, LiveKitLab)
        return MonitorWay.SECOND_ENGINE if is_livekit else MonitorWay.SAME_ENGINE

    async def open_monitor(self, room_id: str, user: User) -> WatchAccess:
        assert isinstance(self._lab, LiveKitLab)
        token = self._lab.hidden_token(room_id, user)
        return WatchAccess(room_id, user, RoomConfig(self._lab.url, token))

    async def close(self) -> None:
        return None


class MonitoredHost:
    """Goes live with the test picture; :attr:`monitor` plays it on a canvas of ``screens``."""

    def __init__(self, lab: EngineLab, screens: Screens, room_id: str) -> None:
        self._lab = lab
        self._screens = screens
        self.seconds_made = 0
        pattern, tone = CaptureSource(SourceKind.PATTERN), CaptureSource(SourceKind.TONE)
        self.plan = HostPlan(room_id, User("host"), picture=pattern, sound=tone, video=SMALL)
        studio = LabStudio(lab)
        self.controller = Controller(
            make_engine=self._make_engine, studio=studio, make_bridge=LoopEventBridge
        )
        self.monitor = MonitorDesk(
            self.controller.parts,
            studio,
            make_engine=self._make_second,
            make_bridge=LoopEventBridge,
            follow_events=self.controller.follow_events,
        )

    async def go_live(self) -> None:
        """Go live and wait until it is."""
        self.controller.go_live(self.plan)
        await self._until(lambda: self.controller.state.live_since_ms is not None)

    async def leave(self) -> None:
        """End everything."""
        self.controller.leave()
        await self.controller.settle()

    async def monitor_is(self, check: Callable[[MonitorView], bool]) -> MonitorView:
        """Wait until the monitor's view is like that."""
        await self._until(lambda: check(self.monitor.view))
        return self.monitor.view

    async def audience_is(self, count: int) -> None:
        """Wait until so many watch, as the controller counts."""
        await self._until(lambda: self.controller.state.audience_count == count)

    async def _make_engine(self) -> Engine:
        return self._lab.create_engine(CaptureSources(), self._screens.registry)

    async def _make_second(self) -> Engine:
        self.seconds_made += 1
        profile = EngineProfile(sound=SwitchState.OFF)
        return create_engine(EngineKind.LIVEKIT, profile, canvases=self._screens.registry)

    async def _until(self, check: Callable[[], bool]) -> None:
        changed = asyncio.Event()
        forgets = (
            self.controller.subscribe(lambda _: changed.set()),
            self.monitor.subscribe(lambda _: changed.set()),
        )
        try:
            async with asyncio.timeout(_PATIENCE_S):
                while not check():
                    changed.clear()
                    await changed.wait()
        finally:
            for forget in forgets:
                forget()
