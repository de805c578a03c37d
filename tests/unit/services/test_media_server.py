import asyncio
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from livekit import rtc

from app.model.errors import MediaServerError, WrongStateError
from app.model.media import LatencyMode
from app.model.session import User
from app.paths import media_server_binary
from app.redaction import Redactor
from app.services import media_server as module
from app.services.http_call import http_post
from app.services.media_server import MediaServer, MediaServerEvent, RestartPolicy, ServerChange
from app.services.media_server_config import server_environment
from app.services.ports import FIRST_PORT, LAST_PORT, LOOPBACK, ServerPorts, choose_server_ports
from app.services.tokens import ServerKey
from tests.unit.services.programs import is_gone_within, line_of, python_process
from tests.unit.services.servers import WAIT_S, News, running_server, server_processes

ADA = User("ada")
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


@pytest.fixture
def news() -> News:
    return News()


@pytest.fixture
def blockers() -> Iterator[list[socket.socket]]:
    """Sockets that keep ports busy during a test."""
    sockets: list[socket.socket] = []
    yield sockets
    for item in sockets:
        item.close()


def port_of(server: MediaServer) -> int:
    return int(server.signal_url.rpartition(":")[2])


def occupy(port: int, kind: socket.SocketKind = socket.SOCK_STREAM) -> socket.socket:
    blocker = socket.socket(socket.AF_INET, kind)
    blocker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    blocker.bind((LOOPBACK, port))
    if kind is socket.SOCK_STREAM:
        blocker.listen()
    return blocker


