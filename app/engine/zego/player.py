"""One incoming stream: ask for it, follow it through breaks, tell how it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.engine.zego import _express as express
from app.engine.zego.context import ZegoContext
from app.engine.zego.layers import wished_layer
from app.engine.zego.play_figures import PlayFigures
from app.engine.zego.play_view import PlayView
from app.engine.zego.stream_states import FLOWING, NONE, REQUESTING, StreamStates
from app.engine.zego.translate import canvas_of, code_of, plain_data
from app.model.errors import ErrorCode
from app.model.events import PlayerQualityUpdate
from app.model.frames import RenderHandler
from app.model.media import Canvas, SwitchState
from app.model.session import PlayConfig


class PlayerOwner(Protocol):
    """Knows which streams are played."""

    def is_played(self, stream_id: str) -> bool:
        """Whether the application wants the stream played now."""

    def play_refused(self, stream_id: str, code: ErrorCode) -> None:
        """End the play of a stream that the SDK does not play."""


class Player:
    """One play of a stream, from start to stop; used on the engine's loop alone."""

    def __init__(
        self,
        stream_id: str,
        context: ZegoContext,
        states: StreamStates,
        *,
        owner: PlayerOwner,
        asked_at_us: int,
    ) -> None:
        self.stream_id = stream_id
        self.view = PlayView(
            stream_id, context, asked_at_us=asked_at_us, on_change=self._choose_layer
        )
        self._context = context
        self._states = states
        self._owner = owner
        self._config = PlayConfig()
        self._is_asked = False
        self._is_over = False
        self._volume = 100
        self._buffer_ms: tuple[int, int] | None = None
        self._muted_video = SwitchState.OFF
        self._muted_audio = SwitchState.OFF
        self._layer: express.VideoStreamType | None = None
        self._figures = PlayFigures(self.view.frames, context.loop.time)

    # -- what the application asks for -------------------------------------------------

    def start(self, canvas: Canvas | None, config: PlayConfig) -> None:
        """Play, or change canvas and config of a playing stream."""
        self._config = config
        if not self._is_asked and self._states.told == NONE:
            self._states.tell(REQUESTING)
        self.use_canvas(canvas)

    def use_canvas(self, canvas: Canvas | None) -> None:
        """Draw elsewhere, or nowhere."""
        if self.view.use_canvas(canvas) and self._is_asked and self._context.ways.draws:
            self._draw_in_sdk()
        self._choose_layer()

    def use_render_handler(self, handler: RenderHandler | None) -> None:
        """Give every decoded picture to ``handler`` too."""
        self.view.render_handler = handler
        if self._is_asked:
            self._ask_for_frames()

    def set_volume(self, volume: int) -> None:
        """Be as loud as ``volume`` percent; 0 stops receiving the sound."""
        self._volume = volume
        self._apply_sound()

    def use_buffer(self, min_ms: int, max_ms: int) -> None:
        """Keep the SDK's buffer within these bounds."""
        self._buffer_ms = (min_ms, max_ms)
        self._apply_buffer()

    def mute(self, *, video: SwitchState | None = None, audio: SwitchState | None = None) -> None:
        """Stop or resume receiving picture or sound; ON means muted."""
        if audio is not None:
            self._muted_audio = audio
            self._apply_sound()
        if video is not None:
            self._muted_video = video
            self._apply_picture()

    def stop(self, code: ErrorCode = ErrorCode.OK) -> None:
        """Stop receiving at once, blank the canvas, tell the totals."""
        self._is_over = True
        self.view.close()
        if self._is_asked and code is ErrorCode.OK:
            states, stream_id, owner = self._states, self.stream_id, self._owner
            states.stop_asked()
            self._stop_in_sdk(
                lambda: states.stop_returned(is_wanted=lambda: owner.is_played(stream_id))
            )
        else:
            self._states.tell(NONE, code)
        self._context.gate.raise_event(
            PlayerQualityUpdate(self.stream_id, self._figures.last_word())
        )

    # -- what the room tells -----------------------------------------------------------

    def room_connected(self) -> None:
        """Ask for the stream when that was waiting."""
        if not self._is_asked:
            self._ask()

    def room_interrupted(self) -> None:
        """The connection broke; the SDK mends it."""
        self.view.frames.pause()
        if self._states.told == FLOWING:
            self._states.tell(REQUESTING, ErrorCode.PLAY_INTERRUPTED)

    def room_gone(self) -> None:
        """The room is gone: the SDK plays no more and need not be asked to stop."""
        self._is_asked = False

    # -- what the SDK tells ------------------------------------------------------------

    def state_changed(self, event: express.OnPlayerStateUpdate) -> bool:
        """Take the stream's state; returns False when the play has ended with an error."""
        code = code_of(event.error_code) if event.error_code else ErrorCode.OK
        self._context.faults.told(event.error_code)
        if event.state == NONE:
            return code is ErrorCode.OK  # without one the room tells why
        if event.state == REQUESTING:
            self.view.frames.pause()
            if self._states.told == FLOWING and code is ErrorCode.OK:
                code = ErrorCode.PLAY_INTERRUPTED
        self._states.tell(int(event.state), code, plain_data(event.extended_data))
        return True

    def ended(self, code: ErrorCode) -> None:
        """The SDK gave the stream up: end the play with its reason."""
        if self._is_asked:
            self._states.silent_stop_asked()
            self._stop_in_sdk()
        self._is_asked = False
        self.stop(code)

    def quality_told(self, quality: express.PlayStreamQuality) -> None:
        """Tell how the stream does."""
        figures = self._figures.take(quality, self.view.video_px, draws=self._context.ways.draws)
        self._context.gate.raise_event(PlayerQualityUpdate(self.stream_id, figures))

    # -- asking the SDK ------------------------------------------------------------------

    def _ask(self) -> None:
        self._is_asked = True
        self._layer = None
        config = express.PlayerConfig(
            resource_mode=express.StreamResourceMode(int(self._config.resource_mode)),
            video_codec_id=express.VideoCodecId.UNKNOWN,  # the SDK finds out
        )
        canvas = None
        if self._context.ways.draws and self.view.canvas is not None:
            canvas = canvas_of(self.view.canvas)

        def call(sdk: express.Handle) -> int:
            self.view.is_open = not self._is_over
            return sdk.start_playing_stream_with_config(self.stream_id, config, canvas=canvas)

        self._ask_for_frames()
        self._context.sdk.send("start_playing_stream", call, on_refused=self._refused)
        self._apply_buffer()
        self._apply_sound()
        self._apply_picture()
        self._choose_layer()

    def _refused(self, code: int) -> None:
        if not self._is_over:
            self._context.faults.told(code)
            self._owner.play_refused(self.stream_id, code_of(code))

    def _stop_in_sdk(self, then: Callable[[], None] | None = None) -> None:
        stream_id = self.stream_id
        self._context.sdk.send(
            "stop_playing_stream", lambda sdk: sdk.stop_playing_stream(stream_id), on_done=then
        )

    def _ask_for_frames(self) -> None:
        """Where the SDK draws, its pictures come here only while somebody wants them."""
        if self._context.ways.draws:
            is_wanted = self.view.render_handler is not None
            self._context.sdk.send(
                "enable_remote_video_custom_video_render",
                lambda sdk: sdk.enable_remote_video_custom_video_render(
                    enable=is_wanted, stream_id=self.stream_id
                ),
            )

    def _apply_buffer(self) -> None:
        if not self._is_asked or self._buffer_ms is None:
            return
        (least_ms, most_ms), stream_id = self._buffer_ms, self.stream_id
        self._context.sdk.send(
            "set_play_stream_buffer_interval_range",
            lambda sdk: sdk.set_play_stream_buffer_interval_range(
                stream_id, least_ms, max_buffer_interval=most_ms
            ),
        )

    def _apply_sound(self) -> None:
        if not self._is_asked:
            return
        is_off = self._muted_audio is SwitchState.ON or self._volume == 0
        volume, stream_id = self._volume, self.stream_id
        self._context.sdk.send(
            "set_play_volume", lambda sdk: sdk.set_play_volume(stream_id, volume)
        )
        self._context.sdk.send(
            "mute_play_stream_audio", lambda sdk: sdk.mute_play_stream_audio(stream_id, mute=is_off)
        )

    def _apply_picture(self) -> None:
        is_off = self._muted_video is SwitchState.ON
        if is_off:
            self.view.frames.pause()
        if self._is_asked:
            self._context.sdk.send(
                "mute_play_stream_video",
                lambda sdk: sdk.mute_play_stream_video(self.stream_id, mute=is_off),
            )

    def _draw_in_sdk(self) -> None:
        canvas = canvas_of(self.view.canvas) if self.view.canvas is not None else None
        update = express.ViewUpdateType.UPDATE if canvas else express.ViewUpdateType.DELETE
        self._context.sdk.send(
            "set_playing_canvas",
            lambda sdk: sdk.set_playing_canvas(self.stream_id, update, canvas=canvas),
        )

    def _choose_layer(self) -> None:
        if not self._is_asked or self._is_over:
            return
        view = self.view
        layer = wished_layer(
            self._config.layer,
            self._layer,
            view.video_px,
            canvas=view.canvas,
            size_px=view.canvas_px,
        )
        if layer != self._layer:
            self._layer = layer
            self._context.sdk.send(
                "set_play_stream_video_type",
                lambda sdk: sdk.set_play_stream_video_type(self.stream_id, layer),
            )
