"""The SDK's C interface as the binding sees it: read from ``abi.json``, given our names.

A C type becomes a :class:`Kind` with facts; pointers with their count become one list, pointers
with their length one run of bytes. Everything that is generated is made from this.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import TypedDict

ABI = Path(__file__).resolve().parents[1] / "zego" / "abi.json"


class RawItem(TypedDict, total=False):
    """A field, an argument or a value of an enum."""

    name: str
    ctype: str
    offset: int
    value: int


class RawLayout(TypedDict):
    """Where the fields of a struct lie."""

    size: int
    fields: list[RawItem]


class Raw(TypedDict, total=False):
    """An enum, a struct, a function or a callback."""

    name: str
    register: str
    group: str
    ret: str
    abi: str
    when: str
    sequence: str
    result_callback: str
    free_with: str
    used_as: str
    platforms: list[str]
    size: int
    args: list[RawItem]
    values: list[RawItem]
    fields: list[RawItem]
    v1_layout: RawLayout
    v3_25_layout: RawLayout


class Kind(Enum):
    """What a value is for the user of the binding."""

    INT = "int"
    FLOAT = "float"
    BOOL = "bool"
    ENUM = "enum"
    TEXT = "text"  # const char* or char[n]
    BYTES = "bytes"
    POINTER = "pointer"  # a window, a source: opaque, passed as a number
    STRUCT = "struct"
    OPTIONAL = "optional"  # a pointer to one struct, which may be null
    STRUCTS = "structs"  # a pointer to many, with a count
    INTS = "ints"
    ARRAY = "array"  # int[n] inside the struct


@dataclass(frozen=True)
class Member:
    """A field of a struct, or an argument.

    Attributes:
        name: As in the SDK.
        ctype: As in the SDK.
        kind: What it is for the user.
        type_name: The enum or struct of the SDK, else empty.
        room: Bytes of a text inside a struct with its terminator, or the numbers of an array.
        count: Name of the member that holds the number of items or bytes.
    """

    name: str
    ctype: str
    kind: Kind
    type_name: str = ""
    room: int = 0
    count: str = ""
    offset: int = 0


@dataclass(frozen=True, eq=False)
class Struct:
    """A struct of the SDK.

    Attributes:
        name: As in the SDK.
        members: Without those that only count.
        layouts: By variant: (size, fields as (name, C type, offset)).
    """

    name: str
    members: tuple[Member, ...]
    layouts: dict[str, tuple[int, tuple[tuple[str, str, int], ...]]]

    @property
    def drifts(self) -> bool:
        """Whether the variants differ."""
        return self.layouts.get("v1") != self.layouts["v2"]


@dataclass(frozen=True)
class Constant:
    """A value of an enum."""

    name: str
    value: int


@dataclass(frozen=True)
class Enumeration:
    """An enum of the SDK; ``flags`` when its values are combined."""

    name: str
    constants: tuple[Constant, ...]
    flags: bool


@dataclass(frozen=True)
class Callback:
    """A callback of the SDK."""

    name: str
    register: str
    group: str
    members: tuple[Member, ...]
    arguments: tuple[tuple[str, str], ...]
    only_v2: bool
    platforms: tuple[str, ...]


@dataclass(frozen=True)
class Function:
    """A function of the SDK.

    Attributes:
        arguments: All of them, as (name, C type), without the handle.
        inputs: What the user gives.
        outputs: What the function fills.
        sequence: ``in``, ``out``, ``in-out`` or empty.
    """

    name: str
    group: str
    ret: str
    arguments: tuple[tuple[str, str], ...]
    inputs: tuple[Member, ...]
    outputs: tuple[Member, ...]
    sequence: str
    when: str
    result: str
    platforms: tuple[str, ...]
    only_v2: bool
    free_with: str = ""

    @property
    def short(self) -> str:
        """Our name."""
        return self.name.removeprefix("zego_express_")


def camel(name: str) -> str:
    """``zego_room_config`` -> ``RoomConfig``; ``zego_on_x`` -> ``OnX``."""
    return "".join(word[:1].upper() + word[1:] for word in name.removeprefix("zego_").split("_"))


def value_names(name: str, values: Sequence[str]) -> list[str]:
    """The names of an enum's values without what they share."""
    found = []
    for value in values:
        mine = name.split("_")
        if not value.startswith(name + "_"):
            words = value.split("_")
            shared = next(
                (i for i, (a, b) in enumerate(zip(mine, words, strict=False)) if a != b), len(mine)
            )
            rest = words[shared:]
            if name == "zego_video_source_type":
                rest.insert(0, "source")  # an older and a newer numbering in one enum
        else:
            rest = value[len(name) + 1 :].split("_")
        if rest[0][0].isdigit():
            rest.insert(0, mine[-1])
        found.append("_".join(rest).upper().replace("FOUNS_ON", "FOCUS_ON"))
    return found


