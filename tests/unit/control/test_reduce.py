from dataclasses import replace

import pytest

from app.control.changes import (
    BARRAGE_LINES_KEPT,
    CHAT_LINES_KEPT,
    change_outgoing,
    stamp_live,
)
from app.control.reduce import LIVE_ENDED, LIVE_KEY, LIVE_ON
from app.control.view_state import Delivery, Scope, Severity, ViewState
from app.control.words import Language, load_words
from app.model import events
from app.model.errors import ErrorCode
from app.model.media import CaptureSource, DeviceKind, PublishChannel, SourceKind
from app.model.quality import PlayerQuality, PublisherQuality, QualityLevel
from app.model.session import (
    Message,
    PlayerState,
    PublisherState,
    RemoteDeviceState,
    RoomStateReason,
    Stream,
    UpdateType,
    User,
)
from app.paths import program_root
from tests.fakes.samples import (
    HOST,
    OTHER_STREAM,
    ROOM,
    STREAM,
    VIEWER,
    after,
    live_host,
    opening_watch,
    own_stream_id,
    room,
    streams,
    waiting_watch,
    watching,
)

Reason = RoomStateReason
GOOD_REASONS = (Reason.LOGINING, Reason.LOGINED, Reason.RECONNECTED, Reason.LOGOUT)
BAD_REASONS = tuple(reason for reason in Reason if reason not in GOOD_REASONS)


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_becomes_the_state_of_the_room(reason: Reason) -> None:
    state = after(opening_watch(), room(reason))

    assert state.room.reason is reason
    assert state.room.room_id == ROOM


@pytest.mark.parametrize("reason", GOOD_REASONS)
def test_good_reasons_raise_no_problem(reason: Reason) -> None:
    assert after(opening_watch(), room(reason)).problem is None


@pytest.mark.parametrize("reason", BAD_REASONS)
def test_bad_reasons_raise_a_problem_even_without_a_code(reason: Reason) -> None:
    problem = after(opening_watch(), room(reason)).problem

    assert problem is not None
    assert problem.code is not ErrorCode.OK
    assert problem.scope is Scope.ROOM


@pytest.mark.parametrize("reason", [Reason.LOGINED, Reason.RECONNECTED])
def test_an_error_is_looked_at_before_the_reason(reason: Reason) -> None:
    before = after(opening_watch(), room(Reason.LOGINING))
    state = after(before, room(reason, ErrorCode.STREAM_AUTHORISATION_REFUSED))

    assert state.room.reason is Reason.LOGINING
    assert not state.room.was_entered
    assert state.problem is not None
    assert state.problem.code is ErrorCode.STREAM_AUTHORISATION_REFUSED


def test_a_break_is_a_warning_that_goes_when_the_connection_is_back() -> None:
    broken = after(waiting_watch(), room(Reason.RECONNECTING, ErrorCode.CONNECTION_BROKEN))
    assert broken.problem is not None
    assert broken.problem.severity is Severity.WARNING
    assert not broken.problem.can_retry

    assert after(broken, room(Reason.RECONNECTED)).problem is None


def test_the_logout_after_a_kick_does_not_hide_the_kick() -> None:
    kicked = after(watching(), room(Reason.KICK_OUT, ErrorCode.KICKED_BY_SAME_USER))

    assert after(kicked, room(Reason.LOGOUT)).room.reason is Reason.KICK_OUT


@pytest.mark.parametrize(
    "reason", [Reason.LOGIN_FAILED, Reason.RECONNECT_FAILED, Reason.KICK_OUT, Reason.LOGOUT]
)
def test_when_the_room_is_over_nothing_of_it_is_left(reason: Reason) -> None:
    full = replace(watching(), users=(HOST,), online_count=2)
    state = after(full, room(reason))

    assert (state.incoming, state.users, state.online_count) == ((), (), 0)


def test_users_come_and_go() -> None:
    came = events.RoomUserUpdate(ROOM, UpdateType.ADD, (HOST, VIEWER))
    renamed = events.RoomUserUpdate(ROOM, UpdateType.ADD, (User(VIEWER.user_id, "New name"),))
    left = events.RoomUserUpdate(ROOM, UpdateType.DELETE, (HOST,))

    state = after(waiting_watch(), came, renamed)
    assert [user.name for user in state.users] == ["Studio A", "New name"]
    assert [user.name for user in after(state, left).users] == ["New name"]


