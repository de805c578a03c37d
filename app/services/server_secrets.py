"""The secret of one's own media server: in the system's keyring, or for this run without one."""

from __future__ import annotations

from app.model.server import ServerAccess, ServerSetup
from app.services.kept_secrets import KeptSecrets
from app.services.secret_store import SecretStore


class ServerSecrets:
    """Keeps one secret for each server and way in; calls may block, make them off the GUI thread.

    Args:
        keyring: The lasting store; when it cannot be used, secrets live as long as the program.
    """

    def __init__(self, keyring: SecretStore | None = None) -> None:
        self._secrets = KeptSecrets(keyring)

    def read(self, setup: ServerSetup) -> str:
        """Return the secret; empty when there is none."""
        return self._secrets.read(server_secret_name(setup))

    def write(self, setup: ServerSetup, *, secret: str) -> bool:
        """Keep ``secret``, and say whether it outlives the program; an empty one is forgotten."""
        return self._secrets.write(server_secret_name(setup), secret=secret)


def server_secret_name(setup: ServerSetup) -> str:
    """Return the name under which the secret of a server is kept."""
    if setup.access is ServerAccess.TOKEN:
        return f"LiveKit token {setup.url}"
    return f"LiveKit key {setup.api_key} {setup.url}"