NUMBERS = {
    "int", "unsigned int", "unsigned", "long long", "unsigned long long",
    "zego_error", "zego_seq", "zego_instance",
}  # fmt: skip


def _member(name: str, ctype: str, others: Iterable[str], offset: int = 0) -> Member:
    bare = ctype.replace("const ", "").strip()
    base = bare.replace("*", "").replace("struct ", "").replace("enum ", "").strip()
    array = re.fullmatch(r"(char|int)\[(\d+)\]", bare)
    count = _count_of(name, others) if "*" in bare and base != "char" else ""
    if array:
        kind = Kind.TEXT if array[1] == "char" else Kind.ARRAY
        return Member(name, ctype, kind, room=int(array[2]), offset=offset)
    kind = _pointer_kind(base, count) if "*" in bare else _value_kind(bare)
    named = kind in {Kind.ENUM, Kind.STRUCT, Kind.OPTIONAL, Kind.STRUCTS}
    return Member(name, ctype, kind, base if named else "", count=count, offset=offset)


def _value_kind(bare: str) -> Kind:
    if bare.startswith("enum "):
        return Kind.ENUM
    if bare.startswith("struct "):
        return Kind.STRUCT
    return {"bool": Kind.BOOL, "float": Kind.FLOAT, "double": Kind.FLOAT}.get(bare, Kind.INT)


def _pointer_kind(base: str, count: str) -> Kind:
    simple = {"char": Kind.TEXT, "unsigned char": Kind.BYTES, "void": Kind.POINTER}
    if base in NUMBERS:
        return Kind.INTS
    return simple.get(base) or (Kind.STRUCTS if count else Kind.OPTIONAL)


def _count_of(name: str, others: Iterable[str]) -> str:
    stem = name.removesuffix("_list").removesuffix("_info").removesuffix("s")
    candidates = (
        f"{name}_count", f"{name}_length", f"{stem}_count", "stream_info_count", "info_count",
        f"{stem}_info_count", f"{stem}_list_count",
    )  # fmt: skip
    names = list(others)
    special = {"buffer": "length", "user_list": "user_count", "list": "count"}
    for candidate in (*candidates, special.get(name, "")):
        if candidate in names:
            return candidate
    return ""


