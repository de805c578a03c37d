"""Single pictures of streams: the newest that came here, or one of an SDK that draws itself."""

from __future__ import annotations

import asyncio
import time

from app.engine.common.pictures import i420_of_bgra
from app.engine.zego import _express as express
from app.engine.zego.context import ZegoContext
from app.engine.zego.router import EventRouter
from app.engine.zego.streams import EngineStreams
from app.model.errors import ErrorCode, WrongStateError
from app.model.frames import VideoFrame
from app.model.media import PublishChannel

_ANSWER_TIME_S = 5.0


class Snapshots:
    """Takes one picture at a time of each stream; used on the engine's loop alone."""

    def __init__(self, context: ZegoContext, router: EventRouter, streams: EngineStreams) -> None:
        self._context = context
        self._streams = streams
        self._waiting: dict[str, asyncio.Future[express.Picture | None]] = {}
        router.on(express.OnPlayerTakeSnapshotResult, self._on_result)

    async def of_play(self, stream_id: str) -> VideoFrame:
        """Return a picture of a playing stream.

        Raises:
            WrongStateError: It has shown none.
        """
        player = self._streams.players.get(stream_id)
        newest = player.view.newest if player is not None else None
        if self._context.ways.draws and player is not None:
            newest = await self._of_sdk(stream_id)
        if newest is None:
            raise WrongStateError(
                f"cannot take a picture of {stream_id!r}: it has shown nothing yet",
                hint="Wait until the stream plays.",
                code=ErrorCode.SNAPSHOT_FAILED,
            )
        return newest

    async def of_preview(self, channel: PublishChannel) -> VideoFrame:
        """Return the newest picture that a channel captured.

        Raises:
            WrongStateError: There is none.
        """
        newest = self._streams.publishers[channel].capture.feed.newest
        if newest is None:
            raise WrongStateError(
                f"cannot take a picture of channel {channel.name.lower()}: it captures nothing",
                hint="Start the preview.",
                code=ErrorCode.SNAPSHOT_FAILED,
            )
        return newest

    async def _of_sdk(self, stream_id: str) -> VideoFrame | None:
        picture = await self._ask(stream_id)
        if picture is None or not picture.data:
            return None
        width_px, height_px = picture.width_px & ~1, picture.height_px & ~1
        now_us = time.time_ns() // 1000
        return VideoFrame(
            width_px,
            height_px,
            i420_of_bgra(picture.data, picture.width_px, picture.height_px),
            captured_at_us=now_us,
            received_at_us=now_us,
        )

    async def _ask(self, stream_id: str) -> express.Picture | None:
        waiting = self._waiting.get(stream_id)
        if waiting is None:
            waiting = self._waiting[stream_id] = asyncio.get_running_loop().create_future()
            code = await self._context.sdk.run(
                "take_play_stream_snapshot", lambda sdk: sdk.take_play_stream_snapshot(stream_id)
            )
            if code:
                self._context.faults.told(code)
                self._settle(stream_id, None)
        try:
            async with asyncio.timeout(_ANSWER_TIME_S):
                return await asyncio.shield(waiting)
        except TimeoutError:
            self._settle(stream_id, None)
            return None

    def _on_result(self, event: express.OnPlayerTakeSnapshotResult) -> None:
        self._context.faults.told(event.error_code)
        self._settle(event.stream_id, None if event.error_code else event.image)

    def _settle(self, stream_id: str, picture: express.Picture | None) -> None:
        waiting = self._waiting.pop(stream_id, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(picture)
