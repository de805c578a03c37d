"""Reads which names a macOS library has, on any system and without loading it."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from tests.zego_sdk.facts import CheckError

FAT_MAGIC, MACH_MAGIC = 0xCAFEBABE, 0xFEEDFACF
FAT_HEADER, FAT_PART = struct.Struct(">II"), struct.Struct(">5I")
MACH_HEADER, COMMAND, SYMBOL_TABLE = (
    struct.Struct("<8I"),
    struct.Struct("<II"),
    struct.Struct("<4I"),
)
SYMBOL = struct.Struct("<IBBHQ")
HAS_SYMBOL_TABLE = 2
IS_DEBUGGING, IS_EXTERNAL, KIND, IS_UNDEFINED = 0xE0, 0x01, 0x0E, 0x00
PROCESSORS = {0x01000007: "x86_64", 0x0100000C: "arm64"}


def exports_of(path: Path) -> dict[str, frozenset[str]]:
    """What it exports, as C calls it, by the name of the processor.

    Raises:
        CheckError: It is no library for more than one processor.
    """
    whole = path.read_bytes()
    magic, count = FAT_HEADER.unpack_from(whole)
    if magic != FAT_MAGIC:
        raise CheckError(f"{path.name} is no universal library")
    parts: dict[str, frozenset[str]] = {}
    for number in range(count):
        at = FAT_HEADER.size + number * FAT_PART.size
        processor, _, start, size, _ = FAT_PART.unpack_from(whole, at)
        name = PROCESSORS.get(processor, hex(processor))
        parts[name] = frozenset(_exports_in(whole[start : start + size]))
    return parts


def _exports_in(part: bytes) -> Iterator[str]:
    magic, _, _, _, commands, *_ = MACH_HEADER.unpack_from(part)
    if magic != MACH_MAGIC:
        raise CheckError("a part of the library is not for 64 bit")
    at = MACH_HEADER.size
    for _ in range(commands):
        command, size = COMMAND.unpack_from(part, at)
        if command == HAS_SYMBOL_TABLE:
            yield from _symbols_in(part, at + COMMAND.size)
        at += size


def _symbols_in(part: bytes, table: int) -> Iterator[str]:
    at, count, texts_at, texts_size = SYMBOL_TABLE.unpack_from(part, table)
    texts = part[texts_at : texts_at + texts_size]
    for text_at, kind, *_ in SYMBOL.iter_unpack(part[at : at + count * SYMBOL.size]):
        is_defined = kind & KIND != IS_UNDEFINED
        if kind & IS_EXTERNAL and is_defined and not kind & IS_DEBUGGING:
            end = texts.index(b"\0", text_at)
            yield texts[text_at:end].decode("ascii").removeprefix("_")
