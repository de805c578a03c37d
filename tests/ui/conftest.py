"""What the tests of widgets stand on: a kit around a controller that a recording engine serves."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import qasync
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.control.about_desk import AboutDesk
from app.control.controller import Controller
from app.control.desks import Desks
from app.control.diagnosis_desk import DiagnosisDesk, RunFacts
from app.control.health_desk import HealthDesk
from app.control.health_view import HealthView, ProcessorLoad
from app.control.monitor_desk import MonitorDesk
from app.control.monitor_view import MonitorView
from app.control.plans import Preferences
from app.control.settings_desk import Folders, SettingsDesk
from app.control.share_desk import ShareDesk
from app.control.stage_desk import StageDesk
from app.control.timing import Timing
from app.control.view_state import ViewState
from app.control.words import Language, load_words
from app.media.sinks import CanvasRegistry
from app.model.about import About, ShippedPart
from app.model.conduct import Hint
from tests.fakes.bridge import DirectBridge
from tests.fakes.engine import RecordingEngine
from tests.fakes.server_office import RecordingServerOffice
from tests.fakes.start import FakeStart
from tests.fakes.studio import RecordingStudio
from tests.fakes.thumbnails import Eye
from ui.hints import Hints
from ui.icons import Icons
from ui.kit import Kit, keep_windows_few, video_maker
from ui.main_window import MainWindow
from ui.theme import Theme, ThemeChoice

ABOUT = About(
    (("Klieg", "1.2.3"), ("Python", "3.12.4"), ("LiveKit SDK", "1.2.1")),
    (
        ShippedPart("klieg", "1.2.3", licence="Apache-2.0", text="Apache License\n\nas it is"),
        ShippedPart("a-part", "4.5", licence="LGPL-3.0-only", home="https://a-part.example"),
    ),
)
RESOURCES = Path(__file__).parents[2] / "resources"
NOW_MS = 253_000


class Desk:
    """A controller with all that surrounds it in the program, and nothing behind it."""

    def __init__(self, canvases: CanvasRegistry, theme: Theme, qtbot: QtBot) -> None:
        self.canvases = canvases
        self.theme = theme
        self.qtbot = qtbot
        self.windows: list[MainWindow] = []
        self.engines: list[RecordingEngine] = []
        self.studio = RecordingStudio()
        self.saved: list[Preferences] = []
        self.eye = Eye()
        self.controller = Controller(
            make_engine=self.make_engine,
            studio=self.studio,
            preferences=Preferences(
                room_id="friday-demo",
                user_name="Studio A",
                language="en",
                hints_seen=tuple(Hint),
            ),
            save_preferences=self.saved.append,
            make_bridge=DirectBridge,
            timing=Timing(lambda: NOW_MS, break_told_after_s=0.0),
        )
        self.second_engines: list[RecordingEngine] = []
        self.monitor = MonitorDesk(
            self.controller.parts,
            self.studio,
            make_engine=self.make_second_engine,
            make_bridge=DirectBridge,
            follow_events=self.controller.follow_events,
        )
        self.health = HealthDesk(self.controller, _load)
        self.diagnosis = DiagnosisDesk(self.controller, self.health, self.write_diagnosis)
        self.diagnoses: list[tuple[Path, RunFacts]] = []
        self.start = FakeStart(self.controller, self.studio, self.make_second_engine)
        self.servers = RecordingServerOffice()
        folders = Folders(settings=Path("/home/ada/.config/Klieg"), logs=Path("/home/ada/logs"))
        self.settings = SettingsDesk(self.controller, self.servers, folders=folders)
        self.desks = Desks(
            start=self.start.desks(),
            about=AboutDesk(self.controller.parts, self.look_up_about),
            settings=self.settings,
            stage=StageDesk(self.controller),
            monitor=self.monitor,
            health=self.health,
            share=ShareDesk(self.controller, self.eye),
            diagnosis=self.diagnosis,
        )

    async def look_up_about(self) -> About:
        return ABOUT

    @property
    def engine(self) -> RecordingEngine:
        """The newest engine."""
        return self.engines[-1]

    async def make_engine(self) -> RecordingEngine:
        engine = RecordingEngine()
        self.engines.append(engine)
        return engine

    async def make_second_engine(self) -> RecordingEngine:
        engine = RecordingEngine()
        self.second_engines.append(engine)
        return engine

    @property
    def stage(self) -> StageDesk:
        """Where layouts are chosen."""
        assert self.desks.stage is not None
        return self.desks.stage

    def give_hint(self, window: MainWindow, hint: Hint) -> None:
        """Let ``window`` give ``hint`` as if all others had been dismissed."""
        QApplication.processEvents()
        self.forget_hints(hint)
        hints = window.findChild(Hints) or Hints(window)
        hints.look()

    def forget_hints(self, *hints: Hint) -> None:
        """Have all but ``hints`` dismissed."""
        seen = tuple(item for item in Hint if item not in hints)
        self.controller.remember(replace(self.controller.preferences, hints_seen=seen))

    def show(self, state: ViewState) -> None:
        """Put a state on the window as if it had come about."""
        self.controller._store.put(state)

    def show_monitor(self, view: MonitorView) -> None:
        """Put a view of the own broadcast on the window as if it had come about."""
        self.monitor._put(view)

    async def write_diagnosis(self, file: Path, facts: RunFacts) -> None:
        self.diagnoses.append((file, facts))

    def show_health(self, view: HealthView) -> None:
        """Put a view of the health on the window as if it had come about."""
        self.health._load = view.load
        self.health._put(view)

    def settle(self) -> None:
        """Let everything that was started come to its end."""
        self.qtbot.waitUntil(lambda: not self.controller._tasks._running)

    def kit(self, language: Language = Language.ENGLISH) -> Kit:
        """Return the tools of a page on its own."""
        return Kit(
            self.controller,
            load_words(RESOURCES / "i18n", language),
            Icons(RESOURCES / "icons"),
            self.theme,
            video_maker(lambda: self.canvases),
            self.desks,
        )

    def window(self) -> MainWindow:
        """Return the whole window, not shown yet; it goes with the desk."""
        made = MainWindow(
            self.controller,
            make_video=video_maker(lambda: self.canvases),
            theme=self.theme,
            resources=RESOURCES,
            desks=self.desks,
        )
        self.windows.append(made)
        return made

    def close_windows(self) -> None:
        """Take every window away that is still there."""
        for window in self.windows:
            if isValid(window):
                window._ended()
                window.deleteLater()
        if self.windows:
            self.qtbot.wait(1)


def _load() -> asyncio.Future[ProcessorLoad]:
    """Nothing is known of a machine that only draws; at once, so that nothing outlives a test."""
    known: asyncio.Future[ProcessorLoad] = asyncio.get_running_loop().create_future()
    known.set_result(ProcessorLoad())
    return known


@pytest.fixture(scope="session", autouse=True)
def few_windows() -> None:
    """As the program does before its first window."""
    keep_windows_few()


@pytest.fixture
def loop(qapp: QApplication) -> Iterator[asyncio.AbstractEventLoop]:
    """The program's loop, as if ``run_forever`` had been entered: every slot finds it running."""
    made = qasync.QEventLoop(qapp, already_running=True)
    asyncio.set_event_loop(made)
    asyncio._set_running_loop(made)
    yield made
    asyncio._set_running_loop(None)
    asyncio.set_event_loop(None)
    made._QEventLoop__is_running = False
    made.close()


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp, RESOURCES, choice=ThemeChoice.DARK, text_scale=1.0)
    yield made
    qapp.styleHints().colorSchemeChanged.disconnect(made._follow_system)


@pytest.fixture
def desk(theme: Theme, loop: asyncio.AbstractEventLoop, qtbot: QtBot) -> Iterator[Desk]:
    assert loop.is_running()
    canvases = CanvasRegistry()
    made = Desk(canvases, theme, qtbot)
    yield made
    made.close_windows()
    made.health.rest()
    canvases.close()


@pytest.fixture
def window(desk: Desk) -> MainWindow:
    """The whole window, not shown yet."""
    return desk.window()
