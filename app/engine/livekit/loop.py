"""The engine's loop; see :mod:`app.engine.common.loop`."""

from __future__ import annotations

from app.engine.common.loop import EngineLoop

__all__ = ["EngineLoop"]
