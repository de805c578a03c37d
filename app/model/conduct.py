"""How the window behaves towards a person: remembered between runs."""

from __future__ import annotations

from enum import Enum


class WhenClosed(Enum):
    """What closing the window does to a broadcast that is live, where it is not asked."""

    END = "end"
    TRAY = "tray"


class Hint(Enum):
    """The hints for the first time, in the order in which they are given."""

    PREVIEW = "preview"
    GO_LIVE = "go_live"
    COPY_LINK = "copy_link"
    CHAT = "chat"
