"""Versions and licences as the installed packages and the media server's program tell them."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

from app.services.shipped import go_parts, python_parts

BUILD_INFORMATION = (
    b"\x7fELF junk\x00path\tgithub.com/livekit/livekit-server/cmd/server\n"
    b"mod\tgithub.com/livekit/livekit-server\tv1.13.5\th1:abc=\n"
    b"dep\tgithub.com/pion/webrtc/v4\tv4.1.2\th1:def=\n"
    b"dep\tgoogle.golang.org/grpc\tv1.80.0-dev.1\th1:ghi=\n"
    b"build\t-ldflags=-s\n\x00 more junk"
)


def test_klieg_comes_first_and_what_it_needs_follows() -> None:
    parts = python_parts()
    names = [part.name.lower() for part in parts]
    assert names[0] == "klieg"
    assert {"livekit", "pyside6_essentials", "numpy", "av"} <= set(names)
    assert len(names) == len(set(names))


def test_what_only_the_developers_need_is_not_shipped() -> None:
    names = {part.name.lower() for part in python_parts()}
    assert not names & {"pytest", "ruff", "mypy", "hypothesis"}


def test_every_part_names_its_version_and_licence() -> None:
    for part in python_parts():
        assert part.version == importlib.metadata.version(part.name)
        assert part.licence or part.text, f"{part.name} says nothing of its licence"


def test_a_licence_is_read_from_the_package() -> None:
    klieg = python_parts()[0]
    assert klieg.licence == "Apache-2.0"
    assert "Apache License" in klieg.text


def test_something_that_is_not_installed_is_left_out() -> None:
    assert python_parts("no-such-package-anywhere") == ()


def test_modules_are_read_from_the_program_itself(tmp_path: Path) -> None:
    program = tmp_path / "server"
    program.write_bytes(BUILD_INFORMATION)
    parts = {part.name: part.version for part in go_parts(program)}
    assert parts == {
        "github.com/livekit/livekit-server": "v1.13.5",
        "github.com/pion/webrtc/v4": "v4.1.2",
        "google.golang.org/grpc": "v1.80.0-dev.1",
    }


def test_a_program_that_tells_nothing_has_no_parts(tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "other").write_bytes(b"#!/bin/sh\n")
    assert go_parts(tmp_path / "empty") == ()
    assert go_parts(tmp_path / "other") == ()
    assert go_parts(tmp_path / "missing") == ()
