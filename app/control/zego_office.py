"""What the ZEGO page needs from the outside: a protocol, no code. Implemented in bootstrap."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.control.zego_view import SecretPlace, TestStep
from app.model.engine import EngineKind
from app.model.errors import KliegError
from app.model.zego import SecretKind, ZegoLibrary, ZegoSetup

StepReporter = Callable[[TestStep], None]


class ZegoOffice(Protocol):
    """Account, secrets, library and the test; coroutines do not hold up the Qt thread."""

    @property
    def engine(self) -> EngineKind:
        """What one's own broadcasts use."""

    @property
    def setup(self) -> ZegoSetup:
        """The account as it is kept."""

    def keep(self, engine: EngineKind, setup: ZegoSetup) -> None:
        """Use and keep these from now on.

        Raises:
            InvalidValueError: One of the values cannot be right; nothing is changed.
        """

    async def look_at(self, file: str) -> ZegoLibrary:
        """Return what a library file is.

        Raises:
            KliegError: It cannot be used; the sentence says why.
        """

    async def secrets_there(self, app_id: int) -> frozenset[SecretKind]:
        """Return which secrets there are of a project."""

    async def keep_secret(self, app_id: int, kind: SecretKind, *, secret: str) -> None:
        """Keep a secret, or forget it when it is empty.

        Raises:
            InvalidValueError: It cannot be right.
        """

    async def secret_place(self) -> SecretPlace:
        """Return how long secrets stay on this machine."""

    async def what_is_missing(self) -> KliegError | None:
        """Return why the engine cannot be used with the present account; None when it can."""

    async def run_test(self, report: StepReporter) -> None:
        """Try library, account and service, and report each step as it begins and ends.

        Trouble is reported, not raised; may be cancelled, and leaves no engine behind.
        """
