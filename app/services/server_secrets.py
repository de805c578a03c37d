"""The secret of one's own media server: in the system's keyring, or for this run without one."""

from __future__ import annotations

import logging

from app.model.errors import SettingsError
from app.model.server import ServerAccess, ServerSetup
from app.services.secret_store import KeyringStore, SecretStore, SessionStore

_log = logging.getLogger(__name__)


class ServerSecrets:
    """Keeps one secret for each server and way in; calls may block, make them off the GUI thread.

    Args:
        keyring: The lasting store; when it cannot be used, secrets live as long as the program.
    """

    def __init__(self, keyring: SecretStore | None = None) -> None:
        self._keyring: SecretStore = keyring or KeyringStore()
        self._run = SessionStore()

    def read(self, setup: ServerSetup) -> str:
        """Return the secret; empty when there is none."""
        name = server_secret_name(setup)
        secret = self._run.read(name)
        if secret is None:
            try:
                secret = self._keyring.read(name)
            except SettingsError as error:
                _log.info("%s", error.message)
        return secret or ""

    def write(self, setup: ServerSetup, *, secret: str) -> bool:
        """Keep ``secret``, and say whether it outlives the program; an empty one is forgotten."""
        name = server_secret_name(setup)
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


def server_secret_name(setup: ServerSetup) -> str:
    """Return the name under which the secret of a server is kept."""
    if setup.access is ServerAccess.TOKEN:
        return f"LiveKit token {setup.url}"
    return f"LiveKit key {setup.api_key} {setup.url}"
