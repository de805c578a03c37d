"""A server office that does as it is told."""

from app.control.server_office import ServerFinding, ServerVerdict
from app.model.errors import InvalidValueError
from app.model.server import ServerSetup


class RecordingServerOffice:
    """Keeps secrets in memory; ``finding`` is what the next test finds."""

    def __init__(self) -> None:
        self.used: list[ServerSetup] = []
        self.secrets: dict[ServerSetup, str] = {}
        self.stays = True
        self.finding = ServerFinding(ServerVerdict.GOOD, 12)
        self.tested: list[ServerSetup] = []

    def use(self, setup: ServerSetup) -> None:
        self.used.append(setup)

    async def has_secret(self, setup: ServerSetup) -> bool:
        return bool(self.secrets.get(setup))

    async def keep_secret(self, setup: ServerSetup, secret: str) -> bool:
        if " " in secret:
            raise InvalidValueError("cannot keep the secret: it has spaces", hint="Copy it again.")
        self.secrets[setup] = secret
        return self.stays

    async def test(self, setup: ServerSetup) -> ServerFinding:
        self.tested.append(setup)
        return self.finding