@dataclass(frozen=True)
class Interface:
    """All of it."""

    raw: dict[str, list[Raw]] = field(repr=False)

    @cached_property
    def enums(self) -> tuple[Enumeration, ...]:
        """Enums, in the order of the headers."""
        made = []
        for entry in self.raw["enums"]:
            names = value_names(entry["name"], [value["name"] for value in entry["values"]])
            if len(set(names)) != len(names):
                raise ValueError(f"two values of {entry['name']} get the same name: {names}")
            constants = tuple(
                Constant(name, value["value"])
                for name, value in zip(names, entry["values"], strict=True)
            )
            made.append(Enumeration(entry["name"], constants, "used_as" in entry))
        return tuple(made)

    @cached_property
    def structs(self) -> tuple[Struct, ...]:
        """Structs; whatever one contains comes before it."""
        made = []
        for entry in self.raw["structs"]:
            layouts = {"v2": _layout(entry)}
            if entry["abi"] == "v1":
                layouts["v1"] = _layout(entry.get("v1_layout", entry))
            names = [item["name"] for item in entry["fields"]]
            members = tuple(
                _member(item["name"], item["ctype"], names, item["offset"])
                for item in (entry.get("v3_25_layout") or entry)["fields"]
            )
            counts = {member.count for member in members}
            kept = tuple(member for member in members if member.name not in counts)
            if "v3_25_layout" in entry:
                layouts["v3_25"] = _layout(entry["v3_25_layout"])
            made.append(Struct(entry["name"], kept, layouts))
        return tuple(made)

    @cached_property
    def inputs(self) -> tuple[Struct, ...]:
        """The structs that the user gives."""
        return self._reached([m for function in self.functions for m in function.inputs])

    @cached_property
    def outputs(self) -> tuple[Struct, ...]:
        """The structs that the SDK gives."""
        members = [member for function in self.functions for member in function.outputs]
        members += [member for callback in self.callbacks for member in callback.members]
        by_hand = ("zego_rect", "zego_screen_capture_source_info")
        return self._reached([*members, *(Member("", "", Kind.STRUCT, name) for name in by_hand)])

    @cached_property
    def values(self) -> tuple[Struct, ...]:
        """The structs that either gives."""
        used = {*self.inputs, *self.outputs}
        return tuple(struct for struct in self.structs if struct in used)

    def _reached(self, members: Sequence[Member]) -> tuple[Struct, ...]:
        known = {struct.name: struct for struct in self.structs}
        ahead, used = list(members), set()
        while ahead:
            name = ahead.pop().type_name
            if name in known and name not in used:
                used.add(name)
                ahead += known[name].members
        return tuple(struct for struct in self.structs if struct.name in used)

    @cached_property
    def callbacks(self) -> tuple[Callback, ...]:
        """Callbacks."""
        made = []
        for entry in self.raw["callbacks"]:
            arguments = tuple((item["name"], item["ctype"]) for item in entry["args"])
            names = [name for name, _ in arguments]
            members = tuple(_member(name, ctype, names) for name, ctype in arguments[:-1])
            counts = {member.count for member in members}
            made.append(
                Callback(
                    entry["name"],
                    entry["register"],
                    entry["group"],
                    tuple(member for member in members if member.name not in counts),
                    arguments,
                    entry["abi"] == "v2",
                    tuple(entry.get("platforms", ())),
                )
            )
        return tuple(made)

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """Functions, also those that only free what another returned."""
        return tuple(_function(entry) for entry in self.raw["functions"])


def _layout(entry: Raw | RawLayout) -> tuple[int, tuple[tuple[str, str, int], ...]]:
    fields = tuple((item["name"], item["ctype"], item["offset"]) for item in entry["fields"])
    return entry["size"], fields


def _is_output(function: str, name: str, ctype: str) -> bool:
    if name == "sequence" or ctype.count("*") == 0:
        return False
    if ctype.count("*") == 2:
        return not ctype.startswith("void")
    return function.startswith(("zego_express_get_", "zego_express_is_")) and not (
        ctype.startswith("const ")
    )


def _function(entry: Raw) -> Function:
    arguments = tuple((item["name"], item["ctype"]) for item in entry["args"])
    names = [name for name, _ in arguments]
    inputs, outputs = [], []
    for name, ctype in arguments:
        if name == "sequence" and entry.get("sequence") == "out":
            continue
        if _is_output(entry["name"], name, ctype):
            outputs.append(_output(name, ctype, names))
        else:
            inputs.append(_member(name, ctype.replace("zego_seq*", "zego_seq"), names))
    counts = {member.count for member in (*inputs, *outputs)}
    return Function(
        entry["name"],
        entry["group"],
        entry["ret"],
        arguments,
        tuple(member for member in inputs if member.name not in counts),
        tuple(member for member in outputs if member.name not in counts),
        entry.get("sequence", ""),
        entry.get("when", "any"),
        entry.get("result_callback", ""),
        tuple(entry.get("platforms", ())),
        entry["abi"] == "v2",
        entry.get("free_with", ""),
    )


def _output(name: str, ctype: str, names: Sequence[str]) -> Member:
    if ctype.endswith("**") and "struct" in ctype:
        return _member(name, ctype[:-1].strip(), names)
    return _member(name, ctype[:-1].strip(), names)


def read_interface() -> Interface:
    """Read ``abi.json``."""
    return Interface(json.loads(ABI.read_text(encoding="utf-8")))
