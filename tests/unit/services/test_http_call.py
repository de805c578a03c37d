import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from app.services.http_call import HttpFormatError, HttpReply, http_post


@asynccontextmanager
async def answering(reply: bytes) -> AsyncIterator[tuple[str, list[bytes]]]:
    """Serve ``reply`` to whatever is asked; yields the URL and the requests."""
    requests: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        requests.append(await reader.readuntil(b"}"))
        writer.write(reply)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", requests


async def test_a_request_is_plain_http_with_a_json_body() -> None:
    async with answering(b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\nfine") as (url, requests):
        reply = await http_post(
            f"{url}/a/b", body=b"{}", headers={"Authorization": "Bearer t"}, timeout_s=5
        )

    assert (reply.status, reply.body) == (200, b"fine")
    head, _, body = requests[0].partition(b"\r\n\r\n")
    assert head.split(b"\r\n") == [
        b"POST /a/b HTTP/1.0",
        f"Host: {url[7:]}".encode(),
        b"Content-Type: application/json",
        b"Content-Length: 2",
        b"Authorization: Bearer t",
    ]
    assert body == b"{}"


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 fine\r\n\r\n",
        b"HTTP/1.1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 70_000,
    ],
)
async def test_what_is_not_http_or_too_long_is_refused(reply: bytes) -> None:
    async with answering(reply) as (url, _):
        with pytest.raises(HttpFormatError):
            await http_post(url, body=b"{}", timeout_s=5)


async def test_silence_ends_in_a_time_out() -> None:
    released = asyncio.Event()

    async def be_silent(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await released.wait()
        writer.close()

    server = await asyncio.start_server(be_silent, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(TimeoutError):
            await http_post(f"http://127.0.0.1:{port}/", body=b"", timeout_s=0.1)
        released.set()


async def test_a_closed_port_refuses() -> None:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()

    with pytest.raises(ConnectionRefusedError):
        await http_post(f"http://127.0.0.1:{port}/", body=b"", timeout_s=5)


@pytest.mark.parametrize("url", ["http:///x", "", "http://h:port/"])
async def test_a_url_without_host_or_with_an_odd_port_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        await http_post(url, body=b"", timeout_s=5)


def test_a_reply_does_not_print_its_body() -> None:
    assert repr(HttpReply(200, b"a token")) == "HttpReply(200, 7 bytes)"
