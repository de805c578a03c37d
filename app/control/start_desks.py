"""The desks of the start view, as one value."""

from __future__ import annotations

from dataclasses import dataclass

from app.control.preview_desk import PreviewDesk
from app.control.recent_desk import RecentDesk
from app.control.sound_check import SoundCheckDesk
from app.control.uplink_desk import UplinkDesk


@dataclass(frozen=True, slots=True)
class StartDesks:
    """What the start view has beside the controller.

    Attributes:
        preview: Picture and loudness before going live.
        sound_check: The test tone.
        recent: Rooms one was in lately.
        uplink: Whether the chosen quality can be sent from here.
        suggested_name: The person's name as the system knows it; may be empty.
    """

    preview: PreviewDesk
    sound_check: SoundCheckDesk
    recent: RecentDesk
    uplink: UplinkDesk
    suggested_name: str = ""
