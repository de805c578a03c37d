"""The picture that the trial feeds: four quarters, red, green, blue and white."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]

# Where to look, as parts of height and width, and what to see there.
QUARTERS = (
    ("left above", 0.25, 0.25, (255, 0, 0)),
    ("right above", 0.25, 0.75, (0, 255, 0)),
    ("left below", 0.75, 0.25, (0, 0, 255)),
    ("right below", 0.75, 0.75, (255, 255, 255)),
)
TOLERANCE = 40  # what two conversions and an encoder may change


def strange_quarters(pixels: Pixels) -> list[str]:
    """What is not as it was fed, in words; ``pixels`` are rows, columns, (red, green, blue)."""
    height, width = pixels.shape[:2]
    strange: list[str] = []
    for where, down, right, colour in QUARTERS:
        seen = pixels[int(height * down), int(width * right)]
        if np.abs(seen.astype(int) - colour).max() > TOLERANCE:
            strange.append(f"{where} is {tuple(int(part) for part in seen)} instead of {colour}")
    return strange
