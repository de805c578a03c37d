"""The ZEGO account as it is at this moment: read by the studio, changed by the settings page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.model.engine import EngineKind
from app.model.zego import ZegoSetup
from app.services.zego_secrets import ZegoSecrets

if TYPE_CHECKING:
    from app.services.zego_account import ZegoAccount

SetupSaver = Callable[[EngineKind, ZegoSetup], None]
"""Keeps engine and account for the next start; quick, and reports its own trouble."""


@dataclass(slots=True)
class ZegoBook:
    """Engine, account and secrets of this run.

    Attributes:
        engine: What one's own broadcasts use.
        setup: The account.
        secrets: Its secrets.
        save: Keeps a change.
        revision: Grows with each change; an engine made before is out of date then.
    """

    engine: EngineKind = EngineKind.LIVEKIT
    setup: ZegoSetup = field(default_factory=ZegoSetup)
    secrets: ZegoSecrets = field(default_factory=ZegoSecrets)
    save: SetupSaver = lambda _engine, _setup: None
    revision: int = 0

    def change(self, engine: EngineKind, setup: ZegoSetup) -> None:
        """Use other settings from now on, and keep them; secrets may have changed, too."""
        self.engine, self.setup = engine, setup
        self.revision += 1
        self.save(engine, setup)

    def account(self) -> ZegoAccount:
        """Return the whole account; may block, the keyring is asked.

        Raises:
            MissingPartError: Something is missing.
            InvalidValueError: Something cannot be right.
        """
        from app.services.zego_account import open_account  # off the way to the first paint

        return open_account(self.setup, self.secrets)
