"""Puts together what the start view has beside the controller."""

from __future__ import annotations

import contextlib
import getpass
import os
from collections.abc import Callable

from app.bootstrap.recent_office import RecentOffice
from app.bootstrap.workplace import Workplace
from app.control.controller import Controller
from app.control.first_choices import suggested_name
from app.control.permissions import Permissions
from app.control.preview_desk import PreviewDesk
from app.control.qt_bridge import BridgeMaker
from app.control.recent_desk import RecentDesk
from app.control.sound_check import SoundCheckDesk
from app.control.start_desks import StartDesks
from app.control.studio import EngineFactory, Studio
from app.control.uplink_desk import UplinkDesk
from app.control.uplink_room import UplinkRoom
from app.engine.media_port import SpeakerFactory
from app.model.media import DeviceInfo

RECENT_FILE = "recent.json"


def system_name() -> str:
    """Return the name of whoever uses this computer; empty when there is none to show."""
    full_name = login = ""
    with contextlib.suppress(OSError, KeyError, ImportError):
        login = getpass.getuser()
    with contextlib.suppress(OSError, KeyError, ImportError):
        import pwd  # not on Windows

        full_name = pwd.getpwuid(os.getuid()).pw_gecos
    return suggested_name(full_name, login)


class LateChime:
    """Plays the test tone; what that needs is imported with the first one.

    Args:
        speakers: Opens speakers, asked for late.
    """

    def __init__(self, speakers: Callable[[], SpeakerFactory]) -> None:
        self._speakers = speakers

    async def play(self, speaker: DeviceInfo | None) -> None:
        """Play it once; see ``TonePlayer``."""
        from app.media.chime import ChimePlayer

        await ChimePlayer(self._speakers()).play(speaker)


def start_desks(
    controller: Controller,
    workplace: Workplace,
    studio: Studio,
    *,
    permissions: Permissions,
    speakers: Callable[[], SpeakerFactory],
    make_engine: EngineFactory,
    make_bridge: BridgeMaker,
) -> StartDesks:
    """Return the desks of a window that has a start view.

    Args:
        controller: What they stand beside.
        workplace: Where the recent rooms are kept.
        studio: Opens the room of an uplink check.
        permissions: Of the system, for camera and microphone.
        speakers: Opens speakers for the test tone, asked for late.
        make_engine: Makes the engine that receives in an uplink check.
        make_bridge: How its events reach the Qt thread.
    """
    preview = PreviewDesk(controller, permissions)
    room = UplinkRoom(controller.parts, studio, make_engine=make_engine, make_bridge=make_bridge)
    office = RecentOffice(workplace.paths.config / RECENT_FILE, workplace.redactor)
    return StartDesks(
        preview=preview,
        sound_check=SoundCheckDesk(controller, LateChime(speakers)),
        recent=RecentDesk(controller, office),
        uplink=UplinkDesk(controller, preview, room),
        suggested_name=system_name(),
    )
