"""Calls a ZEGO library through ctypes, for tests of the library itself; the app never does.

Everything is made from ``native/zego/abi.json``. All callbacks are registered; each one is kept
as an :class:`Event` with copies of its values and the thread it came on.
"""

from __future__ import annotations

import ctypes
import functools
import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from tests.instruments.zego_standin import ROOT

_SCALARS = {
    "int": ctypes.c_int,
    "unsigned int": ctypes.c_uint,
    "long long": ctypes.c_longlong,
    "unsigned long long": ctypes.c_ulonglong,
    "float": ctypes.c_float,
    "double": ctypes.c_double,
    "bool": ctypes.c_bool,
    "char": ctypes.c_char,
    "zego_error": ctypes.c_int,
    "zego_seq": ctypes.c_int,
    "zego_handle": ctypes.c_void_p,
}
_ARRAY = re.compile(r"(.+)\[(\d+)\]$")
Value = object


class _Argument(TypedDict):
    name: str
    ctype: str


class _Function(TypedDict, total=False):
    name: str
    register: str
    ret: str
    handle: bool
    abi: str
    args: list[_Argument]


@dataclass(frozen=True, slots=True)
class Event:
    """One callback as it came."""

    name: str
    values: dict[str, Value]
    thread: int
    inside: str
    """The call that was being made by this thread, empty on the library's own threads."""


class Caller:
    """One engine of a library, with all its callbacks registered."""

    def __init__(self, library: Path, variant: int) -> None:
        data = _interface()
        self._variant = variant
        self._library = ctypes.CDLL(str(library))
        self._structs = _structs(variant)
        self._functions: dict[str, _Function] = {
            function["name"].removeprefix("zego_express_"): function
            for function in data["functions"]
            if function["abi"] == "v1" or variant == 2
        }
        self._inside = threading.local()
        self._changed = threading.Condition()
        self._kept: list[object] = []
        self.events: list[Event] = []
        self.handlers: dict[str, Callable[[dict[str, Value]], None]] = {}
        self.handle: int | None = None
        if variant == 2:
            create = self._library.zego_express_engine_create_handle
            create.restype = ctypes.c_void_p
            self.handle = create()
        for callback in data["callbacks"]:
            if callback["abi"] == "v1" or variant == 2:
                self._register(callback)

    def struct(self, name: str, **fields: Value) -> ctypes.Structure:
        """Make a zeroed struct with some fields set."""
        made = self._structs[f"zego_{name}"]()
        for key, value in fields.items():
            setattr(made, key, value)
        return made

    def pointer(self, name: str, *, levels: int = 1) -> type:
        """Return the type of a pointer, or pointer to pointer, to a struct."""
        found: type = self._structs[f"zego_{name}"]
        for _ in range(levels):
            found = ctypes.POINTER(found)
        return found

    def call(self, name: str, *arguments: Value) -> int:
        """Call ``zego_express_<name>``, the handle goes first where it must."""
        function = self._functions[name]
        symbol = getattr(self._library, function["name"])
        types = [self._ctype(argument["ctype"]) for argument in function["args"]]
        given = [_encoded(argument) for argument in arguments]
        if function["handle"] and self._variant == 2:
            types.insert(0, ctypes.c_void_p)
            given.insert(0, self.handle)
        symbol.argtypes = types
        symbol.restype = None if function["ret"] == "void" else self._ctype(function["ret"])
        outer = getattr(self._inside, "name", "")
        self._inside.name = name
        try:
            result: int = symbol(*given)
        finally:
            self._inside.name = outer
        return result

    def exports(self, name: str) -> bool:
        """Tell whether the library has the symbol."""
        return hasattr(self._library, name)

    def names(self) -> list[str]:
        """Return what the library must export."""
        return [function["name"] for function in self._functions.values()]

    def wait_for(
        self,
        name: str,
        check: Callable[[dict[str, Value]], bool] = lambda _: True,
        *,
        timeout_s: float = 10,
        since: int = 0,
    ) -> Event:
        """Return the first callback of that name that passes the check.

        Raises:
            TimeoutError: It does not come.
        """
        until = time.monotonic() + timeout_s
        with self._changed:
            while True:
                for event in self.events[since:]:
                    if event.name == name and check(event.values):
                        return event
                if not self._changed.wait(until - time.monotonic()):
                    seen = [event.name for event in self.events[since:]]
                    raise TimeoutError(f"{name} did not come, but {seen[-30:]}")

    def all_of(self, name: str) -> list[Event]:
        """Return all callbacks of that name so far."""
        with self._changed:
            return [event for event in self.events if event.name == name]

    def mark(self) -> int:
        """Return how many callbacks there were; for ``since``."""
        with self._changed:
            return len(self.events)

    def close(self) -> None:
        """Uninit and destroy."""
        self.call("engine_uninit_async")
        if self.handle is not None:
            destroy = self._library.zego_express_engine_destroy_handle
            destroy.argtypes = [ctypes.c_void_p]
            destroy(self.handle)
            self.handle = None

    def _ctype(self, text: str) -> type:
        return _ctype(text, self._structs)

    def _register(self, callback: _Function) -> None:
        name = callback["name"].removeprefix("zego_on_")
        arguments = callback["args"]
        types = [self._ctype(argument["ctype"]) for argument in arguments]
        extra = [ctypes.c_void_p] if self._variant == 2 else []

        def called(*values: Value) -> None:
            self._came(name, arguments, values[len(extra) :])

        wrapped = ctypes.CFUNCTYPE(None, *extra, *types)(called)
        self._kept.append(wrapped)
        symbol = getattr(self._library, callback["register"])
        symbol.restype = None
        symbol(*([ctypes.c_void_p(self.handle)] if extra else []), wrapped, None)

    def _came(self, name: str, arguments: list[_Argument], values: tuple[Value, ...]) -> None:
        copied: dict[str, Value] = {}
        pairs = list(zip(arguments, values, strict=True))[:-1]
        for at, (argument, value) in enumerate(pairs):
            following = pairs[at + 1][1] if at + 1 < len(pairs) else None
            copied[argument["name"]] = _copied(argument["ctype"], value, following)
        event = Event(name, copied, threading.get_ident(), getattr(self._inside, "name", ""))
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()
        handler = self.handlers.get(name)
        if handler is not None:
            handler(copied)


