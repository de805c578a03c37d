"""What the trial found out: one JSON object per line, read strictly."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel


class CheckError(Exception):
    """Something is not as expected; says what was found."""


class Event(BaseModel, frozen=True):
    """One callback.

    When the trial heard it past the binding, ``on_main`` and ``call`` tell whether it came
    on the calling thread, and which call had not returned there.
    """

    fact: Literal["event"]
    name: str
    subject: str
    value: int
    code: int
    on_main: bool
    call: str


class Call(BaseModel, frozen=True):
    """One call that returns an error code."""

    fact: Literal["call"]
    name: str
    code: int


class Finding(BaseModel, frozen=True, extra="forbid"):
    """Anything else; only the fields that its kind of fact has are set."""

    fact: str
    name: str = ""
    why: str = ""
    text: str = ""
    variant: str = ""
    kind: str = ""
    same: bool = False
    given: bool = False
    count: int = -1
    code: int = -1
    after_ms: int = -1
    left: int = 0
    top: int = 0
    width: int = 0
    height: int = 0


Fact = Event | Call | Finding
_KINDS: dict[str, type[Event | Call]] = {"event": Event, "call": Call}


def read_fact(line: str) -> Fact | None:
    """The fact in ``line``; nothing when the line is somebody else's (Wine's, ALSA's)."""
    if not line.startswith('{"fact":'):
        return None
    try:
        kind = str(json.loads(line)["fact"])
        return _KINDS.get(kind, Finding).model_validate_json(line)
    except ValueError as error:  # of either reader
        raise CheckError(f"cannot read what the trial says: {line!r}") from error


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts of one run of the trial, in order."""

    items: tuple[Fact, ...]

    def finding(self, fact: str, name: str = "") -> Finding:
        """The first finding of this kind, or of this kind and name."""
        return self.findings(fact, name)[0]

    def findings(self, fact: str, name: str = "") -> tuple[Finding, ...]:
        """All findings of this kind; there must be one."""
        found = tuple(
            item
            for item in self.items
            if isinstance(item, Finding) and item.fact == fact and name in ("", item.name)
        )
        if not found:
            broken = [item.why for item in self.items if isinstance(item, Finding) and item.why]
            why = broken[0] if broken else "the trial did not come so far"
            raise CheckError(f"nothing about {name or fact}: {why}")
        return found

    def calls(self, name: str) -> tuple[Call, ...]:
        """All calls of one function; there must be one."""
        found = tuple(item for item in self.items if isinstance(item, Call) and item.name == name)
        if not found:
            raise CheckError(f"{name} was never called")
        return found

    def events(self, name: str) -> tuple[Event, ...]:
        """All events of one name; there may be none."""
        return tuple(item for item in self.items if isinstance(item, Event) and item.name == name)

    def event(self, name: str, value: int | None = None) -> Event:
        """The first event of this name and value."""
        for event in self.events(name):
            if value in (None, event.value):
                return event
        raise CheckError(f"{name}{'' if value is None else f' {value}'} never came")

    def up_to(self, fact: str) -> Facts:
        """What came before the first finding of this kind."""
        return Facts(self.items[: self.items.index(self.finding(fact))])

    def after(self, fact: str) -> Facts:
        """What came after the first finding of this kind."""
        return Facts(self.items[self.items.index(self.finding(fact)) + 1 :])


def facts_of(lines: Iterable[str]) -> Facts:
    """The facts among ``lines``."""
    return Facts(tuple(fact for line in lines if (fact := read_fact(line)) is not None))
