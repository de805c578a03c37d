"""What is heard: the tone that was sent, as loud as it was sent, in step with the picture."""

import statistics
import threading

import numpy as np
import pytest

from tests.e2e.conftest import Go, Look, picture_on
from tests.instruments.screen import VirtualScreen
from tests.instruments.sound import (
    RATE_HZ,
    SoundServer,
    level_dbfs,
    sine,
    strongest_tone,
)
from tests.instruments.step import BETWEEN, how_far_apart

pytestmark = [pytest.mark.alone, pytest.mark.sound]

TONE_HZ, TONE_DBFS = 1000.0, -20.0
IN_STEP_S = 0.12  # people notice sound that is later by more


def test_the_tone_that_is_sent_is_the_tone_that_is_heard(
    sound: SoundServer, go_live: Go, watch_on: Look
) -> None:
    audience = watch_on(None, go_live("--sound", "tone").link(), environment=sound.environment())
    audience.wait_for("PlayerReceivedVideoFirstFrame")
    with sound.recording() as recording:
        recording.take(2)  # the jitter buffer settles
        heard = recording.take(3)

    tone = strongest_tone(steady_parts(heard))

    assert tone.frequency_hz == pytest.approx(TONE_HZ, abs=1)
    assert tone.level_dbfs == pytest.approx(TONE_DBFS, abs=1.5)
    assert tone.share > 0.9


def test_sound_and_picture_are_in_step(
    sound: SoundServer, screen: VirtualScreen, go_live: Go, watch_on: Look
) -> None:
    link = go_live("--sound", "tone").link()
    watch_on(screen, link, environment=sound.environment())
    picture_on(screen)
    looks = []
    for _ in range(6):  # what piled up while the sound device opened is played quicker at first
        looks.append(statistics.median(how_far_apart(screen, sound, 5)))
        if abs(looks[-1]) < IN_STEP_S:
            return
    pytest.fail(f"the sound stays {looks} s behind the picture")


def test_a_broadcast_without_sound_is_silent(
    sound: SoundServer, go_live: Go, watch_on: Look
) -> None:
    audience = watch_on(None, go_live("--sound", "none").link(), environment=sound.environment())
    audience.wait_for("PlayerReceivedVideoFirstFrame")
    assert level_dbfs(sound.record(2)) < -80


def test_what_is_said_into_the_microphone_is_heard(
    sound: SoundServer, go_live: Go, watch_on: Look
) -> None:
    environment = sound.environment()
    link = go_live("--sound", "microphone", environment=environment).link()
    audience = watch_on(None, link, environment=environment)
    audience.wait_for("PlayerReceivedVideoFirstFrame")
    quiet = level_dbfs(sound.record(1))
    speaker = threading.Thread(target=sound.play, args=(beeps(6),))
    speaker.start()
    with sound.recording() as recording:
        recording.take(2)
        heard = recording.take(3)
    speaker.join()

    assert level_dbfs(heard) > quiet + 20
    assert strongest_tone(heard).frequency_hz == pytest.approx(600, abs=5)


def test_without_any_sound_device_the_picture_is_still_seen(go_live: Go, watch_on: Look) -> None:
    nowhere = {"PULSE_SERVER": "unix:/nowhere/pulse"}
    host = go_live("--sound", "microphone", environment=nowhere)
    audience = watch_on(None, host.link(), environment=nowhere)
    audience.wait_for("PlayerReceivedVideoFirstFrame")
    host.wait_for("DeviceError", kind="MICROPHONE")


def test_devices_are_let_go_at_the_end(sound: SoundServer, go_live: Go, watch_on: Look) -> None:
    before = sound.streams()
    host = go_live("--sound", "microphone", environment=sound.environment())
    audience = watch_on(None, host.link(), environment=sound.environment())
    audience.wait_for("PlayerReceivedVideoFirstFrame")
    audience.end()
    host.end()
    assert len(sound.streams().splitlines()) == len(before.splitlines())


def steady_parts(
    heard: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the longest stretch without an accent."""
    loud = np.flatnonzero(np.abs(heard) > BETWEEN)
    edges = np.concatenate([[0], loud, [len(heard)]])
    longest = int(np.argmax(np.diff(edges)))
    start, end = int(edges[longest]), int(edges[longest + 1])
    return heard[start + RATE_HZ // 50 : end - RATE_HZ // 50]


def beeps(seconds: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Short beeps: noise suppression takes a steady tone for noise."""
    beep = sine(600, 0.25, amplitude=0.5)
    return np.concatenate([np.concatenate([beep, np.zeros(RATE_HZ // 4)])] * 2 * seconds)
