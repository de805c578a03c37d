"""Every state the window can be in, as a view state: for pictures and for checks of layout."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from app.control.changes import (
    add_barrage,
    add_chat,
    add_outgoing,
    ended,
    failed_to_enter,
    with_problem,
)
from app.control.monitor_view import MonitorPhase, MonitorView, failed
from app.control.problems import problem_of_code, problem_of_error
from app.control.stage import StageChoice
from app.control.studio import MonitorWay
from app.control.tiles import SHARE_INFO
from app.control.view_state import (
    Activity,
    ChatLine,
    Delivery,
    DeviceLists,
    Scope,
    ViewState,
)
from app.model.conduct import Hint
from app.model.errors import ErrorCode, LinkError, MediaServerError
from app.model.events import (
    CapturedSoundLevel,
    DeviceError,
    PlayerStateUpdate,
    PublisherStateUpdate,
    RemoteMicStateUpdate,
    RemoteSoundLevel,
)
from app.model.media import DeviceInfo, DeviceKind, PublishChannel, SwitchState
from app.model.quality import PlayerQuality, PublisherQuality, QualityLevel
from app.model.session import (
    PlayerState,
    PublisherState,
    RemoteDeviceState,
    RoomStateReason,
    Stream,
    UpdateType,
    User,
)
from app.model.stage import StageLayout, StageStyle
from tests.fakes.samples import (
    CAMERA,
    PATTERN,
    PLAN,
    SCREEN,
    STREAM,
    VIEWER,
    after,
    live_host,
    opening_host,
    opening_watch,
    own_stream_id,
    room,
    streams,
    waiting_watch,
    watching,
)
from tests.ui.health_scenes import (
    POOR_SEEN,
    POOR_SENT,
    be_bad,
    be_over,
    be_refused,
    be_saved,
    be_well,
    with_seen,
    with_sent,
)
from tests.ui.settings_scenes import SETTINGS_SCENES
from tests.ui.share_scenes import (
    SHARED_NAMES,
    share_denied,
    share_empty,
    share_loading,
    share_others,
    share_screens,
    share_windows,
)
from tests.ui.start_scenes import OFF_ACTS, PREVIEW_ACTS, ROOM_TITLES

if TYPE_CHECKING:
    from tests.ui.conftest import Desk
    from ui.main_window import MainWindow

Reason = RoomStateReason
LONG = "A name that goes on and on because nobody told its owner to stop 名字很长很长"
LONG_ROOM = "friday-demo-with-a-room-name-that-is-much-longer-than-anybody-would-ever-type"
ABOUT_TEXTS = ("a-part", "LGPL-3.0-only", "Apache-2.0", "Apache License", "as it is", "klieg")
CAMERA_PLAN = replace(PLAN, picture=CAMERA)
SPEAKER = StageChoice(StageStyle(StageLayout.SPEAKER))
INSET = StageChoice(StageStyle(StageLayout.PICTURE_IN_PICTURE))
PINNED = StageChoice(pinned="other-2-main")


@dataclass(frozen=True)
class Scene:
    """One state; ``asks`` when the question before the end is on show.

    ``act`` brings about what a state does not say: a page that lies over, a menu, a selection.
    ``content`` are texts of people and machines on show that the state does not have.
    """

    name: str
    make: Callable[[], ViewState]
    asks: bool = False
    tab: int = 0
    act: Callable[[Desk, MainWindow], None] | None = None
    content: tuple[str, ...] = ()
    choice: StageChoice = field(default_factory=StageChoice)


def device(kind: DeviceKind, number: int, name: str) -> DeviceInfo:
    return DeviceInfo(kind, str(number), name, is_default=number == 0)


DEVICES = DeviceLists(
    cameras=(device(DeviceKind.CAMERA, 0, "HD camera"), device(DeviceKind.CAMERA, 1, LONG)),
    microphones=(device(DeviceKind.MICROPHONE, 0, LONG),),
    speakers=(device(DeviceKind.SPEAKER, 0, "Headphones"),),
    screens=(device(DeviceKind.SCREEN, 0, "Built-in display"),),
    windows=(device(DeviceKind.WINDOW, 0, LONG),),
    are_known=True,
)


def talk(state: ViewState, count: int = 12) -> ViewState:
    texts = ("sound is perfect", "可以看到屏幕", "can you zoom the code?", LONG, LONG * 4)
    lines = tuple(
        ChatLine(
            number,
            LONG if number % 5 == 0 else f"viewer {number % 3 + 1}",
            texts[number % len(texts)],
            number * 60_000,
            delivery=Delivery.REFUSED if number == count else Delivery.RECEIVED,
        )
        for number in range(1, count + 1)
    )
    return add_barrage(add_chat(state, *lines), "so clear!", "画质很好", LONG)


def crowd(state: ViewState, count: int = 40) -> ViewState:
    users = tuple(
        User(f"user-{number}", LONG if number % 7 == 3 else f"Viewer {number}")
        for number in range(count)
    )
    return replace(state, users=users, online_count=count + 1)


def healthy_host(state: ViewState) -> ViewState:
    quality = PublisherQuality(
        1280,
        720,
        send_fps=30.0,
        video_kbps=2400.0,
        encode_ms=5.2,
        round_trip_ms=1.0,
        codec="H264",
        level=QualityLevel.EXCELLENT,
    )
    own = tuple(replace(item, quality=quality) for item in state.outgoing)
    return replace(state, outgoing=own, network=QualityLevel.EXCELLENT)


def healthy_watch(state: ViewState) -> ViewState:
    quality = PlayerQuality(
        1280,
        720,
        shown_fps=29.9,
        video_kbps=2380.0,
        jitter_buffer_ms=4.0,
        decode_ms=2.1,
        end_to_end_p50_ms=12.0,
        end_to_end_p95_ms=16.0,
        codec="H264",
        level=QualityLevel.EXCELLENT,
    )
    items = tuple(replace(item, quality=quality) for item in state.incoming)
    return replace(state, incoming=items, network=QualityLevel.EXCELLENT)


def with_streams(state: ViewState, count: int, *, shares: int = 0) -> ViewState:
    many = [
        Stream(
            f"other-{number}-main",
            User(f"host-{number}", LONG if number == 2 else f"Studio {number}"),
            SHARE_INFO if number < shares else "",
        )
        for number in range(count)
    ]
    state = after(
        state,
        streams(UpdateType.ADD, *many),
        *(PlayerStateUpdate(item.stream_id, PlayerState.PLAYING) for item in many),
    )
    shown = tuple(replace(item, has_picture=True) for item in state.incoming)
    return replace(state, incoming=shown)


def unheard() -> ViewState:
    muted_host = replace(live_host(CAMERA_PLAN), microphone=SwitchState.OFF)
    return after(muted_host, CapturedSoundLevel(50.0))


def speaking(state: ViewState) -> ViewState:
    name = state.incoming[1].stream.stream_id
    return after(state, RemoteSoundLevel(((name, 50.0),)))


def half_muted(state: ViewState) -> ViewState:
    muted = (item.stream.stream_id for item in state.incoming[::2])
    return after(state, *(RemoteMicStateUpdate(name, RemoteDeviceState.MUTE) for name in muted))


def long_host() -> ViewState:
    plan = replace(CAMERA_PLAN, room_id=LONG_ROOM, user=User("host-1", LONG))
    state = live_host(plan)
    return crowd(replace(state, room=replace(state.room, room_id=LONG_ROOM)), 12_345 // 300)


def failed_start() -> ViewState:
    error = MediaServerError(
        "cannot start the media server: the program is missing",
        hint="Run 'python3 dev.py run' once, or give the address of another server.",
    )
    return ended(failed_to_enter(opening_host(), problem_of_error(error)))


def refused_watch(code: ErrorCode) -> ViewState:
    return ended(failed_to_enter(opening_watch(), problem_of_code(code, Scope.ROOM)))


def broken_watch() -> ViewState:
    state = play_state(PlayerState.PLAY_REQUESTING, ErrorCode.PLAY_INTERRUPTED)
    return after(state, room(Reason.RECONNECTING))


def use_small_window(_desk: Desk, window: MainWindow) -> None:
    from ui.watch_page import WatchPage

    page = window.page()
    assert isinstance(page, WatchPage)
    page.small_window.toggle()


def wrong_link() -> ViewState:
    error = LinkError(
        "cannot watch: this is not a watch link",
        hint="Copy the whole link again; it begins with http and has a '#' in it.",
    )
    return with_problem(ViewState(devices=DEVICES), problem_of_error(error))


def muted() -> ViewState:
    state = live_host(CAMERA_PLAN)
    off = replace(state.outgoing[0], picture=SwitchState.OFF, has_picture=False)
    return replace(state, outgoing=(off,), microphone=SwitchState.OFF)


def own_state(state: PublisherState, code: ErrorCode) -> ViewState:
    return after(live_host(), PublisherStateUpdate(own_stream_id(), state, code))


def play_state(state: PlayerState, code: ErrorCode) -> ViewState:
    return after(watching(), PlayerStateUpdate(STREAM.stream_id, state, code))


def no_camera() -> ViewState:
    news = DeviceError(DeviceKind.CAMERA, "", ErrorCode.DEVICE_UNKNOWN, "cannot open camera: none")
    state = live_host(CAMERA_PLAN)
    return after(replace(state, outgoing=(replace(state.outgoing[0], has_picture=False),)), news)


def start_with_preview() -> ViewState:
    state = add_outgoing(ViewState(devices=DEVICES), PublishChannel.MAIN, CAMERA)
    return replace(state, outgoing=(replace(state.outgoing[0], has_picture=True),))


def live_monitor() -> ViewState:
    return crowd(healthy_host(live_host(CAMERA_PLAN)), 12)


def monitor_view(phase: MonitorPhase) -> MonitorView:
    return MonitorView(is_on_air=True, way=MonitorWay.SECOND_ENGINE, phase=phase)


def show_monitor(view: MonitorView, desk: Desk, _window: MainWindow) -> None:
    desk.show_monitor(view)


MONITOR_VIEWS = {
    "opening": monitor_view(MonitorPhase.OPENING),
    "waiting": monitor_view(MonitorPhase.WAITING),
    "playing": replace(monitor_view(MonitorPhase.PLAYING), delay_p50_ms=46.2, delay_p95_ms=61.8),
    "interrupted": monitor_view(MonitorPhase.INTERRUPTED),
    "picture_off": replace(monitor_view(MonitorPhase.WAITING), is_picture_off=True),
    "failed": failed(
        monitor_view(MonitorPhase.OPENING), problem_of_code(ErrorCode.ROOM_FULL, Scope.ROOM)
    ),
}


def live_with_link() -> ViewState:
    return replace(healthy_host(live_host()), link="http://127.0.0.1:7070/watch/#invite")


def open_about(_desk: Desk, window: MainWindow) -> None:
    window.take_way("more.about")


def ask_to_close(_desk: Desk, window: MainWindow) -> None:
    window.close()


def give_hint(hint: Hint, desk: Desk, window: MainWindow) -> None:
    desk.give_hint(window, hint)


def open_help(_desk: Desk, window: MainWindow) -> None:
    window.take_way("more.shortcuts")


SCENES = (
    Scene("start", ViewState),
    Scene("start_devices", lambda: ViewState(devices=DEVICES)),
    Scene("start_nothing_found", lambda: ViewState(devices=DeviceLists(are_known=True))),
    Scene("start_preview", start_with_preview),
    Scene("start_wrong_link", wrong_link),
    *(Scene(f"start_{name}", start_with_preview, act=act) for name, act in PREVIEW_ACTS.items()),
    *(
        Scene(f"start_{name}", lambda: ViewState(devices=DEVICES), act=act, content=ROOM_TITLES)
        for name, act in OFF_ACTS.items()
    ),
    Scene("start_hint_preview", ViewState, act=partial(give_hint, Hint.PREVIEW)),
    Scene("start_hint_live", ViewState, act=partial(give_hint, Hint.GO_LIVE)),
    Scene("host_hint_link", live_with_link, act=partial(give_hint, Hint.COPY_LINK)),
    Scene("host_hint_chat", lambda: crowd(live_host(), 3), act=partial(give_hint, Hint.CHAT)),
    Scene("start_about", ViewState, act=open_about, content=ABOUT_TEXTS),
    Scene("start_help", ViewState, act=open_help),
    Scene("host_opening", lambda: opening_host(CAMERA_PLAN)),
    Scene("host_connecting", lambda: after(opening_host(), room(Reason.LOGINING))),
    Scene("host_live_nobody", lambda: healthy_host(live_host())),
    Scene("host_live_people", lambda: crowd(talk(healthy_host(live_host())))),
    Scene("host_long_names", lambda: talk(long_host(), 40)),
    Scene("host_people_tab", lambda: crowd(live_host()), tab=1),
    Scene("host_health_tab", lambda: healthy_host(live_host()), tab=2),
    Scene("host_health_well", lambda: with_sent(live_host()), tab=2, act=be_well),
    Scene("host_health_bad", lambda: with_sent(live_host(), POOR_SENT), tab=2, act=be_bad),
    Scene("host_diagnosis_saved", lambda: with_sent(live_host()), tab=2, act=be_saved),
    Scene("host_diagnosis_refused", lambda: with_sent(live_host()), tab=2, act=be_refused),
    Scene("host_health_over", lambda: with_sent(live_host()), act=be_over),
    Scene(
        "host_sharing",
        lambda: healthy_host(live_host(replace(CAMERA_PLAN, second_picture=SCREEN))),
    ),
    Scene("host_with_hosts", lambda: with_streams(live_host(), 3)),
    Scene("host_muted", muted),
    Scene("host_no_camera", no_camera),
    Scene("host_asks", lambda: crowd(live_host()), asks=True),
    Scene("host_closing", lambda: crowd(live_host()), act=ask_to_close),
    Scene("host_reconnecting", lambda: after(live_host(), room(Reason.RECONNECTING))),
    Scene(
        "host_interrupted",
        lambda: own_state(PublisherState.PUBLISH_REQUESTING, ErrorCode.PUBLISH_INTERRUPTED),
    ),
    Scene(
        "host_duplicate",
        lambda: own_state(PublisherState.NO_PUBLISH, ErrorCode.STREAM_ID_IN_USE),
    ),
    Scene(
        "host_kicked",
        lambda: ended(after(live_host(), room(Reason.KICK_OUT, ErrorCode.KICKED_BY_SAME_USER))),
    ),
    Scene("host_lost", lambda: ended(after(live_host(), room(Reason.RECONNECT_FAILED)))),
    Scene("host_failed", failed_start),
    *(
        Scene(f"host_monitor_{name}", live_monitor, act=partial(show_monitor, view))
        for name, view in MONITOR_VIEWS.items()
    ),
    Scene(
        "host_monitor_many",
        lambda: with_streams(talk(live_monitor()), 3),
        act=partial(show_monitor, MONITOR_VIEWS["playing"]),
    ),
    Scene("host_ending", lambda: replace(live_host(), activity=Activity.LEAVING)),
    Scene("watch_opening", opening_watch),
    Scene("watch_waiting", waiting_watch),
    Scene("watch_starting", lambda: after(waiting_watch(), streams(UpdateType.ADD, STREAM))),
    Scene("watch_playing", lambda: crowd(talk(healthy_watch(watching())), 12)),
    Scene("watch_health_tab", lambda: healthy_watch(watching()), tab=2),
    Scene("watch_health_well", lambda: with_seen(watching()), tab=2, act=be_well),
    Scene("watch_health_bad", lambda: with_seen(watching(), POOR_SEEN), tab=2, act=be_bad),
    Scene("watch_health_over", lambda: with_seen(watching()), act=be_over),
    Scene("watch_share", lambda: with_streams(waiting_watch(), 3, shares=1)),
    Scene("watch_two", lambda: with_streams(waiting_watch(), 2)),
    Scene("watch_nine", lambda: with_streams(waiting_watch(), 9)),
    Scene("watch_forty", lambda: with_streams(waiting_watch(), 40)),
    Scene("watch_speaking", lambda: speaking(with_streams(waiting_watch(), 5))),
    Scene("watch_muted", lambda: half_muted(speaking(with_streams(waiting_watch(), 5)))),
    Scene("share_loading", live_host, act=share_loading, content=SHARED_NAMES),
    Scene("share_empty", live_host, act=share_empty, content=SHARED_NAMES),
    Scene("share_denied", live_host, act=share_denied, content=SHARED_NAMES),
    Scene("share_screens", live_host, act=share_screens, content=SHARED_NAMES),
    Scene("share_windows", live_host, act=share_windows, content=SHARED_NAMES),
    Scene("share_others", live_host, act=share_others, content=SHARED_NAMES),
    Scene("host_unheard", unheard),
    Scene("stage_speaker", lambda: with_streams(waiting_watch(), 9), choice=SPEAKER),
    Scene("stage_inset", lambda: with_streams(live_host(), 2), choice=INSET),
    Scene("stage_pinned", lambda: with_streams(live_host(CAMERA_PLAN), 6), choice=PINNED),
    Scene("stage_forty_pinned", lambda: with_streams(waiting_watch(), 40), choice=PINNED),
    Scene(
        "watch_interrupted",
        lambda: play_state(PlayerState.PLAY_REQUESTING, ErrorCode.PLAY_INTERRUPTED),
    ),
    Scene("watch_host_away", lambda: after(watching(), streams(UpdateType.DELETE, STREAM))),
    Scene(
        "watch_reconnecting",
        lambda: after(
            healthy_watch(watching()),
            room(Reason.RECONNECTING),
            room(Reason.RECONNECTED),
            room(Reason.RECONNECTING),
        ),
    ),
    Scene("watch_ended", lambda: ended(replace(watching(), ended_by_host=True))),
    Scene(
        "watch_kicked",
        lambda: ended(after(watching(), room(Reason.KICK_OUT, ErrorCode.KICKED_BY_OPERATOR))),
    ),
    Scene("watch_refused", lambda: refused_watch(ErrorCode.LOGIN_TOKEN_REFUSED)),
    Scene("watch_room_full", lambda: refused_watch(ErrorCode.ROOM_FULL)),
    Scene("watch_broken", broken_watch),
    Scene("watch_people_tab", lambda: crowd(healthy_watch(watching()), 10_000), tab=1),
    Scene("watch_small_window", lambda: healthy_watch(watching()), act=use_small_window),
    Scene("watch_unreachable", lambda: refused_watch(ErrorCode.ROOM_UNREACHABLE)),
    Scene("watch_lost", lambda: ended(after(watching(), room(Reason.RECONNECT_FAILED)))),
)

SCENES += tuple(Scene(name, make, act=act) for name, make, act in SETTINGS_SCENES)

__all__ = ["PATTERN", "SCENES", "VIEWER", "Scene"]
