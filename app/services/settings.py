"""What Klieg remembers between runs: every setting, its default and how it is kept. Never a secret.

A new setting is one line here, with a kind of ``settings_kinds``. What a person chooses in the
window has a field of the same name in ``app.control.plans.Preferences``.
"""
# ruff: noqa: RUF009 - each field is declared by a call, and its default is immutable

from __future__ import annotations

from dataclasses import dataclass, fields

from app.model.conduct import Hint, WhenClosed
from app.model.engine import EngineKind
from app.model.hotkeys import HotkeyMap
from app.model.ids import check_room_id, check_user_id, check_user_name
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
from app.model.watching import BarrageStyle, Density, WatchingStyle, WindowPlace
from app.model.zego import APP_ID_MAX, Credential, ZegoSetup
from app.services.settings_hotkeys import HotkeyKind
from app.services.settings_kinds import (
    UNUSABLE,
    enum,
    kept,
    kind_of,
    listing,
    one_of,
    parsed,
    record,
    replaced,
    text,
    text_or_empty,
    whole,
)

Document = dict[str, object]
TEXT_PERCENT_MAX = 250
_KEY_NAME_MAX = 200
_DESKTOP_PX = range(-32_768, 32_768)


def _tokens_url(url: str) -> str:
    from app.services.zego_token_server import check_token_url  # few people have one

    return check_token_url(url)


def _server_url(url: str) -> str:
    from app.services.server_target import check_server_url as check  # few people have one

    return check(url)


def _key_name(name: str) -> str:
    if len(name) > _KEY_NAME_MAX:
        raise ValueError("it is too long for the name of a key")
    return name


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings; empty texts mean: choose for me.

    Attributes:
        language: ``en``, ``zh`` or empty for the system's.
        theme: ``dark``, ``light`` or empty for the system's.
        engine: Which engine one's own broadcasts use.
        zego: The account for the ZEGO engine.
    """

    language: str = kept("", one_of("", "en", "zh"))
    theme: str = kept("", one_of("", "dark", "light"))
    text_percent: int = kept(0, whole(range(TEXT_PERCENT_MAX + 1)))
    start_preview: SwitchState = kept(SwitchState.OFF, enum(SwitchState))
    ask_before_closing: SwitchState = kept(SwitchState.ON, enum(SwitchState))
    when_closed: WhenClosed = kept(WhenClosed.END, enum(WhenClosed))
    hints_seen: tuple[Hint, ...] = kept((), listing(enum(Hint), most=len(Hint)))
    room_id: str = kept("", text_or_empty(check_room_id))
    user_id: str = kept("", text_or_empty(check_user_id))
    user_name: str = kept("", text(check_user_name))
    picture: CaptureSource = kept(
        CaptureSource(SourceKind.CAMERA), parsed(CaptureSource.parse_video)
    )
    sound: CaptureSource = kept(
        CaptureSource(SourceKind.MICROPHONE), parsed(CaptureSource.parse_sound)
    )
    speaker_id: str = kept("", text())
    volume: int = kept(100, whole(range(201)))
    video: VideoConfig = kept(
        VideoConfig(),
        record(
            VideoConfig(),
            profile=parsed(VideoProfile.parse),
            codec=enum(VideoCodec),
            simulcast=enum(SwitchState),
        ),
    )
    audio: AudioConfig = kept(
        AudioConfig(),
        record(
            AudioConfig(),
            bitrate_kbps=whole(range(16, 321)),
            echo_cancellation=enum(SwitchState),
            noise_suppression=enum(SwitchState),
            gain_control=enum(SwitchState),
        ),
    )
    latency_mode: LatencyMode = kept(LatencyMode.LOWEST, enum(LatencyMode))
    server: ServerSetup = kept(
        ServerSetup(),
        record(
            ServerSetup(),
            place=enum(ServerPlace),
            url=text_or_empty(_server_url),
            access=enum(ServerAccess),
            api_key=text(_key_name),
        ),
    )
    hotkeys: HotkeyMap = kept(HotkeyMap(), HotkeyKind())
    stage: StageStyle = kept(
        StageStyle(), record(StageStyle(), layout=enum(StageLayout), corner=enum(Corner))
    )
    watching: WatchingStyle = kept(
        WatchingStyle(),
        record(
            WatchingStyle(),
            barrage=record(
                BarrageStyle(),
                state=enum(SwitchState),
                density=enum(Density),
                opacity=whole(range(20, 101)),
                text_size=whole(range(50, 201)),
                speed=whole(range(50, 201)),
            ),
            side=enum(SwitchState),
            small_window=record(
                WindowPlace(),
                x=whole(_DESKTOP_PX),
                y=whole(_DESKTOP_PX),
                width=whole(_DESKTOP_PX),
                height=whole(_DESKTOP_PX),
            ),
        ),
    )
    engine: EngineKind = kept(EngineKind.LIVEKIT, enum(EngineKind))
    zego: ZegoSetup = kept(
        ZegoSetup(),
        record(
            ZegoSetup(),
            library=text(),
            app_id=whole(range(APP_ID_MAX + 1)),
            server=text(),
            credential=enum(Credential),
            tokens_url=text_or_empty(_tokens_url),
            user_id=text_or_empty(check_user_id),
        ),
    )


def write_settings(settings: Settings) -> Document:
    """Return ``settings`` as they stand in the file, without the version."""
    return {
        item.name: kind_of(item).write(getattr(settings, item.name)) for item in fields(settings)
    }


def read_settings(document: Document) -> tuple[Settings, tuple[str, ...]]:
    """Return what is good, defaults for the rest, and the names of the rest."""
    values: Document = {}
    faults: list[str] = []
    for item in fields(Settings):
        name = item.name
        if name not in document:
            continue

        def tell_fault(part: str, name: str = name) -> None:
            faults.append(f"{name}.{part}")

        try:
            values[name] = kind_of(item).read(document[name], tell_fault)
        except UNUSABLE:
            faults.append(name)
    return replaced(Settings(), values), tuple(faults)
