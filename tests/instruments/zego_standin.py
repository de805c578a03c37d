"""The stand-in ZEGO SDK of ``native/tests``: built once, its room service run and controlled.

Engines find the service by the environment variable ``ZEGO_STANDIN_SERVICE`` when they are
initialised, or by ``standin_service=HOST:PORT;`` in the engine's advanced configuration. What
each control does to an engine is told in ``native/tests/README.md``.
"""

from __future__ import annotations

import functools
import shutil
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parents[2]
SERVICE_VARIABLE = "ZEGO_STANDIN_SERVICE"
PLATFORM_VARIABLE = "ZEGO_STANDIN_PLATFORM"
SPEED_VARIABLE = "ZEGO_STANDIN_SPEED"
EVERYBODY = "*"
_ANSWER_TIMEOUT_S = 10.0
_SUFFIX = {"win32": ".dll", "darwin": ".dylib"}.get(sys.platform, ".so")


class StandInError(RuntimeError):
    """The stand-in cannot be built, does not start or refuses a control command."""


class DeviceKind(StrEnum):
    """What the stand-in can pretend to have."""

    CAMERA = "camera"
    MICROPHONE = "microphone"
    SPEAKER = "speaker"


class StormKind(StrEnum):
    """Which callback a storm raises."""

    ONLINE_COUNT = "count"
    BARRAGE = "barrage"
    SOUND_LEVEL = "sound_level"


@dataclass(frozen=True, slots=True)
class StandIn:
    """What was built."""

    v1: Path
    v2: Path
    service: Path


@functools.cache
def build_standin(sanitize: str = "") -> StandIn:
    """Build both libraries and the service below ``build/``; quick when nothing changed.

    Args:
        sanitize: Sanitizers for compiler and linker, for instance ``"address,undefined"``.

    Raises:
        StandInError: There is no CMake or compiler, or the sources do not compile.
    """
    cmake = _cmake()
    generator = _generator()
    words = ["zego_standin", *generator[1:2], *sanitize.split(",")]
    folder = ROOT / "build" / "-".join(words).rstrip("-").lower()
    folder.mkdir(parents=True, exist_ok=True)
    with _only_one_builds(folder):
        source = ROOT / "native" / "tests"
        options = [f"-DZEGO_STANDIN_SANITIZE={sanitize}", f"-DPython3_EXECUTABLE={sys.executable}"]
        options += generator
        _run([cmake, "-S", str(source), "-B", str(folder), *options])
        _run([cmake, "--build", str(folder), "--config", "RelWithDebInfo"])
    prefix = "" if sys.platform == "win32" else "lib"
    program = "zego_standin_service" + (".exe" if sys.platform == "win32" else "")
    return StandIn(
        v1=folder / f"{prefix}zego_standin_v1{_SUFFIX}",
        v2=folder / f"{prefix}zego_standin_v2{_SUFFIX}",
        service=folder / program,
    )


def _cmake() -> str:
    beside = Path(sys.executable).with_name("cmake")
    found = str(beside) if beside.exists() else shutil.which("cmake")
    if found is None:
        raise StandInError("cannot build the stand-in SDK: there is no cmake")
    return found


def _generator() -> list[str]:
    """Prefer the Ninja that came with the test tools: a bare machine has no other maker."""
    ninja = Path(sys.executable).with_name("ninja")
    return ["-G", "Ninja", f"-DCMAKE_MAKE_PROGRAM={ninja}"] if ninja.exists() else []


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise StandInError(f"{' '.join(command)} ended with\n{done.stdout}{done.stderr}")


