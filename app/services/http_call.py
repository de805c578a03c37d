"""One HTTP request on asyncio, for the two calls we make ourselves.

HTTP/1.0, one connection per request, small replies: it serves where importing an HTTP library
would cost a quarter of a second on the way to the first picture.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

REPLY_MAX_BYTES = 65_536


class HttpFormatError(Exception):
    """What answered does not speak HTTP, or says too much."""


@dataclass(frozen=True, slots=True)
class HttpReply:
    """Status and body of a reply; the body is not printed, it may hold a token."""

    status: int
    body: bytes

    def __repr__(self) -> str:
        return f"HttpReply({self.status}, {len(self.body)} bytes)"


async def http_post(
    url: str, *, body: bytes, headers: Mapping[str, str] | None = None, timeout_s: float
) -> HttpReply:
    """Send ``body`` as JSON to an http or https ``url`` and return the reply.

    Raises:
        OSError: There is no connection; ``ConnectionRefusedError`` when nobody listens.
        TimeoutError: The whole exchange took longer than ``timeout_s``.
        HttpFormatError: The reply is not HTTP or longer than 64 KB.
        ValueError: The URL has no host or no valid port.
    """
    parts = urlsplit(url)
    is_secure = parts.scheme == "https"
    if not parts.hostname:
        raise ValueError("the URL has no host")
    lines = [
        f"POST {parts.path or '/'} HTTP/1.0",
        f"Host: {parts.netloc.rpartition('@')[2]}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in (headers or {}).items()),
    ]
    request = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body
    async with asyncio.timeout(timeout_s):
        reader, writer = await asyncio.open_connection(
            parts.hostname, parts.port or (443 if is_secure else 80), ssl=is_secure or None
        )
        try:
            writer.write(request)
            reply = await _read_all(reader)
        finally:
            writer.close()
    return _parse(reply)


async def _read_all(reader: asyncio.StreamReader) -> bytes:
    reply = bytearray()
    while chunk := await reader.read(REPLY_MAX_BYTES):
        reply += chunk
        if len(reply) > REPLY_MAX_BYTES:
            raise HttpFormatError("the reply is too long")
    return bytes(reply)


def _parse(reply: bytes) -> HttpReply:
    head, separator, body = reply.partition(b"\r\n\r\n")
    words = head.split(b"\r\n", 1)[0].split(b" ", 2)
    if not separator or not words[0].startswith(b"HTTP/1.") or len(words) < 2:
        raise HttpFormatError("the reply is not HTTP")
    if not words[1].isdigit():
        raise HttpFormatError("the reply has no status")
    return HttpReply(int(words[1]), body)
