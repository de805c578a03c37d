"""Writes the stub of the binding: enums, values, events and one method per function."""

from pathlib import Path

from choices import argument_name, default_of, events, methods, ordered, positional, python_name
from model import Callback, Enumeration, Function, Interface, Kind, Member, Struct, camel

HERE = Path(__file__).parent
SHOWN = {"PublishChannel.MAIN": "..."}  # a stub may show plain values only
WHEN = {
    "any": "Accepted at any time.",
    "before-init": "Accepted before the engine is initialised.",
    "after-init": "Accepted once the engine is initialised.",
    "after-login": "Has its effect in a room.",
    "after-init,before-media": "Accepted once the engine is initialised, before any media runs.",
    "after-init,before-publish": "Accepted once the engine is initialised; counts from the next "
    "publishing on.",
}
SEQUENCE = {
    "in": "``sequence`` comes from :meth:`get_increase_seq` and comes back in the result.",
    "in-out": "``sequence`` comes from :meth:`get_increase_seq`, so that the result can be "
    "expected before it can arrive.",
    "out": "The result may be in the queue before this returns its sequence; the sequence is "
    "negative when the call was refused.",
}
SIMPLE = {
    Kind.INT: ("int", "0"),
    Kind.FLOAT: ("float", "0.0"),
    Kind.BOOL: ("bool", "False"),
    Kind.TEXT: ("str", '""'),
    Kind.BYTES: ("bytes", 'b""'),
    Kind.POINTER: ("int", "0"),
    Kind.INTS: ("tuple[int, ...]", "()"),
}


def field_type(member: Member) -> tuple[str, str]:
    """Type and default of a field of a value or an event."""
    name = camel(member.type_name)
    if member.kind is Kind.ENUM:
        return f"{name} | int", "..."
    if member.kind is Kind.STRUCT:
        return name, "..."
    if member.kind is Kind.OPTIONAL:
        return f"{name} | None", "None"
    if member.kind is Kind.STRUCTS:
        return f"tuple[{name}, ...]", "()"
    if member.kind is Kind.ARRAY:
        numbers = ", ".join(["int"] * member.room)
        return f"tuple[{numbers}]", f"({', '.join(['0'] * member.room)})"
    return SIMPLE[member.kind]


def argument_type(member: Member) -> str:
    """Type of an argument."""
    name = camel(member.type_name)
    return {
        Kind.ENUM: name,
        Kind.STRUCT: name,
        Kind.OPTIONAL: f"{name} | None",
        Kind.STRUCTS: f"Sequence[{name}]",
        Kind.INTS: "Sequence[int]",
        Kind.BYTES: "Buffer",
    }.get(member.kind) or SIMPLE[member.kind][0]


def output_type(member: Member) -> str:
    """Type of what a function fills."""
    if member.kind is Kind.OPTIONAL:
        return camel(member.type_name)
    return field_type(member)[0]


def result_type(function: Function) -> str:
    """What a method returns: the code, and behind it what the function filled."""
    found = [output_type(member) for member in function.outputs]
    if function.sequence == "out":
        found.append("int")
    return f"tuple[int, {', '.join(found)}]" if found else "int"


def _enum(enum: Enumeration) -> str:
    base = "IntFlag" if enum.flags else "IntEnum"
    values = "\n".join(f"    {known.name} = {known.value}" for known in enum.constants)
    return f'class {camel(enum.name)}(enum.{base}):\n    """``{enum.name}``."""\n\n{values}\n'


def _fields(members: tuple[Member, ...]) -> list[str]:
    lines = []
    for member in members:
        kind, default = field_type(member)
        if member.name == "image":
            kind, default = "Picture | None", "None"
        lines.append(f"    {python_name(member)}: {kind} = {default}")
    return lines


def _limits(members: tuple[Member, ...]) -> str:
    texts = [
        f"``{member.name}`` {member.room if member.name == 'app_sign' else member.room - 1}"
        for member in members
        if member.kind is Kind.TEXT and member.room
    ]
    return f"\n\n    Bytes at most: {', '.join(texts)}.\n    " if texts else ""


def _wrapped(text: str, indent: str) -> str:
    lines, line = [], ""
    for word in text.split():
        if len(indent) + len(line) + 1 + len(word) > 98:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return f"\n{indent}".join([*lines, line])


def _value(struct: Struct) -> str:
    fields = "\n".join(_fields(struct.members))
    limits = _limits(struct.members)
    if limits:
        limits = f"\n\n    {_wrapped(limits, '    ')}\n    "
    doc = f'    """``{struct.name}``.{limits}"""\n\n'
    return f"class {camel(struct.name)}(NamedTuple):\n{doc}{fields}\n"


def _event(callback: Callback) -> str:
    fields = "\n".join([*_fields(callback.members), "    received_at_us: int = 0"])
    return (
        f'class {camel(callback.name)}(NamedTuple):\n    """``{callback.name}``."""\n\n{fields}\n'
    )


def _method(function: Function) -> str:
    members = ordered(function)
    front = positional(members)
    words = ["self"]
    for number, member in enumerate(members):
        if number == front:
            words.append("*")
        default = default_of(member)
        kind = argument_type(member)
        words.append(
            f"{argument_name(member)}: {kind}"
            + (f" = {SHOWN.get(default, default)}" if default else "")
        )
    facts = [WHEN[function.when]]
    if function.result:
        facts.append(f"The outcome comes as :class:`{camel(function.result)}`.")
    if function.sequence:
        facts.append(SEQUENCE[function.sequence])
    if function.platforms:
        facts.append(f"Only on {' and '.join(function.platforms)}.")
    if function.only_v2:
        facts.append("Only in SDK 3.24 and later.")
    filled = [member.name for member in function.outputs]
    filled += ["sequence"] if function.sequence == "out" else []
    if filled:
        facts.append(f"Returns (code, {', '.join(filled)}).")
    body = _wrapped(" ".join(facts), " " * 8)
    return (
        f"    def {function.short}({', '.join(words)}) -> {result_type(function)}:\n"
        f'        """``{function.name}``.\n\n        {body}\n        """\n'
    )


def write_stub(interface: Interface) -> str:
    """Return the whole stub; the fixed parts come from ``stub_*.pyi.in`` here."""
    names = [camel(callback.name) for callback in events(interface)]
    union = "Event: TypeAlias = (\n    " + "\n    | ".join(names) + "\n)\n"
    return "\n".join(
        [
            (HERE / "stub_head.pyi.in").read_text(encoding="utf-8"),
            *(_enum(enum) for enum in interface.enums),
            *(_value(struct) for struct in interface.values),
            *(_event(callback) for callback in events(interface)),
            union,
            (HERE / "stub_handle.pyi.in").read_text(encoding="utf-8"),
            *(_method(function) for function in methods(interface)),
        ]
    )
