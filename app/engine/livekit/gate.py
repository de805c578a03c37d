"""The way out for events; see :mod:`app.engine.common.gate`."""

from __future__ import annotations

from app.engine.common.gate import EventGate

__all__ = ["EventGate"]
