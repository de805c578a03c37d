"""Layers for canvases; see :mod:`app.engine.common.layers`."""

from __future__ import annotations

from app.engine.common.layers import needed_size

__all__ = ["needed_size"]
