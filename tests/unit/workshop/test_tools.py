"""uv and Go: the ones on the PATH when they are new enough, else our own."""

import sys
from pathlib import Path

import pytest

from tests.unit.workshop.conftest import AddProgram
from workshop.layout import Layout
from workshop.media_server import MediaServerStep, find_go
from workshop.python_environment import find_uv, uv_of
from workshop.steps import SetupError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs are shell scripts")


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path)


def own_uv(layout: Layout) -> Path:
    own = layout.tools / "uv" / "bin" / "uv"
    own.parent.mkdir(parents=True)
    own.write_text("#!/bin/sh\necho uv 0.13.8\n", encoding="utf-8")
    own.chmod(0o755)
    return own


def test_a_new_uv_on_the_path_is_taken(add_program: AddProgram, layout: Layout) -> None:
    own_uv(layout)
    uv = add_program("uv", "echo 'uv 0.13.8 (x86_64)'")

    assert find_uv(layout) == uv


@pytest.mark.parametrize("said", ["echo uv 0.4.30", "echo broken", "exit 1"])
def test_our_own_uv_is_taken_when_the_other_is_no_good(
    add_program: AddProgram, layout: Layout, said: str
) -> None:
    add_program("uv", said)
    own = own_uv(layout)

    assert find_uv(layout) == own


def test_a_machine_without_uv_is_told_so(add_program: AddProgram, layout: Layout) -> None:
    add_program("other", "exit 1")

    assert find_uv(layout) is None
    with pytest.raises(SetupError, match=r"^cannot find uv"):
        uv_of(layout)


@pytest.mark.parametrize("version", ["go1.26", "go1.26.8", "go1.27rc1", "go2.0"])
def test_a_go_that_is_new_enough_is_taken(add_program: AddProgram, version: str) -> None:
    assert find_go((1, 26)) is None

    go = add_program("go", f"echo {version}")

    assert find_go((1, 26)) == go


@pytest.mark.parametrize("said", ["echo go1.25.9", "echo go1.9", "echo devel", "exit 2"])
def test_a_go_that_is_too_old_is_left_alone(add_program: AddProgram, said: str) -> None:
    add_program("go", said)

    assert find_go((1, 26)) is None


def test_the_media_server_says_its_pinned_version(request: pytest.FixtureRequest) -> None:
    step = MediaServerStep(Layout(request.config.rootpath))

    assert "livekit-server 1.13.5 (about" in step.title


def test_a_media_server_of_the_users_own_needs_no_building(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KLIEG_MEDIA_SERVER", raising=False)
    assert not MediaServerStep(layout).is_done()

    monkeypatch.setenv("KLIEG_MEDIA_SERVER", "/opt/livekit-server")
    assert MediaServerStep(layout).is_done()


def test_go_of_our_own_needs_no_uv_of_our_own(
    add_program: AddProgram, monkeypatch: pytest.MonkeyPatch, layout: Layout
) -> None:
    monkeypatch.delenv("KLIEG_MEDIA_SERVER", raising=False)
    modules = layout.root / "packaging" / "media_server" / "go.mod"
    modules.parent.mkdir(parents=True)
    modules.write_text("module klieg\n\ngo 1.26\n", encoding="utf-8")
    modules.with_suffix(".sum").write_text("", encoding="utf-8")
    own_go = layout.tools / "go" / "bin" / "go"
    install = f'mkdir -p "{own_go.parent}" && printf "#!/bin/sh\\n" > "{own_go}"'
    uv = f'echo "uv 0.13.8"; if [ "$1" = sync ]; then {install} && chmod +x "{own_go}"; fi'
    add_program("uv", uv)
    for name in ("mkdir", "chmod"):
        add_program(name, f'PATH=/usr/bin:/bin exec {name} "$@"')

    MediaServerStep(layout).carry_out()

    assert own_go.exists()
    assert [path.name for path in layout.tools.iterdir()] == ["go"]
