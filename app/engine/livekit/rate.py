"""Limits of rates; see :mod:`app.engine.common.rate`."""

from __future__ import annotations

from app.engine.common.rate import RateLimit

__all__ = ["RateLimit"]
