"""The screen that the preview is shown on, and what its pixels are."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import numpy as np

from tests.instruments.screen import Rectangle, VirtualScreen
from tests.zego_sdk.picture import Pixels, strange_quarters

Look = Callable[[Rectangle], Pixels]

SHOWN_WITHIN_S = 5.0
TURN_S = 0.1


@contextmanager
def screen() -> Iterator[tuple[Look, Mapping[str, str]]]:
    """A screen, and the environment of those who draw on it.

    On Windows it is the user's own: nothing may cover the window for a few seconds.
    """
    if sys.platform == "win32":
        yield _look_at_the_desktop, {}
        return
    with VirtualScreen() as virtual:
        yield virtual.grab, {"DISPLAY": virtual.display}


def watch(look: Look, area: Rectangle) -> tuple[str, ...]:
    """What is strange in ``area``, once it is right or the time is over."""
    deadline = time.monotonic() + SHOWN_WITHIN_S
    while True:
        strange = strange_quarters(look(area))
        if not strange or time.monotonic() > deadline:
            return tuple(strange)
        time.sleep(TURN_S)


def _look_at_the_desktop(area: Rectangle) -> Pixels:
    from PySide6.QtGui import QGuiApplication, QImage

    application = QGuiApplication.instance() or QGuiApplication([])
    if not isinstance(application, QGuiApplication):
        raise TypeError("there is a Qt application without a screen")
    image = application.primaryScreen().grabWindow(0).toImage()
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), -1)
    pixels = rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3)
    down, right = area.top_px + area.height_px, area.left_px + area.width_px
    return pixels[area.top_px : down, area.left_px : right].copy()
