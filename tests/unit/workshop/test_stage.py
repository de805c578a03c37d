"""The virtual screen and sound server are real, ready when given, and gone afterwards."""

import os
import shutil
import socket
import subprocess
import sys

import pytest

from workshop.processes import environment_with
from workshop.stage import has_screen, virtual_screen, virtual_sound

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="other systems have a screen")


def connects_to(display: str) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(f"/tmp/.X11-unix/X{display.removeprefix(':')}") == 0  # noqa: S108 - X's own place


def pactl(client: dict[str, str], *command: str) -> str:
    return subprocess.check_output(["pactl", *command], env=environment_with(client), text=True)


@linux_only
def test_a_virtual_screen_can_be_drawn_on_and_is_gone_afterwards() -> None:
    with virtual_screen() as stage:
        display = stage["DISPLAY"]
        assert connects_to(display)

    assert not connects_to(display)


@linux_only
def test_two_virtual_screens_do_not_fight() -> None:
    with virtual_screen() as one, virtual_screen() as other:
        assert one["DISPLAY"] != other["DISPLAY"]


@linux_only
@pytest.mark.skipif(shutil.which("pulseaudio") is None, reason="no PulseAudio")
def test_the_sound_server_has_a_speaker_and_a_microphone_by_default() -> None:
    with virtual_sound() as client:
        assert pactl(client, "get-default-sink").strip() == "speaker"
        assert pactl(client, "get-default-source").strip() == "microphone"
        sinks = pactl(client, "list", "short", "sinks").splitlines()

    assert [line.split("\t")[1] for line in sinks] == ["speaker", "studio"]


@pytest.mark.parametrize(
    ("display", "wayland", "expected"),
    [(":0", None, True), (None, "wayland-0", True), ("", "", False), (None, None, False)],
)
@linux_only
def test_a_screen_is_what_x_or_wayland_offers(
    monkeypatch: pytest.MonkeyPatch, display: str | None, wayland: str | None, expected: bool
) -> None:
    for name, value in (("DISPLAY", display), ("WAYLAND_DISPLAY", wayland)):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)

    assert has_screen() is expected
    assert ("DISPLAY" in os.environ) is (display is not None)
