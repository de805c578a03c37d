"""The test tone: on the chosen speaker, one at a time, and a word when it cannot be heard."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.control.sound_check import SoundCheckDesk
from app.control.view_state import DeviceLists
from app.model.errors import DeviceUnusableError
from app.model.media import DeviceInfo, DeviceKind
from tests.fakes.start import FakeTones
from tests.unit.control.bench import Bench, until

HEADPHONES = DeviceInfo(DeviceKind.SPEAKER, "2", "Headphones")


class Check:
    def __init__(self) -> None:
        self.bench = Bench()
        store = self.bench.controller.parts.store
        devices = DeviceLists(speakers=(HEADPHONES,), are_known=True)
        store.put(replace(store.state, devices=devices))
        self.tones = FakeTones()
        self.desk = SoundCheckDesk(self.bench.controller, self.tones)


@pytest.fixture
async def check() -> Check:
    return Check()


async def test_the_tone_plays_on_the_chosen_speaker_and_ends(check: Check) -> None:
    check.bench.controller.desk.choose_speaker("2")
    check.desk.toggle()
    await until(lambda: bool(check.tones.played))
    assert check.desk.view.is_playing
    assert check.tones.played == [HEADPHONES]
    check.tones.may_end.set()
    await check.bench.controller.settle()
    assert not check.desk.view.is_playing


async def test_without_a_choice_the_default_speaker_plays(check: Check) -> None:
    check.desk.toggle()
    await until(lambda: bool(check.tones.played))
    assert check.tones.played == [None]
    check.desk.toggle()  # and a second press is silence
    await check.bench.controller.settle()
    assert not check.desk.view.is_playing
    assert check.desk.view.problem is None


async def test_a_speaker_that_fails_is_told_until_another_is_chosen(check: Check) -> None:
    check.tones.failure = DeviceUnusableError(
        "cannot use the speaker: it is gone", hint="Choose another speaker."
    )
    check.desk.toggle()
    await check.bench.controller.settle()
    assert check.desk.view.problem is not None
    assert check.desk.view.problem.detail == "cannot use the speaker: it is gone"
    check.bench.controller.desk.choose_speaker("2")
    assert check.desk.view.problem is None


async def test_what_nobody_foresaw_is_told_too(check: Check) -> None:
    check.tones.failure = ZeroDivisionError()
    check.desk.toggle()
    await check.bench.controller.settle()
    assert check.desk.view.problem is not None
