"""What one process has of a desktop: application, loop, canvases, sources; it makes the windows."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from app import __version__
from app.bootstrap.desks import desks_of, with_diagnosis
from app.bootstrap.engine_studio import EngineStudio
from app.bootstrap.hot_plug import DeviceHandler, HotPlug
from app.bootstrap.permissions import QtPermissions
from app.bootstrap.preferences import Remembered
from app.bootstrap.session import EngineMaker, SessionOutput, SessionPlan, new_controller
from app.bootstrap.start_desks import start_desks
from app.bootstrap.thumbnail_office import with_share
from app.bootstrap.workplace import Workplace
from app.control.controller import Controller
from app.control.desks import Desks
from app.control.monitor_desk import MonitorDesk
from app.control.qt_bridge import QtEventBridge
from app.control.settings_desk import SettingsDesk
from app.control.start_desks import StartDesks
from app.displays import DisplayUse, check_display
from app.options import Geometry
from app.paths import program_root
from ui.bare_view import BareView
from ui.kit import VideoMaker, keep_windows_few, video_maker
from ui.main_window import MainWindow
from ui.theme import Theme, ThemeChoice

if TYPE_CHECKING:
    from app.engine.media_port import Capture
    from app.engine.port import Engine
    from app.media.sinks import CanvasRegistry
    from app.media.sources import CaptureSources
    from app.media.speaker import Speakers

Window = MainWindow | BareView

_TURN_S = 0.001
"""How long a thread waits for its turn in Python; painting a picture takes several turns."""


class Desktop:
    """The Qt application and its loop, the canvases and sources; one in a process.

    Raises:
        KliegError: There is no display.
    """

    def __init__(self, workplace: Workplace) -> None:
        check_display(DisplayUse.WINDOW)
        sys.setswitchinterval(_TURN_S)
        self._workplace = workplace
        keep_windows_few()
        self._application = QApplication(sys.argv[:1])
        self._application.setApplicationName("Klieg")
        self._application.setApplicationVersion(__version__)
        self._application.setDesktopFileName("klieg")
        self._application.setQuitOnLastWindowClosed(False)
        self._loop = QEventLoop(self._application)
        self._resources = program_root() / "resources"
        self._theme: Theme | None = None
        self._hot_plug: HotPlug | None = None

    @cached_property
    def canvases(self) -> CanvasRegistry:
        """The canvases of all windows; made with the first picture."""
        from app.media.sinks import CanvasRegistry

        return CanvasRegistry()

    @cached_property
    def captures(self) -> CaptureSources:
        """The sources of this machine; made with the first engine."""
        from app.media.sources import CaptureSources

        return CaptureSources()

    @cached_property
    def speakers(self) -> Speakers:
        """Where streams are played that shall be louder or quieter than they were sent."""
        from app.media.speaker import Speakers

        return Speakers()

    def run(self, main: Callable[[], Coroutine[object, object, None]]) -> None:
        """Turn the loop until ``main`` is done."""
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(main())
        finally:
            if self._hot_plug is not None:
                self._hot_plug.stop()
            if "canvases" in self.__dict__:
                self.canvases.close()
            asyncio.set_event_loop(None)
            self._loop.close()

    def new_controller(
        self,
        studio: EngineStudio,
        remembered: Remembered,
        *,
        output: SessionOutput | None = None,
    ) -> Controller:
        """Make a controller whose engines draw on this desktop's canvases."""

        async def make_engine() -> Engine:
            return await self._engine_maker(studio, output).make()

        controller = new_controller(
            studio,
            make_engine,
            make_bridge=QtEventBridge,
            event_tap=output.take if output is not None else None,
            remembered=remembered,
        )
        self._hot_plug = HotPlug(controller, self._watch_devices)
        return controller

    def new_monitor(self, controller: Controller, studio: EngineStudio) -> MonitorDesk:
        """Make the desk where a host watches the own broadcast on this desktop's canvases."""

        async def make_engine() -> Engine:
            return await self._engine_maker(studio, None).make_second()

        return MonitorDesk(
            controller.parts,
            studio,
            make_engine=make_engine,
            make_bridge=QtEventBridge,
            follow_events=controller.follow_events,
        )

    def new_start(
        self, controller: Controller, workplace: Workplace, studio: EngineStudio
    ) -> StartDesks:
        """Make the desks of the start view, whose checks run on this desktop's engines."""

        async def make_engine() -> Engine:
            return await self._engine_maker(studio, None).make_second()

        return start_desks(
            controller,
            workplace,
            studio,
            permissions=QtPermissions(self._application),
            speakers=lambda: self.speakers,
            make_engine=make_engine,
            make_bridge=QtEventBridge,
        )

    def _engine_maker(self, studio: EngineStudio, output: SessionOutput | None) -> EngineMaker:
        return EngineMaker(
            studio.engine_request,
            captures=self.captures,
            canvases=self.canvases,
            speakers=self.speakers,
            render_handler=output.render_handler if output is not None else None,
        )

    def _watch_devices(self, on_change: DeviceHandler) -> Capture:
        return self.captures.watch_devices(on_change)

    def new_window(
        self, controller: Controller, plan: SessionPlan, settings: SettingsDesk
    ) -> Window:
        """Make and show the window of a session."""
        if plan.is_fullscreen:
            bare = BareView(controller, make_video=self._video_maker())
            bare.show_on_screen()
            return bare
        monitor = self.new_monitor(controller, plan.studio)
        desks = desks_of(controller, monitor=monitor, settings=settings)
        window = self.new_main_window(controller, desks)
        if plan.geometry is not None:
            _place(window, plan.geometry)
        window.show()
        return window

    def new_main_window(self, controller: Controller, desks: Desks) -> MainWindow:
        """Make the window with its three pages."""
        desks = with_diagnosis(desks, controller, self._workplace)
        if self._theme is None:
            preferences = controller.preferences
            self._theme = Theme(
                self._application,
                self._resources,
                choice=ThemeChoice(preferences.theme),
                text_scale=preferences.text_percent / 100 or None,
            )
        return MainWindow(
            controller,
            make_video=self._video_maker(),
            theme=self._theme,
            resources=self._resources,
            desks=with_share(desks, controller, lambda: self.captures),
        )

    def _video_maker(self) -> VideoMaker:
        return video_maker(lambda: self.canvases)


def _place(window: MainWindow, geometry: Geometry) -> None:
    window.setGeometry(geometry.x_px, geometry.y_px, geometry.width_px, geometry.height_px)
