"""Writes the C++ types: the SDK's structs per variant with their layout pinned, and our values."""

import re

from choices import events, python_name
from model import Interface, Kind, Member, Struct, camel

NOTE = "// Made by native/bindgen from native/zego/abi.json.\n"
VARIANTS = {"v1": "V1", "v2": "V2", "v3_25": "V325"}
NUMBER = {
    "int": "int",
    "unsigned int": "unsigned int",
    "long long": "long long",
    "unsigned long long": "unsigned long long",
    "float": "float",
    "double": "double",
}


def abi_type(ctype: str) -> str:
    """How we declare a C type of the SDK: enums and codes as int, bool as a byte."""
    plain = re.sub(r"enum \w+", "int", ctype)
    plain = re.sub(r"\b(zego_error|zego_seq|zego_instance)\b", "int", plain)
    return (
        plain.replace("struct ", "")
        .replace("bool*", "unsigned char*")
        .replace("zego_handle", "void*")
    )


def _declared(name: str, ctype: str) -> str:
    array = re.fullmatch(r"(\w+)\[(\d+)\]", ctype)
    if array:
        return f"{array[1]} {name}[{array[2]}];"
    return f"{'unsigned char' if ctype == 'bool' else abi_type(ctype)} {name};"


def _struct(struct: Struct, variant: str) -> str:
    fields = "".join(
        f"        {_declared(name, ctype)}\n" for name, ctype, _ in struct.layouts[variant][1]
    )
    return f"    struct {struct.name} {{\n{fields}    }};\n"


def write_abi(interface: Interface) -> str:
    """``abi.h``: one set of structs per variant, for templates over the variant."""
    parts = [NOTE, "#pragma once\n\nnamespace klieg::zego {\n"]
    for variant, name in VARIANTS.items():
        base = " : V2" if variant == "v3_25" else ""
        handle = (
            ""
            if base
            else f"    static constexpr bool kHasHandle = {str(variant != 'v1').lower()};\n"
        )
        structs = "".join(
            _struct(struct, variant)
            if variant in struct.layouts
            else f"    struct {struct.name};\n" * (variant == "v1")
            for struct in interface.structs
        )
        parts.append(f"struct {name}{base} {{\n{handle}{structs}}};\n")
    parts.append("}  // namespace klieg::zego\n")
    return "\n".join(parts)


def write_layout(interface: Interface) -> str:
    """``layout.cpp``: pins every size and offset, and lists what the compiler made of them."""
    parts = [NOTE, '#include "zego/layout.h"\n\n#include <cstddef>\n\n#include "zego/abi.h"\n']
    parts.append("namespace klieg::zego {\n")
    for variant, name in VARIANTS.items():
        rows = []
        for struct in interface.structs:
            chosen = variant if variant in struct.layouts else "v2" if variant == "v3_25" else ""
            if not chosen:
                continue
            size, fields = struct.layouts[chosen]
            kind = f"{name}::{struct.name}"
            parts.append(f"static_assert(sizeof({kind}) == {size});\n")
            cells = []
            for field, _, offset in fields:
                parts.append(f"static_assert(offsetof({kind}, {field}) == {offset});\n")
                cells.append(f'{{"{field}", offsetof({kind}, {field})}}')
            rows.append(f'        {{"{struct.name}", sizeof({kind}), {{{", ".join(cells)}}}}},\n')
        parts.append(
            f"std::vector<StructLayout> layout_of_{variant}() {{\n    return {{\n"
            f"{''.join(rows)}    }};\n}}\n"
        )
    parts.append("}  // namespace klieg::zego\n")
    return "".join(parts)


def value_type(member: Member) -> str:
    """The C++ type of a field of ours."""
    name = camel(member.type_name)
    plain = {
        Kind.ENUM: "int",
        Kind.BOOL: "bool",
        Kind.TEXT: "std::string",
        Kind.BYTES: "std::string",
        Kind.POINTER: "std::uintptr_t",
        Kind.STRUCT: name,
        Kind.OPTIONAL: f"std::optional<{name}>",
        Kind.STRUCTS: f"std::vector<{name}>",
        Kind.INTS: "std::vector<int>",
        Kind.ARRAY: f"std::array<int, {member.room}>",
    }.get(member.kind)
    return plain or NUMBER[abi_type(member.ctype.replace("const ", ""))]


def _field(member: Member) -> str:
    kind = value_type(member)
    if member.name == "image":
        kind = "std::optional<Picture>"
    plain = member.kind not in {Kind.TEXT, Kind.BYTES, Kind.STRUCT, Kind.OPTIONAL, Kind.STRUCTS}
    empty = "{}" if plain and member.name != "image" else ""
    return f"    {kind} {python_name(member)}{empty};\n"


def write_values(interface: Interface) -> str:
    """``values.h``: what the user gives and gets, owning its memory."""
    parts = [
        NOTE,
        "#pragma once\n\n#include <array>\n#include <cstdint>\n#include <optional>",
        "#include <string>\n#include <vector>\n\nnamespace klieg::zego {\n",
    ]
    for struct in interface.values:
        fields = "".join(_field(member) for member in struct.members)
        parts.append(f"struct {camel(struct.name)} {{\n{fields}}};\n")
    parts.append("}  // namespace klieg::zego\n")
    return "\n".join(parts)


def write_events(interface: Interface) -> str:
    """``events.h``: one struct per callback, with its kind."""
    found = events(interface)
    kinds = "".join(f"    k{camel(callback.name)},\n" for callback in found)
    parts = [
        NOTE,
        '#pragma once\n\n#include "zego/event.h"\n#include "zego/picture.h"',
        '#include "zego/values.h"\n\nnamespace klieg::zego {\n',
        f"enum class EventKind : unsigned char {{\n{kinds}}};\n",
    ]
    for callback in found:
        name = camel(callback.name)
        fields = "".join(_field(member) for member in callback.members)
        parts.append(
            f"struct {name} final : Event {{\n    {name}() : Event(EventKind::k{name}) {{}}\n"
            f"{fields}}};\n"
        )
    parts.append("}  // namespace klieg::zego\n")
    return "\n".join(parts)
