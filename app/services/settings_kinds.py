"""How values of the settings are read from the file and written to it, one kind for each sort.

A reader takes whatever the file holds and returns a value that can be used, or raises what
``UNUSABLE`` names; then the default is used and the person is told. Nothing here knows a setting.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from enum import Enum
from typing import Generic, Protocol, TypeVar

from app.model.errors import KliegError

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
E = TypeVar("E", bound=Enum)

FaultTeller = Callable[[str], None]
"""Told the name of a part that cannot be used, where the rest of a value can."""

UNUSABLE = (ValueError, TypeError, KliegError)
"""What readers raise."""

_KIND = "kind"


class Kind(Protocol[T_co]):
    """Reads and writes one sort of value."""

    def read(self, value: object, tell_fault: FaultTeller) -> T_co:
        """Return the value, or raise what :data:`UNUSABLE` names."""

    def write(self, value: object) -> object:
        """Return ``value`` as JSON has it."""


def kept(default: T, kind: Kind[T]) -> T:
    """Declare a field of the settings: its default, and how it is read and written."""
    return dataclasses.field(default=default, metadata={_KIND: kind})


def kind_of(field: dataclasses.Field[object]) -> Kind[object]:
    """Return the kind that a field was declared with."""
    kind: Kind[object] = field.metadata[_KIND]
    return kind


class Plain(Generic[T]):
    """A value that is one JSON value, read by a function."""

    def __init__(self, read: Callable[[object], T], write: Callable[[object], object]) -> None:
        self._read = read
        self._write = write

    def read(self, value: object, _tell_fault: FaultTeller) -> T:
        """Return the value."""
        return self._read(value)

    def write(self, value: object) -> object:
        """Return the value as JSON has it."""
        return self._write(value)


class Record(Generic[T]):
    """A dataclass whose parts have kinds of their own: one bad part does not spoil the others."""

    def __init__(self, default: T, kinds: dict[str, Kind[object]]) -> None:
        self._default = default
        self._kinds = kinds

    def read(self, value: object, tell_fault: FaultTeller) -> T:
        """Return the record; parts that are missing or no good are as in the default."""
        if not isinstance(value, dict):
            raise TypeError("a record is wanted")
        parts: dict[str, object] = {}
        for name, kind in self._kinds.items():
            if name not in value:
                continue
            try:
                parts[name] = kind.read(value[name], tell_fault)
            except UNUSABLE:
                tell_fault(name)
        return replaced(self._default, parts)

    def write(self, value: object) -> object:
        """Return the parts by name."""
        return {name: kind.write(getattr(value, name)) for name, kind in self._kinds.items()}


class Listing(Generic[T]):
    """Values of one kind in an order; those that cannot be used are left out."""

    def __init__(self, kind: Kind[T], most: int) -> None:
        self._kind = kind
        self._most = most

    def read(self, value: object, tell_fault: FaultTeller) -> tuple[T, ...]:
        """Return the values, at most as many as are allowed."""
        if not isinstance(value, list):
            raise TypeError("a list is wanted")
        found: list[T] = []
        for number, item in enumerate(value[: self._most]):
            try:
                found.append(self._kind.read(item, tell_fault))
            except UNUSABLE:
                tell_fault(str(number))
        return tuple(found)

    def write(self, value: object) -> object:
        """Return the values as a JSON list."""
        if not isinstance(value, tuple):
            raise TypeError("a tuple is wanted")
        return [self._kind.write(item) for item in value]


def text(check: Callable[[str], str] = str) -> Plain[str]:
    """A text that ``check`` returns, or refuses."""
    return Plain(lambda value: check(_text(value)), str)


def text_or_empty(check: Callable[[str], str]) -> Plain[str]:
    """A text that ``check`` returns, or none at all."""
    return text(lambda value: check(value) if value else value)


def one_of(*allowed: str) -> Plain[str]:
    """One of some texts."""

    def check(value: str) -> str:
        if value not in allowed:
            raise ValueError("it is none of those there are")
        return value

    return text(check)


def parsed(parse: Callable[[str], T]) -> Plain[T]:
    """A value whose own text can be read back by ``parse``."""
    return Plain(lambda value: parse(_text(value)), str)


def enum(members: type[E]) -> Plain[E]:
    """A member of an enum, by its value."""

    def write(value: object) -> object:
        return members(value).value

    return Plain(members, write)


def whole(allowed: range) -> Plain[int]:
    """A whole number within a range."""

    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value not in allowed:
            raise ValueError("it is no number within the range")
        return value

    return Plain(read, lambda value: value)


def record(default: T, **kinds: Kind[object]) -> Record[T]:
    """A dataclass like ``default``, of which the named parts are kept."""
    return Record(default, kinds)


def listing(kind: Kind[T], *, most: int) -> Listing[T]:
    """Up to ``most`` values of one kind, as a tuple."""
    return Listing(kind, most)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is wanted")
    return value


def replaced(default: T, parts: dict[str, object]) -> T:
    """Return the dataclass ``default`` with some parts of it exchanged."""
    make: Callable[..., T] = type(default)
    if not dataclasses.is_dataclass(default):
        raise TypeError("a record is made of a dataclass")
    every = {item.name: getattr(default, item.name) for item in dataclasses.fields(default)}
    return make(**(every | parts))
