"""The other instruments measure known things: a program's picture, load, tone and network."""

import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from tests.instruments import processes, sound
from tests.instruments.children import Child, ChildFailedError
from tests.instruments.netns import Cut, NetworkUnavailableError, SplitNetwork
from tests.instruments.screen import Rectangle, VirtualScreen

LOAD = "import time; end = time.time() + 9\nwhile time.time() < end:\n  sum(range(999))"


@pytest.mark.e2e
def test_the_screen_shows_what_a_program_draws(tmp_path: Path) -> None:
    draw = (
        "import tkinter; root = tkinter.Tk(); root.overrideredirect(True);"
        "root.geometry('200x100+40+30'); root.configure(background='#ff8000'); root.mainloop()"
    )
    pytest.importorskip("tkinter")
    with (
        VirtualScreen(640, 360) as screen,
        Child(
            [sys.executable, "-c", draw],
            output=tmp_path / "log",
            environment=screen.environment(),
        ) as program,
    ):
        program.wait_until(
            lambda: screen.pixels[80, 140].tolist()[:3] == [0, 128, 255],
            timeout_s=10,
            what="orange window",
        )
        grabbed = screen.grab(Rectangle(40, 30, 200, 100))
    assert np.all(grabbed == [255, 128, 0])


def test_a_busy_process_uses_a_core_and_an_idle_one_none(tmp_path: Path) -> None:
    idle = "import time; time.sleep(9)"
    with (
        Child([sys.executable, "-c", LOAD], output=tmp_path / "busy") as busy,
        Child([sys.executable, "-c", idle], output=tmp_path / "idle") as lazy,
    ):
        meters = [processes.ProcessorMeter(child.pid) for child in (busy, lazy)]
        threading.Event().wait(1.0)
        busy_percent, idle_percent = (meter.percent() for meter in meters)
    assert busy_percent > 20 > idle_percent  # the machine may be shared


def test_the_load_of_children_counts(tmp_path: Path) -> None:
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {LOAD!r}])"
    with Child([sys.executable, "-c", parent], output=tmp_path / "parent") as child:
        child.wait_until(
            lambda: len(processes.tree(child.pid)) == 2, timeout_s=5, what="grandchild"
        )
        meter = processes.ProcessorMeter(child.pid)
        threading.Event().wait(1.0)
        assert meter.percent() > 20


def test_memory_is_seen(tmp_path: Path) -> None:
    hold = "kept = bytearray(50_000_000); print('held', flush=True); import time; time.sleep(9)"
    with Child([sys.executable, "-c", hold], output=tmp_path / "log") as child:
        child.wait_until(lambda: "held" in child.text(), timeout_s=5, what="memory")
        assert 50 < processes.memory_mb(child.pid) < 90


def test_a_child_that_ends_too_early_is_reported_with_its_words(tmp_path: Path) -> None:
    with (
        Child([sys.executable, "-c", "print('no luck')"], output=tmp_path / "log") as child,
        pytest.raises(ChildFailedError, match="no luck"),
    ):
        child.wait_until(lambda: False, timeout_s=5, what="wonder")


@pytest.mark.sound
@pytest.mark.skipif(not sound.pulseaudio_is_installed(), reason="PulseAudio is not installed")
def test_a_tone_that_is_played_is_the_tone_that_is_heard() -> None:
    with sound.SoundServer() as server:
        takes = (_heard_tone(server) for _ in range(4))  # a busy machine drops samples
        tone = next((tone for tone in takes if tone.share > 0.99), None)
    assert tone is not None
    assert tone.frequency_hz == pytest.approx(997, rel=1e-4)
    assert tone.level_dbfs == pytest.approx(-12.04, abs=0.2)


def _heard_tone(server: sound.SoundServer) -> sound.Tone:
    player = threading.Thread(
        target=server.play, args=(sound.sine(997, 2.0),), kwargs={"sink": "heard"}
    )
    player.start()
    with server.recording() as recording:
        heard = recording.take(1.5)
    player.join()
    start = sound.onsets_s(heard)[0]
    return sound.strongest_tone(heard[round((start + 0.1) * sound.RATE_HZ) :])


def test_onsets_are_found_after_quiet_only() -> None:
    silence = np.zeros(sound.RATE_HZ // 2)
    beep = sound.sine(1000, 0.1)
    assert sound.onsets_s(np.concatenate([silence, beep, silence, beep])) == pytest.approx(
        [0.5, 1.1], abs=0.001
    )


def test_a_cut_cable_lets_nothing_through_and_a_mended_one_does(tmp_path: Path) -> None:
    try:
        network = SplitNetwork()
    except NetworkUnavailableError as error:
        pytest.skip(str(error))
    place = (network.far_address, 8080)
    listen = (
        "from http.server import BaseHTTPRequestHandler, HTTPServer;"
        f"HTTPServer({place!r}, BaseHTTPRequestHandler).serve_forever()"
    )
    knock = f"import socket; socket.create_connection({place!r}, 1).close()"

    def gets_through() -> bool:
        command = network.near(sys.executable, "-c", knock)
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    with network, Child(network.far(sys.executable, "-c", listen), output=tmp_path / "log") as far:
        far.wait_until(gets_through, timeout_s=10, what="server")
        network.cut()
        assert not gets_through()
        network.mend()
        far.wait_until(gets_through, timeout_s=10, what="mended cable")
        network.cut(Cut.DATAGRAMS)
        assert gets_through()
        network.cut(Cut.SENT)
        assert not gets_through()
        network.mend()
        network.mend()
        far.wait_until(gets_through, timeout_s=10, what="nothing lost any more")
