"""What a macOS library exports is read from its symbol table."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from tests.zego_sdk.facts import CheckError
from tests.zego_sdk.macho import exports_of

EXTERNAL, PRIVATE, IMPORTED = 0x0F, 0x0E, 0x01


def part_with(symbols: dict[str, int]) -> bytes:
    """A 64 bit library with one command, which is the table of symbols."""
    texts, table = b"\0", b""
    for name, kind in symbols.items():
        table += struct.pack("<IBBHQ", len(texts), kind, 1, 0, 0)
        texts += b"_" + name.encode() + b"\0"
    table_at = 32 + 24
    header = struct.pack("<8I", 0xFEEDFACF, 0x01000007, 3, 6, 1, 24, 0, 0)
    where = (table_at, len(symbols), table_at + len(table), len(texts))
    return header + struct.pack("<6I", 2, 24, *where) + table + texts


def universal(parts: dict[int, bytes]) -> bytes:
    head = struct.pack(">II", 0xCAFEBABE, len(parts))
    start = len(head) + 20 * len(parts)
    body = b""
    for processor, part in parts.items():
        head += struct.pack(">5I", processor, 3, start + len(body), len(part), 0)
        body += part
    return head + body


def test_exports_are_read_for_each_processor(tmp_path: Path) -> None:
    library = tmp_path / "sdk.dylib"
    intel = part_with({"zego_a": EXTERNAL, "hidden": PRIVATE, "malloc": IMPORTED})
    library.write_bytes(universal({0x01000007: intel, 0x0100000C: part_with({"zego_b": EXTERNAL})}))

    assert exports_of(library) == {"x86_64": {"zego_a"}, "arm64": {"zego_b"}}


def test_another_file_is_named(tmp_path: Path) -> None:
    library = tmp_path / "sdk.dylib"
    library.write_bytes(b"MZ" + bytes(64))

    with pytest.raises(CheckError, match=r"sdk\.dylib is no universal library"):
        exports_of(library)
