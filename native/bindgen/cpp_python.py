"""Writes the Python side: types made at import, values to and from Python, bound functions."""

from choices import argument_name, default_of, events, methods, ordered, positional, python_name
from cpp_calls import parameter_type
from cpp_types import NOTE
from model import Function, Interface, Kind, Member, Struct, camel

# Never shown when a value is printed.
SECRETS = {"app_sign", "token", "password"}


def _index(interface: Interface, name: str) -> int:
    return [enum.name for enum in interface.enums].index(name)


def _number(name: str) -> Member:
    return Member(name, "int", Kind.INT)


OURS = [
    ("Picture", [_number("width_px"), _number("height_px"), Member("data", "", Kind.BYTES)], False),
    ("Dropped", [_number("events"), _number("frames"), _number("sounds")], False),
]


def _type_rows(interface: Interface) -> list[tuple[str, list[Member], bool]]:
    rows = OURS + [(camel(struct.name), list(struct.members), False) for struct in interface.values]
    return rows + [
        (camel(callback.name), list(callback.members), True) for callback in events(interface)
    ]


def _field(member: Member, interface: Interface, structs: list[str]) -> str:
    kind = {
        Kind.INT: "Number", Kind.FLOAT: "Real", Kind.BOOL: "Switch", Kind.ENUM: "Enum",
        Kind.TEXT: "Text", Kind.BYTES: "Bytes", Kind.POINTER: "Number", Kind.STRUCT: "Value",
        Kind.OPTIONAL: "Nothing", Kind.STRUCTS: "List", Kind.INTS: "List", Kind.ARRAY: "Array",
    }[member.kind]  # fmt: skip
    if member.name == "image":
        kind = "Nothing"
    extra = {
        Kind.ENUM: lambda: _index(interface, member.type_name),
        Kind.STRUCT: lambda: structs.index(camel(member.type_name)),
        Kind.ARRAY: lambda: member.room,
    }.get(member.kind, lambda: 0)()
    secret = str(member.name in SECRETS).lower()
    return f'{{"{python_name(member)}", Default::k{kind}, {extra}, {secret}}}'


def write_tables(interface: Interface) -> str:
    """``python_tables.cpp``: names and defaults of everything that is made at import."""
    structs = [name for name, _, _ in _type_rows(interface)]
    enums = ""
    for enum in interface.enums:
        values = ", ".join(f'{{"{known.name}", {known.value}}}' for known in enum.constants)
        flags = str(enum.flags).lower()
        enums += f'        {{"{camel(enum.name)}", {flags}, {{{values}}}}},\n'
    types = ""
    for name, members, is_event in _type_rows(interface):
        fields = [_field(member, interface, structs) for member in members]
        if is_event:
            fields.append('{"received_at_us", Default::kNumber, 0, false}')
        types += f'        {{"{name}", {{{", ".join(fields)}}}, {str(is_event).lower()}}},\n'
    return (
        f'{NOTE}#include "zego/python/tables.h"\n\nnamespace klieg::zego::python {{\n\n'
        f"std::vector<EnumRow> enum_rows() {{\n    return {{\n{enums}    }};\n}}\n\n"
        f"std::vector<TypeRow> type_rows() {{\n    return {{\n{types}    }};\n}}\n\n"
        f"}}  // namespace klieg::zego::python\n"
    )


def write_rows(interface: Interface) -> str:
    """``zego/python_rows.h``: which row of the tables is which type."""
    enums = "".join(
        f"constexpr std::size_t k{camel(enum.name)} = {number};\n"
        for number, enum in enumerate(interface.enums)
    )
    types = "".join(
        f"constexpr std::size_t k{name} = {number};\n"
        for number, (name, _, is_event) in enumerate(_type_rows(interface))
        if not is_event
    )
    return (
        f"{NOTE}#pragma once\n\n#include <cstddef>\n\nnamespace klieg::zego::python {{\n\n"
        f"namespace enum_row {{\n\n{enums}\n}}  // namespace enum_row\n\n"
        f"namespace type_row {{\n\n{types}\n}}  // namespace type_row\n\n"
        f"}}  // namespace klieg::zego::python\n"
    )


def _read(member: Member) -> str:
    how = "read_bytes" if member.kind is Kind.BYTES else "read"
    return f'{how}(field, to.{python_name(member)}, "{member.name}");'


def _write(member: Member, interface: Interface) -> str:
    given = f"from.{python_name(member)}"
    if member.kind is Kind.BYTES:
        return f"tuple.add(bytes_made({given}));"
    if member.kind is Kind.ENUM:
        return f"tuple.add(enum_made({_index(interface, member.type_name)}, {given}));"
    return f"tuple.add(made({given}));"


