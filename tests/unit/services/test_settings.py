import dataclasses
import json
import os
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.conduct import Hint, WhenClosed
from app.model.engine import EngineKind
from app.model.errors import SettingsError
from app.model.hotkeys import Hotkey, HotkeyMap
from app.model.media import (
    AudioConfig,
    CaptureSource,
    LatencyMode,
    SourceKind,
    SwitchState,
    VideoCodec,
    VideoConfig,
    VideoProfile,
)
from app.model.server import ServerAccess, ServerPlace, ServerSetup
from app.model.stage import Corner, StageLayout, StageStyle
from app.model.watching import BarrageStyle, WatchingStyle, WindowPlace
from app.model.zego import Credential, ZegoSetup
from app.services.settings import Document, Settings
from app.services.settings_file import KEPT_ASIDE_MAX, FileFault, SettingsFile
from app.services.settings_migrations import VERSION

FULL = Settings(
    language="zh",
    theme="dark",
    text_percent=150,
    start_preview=SwitchState.ON,
    ask_before_closing=SwitchState.OFF,
    when_closed=WhenClosed.TRAY,
    hints_seen=(Hint.PREVIEW, Hint.CHAT),
    room_id="main",
    user_id="ada",
    user_name="Ada Ö.",
    picture=CaptureSource(SourceKind.WINDOW, "My: window"),
    sound=CaptureSource(SourceKind.NONE),
    speaker_id="speaker 1",
    volume=140,
    video=VideoConfig(
        VideoProfile(1920, 1080, fps=60, bitrate_kbps=9000),
        codec=VideoCodec.VP8,
        simulcast=SwitchState.ON,
    ),
    audio=AudioConfig(noise_suppression=SwitchState.OFF),
    latency_mode=LatencyMode.SMOOTH,
    server=ServerSetup(
        ServerPlace.OWN, "wss://live.example.org", access=ServerAccess.TOKEN, api_key="main key"
    ),
    hotkeys=HotkeyMap(((Hotkey.CHAT, "Ctrl+K"), (Hotkey.SHARE, ""))),
    stage=StageStyle(StageLayout.GRID, Corner.TOP_LEFT),
    watching=WatchingStyle(BarrageStyle(opacity=50), small_window=WindowPlace(1, 2, 320, 180)),
    engine=EngineKind.ZEGO,
    zego=ZegoSetup(
        library="/opt/zego/libZegoExpressEngine.so",
        app_id=1234567890,
        server="wss://webliveroom.example.org/ws",
        credential=Credential.TOKEN_SERVER,
        tokens_url="https://live.example.org/zego/token",
        user_id="ada",
    ),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


def write(file: Path, content: object) -> SettingsFile:
    file.parent.mkdir(exist_ok=True)
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    file.write_bytes(data)
    return SettingsFile(file)


def visible_files(file: Path) -> list[str]:
    """Return what lies beside the settings, without the lock that stays."""
    return [item.name for item in file.parent.iterdir() if item.name != ".settings.json.lock"]


def test_a_missing_file_means_defaults_without_a_word(file: Path) -> None:
    loaded = SettingsFile(file).load()

    assert (loaded.settings, loaded.notice) == (Settings(), "")
    assert not file.parent.exists()


def test_every_setting_comes_back_as_it_was_saved(file: Path) -> None:
    default = Settings()
    assert all(
        getattr(FULL, item.name) != getattr(default, item.name)
        for item in dataclasses.fields(Settings)
    )

    SettingsFile(file).save(FULL)
    loaded = SettingsFile(file).load()

    assert (loaded.settings, loaded.notice) == (FULL, "")
    assert json.loads(file.read_text(encoding="utf-8"))["version"] == VERSION
    assert visible_files(file) == ["settings.json"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xff",
        b"[]",
        b"[" * 50_000,
        b'{"version": 1}' + b" " * 200_000,
        {},
        {"version": "1"},
        {"version": True},
        {"version": 0},
    ],
    ids=str,
)
def test_a_damaged_file_is_kept_aside_and_told(file: Path, content: object) -> None:
    settings_file = write(file, content)
    data = file.read_bytes()

    loaded = settings_file.load()

    assert loaded.settings == Settings()
    assert "kept as settings.json.damaged-1" in loaded.notice
    assert file.with_name("settings.json.damaged-1").read_bytes() == data
    assert not file.exists()
    assert settings_file.load().notice == ""


