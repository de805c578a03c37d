import threading

import numpy as np
import numpy.typing as npt

from app.media.tone import FREQUENCY_HZ, SAMPLE_RATE_HZ, start_tone
from app.model.frames import AudioFrame


def collect(count: int) -> list[AudioFrame]:
    frames: list[AudioFrame] = []
    enough = threading.Event()

    def take(frame: AudioFrame) -> None:
        frames.append(frame)
        if len(frames) >= count:
            enough.set()

    capture = start_tone(take, lambda _error: None)
    assert enough.wait(10)
    capture.stop()
    return frames


def samples_of(frames: list[AudioFrame]) -> npt.NDArray[np.float64]:
    return np.concatenate([np.frombuffer(frame.data, np.int16) for frame in frames]) / 32768


def test_the_tone_comes_in_frames_of_10_ms_without_a_gap() -> None:
    frames = collect(30)

    assert {(f.sample_rate_hz, f.channels, f.samples_per_channel) for f in frames} == {
        (SAMPLE_RATE_HZ, 1, 480)
    }
    starts = np.array([frame.captured_at_us for frame in frames])
    assert (starts % 10_000 == 0).all()
    assert np.median(np.diff(starts)) == 10_000


def test_the_tone_has_its_frequency_and_level() -> None:
    steady = [frame for frame in collect(60) if frame.captured_at_us % 1_000_000 >= 50_000][:40]
    samples = samples_of(steady)

    spectrum = np.abs(np.fft.rfft(samples * np.hanning(samples.size)))
    loudest_hz = spectrum.argmax() * SAMPLE_RATE_HZ / samples.size
    assert abs(loudest_hz - FREQUENCY_HZ) < 3
    assert abs(20 * np.log10(np.abs(samples).max()) + 20) < 0.1


def test_the_accent_lasts_50_ms_from_the_full_second_and_keeps_the_phase() -> None:
    frames = collect(115)

    peaks = {f.captured_at_us % 1_000_000 // 10_000: np.abs(samples_of([f])).max() for f in frames}
    loud = {index for index, peak in peaks.items() if peak > 0.3}
    assert loud == {0, 1, 2, 3, 4} & set(peaks)
    first_samples = {int(np.frombuffer(frame.data, np.int16)[0]) for frame in frames}
    assert first_samples == {0}
