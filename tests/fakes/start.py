"""What the start view stands on in tests: permissions, tones and rooms that do as they are told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from app.control.controller import Controller
from app.control.permissions import Permission
from app.control.preview_desk import PreviewDesk
from app.control.recent import RecentRooms
from app.control.recent_desk import RecentDesk
from app.control.sound_check import SoundCheckDesk
from app.control.start_desks import StartDesks
from app.control.studio import EngineFactory, Studio
from app.control.uplink_desk import UplinkDesk
from app.control.uplink_room import UplinkRoom
from app.model.media import DeviceInfo, DeviceKind
from tests.fakes.bridge import DirectBridge


class FakePermissions:
    """Says what a test wants; asked people answer when the test says so."""

    def __init__(self) -> None:
        self.states = dict.fromkeys((DeviceKind.CAMERA, DeviceKind.MICROPHONE), Permission.GRANTED)
        self.asked: list[DeviceKind] = []
        self._answers: list[tuple[DeviceKind, Callable[[Permission], None]]] = []

    def state(self, kind: DeviceKind) -> Permission:
        return self.states[kind]

    def ask(self, kind: DeviceKind, then: Callable[[Permission], None]) -> None:
        self.asked.append(kind)
        self._answers.append((kind, then))

    def answer(self, permission: Permission) -> None:
        """Let the person answer the oldest question."""
        kind, then = self._answers.pop(0)
        self.states[kind] = permission
        then(permission)


class FakeTones:
    """Plays nothing for as long as a test wants."""

    def __init__(self) -> None:
        self.played: list[DeviceInfo | None] = []
        self.failure: Exception | None = None
        self.may_end = asyncio.Event()

    async def play(self, speaker: DeviceInfo | None) -> None:
        self.played.append(speaker)
        if self.failure is not None:
            raise self.failure
        await self.may_end.wait()


class FakeRecentOffice:
    """Keeps rooms and links in memory."""

    def __init__(self, rooms: RecentRooms | None = None) -> None:
        self.saved: list[RecentRooms] = []
        self.links: dict[str, str] = {}
        self.is_lasting = True
        self._rooms = rooms or RecentRooms()

    def load(self) -> RecentRooms:
        return self._rooms

    def save(self, rooms: RecentRooms) -> None:
        self.saved.append(rooms)

    def key_of(self, link: str) -> str:
        return f"key-{sum(link.encode())}"

    async def keep_link(self, key: str, link: str) -> bool:
        self.links[key] = link
        return self.is_lasting

    async def link(self, key: str) -> str:
        return self.links.get(key, "")

    async def forget_links(self, keys: tuple[str, ...]) -> None:
        for key in keys:
            self.links.pop(key, None)


class FakeStart:
    """The desks of the start view, and what they stand on."""

    def __init__(self, controller: Controller, studio: Studio, make_engine: EngineFactory) -> None:
        self.permissions = FakePermissions()
        self.tones = FakeTones()
        self.office = FakeRecentOffice()
        self.preview = PreviewDesk(controller, self.permissions)
        self.uplink = UplinkDesk(
            controller,
            self.preview,
            UplinkRoom(
                controller.parts,
                studio,
                make_engine=make_engine,
                make_bridge=DirectBridge,
                measure_s=0.02,
            ),
        )
        self.sound_check = SoundCheckDesk(controller, self.tones)
        self.recent = RecentDesk(controller, self.office)

    def desks(self, *, suggested_name: str = "") -> StartDesks:
        """Return them as a window is given them."""
        return StartDesks(
            preview=self.preview,
            sound_check=self.sound_check,
            recent=self.recent,
            uplink=self.uplink,
            suggested_name=suggested_name,
        )