def test_a_file_of_a_newer_version_is_kept_aside_and_told(file: Path) -> None:
    loaded = write(file, {"version": VERSION + 1, "room_id": "main"}).load()

    assert loaded.settings == Settings()
    assert loaded.notice.startswith("The settings are of a newer Klieg.")
    assert loaded.trouble is not None
    assert loaded.trouble.fault is FileFault.NEWER
    assert loaded.trouble.aside == file.with_name("settings.json.newer-1")
    assert json.loads(loaded.trouble.aside.read_bytes())["room_id"] == "main"


def test_good_values_are_used_where_others_are_not(file: Path) -> None:
    content = {
        "version": VERSION,
        "language": "klingon",
        "theme": 5,
        "room_id": "a room",
        "user_id": "ada",
        "volume": 201,
        "video": {"profile": "huge", "codec": "vp9"},
        "zego": ["nothing"],
        "hotkeys": {"chat": "Ctrl+K", "camera": "C", "fly": "Ctrl+Y"},
        "server": {"url": "live.example.org", "api_key": "main"},
        "picture": "window",
        "something": "new",
    }
    loaded = write(file, content).load()

    assert loaded.settings == Settings(
        user_id="ada",
        video=VideoConfig(codec=VideoCodec.VP9),
        hotkeys=HotkeyMap(((Hotkey.CHAT, "Ctrl+K"),)),
        server=ServerSetup(api_key="main"),
    )
    assert loaded.notice == (
        "The settings hold values that cannot be used: language, theme, room_id, picture, volume,"
        " video.profile, server.url, hotkeys.camera, hotkeys.fly, zego."
        " The file was kept as settings.json.damaged-1."
    )


def test_files_kept_aside_do_not_overwrite_each_other_nor_grow_without_end(file: Path) -> None:
    for number in range(KEPT_ASIDE_MAX + 3):
        write(file, f"damage {number}".encode()).load()

    kept = sorted(file.parent.glob("settings.json.damaged-*"))
    assert len(kept) == KEPT_ASIDE_MAX
    assert file.with_name("settings.json.damaged-1").read_text(encoding="utf-8") == "damage 0"


def test_older_files_are_brought_to_the_present_step_by_step(file: Path) -> None:
    def to_second(document: Document) -> Document:
        return {"version": 2, "room": document["room_name"]}

    def to_third(document: Document) -> Document:
        return {"version": 3, "room_id": document["room"]}

    chain = (to_second, to_third)
    for version, content in (
        (1, {"room_name": "main"}),
        (2, {"room": "main"}),
        (3, {"room_id": "main"}),
    ):
        write(file, {"version": version} | content)
        assert SettingsFile(file, migrations=chain).load().settings.room_id == "main"

    SettingsFile(file, migrations=chain).save(Settings())
    assert json.loads(file.read_text(encoding="utf-8"))["version"] == 3
    write(file, {"version": 1})
    assert "older Klieg are damaged" in SettingsFile(file, migrations=chain).load().notice


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists, max_leaves=5))
def test_any_value_of_any_setting_is_survived(value: object) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        names = [item.name for item in dataclasses.fields(Settings)]
        parts = {"video": ["profile", "codec", "simulcast"], "zego": ["app_id", "tokens_url"]}
        document = dict.fromkeys(names, value) | {
            name: dict.fromkeys(inside, value) for name, inside in parts.items()
        }
        file = Path(folder) / "settings.json"

        loaded = write(file, document | {"version": VERSION}).load()

        SettingsFile(file).save(loaded.settings)
        assert SettingsFile(file).load().settings == loaded.settings


