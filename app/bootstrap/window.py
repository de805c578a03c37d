"""Runs Klieg in its window: Qt turns the loop, the first picture comes before the heavy imports."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QTimer

from app.bootstrap.desks import desks_of
from app.bootstrap.desktop import Desktop
from app.bootstrap.engine_studio import studio_of
from app.bootstrap.preferences import remember, show_settings_trouble
from app.bootstrap.server_book import ServerBook
from app.bootstrap.session import SessionOutput, SessionPlan
from app.bootstrap.studio import LocalStudio
from app.bootstrap.threads import preload
from app.bootstrap.workplace import Workplace
from app.bootstrap.zego_office import ZegoOffice
from app.control.settings_desk import Folders, SettingsDesk
from app.control.words import Language, load_words
from app.control.zego_desk import ZegoDesk
from app.native_output import part_native_output
from app.paths import program_root
from app.runner import SessionRun
from app.stop_signals import stop_signals
from ui.main_window import MainWindow


def run_app(workplace: Workplace) -> int:
    """Open the window on its start view and run until it is closed."""
    remembered = remember(workplace)
    desktop = Desktop(workplace)
    part_native_output(workplace.paths.logs)

    async def main() -> None:
        servers = ServerBook(remembered.preferences.server, workplace.redactor)
        local = LocalStudio(
            workplace,
            latency_mode=lambda: controller.preferences.latency_mode,
            choose_server=servers.target,
        )
        studio = studio_of(workplace, local, remembered.zego)
        controller = desktop.new_controller(studio, remembered)
        show_settings_trouble(controller, remembered)
        office = ZegoOffice(remembered.zego, studio.zego, workplace.redactor)
        zego = ZegoDesk(office, release_engine=controller.engine_choice.release)
        window = desktop.new_main_window(
            controller,
            desks_of(
                controller,
                zego=zego,
                monitor=desktop.new_monitor(controller, studio),
                start=desktop.new_start(controller, workplace, studio),
                settings=SettingsDesk(controller, servers, folders=_folders_of(workplace)),
            ),
        )
        closed = asyncio.Event()
        window.closed.connect(closed.set)
        window.show()
        await _first_paint()
        preload()
        window.closing.stand_in_tray()
        _give_hints(window)
        controller.desk.look_for_devices()
        with stop_signals(window.finish):
            await closed.wait()
        await controller.settle()

    try:
        desktop.run(main)
    finally:
        remembered.finish()
    return 0


def run_session(workplace: Workplace, plan: SessionPlan) -> int:
    """Run one ``klieg host`` or ``klieg watch`` in a window.

    The window stays open, with its words, when the session fails: a person sits before it. The
    bare full screen shows no words, so a failure there ends the program and is told by it.

    Raises:
        KliegError: It could not be done.
    """
    remembered = remember(workplace)
    desktop = Desktop(workplace)
    part_native_output(workplace.paths.logs)

    async def main() -> None:
        output = SessionOutput(plan)
        try:
            controller = desktop.new_controller(plan.studio, remembered, output=output)
            show_settings_trouble(controller, remembered)
            servers = ServerBook(remembered.preferences.server, workplace.redactor)
            settings = SettingsDesk(controller, servers, folders=_folders_of(workplace))
            window = desktop.new_window(controller, plan, settings)
            closed = asyncio.Event()
            window.closed.connect(closed.set)

            async def close() -> None:
                window.finish()
                await closed.wait()

            session = SessionRun(
                controller,
                load_words(program_root() / "resources" / "i18n", Language.ENGLISH),
                close=close,
                duration_s=plan.duration_s,
                ends_itself=plan.is_fullscreen,
            )
            window.closed.connect(session.stop)
            await session.run(lambda: plan.begin(controller))
        finally:
            output.close()

    try:
        desktop.run(main)
    finally:
        remembered.finish()
    return 0


def _give_hints(window: MainWindow) -> None:
    from ui.hints import Hints  # not needed for the first paint

    Hints(window)


async def _first_paint() -> None:
    """Wait until Qt has nothing more urgent to do: the window is on the screen then."""
    idle = asyncio.Event()
    QTimer.singleShot(0, idle.set)
    await idle.wait()


def _folders_of(workplace: Workplace) -> Folders:
    return Folders(settings=workplace.paths.config, logs=workplace.paths.logs)
