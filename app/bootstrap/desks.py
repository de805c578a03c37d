"""Puts together what a window has beside its controller."""

from __future__ import annotations

from dataclasses import replace

from app.bootstrap.about_office import about_source
from app.bootstrap.diagnosis_office import DiagnosisOffice
from app.bootstrap.load import LoadSampler
from app.bootstrap.workplace import Workplace
from app.control.about_desk import AboutDesk
from app.control.controller import Controller
from app.control.desks import Desks
from app.control.diagnosis_desk import DiagnosisDesk
from app.control.health_desk import HealthDesk
from app.control.monitor_desk import MonitorDesk
from app.control.settings_desk import SettingsDesk
from app.control.stage_desk import StageDesk
from app.control.start_desks import StartDesks
from app.control.zego_desk import ZegoDesk


def desks_of(
    controller: Controller,
    *,
    zego: ZegoDesk | None = None,
    monitor: MonitorDesk | None = None,
    settings: SettingsDesk | None = None,
    start: StartDesks | None = None,
) -> Desks:
    """Return the desks of a window; make them before its pages.

    Args:
        controller: What they stand beside.
        zego: Where the account can be set up, as in a window that was not asked for one session.
        monitor: Where a host watches the own broadcast.
        settings: What a person chose, and one's own server.
        start: What the start view has beside the controller.
    """
    return Desks(
        zego=zego,
        stage=StageDesk(controller),
        monitor=monitor,
        health=HealthDesk(controller, LoadSampler().measure),
        about=AboutDesk(controller.parts, about_source(lambda: _zego_version(zego))),
        settings=settings,
        start=start,
    )


def _zego_version(zego: ZegoDesk | None) -> str:
    library = zego.view.library if zego is not None else None
    return library.version if library is not None else ""


def with_diagnosis(desks: Desks, controller: Controller, workplace: Workplace) -> Desks:
    """Return ``desks`` and one more, which saves what this run looks like."""
    if desks.health is None:
        return desks
    office = DiagnosisOffice(workplace, zego_version=lambda: _zego_version(desks.zego))
    return replace(desks, diagnosis=DiagnosisDesk(controller, desks.health, office.write))