def test_hosts_are_not_counted_as_audience() -> None:
    state = after(
        live_host(),
        events.RoomOnlineUserCountUpdate(ROOM, 5),
        streams(UpdateType.ADD, OTHER_STREAM),
    )
    assert state.audience_count == 3


def test_an_unknown_number_of_people_is_no_negative_audience() -> None:
    assert live_host().audience_count == 0


def test_every_stream_of_an_update_is_added_once() -> None:
    state = after(waiting_watch(), streams(UpdateType.ADD, STREAM, OTHER_STREAM, STREAM))
    again = after(state, streams(UpdateType.ADD, STREAM))

    assert [item.stream for item in again.incoming] == [STREAM, OTHER_STREAM]
    assert again.had_incoming


def test_a_deleted_stream_is_gone_and_so_is_its_problem() -> None:
    broken = after(
        watching(),
        events.PlayerStateUpdate(
            STREAM.stream_id, PlayerState.PLAY_REQUESTING, ErrorCode.PLAY_INTERRUPTED
        ),
    )
    assert broken.problem is not None
    state = after(broken, streams(UpdateType.DELETE, STREAM))

    assert state.incoming == ()
    assert state.problem is None


def test_the_extra_info_of_a_stream_is_taken_over() -> None:
    changed = Stream(STREAM.stream_id, HOST, "share")
    state = after(watching(), events.RoomStreamExtraInfoUpdate(ROOM, (changed,)))

    assert state.incoming[0].stream.extra_info == "share"


def test_only_the_word_of_the_host_ends_a_broadcast() -> None:
    def news(key: str, value: str) -> events.RoomExtraInfoUpdate:
        return events.RoomExtraInfoUpdate(ROOM, key, value)

    assert after(watching(), news(LIVE_KEY, LIVE_ENDED)).ended_by_host
    assert not after(watching(), news(LIVE_KEY, LIVE_ON)).ended_by_host
    assert not after(watching(), news("topic", LIVE_ENDED)).ended_by_host
    assert not after(live_host(), news(LIVE_KEY, LIVE_ENDED)).ended_by_host


def test_an_old_word_of_the_end_does_not_end_what_has_not_begun() -> None:
    news = events.RoomExtraInfoUpdate(ROOM, LIVE_KEY, LIVE_ENDED)
    assert not after(waiting_watch(), news).ended_by_host


def test_a_new_stream_is_stronger_than_an_old_word_of_the_end() -> None:
    news = events.RoomExtraInfoUpdate(ROOM, LIVE_KEY, LIVE_ENDED)
    state = after(watching(), news, streams(UpdateType.ADD, OTHER_STREAM))
    assert not state.ended_by_host


@pytest.mark.parametrize("publisher_state", list(PublisherState))
def test_publisher_states_are_taken_over(publisher_state: PublisherState) -> None:
    state = after(live_host(), events.PublisherStateUpdate(own_stream_id(), publisher_state))
    own = state.outgoing_on(PublishChannel.MAIN)

    assert own is not None
    assert own.state is publisher_state
    assert state.problem is None


def test_publishing_with_an_error_is_not_live() -> None:
    state = replace(live_host(), live_since_ms=None)
    own = state.outgoing[0]
    state = replace(
        state, outgoing=(replace(own, was_live=False, state=PublisherState.NO_PUBLISH),)
    )
    state = after(
        state,
        events.PublisherStateUpdate(
            own_stream_id(), PublisherState.PUBLISHING, ErrorCode.STREAM_ID_IN_USE
        ),
    )
    assert stamp_live(state, 5).live_since_ms is None
    assert state.problem is not None
    assert state.problem.code is ErrorCode.STREAM_ID_IN_USE
    assert not state.outgoing[0].was_live


def test_the_first_moment_on_air_is_kept() -> None:
    state = replace(live_host(), live_since_ms=None)
    state = stamp_live(state, 5_000)
    assert state.live_since_ms == 5_000
    assert stamp_live(state, 9_000).live_since_ms == 5_000


