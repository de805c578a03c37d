"""An office of the ZEGO page without keyring, library or service: answers as a test says."""

from __future__ import annotations

import asyncio
from pathlib import Path

from app.control.zego_office import StepReporter
from app.control.zego_view import SecretPlace, TestStep
from app.model.engine import EngineKind
from app.model.errors import InvalidValueError, KliegError
from app.model.zego import SecretKind, ZegoLibrary, ZegoSetup

GOOD_LIBRARY = ZegoLibrary(Path("/opt/zego/libZegoExpressEngine.so"), "v2", "3.25.0.51516")


class RecordingOffice:
    """Keeps what it is given; ``steps`` are what its test reports."""

    def __init__(self) -> None:
        self.engine = EngineKind.LIVEKIT
        self.setup = ZegoSetup()
        self.kept: list[tuple[EngineKind, ZegoSetup]] = []
        self.secrets: dict[tuple[int, SecretKind], str] = {}
        self.libraries: dict[str, ZegoLibrary | KliegError] = {}
        self.gates: dict[str, asyncio.Event] = {}
        self.place = SecretPlace.KEYRING
        self.missing: KliegError | None = None
        self.steps: list[TestStep] = []
        self.test_gate: asyncio.Event | None = None
        self.tests = 0

    def keep(self, engine: EngineKind, setup: ZegoSetup) -> None:
        if setup.app_id < 0:
            raise InvalidValueError("cannot use the AppID: it is no number of a project")
        if setup.tokens_url.startswith("http:"):
            raise InvalidValueError("cannot use the address of the token server: it is not secure")
        self.engine, self.setup = engine, setup
        self.kept.append((engine, setup))

    async def look_at(self, file: str) -> ZegoLibrary:
        if file in self.gates:
            await self.gates[file].wait()
        found = self.libraries.get(file, GOOD_LIBRARY)
        if isinstance(found, KliegError):
            raise found
        return found

    async def secrets_there(self, app_id: int) -> frozenset[SecretKind]:
        return frozenset(kind for number, kind in self.secrets if number == app_id)

    async def keep_secret(self, app_id: int, kind: SecretKind, *, secret: str) -> None:
        if secret == "wrong":  # noqa: S105 - a word
            raise InvalidValueError("cannot use the server secret: it is not 32 characters long")
        self.secrets.pop((app_id, kind), None)
        if secret:
            self.secrets[app_id, kind] = secret

    async def secret_place(self) -> SecretPlace:
        return self.place

    async def what_is_missing(self) -> KliegError | None:
        return self.missing

    async def run_test(self, report: StepReporter) -> None:
        self.tests += 1
        for step in self.steps:
            report(step)
        if self.test_gate is not None:
            await self.test_gate.wait()
