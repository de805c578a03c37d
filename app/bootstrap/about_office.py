"""Finds out the versions of everything that runs here, for the About page."""

from __future__ import annotations

import platform
from collections.abc import Callable
from functools import partial

import PySide6
from PySide6.QtCore import qVersion

from app import __version__
from app.bootstrap.threads import on_thread
from app.control.about_desk import AboutSource
from app.model.about import About, ShippedPart
from app.model.errors import KliegError

_MEDIA_SERVER = "github.com/livekit/livekit-server"

ZegoVersion = Callable[[], str]
"""Returns the version of the ZEGO library that is set up; empty when there is none."""


def about_source(zego_version: ZegoVersion = lambda: "") -> AboutSource:
    """Return what looks up versions and parts on a thread of its own."""

    async def look_up() -> About:
        return await on_thread(partial(_about, zego_version()))

    return look_up


def _about(zego_version: str) -> About:
    from app.services.shipped import python_parts  # read when somebody asks

    packages, modules = python_parts(), _media_server_parts()
    versions = [
        ("Klieg", __version__),
        ("Python", platform.python_version()),
        ("Qt", qVersion()),
        ("PySide6", PySide6.__version__),
        ("LiveKit SDK", _version_of("livekit", packages)),
        ("LiveKit server", _version_of(_MEDIA_SERVER, modules)),
        ("ZEGO Express SDK", zego_version),
        (platform.system() or "System", f"{platform.release()} {platform.machine()}".strip()),
    ]
    return About(tuple((name, text) for name, text in versions if text), (*packages, *modules))


def _media_server_parts() -> tuple[ShippedPart, ...]:
    from app.paths import media_server_binary
    from app.services.shipped import go_parts

    try:
        return go_parts(media_server_binary())
    except KliegError:
        return ()  # an own server is used: nothing of it comes with Klieg


def _version_of(name: str, parts: tuple[ShippedPart, ...]) -> str:
    return next((part.version.removeprefix("v") for part in parts if part.name == name), "")
