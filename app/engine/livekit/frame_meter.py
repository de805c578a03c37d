"""Delay and freezes of a stream; see :mod:`app.engine.common.frame_meter`."""

from __future__ import annotations

from app.engine.common.frame_meter import DelayHistogram, FrameMeter

__all__ = ["DelayHistogram", "FrameMeter"]
