"""Health on the real window of a real broadcast, against what the program reports itself."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.conftest import Go, Look
from tests.e2e.test_secrets import TOKEN, server_secrets
from tests.instruments.program import Audience, Host, Program
from tests.instruments.screen import VirtualScreen

READER = (sys.executable, "-m", "tests.e2e.window_reader")
PARTS = {"Capture", "Encode", "Network", "Buffer", "Decode", "Paint"}
MEASURED = 8


def told(program: Program, event: str) -> int:
    return len(program.events(event))


def wait_for_figures(program: Program, event: str, count: int = MEASURED) -> None:
    before = told(program, event)
    program.child.wait_until(
        lambda: told(program, event) - before >= count, timeout_s=60, what=f"{count} {event}"
    )


def read_window(program: Program, file: Path) -> dict[str, object]:
    program.child.send_signal(signal.SIGUSR1)
    program.child.wait_until(file.exists, timeout_s=20, what="a reading of the window")
    reading = json.loads(file.read_text(encoding="utf-8"))
    file.unlink()
    assert isinstance(reading, dict)
    return reading


def figures(reading: dict[str, object], name: str) -> dict[str, str]:
    part = reading[name]
    assert isinstance(part, dict)
    return part


def in_ms(text: str) -> float:
    value, unit = text.split()
    return float(value) * (1000 if unit == "s" else 1)


@pytest.fixture
def look_through_a_window(
    tmp_path: Path, programs: ExitStack, screen: VirtualScreen
) -> Callable[[str, Path], Audience]:
    """Watch a link in the real window, its reading to come in a file."""

    def start(link: str, reading: Path) -> Audience:
        environment = {"DISPLAY": screen.display, "KLIEG_READING": str(reading), "LANG": "C.UTF-8"}
        made = Audience(tmp_path, link, name="window", environment=environment, prefix=READER)
        return programs.enter_context(made)

    return start


def test_the_audience_s_window_agrees_with_its_report(
    tmp_path: Path, go_live: Go, look_through_a_window: Callable[[str, Path], Audience]
) -> None:
    reading_file = tmp_path / "reading.json"
    audience = look_through_a_window(go_live("--profile", "360p24").link(), reading_file)
    audience.wait_for("PlayerRenderedVideoFirstFrame")
    wait_for_figures(audience, "PlayerQualityUpdate")
    reading = read_window(audience, reading_file)
    assert audience.end() == 0

    overlay, panel = figures(reading, "overlay"), reading["panel"]
    assert isinstance(panel, list)
    assert reading["is_over_picture"] is True
    median_ms = in_ms(overlay["Glass to glass, median"])
    latency = audience.report()["latency_p50_ms"]
    assert isinstance(latency, float)
    assert median_ms == pytest.approx(latency, rel=0.5, abs=6)
    assert overlay["Glass to glass, median"] in panel

    parts = {name: float(value) for name, value in figures(reading, "parts").items()}
    assert set(parts) == PARTS  # the publisher tells its own, too
    assert sum(parts.values()) == pytest.approx(median_ms, rel=0.2, abs=1.5)
    assert parts["Encode"] > 0
    assert parts["Network"] >= 0
    assert "now, between" in str(reading["chart"])


def test_a_host_sees_its_audience_s_delay_and_saves_a_diagnosis_without_secrets(
    tmp_path: Path, programs: ExitStack, screen: VirtualScreen, watch_on: Look
) -> None:
    reading_file = tmp_path / "reading.json"
    environment = {
        "DISPLAY": screen.display,
        "KLIEG_READING": str(reading_file),
        "LANG": "C.UTF-8",
    }
    arguments = ("--profile", "360p24", "--room", "planted-room", "--name", "Planted Person")
    host = programs.enter_context(
        Host(tmp_path, *arguments, environment=environment, prefix=READER)
    )
    link = host.link()
    audience = watch_on(None, link)
    audience.wait_for("PlayerReceivedVideoFirstFrame")
    wait_for_figures(audience, "PlayerQualityUpdate")
    reading = read_window(host, reading_file)
    assert in_ms(figures(reading, "overlay")["At your viewer, median"]) < 1000

    host.child.send_signal(signal.SIGUSR2)
    file = tmp_path / "diagnosis.txt"
    host.child.wait_until(file.exists, timeout_s=30, what="a diagnosis")
    text = file.read_text(encoding="utf-8")
    secrets = server_secrets(host)
    invite = link.partition("#")[2]
    assert invite
    assert not TOKEN.search(text)
    for secret in (*secrets, invite, "planted-room", "Planted Person"):
        assert secret not in text, secret
    for needed in ("Klieg: ", "publishing: PUBLISHING", "Figures of stream 1 (sent)", "Log: klieg"):
        assert needed in text, needed
    assert host.end() == 0
