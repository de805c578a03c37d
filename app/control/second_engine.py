"""A second engine beside the session's: enters a room by itself, plays there, ends in order.

For what nobody in the room shall notice, such as a look at one's own broadcast. Qt thread only.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from app.control.live_session import LiveSession
from app.control.qt_bridge import BridgeMaker
from app.control.studio import EngineFactory, WatchAccess
from app.model.errors import WrongStateError
from app.model.events import EngineEvent
from app.model.media import Canvas

_logger = logging.getLogger(__name__)

_MAKE_LIMIT_S = 5.0
_SILENT = 0


class SecondEngine:
    """One engine from its making to its end; make another one for the next use.

    Args:
        make_engine: Makes an engine that leaves the sound of this machine to the session's.
        make_bridge: How events reach the Qt thread.
        on_event: Gets all events; none after :meth:`end`.
    """

    def __init__(
        self,
        make_engine: EngineFactory,
        *,
        make_bridge: BridgeMaker,
        on_event: Callable[[EngineEvent], None],
    ) -> None:
        self._make_engine = make_engine
        self._make_bridge = make_bridge
        self._on_event = on_event
        self._canvases: dict[str, Canvas] = {}
        self._making: asyncio.Task[LiveSession] | None = None
        self._ending: asyncio.Task[None] | None = None

    async def open(self, access: WatchAccess) -> None:
        """Make the engine and enter a room; may be cancelled, and :meth:`end` tidies up.

        Raises:
            KliegError: There is no engine, or the room refused.
        """
        session = await self._ready()
        await session.login(access.room_id, access.user, access.config)

    def play(self, stream_id: str, canvas: Canvas | None = None) -> None:
        """Receive the picture of a stream, its sound never; waits for a stream still to come.

        Raises:
            KliegError: No room is being entered.
        """
        self._keep_canvas(stream_id, canvas)
        self._session().play(stream_id, _SILENT)

    def draw_on(self, stream_id: str, canvas: Canvas | None) -> None:
        """Draw a played stream there from now on, or nowhere."""
        self._keep_canvas(stream_id, canvas)
        self._session().canvas_changed(stream_id)

    def stop_playing(self, stream_id: str) -> None:
        """Receive a stream no more."""
        self._session().stop_playing(stream_id)
        self._canvases.pop(stream_id, None)

    def renew_token(self, token: str) -> None:
        """Stay in the room beyond the end of its present token."""
        self._session().engine.renew_token(token)

    async def end(self) -> None:
        """Leave and destroy, whatever was under way; bounded in time, idempotent.

        A cancelled caller does not stop it half way.
        """
        if self._ending is None:
            self._ending = asyncio.ensure_future(self._end())
        await asyncio.shield(self._ending)

    async def _ready(self) -> LiveSession:
        if self._ending is not None:
            raise WrongStateError("cannot open the second engine: it has ended")
        if self._making is None:
            self._making = asyncio.ensure_future(self._make())
        return await asyncio.shield(self._making)

    async def _make(self) -> LiveSession:
        engine = await self._make_engine()
        bridge = self._make_bridge(self._on_event)
        engine.set_event_handler(bridge.post)
        return LiveSession(engine, bridge, self._canvases)

    async def _end(self) -> None:
        making = self._making
        if making is None:
            return
        done, _ = await asyncio.wait({making}, timeout=_MAKE_LIMIT_S)
        if not done:
            _logger.warning("a second engine is not made yet; it ends as soon as it is")
            making.add_done_callback(_end_late)
        elif not _has_failed(making):
            await _end_session(making.result())

    def _session(self) -> LiveSession:
        making = self._making
        if self._ending is not None or making is None or _has_failed(making):
            raise WrongStateError("cannot use the second engine: it is not open")
        return making.result()

    def _keep_canvas(self, stream_id: str, canvas: Canvas | None) -> None:
        if canvas is None:
            self._canvases.pop(stream_id, None)
        else:
            self._canvases[stream_id] = canvas


async def _end_session(session: LiveSession) -> None:
    for what in await session.end():
        _logger.warning("the second engine could not %s", what)


def _end_late(making: asyncio.Task[LiveSession]) -> None:
    if not _has_failed(making):
        making.get_loop().create_task(_end_session(making.result()))


def _has_failed(making: asyncio.Task[LiveSession]) -> bool:
    return not making.done() or making.cancelled() or making.exception() is not None
