"""Writes one C++ function per function of the SDK, for both variants."""

import re
from dataclasses import dataclass, field

from choices import methods, ordered, python_name
from cpp_types import NOTE, abi_type, value_type
from model import Function, Interface, Kind, Member, camel

SCALARS = {Kind.INT, Kind.FLOAT, Kind.BOOL, Kind.ENUM, Kind.POINTER}


def parameter_type(member: Member) -> str:
    """How an argument is passed to our function."""
    if member.kind is Kind.BYTES:
        return "Bytes"
    kind = value_type(member)
    return kind if member.kind in SCALARS else f"const {kind}&"


def _parameters(function: Function) -> str:
    return "".join(
        f", {parameter_type(member)} {python_name(member)}" for member in ordered(function)
    )


def result_type(function: Function) -> str:
    """What our function returns."""
    found = [
        camel(member.type_name) if member.kind is Kind.OPTIONAL else value_type(member)
        for member in function.outputs
    ]
    if function.sequence == "out":
        found.append("int")
    return f"std::tuple<int, {', '.join(found)}>" if found else "int"


def _signature(function: Function) -> str:
    parameters = _parameters(function)
    return f"{result_type(function)} {function.short}(Handle& handle{parameters})"


@dataclass
class _Body:
    """What one call consists of.

    Attributes:
        before: Statements before the call.
        written: What stands for each argument of the SDK.
        after: Statements behind the call.
        returned: What is returned beside the code.
    """

    before: list[str] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)
    after: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)


def _put_input(member: Member, ctypes: dict[str, str], body: _Body) -> None:
    name, ours = member.name, python_name(member)
    kind = f"typename Abi::{member.type_name}"
    if member.count:
        count = abi_type(ctypes[member.count])
        body.written[member.count] = f'count_of<{count}>({ours}.size(), "{name}")'
    if member.kind is Kind.STRUCT:
        body.before += [f"{kind} {name}_given{{}};", f"Put<Abi>::put({name}_given, {ours}, arena);"]
    const = "" if "const" in ctypes[name] else "const_cast<unsigned char*>"
    body.written[name] = {
        Kind.TEXT: f'text_argument({ours}, "{name}")',
        Kind.STRUCT: f"{name}_given",
        Kind.OPTIONAL: f"Put<Abi>::template put_optional<{kind}>({ours}, arena)",
        Kind.STRUCTS: f"Put<Abi>::template put_list<{kind}>({ours}, arena)",
        Kind.INTS: f"{ours}.data()",
        Kind.BYTES: f"{const}({ours}.data())",
        Kind.POINTER: f"pointer_argument({ours})",
    }.get(member.kind, ours)


def _put_sequence(function: Function, body: _Body) -> None:
    if function.sequence == "in-out":
        body.before.append("int sequence_kept = sequence;")
        body.written["sequence"] = "&sequence_kept"
    if function.sequence == "out":
        body.before.append("int sequence = 0;")
        body.written["sequence"] = "&sequence"


def _get_output(member: Member, function: Function, body: _Body) -> None:
    name, found = member.name, f"{member.name}_found"
    held = dict(function.arguments)[name].removesuffix("*").strip()
    body.before.append(f"{'unsigned char' if held == 'bool' else _argument(held)} {found}{{}};")
    body.written[name] = f"&{found}"
    if member.count:
        body.before.append(f"int {member.count} = 0;")
        body.written[member.count] = f"&{member.count}"
    value = camel(member.type_name)
    read = {
        Kind.TEXT: f"text_of({found})",
        Kind.OPTIONAL: f"{found} != nullptr ? Get<Abi>::get(*{found}) : {value}{{}}",
        Kind.STRUCTS: f"Get<Abi>::get_list({found}, {member.count})",
        Kind.STRUCT: f"Get<Abi>::get({found})",
        Kind.BOOL: f"{found} != 0",
    }.get(member.kind, found)
    body.after.append(f"auto {name} = {read};")
    body.returned.append(f"std::move({name})")
    if function.free_with:
        body.after.append(f"call.free<Abi>(Symbol::k{camel(function.free_with)}, {found});")


