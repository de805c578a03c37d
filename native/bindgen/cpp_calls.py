"""Writes one C++ function per function of the SDK, for both variants."""

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


def _signature(function: Function, prefix: str = "") -> str:
    return (
        f"{result_type(function)} {prefix}{function.short}(Handle& handle{_parameters(function)})"
    )


def _prepared(function: Function) -> tuple[list[str], dict[str, str]]:
    """Statements before the call, and what to write for each of the SDK's arguments."""
    before: list[str] = []
    written: dict[str, str] = {}
    ctypes = dict(function.arguments)
    for member in function.inputs:
        name, ours = member.name, python_name(member)
        kind = f"typename Abi::{member.type_name}"
        count = f'count_of<{abi_type(ctypes.get(member.count, ""))}>({ours}.size(), "{name}")'
        written[name] = ours
        if member.count:
            written[member.count] = count
        if member.kind is Kind.TEXT:
            written[name] = f'text_argument({ours}, "{name}")'
        elif member.kind is Kind.STRUCT:
            before.append(
                f"{kind} {name}_given{{}};\n    Put<Abi>::put({name}_given, {ours}, arena);"
            )
            written[name] = f"{name}_given"
        elif member.kind is Kind.OPTIONAL:
            whole = member.name == "message"
            how = "put_optional" if not whole else "put_optional"
            written[name] = f"Put<Abi>::template {how}<{kind}>({ours}, arena)"
        elif member.kind is Kind.STRUCTS:
            written[name] = f"Put<Abi>::template put_list<{kind}>({ours}, arena)"
        elif member.kind is Kind.INTS:
            written[name] = f"{ours}.data()"
        elif member.kind is Kind.BYTES:
            const = "" if "const" in ctypes[name] else "const_cast<unsigned char*>"
            written[name] = f"{const}({ours}.data())"
        elif member.kind is Kind.POINTER:
            written[name] = f"pointer_argument({ours})"
    if function.sequence == "in-out":
        before.append("int sequence_kept = sequence;")
        written["sequence"] = "&sequence_kept"
    if function.sequence == "out":
        before.append("int sequence = 0;")
        written["sequence"] = "&sequence"
    return before, written


def _outputs(function: Function, written: dict[str, str]) -> tuple[list[str], list[str], list[str]]:
    """Statements before and after the call, and what is returned beside the code."""
    before, after, returned = [], [], []
    ctypes = dict(function.arguments)
    for member in function.outputs:
        name = member.name
        held = ctypes[name].removesuffix("*").strip()
        text = abi_type(held) if held != "bool" else "unsigned char"
        found = f"{name}_found"
        written[name] = f"&{found}"
        if "struct" in held:
            text = text.replace("zego_", "typename Abi::zego_")
        before.append(f"{text} {found}{{}};")
        if member.count:
            before.append(f"int {member.count} = 0;")
            written[member.count] = f"&{member.count}"
        freed = f"call.free<Abi>(Symbol::k{camel(function.free_with)}, {found});"
        if member.kind is Kind.TEXT:
            after.append(f"const std::string {name} = text_of({found});")
            returned.append(name)
        elif member.kind is Kind.OPTIONAL:
            kind = camel(member.type_name)
            after.append(
                f"const {kind} {name} = {found} != nullptr ? Get<Abi>::get(*{found}) : {kind}{{}};"
            )
            returned.append(name)
        elif member.kind is Kind.STRUCTS:
            after.append(f"const auto {name} = Get<Abi>::get_list({found}, {member.count});")
            returned.append(name)
        elif member.kind is Kind.STRUCT:
            returned.append(f"Get<Abi>::get({found})")
        elif member.kind is Kind.BOOL:
            returned.append(f"{found} != 0")
        else:
            returned.append(found)
        if function.free_with:
            after.append(freed)
    return before, after, returned


def _types(function: Function) -> str:
    return "".join(
        ", "
        + (f"typename Abi::{abi_type(ctype)}" if ctype.startswith("struct") else _argument(ctype))
        for _, ctype in function.arguments
    )


def _argument(ctype: str) -> str:
    text = abi_type(ctype)
    return text.replace("zego_", "typename Abi::zego_") if "zego_" in text else text


def _definition(function: Function) -> str:
    before, written = _prepared(function)
    out_before, after, returned = _outputs(function, written)
    if function.sequence == "out":
        returned.append("sequence")
    statements = [*before, *out_before]
    if any("arena" in text for text in (*statements, *written.values())):
        statements.insert(0, "Arena arena;")
    arguments = "".join(f", {written[name]}" for name, _ in function.arguments)
    types = "".join(f", {_argument(ctype)}" for _, ctype in function.arguments)
    statements.append(
        f"const int code = call.make<Abi, int{types}>({arguments.removeprefix(', ')});"
    )
    statements += after
    statements.append(f"return {{code, {', '.join(returned)}}};" if returned else "return code;")
    body = "".join(f"    {line}\n" for line in statements)
    names = "".join(f", {python_name(member)}" for member in ordered(function))
    older = (
        ""
        if function.only_v2
        else f"call.has_handle() ? {function.short}_as<V325>(call{names})\n                               : {function.short}_as<V1>(call{names})"
    )
    chosen = older or f"{function.short}_as<V325>(call{names})"
    return (
        f"template <class Abi>\nstatic {result_type(function)} {function.short}_as(const Call& call{_parameters(function)}) {{\n{body}}}\n\n"
        f"{_signature(function)} {{\n    const Call call(handle, Symbol::k{camel(function.name)});\n"
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
        f'{NOTE}#include "zego/calls.h"\n\n#include "zego/call.h"\n#include "zego/convert.h"\n'
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
