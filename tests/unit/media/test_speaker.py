"""Speakers on threads of their own, with outputs that need no sound system."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from app.media.speaker import Backlog, SoundOutput, SoundPlayer
from app.model.errors import DeviceUnusableError, KliegError
from app.model.frames import AudioFrame
from app.model.media import DeviceInfo, DeviceKind

FRAME_BYTES = 480 * 2 * 2
PATIENCE_S = 5.0


def frame(number: int) -> AudioFrame:
    return AudioFrame(48_000, 2, memoryview(bytes([number]) * FRAME_BYTES), captured_at_us=0)


class Output:
    """A device that takes what it is told to take."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.room = FRAME_BYTES
        self.was_empty = False
        self.written: list[bytes] = []
        self.is_closed = False
        self.was_looked_at = 0

    @property
    def free_bytes(self) -> int:
        with self.changed:
            self.was_looked_at += 1
            self.changed.notify_all()
            return self.room

    @property
    def is_empty(self) -> bool:
        return self.was_empty

    def write(self, samples: bytes) -> None:
        with self.changed:
            self.written.append(samples)
            self.changed.notify_all()

    def close(self) -> None:
        self.is_closed = True

    def take(self, room: int) -> None:
        with self.changed:
            self.room = room

    def waits_for(self, fits: Callable[[], bool]) -> None:
        with self.changed:
            assert self.changed.wait_for(fits, PATIENCE_S)


class Listener:
    """Opens an output on a player's thread and remembers what the player tells."""

    def __init__(self, opens: Output | KliegError) -> None:
        self._opens = opens
        self.started = threading.Event()
        self.ended = threading.Event()
        self.reason: KliegError | None = None
        self.opened: list[tuple[DeviceInfo | None, int]] = []
        self.may_open = threading.Event()
        self.may_open.set()

    def player(self, device: DeviceInfo | None = None) -> SoundPlayer:
        return SoundPlayer(self._open, device, 2, on_start=self.started.set, on_end=self._end)

    def _open(self, device: DeviceInfo | None, channels: int) -> SoundOutput:
        self.may_open.wait(PATIENCE_S)
        self.opened.append((device, channels))
        if isinstance(self._opens, KliegError):
            raise self._opens
        return self._opens

    def _end(self, error: KliegError | None) -> None:
        self.reason = error
        self.ended.set()


def test_frames_are_played_in_order_on_the_device_that_was_asked_for() -> None:
    output = Output()
    listener = Listener(output)
    headphones = DeviceInfo(DeviceKind.SPEAKER, "1", "Headphones")
    player = listener.player(headphones)
    assert listener.started.wait(PATIENCE_S)
    for number in range(3):
        player.put_sound(frame(number))
    output.waits_for(lambda: len(output.written) == 3)
    player.stop()

    assert [samples[0] for samples in output.written] == [0, 1, 2]
    assert listener.opened == [(headphones, 2)]
    assert output.is_closed
    assert not listener.ended.is_set()


def test_what_comes_before_the_device_is_open_is_not_heard() -> None:
    output = Output()
    listener = Listener(output)
    listener.may_open.clear()
    player = listener.player()
    player.put_sound(frame(1))
    listener.may_open.set()
    assert listener.started.wait(PATIENCE_S)
    player.put_sound(frame(2))
    output.waits_for(lambda: bool(output.written))
    player.stop()
    assert [samples[0] for samples in output.written] == [2]


def test_a_burst_waits_for_a_device_that_is_behind() -> None:
    output = Output()
    output.take(0)
    listener = Listener(output)
    player = listener.player()
    assert listener.started.wait(PATIENCE_S)
    for number in range(12):
        player.put_sound(frame(number))
    looked = output.was_looked_at
    output.waits_for(lambda: output.was_looked_at > looked + 2)
    output.take(FRAME_BYTES)
    output.waits_for(lambda: len(output.written) == 12)
    player.stop()
    assert [samples[0] for samples in output.written] == list(range(12))


def test_the_oldest_is_dropped_when_too_many_wait() -> None:
    backlog = Backlog()
    for number in range(30):
        backlog.put(bytes([number]))
    assert [backlog.take()[0] for _ in range(20)] == list(range(10, 30))
    assert backlog.take() == b""
    assert backlog.next_bytes == 0


def most_waiting(backlog: Backlog, *, burst: int, bursts: int) -> list[int]:
    """Deliver in bursts what is played evenly; return how many wait after each burst."""
    most = []
    for _ in range(bursts):
        for _ in range(burst):
            backlog.put(b"frame")
        most.append(waiting_in(backlog))
        for _ in range(burst):
            backlog.take()
    return most


def waiting_in(backlog: Backlog) -> int:
    return len(backlog._frames)


def test_what_only_makes_the_sound_late_is_dropped_in_the_end() -> None:
    backlog = Backlog()
    for _ in range(12):
        backlog.put(b"late")
    most = most_waiting(backlog, burst=6, bursts=70)
    assert most[0] == 18
    assert most[-1] == 7  # a burst, and one for safety


def test_more_is_spared_for_a_while_when_the_device_ran_dry() -> None:
    backlog = Backlog()
    for _ in range(3):
        backlog.ran_dry()
    for _ in range(12):
        backlog.put(b"late")
    most = most_waiting(backlog, burst=6, bursts=500)
    assert most[40] == 6 + 7  # one and two for each time
    assert most[-1] == 6 + 1


def test_a_backlog_that_is_needed_stays() -> None:
    backlog = Backlog()
    assert set(most_waiting(backlog, burst=8, bursts=100)) == {8}


def test_an_empty_device_gets_a_little_silence_ahead() -> None:
    output = Output()
    output.was_empty = True
    listener = Listener(output)
    player = listener.player()
    assert listener.started.wait(PATIENCE_S)
    player.put_sound(frame(7))
    output.waits_for(lambda: len(output.written) == 2)
    player.stop()
    assert not any(output.written[0])
    assert len(output.written[0]) == 2 * FRAME_BYTES
    assert output.written[1][0] == 7


def test_a_device_that_does_not_open_is_told() -> None:
    listener = Listener(DeviceUnusableError("cannot use a speaker: there is none"))
    player = listener.player()
    assert listener.ended.wait(PATIENCE_S)
    player.stop()
    assert str(listener.reason) == "cannot use a speaker: there is none"
    assert not listener.started.is_set()


def test_a_device_that_takes_nothing_more_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.media.speaker._STUCK_S", 0.05)
    output = Output()
    output.take(0)
    listener = Listener(output)
    player = listener.player()
    assert listener.started.wait(PATIENCE_S)
    player.put_sound(frame(1))
    assert listener.ended.wait(PATIENCE_S)
    player.stop()
    assert "takes no more sound" in str(listener.reason)
    assert output.is_closed


def test_stopping_does_not_wait_for_a_device_that_is_behind() -> None:
    output = Output()
    output.take(0)
    listener = Listener(output)
    player = listener.player()
    assert listener.started.wait(PATIENCE_S)
    player.put_sound(frame(1))
    player.stop()
    player.stop()
    assert output.is_closed
    assert not output.written
    assert not listener.ended.is_set()
