from pathlib import Path

import keyring
import pytest
from keyring.backends import fail

from app.model.errors import SettingsError
from app.model.zego import SECRET_OF, Credential, SecretKind, ZegoLibrary
from app.services.secret_store import SessionStore
from app.services.zego_secrets import Kept, ZegoSecrets, zego_secret_name

APP_ID = 1234567890


class LockedStore(SessionStore):
    """A keyring that nobody unlocks."""

    def read(self, name: str) -> str | None:
        raise SettingsError(f"cannot read the secret: {bool(name)}")

    def write(self, name: str, secret: str) -> None:
        del secret
        self.read(name)

    def delete(self, name: str) -> None:
        self.read(name)


def test_each_project_has_its_own_secret_of_each_kind() -> None:
    secrets = ZegoSecrets(SessionStore())
    for number, kind in enumerate(SecretKind):
        assert secrets.write(APP_ID, kind, secret=f"secret {number}") is Kept.IN_KEYRING

    found = [secrets.read(APP_ID, kind) for kind in SecretKind]
    assert found == [f"secret {number}" for number in range(len(SecretKind))]
    assert [secrets.read(APP_ID + 1, kind) for kind in SecretKind] == [""] * len(SecretKind)


def test_an_empty_secret_is_forgotten() -> None:
    secrets = ZegoSecrets(SessionStore())
    secrets.write(APP_ID, SecretKind.APP_SIGN, secret="a" * 64)
    secrets.write(APP_ID, SecretKind.APP_SIGN, secret="")
    assert secrets.read(APP_ID, SecretKind.APP_SIGN) == ""


@pytest.mark.parametrize("store", [None, LockedStore()], ids=["none", "locked"])
def test_without_a_keyring_a_secret_lives_as_long_as_the_program(
    store: SessionStore | None,
) -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]
    try:
        secrets = ZegoSecrets(store)
        assert secrets.lasting() is Kept.FOR_THIS_RUN
        kept = secrets.write(APP_ID, SecretKind.TOKEN, secret="04AAAA")  # noqa: S106 - of no project
        assert kept is Kept.FOR_THIS_RUN
        assert secrets.read(APP_ID, SecretKind.TOKEN) == "04AAAA"
        assert ZegoSecrets(store).read(APP_ID, SecretKind.TOKEN) == ""
        secrets.write(APP_ID, SecretKind.TOKEN, secret="")
        assert secrets.read(APP_ID, SecretKind.TOKEN) == ""
    finally:
        keyring.set_keyring(before)


def test_names_tell_project_and_kind_and_no_secret() -> None:
    names = {zego_secret_name(APP_ID, kind) for kind in SecretKind}
    assert len(names) == len(SecretKind)
    assert set(SECRET_OF) == set(Credential)


@pytest.mark.parametrize(
    ("version", "is_newer"),
    [
        ("3.25.0.51516", False),
        ("3.22.1", False),
        ("3.26.0.1", True),
        ("4.0.0.1", True),
        ("3.25.0.51516_stable_video", False),
        ("", False),
        ("unknown", False),
    ],
)
def test_a_library_newer_than_any_tried_is_noticed(version: str, is_newer: bool) -> None:
    assert ZegoLibrary(Path("x.so"), "v2", version).is_newer_than_tried is is_newer
