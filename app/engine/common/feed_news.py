"""What is told of one channel's picture source: its first frame, its size, its trouble, its end."""

from __future__ import annotations

import logging
from dataclasses import replace

from app.engine.common.gate import EventGate
from app.model.errors import KliegError
from app.model.events import (
    DeviceError,
    PublisherCapturedVideoFirstFrame,
    PublisherSourceEnded,
    PublisherVideoSizeChanged,
)
from app.model.media import CaptureSource, DeviceKind, PublishChannel, SourceKind

_log = logging.getLogger(__name__)

_KIND_OF_SOURCE = {
    SourceKind.SCREEN: DeviceKind.SCREEN,
    SourceKind.WINDOW: DeviceKind.WINDOW,
}


class FeedNews:
    """Raises the events of one channel's source; used on the engine's loop alone."""

    def __init__(self, gate: EventGate, channel: PublishChannel) -> None:
        self._gate = gate
        self._channel = channel

    def trouble(self, source: CaptureSource, error: KliegError) -> None:
        """A source cannot be used, or no more."""
        _log.warning("source %s: %s", source.kind.value, error)
        kind = _KIND_OF_SOURCE.get(source.kind, DeviceKind.CAMERA)
        self._gate.raise_event(
            DeviceError(
                kind,
                source.target,
                error_code=error.code,
                message=error.message,
                hint=error.hint,
            )
        )

    def end(self, error: KliegError | None) -> None:
        """There are no more pictures, without an error at the natural end."""
        event = PublisherSourceEnded(self._channel)
        if error is not None:
            event = replace(event, error_code=error.code, message=error.message, hint=error.hint)
        self._gate.raise_event(event)

    def first_frame(self, size_px: tuple[int, int]) -> None:
        """A source has delivered its first picture."""
        self._gate.raise_event(PublisherCapturedVideoFirstFrame(self._channel))
        self.size(size_px)

    def size(self, size_px: tuple[int, int]) -> None:
        """Pictures have this size from now on."""
        self._gate.raise_event(PublisherVideoSizeChanged(self._channel, *size_px))
