"""What one session consists of, before it runs; and the engine made for it."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.bootstrap.engine_studio import EngineRequester, EngineStudio
from app.bootstrap.preferences import Remembered
from app.bootstrap.threads import on_thread
from app.control.controller import Controller
from app.control.device_keeper import DeviceKeeper
from app.control.plans import Preferences
from app.control.qt_bridge import BridgeMaker
from app.control.session_making import EventTap
from app.control.studio import EngineFactory
from app.engine.create import create_engine
from app.engine.media_port import CanvasResolver, CaptureFactory, SpeakerFactory
from app.engine.port import Engine
from app.event_log import EventLog, WatchReport, check_report_path
from app.frame_recorder import FrameRecorder
from app.model.engine import EngineKind, EngineProfile, Scenario
from app.model.events import EngineEvent
from app.model.frames import RenderHandler
from app.model.media import CaptureSource, SwitchState
from app.options import Geometry

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """One ``klieg host`` or ``klieg watch``.

    Attributes:
        studio: Server, join service, tokens.
        begin: The first intent.
        duration_s: How long; None for as long as it lasts.
        events: Where events go as JSON lines.
        report: Where the audience's figures go.
        record_count: How many pictures are saved in ``record_folder``.
        geometry: Where the window opens.
        is_fullscreen: Whether the window shows nothing but the picture.
        sound: The sound that was asked for, if one was.
    """

    studio: EngineStudio
    begin: Callable[[Controller], None]
    duration_s: float | None = None
    events: str | None = None
    report: Path | None = None
    record_count: int = 0
    record_folder: Path | None = None
    geometry: Geometry | None = None
    is_fullscreen: bool = False
    sound: CaptureSource | None = None


class SessionOutput:
    """Where a session leaves its traces: event log, report, recorded pictures.

    Raises:
        InvalidValueError: One of them cannot be written; nothing is left open then.
    """

    def __init__(self, plan: SessionPlan) -> None:
        self._report = WatchReport()
        self._report_path = plan.report
        if plan.report is not None:
            check_report_path(plan.report)
        with ExitStack() as undone:
            self._log = EventLog(plan.events) if plan.events else None
            if self._log is not None:
                undone.callback(self._log.close)
            self._recorder = (
                FrameRecorder(plan.record_count, plan.record_folder) if plan.record_folder else None
            )
            undone.pop_all()

    @property
    def render_handler(self) -> RenderHandler | None:
        """What wants every decoded frame, if anything."""
        return self._recorder.take if self._recorder is not None else None

    def take(self, event: EngineEvent) -> None:
        """Look at an event; engine's thread."""
        if self._log is not None:
            self._log.write(event)
        self._report.take(event)

    def close(self) -> None:
        """Finish all files.

        Raises:
            InvalidValueError: The report cannot be written.
        """
        if self._recorder is not None:
            self._recorder.close()
        if self._log is not None:
            self._log.close()
        if self._report_path is not None:
            self._report.write(self._report_path)


def new_controller(
    studio: EngineStudio,
    make_engine: EngineFactory,
    *,
    make_bridge: BridgeMaker,
    event_tap: EventTap | None = None,
    remembered: Remembered | None = None,
) -> Controller:
    """Make the controller of one process; trouble of the studio becomes its problem."""
    known = remembered or Remembered(Preferences(), lambda _: None)
    controller = Controller(
        make_engine=make_engine,
        studio=studio,
        preferences=known.preferences,
        save_preferences=known.save,
        make_bridge=make_bridge,
        event_tap=event_tap,
    )
    studio.tell_trouble_to(controller.show_error)
    DeviceKeeper(controller.parts, controller.desk, follow_events=controller.follow_events)
    return controller


class EngineMaker:
    """Makes engines for one process, the slow import on a thread of its own.

    ``request`` says, each time, which engine is wanted.
    """

    def __init__(
        self,
        request: EngineRequester,
        *,
        captures: CaptureFactory,
        canvases: CanvasResolver | None,
        speakers: SpeakerFactory | None = None,
        render_handler: RenderHandler | None = None,
    ) -> None:
        self._request = request
        self._captures = captures
        self._canvases = canvases
        self._speakers = speakers
        self._render_handler = render_handler

    async def make(self) -> Engine:
        """Return a fresh engine.

        Raises:
            KliegError: The account of the engine is not complete, or it cannot be made.
        """
        wanted = await self._request()
        engine = await self._create(wanted.kind, wanted.profile)
        if self._render_handler is not None:
            engine.set_custom_video_render_handler(self._render_handler)
        return engine

    async def make_second(self) -> Engine:
        """Return an engine beside the one at work, which keeps the sound of this machine.

        It can be had for LiveKit alone, whatever the request says.

        Raises:
            KliegError: It cannot be made.
        """
        profile = EngineProfile(Scenario.LIVE, sound=SwitchState.OFF)
        return await self._create(EngineKind.LIVEKIT, profile)

    async def _create(self, kind: EngineKind, profile: EngineProfile) -> Engine:
        make = partial(
            create_engine,
            kind,
            profile,
            captures=self._captures,
            canvases=self._canvases,
            speakers=self._speakers,
        )
        if kind is EngineKind.LIVEKIT:
            await on_thread(lambda: importlib.import_module("app.engine.livekit.engine"))
            return make()
        return await on_thread(make)  # loads the SDK, which may take a second
