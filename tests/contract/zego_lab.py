"""The ZEGO engine's surroundings: the stand-in SDK and its service, before which a network can be.

The stand-in speaks the vendor's C interface, in both variants. One copy of its library serves one
engine of the older variant, so there every engine gets a copy of its own.
"""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

from app.engine.create import create_engine
from app.engine.media_port import CanvasResolver, CaptureFactory, SpeakerFactory
from app.engine.port import Engine
from app.model.engine import EngineKind, EngineProfile
from app.model.session import RoomConfig
from tests.contract.lab import Fault, Flaw, Rights
from tests.contract.network import SilentNetwork, Way
from tests.instruments.zego_standin import DeviceKind, StandIn, StandInService

_APP_ID = 1234567
_LOOPBACK = "127.0.0.1"
_ROUND_TRIP_S = 0.03


class ZegoLab:
    """Implements :class:`tests.contract.lab.EngineLab`.

    Args:
        folder: For copies of the library and logs.
        standin: What was built.
        variant: ``v1`` or ``v2`` of the C interface.
        breakable: Whether there is a network that can go silent.
    """

    def __init__(
        self, folder: Path, standin: StandIn, variant: str, *, breakable: bool = False
    ) -> None:
        self._folder = folder
        self._standin = standin
        self._variant = variant
        self._breakable = breakable
        self._service = StandInService(standin)
        self._network: SilentNetwork | None = None
        self._address = ""
        self._is_unreachable = False
        self._copies = itertools.count(1)

    @property
    def service(self) -> StandInService:
        """The room service, for what only ZEGO's tests do to it."""
        return self._service

    @property
    def address(self) -> str:
        """Where engines find the service."""
        return self._address

    @property
    def faults(self) -> frozenset[Fault]:
        """What this lab can break."""
        can = {Fault.SERVER_KILLED, Fault.USER_REMOVED}
        return frozenset(can | {Fault.NETWORK_SILENT} if self._breakable else can)

    def start(self) -> None:
        """Start the service and, when it shall be breakable, the network before it."""
        self.restart_server()
        self._address = self._service.address
        if self._breakable:
            self._network = SilentNetwork()
            self._network.start()
            port = int(self._service.address.rpartition(":")[2])
            front = self._network.forward_tcp((_LOOPBACK, 0), (_LOOPBACK, port))
            self._address = f"{_LOOPBACK}:{front}"

    def stop(self) -> None:
        """End service and network."""
        self._service.stop()
        if self._network is not None:
            self._network.stop()

    def create_engine(
        self,
        captures: CaptureFactory | None = None,
        canvases: CanvasResolver | None = None,
        speakers: SpeakerFactory | None = None,
    ) -> Engine:
        """Make an engine."""
        if self._is_unreachable:
            self._is_unreachable = False
            self._service.network(reachable=True)
        profile = EngineProfile(
            app_id=_APP_ID,
            library=self.new_library(),
            log_folder=self._folder,
            engine_config=f"standin_service={self._address};",
        )
        return create_engine(
            EngineKind.ZEGO, profile, captures=captures, canvases=canvases, speakers=speakers
        )

    def token(
        self, room_id: str, user_id: str, rights: Rights = Rights.HOST, *, lifetime_s: float = 3600
    ) -> str:
        """Return a good token."""
        publish = int(rights is Rights.HOST)
        return f"standin;user={user_id};room={room_id};seconds={lifetime_s};publish={publish}"

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
        return RoomConfig(token=token, retry_time_s=retry_time_s)

    def flawed_config(self, room_id: str, user_id: str, flaw: Flaw) -> RoomConfig:
        """Return a configuration whose credential has one flaw."""
        tokens = {
            Flaw.MISSING: "",
            Flaw.DAMAGED: "malformed",
            Flaw.EXPIRED: "expired",
            Flaw.OTHER_USER: self.token(room_id, f"not-{user_id}"),
            Flaw.OTHER_ROOM: self.token(f"not-{room_id}", user_id),
            Flaw.OTHER_SERVER: "standin;code=1002033",
        }
        return RoomConfig(token=tokens[flaw])

    def unreachable_config(self, room_id: str, user_id: str) -> RoomConfig:
        """Return a configuration that leads to no service, until the next engine is made."""
        self._is_unreachable = True
        self._service.network(reachable=False)
        return RoomConfig(token=self.token(room_id, user_id), login_time_s=1.0)

    def kill_server(self) -> None:
        """End the service as a crash would."""
        self._service.kill()

    def restart_server(self) -> None:
        """Start the service again at the same address, as far away as a real one."""
        self._service.start()
        self._service.delay_answers(_ROUND_TRIP_S)
        self._service.plug(DeviceKind.MICROPHONE, "microphone")
        for name in ("speaker", "headphones"):
            self._service.plug(DeviceKind.SPEAKER, name)

    def cut_network(self, what: Way = Way.ALL) -> None:
        """Let nothing of ``what`` through; media of the stand-in goes over TCP, too."""
        if self._network is not None:
            self._network.cut(what)

    def heal_network(self) -> None:
        """Let everything through."""
        if self._network is not None:
            self._network.heal()

    async def remove_user(self, room_id: str, user_id: str) -> None:  # noqa: ARG002
        """Put somebody out of the room."""
        self._service.kick(user_id)

    def new_library(self) -> Path:
        """Return a library for one more engine."""
        if self._variant == "v2":
            return self._standin.v2
        copy = self._folder / f"{next(self._copies)}-{self._standin.v1.name}"
        shutil.copy(self._standin.v1, copy)
        return copy