@contextmanager
def _only_one_builds(folder: Path) -> Iterator[None]:
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class StandInService:
    """The room service of one or more engines; a context manager.

    Controls act at once on engines that are connected and return when the service has passed
    them on. A ``user_id`` of :data:`EVERYBODY` means all engines, those without a user and
    those still to come included.
    """

    def __init__(self, standin: StandIn, *, port: int = 0) -> None:
        self._standin = standin
        self._port = port
        self._process: subprocess.Popen[str] | None = None
        self._control: socket.socket | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        """Start it."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it."""
        self.stop()

    @property
    def address(self) -> str:
        """``HOST:PORT``; kept over :meth:`kill` and :meth:`start`."""
        return f"127.0.0.1:{self._port}"

    @property
    def environment(self) -> dict[str, str]:
        """What an engine's process needs in its environment."""
        return {SERVICE_VARIABLE: self.address}

    def start(self) -> None:
        """Start the service and wait until it answers.

        Raises:
            StandInError: It does not start.
        """
        command = [str(self._standin.service), "--port", str(self._port)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.startswith("listening "):
            self.stop()
            raise StandInError(f"the stand-in's service does not start, it says {line!r}")
        self._port = int(line.rsplit(":", 1)[1])
        self._control = socket.create_connection(("127.0.0.1", self._port), _ANSWER_TIMEOUT_S)

    def stop(self) -> None:
        """End the service; engines see a lost network. No error if not started."""
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    pipe.close()
            self._process = None

    kill = stop
    """As a crash would; :meth:`start` brings it back at the same address, without its rooms."""

    # ------------------------------------------------------------------ connection and room

    def interrupt(self, user_id: str, seconds: float = 0) -> None:
        """Drop a user's connection in silence, for ``seconds`` or until :meth:`restore`."""
        self._do("interrupt", user=user_id, ms=_ms(seconds))

    def restore(self, user_id: str) -> None:
        """Let an interrupted user through again."""
        self._do("restore", user=user_id)

    def forget(self, user_id: str) -> None:
        """Take an interrupted user out of its room, as the service does after a while."""
        self._do("forget", user=user_id)

    def network(self, *, reachable: bool) -> None:
        """Interrupt or restore everybody, also those who log in later."""
        self._do("network", reachable=int(reachable))

    def kick(self, user_id: str, code: int = 1002055) -> None:
        """Put a user out of its room."""
        self._do("kick", user=user_id, code=code)

    def end_room(self, room_id: str, code: int = 1002055) -> None:
        """Put everybody out of a room and forget it."""
        self._do("end_room", room=room_id, code=code)

    def refuse_next_login(self, code: int, user_id: str = EVERYBODY) -> None:
        """Answer the next login of ``user_id`` with ``code``."""
        self._do("refuse_login", user=user_id, code=code)

    def refuse_next_publish(self, code: int, stream_id: str = EVERYBODY) -> None:
        """Answer the next publishing of ``stream_id`` with ``code``."""
        self._do("refuse_publish", stream=stream_id, code=code)

    def refuse_next_play(self, code: int, stream_id: str = EVERYBODY) -> None:
        """Answer the next playing of ``stream_id`` with ``code``, for instance 1004072."""
        self._do("refuse_play", stream=stream_id, code=code)

    def delay_answers(self, seconds: float) -> None:
        """Hold back every answer to a login, publishing, message or attribute."""
        self._do("delay", ms=_ms(seconds))

    def say(self, room_id: str, text: str, user_id: str = "server", name: str = "Server") -> None:
        """Send a broadcast message of somebody without an engine."""
        self._do("say", room=room_id, text=text, user=user_id, name=name)

    def online_count(self, room_id: str, count: int) -> None:
        """Tell a room that ``count`` people are in it."""
        self._do("online_count", room=room_id, count=count)

    # ------------------------------------------------------------------------------- tokens

    def set_token(
        self,
        token: str,
        *,
        user_id: str = "",
        room_id: str = "",
        seconds: float = 86400,
        publish: bool = True,
        code: int = 0,
    ) -> None:
        """Teach the service what a token means; ``code`` not 0: it is refused with that.

        Text like ``"standin;user=ada;room=r;seconds=60;publish=0"`` needs no teaching.
        ``"expired"``, ``"foreign"`` and ``"malformed"`` are always refused, any other is good.
        """
        self._do(
            "token",
            token=token,
            user=user_id,
            room=room_id,
            ms=_ms(seconds),
            publish=int(publish),
            code=code,
        )

    def expire_token(self, user_id: str) -> None:
        """End a user's token now; the user is put out with 1002056."""
        self._do("expire", user=user_id, ms=0)

    def shorten_token(self, user_id: str, seconds: float) -> None:
        """Let a user's token end in ``seconds``; below 30 it is announced at once."""
        self._do("expire", user=user_id, ms=_ms(seconds))

    # ------------------------------------------------------------------------------ devices

    def plug(self, kind: DeviceKind, device_id: str, name: str = "") -> None:
        """Add a device; running engines report it."""
        self._do("plug", kind=kind, device=device_id, name=name or device_id)

    def unplug(self, kind: DeviceKind, device_id: str) -> None:
        """Take a device away; running engines report it."""
        self._do("unplug", kind=kind, device=device_id)

    def device_exception(self, kind: DeviceKind, device_id: str, exception: int) -> None:
        """Report a device's failure (a ``zego_device_exception_type``)."""
        self._do("device_exception", kind=kind, device=device_id, exception=exception)

    def microphone_tone(self, *, hertz: float = 440, level: float = 0.5) -> None:
        """Let every microphone hear a tone; ``level`` 0 is silence, 1 full scale."""
        self._do("tone", hertz=int(hertz), level=int(level * 1000))

    # -------------------------------------------------------------------------- ill behaviour

    def hang(self, call: str, seconds: float, user_id: str = EVERYBODY) -> None:
        """Let the next call of ``zego_express_...`` wait; 0 seconds takes it back."""
        self._do("hang", call=call, ms=_ms(seconds), user=user_id)

    def garbage(self, user_id: str = EVERYBODY) -> None:
        """Raise callbacks with damaged structs, once."""
        self._do("garbage", user=user_id)

    def storm(
        self,
        user_id: str,
        *,
        per_second: int = 10_000,
        seconds: float = 1,
        kind: StormKind = StormKind.ONLINE_COUNT,
    ) -> None:
        """Raise callbacks from one SDK thread; ``ONLINE_COUNT`` counts 1, 2, 3, ..."""
        self._do("storm", user=user_id, rate=per_second, ms=_ms(seconds), kind=kind)

    def fatal_error(self, user_id: str, code: int = 1) -> None:
        """Raise ``fatal_error``."""
        self._do("fatal", user=user_id, code=code)

    # ------------------------------------------------------------------------------- looking

    def state(self) -> Mapping[str, str]:
        """Return what the service knows, flat.

        Keys: ``users`` and ``streams`` (counts over all rooms), ``user.ROOM.USER`` = name,
        ``stream.STREAM`` = user ID, ``watchers.STREAM`` = number of players, ``engines``.
        """
        return self._do("state")

    def _do(self, verb: str, **fields: str | int) -> dict[str, str]:
        if self._control is None:
            raise StandInError(f"cannot do {verb}: the stand-in's service does not run")
        with self._lock:
            self._control.sendall(_packed(verb, fields))
            answer, values = _parsed(_received(self._control))
        if answer != "ok":
            raise StandInError(f"cannot do {verb}: {values.get('text', answer)}")
        return values


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


def _packed(verb: str, fields: Mapping[str, str | int]) -> bytes:
    lines = [f"control_{verb}", *(f"{key}={_escaped(str(value))}" for key, value in fields.items())]
    text = "\n".join(lines).encode()
    return struct.pack(">II", len(text) + 4, len(text)) + text


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n")


def _unescaped(value: str) -> str:
    parts = [part.replace("\\n", "\n") for part in value.split("\\\\")]
    return "\\".join(parts)


def _parsed(body: bytes) -> tuple[str, dict[str, str]]:
    size = struct.unpack_from(">I", body)[0]
    verb, *lines = body[4 : 4 + size].decode("utf-8", "replace").split("\n")
    pairs = (line.partition("=") for line in lines)
    return verb, {key: _unescaped(value) for key, _, value in pairs}


def _received(connection: socket.socket) -> bytes:
    size = struct.unpack(">I", _exactly(connection, 4))[0]
    return _exactly(connection, size)


def _exactly(connection: socket.socket, size: int) -> bytes:
    parts = b""
    while len(parts) < size:
        part = connection.recv(size - len(parts))
        if not part:
            raise StandInError("the stand-in's service has ended")
        parts += part
    return parts
