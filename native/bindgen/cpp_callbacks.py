"""Writes what the SDK calls: one trampoline per callback and variant, and their registration."""

from choices import FRAMES, PERIODIC, SOUNDS, python_name
from cpp_calls import _argument
from cpp_types import NOTE
from model import Callback, Interface, Kind, Member, camel


def _read(member: Member) -> str:
    to, given = f"made->{python_name(member)}", member.name
    counted = f"{given}, {member.count}"
    if member.name == "image":
        return f"{to} = picture_of(image);"
    return {
        Kind.TEXT: f"{to} = text_of({given});",
        Kind.FLOAT: f"{to} = finite({given});",
        Kind.STRUCT: f"{to} = Get<Abi>::get({given});",
        Kind.OPTIONAL: f"if ({given} != nullptr) {to} = Get<Abi>::get(*{given});",
        Kind.STRUCTS: f"{to} = Get<Abi>::get_list({counted});",
        Kind.BYTES: f"{to} = bytes_of({counted});",
        Kind.POINTER: f"{to} = number_of({given});",
    }.get(member.kind) or f"{to} = {given};"


def _parameters(callback: Callback) -> str:
    return ", ".join(f"{_argument(ctype)} {name}" for name, ctype in callback.arguments)


def _trampoline(callback: Callback) -> str:
    short = callback.name.removeprefix("zego_on_")
    body = "".join(f"            {_read(member)}\n" for member in callback.members)
    post = "post_periodic" if callback.name in PERIODIC else "post"
    return (
        f"    static void {short}({_parameters(callback)}) noexcept {{\n"
        f"        Inside(user_context).{post}([&] {{\n"
        f"            auto made = std::make_unique<{camel(callback.name)}>();\n"
        f"{body}            return made;\n        }});\n    }}\n"
    )


def _row(callback: Callback, abi: str) -> str:
    short = callback.name.removeprefix("zego_on_")
    by_hand = callback.name in FRAMES or callback.name in SOUNDS
    where = "MediaCallbacks" if by_hand else "Callbacks"
    entry = f"entry_of<{abi}, &{where}<{abi}>::{short}>()"
    return f"        {{Symbol::k{camel(callback.name)}, {entry}}},\n"


def write_trampolines(interface: Interface) -> str:
    """``trampolines.h``: ``Callbacks<Abi>`` has one function per callback."""
    made = "".join(
        _trampoline(callback)
        for callback in interface.callbacks
        if callback.name not in FRAMES and callback.name not in SOUNDS
    )
    return (
        f'{NOTE}#pragma once\n\n#include <memory>\n\n#include "zego/convert.h"\n'
        f'#include "zego/events.h"\n#include "zego/inside.h"\n\n'
        f"namespace klieg::zego {{\n\ntemplate <class Abi>\nstruct Callbacks {{\n{made}}};\n\n"
        f"}}  // namespace klieg::zego\n"
    )


def write_table(interface: Interface, variant: str, abi: str) -> str:
    """``callbacks_vN.cpp``: the functions of one variant."""
    rows = "".join(
        _row(callback, abi)
        for callback in interface.callbacks
        if variant == "v2" or not callback.only_v2
    )
    return (
        f'{NOTE}#include "zego/callbacks.h"\n#include "zego/media_callbacks.h"\n'
        f'#include "zego/trampolines.h"\n\nnamespace klieg::zego {{\n\n'
        f"const std::vector<CallbackEntry>& callbacks_of_{variant}() {{\n"
        f"    static const std::vector<CallbackEntry> entries = {{\n{rows}    }};\n"
        f"    return entries;\n}}\n\n}}  // namespace klieg::zego\n"
    )
