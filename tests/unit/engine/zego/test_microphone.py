"""The SDK's states of others' microphones, and when it is asked to send no sound."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import pytest

from app.engine.zego import _express as express
from app.engine.zego.context import ZegoContext
from app.engine.zego.microphone import SoundMute, microphone_state
from app.model.media import PublishChannel, SwitchState
from app.model.session import RemoteDeviceState

ON, OFF = SwitchState.ON, SwitchState.OFF


class Handle:
    def __init__(self) -> None:
        self.asked: list[tuple[bool, int]] = []

    def mute_publish_stream_audio(self, *, mute: bool, channel: int) -> int:
        self.asked.append((mute, channel))
        return 0

    def send(self, _name: str, call: Callable[[Handle], int]) -> None:
        call(self)


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        (express.RemoteDeviceState.OPEN, RemoteDeviceState.OPEN),
        (express.RemoteDeviceState.MUTE, RemoteDeviceState.MUTE),
        (express.RemoteDeviceState.DISABLE, RemoteDeviceState.DISABLE),
        (express.RemoteDeviceState.UNPLUGGED, RemoteDeviceState.GENERIC_ERROR),
        (99, RemoteDeviceState.GENERIC_ERROR),
    ],
)
def test_states_are_told_in_the_words_of_the_port(told: int, meant: RemoteDeviceState) -> None:
    assert microphone_state(told) is meant


def test_sound_is_sent_when_nothing_mutes_it_any_more() -> None:
    handle = Handle()
    context = cast("ZegoContext", SimpleNamespace(sdk=handle))
    mute = SoundMute(context, PublishChannel.AUX)
    mute.change(stream=OFF)
    mute.change(microphone=ON)
    mute.change(stream=ON, no_source=ON)
    mute.change(microphone=OFF)
    mute.change(stream=OFF)
    assert handle.asked == [(True, 1)]
    mute.change(no_source=OFF)
    assert handle.asked == [(True, 1), (False, 1)]
