"""The picture of one channel, from its source to preview and encoder.

Frames go straight from the source's thread to the encoder and the preview's mailbox: no queue,
no hop through the loop. What the loop changes here are single references, swapped atomically.
"""

from __future__ import annotations

import asyncio
import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Callable

from app.engine.common.aligner import Aligner
from app.engine.common.context import CaptureContext
from app.engine.common.feed_news import FeedNews
from app.engine.common.opened_source import OpenedSource, SourceWish, silent, without_answer
from app.engine.common.pictures import black_frame
from app.engine.common.worker import Worker
from app.engine.media_port import Capture, FrameSink
from app.model.errors import DeviceUnusableError, ErrorCode, KliegError
from app.model.frames import VideoFrame
from app.model.media import (
    CaptureSource,
    PublishChannel,
    SourceKind,
    VideoProfile,
)

_log = logging.getLogger(__name__)

_OPEN_TIME_S = 5.0
_STOP_TIME_S = 3.0
_DARK_FRAMES, _DARK_PERIOD_S = 5, 0.2  # one may be lost, or dropped by the encoder
_FIRST_FRAME_S = 8.0  # as long as sources themselves wait for it


class VideoFeed(ABC):
    """Runs one picture source and hands its frames on; engines say what encodes them.

    What is wanted is said at once; sources are opened and stopped on ``worker``, one at a time,
    until the one that runs is the one that was wanted last.

    Args:
        context: What the parts of the adapter share.
        channel: Whose picture this is.
        worker: Makes the calls that may block.
        on_change: Told when another source runs, or the wanted one cannot be opened.
    """

    def __init__(
        self,
        context: CaptureContext,
        channel: PublishChannel,
        worker: Worker,
        *,
        on_change: Callable[[], None],
    ) -> None:
        self._context = context
        self._news = FeedNews(context.gate, channel)
        self._worker = worker
        self._on_change = on_change
        self._wanted: SourceWish | None = None
        self._refused: SourceWish | None = None
        self._running: OpenedSource | None = None
        self._shown: OpenedSource | None = None  # whose frames get through
        self._next: OpenedSource | None = None  # whose first frame is waited for
        self._is_stale = False  # what runs has ended and shall begin anew
        self.size_px = (0, 0)
        self._aligner = Aligner(
            context.loop,
            f"source-{channel.name.lower()}",
            is_in_line=self._is_in_line,
            step=self._step,
        )
        self.preview: FrameSink | None = None
        self.frames_captured = 0

    @property
    def source(self) -> CaptureSource | None:
        """Return the source that runs and shall run, or shall be replaced by the next."""
        if self._running is None or self._wanted is None:
            return None
        return self._running.wish[0]

    @property
    def wanted_fps(self) -> float:
        """Return the rate the running source was asked for; 0 without one."""
        running = self._running
        return float(running.wish[1].fps) if running is not None else 0.0

    @property
    def is_refused(self) -> bool:
        """Whether what is wanted cannot be opened."""
        return self._refused is not None

    def run(self, source: CaptureSource, profile: VideoProfile, *, anew: bool = False) -> None:
        """Capture from ``source``; the one before ends with the first frame of the new one.

        When it cannot be opened, or gives no frame, the one before goes on.

        Args:
            source: What to capture.
            profile: At most so large and so often.
            anew: Also when it has run and has ended by itself.
        """
        self._refused = None
        self._wanted = (source, profile)
        running = self._running
        if running is not None and running.wish == self._wanted:
            if anew and running.has_ended:
                self._is_stale = True
            else:
                self._shown = running  # it may have been stopped a moment ago
        self._wait_no_more()
        self._aligner.wake()

    def stop(self) -> None:
        """Release the source; nothing when it does not run."""
        self._refused = self._wanted = None
        self._shown = None  # not one more frame
        self._wait_no_more()
        self._aligner.wake()

    async def settle(self) -> None:
        """Wait until what runs is what was wanted last."""
        await self._aligner.settle()

    def push(self, frame: VideoFrame) -> None:
        """Take a frame; any thread."""
        self.frames_captured += 1
        self.encode(frame)  # first: the preview may scale before it returns
        preview = self.preview
        if preview is not None:
            preview.put_frame(frame)
        size_px = (frame.width_px, frame.height_px)
        if size_px != self.size_px:
            is_first = self.size_px == (0, 0)
            self.size_px = size_px
            tell = self._news.first_frame if is_first else self._news.size
            self._context.loop.call(tell, size_px)

    def push_custom(self, frame: VideoFrame) -> None:
        """Take a frame from the application when the channel's source is CUSTOM."""
        source = self.source
        if source is not None and source.kind is SourceKind.CUSTOM:
            self.push(frame)

    @abstractmethod
    def encode(self, frame: VideoFrame) -> None:
        """Take a frame for the published stream, if there is one; must return soon."""

    # -- bringing the source in line ---------------------------------------------------

    def _is_in_line(self) -> bool:
        running = self._running.wish if self._running is not None else None
        is_refused = self._refused is not None and self._wanted == self._refused
        return is_refused or (self._wanted == running and not self._is_stale)

    async def _step(self) -> None:
        wanted = self._wanted
        if wanted is None or self._is_stale:
            self._is_stale = False
            await self._change_to(None)
            return
        opened = OpenedSource(wanted)
        if wanted[0].kind not in {SourceKind.CUSTOM, SourceKind.NONE}:
            try:
                opened.capture = await self._open(opened)
                await self._await_first_frame(opened)
            except KliegError as error:
                await self._let_go(opened)
                if not await self._must_make_room(opened, error):
                    self._refuse(wanted, error)
                return
        if self._wanted == wanted:
            await self._change_to(opened)
        else:
            await self._let_go(opened)

    async def _await_first_frame(self, opened: OpenedSource) -> None:
        """Let the source before be shown until this one has something to show.

        Raises:
            KliegError: It ended without a frame, or gives none.
        """
        if not self._is_showing:
            return
        self._next = opened
        try:
            async with asyncio.timeout(_FIRST_FRAME_S):
                await opened.is_ready.wait()
        except TimeoutError:
            raise silent(opened.wish[0]) from None
        finally:
            self._next = None
        if opened.error is not None and opened.early_frame is None:
            raise opened.error

    def _wait_no_more(self) -> None:
        """Something else is wanted than what is being waited for."""
        if self._next is not None and self._next.wish != self._wanted:
            self._next.is_ready.set()

    @property
    def _is_showing(self) -> bool:
        """Whether pictures of the source before still come."""
        running = self._running
        is_shown = running is not None and running is self._shown and not running.has_ended
        return is_shown and self.size_px != (0, 0)

    async def _must_make_room(self, refused: OpenedSource, error: KliegError) -> bool:
        """Whether a source was let go so that another way to the same device can be tried.

        One camera under two names, or in another mode, opens once only.
        """
        running = self._running
        is_same_kind = running is not None and running.wish[0].kind is refused.wish[0].kind
        if not is_same_kind or error.code is not ErrorCode.DEVICE_IN_USE:
            return False
        if self._wanted != refused.wish:
            return False
        await self._change_to(None)
        return True

    async def _open(self, opened: OpenedSource) -> Capture:
        source, profile = opened.wish
        captures = self._context.captures
        if captures is None:
            raise DeviceUnusableError(f"cannot open {source}: this program captures nothing")

        def on_frame(frame: VideoFrame) -> None:
            if self._shown is opened:
                self.push(frame)
                return
            is_first, opened.early_frame = opened.early_frame is None, frame
            if is_first:
                self._context.loop.call(opened.is_ready.set)

        def on_end(error: KliegError | None) -> None:
            self._context.loop.call(self._ended, opened, error)

        try:
            return await self._worker.run(
                lambda: captures.start_video(source, profile, on_frame=on_frame, on_end=on_end),
                within_s=_OPEN_TIME_S,
                on_late=lambda capture: capture.stop(),
            )
        except TimeoutError as error:
            raise without_answer(source) from error

    async def _change_to(self, opened: OpenedSource | None) -> None:
        previous, self._running = self._running, opened
        self._shown = None
        self.size_px = (0, 0)
        if opened is not None:
            if opened.early_frame is not None:
                self.push(opened.early_frame)
            self._shown = opened
            if opened.has_ended:
                self._ended(opened, opened.error)
        self._on_change()
        if previous is not None:
            await self._let_go(previous)

    async def _let_go(self, running: OpenedSource) -> None:
        if running.capture is None:
            return
        try:
            await self._worker.run(running.capture.stop, within_s=_STOP_TIME_S)
        except TimeoutError:
            _log.warning("a picture source was not let go in time")

    def _refuse(self, wish: SourceWish, error: KliegError) -> None:
        if self._wanted != wish:
            return  # something else is asked for meanwhile
        self._refused = wish
        self._news.trouble(wish[0], error)
        if self._running is None:
            self._news.end(error)
        self._on_change()

    def _ended(self, ended: OpenedSource, error: KliegError | None) -> None:
        """Note the end of a source, which may come before anybody knew that it runs."""
        ended.has_ended, ended.error = True, error
        ended.is_ready.set()
        if self._shown is not ended:
            return
        if error is not None:
            self._news.trouble(ended.wish[0], error)
            self._darken(ended)
        self._news.end(error)

    def _darken(self, ended: OpenedSource, times: int = _DARK_FRAMES) -> None:
        """Leave nothing standing that looks as if it were live: not at the audience either."""
        if self._shown is not ended or self.size_px == (0, 0) or times == 0:
            return
        self.encode(black_frame(*self.size_px, captured_at_us=time.time_ns() // 1000))
        self._context.loop.call_later(_DARK_PERIOD_S, lambda: self._darken(ended, times - 1))
