"""What breaks is mended, or ends in words; nothing is left behind."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.e2e.conftest import Go, Look, picture_on
from tests.instruments.glass import StripReader, delay_ms, watch
from tests.instruments.media_server import MediaServer, Playout
from tests.instruments.netns import SplitNetwork
from tests.instruments.program import Audience, Host
from tests.instruments.screen import VirtualScreen

pytestmark = pytest.mark.alone


def lives(pid: int) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    """Whether something comes true in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def is_live(reader: StripReader) -> bool:
    """Whether what is shown now is of now."""
    value = reader.read()
    return value is not None and 0 <= delay_ms(value, time.time() * 1000) < 1000


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_media_server_is_gone_within_two_seconds_of_its_host(
    number: signal.Signals, go_live: Go
) -> None:
    host = go_live()
    host.link()
    (server,) = host.media_servers()
    os.kill(host.pid, number)
    host.child.wait(15)
    assert within(2, lambda: not lives(server))


def test_a_killed_host_s_audience_is_told_in_words(go_live: Go, watch_on: Look) -> None:
    host = go_live()
    audience = watch_on(None, host.link())
    audience.wait_for("PlayerReceivedVideoFirstFrame")
    os.kill(host.pid, signal.SIGKILL)
    audience.wait_for("RoomStateChanged", reason="RECONNECTING", timeout_s=30)
    assert within(10, lambda: "The host has gone away" in audience.output), audience.output
    assert audience.end() == 0


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_nobody_waits_for_a_host_that_took_its_server_along(go_live: Go, watch_on: Look) -> None:
    host = go_live()
    audience = watch_on(None, host.link())
    audience.wait_for("PlayerReceivedVideoFirstFrame")
    os.kill(host.pid, signal.SIGKILL)
    assert audience.child.wait(60) == 1
    last = audience.output.strip().splitlines()[-1]
    assert last.startswith("klieg: The host has gone away and did not come back. ")


def test_a_killed_media_server_is_replaced_and_the_audience_sees_on(
    screen: VirtualScreen, go_live: Go, watch_on: Look
) -> None:
    host = go_live()
    audience = watch_on(screen, host.link())
    reader = picture_on(screen)
    (server,) = host.media_servers()

    os.kill(server, signal.SIGKILL)

    assert within(5, lambda: not is_live(reader)), "the picture went on without its server"
    assert within(30, lambda: is_live(reader)), audience.output + host.output
    assert watch(reader, 3).frames_per_second > 15
    assert host.media_servers() not in ([], [server])
    reasons = [line.field("reason") for line in audience.events("RoomStateChanged")]
    assert reasons[:2] == ["LOGINING", "LOGINED"]
    assert "RECONNECTING" in reasons
    assert reasons[-1] == "RECONNECTED"


@pytest.mark.parametrize(
    "gone_s", [5, pytest.param(60, marks=[pytest.mark.slow, pytest.mark.timeout(240)])]
)
def test_after_the_network_was_gone_the_audience_sees_on(
    gone_s: int, tmp_path: Path, screen: VirtualScreen, network: SplitNetwork
) -> None:
    with (
        MediaServer(tmp_path, Playout.LOWEST, network=network) as server,
        Host(
            tmp_path,
            "--headless",
            "--server",
            server.url,
            environment=server.credentials(),
            prefix=network.near(),
        ) as host,
        Audience(
            tmp_path,
            host.link(),
            "--fullscreen",
            environment={"DISPLAY": screen.display},
            prefix=network.near(),
        ) as audience,
    ):
        reader = picture_on(screen)
        network.cut()
        assert within(5, lambda: not is_live(reader)), "the picture went on without a network"
        time.sleep(gone_s)  # the length of the break is what is tested
        network.mend()

        assert within(45, lambda: is_live(reader)), audience.output + host.output
        assert watch(reader, 3).frames_per_second > 15
        assert host.child.exit_code is None
        assert audience.child.exit_code is None


def test_a_broadcast_goes_on_when_its_audience_is_killed(go_live: Go, watch_on: Look) -> None:
    host = go_live()
    link = host.link()
    first = watch_on(None, link, name="first")
    first.wait_for("PlayerReceivedVideoFirstFrame")
    os.kill(first.pid, signal.SIGKILL)
    second = watch_on(None, link, name="second")
    second.wait_for("PlayerReceivedVideoFirstFrame")
    assert host.end() == 0


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a file system without any room left."""
    place = tmp_path / "full"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"a small disk cannot be made here: {done.stderr.strip()}")
    try:
        with contextlib.suppress(OSError), (place / "everything").open("wb") as file:
            while file.write(bytes(4096)):
                file.flush()
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_disk_without_room_for_logs_does_not_stop_a_broadcast(
    full_disk: Path, go_live: Go, watch_on: Look
) -> None:
    nowhere = {"KLIEG_HOME": str(full_disk / "home")}
    host = go_live(environment=nowhere)
    audience = watch_on(None, host.link(), environment=nowhere)
    audience.wait_for("PlayerReceivedVideoFirstFrame")
    assert audience.end() == 0
    assert host.end() == 0
    assert "Traceback" not in host.output + audience.output
