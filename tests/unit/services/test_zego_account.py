"""The account of a ZEGO project, put together from settings, keyring, environment and files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.model.errors import InvalidValueError, LinkError, SettingsError
from app.model.zego import SECRET_OF, Credential, SecretKind, ZegoGiven, ZegoSetup
from app.services.secret_store import SessionStore
from app.services.zego_account import open_account, read_secret_file, with_given
from app.services.zego_links import ZegoLink, is_zego_link
from app.services.zego_secrets import ZegoSecrets
from app.services.zego_token_source import GivenToken, NoTokens, ServerTokens, TrialTokens

APP_ID = 1234567890
SETUP = ZegoSetup(
    library="/opt/zego/libZegoExpressEngine.so",
    app_id=APP_ID,
    tokens_url="https://live.example.org/zego/token",
)
VALUES = {
    SecretKind.SERVER_SECRET: "0123456789abcdef0123456789abcdef",
    SecretKind.ACCESS_KEY: "key-of-the-token-server",
    SecretKind.APP_SIGN: "ab" * 32,
    SecretKind.TOKEN: "04AAAAAGVT",
}


@pytest.fixture
def secrets() -> ZegoSecrets:
    return ZegoSecrets(SessionStore())


@pytest.fixture
def filled(secrets: ZegoSecrets) -> ZegoSecrets:
    for kind, secret in VALUES.items():
        secrets.write(APP_ID, kind, secret=secret)
    return secrets


def missing_from(setup: ZegoSetup, secrets: ZegoSecrets) -> SettingsError:
    with pytest.raises(SettingsError, match=r"cannot use the ZEGO engine: .* is missing") as caught:
        open_account(setup, secrets)
    return caught.value


@pytest.mark.parametrize(
    ("setup", "what", "option"),
    [
        (ZegoSetup(), "library", "--zego-library"),
        (ZegoSetup(library="x.so"), "AppID", "--zego-app-id"),
        (SETUP, "server secret", "--zego-secret-file"),
        (replace(SETUP, credential=Credential.APP_SIGN), "AppSign", "--zego-app-sign-file"),
        (replace(SETUP, credential=Credential.TOKEN), "token", "--token-file"),
        (
            replace(SETUP, credential=Credential.TOKEN_SERVER, tokens_url=""),
            "token server",
            "--zego-tokens-url",
        ),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(
    setup: ZegoSetup, what: str, option: str, secrets: ZegoSecrets
) -> None:
    error = missing_from(setup, secrets)
    assert what in error.message
    assert option in error.hint


@pytest.mark.parametrize(
    ("credential", "source"),
    [
        (Credential.SERVER_SECRET, TrialTokens),
        (Credential.TOKEN_SERVER, ServerTokens),
        (Credential.APP_SIGN, NoTokens),
        (Credential.TOKEN, GivenToken),
    ],
)
def test_each_credential_has_its_own_source_of_tokens(
    credential: Credential, source: type, filled: ZegoSecrets
) -> None:
    account = open_account(replace(SETUP, credential=credential, user_id="ada"), filled)

    assert isinstance(account.source, source)
    assert account.app_sign == ("ab" * 32 if credential is Credential.APP_SIGN else "")
    assert account.user_id == ("ada" if credential is Credential.TOKEN else "")
    shown = repr(account)
    assert not any(secret in shown for secret in VALUES.values())


def test_a_secret_that_cannot_be_right_is_told_before_anything_begins(
    secrets: ZegoSecrets,
) -> None:
    secrets.write(APP_ID, SecretKind.SERVER_SECRET, secret="short")  # noqa: S106 - of no project
    with pytest.raises(InvalidValueError, match="server secret"):
        open_account(SETUP, secrets)


def test_nothing_given_leaves_the_settings_alone(secrets: ZegoSecrets) -> None:
    assert with_given(SETUP, secrets, ZegoGiven(), environment={}) == SETUP


def test_the_command_line_goes_before_the_environment(secrets: ZegoSecrets) -> None:
    environment = {"KLIEG_ZEGO_SDK": "/a.so", "KLIEG_ZEGO_APP_ID": "7"}
    from_both = with_given(SETUP, secrets, ZegoGiven(library=Path("b.so")), environment=environment)
    assert (from_both.library, from_both.app_id) == ("b.so", 7)


@pytest.mark.parametrize(
    ("name", "kind", "credential"),
    [
        ("KLIEG_ZEGO_SERVER_SECRET", SecretKind.SERVER_SECRET, Credential.SERVER_SECRET),
        ("KLIEG_ZEGO_APP_SIGN", SecretKind.APP_SIGN, Credential.APP_SIGN),
    ],
)
def test_secrets_of_the_environment_are_for_this_run(
    name: str, kind: SecretKind, credential: Credential
) -> None:
    store = SessionStore()
    secrets = ZegoSecrets(store)
    other = replace(SETUP, credential=Credential.TOKEN)
    setup = with_given(other, secrets, ZegoGiven(), environment={name: VALUES[kind]})

    assert setup.credential is credential
    assert secrets.read(APP_ID, kind) == VALUES[kind]
    assert ZegoSecrets(store).read(APP_ID, kind) == ""


@pytest.mark.parametrize(
    ("option", "credential"),
    [
        ("secret_file", Credential.SERVER_SECRET),
        ("app_sign_file", Credential.APP_SIGN),
        ("token_file", Credential.TOKEN),
    ],
)
def test_secrets_come_from_files(
    option: str, credential: Credential, tmp_path: Path, secrets: ZegoSecrets
) -> None:
    kind = SECRET_OF[credential]
    file = tmp_path / "secret"
    file.write_text(f"\ufeff {VALUES[kind]}\n", encoding="utf-8")
    given = {
        "secret_file": ZegoGiven(secret_file=file),
        "app_sign_file": ZegoGiven(app_sign_file=file),
        "token_file": ZegoGiven(token_file=file),
    }[option]

    setup = with_given(SETUP, secrets, given, environment={})

    assert setup.credential is credential
    assert secrets.read(APP_ID, kind) == VALUES[kind]


def test_a_token_server_may_be_given_with_the_secret_that_checks_its_tokens(
    tmp_path: Path, secrets: ZegoSecrets
) -> None:
    file = tmp_path / "secret"
    file.write_text(VALUES[SecretKind.SERVER_SECRET], encoding="utf-8")
    given = ZegoGiven(secret_file=file, tokens_url="https://live.example.org/t")
    setup = with_given(SETUP, secrets, given, environment={})
    account = open_account(setup, secrets)
    assert isinstance(account.source, ServerTokens)
    assert account.key is not None


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe\xff", b"x" * 20_000])
def test_a_secret_file_that_holds_none_is_told(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(InvalidValueError, match="cannot read the secret"):
        read_secret_file(file)


def test_an_app_id_that_is_no_number_is_told(secrets: ZegoSecrets) -> None:
    with pytest.raises(InvalidValueError, match="KLIEG_ZEGO_APP_ID"):
        with_given(SETUP, secrets, ZegoGiven(), environment={"KLIEG_ZEGO_APP_ID": "seven"})


def test_a_link_names_engine_project_and_room_and_nothing_else() -> None:
    link = ZegoLink(APP_ID, "friday/demo&x=#1")
    assert link.url == ("klieg://watch?engine=zego&app_id=1234567890&room=friday%2Fdemo%26x%3D%231")
    for pasted in (link.url, f" {link.url}\n", f"<{link.url}>.", f"\u300a{link.url}\u300b"):
        assert ZegoLink.parse(pasted) == link
        assert is_zego_link(pasted)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "http://127.0.0.1:7070/watch/friday#invite",
        "klieg://watch?engine=livekit&app_id=7&room=a",
        "klieg://watch?engine=zego&room=a",
        "klieg://watch?engine=zego&app_id=7",
        "klieg://watch?engine=zego&app_id=0&room=a",
        "klieg://watch?engine=zego&app_id=seven&room=a",
        "klieg://watch?engine=zego&app_id=7&room=two%20words",
        "klieg://watch?engine=zego&app_id=7&room=a#secret",
        "klieg://[watch?engine=zego",
        "klieg://other?engine=zego&app_id=7&room=a",
    ],
)
def test_what_is_no_zego_link_is_refused(text: str) -> None:
    with pytest.raises(LinkError, match="not a watch link"):
        ZegoLink.parse(text)
