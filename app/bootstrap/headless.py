"""Runs a session without a window: the same controller over another event bridge."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine

from app.bootstrap.displays import check_display
from app.bootstrap.session import EngineMaker, SessionOutput, SessionPlan
from app.control.controller import Controller
from app.control.loop_bridge import LoopEventBridge
from app.control.words import Language, load_words
from app.media.sources import CaptureSources
from app.model.events import EngineEvent
from app.paths import program_root
from app.runner import SessionRun


def run_headless(plan: SessionPlan, *, needs_qt: bool) -> int:
    """Run ``plan`` to its end; returns the exit status.

    ``needs_qt``: cameras, screens and windows are captured by Qt, which then turns the loop.

    Raises:
        KliegError: It could not be done.
    """
    work = _run(plan, needs_qt=needs_qt)
    if needs_qt:
        run_on_qt(work)
    else:
        asyncio.run(work)
    return 0


def run_on_qt(work: Coroutine[object, object, None]) -> None:
    """Run ``work`` on a Qt loop without any window.

    Raises:
        DeviceUnusableError: There is no display that Qt could open.
    """
    from PySide6.QtGui import QGuiApplication
    from qasync import QEventLoop

    check_display()
    application = QGuiApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    loop = QEventLoop(application)
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(work)
    finally:
        asyncio.set_event_loop(None)
        loop.close()


def captures_for(*, needs_qt: bool) -> CaptureSources:
    """Return the sources of this machine; those of Qt only where its loop turns."""
    if not needs_qt:
        return CaptureSources()
    from app.media.qt_host import QtHost

    return CaptureSources(QtHost())


async def _run(plan: SessionPlan, *, needs_qt: bool) -> None:
    output = SessionOutput(plan)
    try:
        captures = captures_for(needs_qt=needs_qt)
        engines = EngineMaker(
            captures=captures, canvases=None, render_handler=output.render_handler
        )
        session: SessionRun | None = None
        loop = asyncio.get_running_loop()

        def tap(event: EngineEvent) -> None:
            output.take(event)
            if session is not None:
                loop.call_soon_threadsafe(session.take, event)

        controller = Controller(
            make_engine=engines.make,
            studio=plan.studio,
            make_bridge=LoopEventBridge,
            event_tap=tap,
        )
        words = load_words(program_root() / "resources" / "i18n", Language.ENGLISH)
        session = SessionRun(controller, words, duration_s=plan.duration_s, ends_itself=True)
        await session.run(lambda: plan.begin(controller))
    finally:
        output.close()
