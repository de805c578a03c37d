"""A library of another system is refused in words that say so."""

import struct
import sys
from pathlib import Path

import pytest

from app.engine.zego._express import LibraryError, probe

OWN = {"win32": "Windows", "darwin": "macOS"}.get(sys.platform, "Linux")


def elf(machine: int) -> bytes:
    return b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HH", 3, machine) + bytes(44)


def portable_executable(machine: int) -> bytes:
    return b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0" + struct.pack("<H", machine)


def mach_o(processor: int) -> bytes:
    return struct.pack("<8I", 0xFEEDFACF, processor, 0, 6, 0, 0, 0, 0)


FOREIGN = {
    "Linux": elf(0x3E),
    "Windows": portable_executable(0x8664),
    "macOS": mach_o(0x0100000C),
}
UNIVERSAL = struct.pack(">7I", 0xCAFEBABE, 2, 0x01000007, 3, 4096, 4096, 12) + bytes(20)
JAVA_CLASS = struct.pack(">IHH", 0xCAFEBABE, 0, 65) + bytes(20)


def reason(folder: Path, content: bytes) -> str:
    path = folder / "library"
    path.write_bytes(content)
    with pytest.raises(LibraryError) as refused:
        probe(path)
    return str(refused.value).removeprefix(f"cannot load {path}: ")


@pytest.mark.parametrize("system", [name for name in FOREIGN if name != OWN])
def test_a_library_of_another_system_is_named(tmp_path: Path, system: str) -> None:
    assert reason(tmp_path, FOREIGN[system]) == f"it is for {system}, this is {OWN}"


@pytest.mark.skipif(OWN == "macOS", reason="it is its own")
def test_a_universal_library_of_macos_is_named(tmp_path: Path) -> None:
    assert reason(tmp_path, UNIVERSAL) == f"it is for macOS, this is {OWN}"


@pytest.mark.parametrize("content", [b"", b"MZ", b"some text", JAVA_CLASS])
def test_what_is_no_library_at_all_is_called_that(tmp_path: Path, content: bytes) -> None:
    assert reason(tmp_path, content) == "it is no library"


@pytest.mark.skipif(OWN != "Linux", reason="the file is one of Linux")
@pytest.mark.parametrize(("machine", "processor"), [(0x03, "32 bit x86"), (0x28, "32 bit ARM")])
def test_a_library_for_another_processor_is_named(
    tmp_path: Path, machine: int, processor: str
) -> None:
    assert reason(tmp_path, elf(machine)).startswith(f"it is for {processor}, this is 64 bit ")
