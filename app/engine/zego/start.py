"""The SDK's engine from initialisation to its end, in the order the SDK asks for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from app.engine.zego import _express as express
from app.engine.zego.context import ZegoContext
from app.engine.zego.router import EventRouter
from app.engine.zego.translate import SCENARIOS
from app.model.engine import EngineProfile
from app.model.errors import ErrorCode, InvalidValueError, KliegError

_log = logging.getLogger(__name__)

_INIT_TIME_S = 15.0
_UNINIT_TIME_S = 6.0
_LOG_SIZE_BYTES = 5 * 1024 * 1024
_LOG_COUNT = 3
_PATH_MAX_BYTES = 511
_APP_ID_WRONG, _APP_SIGN_WRONG = 1001004, 1001001
_FAILED_INSIDE = int(ErrorCode.ROOM_FAILED_INSIDE)
_FIRST_PATIENCE = "room_retry_time=60;av_retry_time=60;"  # the SDK's own is 20 minutes


class SdkEngine:
    """Initialises the SDK's engine and ends it again; used on the engine's loop alone."""

    def __init__(self, profile: EngineProfile, context: ZegoContext, router: EventRouter) -> None:
        self._profile = profile
        self._context = context
        self._code = 0
        self._is_running = False
        self._ready = asyncio.Event()
        self._ended = asyncio.Event()
        router.on(express.OnEngineUninit, lambda _event: self._ended.set())

    async def ready(self) -> int:
        """Wait until the engine is initialised; returns the SDK's code."""
        await self._ready.wait()
        return self._code

    async def start(self) -> None:
        """Initialise; what goes wrong is told by :meth:`ready`."""
        self._code = _FAILED_INSIDE  # should anything else be raised
        try:
            self._code = await self._initialised()
        finally:
            self._is_running = self._code == 0
            if self._code:
                self._context.faults.told(self._code)
                _log.warning("the SDK's engine cannot start: %d", self._code)
            self._ready.set()

    async def _initialised(self) -> int:
        try:
            return await self._context.sdk.run(
                "engine_init_with_profile", self._initialise, within_s=_INIT_TIME_S
            )
        except InvalidValueError as error:
            _log.warning("%s", error)
            return _APP_SIGN_WRONG if self._profile.app_sign else _APP_ID_WRONG
        except KliegError as error:
            _log.warning("%s", error)
            return int(error.code)

    async def end(self) -> None:
        """End the engine and wait until the SDK says so; it says nothing without an engine."""
        await self._ready.wait()
        if not self._is_running:
            return
        self._is_running = False
        try:
            code = await self._context.sdk.run(
                "engine_uninit_async",
                lambda sdk: sdk.engine_uninit_async(),
                within_s=_UNINIT_TIME_S,
            )
            if code == 0:
                async with asyncio.timeout(_UNINIT_TIME_S):
                    await self._ended.wait()
        except (KliegError, TimeoutError) as error:
            _log.warning("the SDK's engine does not end: %s", error)

    def _initialise(self, sdk: express.Handle) -> int:
        """On the thread of the SDK's calls."""
        profile = self._profile
        folder = str(profile.log_folder or "")
        if folder and len(folder.encode()) <= _PATH_MAX_BYTES:
            log = express.LogConfig(folder, _LOG_SIZE_BYTES, _LOG_COUNT)
            _if_there(lambda: sdk.set_log_config(log))
        settings = express.EngineConfig(advanced_config=_FIRST_PATIENCE + profile.engine_config)
        _if_there(lambda: sdk.set_engine_config(settings))
        _if_there(lambda: sdk.set_room_mode(express.RoomMode.SINGLE_ROOM))
        code = sdk.engine_init_with_profile(
            express.EngineProfile(
                app_id=profile.app_id,
                app_sign=profile.app_sign,
                scenario=SCENARIOS[profile.scenario],
            )
        )
        if code == 0:
            _if_there(lambda: self._render_here(sdk))
        if code == 0 and not self._context.ways.captures:
            _if_there(lambda: self._capture_here(sdk))
        return code

    def _render_here(self, sdk: express.Handle) -> int:
        """Have pictures given to us; where the SDK draws, too, and only those asked for."""
        return sdk.enable_custom_video_render(
            enable=True,
            config=express.CustomVideoRenderConfig(
                buffer_type=express.VideoBufferType.RAW_DATA,
                frame_format_series=express.VideoFrameFormatSeries.YUV,
                enable_engine_render=self._context.ways.draws,
            ),
        )

    def _capture_here(self, sdk: express.Handle) -> int:
        codes = [
            sdk.enable_custom_video_capture(
                enable=True,
                config=express.CustomVideoCaptureConfig(express.VideoBufferType.RAW_DATA),
                channel=channel,
            )
            for channel in express.PublishChannel
        ]
        return max(codes)


def _if_there(call: Callable[[], int]) -> None:
    """Make a call that an engine can do without."""
    try:
        code = call()
    except express.MissingFunctionError as error:
        _log.warning("%s", error)
        return
    if code:
        _log.warning("a setting of the SDK was refused with %d", code)
