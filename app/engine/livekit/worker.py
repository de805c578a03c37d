"""Calls that may block; see :mod:`app.engine.common.worker`."""

from __future__ import annotations

from app.engine.common.worker import Worker

__all__ = ["Worker"]
