"""Channels of sound."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.engine.livekit.sound_feed import remix
from app.model.frames import AudioFrame


def frame(samples: list[list[int]]) -> AudioFrame:
    data = np.array(samples, np.int16)
    return AudioFrame(48000, data.shape[1], memoryview(bytearray(data.tobytes())), captured_at_us=0)


def read(data: memoryview, channels: int) -> list[list[int]]:
    samples: list[list[int]] = np.frombuffer(data, np.int16).reshape(-1, channels).tolist()
    return samples


def test_sound_with_the_right_channels_is_not_touched() -> None:
    sound = frame([[1, 2], [3, 4]])
    assert remix(sound, 2) is sound.data


@given(st.lists(st.integers(-32768, 32767), min_size=1))
def test_one_channel_is_copied_to_both(samples: list[int]) -> None:
    sound = frame([[value] for value in samples])
    assert read(remix(sound, 2), 2) == [[value, value] for value in samples]


@given(st.lists(st.tuples(*[st.integers(-32768, 32767)] * 2), min_size=1))
def test_two_channels_become_their_mean_without_overflow(samples: list[tuple[int, int]]) -> None:
    mixed = read(remix(frame([list(pair) for pair in samples]), 1), 1)
    assert mixed == [[int((left + right) / 2)] for left, right in samples]
