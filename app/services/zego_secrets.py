"""The secrets of ZEGO projects: in the keyring of the system, or for this run where it has none."""

from __future__ import annotations

import logging
from enum import Enum

from app.model.errors import SettingsError
from app.model.zego import SecretKind
from app.services.secret_store import KeyringStore, SecretStore, SessionStore

_log = logging.getLogger(__name__)


class Kept(Enum):
    """How long a secret stays."""

    IN_KEYRING = "in the keyring"
    FOR_THIS_RUN = "for this run"


class ZegoSecrets:
    """Keeps the secrets of all projects; calls may block, make them off the GUI thread.

    Args:
        keyring: The lasting store; when it cannot be used, secrets live as long as the program.
    """

    def __init__(self, keyring: SecretStore | None = None) -> None:
        self._keyring: SecretStore = keyring or KeyringStore()
        self._run = SessionStore()

    def read(self, app_id: int, kind: SecretKind) -> str:
        """Return the secret; empty when there is none."""
        name = zego_secret_name(app_id, kind)
        secret = self._run.read(name)
        if secret is None:
            try:
                secret = self._keyring.read(name)
            except SettingsError as error:
                _log.info("%s", error.message)
        return secret or ""

    def write(self, app_id: int, kind: SecretKind, *, secret: str) -> Kept:
        """Keep ``secret``, and say how long it stays; an empty one is forgotten."""
        name = zego_secret_name(app_id, kind)
        self._run.delete(name)
        try:
            if secret:
                self._keyring.write(name, secret)
            else:
                self._keyring.delete(name)
        except SettingsError as error:
            _log.info("%s", error.message)
            if secret:
                self._run.write(name, secret)
            return Kept.FOR_THIS_RUN
        return Kept.IN_KEYRING

    def use(self, app_id: int, kind: SecretKind, *, secret: str) -> None:
        """Use ``secret`` for this run alone, before one in the keyring."""
        self._run.write(zego_secret_name(app_id, kind), secret)

    def lasting(self) -> Kept:
        """Return how long a secret would stay that is kept now."""
        try:
            self._keyring.read(zego_secret_name(0, SecretKind.TOKEN))
        except SettingsError:
            return Kept.FOR_THIS_RUN
        return Kept.IN_KEYRING


def zego_secret_name(app_id: int, kind: SecretKind) -> str:
    """Return the name under which a secret of a project is kept."""
    return f"ZEGO {app_id} {kind.value}"
