"""Whether a server is there, asked of real sockets."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, suppress

import pytest

from app.engine.livekit.door import Door, Reply

LOOPBACK = "127.0.0.1"


class Loop:
    """The running loop, as the door uses it."""

    def time(self) -> float:
        return asyncio.get_running_loop().time()

    def spawn(self, coroutine: Coroutine[object, object, None], *, name: str) -> asyncio.Task[None]:
        return asyncio.get_running_loop().create_task(coroutine, name=name)


@asynccontextmanager
async def server(
    answer: bytes, *, hears: bytes = b"\r\n\r\n"
) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A server with one answer to whoever asks; yields its address and what it was asked."""
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.append(asyncio.current_task())
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                asked.append(await reader.readuntil(hears) if hears else b"")
                writer.write(answer)
                await reader.read()
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    serving: list[asyncio.Task[None] | None] = []
    listening = await asyncio.start_server(serve, LOOPBACK, 0)
    async with listening:
        yield f"{LOOPBACK}:{listening.sockets[0].getsockname()[1]}", asked
    await asyncio.gather(*(task for task in serving if task is not None))


@pytest.fixture
def deaf() -> Iterator[str]:
    """The address of a server that takes connections and says nothing."""
    with socket.create_server((LOOPBACK, 0)) as listening:
        yield f"{LOOPBACK}:{listening.getsockname()[1]}"


def door(url: str) -> Door:
    return Door(url, Loop())


@pytest.mark.parametrize(
    ("answer", "reply"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", Reply.ANSWERED),
        (b"HTTP/1.1 404 Not Found\r\n\r\n", Reply.ANSWERED),
        (b"HTTP/1.1 502 Bad Gateway\r\n\r\n", Reply.REFUSED),
        (b"SSH-2.0-somebody else\r\n", Reply.REFUSED),
        (b"", Reply.SILENT),
    ],
)
async def test_any_answer_but_a_servers_trouble_counts(answer: bytes, reply: Reply) -> None:
    async with server(answer) as (place, _):
        assert await door(f"ws://{place}").knock(0.5) is reply


async def test_a_knock_tells_no_secrets_and_keeps_the_path() -> None:
    async with server(b"HTTP/1.1 200 OK\r\n\r\n") as (place, asked):
        await door(f"ws://user:secret@{place}/media?access_token=secret").knock(1.0)
    assert asked[0].startswith(b"GET /media HTTP/1.1\r\n")
    assert f"Host: {place}\r\n".encode() in asked[0]
    assert b"secret" not in asked[0]


async def test_nobody_refuses_and_a_deaf_server_is_silent(deaf: str) -> None:
    with socket.create_server((LOOPBACK, 0)) as gone:
        nobody = f"{LOOPBACK}:{gone.getsockname()[1]}"
    assert await door(f"ws://{nobody}").knock(1.0) is Reply.REFUSED
    assert await door(f"ws://{deaf}").knock(0.1) is Reply.SILENT


async def test_who_speaks_no_tls_is_there_all_the_same() -> None:
    async with server(b"HTTP/1.1 400 Bad Request\r\n\r\n", hears=b"") as (place, _):
        knocking = door(f"wss://{place}")
        assert await knocking.knock(2.0) is Reply.ANSWERED


async def test_a_door_learns_whether_it_can_be_asked(deaf: str) -> None:
    async with server(b"HTTP/1.1 200 OK\r\n\r\n") as (place, _):
        known = door(f"ws://{place}")
        before = known.is_known
        await known.learn()
        assert (before, known.is_known) == (False, True)
        assert known.answer_s == pytest.approx(0.5)
    unknown = Door(f"ws://{deaf}", Loop(), learn_time_s=0.1)
    await unknown.learn()
    assert not unknown.is_known


async def test_a_name_that_leads_nowhere_is_silent() -> None:
    assert await door("ws://nobody.invalid:7880").knock(5.0) is Reply.SILENT
