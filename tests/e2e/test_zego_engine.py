"""The ZEGO engine as people use it: commands in processes of their own, on the stand-in SDK."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from app.services.zego_links import ZegoLink
from tests.instruments.pointer import RED, Pointer, wait_for_button
from tests.instruments.program import (
    Audience,
    Host,
    Program,
    klieg_command,
    program_environment,
)
from tests.instruments.screen import Rectangle, VirtualScreen, picture_moves
from tests.instruments.zego_standin import (
    DeviceKind,
    StandInError,
    StandInService,
    build_standin,
)

APP_ID = 1234567
SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105 - of no project
ROOM = "friday"
HEADER = Rectangle(0, 0, 600, 120)
AT_REST_S = 1.5  # the start view moves a little when the devices are known


@dataclass(frozen=True)
class Account:
    """What the commands are given."""

    library: Path
    secret_file: Path
    environment: dict[str, str]

    @property
    def options(self) -> list[str]:
        return [
            *("--zego-library", str(self.library)),
            *("--zego-app-id", str(APP_ID)),
            *("--zego-secret-file", str(self.secret_file)),
        ]


@pytest.fixture(params=["v1", "v2"])
def account(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Account]:
    try:
        standin = build_standin()
    except StandInError as error:
        pytest.skip(str(error).splitlines()[0])
    secret_file = tmp_path / "secret"
    secret_file.write_text(SECRET + "\n", encoding="utf-8")
    with StandInService(standin) as service:
        service.plug(DeviceKind.MICROPHONE, "microphone")
        service.plug(DeviceKind.SPEAKER, "speaker")
        library = standin.v1 if request.param == "v1" else standin.v2
        yield Account(library, secret_file, service.environment)


def doctor(folder: Path, *arguments: str, environment: dict[str, str]) -> tuple[int, str]:
    done = subprocess.run(
        [*klieg_command(), "doctor", "--zego", *arguments],
        env=program_environment(folder) | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=150,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_the_doctor_gives_a_verdict_for_every_row(account: Account, tmp_path: Path) -> None:
    status, report = doctor(tmp_path, *account.options, environment=account.environment)

    verdicts = [
        line.split() for line in report.splitlines() if line.startswith(("   pass", "   FA"))
    ]
    failed = {words[1] for words in verdicts if words[0] == "FAILED"}
    assert failed == {"R02", "R06"}, report  # the stand-in takes every token that it does not know
    assert status == 1
    assert len(verdicts) > 35
    assert "low-latency" in report
    assert SECRET not in report


def test_the_doctor_says_all_that_is_missing(tmp_path: Path) -> None:
    status, report = doctor(tmp_path, environment={})
    assert status == 3
    for what in ("library of the ZEGO Express SDK", "AppID", "server secret"):
        assert f"{what} is missing" in report


def test_a_file_that_is_no_sdk_is_told_by_the_doctor(tmp_path: Path) -> None:
    secret_file = tmp_path / "secret"
    secret_file.write_text(SECRET, encoding="utf-8")
    other = tmp_path / "libother.so"
    other.write_bytes(b"\x7fELF not really")
    status, report = doctor(
        tmp_path,
        *("--zego-library", str(other), "--zego-app-id", "7"),
        *("--zego-secret-file", str(secret_file)),
        environment={},
    )
    assert status == 3
    assert "Cannot" in report
    assert "ZEGO Express" in report


@pytest.mark.timeout(120)
def test_a_broadcast_is_watched_by_its_link(account: Account, tmp_path: Path) -> None:
    options = [*account.options, "--headless"]
    with Host(
        tmp_path,
        *("--engine", "zego", "--room", ROOM, "--profile", "640x360@15/600", *options),
        environment=account.environment,
    ) as host:
        link = host.link()
        assert link == ZegoLink(APP_ID, ROOM).url
        host.wait_for("PublisherStateUpdate", state="PUBLISHING")
        with Audience(tmp_path, link, *options, environment=account.environment) as audience:
            audience.wait_for("PlayerStateUpdate", state="PLAYING")
            audience.wait_for("PlayerReceivedVideoFirstFrame")
            host.wait_for("RoomUserUpdate", update_type="ADD")
            said = [word for child in (host, audience) for word in command_lines(child.pid)]
            assert not [word for word in said if SECRET in word or word.startswith("04AAAA")]
            assert host.end() == 0
            assert audience.child.wait(30.0) == 0  # the host said that it is over
    written = [
        path.read_text(encoding="utf-8", errors="replace")
        for folder in ("host", "audience")
        for path in (tmp_path / folder).rglob("*")
        if path.is_file()
    ]
    assert written
    assert not [text for text in written if SECRET in text or "04AAAAA" in text]


@pytest.mark.timeout(60)
def test_a_project_of_somebody_else_is_told(account: Account, tmp_path: Path) -> None:
    link = ZegoLink(7, ROOM).url
    done = subprocess.run(
        [*klieg_command(), "watch", link, *account.options, "--headless"],
        env=program_environment(tmp_path) | account.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
    )
    assert done.returncode == 1
    assert f"the link is for the AppID 7, and the settings have {APP_ID}" in done.stderr


def command_lines(pid: int) -> list[str]:
    """Every word on the command lines of a process and its children."""
    parent = psutil.Process(pid)
    return [
        word for process in (parent, *parent.children(recursive=True)) for word in process.cmdline()
    ]


def test_settings_of_the_window_serve_the_command_line(tmp_path: Path) -> None:
    folder = tmp_path / "home" / "config"
    folder.mkdir(parents=True)
    settings = {"version": 1, "zego_library": "/nowhere/libzego.so", "zego_app_id": APP_ID}
    (folder / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    status, report = doctor(tmp_path, environment={})
    assert status == 3
    assert "server secret is missing" in report
    assert "AppID is missing" not in report


@pytest.mark.timeout(120)
def test_one_press_in_the_window_goes_live_on_zego(account: Account, tmp_path: Path) -> None:
    home = tmp_path / "zego_home"
    (home / "config").mkdir(parents=True)
    settings = {"version": 1, "engine": "zego", "language": "en", "picture": "pattern"}
    settings |= {"sound": "none", "room_id": ROOM}
    (home / "config" / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    with VirtualScreen(1280, 900) as desk, Pointer(desk) as hand:
        environment = account.environment | {
            "DISPLAY": desk.display,
            "KLIEG_HOME": str(home),
            "KLIEG_ZEGO_SDK": str(account.library),
            "KLIEG_ZEGO_APP_ID": str(APP_ID),
            "KLIEG_ZEGO_SERVER_SECRET": SECRET,
        }
        with Program(tmp_path, "window", [], environment=environment) as window:
            hand.click_at(wait_for_button(desk, RED, rest_s=AT_REST_S))
            wait_for_button(desk, RED, HEADER)
            assert picture_moves(desk, desk.area)
            options = [*account.options, "--headless"]
            link = ZegoLink(APP_ID, ROOM).url
            with Audience(tmp_path, link, *options, environment=account.environment) as audience:
                audience.wait_for("PlayerReceivedVideoFirstFrame")
                audience.end()
            assert window.end() == 0
