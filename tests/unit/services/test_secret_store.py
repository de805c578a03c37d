from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail
from keyring.errors import KeyringLocked, PasswordDeleteError

from app.model.errors import SettingsError
from app.services.secret_store import KeyringStore, SecretStore, SessionStore

NAME = "APIkey at wss://live.example.org"


class MemoryKeyring(KeyringBackend):
    """A keyring of the system's kind that forgets everything."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.passwords: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.passwords.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.passwords[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.passwords.pop((service, username), None) is None:
            raise PasswordDeleteError("no such password")


class LockedKeyring(MemoryKeyring):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked(f"{service} {username} is locked")


@pytest.fixture
def system() -> Iterator[MemoryKeyring]:
    before = keyring.get_keyring()
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


@pytest.mark.parametrize("make", [KeyringStore, SessionStore])
@pytest.mark.usefixtures("system")
def test_a_secret_is_kept_replaced_and_forgotten(make: type[KeyringStore | SessionStore]) -> None:
    store: SecretStore = make()

    assert store.read(NAME) is None
    store.write(NAME, "first")
    store.write(NAME, "second")
    assert store.read(NAME) == "second"
    store.delete(NAME)
    store.delete(NAME)
    assert store.read(NAME) is None


def test_the_keyring_files_it_under_the_name_of_the_app(system: MemoryKeyring) -> None:
    KeyringStore().write(NAME, "the-secret")

    assert system.passwords == {("Klieg", "APIkey at wss://live.example.org"): "the-secret"}


@pytest.mark.parametrize("backend", [fail.Keyring, LockedKeyring])
@pytest.mark.usefixtures("system")
def test_a_system_without_a_usable_keyring_is_told(backend: type[KeyringBackend]) -> None:
    keyring.set_keyring(backend())

    with pytest.raises(SettingsError, match="the keyring of this system cannot be used") as caught:
        KeyringStore().read(NAME)

    assert "keyring" in caught.value.hint