def test_settings_that_cannot_be_saved_leave_the_old_ones_and_no_draft(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    SettingsFile(file).save(FULL)

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(SettingsError, match="No space left on device") as caught:
        SettingsFile(file).save(Settings())

    assert caught.value.hint
    assert SettingsFile(file).load().settings == FULL
    assert visible_files(file) == ["settings.json"]


def test_a_folder_that_cannot_be_made_or_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    settings_file = SettingsFile(tmp_path / "file" / "settings.json")

    with pytest.raises(SettingsError, match="cannot save the settings"):
        settings_file.save(Settings())
    loaded = settings_file.load()
    assert loaded.settings == Settings()
    assert loaded.notice.startswith("The settings cannot be read: Not a directory.")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permission")
def test_a_saved_file_is_private(file: Path) -> None:
    SettingsFile(file).save(FULL)

    assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0


def test_settings_of_the_first_version_are_understood(file: Path) -> None:
    content = {
        "version": 1,
        "language": "zh",
        "profile": "1920x1080@60/9000",
        "codec": "vp8",
        "simulcast": "on",
        "zego_library": "/opt/zego/lib.so",
        "zego_app_id": 1234567890,
        "zego_credential": "token_server",
        "zego_tokens_url": "https://live.example.org/zego/token",
    }
    loaded = write(file, content).load()

    assert loaded.notice == ""
    assert loaded.settings == Settings(
        language="zh",
        video=VideoConfig(
            VideoProfile(1920, 1080, fps=60, bitrate_kbps=9000),
            codec=VideoCodec.VP8,
            simulcast=SwitchState.ON,
        ),
        zego=ZegoSetup(
            library="/opt/zego/lib.so",
            app_id=1234567890,
            credential=Credential.TOKEN_SERVER,
            tokens_url="https://live.example.org/zego/token",
        ),
    )


def test_two_windows_keep_what_the_other_changed(file: Path) -> None:
    settings_file = SettingsFile(file)
    settings_file.save(FULL)
    first, second = settings_file.load().settings, settings_file.load().settings

    SettingsFile(file).save(dataclasses.replace(first, volume=20), base=first)
    SettingsFile(file).save(dataclasses.replace(second, user_name="Bea"), base=second)

    both = dataclasses.replace(FULL, volume=20, user_name="Bea")
    assert settings_file.load().settings == both


def test_the_last_writer_of_one_setting_wins(file: Path) -> None:
    settings_file = SettingsFile(file)
    settings_file.save(FULL)

    settings_file.save(dataclasses.replace(FULL, volume=20), base=FULL)
    settings_file.save(dataclasses.replace(FULL, volume=30), base=FULL)

    assert settings_file.load().settings.volume == 30


def test_what_another_release_of_the_same_version_added_stays(file: Path) -> None:
    settings_file = write(file, {"version": VERSION, "new_thing": [1], "volume": 5})
    now = settings_file.load().settings

    settings_file.save(dataclasses.replace(now, volume=6), base=now)

    document = json.loads(file.read_bytes())
    assert (document["new_thing"], document["volume"]) == ([1], 6)


def test_the_file_of_a_newer_window_is_not_overwritten(file: Path) -> None:
    settings_file = write(file, {"version": VERSION + 1})

    with pytest.raises(SettingsError, match="a newer Klieg uses them now"):
        settings_file.save(FULL, base=Settings())

    assert json.loads(file.read_bytes()) == {"version": VERSION + 1}


def test_a_file_that_was_damaged_meanwhile_is_written_whole(file: Path) -> None:
    settings_file = write(file, b"{")

    settings_file.save(dataclasses.replace(FULL, volume=6), base=FULL)

    assert settings_file.load().settings == dataclasses.replace(FULL, volume=6)
