"""Work that must not hold up a loop: on threads that end with it."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import importlib
import threading
from collections.abc import Callable
from typing import TypeVar

_Result = TypeVar("_Result")

_HEAVY_MODULES = (
    "ui.host_page",
    "ui.watch_page",
    "ui.video_widget",
    "app.engine.livekit.engine",
    "app.media.sources",
    "app.services.join_http",
)


def preload() -> threading.Thread:
    """Import, on a thread, what the first session needs: then the red button acts at once.

    What is there by then stays until the end: the collector of reference cycles need not look
    at it again each time, which would hold the window for some 30 ms.
    """

    def run() -> None:
        for name in _HEAVY_MODULES:
            importlib.import_module(name)
        gc.freeze()

    thread = threading.Thread(target=run, name="klieg-preload", daemon=True)
    thread.start()
    return thread


async def on_thread(work: Callable[[], _Result]) -> _Result:
    """Run ``work`` on a thread that ends with it, whatever loop this is."""
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[_Result] = loop.create_future()

    def finish(result: _Result | None, error: BaseException | None) -> None:
        if outcome.done():
            return
        if error is not None:
            outcome.set_exception(error)
        else:
            outcome.set_result(result)  # type: ignore[arg-type]  # None only with an error

    def run() -> None:
        result: _Result | None = None
        failure: BaseException | None = None
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 - handed to whoever waits
            failure = error
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(finish, result, failure)

    threading.Thread(target=run, name="klieg-work").start()
    return await outcome