def test_events_of_foreign_streams_change_nothing() -> None:
    state = live_host()
    foreign = (
        events.PublisherStateUpdate("unknown", PublisherState.NO_PUBLISH, ErrorCode.CHANNEL_BUSY),
        events.PublisherQualityUpdate("unknown", PublisherQuality(send_fps=30.0)),
        events.PlayerStateUpdate("unknown", PlayerState.PLAYING, ErrorCode.PLAY_FAILED),
        events.PlayerQualityUpdate("unknown", PlayerQuality(shown_fps=30.0)),
        events.PlayerVideoSizeChanged("unknown", 1, 1),
        events.PlayerRenderedVideoFirstFrame("unknown", 1.0),
        events.PublisherVideoSizeChanged(PublishChannel.FOURTH, 2, 2),
    )
    assert after(state, *foreign) is state


@pytest.mark.parametrize("player_state", list(PlayerState))
def test_player_states_are_taken_over(player_state: PlayerState) -> None:
    state = after(watching(), events.PlayerStateUpdate(STREAM.stream_id, player_state))
    assert state.incoming[0].state is player_state


def test_a_player_error_is_looked_at_before_its_state() -> None:
    state = after(
        watching(),
        events.PlayerStateUpdate(
            STREAM.stream_id, PlayerState.PLAYING, ErrorCode.STREAM_AUTHORISATION_REFUSED
        ),
    )
    assert state.incoming[0].error_code is ErrorCode.STREAM_AUTHORISATION_REFUSED
    assert state.problem is not None

    recovered = after(state, events.PlayerStateUpdate(STREAM.stream_id, PlayerState.PLAYING))
    assert recovered.incoming[0].error_code is ErrorCode.OK
    assert recovered.problem is None


def test_qualities_sizes_and_first_pictures_reach_their_streams() -> None:
    host = after(
        live_host(),
        events.PublisherQualityUpdate(own_stream_id(), PublisherQuality(send_fps=30.0)),
        events.PublisherVideoSizeChanged(PublishChannel.MAIN, 1280, 720),
        events.PublisherCapturedVideoFirstFrame(PublishChannel.MAIN),
    )
    own = host.outgoing[0]
    assert (own.quality.send_fps, own.width_px, own.height_px, own.has_picture) == (
        30.0,
        1280,
        720,
        True,
    )
    viewer = after(
        watching(),
        events.PlayerQualityUpdate(STREAM.stream_id, PlayerQuality(shown_fps=29.0)),
        events.PlayerVideoSizeChanged(STREAM.stream_id, 640, 360),
        events.PlayerRenderedVideoFirstFrame(STREAM.stream_id, 80.0),
    )
    item = viewer.incoming[0]
    assert (item.quality.shown_fps, item.width_px, item.height_px, item.has_picture) == (
        29.0,
        640,
        360,
        True,
    )


def test_a_muted_sender_stays_muted_in_a_break_and_is_unknown_when_nothing_plays() -> None:
    name = STREAM.stream_id
    muted = after(watching(), events.RemoteMicStateUpdate(name, RemoteDeviceState.MUTE))
    assert muted.incoming[0].microphone is RemoteDeviceState.MUTE
    assert after(muted, events.RemoteMicStateUpdate(name, RemoteDeviceState.MUTE)) is muted

    broken = events.PlayerStateUpdate(name, PlayerState.PLAY_REQUESTING, ErrorCode.PLAY_INTERRUPTED)
    assert after(muted, broken).incoming[0].microphone is RemoteDeviceState.MUTE
    over = after(muted, events.PlayerStateUpdate(name, PlayerState.NO_PLAY))
    assert over.incoming[0].microphone is RemoteDeviceState.OPEN


def message(text: str, number: int = 1) -> Message:
    return Message(VIEWER, text, sent_at_ms=number)


def test_chat_lines_are_numbered_across_chat_and_barrage() -> None:
    state = after(
        waiting_watch(),
        events.IMBroadcastMessageReceived(ROOM, (message("one"), message("two"))),
        events.IMBarrageMessageReceived(ROOM, (message("fly"),)),
        events.IMBroadcastMessageReceived(ROOM, (message("three"),)),
    )
    assert [(line.number, line.text) for line in state.chat] == [
        (1, "one"),
        (2, "two"),
        (4, "three"),
    ]
    assert [(line.number, line.text) for line in state.barrage] == [(3, "fly")]
    assert state.chat[0].delivery is Delivery.RECEIVED


