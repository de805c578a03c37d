"""Runs a session without a window: the same controller over another event bridge."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import Callable, Coroutine

from app.bootstrap.session import EngineMaker, SessionOutput, SessionPlan, new_controller
from app.bootstrap.workplace import Workplace
from app.control.loop_bridge import LoopEventBridge
from app.control.words import Language, load_words
from app.displays import has_display
from app.media.sources import CaptureSources
from app.model.events import EngineEvent
from app.native_output import part_native_output
from app.paths import program_root
from app.runner import SessionRun
from app.terminal import complain


def run_headless(workplace: Workplace, plan: SessionPlan, *, needs_qt: bool) -> int:
    """Run ``plan`` to its end; returns the exit status.

    ``needs_qt``: cameras, screens and windows are captured by Qt, which then turns the loop.

    Raises:
        KliegError: It could not be done.
    """

    async def run() -> None:
        part_native_output(workplace.paths.logs)
        await _run(plan)

    if needs_qt:
        run_on_qt(run)
    else:
        asyncio.run(run())
    return 0


def run_on_qt(work: Callable[[], Coroutine[object, object, None]]) -> None:
    """Run ``work`` on a Qt loop without any window; without a display Qt draws nowhere."""
    from PySide6.QtGui import QGuiApplication
    from qasync import QEventLoop

    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QGuiApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    loop = QEventLoop(application)
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(work())
    finally:
        asyncio.set_event_loop(None)
        loop.close()


async def _run(plan: SessionPlan) -> None:
    output = SessionOutput(plan)
    try:
        engines = EngineMaker(
            plan.studio.engine_request,
            captures=CaptureSources(),
            canvases=None,
            render_handler=output.render_handler,
        )
        session: SessionRun | None = None
        loop = asyncio.get_running_loop()

        def tap(event: EngineEvent) -> None:
            output.take(event)
            if session is not None:
                with contextlib.suppress(RuntimeError):  # the loop has just been closed: it is over
                    loop.call_soon_threadsafe(session.take, event)

        controller = new_controller(
            plan.studio, engines.make, make_bridge=LoopEventBridge, event_tap=tap
        )
        words = load_words(program_root() / "resources" / "i18n", Language.ENGLISH)
        session = SessionRun(
            controller,
            words,
            duration_s=plan.duration_s,
            ends_itself=True,
            tell=complain,
            sound=plan.sound,
        )
        await session.run(lambda: plan.begin(controller))
    finally:
        output.close()
