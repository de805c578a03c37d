"""Limits of texts; see :mod:`app.engine.common.limits`."""

from __future__ import annotations

from app.engine.common.limits import check_room_info, check_stream_info

__all__ = ["check_room_info", "check_stream_info"]
