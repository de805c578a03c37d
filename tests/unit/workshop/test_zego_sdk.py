"""Where the real SDK cannot be tried, that is said, and it never counts as passed."""

import platform
import sys
from pathlib import Path

import pytest

from tests.unit.workshop.conftest import AddProgram
from workshop import zego_sdk
from workshop.layout import Layout
from workshop.needs import find_wine
from workshop.steps import SetupError
from workshop.zego_sdk import Outcome, TrialStep, isolation, try_zego_sdk

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Wine is for Linux here")


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path)


@pytest.fixture(autouse=True)
def a_common_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")


def test_a_machine_that_allows_no_network_of_its_own_is_told_so(
    add_program: AddProgram, layout: Layout, capfd: pytest.CaptureFixture[str]
) -> None:
    add_program("unshare", "exit 1")

    assert try_zego_sdk(layout) is Outcome.NOT_RUN
    said = capfd.readouterr().out
    assert "not run: cannot make a network of its own" in said
    assert "passed" not in said


def test_another_processor_is_told_so(
    layout: Layout, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")

    assert try_zego_sdk(layout) is Outcome.NOT_RUN
    assert "not run: the SDK's Windows library" in capfd.readouterr().out


def test_a_machine_without_wine_is_told_what_to_install(
    add_program: AddProgram,
    layout: Layout,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    add_program("unshare", "exit 0")
    add_program("apt-get", "exit 100")
    add_program("apt-cache", "exit 0")
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr("workshop.needs.find_wine", lambda: None)

    assert try_zego_sdk(layout) is Outcome.NOT_RUN
    said = capfd.readouterr().out
    assert "not run: cannot install system packages" in said
    assert "sudo apt-get install" in said
    assert "wine64" in said


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(0, Outcome.PASSED), (1, Outcome.FAILED), (-11, Outcome.FAILED), (77, Outcome.NOT_RUN)],
)
def test_only_a_status_of_zero_counts_as_passed(
    layout: Layout, monkeypatch: pytest.MonkeyPatch, status: int, outcome: Outcome
) -> None:
    layout.build.mkdir()
    monkeypatch.setattr(zego_sdk, "isolation", lambda: ())
    monkeypatch.setattr(zego_sdk, "_set_up", lambda _: (None, None))
    monkeypatch.setattr(zego_sdk, "_command", lambda *_: ["trial"])
    monkeypatch.setattr(zego_sdk, "run", lambda *_, **__: status)

    assert try_zego_sdk(layout) is outcome


def test_root_makes_a_network_without_a_namespace_of_users(add_program: AddProgram) -> None:
    add_program("unshare", '[ "$1" = --net ]')

    assert isolation() == ("unshare", "--net")


def test_a_user_makes_one_inside_a_namespace_of_users(add_program: AddProgram) -> None:
    add_program("unshare", '[ "$1" = --map-root-user ]')

    assert isolation() == ("unshare", "--map-root-user", "--net")


def test_wine_is_found_on_the_path(
    add_program: AddProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workshop.needs.DEBIANS_WINE", "/nowhere/wine64")
    assert find_wine() is None

    wine = add_program("wine", "exit 0")

    assert find_wine() == wine


def test_the_trial_is_built_again_when_its_source_changes(
    add_program: AddProgram, layout: Layout
) -> None:
    source = layout.root / "tests" / "zego_sdk" / "main.cpp"
    source.parent.mkdir(parents=True)
    source.write_text("int main() {}\n", encoding="utf-8")
    step = TrialStep(layout)
    step.folder.mkdir(parents=True)
    add_program("cmake", f"touch {step.program}")

    assert not step.is_done()
    step.carry_out()
    assert step.is_done()

    source.write_text("int main() { return 1; }\n", encoding="utf-8")
    assert not step.is_done()


def test_a_trial_that_does_not_build_says_why(add_program: AddProgram, layout: Layout) -> None:
    add_program("cmake", "echo 'main.cpp:1: error'; exit 1")

    with pytest.raises(SetupError) as caught:
        TrialStep(layout).carry_out()

    assert "main.cpp:1: error" in caught.value.hint
