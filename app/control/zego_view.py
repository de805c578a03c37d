"""What the ZEGO page shows, as one immutable value."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from app.control.view_state import Phrase, Problem
from app.model.engine import EngineKind
from app.model.zego import SECRET_OF, SecretKind, ZegoLibrary, ZegoSetup


class LibraryState(Enum):
    """What is known of the library file."""

    NONE = "none"
    LOOKING = "looking"
    REFUSED = "refused"
    TOO_NEW = "too_new"
    GOOD = "good"


class SecretPlace(Enum):
    """How long secrets stay."""

    UNKNOWN = "unknown"
    KEYRING = "keyring"
    THIS_RUN = "this_run"


class Field(Enum):
    """The fields of the page that can hold something that cannot be used."""

    APP_ID = "app_id"
    TOKENS_URL = "tokens_url"
    USER_ID = "user_id"
    SECRET = "secret"  # noqa: S105 - the name of a field


class StepKind(Enum):
    """The steps of the test, in their order."""

    ACCOUNT = "account"
    LIBRARY = "library"
    INIT = "init"
    TOKEN = "token"  # noqa: S105 - the name of a step
    SPEED = "speed"
    LOGIN = "login"


class Outcome(Enum):
    """How a step went."""

    WAITING = "waiting"
    RUNNING = "running"
    GOOD = "good"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class TestStep:
    """One step of the test; a problem says what went wrong and what to do."""

    __test__ = False  # of the page, not of pytest

    kind: StepKind
    outcome: Outcome = Outcome.WAITING
    said: Phrase | None = None
    problem: Problem | None = None


NO_STEPS = tuple(TestStep(kind) for kind in StepKind)


@dataclass(frozen=True, slots=True)
class ZegoView:
    """The page at one moment.

    Attributes:
        engine: What one's own broadcasts use.
        setup: The account as it is kept.
        library_state: What is known of the file in ``setup``.
        library: The file, when it can be used.
        library_problem: Why it cannot.
        secrets: Which kinds are there for this AppID.
        secret_place: How long they stay.
        faults: What was typed and cannot be used, by field.
        missing: Why the engine cannot be used yet; None when all is there.
        steps: The test, as far as it went.
        is_testing: Whether it runs.
    """

    engine: EngineKind = EngineKind.LIVEKIT
    setup: ZegoSetup = field(default_factory=ZegoSetup)
    library_state: LibraryState = LibraryState.NONE
    library: ZegoLibrary | None = None
    library_problem: Problem | None = None
    secrets: frozenset[SecretKind] = frozenset()
    secret_place: SecretPlace = SecretPlace.UNKNOWN
    faults: tuple[tuple[Field, Problem], ...] = ()
    missing: Problem | None = None
    steps: tuple[TestStep, ...] = ()
    is_testing: bool = False

    @property
    def secret_kind(self) -> SecretKind:
        """The secret that the chosen way into rooms needs."""
        return SECRET_OF[self.setup.credential]

    @property
    def has_secret(self) -> bool:
        """Whether that secret is there."""
        return self.secret_kind in self.secrets

    def fault(self, of: Field) -> Problem | None:
        """Return what is wrong with a field, if anything."""
        return next((problem for name, problem in self.faults if name is of), None)
