"""Packages are installed in one call where that needs no password; else the line is shown."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.unit.workshop.conftest import AddProgram
from workshop.layout import Layout
from workshop.needs import (
    for_a_virtual_screen,
    for_building,
    for_showing_windows,
    for_the_bench,
    for_the_tests,
)
from workshop.steps import SetupError
from workshop.system_packages import Need, SystemPackagesStep

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has such packages")

INSTALL = "install -y -q --no-remove --no-install-recommends"


@dataclass
class Machine:
    """A machine with a package manager that writes down what it is told."""

    calls_file: Path
    installed: Path

    def calls(self) -> list[str]:
        text = self.calls_file.read_text(encoding="utf-8") if self.calls_file.exists() else ""
        return text.splitlines()

    def need(self, name: str, apt: str) -> Need:
        return Need(name, self.installed.exists, apt=apt)


@pytest.fixture
def machine(
    add_program: AddProgram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[int], Machine]:
    """Makes a Debian on which we are the user with the given number."""

    def make(user: int) -> Machine:
        monkeypatch.setattr(os, "geteuid", lambda: user)
        made = Machine(tmp_path / "calls", tmp_path / "installed")
        note = f'echo "apt-get $@" >> {made.calls_file}'
        add_program("apt-get", f'{note}\n[ "$1" = update ] || touch {made.installed}')
        add_program("apt-cache", '[ "$2" = libnew1 ]')
        return made

    return make


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "packages.log"


def test_root_installs_all_that_is_missing_in_one_call(
    machine: Callable[[int], Machine], log: Path
) -> None:
    debian = machine(0)
    met = Need("a screen", lambda: True, apt="xvfb")
    step = SystemPackagesStep((debian.need("b", "b1 b2"), met, debian.need("a", "a1")), log)
    assert not step.is_done()

    step.carry_out()

    assert debian.calls() == ["apt-get update -q", f"apt-get {INSTALL} a1 b1 b2"]
    assert step.is_done()


@pytest.mark.parametrize(
    ("choice", "chosen"), [("libnew1|libold1", "libnew1"), ("liblater1|libold1", "libold1")]
)
def test_the_first_name_that_the_release_has_is_taken(
    machine: Callable[[int], Machine], log: Path, choice: str, chosen: str
) -> None:
    debian = machine(0)

    SystemPackagesStep((debian.need("a library", choice),), log).carry_out()

    assert debian.calls()[-1] == f"apt-get {INSTALL} {chosen}"


def test_sudo_is_used_where_it_asks_for_nothing(
    machine: Callable[[int], Machine], add_program: AddProgram, log: Path
) -> None:
    debian = machine(1000)
    add_program("sudo", f'echo "sudo $1" >> {debian.calls_file}; shift; exec "$@"')

    SystemPackagesStep((debian.need("a library", "a1"),), log).carry_out()

    assert debian.calls()[-2:] == ["sudo -n", f"apt-get {INSTALL} a1"]


@pytest.mark.parametrize("sudo", ["exit 1", None])
def test_where_a_password_is_needed_the_line_is_shown_and_nothing_done(
    machine: Callable[[int], Machine], add_program: AddProgram, log: Path, sudo: str | None
) -> None:
    debian = machine(1000)
    if sudo is not None:
        add_program("sudo", sudo)

    with pytest.raises(SetupError) as refused:
        SystemPackagesStep((debian.need("a library", "a1"),), log).carry_out()

    assert refused.value.hint == f"    sudo apt-get {INSTALL} a1"
    assert debian.calls() == []


def test_what_is_missing_after_the_installation_is_named(
    machine: Callable[[int], Machine], log: Path
) -> None:
    machine(0)
    never = Need("a unicorn", lambda: False, apt="unicorn")

    with pytest.raises(SetupError, match="still missing after the installation: a unicorn"):
        SystemPackagesStep((never,), log).carry_out()


def test_without_a_package_manager_the_needs_are_listed(add_program: AddProgram, log: Path) -> None:
    add_program("other", "exit 1")
    need = Need("a compiler", lambda: False, other="make me one")

    with pytest.raises(SetupError) as refused:
        SystemPackagesStep((need,), log).carry_out()

    assert refused.value.hint == "    a compiler: make me one"


def test_the_title_names_a_few_and_counts_the_rest(log: Path) -> None:
    needs = tuple(Need(f"n{number}", lambda: False) for number in range(7))

    assert SystemPackagesStep(needs[:4], log).title == "system packages: n0, n1, n2, n3"
    assert SystemPackagesStep(needs, log).title == "system packages: n0, n1, n2, 4 more"


def test_every_need_has_packages_for_every_manager(tmp_path: Path) -> None:
    needs = [
        *for_building(Layout(tmp_path)),
        *for_showing_windows(),
        *for_a_virtual_screen(),
        *for_the_tests(),
        *for_the_bench(),
    ]

    assert [need.name for need in needs if not (need.apt and need.dnf and need.pacman)] == []


def test_what_is_in_the_system_is_found_and_what_is_not_is_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen = for_a_virtual_screen()[0]
    font = next(need for need in for_showing_windows() if need.name == "a font")
    assert font.is_met()

    monkeypatch.setenv("PATH", "/nowhere")
    assert not screen.is_met()
