"""A network that can go silent: forwarders in front of a service, in a thread of their own.

Silent means what a pulled cable means: connections stay open and nothing arrives. It may also go
silent in part: in one direction only, or for datagrams only, as behind a firewall.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from enum import Flag, auto
from typing import TypeVar, cast

ResultT = TypeVar("ResultT")

_CHUNK_BYTES = 65536


class Way(Flag):
    """What gets through, seen from the clients."""

    TCP_UP = auto()
    TCP_DOWN = auto()
    UDP_UP = auto()
    UDP_DOWN = auto()
    TCP = TCP_UP | TCP_DOWN
    UDP = UDP_UP | UDP_DOWN
    UP = TCP_UP | UDP_UP
    DOWN = TCP_DOWN | UDP_DOWN
    ALL = TCP | UDP


@dataclass(frozen=True)
class Roughness:
    """What happens to datagrams on their way to the clients; their order is kept."""

    loss_share: float
    delay_s: float


class SilentNetwork:
    """Forwards TCP and UDP ports until it is cut."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._open = Way.ALL
        self._rough: Roughness | None = None
        self._chance = random.Random(7)  # noqa: S311 - the same losses each time
        self._opened = asyncio.Condition()
        self._thread = threading.Thread(target=self._loop.run_forever, name="silent-network")
        self._servers: list[asyncio.Server] = []
        self._transports: list[asyncio.BaseTransport] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def forward_tcp(self, listen: tuple[str, int], target: tuple[str, int]) -> int:
        """Forward connections; returns the port listened on."""
        return self._run(self._forward_tcp(listen, target))

    def forward_udp(self, listen: tuple[str, int], target: tuple[str, int]) -> None:
        """Forward datagrams and their answers."""
        self._run(self._forward_udp(listen, target))

    def cut(self, what: Way = Way.ALL) -> None:
        """Let nothing of ``what`` through."""
        self._run(self._use(self._open & ~what))

    def heal(self) -> None:
        """Let everything through; what was held back on TCP arrives now, as in a real network."""
        self._run(self._use(Way.ALL))

    def roughen(self, roughness: Roughness | None) -> None:
        """Lose and delay datagrams to the clients from now on; None for no more."""
        self._rough = roughness

    def send_down(self, send: Callable[[], None]) -> None:
        """Let a datagram go to its client, as the network does it now; on its own thread."""
        rough = self._rough
        if rough is None:
            send()
        elif self._chance.random() >= rough.loss_share:
            self._loop.call_later(rough.delay_s, send)

    def passes(self, what: Way) -> bool:
        """Whether all of ``what`` gets through."""
        return what in self._open

    async def passing(self, what: Way) -> None:
        """Wait until all of ``what`` gets through; on the network's own thread."""
        async with self._opened:
            await self._opened.wait_for(lambda: self.passes(what))

    def stop(self) -> None:
        """Close everything and end the thread."""
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5.0)
        self._loop.close()

    async def _use(self, ways: Way) -> None:
        async with self._opened:
            self._open = ways
            self._opened.notify_all()

    def _run(self, work: Coroutine[object, object, ResultT]) -> ResultT:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10.0)

    async def _forward_tcp(self, listen: tuple[str, int], target: tuple[str, int]) -> int:
        def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self._writers.add(writer)
            task = asyncio.get_running_loop().create_task(self._join(reader, writer, target))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        server = await asyncio.start_server(accepted, *listen)
        self._servers.append(server)
        port: int = server.sockets[0].getsockname()[1]
        return port

    async def _join(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        target: tuple[str, int],
    ) -> None:
        try:
            said = await self._said_until_it_passes(reader)
            if said is None:
                return  # given up meanwhile: over a pulled cable it never began
            far_reader, far_writer = await self._reach(target)
            far_writer.write(said)
            pumps = [
                asyncio.ensure_future(self._pump(reader, far_writer, Way.TCP_UP)),
                asyncio.ensure_future(self._pump(far_reader, writer, Way.TCP_DOWN)),
            ]
            try:
                await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for pump in pumps:
                    pump.cancel()
                await asyncio.gather(*pumps, return_exceptions=True)
                self._abort(far_writer)
        except OSError:
            pass  # nobody is there: the client sees it as well
        finally:
            self._abort(writer)

    async def _said_until_it_passes(self, reader: asyncio.StreamReader) -> bytes | None:
        """Return what a client sent while nothing passed; None when it has hung up."""
        if self.passes(Way.TCP):
            return b""
        said = bytearray()

        async def listen() -> None:
            while data := await reader.read(_CHUNK_BYTES):
                said.extend(data)

        listening = asyncio.ensure_future(listen())
        passing = asyncio.ensure_future(self.passing(Way.TCP))
        try:
            await asyncio.wait({listening, passing}, return_when=asyncio.FIRST_COMPLETED)
            return None if listening.done() else bytes(said)
        finally:
            listening.cancel()
            passing.cancel()
            await asyncio.gather(listening, passing, return_exceptions=True)

    async def _reach(
        self, target: tuple[str, int]
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        opening = asyncio.ensure_future(asyncio.open_connection(*target))
        try:
            reader, writer = await asyncio.shield(opening)
        except asyncio.CancelledError:
            with contextlib.suppress(OSError):
                self._abort((await opening)[1])
            raise
        self._writers.add(writer)
        return reader, writer

    def _abort(self, writer: asyncio.StreamWriter) -> None:
        """End a connection at once: what was held back shall not be flushed."""
        writer.transport.abort()
        self._writers.discard(writer)

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: Way
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(_CHUNK_BYTES):
                await self.passing(way)
                writer.write(data)
                await writer.drain()

    async def _forward_udp(self, listen: tuple[str, int], target: tuple[str, int]) -> None:
        loop = asyncio.get_running_loop()
        front = _Front(self, target)
        transport, _ = await loop.create_datagram_endpoint(lambda: front, local_addr=listen)
        self._transports.append(transport)

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for writer in list(self._writers):
            self._abort(writer)  # accepted, but its task never began
        await asyncio.sleep(0)  # the last connections are noted as lost
        for transport in self._transports:
            transport.close()

    async def open_back(self, front: _Front, client: tuple[str, int]) -> _Back:
        """Open the far side of one client's flow; for the front."""
        loop = asyncio.get_running_loop()
        back = _Back(self, front, client)
        transport, _ = await loop.create_datagram_endpoint(lambda: back, remote_addr=front.target)
        self._transports.append(transport)
        return back


class _Front(asyncio.DatagramProtocol):
    """Where clients send to."""

    def __init__(self, network: SilentNetwork, target: tuple[str, int]) -> None:
        self.target = target
        self.transport: asyncio.DatagramTransport | None = None
        self._network = network
        self._backs: dict[tuple[str, int], asyncio.Task[_Back]] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if not self._network.passes(Way.UDP_UP):
            return
        opening = self._backs.get(addr)
        if opening is None:
            opening = asyncio.ensure_future(self._network.open_back(self, addr))
            self._backs[addr] = opening
        if opening.done() and opening.exception() is None:
            back = opening.result()
            if back.transport is not None:
                back.transport.sendto(data)


class _Back(asyncio.DatagramProtocol):
    """One client's flow towards the service."""

    def __init__(self, network: SilentNetwork, front: _Front, client: tuple[str, int]) -> None:
        self.transport: asyncio.DatagramTransport | None = None
        self._network = network
        self._front = front
        self._client = client

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, _addr: tuple[str, int]) -> None:
        transport = self._front.transport
        if self._network.passes(Way.UDP_DOWN) and transport is not None:
            self._network.send_down(lambda: _send(transport, data, self._client))

    def error_received(self, _error: Exception) -> None:
        """The service is gone: a datagram network does not tell."""


def _send(transport: asyncio.DatagramTransport, data: bytes, client: tuple[str, int]) -> None:
    if not transport.is_closing():
        transport.sendto(data, client)
