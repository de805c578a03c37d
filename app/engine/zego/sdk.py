"""The way into the SDK: one thread makes all calls in order, and nobody waits longer than a limit.

A call that does not return would hang whoever made it, so no caller makes one itself. While one
is over its time, whoever waits behind it is refused at once; when it returns after all, the SDK is
used again. What was refused is not made any more, but for calls that end something.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TypeVar

from app.engine.common.loop import EngineLoop
from app.engine.zego import _express as express
from app.model.errors import ErrorCode, InvalidValueError, KliegError, WrongStateError

_log = logging.getLogger(__name__)

ResultT = TypeVar("ResultT")

CALL_TIME_S = 6.0
_JOIN_TIME_S = 1.0

_ALWAYS_MADE = frozenset(
    {
        "stop_publishing_stream",
        "stop_playing_stream",
        "stop_preview",
        "mute_publish_stream_audio",
        "mute_publish_stream_video",
        "mute_microphone",
        "logout_room",
        "engine_uninit_async",
    }
)


class HungCallError(KliegError):
    """The SDK does not return from a call."""

    default_code = ErrorCode.ROOM_FAILED_INSIDE

    def __init__(self, call: str) -> None:
        super().__init__(
            f"cannot use the ZEGO SDK: it does not return from {call!r}",
            hint="Restart Klieg; when it happens again, try another version of the SDK.",
        )
        self.call = call


class FeatureMissingError(KliegError):
    """The loaded SDK does not have a function."""

    default_code = ErrorCode(1000010)

    def __init__(self, message: str) -> None:
        super().__init__(message, hint="Use a newer version of the ZEGO SDK.")


class Sdk:
    """Makes calls of one handle on a thread of their own; used on the engine's loop alone.

    Args:
        handle: The SDK's engine; sending media and taking events may use it on any thread.
        loop: The engine's loop.
        call_time_s: How long a call may take, with those before it, when nothing else is said.

    Attributes:
        on_hang: Told once with the name of a call that is over its time.
    """

    def __init__(
        self, handle: express.Handle, loop: EngineLoop, *, call_time_s: float = CALL_TIME_S
    ) -> None:
        self.handle = handle
        self.on_hang: Callable[[str], None] | None = None
        self._loop = loop
        self._call_time_s = call_time_s
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._running = ""
        self._hung_in = ""
        self._waiting: dict[asyncio.Future[None], None] = {}
        self._thread = threading.Thread(target=self._work, name="klieg-zego-calls", daemon=True)
        self._thread.start()

    @property
    def hung_in(self) -> str:
        """Return the name of a call that is over its time; empty when there is none."""
        with self._lock:
            if self._hung_in and self._running != self._hung_in:
                self._hung_in = ""
            return self._hung_in

    def run(
        self,
        name: str,
        call: Callable[[express.Handle], ResultT],
        *,
        within_s: float | None = None,
    ) -> Coroutine[object, object, ResultT]:
        """Make a call, in its turn from now; the coroutine waits for its result.

        Raises:
            HungCallError: It, or one before it, takes too long.
            FeatureMissingError: The SDK does not have it.
            InvalidValueError: A text does not fit into the SDK's room for it.
            WrongStateError: The handle was destroyed.
        """
        return self._wait(name, self._put(name, call), within_s or self._call_time_s)

    def send(
        self,
        name: str,
        call: Callable[[express.Handle], int],
        *,
        on_refused: Callable[[int], None] | None = None,
        on_done: Callable[[], None] | None = None,
    ) -> None:
        """Make a call whose outcome only matters when it is refused.

        Args:
            name: What is said when it hangs.
            call: Returns the SDK's code.
            on_refused: Gets a code other than 0, on the loop; without it the code is logged.
            on_done: Told on the loop when the call is over, however it went.
        """
        future = self._put(name, call)
        self._loop.spawn(self._see_to(name, future, on_refused, on_done), name=f"sdk-{name}")

    def close(self) -> bool:
        """End the thread and wait for it a little; False when the SDK holds it up. Not from it."""
        self._jobs.put(None)
        self._thread.join(_JOIN_TIME_S)
        return not self._thread.is_alive()

    def _put(self, name: str, call: Callable[[express.Handle], ResultT]) -> Future[ResultT]:
        future: Future[ResultT] = Future()
        hung_in = self.hung_in
        if hung_in:
            future.set_exception(HungCallError(hung_in))
        if not hung_in or name in _ALWAYS_MADE:
            self._jobs.put(lambda: self._make(name, call, future))
        return future

    async def _wait(self, name: str, future: Future[ResultT], within_s: float) -> ResultT:
        """Wait for a call; also for the news that one before it is over its time."""
        alarm: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        result = asyncio.wrap_future(future)
        self._waiting[alarm] = None
        try:
            waiting: set[asyncio.Future[None] | asyncio.Future[ResultT]] = {alarm, result}
            await asyncio.wait(waiting, timeout=within_s, return_when=asyncio.FIRST_COMPLETED)
            if result.done():
                return await _outcome_of(result)
            error = HungCallError(self._hung_in) if alarm.done() else self._hang(name)
            if not future.cancel():  # it runs: its result is nobody's any more
                result.add_done_callback(_look_away)
            raise error
        finally:
            del self._waiting[alarm]
            alarm.cancel()

    def _hang(self, name: str) -> HungCallError:
        with self._lock:
            call = self._running or name
            is_news = self._hung_in != call
            self._hung_in = self._running
        if is_news:
            _log.warning("the SDK does not return from %s", call)
            for alarm in list(self._waiting):
                if not alarm.done():
                    alarm.set_result(None)
            if self.on_hang is not None:
                self.on_hang(call)
        return HungCallError(call)

    async def _see_to(
        self,
        name: str,
        future: Future[int],
        on_refused: Callable[[int], None] | None,
        on_done: Callable[[], None] | None,
    ) -> None:
        code = await self._code_of(name, future)
        if code and on_refused is not None:
            on_refused(code)
        elif code:
            _log.info("%s was refused with %d", name, code)
        if on_done is not None:
            on_done()

    async def _code_of(self, name: str, future: Future[int]) -> int:
        try:
            return await self._wait(name, future, self._call_time_s)
        except KliegError as error:
            _log.info("%s: %s", name, error)
            return int(error.code)

    def _make(
        self, name: str, call: Callable[[express.Handle], ResultT], future: Future[ResultT]
    ) -> None:
        is_awaited = not future.done() and future.set_running_or_notify_cancel()
        if not is_awaited and name not in _ALWAYS_MADE:
            return
        self._begin(name)
        try:
            result = call(self.handle)
        except BaseException as error:  # noqa: BLE001  (whoever waits gets it)
            self._begin("")
            if is_awaited:
                future.set_exception(error)
        else:
            self._begin("")
            if is_awaited:
                future.set_result(result)

    def _begin(self, name: str) -> None:
        with self._lock:
            self._running = name

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()


async def _outcome_of(result: asyncio.Future[ResultT]) -> ResultT:
    """Return what a call returned, or raise its error as one of Klieg's."""
    try:
        return await result
    except express.MissingFunctionError as error:
        raise FeatureMissingError(str(error)) from error
    except express.ClosedError as error:
        raise WrongStateError(str(error), code=ErrorCode.ENGINE_NOT_CREATED) from error
    except (ValueError, OverflowError) as error:
        raise InvalidValueError(f"cannot pass a value to the ZEGO SDK: {error}") from error


def _look_away(result: asyncio.Future[ResultT]) -> None:
    """Take the outcome of a call that nobody waits for, so that it is not called lost."""
    if not result.cancelled():
        result.exception()
