"""One's own media server as it is set up at this moment: read by the studio, tried by the page."""

from __future__ import annotations

from app.bootstrap.threads import on_thread
from app.control.server_office import ServerFinding, ServerVerdict
from app.model.access_token import read_token
from app.model.errors import InvalidValueError, KliegError
from app.model.server import ServerAccess, ServerPlace, ServerSetup
from app.redaction import Redactor
from app.services.server_secrets import ServerSecrets
from app.services.server_target import KeyedServer, ServerTarget, TokenServer
from app.services.tokens import ServerKey

SECRET_MAX = 8192


class ServerBook:
    """Implements ``ServerOffice``, and gives the studio the server of the next broadcast.

    Args:
        setup: As it was remembered.
        redactor: Keeps the secret out of the logs.
        secrets: Where the secret is.
    """

    def __init__(
        self, setup: ServerSetup, redactor: Redactor, secrets: ServerSecrets | None = None
    ) -> None:
        self._setup = setup
        self._redactor = redactor
        self._secrets = secrets or ServerSecrets()

    def use(self, setup: ServerSetup) -> None:
        """Serve broadcasts so; see ``ServerOffice``."""
        self._setup = setup

    async def target(self) -> ServerTarget | None:
        """Return the server of the next broadcast; None for Klieg's own.

        Raises:
            InvalidValueError: It is not set up to its end.
        """
        setup = self._setup
        if setup.place is ServerPlace.EMBEDDED:
            return None
        if not setup.url:
            raise InvalidValueError(
                "cannot go live on another server: its address is missing",
                hint="Enter it in the settings, or choose Klieg's own server there.",
            )
        secret = await self._secret(setup)
        if not secret:
            what = "token" if setup.access is ServerAccess.TOKEN else "API secret"
            raise InvalidValueError(
                f"cannot go live on {setup.url}: its {what} is missing",
                hint="Enter it in the settings, or choose Klieg's own server there.",
            )
        if setup.access is ServerAccess.TOKEN:
            return TokenServer(setup.url, token=secret)
        return KeyedServer(setup.url, key=ServerKey(setup.api_key, api_secret=secret))

    async def has_secret(self, setup: ServerSetup) -> bool:
        """Whether there is one; see ``ServerOffice``."""
        return bool(await self._secret(setup))

    async def keep_secret(self, setup: ServerSetup, secret: str) -> bool:
        """Keep it; see ``ServerOffice``."""
        if len(secret) > SECRET_MAX or any(sign.isspace() for sign in secret):
            raise InvalidValueError(
                "cannot keep the secret: it has spaces or is too long",
                hint="Copy it again, without what is around it.",
            )
        if secret:
            self._redactor.add(secret)
            if setup.access is ServerAccess.TOKEN:
                read_token(secret)
        return await on_thread(lambda: self._secrets.write(setup, secret=secret))

    async def test(self, setup: ServerSetup) -> ServerFinding:
        """Ask the server; see ``ServerOffice``."""
        from app.services.server_trial import try_key, try_token

        if not setup.url:
            return ServerFinding(ServerVerdict.NO_ADDRESS)
        secret = await self._secret(setup)
        is_token = setup.access is ServerAccess.TOKEN
        if not secret or not (is_token or setup.api_key):
            return ServerFinding(ServerVerdict.NO_SECRET)
        try:
            if is_token:
                trial = await try_token(setup.url, secret)
            else:
                key = ServerKey(setup.api_key, api_secret=secret)
                trial = await try_key(setup.url, key)
        except KliegError:
            return ServerFinding(ServerVerdict.NO_ADDRESS)
        refused = ServerVerdict.WRONG_TOKEN if is_token else ServerVerdict.WRONG_KEY
        name = trial.outcome.value
        verdict = refused if name == "not_accepted" else ServerVerdict(name)
        return ServerFinding(verdict, trial.took_ms, trial.room_id)

    async def _secret(self, setup: ServerSetup) -> str:
        secret = await on_thread(lambda: self._secrets.read(setup))
        if secret:
            self._redactor.add(secret)
        return secret
