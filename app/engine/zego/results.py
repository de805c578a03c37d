"""Results that come by callback, found by their sequence number, however early they come."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

from app.model.errors import ErrorCode

_EARLY_MAX = 64


@dataclass(frozen=True, slots=True)
class CallResult:
    """What a result callback told."""

    code: int
    extended_data: str = ""


class CallResults:
    """Brings calls and their results together; used on the engine's loop alone.

    The SDK may answer before the call that was asked returns its number: an answer that nobody
    waits for yet is kept.
    """

    def __init__(self) -> None:
        self._waiting: dict[tuple[str, int], asyncio.Future[CallResult]] = {}
        self._early: OrderedDict[tuple[str, int], CallResult] = OrderedDict()

    def expect(self, kind: str, sequence: int) -> asyncio.Future[CallResult]:
        """Return what gets the result of the call of ``kind`` with this number."""
        key = (kind, sequence)
        future: asyncio.Future[CallResult] = asyncio.get_running_loop().create_future()
        early = self._early.pop(key, None)
        if early is not None:
            future.set_result(early)
        else:
            self._waiting[key] = future
            future.add_done_callback(lambda _done: self._waiting.pop(key, None))
        return future

    async def answer(self, kind: str, sequence: int, within_s: float) -> int:
        """Return the code of a call's result; that of a time-out when none comes."""
        try:
            async with asyncio.timeout(within_s):
                return (await self.expect(kind, sequence)).code
        except TimeoutError:
            return int(ErrorCode.LOGIN_TIMED_OUT)

    def settle(self, kind: str, sequence: int, result: CallResult) -> None:
        """Take a result."""
        key = (kind, sequence)
        future = self._waiting.pop(key, None)
        if future is not None:
            if not future.done():
                future.set_result(result)
            return
        self._early[key] = result
        while len(self._early) > _EARLY_MAX:
            self._early.popitem(last=False)

    def give_up(self, result: CallResult) -> None:
        """Settle all that is still waited for."""
        for future in list(self._waiting.values()):
            if not future.done():
                future.set_result(result)
        self._early.clear()
