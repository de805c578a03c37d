"""The engine without any server: its thread, from the first call to its end."""

from __future__ import annotations

import threading

import pytest

from app.engine.livekit.engine import LiveKitEngine
from app.model.engine import EngineProfile

ENGINE_THREAD = "klieg-livekit"


def engine_threads() -> list[str]:
    names = [thread.name for thread in threading.enumerate()]
    return [name for name in names if name == ENGINE_THREAD]


async def test_the_thread_ends_with_the_engine() -> None:
    engine = LiveKitEngine(EngineProfile(), captures=None, canvases=None)
    assert engine_threads()

    await engine.destroy()
    await engine.destroy()

    assert not engine_threads()


async def test_the_thread_ends_even_when_a_part_fails_to_stop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def fail() -> None:
        raise OSError("no")

    engine = LiveKitEngine(EngineProfile(), captures=None, canvases=None)
    monkeypatch.setattr(engine._desk, "shut_down", fail)

    with pytest.raises(OSError, match="no"):
        await engine.destroy()

    assert not engine_threads()
