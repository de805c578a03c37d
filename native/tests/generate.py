# ruff: noqa: INP001 - a program, run by CMake
"""Write the stand-in's declarations and its plain functions from the interface data.

Run by CMake: ``generate.py ABI_JSON OUTPUT_FOLDER SOURCE...``. The sources are searched for
``EXPORT(name)``; every function of the data that none of them defines gets a plain one, which
checks the state of the engine, reports itself as called and returns 0.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypedDict

DEFINED = re.compile(r"EXPORT\((zego_\w+)\)")
ARRAY = re.compile(r"(.+)\[(\d+)\]$")


class Argument(TypedDict):
    """One argument or field."""

    name: str
    ctype: str


class Function(TypedDict, total=False):
    """One function or callback."""

    name: str
    register: str
    ret: str
    handle: bool
    abi: str
    when: str
    args: list[Argument]


class Value(TypedDict, total=False):
    """One value of an enumeration."""

    name: str
    value: int


class Layout(TypedDict, total=False):
    """One form of a struct."""

    size: int
    fields: list[dict[str, object]]


class Struct(Layout, total=False):
    """A struct and how it differs."""

    name: str
    abi: str
    v1_layout: Layout
    v3_25_layout: Layout


class Enumeration(TypedDict):
    """An enumeration."""

    name: str
    values: list[Value]


class Interface(TypedDict, total=False):
    """The whole of the data."""

    constants: dict[str, int]
    enums: list[Enumeration]
    structs: list[Struct]
    functions: list[Function]
    callbacks: list[Function]


def declared(ctype: str, name: str) -> str:
    """Return a C declaration of a field."""
    found = ARRAY.match(ctype)
    return f"{found[1]} {name}[{found[2]}];" if found else f"{ctype} {name};"


def fields_of(layout: Layout) -> Iterator[str]:
    """Return the lines of a struct's body."""
    for field in layout["fields"]:
        yield f"    {declared(str(field['ctype']), str(field['name']))}"


def complete_structs(data: Interface) -> Iterator[Struct]:
    """Return the structs whose members are all in the data; a subset may lack unused ones."""
    known = {f"enum {enumeration['name']}" for enumeration in data["enums"]}
    for struct in data["structs"]:
        types = (str(field["ctype"]).partition("[")[0] for field in struct["fields"])
        named = (
            kind for kind in types if kind.startswith(("enum ", "struct ")) and "*" not in kind
        )
        if known.issuperset(named):
            known.add(f"struct {struct['name']}")
            yield struct


def struct_lines(struct: Struct) -> Iterator[str]:
    """Return one struct with its layout pinned."""
    name = struct["name"]
    newest: Layout = struct.get("v3_25_layout", struct)
    forms = [("ZEGO_ABI == 2", newest)]
    if "v1_layout" in struct:
        forms.append(("ZEGO_ABI == 1", struct["v1_layout"]))
    elif struct["abi"] == "v1":
        forms = [("1", newest)]
    for condition, layout in forms:
        yield f"#if {condition}"
        yield f"struct {name} {{"
        yield from fields_of(layout)
        yield "};"
        yield f'_Static_assert(sizeof(struct {name}) == {layout["size"]}, "{name}");'
        for field in layout["fields"]:
            member, offset = field["name"], field["offset"]
            yield f'_Static_assert(offsetof(struct {name}, {member}) == {offset}, "{member}");'
        yield "#endif"


def parameters(function: Function, *, named: bool = True) -> str:
    """Return the parameters without the handle."""
    return ", ".join(
        f"{argument['ctype']} {argument['name']}" if named else argument["ctype"]
        for argument in function["args"]
    )


def prototype(function: Function) -> str:
    """Return head of a function, with the handle where the variant has it."""
    arguments = parameters(function)
    if not function["handle"]:
        inside = arguments or "void"
    else:
        inside = f"HANDLE_AND {arguments}" if arguments else "HANDLE_ONLY"
    return f"{function['ret']} {function['name']}({inside})"


def only_in(function: Function, lines: Iterable[str]) -> Iterator[str]:
    """Return ``lines`` guarded by the variant the function belongs to."""
    if function["abi"] == "v2":
        yield "#if ZEGO_ABI == 2"
        yield from lines
        yield "#endif"
    else:
        yield from lines


def short_name(callback: Function) -> str:
    """Return the name of a callback without its prefix."""
    return callback["name"].removeprefix("zego_on_")


