"""Serves the ZEGO page: the settings, the keyring, the library and the test."""

from __future__ import annotations

import asyncio
from pathlib import Path

from app.bootstrap.threads import on_thread
from app.bootstrap.zego_book import ZegoBook
from app.bootstrap.zego_studio import ZegoStudio
from app.control.zego_office import StepReporter
from app.control.zego_view import SecretPlace
from app.engine.create import look_at_zego_library
from app.model.engine import EngineKind
from app.model.errors import InvalidValueError, KliegError
from app.model.ids import check_user_id
from app.model.zego import SecretKind, ZegoLibrary, ZegoSetup
from app.redaction import Redactor
from app.services.zego_secrets import Kept

LOOK_LIMIT_S = 15.0

_PLACES = {Kept.IN_KEYRING: SecretPlace.KEYRING, Kept.FOR_THIS_RUN: SecretPlace.THIS_RUN}


class ZegoOffice:
    """Implements the page's ``ZegoOffice``.

    Args:
        book: The account.
        studio: Opens it for the test.
        redactor: Keeps secrets out of the logs.
    """

    def __init__(self, book: ZegoBook, studio: ZegoStudio, redactor: Redactor) -> None:
        self._book = book
        self._studio = studio
        self._redactor = redactor

    @property
    def engine(self) -> EngineKind:
        """What one's own broadcasts use."""
        return self._book.engine

    @property
    def setup(self) -> ZegoSetup:
        """The account as it is kept."""
        return self._book.setup

    def keep(self, engine: EngineKind, setup: ZegoSetup) -> None:
        """Use and keep these; see the protocol."""
        from app.services.zego_token_server import check_token_url
        from app.services.zego_tokens import check_app_id

        if setup.app_id:
            check_app_id(setup.app_id)
        if setup.tokens_url:
            check_token_url(setup.tokens_url)
        if setup.user_id:
            check_user_id(setup.user_id)
        if (engine, setup) != (self._book.engine, self._book.setup):
            self._book.change(engine, setup)

    async def look_at(self, file: str) -> ZegoLibrary:
        """Return what a file is; see the protocol."""
        return await look_at_library(Path(file))

    async def secrets_there(self, app_id: int) -> frozenset[SecretKind]:
        """Return which secrets there are; see the protocol."""
        read = self._book.secrets.read
        return await on_thread(lambda: frozenset(kind for kind in SecretKind if read(app_id, kind)))

    async def keep_secret(self, app_id: int, kind: SecretKind, *, secret: str) -> None:
        """Keep or forget a secret; see the protocol."""
        if not app_id:
            raise InvalidValueError(
                "cannot keep the secret: it belongs to an AppID, and there is none",
                hint="Enter the AppID first.",
            )
        if secret:
            _check_secret(app_id, kind, secret)
            self._redactor.add(secret)
        await on_thread(lambda: self._book.secrets.write(app_id, kind, secret=secret))
        self._book.change(self._book.engine, self._book.setup)

    async def secret_place(self) -> SecretPlace:
        """Return how long secrets stay; see the protocol."""
        return _PLACES[await on_thread(self._book.secrets.lasting)]

    async def what_is_missing(self) -> KliegError | None:
        """Return why the engine cannot be used; see the protocol."""
        try:
            await on_thread(self._book.account)
        except KliegError as error:
            return error
        return None

    async def run_test(self, report: StepReporter) -> None:
        """Run the test; see the protocol."""
        from app.bootstrap.zego_trial import ZegoTrial

        await ZegoTrial(self._studio, report).run()


async def look_at_library(file: Path) -> ZegoLibrary:
    """Return what the library in ``file`` is.

    Raises:
        InvalidValueError: It cannot be used, or does not finish loading.
    """
    try:
        async with asyncio.timeout(LOOK_LIMIT_S):
            return await on_thread(lambda: look_at_zego_library(file))
    except TimeoutError:
        raise InvalidValueError(
            f"cannot load the ZEGO SDK {str(file)!r}: it does not finish within"
            f" {LOOK_LIMIT_S:.0f} s",
            hint="Restart Klieg and choose another file.",
        ) from None


def _check_secret(app_id: int, kind: SecretKind, secret: str) -> None:
    """Refuse what cannot be such a secret."""
    from app.services.zego_token_format import token_end_s
    from app.services.zego_token_server import TokenServer
    from app.services.zego_token_source import check_app_sign
    from app.services.zego_tokens import ZegoKey

    if kind is SecretKind.SERVER_SECRET:
        ZegoKey(app_id, secret)
    elif kind is SecretKind.ACCESS_KEY:
        TokenServer("https://localhost/", secret)
    elif kind is SecretKind.APP_SIGN:
        check_app_sign(secret)
    else:
        token_end_s(secret)
