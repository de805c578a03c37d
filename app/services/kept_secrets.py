"""Secrets by name: in the keyring of the system, or for this run where it has none."""

from __future__ import annotations

import logging

from app.model.errors import SettingsError
from app.services.secret_store import KeyringStore, SecretStore, SessionStore

_log = logging.getLogger(__name__)


class KeptSecrets:
    """Calls may block, make them off the GUI thread.

    Args:
        keyring: The lasting store; when it cannot be used, secrets live as long as the program.
    """

    def __init__(self, keyring: SecretStore | None = None) -> None:
        self._keyring: SecretStore = keyring or KeyringStore()
        self._run = SessionStore()

    def read(self, name: str) -> str:
        """Return the secret; empty when there is none."""
        secret = self._run.read(name)
        if secret is None:
            try:
                secret = self._keyring.read(name)
            except SettingsError as error:
                _log.info("%s", error.message)
        return secret or ""

    def write(self, name: str, *, secret: str) -> bool:
        """Keep ``secret``, and say whether it outlives the program; an empty one is forgotten."""
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
            return False
        return True

    def use(self, name: str, *, secret: str) -> None:
        """Use ``secret`` for this run alone, before one in the keyring."""
        self._run.write(name, secret)

    def stay(self, name: str) -> bool:
        """Whether a secret of that name would outlive the program if it were kept now."""
        try:
            self._keyring.read(name)
        except SettingsError:
            return False
        return True
