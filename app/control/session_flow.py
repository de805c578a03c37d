"""The way into a broadcast and out of it again: engine, studio and room in the right order.

Qt thread only. One way at a time: whoever goes in first ends what was before. A cancelled way
leaves nothing behind that :meth:`SessionFlow.end` would not find.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import TypeVar

from app.control.changes import change_outgoing, entered, with_problem
from app.control.host_watch import HostWatch
from app.control.live_session import LiveSession
from app.control.plans import HostPlan
from app.control.problems import problem_of_error
from app.control.qt_bridge import BridgeMaker
from app.control.reduce import LIVE_ENDED, LIVE_KEY, LIVE_ON
from app.control.session_making import EventTap, SessionMaker, has_failed, late_session
from app.control.store import ViewStore
from app.control.studio import EngineFactory, Studio
from app.control.tasks import tried
from app.control.tiles import SHARE_INFO
from app.control.view_state import HostPresence, Scope
from app.model.errors import KliegError
from app.model.events import EngineEvent
from app.model.ids import stream_id_for
from app.model.media import (
    Canvas,
    CaptureSource,
    LatencyMode,
    PublishChannel,
    SwitchState,
)
from app.model.session import PublishConfig, User

_Access = TypeVar("_Access")

NEWS_LIMIT_S = 0.5
STUDIO_LIMIT_S = 5.0
COMPANION_LIMIT_S = 4.0
SOUND_LEVEL_PERIOD_MS = 200
"""Quick enough for a meter to look alive, slow enough to cost nothing."""

Companion = Callable[[], Coroutine[object, object, None]]
"""Ends what goes beside a session and lives from it; idempotent."""


class SessionFlow:
    """Opens and ends sessions; there is at most one at a time."""

    def __init__(
        self,
        store: ViewStore,
        *,
        make_engine: EngineFactory,
        studio: Studio,
        make_bridge: BridgeMaker,
        on_event: Callable[[EngineEvent], None],
        event_tap: EventTap | None,
    ) -> None:
        self.session: LiveSession | None = None
        self.canvases: dict[str, Canvas] = {}
        self.host_watch = HostWatch(store, studio)
        self._store = store
        self._studio = studio
        self._maker = SessionMaker(
            make_engine=make_engine,
            make_bridge=make_bridge,
            on_event=on_event,
            event_tap=event_tap,
        )
        self._engine: asyncio.Task[LiveSession] | None = None
        self._link = ""
        self._latency_mode = LatencyMode.LOWEST
        self._studio_is_open = False
        self._can_be_watched = False
        self._ending = asyncio.Lock()
        self._companions: list[Companion] = []

    def accompany(self, companion: Companion) -> None:
        """End ``companion`` before each end of a session, for as long as there is a window."""
        self._companions.append(companion)

    def use_latency_mode(self, mode: LatencyMode) -> None:
        """Play with that delay from now on."""
        self._latency_mode = mode
        if self.session is not None:
            self.session.use_latency_mode(mode)

    async def ready(self) -> LiveSession:
        """Return the session, its engine made when there was none yet."""
        if self._engine is None:
            self._engine = asyncio.ensure_future(self._make_session())
        making = self._engine
        try:
            return await asyncio.shield(making)
        finally:
            if self._engine is making and making.done() and has_failed(making):
                self._engine = None

    @property
    def has_other_engine(self) -> bool:
        """Whether the engine there is is not the one wanted for a broadcast of one's own."""
        return self._engine is not None and self._studio.needs_other_engine("")

    async def host(self, plan: HostPlan) -> None:
        """Open a broadcast: the room exists, and ``plan`` is published, when this returns.

        Raises:
            KliegError: Server, engine or room refused; :meth:`end` tidies up.
        """
        await self._end_former("")
        self._studio_is_open = True
        access = await self._open(
            self._studio.open_host(plan.room_id, plan.user),
            prepare=lambda session: self._prepare(session, plan),
        )
        session = await self.ready()
        user = access.user or plan.user
        self._store.put(replace(self._store.state, link=access.link, user=user))
        await session.login(plan.room_id, user, access.config)
        for own in self._store.state.outgoing:
            self.publish(own.channel)
        session.engine.start_sound_level_monitor(SOUND_LEVEL_PERIOD_MS)
        self._store.put(entered(self._store.state))
        await self._tell_room(session, LIVE_ON)

    async def watch(self, link: str, user: User) -> None:
        """Enter the room behind ``link``; its streams come as events.

        Raises:
            KliegError: Link, engine or room refused; :meth:`end` tidies up.
        """
        await self._end_former(link)
        self._studio_is_open = True
        access = await self._open(
            self._studio.open_watch(link, user, on_early=self._wait_for_host),
            prepare=LiveSession.stop_previews,
        )
        session = await self.ready()
        state = self._store.state
        room = replace(state.room, room_id=access.room_id)
        met = replace(state, title=access.title, user=access.user, room=room)
        self._store.put(replace(met, host_presence=HostPresence.UNKNOWN))
        await session.login(access.room_id, access.user, access.config)
        self._store.put(entered(self._store.state))

    def _wait_for_host(self) -> None:
        self._store.put(replace(self._store.state, host_presence=HostPresence.NOT_LIVE))

    def preview(self, channel: PublishChannel, source: CaptureSource) -> None:
        """Capture and show ``source``; trouble with a device is shown and not raised."""
        if self.session is None:
            return
        try:
            self.session.preview(channel, source)
        except KliegError as error:
            problem = problem_of_error(error, Scope.DEVICE)
            self._store.put(with_problem(self._store.state, problem))

    def publish(self, channel: PublishChannel) -> None:
        """Send ``channel`` under a fresh stream ID.

        Raises:
            KliegError: No room is being entered.
        """
        user = self._store.state.user
        if self.session is None or user is None:
            return
        stream_id = stream_id_for(user.user_id, channel.name.lower())
        self._store.put(
            change_outgoing(
                self._store.state, channel, lambda own: replace(own, stream_id=stream_id)
            )
        )
        info = "" if channel is PublishChannel.MAIN else SHARE_INFO
        room_id = self._store.state.room.room_id
        self.session.publish(channel, stream_id, PublishConfig(room_id, extra_info=info))

    async def let_watch(self) -> None:
        """Open the door: from now on the link leads somewhere."""
        self._can_be_watched = True
        await self._studio.broadcast_can_be_watched(SwitchState.ON)

    async def renew_token(self) -> None:
        """Stay in the room beyond the end of its present token."""
        token = await self._studio.fresh_token()
        if self.session is not None:
            self.session.engine.renew_token(token)

    async def end(self) -> tuple[str, ...]:
        """End whatever there is, in order; return what could not be done.

        Idempotent and bounded in time; a cancelled caller does not stop it half way.
        """
        return await asyncio.shield(asyncio.ensure_future(self._end()))

    async def _end(self) -> tuple[str, ...]:
        async with self._ending:
            self.host_watch.end()
            self._link = ""
            await self._end_companions()
            making, self._engine = self._engine, None
            session, self.session = self.session, None
            was_watchable, self._can_be_watched = self._can_be_watched, False
            failed: tuple[str, ...] = ()
            if was_watchable:
                shut = self._studio.broadcast_can_be_watched(SwitchState.OFF)
                await tried("stop answering", NEWS_LIMIT_S, shut)
                if session is not None:
                    await self._tell_room(session, LIVE_ENDED)
            if session is None and making is not None:
                session = await late_session(making)
            if session is not None:
                failed = await session.end()
            if self._studio_is_open:
                self._studio_is_open = False
                if not await tried("close the studio", STUDIO_LIMIT_S, self._studio.close()):
                    failed += ("close the studio",)
            return failed

    async def _end_former(self, link: str) -> None:
        """A mere preview goes on, unless on another engine; a room that was entered does not."""
        is_used = self.session is not None and self.session.login_was_asked
        is_other = self._engine is not None and self._studio.needs_other_engine(link)
        if is_used or is_other or self._studio_is_open or self._ending.locked():
            await self.end()
        await self._end_companions()
        self._link = link
        self._studio.choose_engine(link)  # the studio opens before an engine is made

    async def _end_companions(self) -> None:
        for companion in self._companions:
            await tried("end what goes beside", COMPANION_LIMIT_S, companion())

    async def _make_session(self) -> LiveSession:
        self._studio.choose_engine(self._link)
        session = await self._maker.make(self.canvases, speaker_id=self._store.state.speaker_id)
        session.use_latency_mode(self._latency_mode)
        self.session = session
        return session

    async def _open(
        self,
        steps: Coroutine[object, object, _Access],
        *,
        prepare: Callable[[LiveSession], None],
    ) -> _Access:
        """Let the studio open while the engine is made and prepared."""
        opening = asyncio.ensure_future(steps)
        try:
            prepare(await self.ready())
            return await opening
        finally:
            if not opening.done():
                opening.cancel()
                await asyncio.wait({opening}, timeout=STUDIO_LIMIT_S)
            has_failed(opening)

    def _prepare(self, session: LiveSession, plan: HostPlan) -> None:
        engine = session.engine
        engine.set_video_config(plan.video)
        engine.set_audio_config(plan.audio)
        engine.set_audio_source(plan.sound)
        if plan.second_picture is not None:
            engine.set_video_config(plan.second_video, PublishChannel.AUX)
        for own in self._store.state.outgoing:
            self.preview(own.channel, own.source)

    @staticmethod
    async def _tell_room(session: LiveSession, news: str) -> None:
        told = session.engine.set_room_extra_info(LIVE_KEY, news)
        await tried("tell the room", NEWS_LIMIT_S, told)
