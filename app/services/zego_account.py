"""All that the ZEGO engine needs of a person: library, project, and the way into its rooms.

Gathered from the settings, the keyring, the environment and files. What is missing is told in one
sentence, and so is what to do about it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.model.errors import InvalidValueError
from app.model.ids import check_user_id
from app.model.zego import (
    SECRET_OF,
    AccountPart,
    Credential,
    MissingPartError,
    SecretKind,
    ZegoGiven,
    ZegoSetup,
)
from app.services.zego_secrets import ZegoSecrets
from app.services.zego_token_format import open_token
from app.services.zego_token_server import TokenServer
from app.services.zego_token_source import (
    GivenToken,
    NoTokens,
    ServerTokens,
    TokenSource,
    TrialTokens,
    check_app_sign,
)
from app.services.zego_tokens import ZegoKey, check_app_id

LIBRARY_VARIABLE = "KLIEG_ZEGO_SDK"
APP_ID_VARIABLE = "KLIEG_ZEGO_APP_ID"
TOKENS_URL_VARIABLE = "KLIEG_ZEGO_TOKENS_URL"
_SECRET_VARIABLES = {
    "KLIEG_ZEGO_SERVER_SECRET": (SecretKind.SERVER_SECRET, Credential.SERVER_SECRET),
    "KLIEG_ZEGO_APP_SIGN": (SecretKind.APP_SIGN, Credential.APP_SIGN),
    "KLIEG_ZEGO_ACCESS_KEY": (SecretKind.ACCESS_KEY, None),
}
SECRET_FILE_MAX_BYTES = 16_384


@dataclass(frozen=True, slots=True)
class ZegoAccount:
    """An account that is complete.

    Attributes:
        library: The file of the ZEGO Express SDK.
        app_id: The number of the project.
        source: Gives the tokens.
        app_sign: Stands for tokens where it is set.
        user_id: The only user of a ready token; empty where anybody can come in.
        key: AppID and server secret where that is known, to look into tokens.
    """

    library: Path
    app_id: int
    source: TokenSource
    app_sign: str = field(default="", repr=False)
    user_id: str = ""
    key: ZegoKey | None = None


def open_account(setup: ZegoSetup, secrets: ZegoSecrets) -> ZegoAccount:
    """Return the account that ``setup`` describes; may block, the keyring is asked.

    Raises:
        MissingPartError: Something is missing.
        InvalidValueError: Something cannot be right.
    """
    missing = missing_parts(setup, secrets)
    if missing:
        raise missing[0]
    app_id = check_app_id(setup.app_id)
    secret = secrets.read(app_id, SecretKind.SERVER_SECRET)
    key = ZegoKey(app_id, secret) if secret else None
    app_sign = ""
    if setup.credential is Credential.APP_SIGN:
        app_sign = check_app_sign(secrets.read(app_id, SecretKind.APP_SIGN))
    source = _source_of(setup, secrets, key)
    return ZegoAccount(
        Path(setup.library),
        app_id,
        source,
        app_sign=app_sign,
        user_id=_user_of(source, setup.user_id) if isinstance(source, GivenToken) else "",
        key=key,
    )


def missing_parts(setup: ZegoSetup, secrets: ZegoSecrets) -> tuple[MissingPartError, ...]:
    """Return everything that is missing; may block, the keyring is asked."""
    parts: list[AccountPart] = []
    if not setup.library:
        parts.append(AccountPart.LIBRARY)
    if not setup.app_id:
        parts.append(AccountPart.APP_ID)
    has_secret = bool(secrets.read(setup.app_id, SecretKind.SERVER_SECRET))
    credential = setup.credential
    if credential is Credential.TOKEN_SERVER:
        if not setup.tokens_url:
            parts.append(AccountPart.TOKENS_URL)
    elif not secrets.read(setup.app_id, SECRET_OF[credential]):
        parts.append(_PART_OF[credential])
    elif credential is Credential.TOKEN and not setup.user_id and not has_secret:
        parts.append(AccountPart.USER_ID)
    return tuple(_missing(part) for part in parts)


def _user_of(source: GivenToken, named: str) -> str:
    """Return the one user of a ready token: who is named, or whom the secret lets us read."""
    if named or source.key is None:
        return check_user_id(named)
    return open_token(source.token, source.key.server_secret).user_id


def _source_of(setup: ZegoSetup, secrets: ZegoSecrets, key: ZegoKey | None) -> TokenSource:
    if setup.credential is Credential.TOKEN_SERVER:
        access_key = secrets.read(setup.app_id, SecretKind.ACCESS_KEY)
        return ServerTokens(setup.app_id, TokenServer(setup.tokens_url, access_key), key)
    if setup.credential is Credential.TOKEN:
        return GivenToken(secrets.read(setup.app_id, SecretKind.TOKEN), key)
    if setup.credential is Credential.APP_SIGN:
        return NoTokens()
    if key is None:
        raise _missing(AccountPart.SERVER_SECRET)
    return TrialTokens(key)


def with_given(
    setup: ZegoSetup,
    secrets: ZegoSecrets,
    given: ZegoGiven,
    *,
    environment: Mapping[str, str] = os.environ,
) -> ZegoSetup:
    """Return ``setup`` with what was given instead; given secrets go into ``secrets`` for this run.

    The command line goes before the environment, and that before the settings.

    Raises:
        InvalidValueError: A file cannot be read, or a value cannot be right.
    """
    library = given.library or environment.get(LIBRARY_VARIABLE, "")
    app_id = given.app_id or _number(environment.get(APP_ID_VARIABLE, ""))
    tokens_url = given.tokens_url or environment.get(TOKENS_URL_VARIABLE, "")
    changed = replace(
        setup,
        library=str(library) if library else setup.library,
        app_id=app_id or setup.app_id,
    )
    if tokens_url:
        changed = replace(changed, credential=Credential.TOKEN_SERVER, tokens_url=tokens_url)
    for name, (kind, credential) in _SECRET_VARIABLES.items():
        if secret := environment.get(name, "").strip():
            secrets.use(changed.app_id, kind, secret=secret)
            if credential is not None and not tokens_url:
                changed = replace(changed, credential=credential)
    files = (
        (given.secret_file, SecretKind.SERVER_SECRET, Credential.SERVER_SECRET),
        (given.app_sign_file, SecretKind.APP_SIGN, Credential.APP_SIGN),
        (given.token_file, SecretKind.TOKEN, Credential.TOKEN),
    )
    for file, kind, chosen in files:
        if file is not None:
            secrets.use(changed.app_id, kind, secret=read_secret_file(file))
            if given.tokens_url is None or chosen is not Credential.SERVER_SECRET:
                changed = replace(changed, credential=chosen)
    return changed


def read_secret_file(file: Path) -> str:
    """Return the secret in ``file``.

    Raises:
        InvalidValueError: It cannot be read, or holds nothing or too much.
    """
    try:
        with file.open(encoding="utf-8-sig") as opened:
            secret = opened.read(SECRET_FILE_MAX_BYTES + 1).strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise InvalidValueError(
            f"cannot read the secret in {str(file)!r}: {reason}",
            hint="Name a text file that holds nothing but the secret.",
        ) from error
    if not secret or len(secret) > SECRET_FILE_MAX_BYTES:
        raise InvalidValueError(
            f"cannot read the secret in {str(file)!r}: it is empty or too long",
            hint="Name a text file that holds nothing but the secret.",
        )
    return secret


def _number(text: str) -> int:
    if not text.strip():
        return 0
    try:
        return check_app_id(int(text))
    except ValueError:
        raise InvalidValueError(
            f"cannot use {APP_ID_VARIABLE}: it is no AppID",
            hint="Set it to the AppID of your project, a whole number.",
        ) from None


def _missing(part: AccountPart) -> MissingPartError:
    what, step, option = _PARTS[part]
    return MissingPartError(
        part,
        f"cannot use the ZEGO engine: {what} is missing",
        hint=f"{step} on the engine page of the settings, or give {option}.",
    )


_PART_OF = {
    Credential.SERVER_SECRET: AccountPart.SERVER_SECRET,
    Credential.APP_SIGN: AccountPart.APP_SIGN,
    Credential.TOKEN: AccountPart.TOKEN,
}
_PARTS = {
    AccountPart.LIBRARY: (
        "the library of the ZEGO Express SDK",
        "Choose its file",
        "--zego-library",
    ),
    AccountPart.APP_ID: ("the AppID", "Enter the AppID of your project", "--zego-app-id"),
    AccountPart.SERVER_SECRET: (
        "the server secret",
        "Enter it for trials, or choose another way to tokens,",
        "--zego-secret-file",
    ),
    AccountPart.TOKENS_URL: ("the address of the token server", "Enter it", "--zego-tokens-url"),
    AccountPart.APP_SIGN: (
        "the AppSign",
        "Enter the AppSign of your project",
        "--zego-app-sign-file",
    ),
    AccountPart.TOKEN: ("the token", "Paste one of version 04", "--token-file"),
    AccountPart.USER_ID: ("the user of the token", "Enter whom it was made for", "--user"),
}
