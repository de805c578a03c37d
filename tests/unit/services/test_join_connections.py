"""Who says nothing, or says it slowly, cannot take the sockets of the join service."""

import asyncio
import contextlib
import json
import logging
import socket
from collections.abc import AsyncIterator

import pytest

from app.model.session import User
from app.services.join_connections import ConnectionLimits
from app.services.join_desk import BroadcastState, JoinDesk
from app.services.join_http import JoinHttp
from app.services.ports import LOOPBACK, bind_free_port
from app.services.server_target import KeyedServer
from app.services.tokens import ServerKey

LIMIT_S = 5.0
HEAD = "POST /api/v1/join HTTP/1.1\r\nHost: {place}\r\nContent-Type: application/json\r\n"


class Service:
    """One join service with narrow limits, spoken to over bare sockets."""

    def __init__(self, limits: ConnectionLimits) -> None:
        server = KeyedServer("ws://h:1", key=ServerKey("APIkey", api_secret="s" * 40))
        self.desk = JoinDesk("room", host=User("host", "Grace"), server=server)
        self._http = JoinHttp(self.desk, title="", limits=limits)
        self._streams = contextlib.AsyncExitStack()
        self.place = ""

    async def start(self) -> None:
        listener = bind_free_port(socket.SOCK_STREAM)
        self.place = f"{LOOPBACK}:{listener.getsockname()[1]}"
        await self._http.start(listener)

    async def stop(self) -> None:
        await self._streams.aclose()
        await self._http.stop()

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection(*self.place.split(":"))
        self._streams.callback(writer.close)
        return reader, writer

    async def exchange(self, request: str) -> bytes:
        """Send ``request`` and return what comes until the connection is closed."""
        reader, writer = await self.connect()
        writer.write(request.encode())
        return await _until_closed(reader)

    def question(self, **changes: object) -> str:
        body = json.dumps({"invite": self.desk.invite, "user_id": "ada", "name": ""} | changes)
        head = HEAD.format(place=self.place)
        return f"{head}Connection: close\r\nContent-Length: {len(body)}\r\n\r\n{body}"


async def _until_closed(reader: asyncio.StreamReader) -> bytes:
    async with asyncio.timeout(LIMIT_S):
        try:
            return await reader.read()
        except ConnectionResetError:
            return b""


@pytest.fixture
async def service(request: pytest.FixtureRequest) -> AsyncIterator[Service]:
    made = Service(getattr(request, "param", ConnectionLimits()))
    await made.start()
    await made.desk.set_state(BroadcastState.LIVE)
    yield made
    await made.stop()


def limited(limits: ConnectionLimits) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("service", [limits], indirect=True, ids=["limited"])


@limited(ConnectionLimits(head_s=0.1))
@pytest.mark.parametrize("said", ["", "POST /api/v1/join HTTP/1.1\r\nHost: 127"])
async def test_a_connection_that_does_not_ask_is_closed(service: Service, said: str) -> None:
    assert await service.exchange(said) == b""


@limited(ConnectionLimits(exchange_s=0.1))
async def test_a_body_that_never_comes_ends_the_connection(service: Service) -> None:
    request = HEAD.format(place=service.place) + "Content-Length: 100\r\n\r\n{"
    await service.exchange(request)


@limited(ConnectionLimits(exchange_s=0.2))
async def test_who_waits_for_the_broadcast_is_not_forgotten_at_the_desk(service: Service) -> None:
    await service.desk.set_state(BroadcastState.NOT_LIVE)
    await service.exchange(service.question(wait_s=20))
    async with asyncio.timeout(LIMIT_S):
        while service.desk._waiting:
            await asyncio.sleep(0)


@limited(ConnectionLimits(open_max=3))
async def test_silent_connections_give_way_to_those_who_ask(service: Service) -> None:
    silent = [await service.connect() for _ in range(10)]
    answer = await service.exchange(service.question())
    assert answer.startswith(b"HTTP/1.1 200 ")
    for reader, _ in silent[:7]:
        assert await _until_closed(reader) == b""


@limited(ConnectionLimits(open_max=2))
async def test_those_who_wait_are_not_put_out_by_newcomers(service: Service) -> None:
    await service.desk.set_state(BroadcastState.NOT_LIVE)
    question = service.question(wait_s=20)
    waiting = [asyncio.create_task(service.exchange(question)) for _ in range(2)]
    async with asyncio.timeout(LIMIT_S):
        while service.desk._waiting < 2:
            await asyncio.sleep(0)

    for _ in range(5):
        assert await service.exchange("") == b""
    await service.desk.set_state(BroadcastState.LIVE)

    for answer in await asyncio.gather(*waiting):
        assert answer.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    "request_text",
    ["nonsense\r\n\r\n", "GET / HTTP/1.1\r\nHost 1\r\n\r\n", f"GET /{'x' * 9000} HTTP/1.1\r\n\r\n"],
)
async def test_what_is_no_request_learns_nothing_about_the_program(
    service: Service, request_text: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    answer = await service.exchange(request_text)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith((b"HTTP/1.1 400 ", b"HTTP/1.0 400 "))
    assert b"Server: Klieg\r\n" in head + b"\r\n"
    assert b"aiohttp" not in answer
    assert b"Python" not in answer
    assert json.loads(body)["error"]["code"] == "not_understood"
    assert "Traceback" not in caplog.text
