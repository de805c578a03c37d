"""Tells what becomes of the microphones of others: each change once, for each play anew."""

from __future__ import annotations

from app.engine.common.gate import EventGate
from app.model.events import RemoteMicStateUpdate
from app.model.session import RemoteDeviceState


class MicrophoneNews:
    """What was told of each stream that plays; used on the engine's loop alone."""

    def __init__(self, gate: EventGate) -> None:
        self._gate = gate
        self._told: dict[str, RemoteDeviceState] = {}

    def told(self, stream_id: str) -> RemoteDeviceState:
        """Return what the application believes."""
        return self._told.get(stream_id, RemoteDeviceState.OPEN)

    def tell(self, stream_id: str, state: RemoteDeviceState) -> None:
        """Tell the state of a stream's microphone, if it is another one."""
        if state is not self.told(stream_id):
            self._told[stream_id] = state
            self._gate.raise_event(RemoteMicStateUpdate(stream_id, state))

    def forget(self, stream_id: str) -> None:
        """The play has ended, or the stream has."""
        self._told.pop(stream_id, None)
