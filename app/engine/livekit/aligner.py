"""Steps towards a wish; see :mod:`app.engine.common.aligner`."""

from __future__ import annotations

from app.engine.common.aligner import Aligner

__all__ = ["Aligner"]