def test_only_the_newest_lines_are_kept() -> None:
    many = tuple(message(str(number)) for number in range(CHAT_LINES_KEPT + 5))
    state = after(
        waiting_watch(),
        events.IMBroadcastMessageReceived(ROOM, many),
        events.IMBarrageMessageReceived(ROOM, many),
    )
    assert len(state.chat) == CHAT_LINES_KEPT
    assert state.chat[-1].text == str(CHAT_LINES_KEPT + 4)
    assert len(state.barrage) == BARRAGE_LINES_KEPT
    assert state.barrage[-1].number == 2 * (CHAT_LINES_KEPT + 5)


def test_a_source_that_ended_is_told_with_its_cause() -> None:
    ended = after(live_host(), events.PublisherSourceEnded(PublishChannel.MAIN))
    assert ended.problem is not None
    assert ended.problem.cause.key == "problem.source_ended.cause"

    pulled = after(
        live_host(),
        events.PublisherSourceEnded(
            PublishChannel.MAIN, ErrorCode.DEVICE_UNPLUGGED, "cannot go on: pulled out"
        ),
    )
    assert pulled.problem is not None
    assert pulled.problem.code is ErrorCode.DEVICE_UNPLUGGED
    assert not pulled.outgoing[0].has_picture


def test_trouble_with_a_device_is_a_warning_that_its_picture_takes_away() -> None:
    state = after(
        live_host(),
        events.DeviceError(DeviceKind.CAMERA, "0", ErrorCode.DEVICE_SILENT, "cannot read it"),
    )
    assert state.problem is not None
    assert state.problem.severity is Severity.WARNING
    assert state.problem.detail == "cannot read it"

    back = after(state, events.PublisherCapturedVideoFirstFrame(PublishChannel.MAIN))
    assert back.problem is None


@pytest.mark.parametrize("language", list(Language))
def test_a_file_that_cannot_be_played_has_one_remedy_and_it_is_one_for_files(
    language: Language,
) -> None:
    words = load_words(program_root() / "resources" / "i18n", language)
    own_words, own_step = "cannot open 'x.wav': there is no such file", "Check the path."
    code = ErrorCode.DEVICE_UNKNOWN
    file = CaptureSource(SourceKind.FILE, "/music/x.wav")
    told = events.DeviceError(DeviceKind.MICROPHONE, file.target, code, own_words, own_step)
    ended = events.PublisherSourceEnded(PublishChannel.MAIN, code, own_words, own_step)
    as_picture = change_outgoing(
        live_host(), PublishChannel.MAIN, lambda own: replace(own, source=file)
    )
    for state in (after(replace(live_host(), sound_source=file), told), after(as_picture, ended)):
        assert state.problem is not None
        cause, step = words.problem(state.problem)
        assert own_words[1:] in cause
        if language is Language.ENGLISH:
            assert (cause, step) == (f"C{own_words[1:]}.", own_step)
        else:
            assert step == words("problem.file.hint")


def test_a_host_without_a_speaker_misses_little_and_a_watcher_more() -> None:
    news = events.DeviceError(DeviceKind.SPEAKER, "", ErrorCode.DEVICE_UNKNOWN, "there is none")
    for state, severity in ((live_host(), Severity.NOTE), (watching(), Severity.WARNING)):
        problem = after(state, news).problem
        assert problem is not None
        assert problem.severity is severity
        assert problem.hint.key == "problem.speaker.hint"


def test_a_graver_problem_is_not_hidden_by_a_lesser_one() -> None:
    lost = after(watching(), room(Reason.RECONNECT_FAILED, ErrorCode.RETRY_TIMED_OUT))
    state = after(lost, events.DeviceError(DeviceKind.SPEAKER, "", ErrorCode.DEVICE_UNPLUGGED))
    assert state.problem == lost.problem


def test_the_network_is_judged_in_the_direction_that_matters() -> None:
    news = events.NetworkQuality("", upstream=QualityLevel.BAD, downstream=QualityLevel.GOOD)
    of_another = events.NetworkQuality("x", QualityLevel.DIE, QualityLevel.DIE)

    assert after(live_host(), news, of_another).network is QualityLevel.BAD
    assert after(watching(), news, of_another).network is QualityLevel.GOOD


def test_sound_levels_are_shown() -> None:
    assert after(live_host(), events.CapturedSoundLevel(42.0)).sound_level == 42.0


def test_events_that_say_nothing_to_the_window_keep_the_same_state() -> None:
    state = ViewState()
    assert after(state, events.EngineStateUpdate(True)) is state
    assert after(state, events.DebugError(ErrorCode.OK, "login_room")) is state
