"""Are sound and picture in step: the synthetic source marks every full second in both.

For 50 ms a square in the lower right corner is lit and the tone is 12 dB louder.
"""

from __future__ import annotations

import threading
import time

from tests.instruments.screen import VirtualScreen
from tests.instruments.sound import SoundServer, TimedSound

STEADY_PEAK, ACCENT_PEAK = 10 ** (-20 / 20), 10 ** (-8 / 20)
BETWEEN = (STEADY_PEAK * ACCENT_PEAK) ** 0.5
_LIT = 150
_LOOK_S = 0.001


def how_far_apart(screen: VirtualScreen, sound: SoundServer, seconds: float) -> list[float]:
    """Return, for each accent heard, by how many seconds it came after the nearest flash.

    The picture must fill the screen. Apart by more than half a second cannot be told.
    """
    eye = _FlashEye(screen)
    with sound.recording() as recording, eye:
        heard = recording.take_timed(seconds)
    return [min((accent - flash for flash in eye.flashes), key=abs) for accent in accents(heard)]


def accents(heard: TimedSound) -> list[float]:
    """Return when accents began; the tone must have been steady for a while before."""
    times = heard.louder_from(BETWEEN)
    return [at for place, at in enumerate(times) if place == 0 or at - times[place - 1] > 0.5]


class _FlashEye:
    """Notes from a thread when the square is lit; a context manager that ends it."""

    def __init__(self, screen: VirtualScreen) -> None:
        self.flashes: list[float] = []
        area = screen.area
        half_px, margin_px = area.height_px // 20, area.height_px // 16
        row = area.height_px - margin_px - half_px
        column = area.width_px - margin_px - half_px
        self._pixel = screen.pixels[row : row + 1, column : column + 1, 1]
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, name="flash eye", daemon=True)

    def _look(self) -> None:
        was_lit = True
        while not self._done.is_set():
            is_lit = int(self._pixel[0, 0]) > _LIT
            if is_lit and not was_lit:
                self.flashes.append(time.time())
            was_lit = is_lit
            time.sleep(_LOOK_S)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