async def test_it_listens_on_the_loopback_address_and_nowhere_else(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server:
        (process,) = server_processes()
        sockets = process.net_connections(kind="inet")

        listening = [item for item in sockets if item.status == psutil.CONN_LISTEN]
        datagrams = [item for item in sockets if item.type == socket.SOCK_DGRAM]
        assert [(item.laddr.ip, item.laddr.port) for item in listening] == [
            (LOOPBACK, port_of(server))
        ]
        assert [item.laddr.ip for item in datagrams] == [LOOPBACK]


async def test_every_latency_mode_is_a_setting_the_server_takes(tmp_path: Path) -> None:
    for mode in LatencyMode:
        async with running_server(tmp_path, latency_mode=mode) as server:
            assert server.signal_url.startswith("ws://127.0.0.1:")


@pytest.mark.parametrize(
    ("mode", "least", "most"),
    [(LatencyMode.LOWEST, 0, 1), (LatencyMode.BALANCED, 50, 50), (LatencyMode.SMOOTH, 100, 100)],
)
def test_a_latency_mode_is_a_playout_delay(mode: LatencyMode, least: int, most: int) -> None:
    environment = server_environment(
        ServerPorts(1, 2), key=ServerKey.random(), latency_mode=mode, inherited={}
    )

    settings = json.loads(environment["LIVEKIT_CONFIG"])
    assert settings["room"]["playout_delay"] == {"enabled": True, "min": least, "max": most}


def test_the_server_takes_no_settings_from_our_environment() -> None:
    environment = server_environment(
        ServerPorts(1, 2),
        key=ServerKey.random(),
        latency_mode=LatencyMode.LOWEST,
        inherited={
            "PATH": "/bin",
            "LIVEKIT_KEYS": "a: b",
            "UDP_PORT": "1",
            "KLIEG_API_SECRET": "x",
        },
    )

    assert set(environment) == {"PATH", "LIVEKIT_CONFIG"}


async def test_no_secret_is_on_a_command_line_or_in_the_log(tmp_path: Path) -> None:
    redactor = Redactor()
    async with running_server(tmp_path, redactor=redactor) as server:
        secret = server._key.api_secret
        wrong = MediaServer(media_server_binary(), log_folder=tmp_path).mint_host("main", ADA)
        right = server.mint_host("main", ADA)
        for token in (right, wrong, right[:-4]):
            url = server.signal_url.replace("ws", "http", 1)
            await http_post(f"{url}/rtc/validate?access_token={token}", body=b"", timeout_s=5)
            bearer = {"Authorization": f"Bearer {token}"}
            await http_post(f"{url}/rtc/validate", body=b"", headers=bearer, timeout_s=5)

        family = psutil.Process().children(recursive=True)
        assert len(family) >= 1
        assert not any(secret in part for child in family for part in child.cmdline())
        assert server.log_path == tmp_path / "server.log"

    text = (tmp_path / "server.log").read_text(encoding="utf-8")
    assert '"level":"info"' not in text  # that level tells ICE passwords
    assert "invalid token: [removed]" in text
    for hidden in (secret, right, wrong, right[:-4]):
        assert hidden not in text
    assert redactor.clean(secret) == "[removed]"


async def test_a_guest_with_a_minted_token_comes_in_and_is_told_of_the_end(tmp_path: Path) -> None:
    room, is_out = rtc.Room(), asyncio.Event()
    reasons: list[int] = []

    def on_disconnected(reason: int) -> None:
        reasons.append(reason)
        is_out.set()

    room.on("disconnected", on_disconnected)
    async with running_server(tmp_path) as server:
        await room.connect(server.signal_url, server.mint_watcher("main", ADA))
        began_s = time.monotonic()

    took_s = time.monotonic() - began_s
    async with asyncio.timeout(WAIT_S):
        await is_out.wait()
    await room.disconnect()
    assert reasons == [rtc.DisconnectReason.ROOM_DELETED]
    assert took_s < 2.0


@posix_only
async def test_a_killed_server_is_back_on_the_same_url_and_its_guest_reconnects(
    tmp_path: Path, news: News
) -> None:
    room, is_back = rtc.Room(), asyncio.Event()
    room.on("reconnected", is_back.set)
    async with running_server(tmp_path, on_event=news) as server:
        url = server.signal_url
        await room.connect(url, server.mint_host("main", ADA))

        server_processes()[0].kill()

        assert "signal SIGKILL" in (await news.until(ServerChange.DIED)).message
        await news.until(ServerChange.RESTARTED)
        assert server.signal_url == url
        async with asyncio.timeout(WAIT_S):
            await is_back.wait()
        assert news.changes == [ServerChange.STARTED, ServerChange.DIED, ServerChange.RESTARTED]
        await room.disconnect()


@posix_only
async def test_a_server_that_keeps_dying_is_given_up_with_an_error(
    tmp_path: Path, news: News
) -> None:
    def kill_again(event: MediaServerEvent) -> None:
        news(event)
        if event.change in {ServerChange.STARTED, ServerChange.RESTARTED}:
            os.kill(server_processes()[0].pid, signal.SIGKILL)

    policy = RestartPolicy(pauses_s=(0.0, 0.01))
    async with running_server(tmp_path, on_event=kill_again, policy=policy):
        event = await news.until(ServerChange.GAVE_UP)

        assert isinstance(event.error, MediaServerError)
        assert "it died 3 times within 60 s" in event.message
        assert "server.log" in event.error.hint
        assert news.changes.count(ServerChange.RESTARTED) == 2
        assert server_processes() == []


@posix_only
async def test_what_nobody_foresaw_does_not_end_the_care_for_the_server_unheard(
    tmp_path: Path, news: News, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running_server(tmp_path, on_event=news):
        monkeypatch.setattr(module, "MediaServerRun", None)
        server_processes()[0].kill()

        event = await news.until(ServerChange.GAVE_UP)

    assert isinstance(event.error, MediaServerError)
    assert event.error.hint


@posix_only
async def test_deaths_of_long_ago_are_forgotten(tmp_path: Path, news: News) -> None:
    policy = RestartPolicy(pauses_s=(0.0,), period_s=0.0)
    async with running_server(tmp_path, on_event=news, policy=policy):
        for _ in range(3):
            news.seen.clear()
            server_processes()[0].kill()
            await news.until(ServerChange.RESTARTED)

        assert ServerChange.GAVE_UP not in news.changes


@posix_only
async def test_a_port_stolen_after_a_death_is_told_clearly(
    tmp_path: Path, news: News, blockers: list[socket.socket]
) -> None:
    def steal(event: MediaServerEvent) -> None:
        news(event)
        if event.change is ServerChange.DIED:
            blockers.append(occupy(port))

    policy = RestartPolicy(pauses_s=(0.0, 0.01))
    async with running_server(tmp_path, on_event=steal, policy=policy) as server:
        port = port_of(server)
        server_processes()[0].kill()

        event = await news.until(ServerChange.GAVE_UP)

        assert "cannot restart the media server: another program took port" in event.message
        assert str(port) in event.message


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
async def test_a_port_taken_between_choice_and_start_costs_another_choice(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    blockers: list[socket.socket],
    kind: socket.SocketKind,
) -> None:
    choices: list[ServerPorts] = []

    def choose_and_lose_the_first() -> ServerPorts:
        ports = choose_server_ports()
        if not choices:
            port = ports.signal if kind is socket.SOCK_STREAM else ports.media
            blockers.append(occupy(port, kind))
        choices.append(ports)
        return ports

    monkeypatch.setattr(module, "choose_server_ports", choose_and_lose_the_first)
    async with running_server(tmp_path) as server:
        assert len(choices) == 2
        assert port_of(server) == choices[1].signal


async def test_another_server_on_the_port_is_never_taken_for_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running_server(tmp_path) as first:
        (of_first,) = server_processes()
        ports = ServerPorts(port_of(first), choose_server_ports().media)
        monkeypatch.setattr(module, "choose_server_ports", lambda: ports)

        with pytest.raises(MediaServerError, match="other programs took 5 chosen ports"):
            async with running_server(tmp_path / "second"):
                pass

        assert server_processes() == [of_first]


async def test_a_program_that_cannot_be_run_is_told(tmp_path: Path) -> None:
    server = MediaServer(tmp_path / "nothing", log_folder=tmp_path)

    with pytest.raises(MediaServerError, match="cannot start") as caught:
        await server.start()

    assert "No such file" in caught.value.sentence()
    await server.stop()


@posix_only
async def test_a_program_that_ends_at_once_is_told_with_its_last_words(tmp_path: Path) -> None:
    program = tmp_path / "livekit-server"
    program.write_text("#!/bin/sh\necho 'could not parse config'\nexit 3\n", encoding="utf-8")
    program.chmod(0o755)

    with pytest.raises(MediaServerError, match="exit code 3: could not parse config") as caught:
        await MediaServer(program, log_folder=tmp_path).start()

    assert str(tmp_path / "server.log") in caught.value.hint


async def test_a_start_can_be_cancelled_and_leaves_nothing(tmp_path: Path) -> None:
    server = MediaServer(media_server_binary(), log_folder=tmp_path)
    start = asyncio.create_task(server.start())
    while not psutil.Process().children():
        await asyncio.sleep(0)

    start.cancel()
    with pytest.raises(asyncio.CancelledError):
        await start

    assert server_processes() == []
    with pytest.raises(WrongStateError):
        _ = server.signal_url
    await server.start()  # it can be started afterwards
    await server.stop()


async def test_it_can_be_stopped_right_after_its_start_again_and_without_one(
    tmp_path: Path,
) -> None:
    server = MediaServer(media_server_binary(), log_folder=tmp_path)
    await server.stop()
    await server.start()
    with pytest.raises(WrongStateError, match="it runs already"):
        await server.start()

    await server.stop()
    await server.stop()

    assert server_processes() == []


@posix_only
async def test_a_server_that_does_not_listen_to_signals_is_killed(tmp_path: Path) -> None:
    async with running_server(tmp_path):
        (process,) = server_processes()
        process.suspend()

    assert not process.is_running()


async def test_a_faulty_handler_does_not_end_the_server(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def faulty(_event: MediaServerEvent) -> None:
        raise ZeroDivisionError

    async with running_server(tmp_path, on_event=faulty):
        assert len(server_processes()) == 1

    assert "the handler of the media server's events has a fault" in caplog.text


def test_the_server_dies_within_two_seconds_when_the_app_is_killed(tmp_path: Path) -> None:
    script = (
        "import asyncio, psutil\nfrom pathlib import Path\n"
        "from app.paths import media_server_binary\n"
        "from app.services.media_server import MediaServer\n"
        "async def main():\n"
        f"    server = MediaServer(media_server_binary(), log_folder=Path({str(tmp_path)!r}))\n"
        "    await server.start()\n"
        "    family = psutil.Process().children(recursive=True)\n"
        "    print(*(child.pid for child in family), flush=True)\n"
        "    await asyncio.sleep(600)\n"
        "asyncio.run(main())"
    )
    with python_process(script) as app:
        family = [int(number) for number in line_of(app).split()]
        assert family

        app.kill()

        deadline_s = time.monotonic() + 2.0
        for pid in family:
            assert is_gone_within(pid, max(0.0, deadline_s - time.monotonic()))


def test_it_runs_on_the_event_loop_of_qt(tmp_path: Path) -> None:
    script = (
        "import asyncio, qasync\nfrom pathlib import Path\n"
        "from PySide6.QtCore import QCoreApplication\n"
        "from app.paths import media_server_binary\n"
        "from app.services.media_server import MediaServer, ServerChange\n"
        "async def main():\n"
        "    back = asyncio.Event()\n"
        "    def on_event(event):\n"
        "        if event.change is ServerChange.RESTARTED: back.set()\n"
        f"    server = MediaServer(media_server_binary(), log_folder=Path({str(tmp_path)!r}),\n"
        "                         on_event=on_event)\n"
        "    await server.start()\n"
        "    import psutil\n"
        "    family = psutil.Process().children(recursive=True)\n"
        "    [child.kill() for child in family if child.name().startswith('livekit')]\n"
        "    await asyncio.wait_for(back.wait(), 20)\n"
        "    await server.stop()\n"
        "    print('stopped', flush=True)\n"
        "app = QCoreApplication([])\n"
        "with qasync.QEventLoop(app) as loop:\n"
        "    loop.run_until_complete(main())\n"
    )
    with python_process(script) as app:
        assert line_of(app) == "stopped"


def test_ports_are_free_and_below_those_of_outgoing_connections() -> None:
    ports = choose_server_ports()

    assert all(FIRST_PORT <= port <= LAST_PORT for port in (ports.signal, ports.media))
    occupy(ports.signal).close()
    occupy(ports.media, socket.SOCK_DGRAM).close()
