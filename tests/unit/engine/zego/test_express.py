"""The compiled probe against real libraries, which are built here from a few lines of C."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from app.engine.zego._express import AbiVariant, LibraryError, LibraryInfo, load, probe

COMPILER = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
SUFFIX = {"win32": ".dll", "darwin": ".dylib"}.get(sys.platform, ".so")
MAKES_HANDLE = "zego_express_engine_create_handle"
CORE = (
    "zego_express_get_version",
    "zego_express_engine_init_with_profile",
    "zego_express_engine_uninit_async",
    "zego_express_login_room_with_callback",
    "zego_express_logout_room_with_callback",
    "zego_express_start_publishing_stream_with_config",
    "zego_express_stop_publishing_stream",
    "zego_express_start_playing_stream_with_config",
    "zego_express_stop_playing_stream",
    "zego_register_room_state_changed_callback",
    "zego_register_engine_uninit_callback",
)
# Reads one byte from the pipe PIPE, for five seconds at most, and notes in ANSWER that it came.
WAITS_FOR_A_BYTE = """
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>
__attribute__((constructor)) static void wait_for_a_byte(void) {
    struct pollfd pipe = {open(PIPE, O_RDONLY), POLLIN, 0};
    if (poll(&pipe, 1, 5000) == 1) close(open(ANSWER, O_CREAT | O_WRONLY, 0600));
    close(pipe.fd);
}
"""

BuildLibrary = Callable[..., Path]

needs_compiler = pytest.mark.skipif(COMPILER is None, reason="no C compiler to build libraries")


@pytest.fixture
def build_library(tmp_path: Path) -> BuildLibrary:
    """Builds a shared library that exports ``symbols``; calling any of them ends the process."""

    def build(symbols: Iterable[str], *, name: str = "sdk", source: str = "") -> Path:
        library = tmp_path / f"{name}{SUFFIX}"
        library.parent.mkdir(exist_ok=True)
        exports = "__declspec(dllexport) " if sys.platform == "win32" else ""
        functions = [f"{exports}void {symbol}(void) {{ abort(); }}" for symbol in symbols]
        code = tmp_path / "library.c"
        code.write_text("\n".join(["#include <stdlib.h>", source, *functions]), encoding="utf-8")
        built = tmp_path / f"built{SUFFIX}"
        assert COMPILER is not None
        command = [COMPILER, "-shared", "-fPIC", "-o", str(built), str(code)]
        subprocess.run(command, check=True)
        return built.rename(library)

    return build


@needs_compiler
def test_a_library_with_the_maker_of_handles_is_variant_2(build_library: BuildLibrary) -> None:
    library = build_library([*CORE, MAKES_HANDLE])

    info = probe(str(library))

    assert isinstance(info, LibraryInfo)
    assert (info.path, info.variant) == (library, AbiVariant.V2)


@needs_compiler
def test_a_library_without_the_maker_of_handles_is_variant_1(build_library: BuildLibrary) -> None:
    library = build_library(CORE)

    assert probe(library).variant is AbiVariant.V1


@needs_compiler
def test_a_path_in_any_script_is_found(build_library: BuildLibrary) -> None:
    library = build_library(CORE, name="配信 ライブラリ é/ズー")

    assert probe(library).path == library


@needs_compiler
def test_a_relative_path_means_the_current_folder(
    build_library: BuildLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = build_library(CORE)
    monkeypatch.chdir(library.parent)

    assert probe(library.name).variant is AbiVariant.V1


@needs_compiler
@pytest.mark.parametrize("symbols", [(), ("ZegoExpressNodeStart",), (MAKES_HANDLE,)])
def test_a_library_without_the_interface_is_refused(
    build_library: BuildLibrary, symbols: tuple[str, ...]
) -> None:
    library = build_library(symbols)

    with pytest.raises(LibraryError) as refused:
        probe(library)

    assert str(refused.value) == (
        f"cannot use {library}: it is not the ZEGO Express SDK, or one older than version 3"
    )


@needs_compiler
@pytest.mark.parametrize("missing", CORE)
def test_a_library_that_lacks_one_function_is_refused_by_its_name(
    build_library: BuildLibrary, missing: str
) -> None:
    library = build_library(symbol for symbol in CORE if symbol != missing)

    with pytest.raises(LibraryError) as refused:
        probe(library)

    assert str(refused.value) == f"cannot use {library}: its ZEGO Express SDK lacks {missing}"


def test_a_path_without_a_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / f"ライブラリ{SUFFIX}"

    with pytest.raises(LibraryError) as refused:
        probe(path)

    assert str(refused.value) == f"cannot load {path}: there is no such file"


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LibraryError) as refused:
        probe(tmp_path)

    assert str(refused.value) == f"cannot load {tmp_path}: it is not a file"


@pytest.mark.parametrize("content", [b"", b"MZ", b"\x7fELF", b"no library at all\n" * 100])
def test_a_file_that_is_no_library_is_refused_with_the_systems_reason(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / f"broken{SUFFIX}"
    path.write_bytes(content)

    with pytest.raises(LibraryError) as refused:
        probe(path)

    start, _, why = str(refused.value).partition(f"cannot load {path}: ")
    assert start == ""
    assert why
    assert str(path) not in why


@needs_compiler
@pytest.mark.parametrize("share", [0.01, 0.1, 0.5])
def test_a_library_that_is_cut_off_is_refused(build_library: BuildLibrary, share: float) -> None:
    library = build_library(CORE)
    whole = library.read_bytes()
    library.write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(LibraryError) as refused:
        probe(library)

    assert str(refused.value).startswith(f"cannot load {library}: ")


@pytest.mark.skipif(sys.platform != "linux", reason="only there is a path just bytes")
def test_a_path_that_is_no_text_is_told_as_python_would(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.so")

    with pytest.raises(LibraryError) as refused:
        probe(path)

    assert str(refused.value) == f"cannot load {path}: there is no such file"


@needs_compiler
@pytest.mark.skipif(sys.platform == "win32", reason="the waiting library is written for POSIX")
def test_other_threads_run_while_a_library_loads(
    build_library: BuildLibrary, tmp_path: Path
) -> None:
    pipe, answer = tmp_path / "pipe", tmp_path / "answer"
    os.mkfifo(pipe)
    source = f'#define PIPE "{pipe}"\n#define ANSWER "{answer}"\n{WAITS_FOR_A_BYTE}'
    library = build_library(CORE, source=source)

    loading = threading.Thread(target=probe, args=(library,))
    loading.start()
    with pipe.open("wb", buffering=0) as writer:  # opens when the library's initialiser does
        writer.write(b"x")
        loading.join()

    assert answer.exists()


@needs_compiler
@pytest.mark.parametrize(
    ("version", "shown"), [("1.7.5", "1.7.5"), ("2.23.1", "2.23.1"), ("", "unknown")]
)
def test_an_sdk_older_than_version_3_is_refused(
    build_library: BuildLibrary, version: str, shown: str
) -> None:
    tells = f'int zego_express_get_version(const char** to) {{ *to = "{version}"; return 0; }}'
    library = build_library(CORE[1:], source=tells)

    with pytest.raises(LibraryError) as refused:
        load(library)

    assert str(refused.value) == (
        f"cannot use {library}: its ZEGO Express SDK is version {shown}, not 3 or later"
    )


@needs_compiler
@pytest.mark.parametrize(
    ("version", "is_newer"), [("3.25.0.51516", False), ("3.26.0.1", True), ("4.0", True)]
)
def test_an_sdk_newer_than_the_tested_one_is_told(
    build_library: BuildLibrary, version: str, is_newer: bool
) -> None:
    tells = f'int zego_express_get_version(const char** to) {{ *to = "{version}"; return 0; }}'
    library = load(build_library(CORE[1:], source=tells))

    assert (library.version, library.is_newer_than_tested) == (version, is_newer)
    assert "zego_express_start_preview" in library.missing