def header(data: Interface) -> Iterator[str]:
    """Return the lines of ``zego_abi.h``."""
    yield "#pragma once"
    yield "#include <stdbool.h>"
    yield "#include <stddef.h>"
    yield "typedef int zego_error;"
    yield "typedef int zego_seq;"
    yield "typedef int zego_instance;"
    yield "typedef void* zego_handle;"
    yield "#if ZEGO_ABI == 2"
    yield "#define HANDLE_AND zego_handle handle,"
    yield "#define HANDLE_ONLY zego_handle handle"
    yield "#define GIVEN_HANDLE handle"
    yield "#else"
    yield "#define HANDLE_AND"
    yield "#define HANDLE_ONLY void"
    yield "#define GIVEN_HANDLE NULL"
    yield "#endif"
    for name, value in data.get("constants", {}).items():
        yield f"#define {name} {value}"
    for enumeration in data["enums"]:
        yield f"enum {enumeration['name']} {{"
        for choice in enumeration["values"]:
            yield f"    {choice['name']} = {choice['value']},"
        yield "};"
    for struct in complete_structs(data):
        yield from struct_lines(struct)
    for function in data["functions"]:
        yield from only_in(function, [f"ZEGO_EXPORT {prototype(function)};"])
    for callback in data["callbacks"]:
        arguments = parameters(callback)
        register = f"{callback['register']}(HANDLE_AND {callback['name']} fn, void* user_context);"
        lines = [
            f"typedef void (*{callback['name']})(HANDLE_AND {arguments});",
            f"ZEGO_EXPORT void {register}",
        ]
        yield from only_in(callback, lines)


def fire_prototype(callback: Function) -> str:
    """Return the head of the function that raises a callback."""
    arguments = ", ".join(f"{a['ctype']} {a['name']}" for a in callback["args"][:-1])
    inside = f"struct engine* engine, {arguments}" if arguments else "struct engine* engine"
    return f"void fire_{short_name(callback)}({inside})"


def fire_header(data: Interface) -> Iterator[str]:
    """Return the lines of ``fire.h``."""
    yield "#pragma once"
    yield '#include "zego_abi.h"'
    yield "struct engine;"
    yield "enum slot {"
    for callback in data["callbacks"]:
        yield f"    SLOT_{short_name(callback)},"
    yield "    SLOT_COUNT,"
    yield "};"
    for callback in data["callbacks"]:
        yield from only_in(callback, [f"{fire_prototype(callback)};"])


def fire_source(data: Interface) -> Iterator[str]:
    """Return the lines of ``fire.c``: registration and raising."""
    yield '#include "engine.h"'
    for callback in data["callbacks"]:
        name, slot = callback["name"], f"SLOT_{short_name(callback)}"
        passed = [argument["name"] for argument in callback["args"][:-1]] + ["slot.context"]
        lines = [
            f"void {callback['register']}(HANDLE_AND {name} fn, void* user_context) {{",
            f"    set_slot(GIVEN_HANDLE, {slot}, (any_function)fn, user_context);",
            "}",
            f"{fire_prototype(callback)} {{",
            f"    struct slot_value slot = get_slot(engine, {slot});",
            "    if (slot.function != NULL) {",
            f"        (({name})slot.function)(SEEN_HANDLE(engine) {', '.join(passed)});",
            "    }",
            "}",
        ]
        yield from only_in(callback, lines)


def plain_source(data: Interface, defined: frozenset[str]) -> Iterator[str]:
    """Return the lines of ``plain.c``: every function that nobody wrote by hand."""
    yield '#include "engine.h"'
    for function in data["functions"]:
        if function["name"] in defined:
            continue
        unused = [f"    (void){argument['name']};" for argument in function["args"]]
        anytime = function["when"] in ("any", "before-init")
        state = "ENTER_ANY_TIME" if anytime else "ENTER"
        body = [*unused, f"    {state};", "    return LEAVE(0);"]
        if function["ret"] not in ("int", "zego_error"):
            raise SystemExit(f"{function['name']} needs a definition by hand")
        yield from only_in(function, [f"{prototype(function)} {{", *body, "}"])


def main(arguments: list[str]) -> None:
    """Write all files that differ from what is there."""
    data: Interface = json.loads(Path(arguments[0]).read_text("utf-8"))
    folder = Path(arguments[1])
    texts = [Path(source).read_text("utf-8") for source in arguments[2:]]
    defined = frozenset(name for text in texts for name in DEFINED.findall(text))
    unknown = defined - {function["name"] for function in data["functions"]}
    if unknown:
        raise SystemExit(f"not in the interface: {', '.join(sorted(unknown))}")
    folder.mkdir(parents=True, exist_ok=True)
    outputs = {
        "zego_abi.h": header(data),
        "fire.h": fire_header(data),
        "fire.c": fire_source(data),
        "plain.c": plain_source(data, defined),
    }
    for name, lines in outputs.items():
        text = "// Made by generate.py.\n" + "\n".join(lines) + "\n"
        path = folder / name
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
