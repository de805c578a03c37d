"""Whether others hear us and we them: the SDK's states, and the mutes of one channel."""

from __future__ import annotations

from app.engine.zego import _express as express
from app.engine.zego.context import ZegoContext
from app.engine.zego.translate import channel_of
from app.model.media import PublishChannel, SwitchState
from app.model.session import RemoteDeviceState

_STATES = {
    int(express.RemoteDeviceState.OPEN): RemoteDeviceState.OPEN,
    int(express.RemoteDeviceState.DISABLE): RemoteDeviceState.DISABLE,
    int(express.RemoteDeviceState.MUTE): RemoteDeviceState.MUTE,
}


def microphone_state(state: int) -> RemoteDeviceState:
    """Return the port's word; all that may be wrong with a device is one."""
    return _STATES.get(state, RemoteDeviceState.GENERIC_ERROR)


class SoundMute:
    """Why a channel sends no sound; used on the engine's loop alone.

    A muted microphone, or a stream without a sound, sends silence: of that alone the SDK does not
    promise to tell others. So it is asked not to send the sound, too, which it does tell.
    """

    def __init__(self, context: ZegoContext, channel: PublishChannel) -> None:
        self._context = context
        self._channel = channel_of(channel)
        self._reasons: frozenset[str] = frozenset()

    def change(
        self,
        *,
        stream: SwitchState | None = None,
        microphone: SwitchState | None = None,
        no_source: SwitchState | None = None,
    ) -> None:
        """Change what mutes the sound; ON means muted."""
        wishes = {"stream": stream, "microphone": microphone, "no source": no_source}
        was_muted = bool(self._reasons)
        on = {name for name, state in wishes.items() if state is SwitchState.ON}
        off = {name for name, state in wishes.items() if state is SwitchState.OFF}
        self._reasons = (self._reasons | on) - off
        is_muted = bool(self._reasons)
        if is_muted != was_muted:
            self._context.sdk.send(
                "mute_publish_stream_audio",
                lambda sdk: sdk.mute_publish_stream_audio(mute=is_muted, channel=self._channel),
            )
