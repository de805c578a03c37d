"""A media server of the bench's own, to compare the program with peers on the same machine."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Self

from livekit import api

from tests.instruments.children import Child, ChildFailedError
from tests.instruments.netns import SplitNetwork

ENVIRONMENT_NAME = "KLIEG_MEDIA_SERVER"
_START_TIMEOUT_S = 20.0


class Playout(Enum):
    """How the server asks the receivers to buffer."""

    SERVER_DEFAULT = "the server's default"
    LOWEST = "lowest"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who joins a room, and what for."""

    room: str
    name: str
    publishes: bool = False


def find_media_server() -> Path:
    """Return the media server's binary: named by the environment, built here, or installed.

    Raises:
        ChildFailedError: There is none.
    """
    root = Path(__file__).parents[2]
    named = os.environ.get(ENVIRONMENT_NAME)
    if named and os.access(named, os.X_OK):
        return Path(named)
    built = root / "build" / "media_server" / "livekit-server"
    if os.access(built, os.X_OK):
        return built
    installed = shutil.which("livekit-server")
    if installed is None:
        raise ChildFailedError("cannot find livekit-server: run `python3 dev.py bench` to build it")
    return Path(installed)


class MediaServer:
    """A livekit-server on free ports of the loopback; a context manager that ends it."""

    def __init__(
        self, folder: Path, playout: Playout, *, network: SplitNetwork | None = None
    ) -> None:
        """Start the server, on the far side of ``network`` if given; wait until it answers."""
        self._key, self._secret = "bench", secrets.token_urlsafe(32)
        self.port, self.tcp_port = free_ports(2)
        (self.media_port,) = free_ports(1, socket.SOCK_DGRAM)
        self._network = network
        self._address = network.far_address if network else "127.0.0.1"
        self.url = f"ws://{self._address}:{self.port}"
        self._log = folder / f"media-server-{self.port}.log"
        self._settings = json.dumps(self._config(playout))
        self._child = self._begin()

    @property
    def pid(self) -> int:
        """Process ID."""
        return self._child.pid

    def credentials(self) -> dict[str, str]:
        """The environment that lets the program make tokens for this server."""
        return {"KLIEG_API_KEY": self._key, "KLIEG_API_SECRET": self._secret}

    def token(
        self, who: Identity, *, lifetime: timedelta = timedelta(hours=1), secret: str = ""
    ) -> str:
        """Return a token, signed with another ``secret`` than the server's if one is given."""
        grants = api.VideoGrants(
            room_join=True,
            room=who.room,
            can_publish=who.publishes,
            can_subscribe=True,
            can_publish_data=True,
        )
        token = api.AccessToken(self._key, secret or self._secret).with_identity(who.name)
        return token.with_ttl(lifetime).with_grants(grants).to_jwt()

    def kill(self) -> None:
        """End the server as a crash would."""
        self._child.send_signal(signal.SIGKILL)
        self._child.stop()

    def restart(self) -> None:
        """Start a killed server again at the same address."""
        self._child = self._begin()

    def stop(self) -> None:
        """End the server at once: it would wait for its participants otherwise."""
        self._child.stop(grace_s=0.2)

    def _begin(self) -> Child:
        environment = os.environ | {
            "LIVEKIT_CONFIG": self._settings,
            "LIVEKIT_KEYS": f"{self._key}: {self._secret}",
        }
        binary = str(find_media_server())
        child = Child(
            self._network.far(binary) if self._network else [binary],
            output=self._log,
            environment=environment,
        )
        try:
            child.wait_until(self._answers, timeout_s=_START_TIMEOUT_S, what="answer")
        except ChildFailedError:
            child.stop()
            raise
        return child

    def _config(self, playout: Playout) -> dict[str, object]:
        config: dict[str, object] = {
            "port": self.port,
            "bind_addresses": [self._address],
            "rtc": {
                "udp_port": self.media_port,
                "tcp_port": self.tcp_port,
                "use_external_ip": False,
                "node_ip": self._address,
                "enable_loopback_candidate": self._network is None,
            },
            "logging": {"level": "warn"},
        }
        if playout is Playout.LOWEST:
            config["room"] = {"playout_delay": {"enabled": True, "min": 0, "max": 1}}
        return config

    def _answers(self) -> bool:
        if self._network is not None:
            probe = f"import socket; socket.create_connection({(self._address, self.port)!r}, 1)"
            command = self._network.near(sys.executable, "-c", probe)
            return subprocess.run(command, capture_output=True, check=False).returncode == 0
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=1.0) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def free_ports(count: int, kind: socket.SocketKind = socket.SOCK_STREAM) -> list[int]:
    """Return different ports of the loopback that nobody uses; of TCP unless ``kind`` says UDP."""
    with contextlib.ExitStack() as held:
        probes = [held.enter_context(socket.socket(socket.AF_INET, kind)) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