class _Interface(TypedDict):
    structs: list[_Struct]
    functions: list[_Function]
    callbacks: list[_Function]


class _Layout(TypedDict):
    fields: list[_Argument]


class _Struct(_Layout, total=False):
    name: str
    v1_layout: _Layout


@functools.cache
def _interface() -> _Interface:
    found: _Interface = json.loads((ROOT / "native" / "zego" / "abi.json").read_text("utf-8"))
    return found


@functools.cache
def _structs(variant: int) -> dict[str, type[ctypes.Structure]]:
    made: dict[str, type[ctypes.Structure]] = {}
    for struct in _interface()["structs"]:
        layout: _Layout = struct
        if variant == 1 and "v1_layout" in struct:
            layout = struct["v1_layout"]
        fields = [(field["name"], _ctype(field["ctype"], made)) for field in layout["fields"]]
        made[struct["name"]] = type(struct["name"], (ctypes.Structure,), {"_fields_": fields})
    return made


def _ctype(text: str, structs: dict[str, type[ctypes.Structure]]) -> type:
    text = text.replace("const ", "").replace(" const", "").strip()
    array = _ARRAY.match(text)
    found: type
    if array:
        found = _ctype(array[1], structs) * int(array[2])  # type: ignore[operator, assignment]
    elif text == "char*":
        found = ctypes.c_char_p
    elif text == "void*":
        found = ctypes.c_void_p
    elif text.endswith("*"):
        inner = text[:-1].strip()
        bytes_ = inner == "unsigned char"
        found = ctypes.POINTER(ctypes.c_ubyte if bytes_ else _ctype(inner, structs))
    elif text.startswith("enum "):
        found = ctypes.c_int
    elif text.startswith("struct "):
        found = structs[text.removeprefix("struct ")]
    else:
        found = _SCALARS[text]
    return found


def _encoded(value: Value) -> Value:
    return value.encode() if isinstance(value, str) else value


def _copied(ctype: str, value: Value, following: Value) -> Value:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, ctypes.Structure):
        return {field[0]: _member(getattr(value, field[0])) for field in value._fields_}
    if ctype.endswith("*") and "struct" in ctype:
        count = following if isinstance(following, int) else 1
        return [_copied("struct", value[at], None) for at in range(count)] if value else []  # type: ignore[index]
    if "unsigned char*" in ctype and "**" not in ctype and isinstance(following, int):
        return ctypes.string_at(value, following) if value else b""  # type: ignore[arg-type]
    if "unsigned char**" in ctype:
        lengths = following
        return ctypes.string_at(value[0], lengths[0]) if value and value[0] else b""  # type: ignore[index]
    return value


def _member(value: Value) -> Value:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, ctypes.Structure):
        return _copied("struct", value, None)
    return list(value) if isinstance(value, ctypes.Array) else value
