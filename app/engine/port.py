"""The engine port: one real-time engine, driven in the Express order.

create the engine, set the event handler, log in to a room, preview, publish, play, stop, log out,
destroy. Calls that only ask return at once and report by event; calls with a result are
coroutines for the loop of the caller. Any call may be made from the GUI thread and none blocks
it. Events are raised on an engine thread, one at a time and in order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from app.model.events import EngineEvent
from app.model.frames import AudioFrame, RenderHandler, VideoFrame
from app.model.media import (
    AudioConfig,
    Canvas,
    CaptureSource,
    DeviceInfo,
    DeviceKind,
    PublishChannel,
    SwitchState,
    VideoConfig,
)
from app.model.session import PlayConfig, PublishConfig, RoomConfig, User

EventHandler = Callable[[EngineEvent], None]


class RoomCalls(Protocol):
    """Enter and leave a room, keep its attributes."""

    async def login_room(self, room_id: str, user: User, config: RoomConfig) -> None:
        """Enter ``room_id``; creates it when the server allows.

        Raises ``RoomStateChanged`` LOGINING, then LOGINED or LOGIN_FAILED.

        Raises:
            InvalidValueError: An ID is empty, too long or has a wrong character.
            WrongStateError: A room is entered already.
            RoomError: The login failed; its code is that of the LOGIN_FAILED event.
        """

    async def logout_room(self, room_id: str | None = None) -> None:
        """Stop publishing and playing, leave the room; ends with LOGOUT.

        Raises:
            WrongStateError: ``room_id`` is not the room that was entered (LOGOUT_FAILED).
        """

    async def switch_room(self, room_id: str, config: RoomConfig) -> None:
        """Leave the room (LOGOUT) and enter another as the same user; preview goes on.

        Publishing and playing stop. Errors as for :meth:`login_room`.
        """

    def renew_token(self, token: str) -> None:
        """Use ``token`` from now on; for ``RoomTokenWillExpire``."""

    def reconnect_room(self) -> None:
        """Try at once to mend a broken room, instead of when the next attempt is due.

        Attempts are told as ``RoomReconnectAttempted``. Nothing happens unless the room is
        RECONNECTING; nothing ever on ZEGO, whose SDK tells no attempts and takes no wish.
        """

    async def set_room_extra_info(self, key: str, value: str) -> None:
        """Set the room's one attribute: key up to 10 bytes, value up to 128.

        Raises:
            InvalidValueError: Key or value is empty or too long.
            WrongStateError: No room is entered.
            RoomError: The server refused.
        """


class PublishCalls(Protocol):
    """Capture, preview and send."""

    def set_video_config(
        self, config: VideoConfig, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """Choose size, rate, bits and codec of a channel, from the next start on."""

    def set_audio_config(
        self, config: AudioConfig, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """Choose bit rate and processing of a channel's sound, from the next start on."""

    def set_capture_source(
        self, source: CaptureSource, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """Choose the picture of a channel; a running one changes over without a break."""

    def set_audio_source(
        self, source: CaptureSource, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """Choose the sound of a channel; a running one changes over."""

    def start_preview(
        self, canvas: Canvas | None = None, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """Capture, and draw on ``canvas`` when given; a second call changes the canvas."""

    def stop_preview(self, channel: PublishChannel = PublishChannel.MAIN) -> None:
        """Stop drawing; capture ends too unless the channel publishes. No error if not started."""

    def start_publishing_stream(
        self,
        stream_id: str,
        config: PublishConfig | None = None,
        channel: PublishChannel = PublishChannel.MAIN,
    ) -> None:
        """Send the channel as ``stream_id``; waits for LOGINED when the login is under way.

        Reports ``PublisherStateUpdate``: REQUESTING, then PUBLISHING, or NO_PUBLISH with the
        error: CHANNEL_BUSY, STREAM_ID_IN_USE, PUBLISH_FORBIDDEN, STREAM_AUTHORISATION_REFUSED.

        Raises:
            InvalidValueError: The stream ID is not valid.
            WrongStateError: No login was asked for.
        """

    def stop_publishing_stream(self, channel: PublishChannel = PublishChannel.MAIN) -> None:
        """Stop sending the channel; ends with NO_PUBLISH. No error if not started."""

    async def set_stream_extra_info(
        self, extra_info: str, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """Attach up to 1023 bytes to the channel's stream, seen by all in the room."""

    def enable_camera(
        self, state: SwitchState, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """Really open or release the picture source; the stream goes on without picture."""

    def enable_audio_capture_device(self, state: SwitchState) -> None:
        """Really open or release the microphone; slower than :meth:`mute_microphone`."""

    def mute_microphone(self, state: SwitchState) -> None:
        """Silence the captured sound of all channels (ON = silent), the device stays open."""

    def mute_publish_stream_audio(
        self, state: SwitchState, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """Stop or resume sending a channel's sound; others see it as muted."""

    def mute_publish_stream_video(
        self, state: SwitchState, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """Stop or resume sending a channel's picture; capture goes on."""

    def use_video_device(
        self, device_id: str, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """Take the picture of a channel from this camera."""

    def use_audio_device(self, kind: DeviceKind, device_id: str) -> None:
        """Use this microphone or speaker; an unknown one is reported as ``DeviceError``."""

    def enable_traffic_control(
        self, state: SwitchState, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """Let the encoder give way on a bad network (default ON); from the next start on."""

    def send_custom_video_frame(
        self, frame: VideoFrame, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """Send a frame of a channel whose source is CUSTOM; any thread, never blocks."""

    def send_custom_audio_frame(
        self, frame: AudioFrame, channel: PublishChannel = PublishChannel.MAIN
    ) -> None:
        """Send 10 ms of 48 kHz sound of a channel whose sound is CUSTOM; any thread."""


class PlayCalls(Protocol):
    """Receive and draw."""

    def start_playing_stream(
        self, stream_id: str, canvas: Canvas | None = None, config: PlayConfig | None = None
    ) -> None:
        """Receive a stream, drawn on ``canvas`` when given, heard on the speaker.

        Waits for LOGINED, and for the stream, while they are not there. Reports
        ``PlayerStateUpdate``; a second call for a stream changes canvas and config.

        Raises:
            InvalidValueError: The stream ID is not valid.
            WrongStateError: No login was asked for.
        """

    def stop_playing_stream(self, stream_id: str) -> None:
        """Stop receiving at once and blank the canvas. No error if not started."""

    def update_playing_canvas(self, stream_id: str, canvas: Canvas | None) -> None:
        """Draw a playing stream elsewhere, or nowhere, without a break."""

    def set_play_volume(self, stream_id: str, volume: int) -> None:
        """Set the loudness of a stream, 0 to 200; nothing when the stream does not play.

        The amplitude is ``volume / 100`` of what is sent: 100 is as sent, 50 is 6 dB less, 200
        is 6 dB more (its peaks are bent softly below full scale), 0 is silence and nothing is
        received. ``RemoteSoundLevel`` tells the sound as received, whatever its volume.

        LiveKit's own mixer knows no volumes. There a sound at 0 or 100 goes through the mixer;
        at another volume it is played past it, by the engine's speakers, up to a tenth of a
        second later. What is played past the mixer is unknown to the echo canceller: who
        publishes a microphone and listens on loudspeakers should leave the volume at 100. An
        engine made without speakers (a program without a window), or whose speaker fails
        (``DeviceError``), plays every volume but 0 as sent.

        Raises:
            InvalidValueError: The volume is out of range.
        """

    def set_play_stream_buffer_interval_range(
        self, stream_id: str, min_ms: int, *, max_ms: int
    ) -> None:
        """Let a stream wait between ``min_ms`` and ``max_ms``, so that gaps are not seen.

        Nothing when the stream does not play. LiveKit: pictures are shown ``min_ms`` later than
        the network would allow, evenly; ``max_ms`` does not matter, and sound does not wait. ZEGO:
        the bounds of the SDK's own buffer, for picture and sound.

        Raises:
            InvalidValueError: The bounds are not within 0 to 4000, or the wrong way round.
        """

    def mute_play_stream_audio(self, stream_id: str, state: SwitchState) -> None:
        """Stop or resume receiving a stream's sound."""

    def mute_play_stream_video(self, stream_id: str, state: SwitchState) -> None:
        """Stop or resume receiving a stream's picture."""

    async def take_play_stream_snapshot(self, stream_id: str) -> VideoFrame:
        """Return the newest decoded frame of a playing stream.

        Raises:
            WrongStateError: The stream does not play or has shown nothing yet.
        """

    def start_sound_level_monitor(self, period_ms: int = 100) -> None:
        """Raise ``CapturedSoundLevel`` and ``RemoteSoundLevel`` every 100 to 3000 ms.

        While the main channel is previewed and not sent, its microphone (or tone) is captured
        to be measured; it is let go with the preview.

        Raises:
            InvalidValueError: The period is out of range.
        """

    def stop_sound_level_monitor(self) -> None:
        """Raise them no more. No error if not started."""

    def set_custom_video_render_handler(self, handler: RenderHandler | None) -> None:
        """Also give every decoded frame of every playing stream to ``handler``."""


class MessageCalls(Protocol):
    """Messages of one room; the sender does not get its own. All need LOGINED."""

    async def send_broadcast_message(self, text: str) -> None:
        """Send reliably to the room: up to 1024 bytes, twice a second.

        Raises:
            MessageError: Empty, too long, too fast or not sent.
            WrongStateError: No room is entered.
        """

    async def send_barrage_message(self, text: str) -> None:
        """Send unreliably to the room: up to 1024 bytes, twenty a second; errors as above."""

    async def send_custom_command(self, command: str, to_user_ids: Sequence[str]) -> None:
        """Send reliably to users: up to 1024 bytes; 200 a second to one, 10 to several."""


class Engine(RoomCalls, PublishCalls, PlayCalls, MessageCalls, Protocol):
    """The whole of one engine; made by :func:`app.engine.create.create_engine`."""

    def set_event_handler(self, handler: EventHandler | None) -> None:
        """Give all further events to ``handler``; events before the first handler wait for it."""

    async def list_devices(self, kind: DeviceKind) -> tuple[DeviceInfo, ...]:
        """Return the devices of a kind, the default first; empty when there is none."""

    async def destroy(self) -> None:
        """Stop everything and release camera, microphone, threads and sockets.

        The process may end when it returns. Idempotent; every other call afterwards raises
        ``WrongStateError`` with ENGINE_NOT_CREATED.
        """
