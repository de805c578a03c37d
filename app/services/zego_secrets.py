"""The secrets of ZEGO projects: in the keyring of the system, or for this run where it has none."""

from __future__ import annotations

from enum import Enum

from app.model.zego import SecretKind
from app.services.kept_secrets import KeptSecrets
from app.services.secret_store import SecretStore


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
        self._secrets = KeptSecrets(keyring)

    def read(self, app_id: int, kind: SecretKind) -> str:
        """Return the secret; empty when there is none."""
        return self._secrets.read(zego_secret_name(app_id, kind))

    def write(self, app_id: int, kind: SecretKind, *, secret: str) -> Kept:
        """Keep ``secret``, and say how long it stays; an empty one is forgotten."""
        return _kept(stays=self._secrets.write(zego_secret_name(app_id, kind), secret=secret))

    def use(self, app_id: int, kind: SecretKind, *, secret: str) -> None:
        """Use ``secret`` for this run alone, before one in the keyring."""
        self._secrets.use(zego_secret_name(app_id, kind), secret=secret)

    def lasting(self) -> Kept:
        """Return how long a secret would stay that is kept now."""
        return _kept(stays=self._secrets.stay(zego_secret_name(0, SecretKind.TOKEN)))


def _kept(*, stays: bool) -> Kept:
    return Kept.IN_KEYRING if stays else Kept.FOR_THIS_RUN


def zego_secret_name(app_id: int, kind: SecretKind) -> str:
    """Return the name under which a secret of a project is kept."""
    return f"ZEGO {app_id} {kind.value}"