def _argument(ctype: str) -> str:
    return re.sub(r"\bzego_", "typename Abi::zego_", abi_type(ctype))


def _statements(function: Function) -> list[str]:
    body = _Body()
    for member in function.inputs:
        _put_input(member, dict(function.arguments), body)
    _put_sequence(function, body)
    for member in function.outputs:
        _get_output(member, function, body)
    if function.sequence == "out":
        body.returned.append("sequence")
    if any("arena" in text for text in (*body.before, *body.written.values())):
        body.before.insert(0, "Arena arena;")
    given = ", ".join(body.written[name] for name, _ in function.arguments)
    types = ", ".join(["Abi", "int", *(_argument(ctype) for _, ctype in function.arguments)])
    call = f"const int code = call.make<{types}>({given});"
    returned = f"return {{{', '.join(['code', *body.returned])}}};" if body.returned else ""
    return [*body.before, call, *body.after, returned or "return code;"]


def _definition(function: Function) -> str:
    body = "".join(f"    {line}\n" for line in _statements(function))
    names = "".join(f", {python_name(member)}" for member in ordered(function))
    newer, older = (f"{function.short}_as<{abi}>(call{names})" for abi in ("V325", "V1"))
    chosen = newer if function.only_v2 else f"call.has_handle() ? {newer} : {older}"
    head = f"static {result_type(function)} {function.short}_as(const Call& call"
    return (
        f"template <class Abi>\n{head}{_parameters(function)}) {{\n{body}}}\n\n"
        f"{_signature(function)} {{\n"
        f"    const Call call(handle, Symbol::k{camel(function.name)});\n"
        f"    return {chosen};\n}}\n"
    )


def write_calls_header(interface: Interface) -> str:
    """``calls.h``."""
    lines = "".join(f"{_signature(function)};\n" for function in methods(interface))
    return (
        f'{NOTE}#pragma once\n\n#include <tuple>\n\n#include "zego/bytes.h"\n'
        f'#include "zego/values.h"\n\nnamespace klieg::zego {{\n\nclass Handle;\n\n'
        f"namespace calls {{\n\n{lines}\n}}  // namespace calls\n\n}}  // namespace klieg::zego\n"
    )


def write_calls(interface: Interface, part: int, parts: int) -> str:
    """``calls_N.cpp``: every ``parts``-th function, from ``part`` on."""
    made = "\n".join(_definition(function) for function in methods(interface)[part::parts])
    return (
        f'{NOTE}#include "zego/calls.h"\n\n#include <utility>\n\n'
        '#include "zego/call.h"\n#include "zego/convert.h"\n'
        f'#include "zego/symbols.h"\n\n'
        f"namespace klieg::zego::calls {{\n\n{made}\n}}  // namespace klieg::zego::calls\n"
    )


def write_symbols(interface: Interface) -> str:
    """``symbols.h``: every name that is looked up in the library."""
    rows = [
        (camel(function.name), function.name, function.only_v2) for function in interface.functions
    ]
    rows += [
        (camel(callback.name), callback.register, callback.only_v2)
        for callback in interface.callbacks
    ]
    kinds = "".join(f"    k{name},\n" for name, _, _ in rows)
    texts = "".join(f'    {{"{symbol}", {str(only_v2).lower()}}},\n' for _, symbol, only_v2 in rows)
    return (
        f"{NOTE}#pragma once\n\n#include <array>\n\nnamespace klieg::zego {{\n\n"
        f"// A function of the SDK, or the registration of a callback.\n"
        f"enum class Symbol : unsigned short {{\n{kinds}}};\n\n"
        "struct SymbolName {\n    const char* name;\n    bool only_v2;\n};\n\n"
        f"constexpr std::array<SymbolName, {len(rows)}> kSymbols = {{{{\n{texts}}}}};\n\n"
        "}  // namespace klieg::zego\n"
    )
