"""The synthetic camera: a moving test picture with the time strip, in step with the clock."""

from __future__ import annotations

from app.engine.media_port import EndHandler
from app.media.frames import now_us
from app.media.pace import unix_ticks
from app.media.pattern_picture import PatternPicture
from app.media.running import Delivery, ThreadedCapture
from app.model.frames import VideoFrameHandler
from app.model.media import VideoProfile


def start_pattern(
    profile: VideoProfile, *, on_frame: VideoFrameHandler, on_end: EndHandler
) -> ThreadedCapture:
    """Start the synthetic camera at the profile's size and rate.

    Pictures are taken on the grid of full Unix seconds divided by the rate, so that one shows the
    flash at the very instant of the tone's accent. A picture that would be late by more than half
    a step is left out. ``captured_at_us`` is the time that the strip shows.
    """

    def work(delivery: Delivery) -> None:
        picture = PatternPicture(profile.width_px, profile.height_px)
        patience_us = 500_000 // profile.fps
        for _due_us in unix_ticks(profile.fps, delivery.stopping, patience_us=patience_us):
            delivery.hand(on_frame, picture.paint(now_us()))

    return ThreadedCapture("pattern", work, on_end=on_end)
