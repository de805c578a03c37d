"""The command line keeps its promises to scripts: exit status, one clear line, events, link."""

import json
import signal
import subprocess
from datetime import timedelta
from pathlib import Path
from secrets import token_urlsafe

import pytest

from tests.e2e.conftest import Go, Look
from tests.instruments.media_server import Identity, MediaServer, free_ports
from tests.instruments.program import Host, Program, klieg_command, program_environment

INVITE = "of-another-broadcast-0123456789ab"


def run(
    folder: Path, *arguments: str, environment: dict[str, str] | None = None
) -> tuple[int, str]:
    """Run one command to its end; return exit status and output."""
    with Program(folder, "run", arguments, environment=environment) as program:
        status = program.child.wait(30)
        return status, program.output


def only_line(output: str) -> str:
    """Return the one line that was written."""
    lines = [line for line in output.splitlines() if line.strip()]
    assert len(lines) == 1, output
    return lines[0]


def test_the_version_is_told(tmp_path: Path) -> None:
    status, output = run(tmp_path, "--version")
    assert status == 0
    assert only_line(output).startswith("klieg ")


@pytest.mark.parametrize(
    "arguments",
    [
        ("sing",),
        ("host", "--source", "piano"),
        ("host", "--profile", "huge"),
        ("host", "--room", ""),
        ("host", "--room", "x" * 129),
        ("host", "--user", "with space"),
        ("watch",),
        ("watch", "http://127.0.0.1:1/#x", "--duration", "soon"),
        ("watch", "http://127.0.0.1:1/#x", "--record-frames", "none", "folder"),
    ],
)
def test_wrong_usage_is_told_in_words_with_status_2(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    status, output = run(tmp_path, *arguments)
    assert status == 2
    assert "Traceback" not in output
    assert output.startswith("klieg")


@pytest.mark.parametrize(
    "link",
    [
        "nonsense",
        "http://127.0.0.1/",
        f"ftp://127.0.0.1/watch/room#{INVITE}",
        f"http://127.0.0.1:9/watch/room#{INVITE}",
        "http://127.0.0.1:9/watch/room",
    ],
)
def test_a_wrong_link_is_one_clear_line_with_status_1(tmp_path: Path, link: str) -> None:
    status, output = run(tmp_path, "watch", link, "--headless")
    assert status == 1
    assert INVITE not in only_line(output)


def test_a_link_with_a_wrong_invite_is_refused(tmp_path: Path, go_live: Go) -> None:
    address = go_live().link().partition("#")[0]
    status, output = run(tmp_path, "watch", f"{address}#{INVITE}", "--headless")
    assert status == 1
    assert INVITE not in only_line(output)


def test_the_link_of_a_host_that_has_gone_is_one_clear_line(tmp_path: Path, go_live: Go) -> None:
    host = go_live()
    link = host.link()
    assert host.end() == 0
    status, output = run(tmp_path, "watch", link, "--headless")
    assert status == 1
    only_line(output)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_host_and_audience_cleanly(
    number: signal.Signals, go_live: Go, watch_on: Look
) -> None:
    host = go_live()
    audience = watch_on(None, host.link())
    audience.wait_for("PlayerReceivedVideoFirstFrame")

    assert audience.end(number) == 0
    assert host.end(number) == 0

    for program in (audience, host):
        assert "Traceback" not in program.output
        last = program.events("RoomStateChanged")[-1]
        assert last.field("reason") == "LOGOUT"
    assert host.media_servers() == []


def test_the_time_that_was_given_ends_a_broadcast(go_live: Go) -> None:
    host = go_live("--duration", "8")  # the start counts, and takes long on a busy machine
    host.link()
    assert host.child.wait(30) == 0


def test_the_audience_ends_when_the_broadcast_does(go_live: Go, watch_on: Look) -> None:
    host = go_live()
    audience = watch_on(None, host.link())
    audience.wait_for("PlayerReceivedVideoFirstFrame")
    host.end()
    assert audience.child.wait(20) == 0


def test_events_are_lines_of_json_in_the_express_order(go_live: Go, watch_on: Look) -> None:
    host = go_live()
    audience = watch_on(None, host.link())
    audience.wait_for("PlayerQualityUpdate", timeout_s=20)
    host.wait_for("PublisherQualityUpdate", timeout_s=20)
    audience.end()
    host.end()

    for program in (host, audience):
        for line in program.events_path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            assert isinstance(entry["time"], float)
            assert isinstance(entry["event"], str)
        times = [line.time for line in program.events()]
        assert times == sorted(times)
        reasons = [line.field("reason") for line in program.events("RoomStateChanged")]
        assert reasons == ["LOGINING", "LOGINED", "LOGOUT"]
    states = [line.field("state") for line in host.events("PublisherStateUpdate")]
    assert states == ["PUBLISH_REQUESTING", "PUBLISHING", "NO_PUBLISH"]
    states = [line.field("state") for line in audience.events("PlayerStateUpdate")]
    assert states == ["PLAY_REQUESTING", "PLAYING", "NO_PLAY"]
    assert all(line.field("error_code") == 0 for line in host.events("PublisherStateUpdate"))


def test_events_may_go_to_the_standard_output_and_nothing_else_does(tmp_path: Path) -> None:
    arguments = ["host", "--headless", "--source", "pattern", "--sound", "none"]
    done = subprocess.run(
        [*klieg_command(), *arguments, "--duration", "8", "--events", "-"],
        env=program_environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
        timeout=45,
    )
    assert {json.loads(line)["event"] for line in done.stdout.splitlines()} >= {"RoomStateChanged"}


@pytest.mark.parametrize("command", ["devices", "doctor"])
def test_devices_and_doctor_answer(tmp_path: Path, command: str) -> None:
    environment = {"QT_QPA_PLATFORM": "offscreen"}
    status, output = run(tmp_path, command, environment=environment)
    assert status in {0, 1} if command == "doctor" else status == 0
    assert output.strip()
    assert "Traceback" not in output


def test_a_missing_media_server_is_one_clear_line(tmp_path: Path) -> None:
    missing = str(tmp_path / "nowhere" / "livekit-server")
    arguments = ("host", "--headless", "--source", "pattern", "--sound", "none")
    status, output = run(tmp_path, *arguments, environment={"KLIEG_MEDIA_SERVER": missing})
    assert status == 1
    assert "media server" in only_line(output)


def test_an_unreachable_server_is_one_clear_line(tmp_path: Path, media_server: MediaServer) -> None:
    (port,) = free_ports(1)
    arguments = ("host", "--headless", "--source", "pattern", "--sound", "none")
    address = f"ws://127.0.0.1:{port}"
    environment = media_server.credentials()
    status, output = run(tmp_path, *arguments, "--server", address, environment=environment)
    assert status == 1
    only_line(output)


def test_tokens_that_do_not_fit_are_told_apart_in_one_line_each_without_the_token(
    tmp_path: Path, media_server: MediaServer
) -> None:
    host = Identity("room", "host", publishes=True)
    tokens = {
        "missing": "",
        "damaged": media_server.token(host)[:40],
        "forged": media_server.token(host, secret=token_urlsafe(32)),
        "expired": media_server.token(host, lifetime=timedelta(seconds=-3600)),
        "may only watch": media_server.token(Identity("room", "host")),
        "other room": media_server.token(Identity("elsewhere", "host", publishes=True)),
        "other user": media_server.token(Identity("room", "somebody", publishes=True)),
    }
    said = {}
    for flaw, token in tokens.items():
        file = tmp_path / "token.txt"
        file.write_text(token)
        arguments = ["host", "--headless", "--source", "pattern", "--sound", "none"]
        arguments += ["--room", "room", "--user", "host", "--server", media_server.url]
        status, output = run(tmp_path / flaw, *arguments, "--token-file", str(file))
        assert status == 1, (flaw, output)
        said[flaw] = only_line(output)
        assert not token or token not in said[flaw]
    kinds = ("missing", "damaged", "forged", "may only watch", "other user")
    assert len({said[kind] for kind in kinds}) == len(kinds), said


@pytest.mark.parametrize("source", ["file:/nowhere/film.mp4", "window:No such window", "camera:99"])
def test_a_source_that_cannot_be_opened_is_one_clear_line(tmp_path: Path, source: str) -> None:
    arguments = ["host", "--headless", "--source", source, "--sound", "none"]
    environment = {"QT_QPA_PLATFORM": "offscreen"}
    status, output = run(tmp_path, *arguments, environment=environment)
    assert status == 1
    assert "Traceback" not in only_line(output)


def test_a_truncated_film_is_one_clear_line(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(bytes.fromhex("00000020667479706d703432") + bytes(300))
    arguments = ["host", "--headless", "--source", f"file:{film}", "--sound", "none"]
    status, output = run(tmp_path, *arguments)
    assert status == 1
    assert film.name in only_line(output)


def test_a_link_file_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    arguments = ["host", "--headless", "--source", "pattern", "--sound", "none"]
    status, output = run(tmp_path, *arguments, "--link-file", "/nowhere/link.txt")
    assert status == 1
    only_line(output)


def test_a_full_disk_does_not_end_the_broadcast(tmp_path: Path, watch_on: Look) -> None:
    command = ["--headless", "--link-file", str(tmp_path / "link.txt"), "--events", "/dev/full"]
    arguments = ["host", "--source", "pattern", "--sound", "none", *command]
    with Program(tmp_path, "host-on-full-disk", arguments) as host:
        link = tmp_path / "link.txt"
        host.child.wait_until(link.exists, timeout_s=30, what="watch link")
        audience = watch_on(None, link.read_text().strip())
        audience.wait_for("PlayerReceivedVideoFirstFrame")
        assert host.child.exit_code is None


def test_two_hosts_on_one_machine_do_not_disturb_each_other(go_live: Go, watch_on: Look) -> None:
    hosts: list[Host] = [go_live("--profile", "360p24", name=f"host-{n}") for n in range(2)]
    for number, host in enumerate(hosts):
        audience = watch_on(None, host.link(), name=f"audience-{number}")
        audience.wait_for("PlayerReceivedVideoFirstFrame")
    assert len({server for host in hosts for server in host.media_servers()}) == 2
