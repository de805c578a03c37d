"""The real media server for the tests of the services, and what they observe of it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import psutil

from app.model.media import LatencyMode
from app.paths import media_server_binary
from app.redaction import Redactor
from app.services.media_server import (
    MediaServer,
    MediaServerEvent,
    RestartPolicy,
    ServerChange,
)

WAIT_S = 20.0


class News:
    """The events of one server, to be waited for."""

    def __init__(self) -> None:
        self.seen: list[MediaServerEvent] = []
        self._changed = asyncio.Event()

    def __call__(self, event: MediaServerEvent) -> None:
        self.seen.append(event)
        self._changed.set()

    @property
    def changes(self) -> list[ServerChange]:
        return [event.change for event in self.seen]

    async def until(self, change: ServerChange) -> MediaServerEvent:
        async with asyncio.timeout(WAIT_S):
            while True:
                for event in self.seen:
                    if event.change is change:
                        return event
                self._changed.clear()
                await self._changed.wait()


@asynccontextmanager
async def running_server(
    folder: Path,
    *,
    on_event: Callable[[MediaServerEvent], None] | None = None,
    latency_mode: LatencyMode = LatencyMode.LOWEST,
    redactor: Redactor | None = None,
    policy: RestartPolicy | None = None,
) -> AsyncIterator[MediaServer]:
    """A started server, stopped at the end."""
    server = MediaServer(
        media_server_binary(),
        log_folder=folder,
        latency_mode=latency_mode,
        redactor=redactor,
        on_event=on_event,
        policy=policy,
    )
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


def server_processes() -> list[psutil.Process]:
    """The livekit-servers below this process."""
    return [
        child
        for child in psutil.Process().children(recursive=True)
        if child.status() != psutil.STATUS_ZOMBIE and child.name().startswith("livekit-server")
    ]
