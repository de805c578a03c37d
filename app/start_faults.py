"""Tells whether what was named for a broadcast fails at its start.

Whoever names a sound or a second picture wants it: without it the broadcast does not begin. Once
it works, its failure is told and the broadcast goes on; and so it does without a microphone that
nobody named.
"""

from __future__ import annotations

from app.model.errors import ErrorCode, KliegError
from app.model.events import (
    DeviceError,
    EngineEvent,
    PublisherCapturedVideoFirstFrame,
    PublisherSourceEnded,
    PublisherStateUpdate,
)
from app.model.media import CaptureSource, DeviceKind, PublishChannel
from app.model.session import PublisherState


class StartFaults:
    """Looks at the events of one broadcast, in their order.

    Args:
        sound: The sound that was asked for; one without a target is nobody's in particular.
    """

    def __init__(self, sound: CaptureSource | None = None) -> None:
        self._sound = sound.target if sound is not None else ""
        self._sound_is_open = False
        self._second_works = False

    def of(self, event: EngineEvent) -> KliegError | None:
        """Return the error that ends the start, if ``event`` tells of one."""
        match event:
            case PublisherStateUpdate(state=PublisherState.PUBLISHING):
                self._sound_is_open = True  # it is opened before anything is sent
            case PublisherCapturedVideoFirstFrame(channel=PublishChannel.AUX):
                self._second_works = True
            case PublisherSourceEnded(channel=PublishChannel.AUX) if event.message:
                return None if self._second_works else _error(event)
            case DeviceError(kind=DeviceKind.MICROPHONE) if self._is_about_sound(event):
                return _error(event)
        return None

    def _is_about_sound(self, event: DeviceError) -> bool:
        is_named = bool(self._sound) and event.device_id == self._sound
        return is_named and not self._sound_is_open and event.error_code is not ErrorCode.OK


def _error(event: DeviceError | PublisherSourceEnded) -> KliegError:
    return KliegError(event.message, hint=event.hint, code=event.error_code)
