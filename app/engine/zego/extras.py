"""What ZEGO has beyond the port; implements :class:`app.engine.zego_extras.ZegoExtras`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from app.engine.zego import _express as express
from app.engine.zego.context import ZegoContext
from app.engine.zego.results import CallResult
from app.engine.zego.router import EventRouter
from app.engine.zego.translate import channel_of, code_of
from app.engine.zego_extras import (
    ExtraHandler,
    ExtraNews,
    MixPlan,
    RecordNews,
    RecordState,
    Relay,
    RelayNews,
    RelayState,
)
from app.model.errors import ErrorCode, RoomError
from app.model.media import PublishChannel

_log = logging.getLogger(__name__)

_ANSWER_TIME_S = 15.0
_RELAY_STATES = tuple(RelayState)
_RECORD_STATES = tuple(RecordState)

_Call = Callable[[express.Handle], tuple[int, int]]


class Extras:
    """Relays, mixing and recording; used on the engine's loop alone."""

    def __init__(self, context: ZegoContext, router: EventRouter) -> None:
        self._context = context
        self._handler: ExtraHandler | None = None
        results = context.results
        router.on(
            express.OnPublisherUpdateCdnUrlResult,
            lambda e: results.settle("relay", e.seq, CallResult(e.error_code)),
        )
        router.on(
            express.OnMixerStartResult,
            lambda e: results.settle("mix", e.seq, CallResult(e.error_code, e.extended_data)),
        )
        router.on(
            express.OnMixerStopResult,
            lambda e: results.settle("unmix", e.seq, CallResult(e.error_code)),
        )
        router.on(
            express.OnUploadLogResult,
            lambda e: results.settle("log", e.seq, CallResult(e.error_code)),
        )
        router.on(express.OnPublisherRelayCdnStateUpdate, self._on_relays)
        router.on(express.OnCapturedDataRecordStateUpdate, self._on_record_state)
        router.on(express.OnCapturedDataRecordProgressUpdate, self._on_record_progress)

    def use_handler(self, handler: ExtraHandler | None) -> None:
        """Give news to ``handler``."""
        self._handler = handler

    async def add_relay(self, stream_id: str, url: str) -> None:
        """Relay a stream to a CDN."""
        await self._ask(
            "relay", f"relay {stream_id!r}", lambda sdk: sdk.add_publish_cdn_url(stream_id, url)
        )

    async def remove_relay(self, stream_id: str, url: str) -> None:
        """Relay to this address no more."""
        await self._ask(
            "relay",
            f"end the relay of {stream_id!r}",
            lambda sdk: sdk.remove_publish_cdn_url(stream_id, url),
        )

    async def start_mixing(self, plan: MixPlan) -> None:
        """Mix streams on ZEGO's servers."""
        task = _mixer_task(plan)
        await self._ask("mix", f"mix {plan.task_id!r}", lambda sdk: sdk.start_mixer_task(task))

    async def stop_mixing(self, plan: MixPlan) -> None:
        """Mix no more."""
        task = _mixer_task(plan)
        await self._ask(
            "unmix", f"end the mix {plan.task_id!r}", lambda sdk: sdk.stop_mixer_task(task)
        )

    async def upload_log(self) -> None:
        """Send the SDK's log to ZEGO's support."""
        await self._ask("log", "send the log", lambda sdk: sdk.upload_log())

    def start_recording(self, file: Path, channel: PublishChannel) -> None:
        """Record what a channel captures."""
        config = express.DataRecordConfig(str(file), express.DataRecordType.AUDIO_AND_VIDEO)

        def refused(code: int) -> None:
            self._context.faults.told(code)
            self._tell(RecordNews(channel, RecordState.STOPPED, error_code=code_of(code)))

        self._context.sdk.send(
            "start_recording_captured_data",
            lambda sdk: sdk.start_recording_captured_data(config, channel_of(channel)),
            on_refused=refused,
        )

    def stop_recording(self, channel: PublishChannel) -> None:
        """Finish the file."""
        self._context.sdk.send(
            "stop_recording_captured_data",
            lambda sdk: sdk.stop_recording_captured_data(channel_of(channel)),
        )

    async def _ask(self, kind: str, what: str, call: _Call) -> None:
        code, sequence = await self._context.sdk.run(kind, call)
        if not code:
            code = await self._context.results.answer(kind, sequence, _ANSWER_TIME_S)
        if code:
            self._context.faults.told(code)
            raise RoomError(
                f"cannot {what}: the service refused it (ZEGO error {code})", code=code_of(code)
            )

    # -- what the SDK tells ----------------------------------------------------------------

    def _on_relays(self, event: express.OnPublisherRelayCdnStateUpdate) -> None:
        relays = tuple(
            Relay(
                _RELAY_STATES[int(info.state)] if info.state in {0, 1, 2} else RelayState.NONE,
                int(info.update_reason),
                changed_at_ms=info.state_time,
            )
            for info in event.info_list
        )
        self._tell(RelayNews(event.stream_id, relays))

    def _on_record_state(self, event: express.OnCapturedDataRecordStateUpdate) -> None:
        state = RecordState.STOPPED
        if event.state in {0, 1, 2}:
            state = _RECORD_STATES[int(event.state)]
        code = code_of(event.error_code) if event.error_code else ErrorCode.OK
        self._context.faults.told(event.error_code)
        self._tell(RecordNews(PublishChannel(int(event.channel)), state, error_code=code))

    def _on_record_progress(self, event: express.OnCapturedDataRecordProgressUpdate) -> None:
        self._tell(
            RecordNews(
                PublishChannel(int(event.channel)),
                RecordState.RECORDING,
                duration_ms=event.progress.duration,
                size_bytes=event.progress.current_file_size,
            )
        )

    def _tell(self, news: ExtraNews) -> None:
        if self._handler is None:
            return
        try:
            self._handler(news)
        except Exception:  # noqa: BLE001  (whatever the application does)
            _log.exception("the handler of extra news failed on %s", type(news).__name__)


def _mixer_task(plan: MixPlan) -> express.MixerTask:
    profile = plan.profile
    return express.MixerTask(
        task_id=plan.task_id,
        input_list=tuple(
            express.MixerInput(
                stream_id=one.stream_id,
                content_type=express.MixerInputContentType.VIDEO,
                layout=express.Rect(
                    one.left_px,
                    one.top_px,
                    one.left_px + one.width_px,
                    one.top_px + one.height_px,
                ),
                volume=100,
            )
            for one in plan.inputs
        ),
        output_list=(express.MixerOutput(target=plan.output),),
        video_config=express.MixerVideoConfig(
            width=profile.width_px,
            height=profile.height_px,
            fps=profile.fps,
            bitrate=profile.bitrate_kbps,
        ),
        audio_config=express.MixerAudioConfig(bitrate=48, channel=express.AudioChannel.MONO),
    )
