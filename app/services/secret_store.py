"""Where secrets stay between runs: the system's keyring, and nowhere else."""

from __future__ import annotations

from typing import Protocol

from app.model.errors import SettingsError

SERVICE = "Klieg"


class SecretStore(Protocol):
    """Keeps secrets by name. Calls may block, even ask the user: make them off the GUI thread."""

    def read(self, name: str) -> str | None:
        """Return the secret, or None when there is none.

        Raises:
            SettingsError: The store cannot be used.
        """

    def write(self, name: str, secret: str) -> None:
        """Keep ``secret``; errors as for reading."""

    def delete(self, name: str) -> None:
        """Forget the secret; no error when there is none."""


class KeyringStore:
    """The keyring of the system: Secret Service, KWallet, Keychain or Credential Locker."""

    def read(self, name: str) -> str | None:
        """Return the secret, or None."""
        import keyring
        from keyring.errors import KeyringError

        try:
            return keyring.get_password(SERVICE, name)
        except (KeyringError, RuntimeError) as error:
            raise _unusable("read", error) from error

    def write(self, name: str, secret: str) -> None:
        """Keep ``secret``."""
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.set_password(SERVICE, name, secret)
        except (KeyringError, RuntimeError) as error:
            raise _unusable("keep", error) from error

    def delete(self, name: str) -> None:
        """Forget the secret."""
        import keyring
        from keyring.errors import KeyringError, PasswordDeleteError

        try:
            keyring.delete_password(SERVICE, name)
        except PasswordDeleteError:
            return  # there is none
        except (KeyringError, RuntimeError) as error:
            raise _unusable("forget", error) from error


class SessionStore:
    """Keeps secrets until the program ends, where the system has no keyring."""

    def __init__(self) -> None:
        self._secrets: dict[str, str] = {}

    def read(self, name: str) -> str | None:
        """Return the secret, or None."""
        return self._secrets.get(name)

    def write(self, name: str, secret: str) -> None:
        """Keep ``secret`` for this run."""
        self._secrets[name] = secret

    def delete(self, name: str) -> None:
        """Forget the secret."""
        self._secrets.pop(name, None)


def _unusable(verb: str, error: Exception) -> SettingsError:
    return SettingsError(
        f"cannot {verb} the secret: the keyring of this system cannot be used"
        f" ({type(error).__name__})",
        hint="Unlock or set up the keyring of this system, then try again.",
    )
