from app.model.errors import SettingsError
from app.model.server import ServerAccess, ServerPlace, ServerSetup
from app.services.secret_store import SessionStore
from app.services.server_secrets import ServerSecrets

KEY = ServerSetup(ServerPlace.OWN, "wss://live.example.org", api_key="main")
TOKEN = ServerSetup(ServerPlace.OWN, "wss://live.example.org", access=ServerAccess.TOKEN)


class NoKeyring:
    def read(self, name: str) -> str | None:
        raise SettingsError(f"cannot read {name}")

    def write(self, name: str, secret: str) -> None:
        raise SettingsError(f"cannot keep {name} {len(secret)}")

    def delete(self, name: str) -> None:
        raise SettingsError(f"cannot forget {name}")


def test_each_server_and_way_in_has_a_secret_of_its_own() -> None:
    secrets = ServerSecrets(SessionStore())
    assert secrets.write(KEY, secret="of the key")  # noqa: S106
    assert secrets.write(TOKEN, secret="of the token")  # noqa: S106

    assert (secrets.read(KEY), secrets.read(TOKEN)) == ("of the key", "of the token")
    assert secrets.read(ServerSetup(ServerPlace.OWN, "wss://other.example.org")) == ""


def test_an_empty_secret_is_forgotten() -> None:
    secrets = ServerSecrets(SessionStore())
    secrets.write(KEY, secret="of the key")  # noqa: S106

    assert secrets.write(KEY, secret="")
    assert secrets.read(KEY) == ""


def test_without_a_keyring_a_secret_lives_as_long_as_the_program() -> None:
    secrets = ServerSecrets(NoKeyring())

    assert not secrets.write(KEY, secret="of the key")  # noqa: S106
    assert secrets.read(KEY) == "of the key"
    secrets.write(KEY, secret="")
    assert secrets.read(KEY) == ""
