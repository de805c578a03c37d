from dataclasses import replace

import pytest

from app.control.reduce import reduce
from app.control.tiles import SHARE_INFO, tiles
from app.control.voices import PAUSE_REPORTS, Voices, heard
from app.model.events import CapturedSoundLevel, RemoteMicStateUpdate, RemoteSoundLevel
from app.model.media import SwitchState
from app.model.session import RemoteDeviceState
from tests.fakes.samples import live_host, watching


def others(voices: Voices, *levels: tuple[str, float]) -> Voices:
    return heard(voices, levels, is_own=False)


def test_a_loud_stream_speaks_and_the_loudest_new_one_is_the_latest() -> None:
    voices = others(Voices(), ("ada", 20.0), ("bob", 30.0), ("eve", 1.0))
    assert voices.speaking == {"ada", "bob"}
    assert voices.latest == "bob"


def test_a_short_pause_does_not_end_a_voice_and_a_long_one_does() -> None:
    voices = others(Voices(), ("ada", 20.0))
    for _ in range(PAUSE_REPORTS - 1):
        voices = others(voices, ("ada", 0.0))
        assert voices.speaking == {"ada"}
    voices = others(voices, ("ada", 0.0))
    assert voices.speaking == frozenset()
    assert voices.latest == "ada"


def test_who_goes_on_speaking_is_no_news() -> None:
    voices = others(Voices(), ("ada", 20.0))
    assert others(voices, ("ada", 60.0)) is voices
    assert others(Voices(), ("ada", 1.0)) == Voices()


def test_a_stream_that_is_not_reported_any_more_is_silent() -> None:
    assert others(others(Voices(), ("ada", 20.0))).speaking == frozenset()


def test_the_own_voice_and_those_of_others_do_not_end_each_other() -> None:
    voices = heard(Voices(), (("own:main", 30.0),), is_own=True)
    voices = others(voices, ("ada", 20.0))
    assert voices.speaking == {"own:main", "ada"}
    assert voices.latest == "ada"


def test_tiles_tell_who_is_heard_and_nobody_else_changes() -> None:
    state = watching()
    loud = reduce(RemoteSoundLevel(((state.incoming[0].stream.stream_id, 40.0),)), state)
    assert [tile.voice for tile in tiles(loud)] == [SwitchState.ON]
    again = RemoteSoundLevel(((state.incoming[0].stream.stream_id, 50.0),))
    assert reduce(again, loud) is loud


def test_a_muted_host_is_shown_as_muted_and_not_as_heard() -> None:
    state = reduce(CapturedSoundLevel(50.0), live_host())
    assert tiles(state)[0].voice is SwitchState.ON
    muted = tiles(replace(state, microphone=SwitchState.OFF))[0]
    assert (muted.voice, muted.microphone) == (SwitchState.OFF, SwitchState.OFF)


@pytest.mark.parametrize("state", [item for item in RemoteDeviceState if item])
def test_others_without_sound_are_shown_as_muted_and_not_as_heard(
    state: RemoteDeviceState,
) -> None:
    name = watching().incoming[0].stream.stream_id
    loud = reduce(RemoteSoundLevel(((name, 40.0),)), watching())
    muted = reduce(RemoteMicStateUpdate(name, state), loud)
    (tile,) = tiles(muted)
    assert (tile.voice, tile.microphone) == (SwitchState.OFF, SwitchState.OFF)

    (tile,) = tiles(reduce(RemoteMicStateUpdate(name, RemoteDeviceState.OPEN), muted))
    assert (tile.voice, tile.microphone) == (SwitchState.ON, SwitchState.ON)


def test_a_shared_screen_without_sound_is_nobody_who_is_muted() -> None:
    (item,) = watching().incoming
    share = replace(item, stream=replace(item.stream, extra_info=SHARE_INFO))
    state = reduce(
        RemoteMicStateUpdate(item.stream.stream_id, RemoteDeviceState.DISABLE),
        replace(watching(), incoming=(share,)),
    )
    assert [tile.microphone for tile in tiles(state)] == [SwitchState.ON]
