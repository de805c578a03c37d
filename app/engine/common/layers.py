"""Which layer of a simulcast stream a canvas needs."""

from __future__ import annotations

import math

from app.model.media import Canvas, SimulcastLayer, ViewMode

_STRETCH = 1.1  # a layer may be stretched by a tenth before the next one is fetched


_THREE_FROM_PX = 960
_TWO_FROM_PX = 480


def simulcast_layers(video_px: tuple[int, int]) -> tuple[SimulcastLayer, ...]:
    """Return the layers in which a simulcast picture of this size is sent, best first.

    WebRTC publishers all keep to this: the longer side decides how many are worth it.
    """
    longer = max(video_px)
    if longer >= _THREE_FROM_PX:
        return (SimulcastLayer.HIGH, SimulcastLayer.MEDIUM, SimulcastLayer.LOW)
    if longer >= _TWO_FROM_PX:
        return (SimulcastLayer.HIGH, SimulcastLayer.LOW)
    return ()


def needed_size(
    video_px: tuple[int, int], canvas_px: tuple[int, int], canvas: Canvas
) -> tuple[int, int] | None:
    """Return the size in pixels that a stream's picture needs on a canvas.

    The server sends the smallest layer that is at least as large. None when either size is not
    known yet.
    """
    if not all(video_px) or not all(canvas_px):
        return None
    width, height = video_px if canvas.rotation % 180 == 0 else video_px[::-1]
    shares = (canvas_px[0] / width, canvas_px[1] / height)
    share = min(shares) if canvas.view_mode is ViewMode.ASPECT_FIT else max(shares)
    share = min(1.0, share / _STRETCH)
    return (max(1, math.floor(video_px[0] * share)), max(1, math.floor(video_px[1] * share)))
