"""A picture source that was opened, and how far it has come."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from app.engine.media_port import Capture
from app.model.errors import KliegError
from app.model.frames import VideoFrame
from app.model.media import CaptureSource, VideoProfile

SourceWish = tuple[CaptureSource, VideoProfile]


@dataclass(slots=True, eq=False)
class OpenedSource:
    """Without a ``capture`` when the application pushes the frames.

    Attributes:
        wish: What was asked for.
        capture: Releases the device.
        early_frame: The newest frame from before its frames got through.
        has_ended: Whether it stopped by itself.
        error: Why it did, if that was no natural end.
        is_ready: Set with the first frame, or when there is no use in waiting for it.
    """

    wish: SourceWish
    capture: Capture | None = None
    early_frame: VideoFrame | None = None
    has_ended: bool = False
    error: KliegError | None = None
    is_ready: asyncio.Event = field(default_factory=asyncio.Event)
