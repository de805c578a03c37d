"""Free ports on the loopback address.

Ports come from below the ranges that systems give to outgoing connections. From those, a client
that keeps calling a server which is just being restarted may get the server's very port, connect
to itself and so keep the server from coming back.
"""

from __future__ import annotations

import random
import socket
import sys
from dataclasses import dataclass

from app.model.errors import MediaServerError

LOOPBACK = "127.0.0.1"
FIRST_PORT = 20_000
LAST_PORT = 32_000
_ATTEMPTS = 200


@dataclass(frozen=True, slots=True)
class ServerPorts:
    """Ports of one media server: TCP for signals, UDP for all media."""

    signal: int
    media: int


def bind_free_port(kind: socket.SocketKind) -> socket.socket:
    """Return a socket bound to a free loopback port; the caller closes or listens.

    Raises:
        MediaServerError: No port is free, or this machine has no loopback network.
    """
    error: OSError | None = None
    for _ in range(_ATTEMPTS):
        candidate = socket.socket(socket.AF_INET, kind)
        try:
            if sys.platform == "win32":
                candidate.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            candidate.bind((LOOPBACK, random.randint(FIRST_PORT, LAST_PORT)))  # noqa: S311
        except OSError as problem:
            candidate.close()
            error = problem
        else:
            return candidate
    raise MediaServerError(
        f"cannot find a free port on {LOOPBACK}: {error.strerror if error else 'none is left'}",
        hint="Close programs that use many connections, then try again.",
    )


def choose_server_ports() -> ServerPorts:
    """Return two ports that were free a moment ago.

    Raises:
        MediaServerError: As for :func:`bind_free_port`.
    """
    with (
        bind_free_port(socket.SOCK_STREAM) as signal,
        bind_free_port(socket.SOCK_DGRAM) as media,
    ):
        return ServerPorts(signal=signal.getsockname()[1], media=media.getsockname()[1])
