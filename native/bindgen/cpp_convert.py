"""Writes the conversions between the SDK's structs and our values, for both variants."""

from cpp_types import NOTE, abi_type
from model import Interface, Kind, Member, Struct, camel


def count_of(member: Member, struct_fields: dict[str, str]) -> str:
    """The C type of the field that counts ``member``."""
    return abi_type(struct_fields.get(member.count, ""))


def _put(member: Member, fields: dict[str, str]) -> str:
    name = member.name
    to, given = f"to.{name}", f"from.{name}"
    count = count_of(member, fields)
    counted = f'to.{member.count} = count_of<{count}>({given}.size(), "{name}");'
    if member.kind is Kind.TEXT and member.room:
        how = "put_whole_text" if name == "app_sign" else "put_text"
        return f'{how}({to}, {given}, "{name}");'
    kind = f"typename Abi::{member.type_name}"
    return {
        Kind.TEXT: f'{to} = text_argument({given}, "{name}");',
        Kind.BOOL: f"{to} = {given} ? 1 : 0;",
        Kind.STRUCT: f"put({to}, {given}, arena);",
        Kind.OPTIONAL: f"{to} = put_optional<{kind}>({given}, arena);",
        Kind.STRUCTS: f"{to} = put_list<{kind}>({given}, arena);\n        {counted}",
        Kind.INTS: f"{to} = const_cast<int*>({given}.data());\n        {counted}",
        Kind.BYTES: f"{to} = bytes_argument({given});\n        {counted}",
        Kind.POINTER: f"{to} = pointer_argument({given});",
        Kind.ARRAY: f"std::copy({given}.begin(), {given}.end(), std::begin({to}));",
    }.get(member.kind) or f"{to} = {given};"


def _get(member: Member) -> str:
    name = member.name
    to, given = f"to.{name}", f"from.{name}"
    counted = f"{given}, from.{member.count}"
    return {
        Kind.TEXT: f"{to} = text_of({given});",
        Kind.FLOAT: f"{to} = finite({given});",
        Kind.BOOL: f"{to} = {given} != 0;",
        Kind.STRUCT: f"{to} = get({given});",
        Kind.OPTIONAL: f"if ({given} != nullptr) {{\n            {to} = get(*{given});\n        }}",
        Kind.STRUCTS: f"{to} = get_list({counted});",
        Kind.INTS: f"{to} = ints_of({counted});",
        Kind.BYTES: f"{to} = bytes_of({counted});",
        Kind.POINTER: f"{to} = number_of({given});",
        Kind.ARRAY: f"std::copy(std::begin({given}), std::end({given}), {to}.begin());",
    }.get(member.kind) or f"{to} = {given};"


def _statements(struct: Struct, lines: list[tuple[Member, str]]) -> str:
    older = {name for name, _, _ in struct.layouts.get("v1", struct.layouts["v2"])[1]}
    made = []
    for member, line in lines:
        if member.name in older or "v1" not in struct.layouts:
            made.append(f"        {line}\n")
        else:
            made.append(f"        if constexpr (Abi::kHasHandle) {{\n{line}\n        }}\n")
    return "".join(made)


def _filler(struct: Struct) -> str:
    fields = {name: ctype for layout in struct.layouts.values() for name, ctype, _ in layout[1]}
    body = _statements(struct, [(member, _put(member, fields)) for member in struct.members])
    return (
        f"    static void put(typename Abi::{struct.name}& to, const {camel(struct.name)}& from,\n"
        f"                    [[maybe_unused]] Arena& arena) {{\n{body}    }}\n"
    )


def _reader(struct: Struct) -> str:
    body = _statements(struct, [(member, _get(member)) for member in struct.members])
    name = camel(struct.name)
    mended = "whole_rect(to)" if struct.name == "zego_rect" else "to"
    return (
        f"    static {name} get(const typename Abi::{struct.name}& from) {{\n"
        f"        {name} to;\n{body}        return {mended};\n    }}\n"
    )


HOW = {"put": _filler, "get": _reader}
PUT_MANY = """
    template <class Made, class Given>
    static Made* put_optional(const std::optional<Given>& from, Arena& arena) {
        if (!from.has_value()) {
            return nullptr;
        }
        Made* const made = arena.make<Made>(1);
        put(*made, *from, arena);
        return made;
    }
    template <class Made, class Given>
    static Made* put_list(const std::vector<Given>& from, Arena& arena) {
        Made* const made = from.empty() ? nullptr : arena.make<Made>(from.size());
        for (std::size_t number = 0; number < from.size(); ++number) {
            put(made[number], from[number], arena);
        }
        return made;
    }
"""
GET_MANY = """
    template <class Found, class Count>
    static auto get_list(const Found* from, Count count) {
        std::vector<decltype(get(*from))> to;
        const std::size_t number = from != nullptr ? sane_count(count) : 0;
        to.reserve(number);
        for (std::size_t at = 0; at < number; ++at) {
            to.push_back(get(from[at]));
        }
        return to;
    }
"""


def write_convert(interface: Interface) -> str:
    """``convert.h``: ``Put<Abi>`` fills the SDK's structs, ``Get<Abi>`` reads them."""
    parts = [
        NOTE,
        "#pragma once\n\n#include <algorithm>\n#include <iterator>\n",
        '#include "zego/abi.h"\n#include "zego/convert_parts.h"\n#include "zego/values.h"\n',
        "namespace klieg::zego {\n",
    ]
    for name, how, structs, many in (
        ("Put", "put", interface.inputs, PUT_MANY),
        ("Get", "get", interface.outputs, GET_MANY),
    ):
        body = "".join(HOW[how](struct) for struct in structs)
        parts.append(f"template <class Abi>\nstruct {name} {{\n{body}{many}}};\n")
    parts.append("}  // namespace klieg::zego\n")
    return "\n".join(parts)
