"""The second user of a checkup as the host's way sees it, and waiting for news."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from app.checkup.evidence import News
from app.model.errors import ErrorCode, RoomError


class WatcherLink(Protocol):
    """The second user, wherever it runs."""

    @property
    def user_id(self) -> str:
        """Who watches."""

    @property
    def news(self) -> list[News]:
        """What it told so far."""

    async def start(self, room_id: str) -> None:
        """Let it enter ``room_id``.

        Raises:
            KliegError: It cannot be started.
        """

    async def until(self, what: Callable[[News], bool], *, within_s: float) -> News:
        """Return the first news that ``what`` is true of.

        Raises:
            TimeoutError: There was none.
        """

    async def end(self) -> None:
        """Let it leave, and wait for its last news."""


@dataclass(frozen=True, slots=True)
class Company:
    """Who takes part besides the host.

    Attributes:
        watcher: The second user; None when only one can come in.
        double: Somebody with the host's own user ID; None where there can be none.
    """

    watcher: WatcherLink | None = None
    double: WatcherLink | None = None


ALONE = Company()


class NotTriedError(Exception):
    """The step cannot be tried here."""


def is_news(event: str, **fields: str) -> Callable[[News], bool]:
    """Return a test for an event with these values."""

    def test(news: News) -> bool:
        is_it = news.get("event") == event
        return is_it and all(news.get(name) == value for name, value in fields.items())

    return test


def raise_code(news: News) -> None:
    """Raise the error that ``news`` tells of, if any."""
    code = news.get("error_code")
    if isinstance(code, int) and code:
        raise RoomError(f"the engine reports {code}", code=ErrorCode(code))


async def finished(task: asyncio.Future[None]) -> None:
    """Wait for ``task`` without cancelling it."""
    await asyncio.shield(task)