def write_values_header(interface: Interface) -> str:
    """``python_values.h``."""
    reads = "".join(
        f"void read(py::handle from, {camel(struct.name)}& to, const char* name);\n"
        for struct in interface.inputs
    )
    writes = "".join(
        f"py::object made(const {camel(struct.name)}& from);\n" for struct in interface.outputs
    )
    return (
        f'{NOTE}#pragma once\n\n#include "zego/python/convert.h"\n#include "zego/values.h"\n\n'
        f"namespace klieg::zego::python {{\n\n{reads}\n{writes}\n"
        "}  // namespace klieg::zego::python\n"
    )


def _reader(struct: Struct, index: int) -> str:
    fields = "".join(
        f"    field = PyTuple_GET_ITEM(from.ptr(), {number});\n    {_read(member)}\n"
        for number, member in enumerate(struct.members)
    )
    return (
        f"void read(py::handle from, {camel(struct.name)}& to, const char* name) {{\n"
        f"    expect_tuple(from, {index}, {len(struct.members)}, name);\n"
        f"    py::handle field;\n{fields}}}\n"
    )


def _writer(name: str, members: list[Member], index: int, interface: Interface) -> str:
    fields = "".join(f"    {_write(member, interface)}\n" for member in members)
    return (
        f"py::object made(const {name}& from) {{\n"
        f"    TupleMaker tuple({index}, {len(members)});\n{fields}    return tuple.done();\n}}\n"
    )


def write_values(interface: Interface) -> str:
    """``python_values.cpp``."""
    names = [name for name, _, _ in _type_rows(interface)]
    parts = [
        f'{NOTE}#include "zego/python_values.h"\n\n#include "zego/python/sequences.h"\n',
        "namespace klieg::zego::python {\n",
    ]
    parts += [_reader(struct, names.index(camel(struct.name))) for struct in interface.inputs]
    parts += [
        _writer(
            camel(struct.name), list(struct.members), names.index(camel(struct.name)), interface
        )
        for struct in interface.outputs
    ]
    picture = OURS[0]
    parts.append(_writer(picture[0], picture[1], names.index(picture[0]), interface))
    parts.append("}  // namespace klieg::zego::python\n")
    return "\n".join(parts)


def write_events(interface: Interface) -> str:
    """``python_events.cpp``."""
    names = [name for name, _, _ in _type_rows(interface)]
    makers, cases = [], []
    for callback in events(interface):
        name = camel(callback.name)
        fields = "".join(f"    {_write(member, interface)}\n" for member in callback.members)
        makers.append(
            f"static py::object event_made(const {name}& from) {{\n"
            f"    TupleMaker tuple({names.index(name)}, {len(callback.members) + 1});\n{fields}"
            f"    tuple.add(made(from.received_at_us));\n    return tuple.done();\n}}\n"
        )
        cases.append(
            f"        case EventKind::k{name}:\n"
            f"            return event_made(static_cast<const {name}&>(from));\n"
        )
    return (
        f'{NOTE}#include "zego/python/events.h"\n\n#include "zego/python_values.h"\n'
        f'#include "zego/events.h"\n#include "zego/python/sequences.h"\n\n'
        "namespace klieg::zego::python {\n\n"
        + "\n".join(makers)
        + "\npy::object event_made(const Event& from) {\n    switch (from.kind) {\n"
        + "".join(cases)
        + "    }\n    return py::none();\n}\n\n}  // namespace klieg::zego::python\n"
    )


def _given(member: Member) -> str:
    return parameter_type(member).removeprefix("const ").removesuffix("&")


def _bound(function: Function) -> str:
    members = ordered(function)
    front = positional(members)
    parameters = "".join(
        f", const Given<{_given(member)}>& {python_name(member)}" for member in members
    )
    arguments = "".join(f", {python_name(member)}.value" for member in members)
    extra = []
    for number, member in enumerate(members):
        if number == front:
            extra.append("py::kw_only()")
        default = {"None": " = py::none()", "PublishChannel.MAIN": " = 0", "": ""}
        extra.append(f'py::arg("{argument_name(member)}"){default[default_of(member)]}')
    call = f"calls::{function.short}(handle{arguments})"
    plain = not function.outputs and function.sequence != "out"
    returned = call if plain else f"told({call})"
    tail = "".join(f", {word}" for word in extra)
    return (
        f'    handle_type.def("{function.short}",\n'
        f"             +[](Handle& handle{parameters}) {{ return {returned}; }}{tail}, released);\n"
    )


def write_calls(interface: Interface, part: int, parts: int) -> str:
    """``python_calls_N.cpp``."""
    chosen = methods(interface)[part::parts]
    lines = "".join(_bound(function) for function in chosen)
    return (
        f'{NOTE}#include "zego/calls.h"\n#include "zego/handle.h"\n#include "zego/python_values.h"'
        "\n"
        f'#include "zego/python/given.h"\n#include "zego/python/handle_type.h"\n\n'
        f"namespace klieg::zego::python {{\n\nvoid bind_calls_{part}(HandleType& handle_type) {{\n"
        f"    const py::call_guard<py::gil_scoped_release> released;\n"
        f"{lines}}}\n\n}}  // namespace klieg::zego::python\n"
    )
