"""A picture source that was opened, and how far it has come."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from app.engine.media_port import Capture
from app.model.errors import DeviceUnusableError, ErrorCode, KliegError
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


def silent(source: CaptureSource) -> DeviceUnusableError:
    """Return what to say of a source that was opened and gives no picture."""
    return DeviceUnusableError(
        f"cannot change to {source}: it is open but gives no picture",
        hint="Another program may use it; close that, or choose another source.",
        code=ErrorCode.DEVICE_SILENT,
    )


def without_answer(source: CaptureSource) -> DeviceUnusableError:
    """Return what to say of a source that does not come back from its opening."""
    return DeviceUnusableError(
        f"cannot open {source}: it does not answer",
        hint="Look whether another program uses it, or choose another source.",
    )
