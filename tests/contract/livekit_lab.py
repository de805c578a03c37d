"""The LiveKit engine's surroundings: a real livekit-server behind a network that can go silent."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path

from livekit import api

from app.engine.create import create_engine
from app.engine.media_port import CanvasResolver, CaptureFactory, SpeakerFactory
from app.engine.port import Engine
from app.model.engine import EngineKind
from app.model.session import RoomConfig, User
from app.services.tokens import ServerKey, hidden_token
from tests.contract.lab import Fault, Flaw, Rights
from tests.contract.network import Roughness, SilentNetwork, Way

_START_TIMEOUT_S = 20.0
_LOOPBACK = "127.0.0.1"
_FRONT = "127.0.0.2"  # where clients are sent when the network can be cut


def find_media_server() -> Path | None:
    """Return the media server's binary; None when there is none."""
    built = Path(__file__).parents[2] / "build" / "media_server" / "livekit-server"
    named = os.environ.get("KLIEG_MEDIA_SERVER") or shutil.which("livekit-server")
    for path in (named, built):
        if path is not None and os.access(path, os.X_OK):
            return Path(path)
    return None


class LiveKitLab:
    """Implements :class:`tests.contract.lab.EngineLab`."""

    def __init__(self, folder: Path, binary: Path, *, breakable: bool = False) -> None:
        self._folder = folder
        self._binary = binary
        self._breakable = breakable
        self._key, self._secret = "contract", secrets.token_urlsafe(32)
        self._port, self._tcp_port = _free_port(socket.SOCK_STREAM), _free_port(socket.SOCK_STREAM)
        self._udp_port = _free_port(socket.SOCK_DGRAM)
        self._front_port = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._network: SilentNetwork | None = None

    @property
    def faults(self) -> frozenset[Fault]:
        """What this lab can break."""
        can = {Fault.SERVER_KILLED, Fault.USER_REMOVED}
        return frozenset(can | {Fault.NETWORK_SILENT} if self._breakable else can)

    @property
    def url(self) -> str:
        """Address for clients."""
        if self._breakable:
            return f"ws://{_LOOPBACK}:{self._front_port}"
        return f"ws://{_LOOPBACK}:{self._port}"

    def start(self) -> None:
        """Start the server and, when it shall be breakable, the network before it."""
        if self._breakable:
            self._network = SilentNetwork()
            self._network.start()
            self._network.forward_udp((_FRONT, self._udp_port), (_LOOPBACK, self._udp_port))
            self._front_port = self._network.forward_tcp((_LOOPBACK, 0), (_LOOPBACK, self._port))
        self.restart_server()

    def stop(self) -> None:
        """End server and network."""
        self.kill_server()
        if self._network is not None:
            self._network.stop()

    def create_engine(
        self,
        captures: CaptureFactory | None = None,
        canvases: CanvasResolver | None = None,
        speakers: SpeakerFactory | None = None,
    ) -> Engine:
        """Make an engine."""
        return create_engine(
            EngineKind.LIVEKIT, captures=captures, canvases=canvases, speakers=speakers
        )

    def token(
        self, room_id: str, user_id: str, rights: Rights = Rights.HOST, *, lifetime_s: float = 3600
    ) -> str:
        """Return a good token."""
        return self._mint(room_id, user_id, rights, lifetime_s=lifetime_s)

    def hidden_token(self, room_id: str, user: User) -> str:
        """Return a good token of somebody whom the others are not told of."""
        return hidden_token(ServerKey(self._key, self._secret), room_id=room_id, user=user)

    def config(
        self,
        room_id: str,
        user_id: str,
        rights: Rights = Rights.HOST,
        *,
        lifetime_s: float = 3600,
        retry_time_s: float = 60,
    ) -> RoomConfig:
        """Return what is needed to enter a room."""
        token = self.token(room_id, user_id, rights, lifetime_s=lifetime_s)
        return RoomConfig(server_url=self.url, token=token, retry_time_s=retry_time_s)

    def flawed_config(self, room_id: str, user_id: str, flaw: Flaw) -> RoomConfig:
        """Return a configuration whose credential has one flaw."""
        good = self.token(room_id, user_id)
        tokens = {
            Flaw.MISSING: "",
            Flaw.DAMAGED: good[: len(good) // 3],
            Flaw.EXPIRED: self._mint(room_id, user_id, Rights.HOST, lifetime_s=-600),
            Flaw.OTHER_USER: self.token(room_id, f"not-{user_id}"),
            Flaw.OTHER_ROOM: self.token(f"not-{room_id}", user_id),
            Flaw.OTHER_SERVER: self._mint(
                room_id, user_id, Rights.HOST, lifetime_s=600, secret=secrets.token_urlsafe(32)
            ),
        }
        return RoomConfig(server_url=self.url, token=tokens[flaw])

    def unreachable_config(self, room_id: str, user_id: str) -> RoomConfig:
        """Return a configuration that leads to no service."""
        url = f"ws://{_LOOPBACK}:{_free_port(socket.SOCK_STREAM)}"
        token = self.token(room_id, user_id)
        return RoomConfig(server_url=url, token=token, login_time_s=1.0)

    def kill_server(self) -> None:
        """End the server as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def restart_server(self) -> None:
        """Start the server at the same address and wait until it answers."""
        environment = os.environ | {
            "LIVEKIT_CONFIG": json.dumps(self._server_config()),
            "LIVEKIT_KEYS": f"{self._key}: {self._secret}",
        }
        with (self._folder / "media-server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._binary],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=environment,
            )
        deadline = time.monotonic() + _START_TIMEOUT_S
        while not self._answers():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError(f"the media server does not answer; see {self._folder}")
            time.sleep(0.02)

    def cut_network(self, what: Way = Way.ALL) -> None:
        """Let nothing of ``what`` through."""
        if self._network is not None:
            self._network.cut(what)

    def roughen_network(self, roughness: Roughness | None) -> None:
        """Lose and delay what goes to the clients from now on."""
        if self._network is not None:
            self._network.roughen(roughness)

    def heal_network(self) -> None:
        """Let everything through."""
        if self._network is not None:
            self._network.heal()

    async def remove_user(self, room_id: str, user_id: str) -> None:
        """Put somebody out of the room."""
        url = f"http://{_LOOPBACK}:{self._port}"
        async with api.LiveKitAPI(url, self._key, self._secret) as service:
            await service.room.remove_participant(
                api.RoomParticipantIdentity(room=room_id, identity=user_id)
            )

    def _mint(
        self, room_id: str, user_id: str, rights: Rights, *, lifetime_s: float, secret: str = ""
    ) -> str:
        grants = api.VideoGrants(
            room_join=True,
            room=room_id,
            can_publish=rights is Rights.HOST,
            can_subscribe=True,
            can_publish_data=True,
            can_update_own_metadata=rights is Rights.HOST,
        )
        token = api.AccessToken(self._key, secret or self._secret).with_identity(user_id)
        return token.with_grants(grants).with_ttl(timedelta(seconds=lifetime_s)).to_jwt()

    def _server_config(self) -> dict[str, object]:
        return {
            "port": self._port,
            "bind_addresses": [_LOOPBACK],
            "rtc": {
                "udp_port": self._udp_port,
                "tcp_port": 0 if self._breakable else self._tcp_port,
                "use_external_ip": False,
                # a full ICE agent would find ways around the network that shall be cut
                "use_ice_lite": self._breakable,
                "node_ip": _FRONT if self._breakable else _LOOPBACK,
                "enable_loopback_candidate": True,
                # without this line clients are sent to a public STUN server
                "stun_servers": [f"{_LOOPBACK}:{self._udp_port}"],
                "interfaces": {"includes": ["lo"]},
                "ips": {"includes": [f"{_LOOPBACK}/32"]},
            },
            "room": {
                "auto_create": True,
                "empty_timeout": 30,
                "playout_delay": {"enabled": True, "min": 0, "max": 1},
            },
            "logging": {"level": "info"},
        }

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://{_LOOPBACK}:{self._port}/", timeout=1.0) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


def _free_port(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind((_LOOPBACK, 0))
        number: int = probe.getsockname()[1]
        return number
