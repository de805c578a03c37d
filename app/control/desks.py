"""The desks beside the controller: each serves one corner of the window and owns its state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.control.about_desk import AboutDesk
    from app.control.diagnosis_desk import DiagnosisDesk
    from app.control.health_desk import HealthDesk
    from app.control.monitor_desk import MonitorDesk
    from app.control.settings_desk import SettingsDesk
    from app.control.share_desk import ShareDesk
    from app.control.stage_desk import StageDesk
    from app.control.start_desks import StartDesks
    from app.control.zego_desk import ZegoDesk


@dataclass(frozen=True, slots=True)
class Desks:
    """What a window has beside the controller; None where its way in is not shown.

    Attributes:
        zego: Engine and ZEGO account.
        stage: How the pictures share the stage.
        share: What screens and windows there are to share.
        monitor: The own broadcast as the audience receives it.
        health: How streams and the machine do.
        diagnosis: What this run looks like, saved for a helper.
        start: Preview, test tone, recent rooms and uplink check of the start view.
        about: Versions and licences.
        settings: What a person chose, and one's own server.
    """

    zego: ZegoDesk | None = None
    stage: StageDesk | None = None
    share: ShareDesk | None = None
    monitor: MonitorDesk | None = None
    health: HealthDesk | None = None
    diagnosis: DiagnosisDesk | None = None
    start: StartDesks | None = None
    about: AboutDesk | None = None
    settings: SettingsDesk | None = None
