"""One publish channel: its source, preview and outgoing stream.

The application states what it wants, the SDK tells what is. Starts asked for without a connection
wait here until there is one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.engine.zego import _express as express
from app.engine.zego.capture import ChannelCapture
from app.engine.zego.context import ZegoContext
from app.engine.zego.layers import layers_of
from app.engine.zego.sound import ChannelSound
from app.engine.zego.stream_info import StreamInfo
from app.engine.zego.stream_states import FLOWING, NONE, REQUESTING, StatesByStream
from app.engine.zego.translate import (
    channel_of,
    code_of,
    plain_data,
    publisher_quality,
)
from app.model.errors import ErrorCode
from app.model.events import (
    PublisherQualityUpdate,
    PublisherSentVideoFirstFrame,
    PublisherStateUpdate,
)
from app.model.media import AudioConfig, PublishChannel, SwitchState
from app.model.session import PublisherState

_DOUBT_S = 0.5
_TRAFFIC_PROPERTIES = (
    express.TrafficControlProperty.ADAPTIVE_FPS | express.TrafficControlProperty.ADAPTIVE_RESOLUTION
)


class StreamOwners(Protocol):
    """Who publishes which stream."""

    def local(self, stream_id: str) -> PublishChannel | None:
        """Return our own channel that publishes or wants to publish that ID."""


class Publisher:
    """One channel; used on the engine's loop alone."""

    def __init__(self, channel: PublishChannel, context: ZegoContext, owners: StreamOwners) -> None:
        self.channel = channel
        self.stream_id = ""
        self.capture = ChannelCapture(context, channel)
        self.sound = ChannelSound(context, channel)
        self.capture.on_preview = self._preview_changed
        self._is_preview_measured = False
        self._context = context
        self._owners = owners
        self._states = StatesByStream(context.loop, self._tell)
        self._room_id = ""
        self._is_asked = False
        self._info = StreamInfo(context, channel)
        self._gives_way = SwitchState.ON

    # -- what the application asks for -------------------------------------------------

    def set_audio_config(self, config: AudioConfig) -> None:
        """Treat sound so from the next start on."""
        self.sound.config = config

    def measure_preview(self, state: SwitchState) -> None:
        """Capture the sound of a mere preview, too, for as long as the preview lasts."""
        self._is_preview_measured = state is SwitchState.ON
        self._preview_changed()

    def _preview_changed(self) -> None:
        self.sound.preview(wanted=self._is_preview_measured and self.capture.is_previewed)

    def enable_traffic_control(self, state: SwitchState) -> None:
        """Let the encoder give way on a bad network, from the next start on."""
        self._gives_way = state

    def start(self, stream_id: str, extra_info: str) -> None:
        """Want the channel published as ``stream_id``."""
        if self.stream_id:
            if self.stream_id != stream_id:
                self.refuse(stream_id, ErrorCode.CHANNEL_BUSY)
            return
        if self._owners.local(stream_id) is not None:
            self.refuse(stream_id, ErrorCode.STREAM_ID_IN_USE)
            return
        self.stream_id = stream_id
        self._info.text = extra_info
        states = self._states.of(stream_id)
        if states.told == NONE:
            states.tell(REQUESTING)
        self.capture.publish(wanted=True)
        self.sound.publish(wanted=True)
        if self._room_id:
            self._ask()

    def stop(self) -> None:
        """Want the channel not published."""
        stream_id, self.stream_id = self.stream_id, ""
        if not stream_id:
            return
        states = self._states.of(stream_id)
        if self._is_asked:
            self._is_asked = False
            states.stop_asked()
            self._stop_in_sdk(
                lambda: states.stop_returned(is_wanted=lambda: self.stream_id == stream_id)
            )
        else:
            states.tell(NONE)
        self._let_go()

    def refuse(self, stream_id: str, code: ErrorCode) -> None:
        """Tell that a stream cannot be published; what is published goes on."""
        self._context.gate.raise_event(
            PublisherStateUpdate(stream_id, PublisherState.NO_PUBLISH, error_code=code)
        )

    async def set_extra_info(self, extra_info: str) -> None:
        """Attach text to the stream.

        Raises:
            RoomError: It was refused.
        """
        self._info.text = extra_info
        if self._is_asked:
            await self._info.change(self.stream_id)

    def mute(self, *, video: SwitchState | None = None, audio: SwitchState | None = None) -> None:
        """Silence or blank what is sent; ON means muted."""
        channel = channel_of(self.channel)
        on = SwitchState.ON
        if video is not None:
            self._context.sdk.send(
                "mute_publish_stream_video",
                lambda sdk: sdk.mute_publish_stream_video(mute=video is on, channel=channel),
            )
        self.sound.mute.change(stream=audio)

    # -- what the room tells -----------------------------------------------------------

    def room_connected(self, room_id: str) -> None:
        """Publish in this room, what was waiting for it too."""
        self._room_id = room_id
        if self.stream_id and not self._is_asked:
            self._ask()

    def room_interrupted(self) -> None:
        """The connection broke; the SDK mends it."""
        self._room_id = ""
        if self.stream_id and self._states.of(self.stream_id).told == FLOWING:
            self._states.of(self.stream_id).tell(REQUESTING, ErrorCode.PUBLISH_INTERRUPTED)

    def room_over(self, code: ErrorCode) -> None:
        """The room is gone; so is the stream."""
        self._room_id = ""
        self._is_asked = False
        if self.stream_id:
            gave_up = code is ErrorCode.RETRY_TIMED_OUT
            self._give_up(ErrorCode.PUBLISH_GAVE_UP if gave_up else code)
        self._states.end_all()

    # -- what the SDK tells ------------------------------------------------------------

    def state_changed(self, event: express.OnPublisherStateUpdate) -> None:
        """Take the state of one of this channel's streams."""
        states = self._states.known(event.stream_id)
        if states is None or states.is_echo(int(event.state), event.error_code):
            return
        code = code_of(event.error_code) if event.error_code else ErrorCode.OK
        self._context.faults.told(event.error_code)
        if event.stream_id != self.stream_id:
            if event.state == NONE:
                states.tell(NONE, code, plain_data(event.extended_data))
            return
        if event.state != NONE:
            if event.state == REQUESTING and states.told == FLOWING and code is ErrorCode.OK:
                code = ErrorCode.PUBLISH_INTERRUPTED
            states.tell(int(event.state), code, plain_data(event.extended_data))
        elif code is ErrorCode.OK:
            self._doubt(event.stream_id)
        elif self._is_asked:
            self._is_asked = False
            self._give_up(code, plain_data(event.extended_data))
            states.silent_stop_asked()
            self._stop_in_sdk()

    def has_stream(self, stream_id: str) -> bool:
        """Whether this channel publishes that ID, or did."""
        return self._states.known(stream_id) is not None

    def quality_told(self, event: express.OnPublisherQualityUpdate) -> None:
        """Tell how the stream does."""
        if event.stream_id == self.stream_id:
            profile = self.capture.config.profile
            quality = publisher_quality(
                event.quality,
                self.capture.size_px,
                target_kbps=profile.bitrate_kbps,
                wanted_fps=float(profile.fps),
            )
            self._context.gate.raise_event(PublisherQualityUpdate(event.stream_id, quality))

    def first_frame_sent(self) -> None:
        """Tell that the encoder has the first picture."""
        if self.stream_id:
            self._context.gate.raise_event(
                PublisherSentVideoFirstFrame(self.channel, self.stream_id)
            )

    async def close(self) -> None:
        """Stop all; the source is free when it returns, or its time is up."""
        self.stop()
        await self.capture.close()

    # -- asking the SDK ------------------------------------------------------------------

    def _ask(self) -> None:
        stream_id, channel = self.stream_id, channel_of(self.channel)
        self._is_asked = True
        gives_way = self._gives_way is SwitchState.ON
        self._context.sdk.send(
            "enable_traffic_control",
            lambda sdk: sdk.enable_traffic_control_by_channel(
                enable=gives_way, properties=_TRAFFIC_PROPERTIES, channel=channel
            ),
        )
        self._info.attach()
        layers = layers_of(self.capture.config)
        if layers:
            self._context.sdk.send(
                "set_publish_dual_stream_config",
                lambda sdk: sdk.set_publish_dual_stream_config(layers, channel),
            )
        config = express.PublisherConfig(room_id=self._room_id)
        self._context.sdk.send(
            "start_publishing_stream",
            lambda sdk: sdk.start_publishing_stream_with_config(stream_id, config, channel=channel),
            on_refused=lambda code: self._refused(stream_id, code),
        )

    def _refused(self, stream_id: str, code: int) -> None:
        self._context.faults.told(code)
        if stream_id == self.stream_id and self._is_asked:
            self._is_asked = False
            self._give_up(code_of(code))

    def _stop_in_sdk(self, then: Callable[[], None] | None = None) -> None:
        self._context.sdk.send(
            "stop_publishing_stream",
            lambda sdk: sdk.stop_publishing_stream(channel_of(self.channel)),
            on_done=then,
        )

    # -- telling -------------------------------------------------------------------------

    def _doubt(self, stream_id: str) -> None:
        """The SDK ended a stream without an error; the room may tell why in a moment."""

        def look() -> None:
            if stream_id == self.stream_id and self._is_asked:
                self._is_asked = False
                self._give_up(ErrorCode.PUBLISH_INTERRUPTED)

        self._context.loop.call_later(_DOUBT_S, look)

    def _give_up(self, code: ErrorCode, extended_data: str = "") -> None:
        stream_id, self.stream_id = self.stream_id, ""
        if not self._states.of(stream_id).tell(NONE, code, extended_data):
            self.refuse(stream_id, code)
        self._let_go()

    def _let_go(self) -> None:
        self.capture.publish(wanted=False)
        self.sound.publish(wanted=False)

    def _tell(self, stream_id: str, state: int, code: ErrorCode, extended_data: str) -> None:
        self._context.gate.raise_event(
            PublisherStateUpdate(
                stream_id, PublisherState(state), error_code=code, extended_data=extended_data
            )
        )
