"""What the start view shows beside the state of the window: its preview, checks and rooms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from app.control.permissions import Permission
from app.control.preview_desk import PreviewPhase, PreviewView
from app.control.problems import problem_of_code, problem_of_error
from app.control.recent import OwnRoom, RecentRooms, WatchedRoom
from app.control.sound_check import SoundCheckView
from app.control.uplink import AudiencePlace, UplinkFigures, judge_uplink
from app.control.uplink_desk import UplinkPhase, UplinkView
from app.control.view_state import Scope
from app.model.errors import DeviceUnusableError, ErrorCode
from app.model.media import PROFILE_720P30, CaptureSource, SourceKind

if TYPE_CHECKING:
    from tests.ui.conftest import Desk
    from ui.main_window import MainWindow

Act = Callable[["Desk", "MainWindow"], None]

MICROPHONE = CaptureSource(SourceKind.MICROPHONE)
FINE = UplinkFigures(
    30.0, 30.0, encode_share=0.2, available_kbps=9e3, video_kbps=2_900.0, is_measured=True
)
LONG_TITLE = "A broadcast whose title goes on and on because nobody told its host to stop"
ROOM_TITLES = (LONG_TITLE, "Studio B", "Old show", "friday-stage", "monday-lantern")
NO_SPEAKER = DeviceUnusableError(
    "cannot use the speaker 'Headphones': the sound system does not let it play",
    hint="Choose another speaker.",
)


def forget_start(desk: Desk) -> None:
    """Show the start view as before anything was done on it."""
    QGuiApplication.clipboard().clear()
    start = desk.start
    start.preview._runs = None
    start.preview._put(PreviewView())
    start.uplink._put(UplinkView())
    start.recent._put(RecentRooms())
    start.sound_check._put(SoundCheckView())


def show_preview(desk: Desk, _window: MainWindow, *, change: dict[str, object]) -> None:
    view = replace(desk.start.preview.view, sound=MICROPHONE)
    desk.start.preview._put(replace(view, **change))  # type: ignore[arg-type]


def show_check(desk: Desk, _window: MainWindow, *, view: UplinkView) -> None:
    desk.start.uplink._put(view)


def verdict(figures: UplinkFigures, place: AudiencePlace) -> UplinkView:
    judged = judge_uplink(figures, PROFILE_720P30, place)
    return UplinkView(UplinkPhase.DONE, 1.0, PROFILE_720P30, place, judged)


def show_rooms(desk: Desk, _window: MainWindow) -> None:
    now_ms, day_ms = desk.controller.now_ms(), 86_400_000
    desk.start.recent._put(
        RecentRooms(
            (OwnRoom("friday-stage", now_ms), OwnRoom("monday-lantern", now_ms - 9 * day_ms)),
            (
                WatchedRoom("a", LONG_TITLE, now_ms - day_ms),
                WatchedRoom("b", "Studio B", now_ms, is_lasting=False),
                WatchedRoom("c", "Old show", now_ms - 30 * day_ms, is_broken=True),
            ),
        )
    )


def offer_link(_desk: Desk, _window: MainWindow) -> None:
    QGuiApplication.clipboard().setText("http://192.168.1.5:7070/watch/friday#invite-of-a-test")


def fail_tone(desk: Desk, _window: MainWindow) -> None:
    desk.start.sound_check._put(SoundCheckView(problem=problem_of_error(NO_SPEAKER)))


def play_tone(desk: Desk, _window: MainWindow) -> None:
    desk.start.sound_check._put(SoundCheckView(is_playing=True))


ON = {"phase": PreviewPhase.ON, "is_measured": True}
IN_USE = problem_of_code(ErrorCode.DEVICE_IN_USE, Scope.DEVICE)
PREVIEW_ACTS: dict[str, Act] = {
    "silent": partial(show_preview, change={**ON, "is_silent": True}),
    "unheard": partial(show_preview, change={**ON, "microphone": Permission.DENIED}),
    "tone_plays": play_tone,
    "tone_failed": fail_tone,
    "check_opens": partial(show_check, view=UplinkView(UplinkPhase.OPENING, 0.05, PROFILE_720P30)),
    "check_runs": partial(show_check, view=UplinkView(UplinkPhase.MEASURING, 0.6, PROFILE_720P30)),
    "check_good": partial(show_check, view=verdict(FINE, AudiencePlace.THIS_COMPUTER)),
    "check_tight": partial(
        show_check, view=verdict(replace(FINE, encode_share=0.7), AudiencePlace.ELSEWHERE)
    ),
    "check_too_much": partial(
        show_check,
        view=verdict(replace(FINE, available_kbps=2_600.0), AudiencePlace.ELSEWHERE),
    ),
    "check_failed": partial(
        show_check,
        view=UplinkView(UplinkPhase.FAILED, 0.1, PROFILE_720P30, problem=IN_USE),
    ),
}
"""Over a preview that is on."""

OFF_ACTS: dict[str, Act] = {
    "asking": partial(show_preview, change={"phase": PreviewPhase.ASKING}),
    "denied": partial(show_preview, change={"phase": PreviewPhase.DENIED}),
    "in_use": partial(show_preview, change={"phase": PreviewPhase.BROKEN, "problem": IN_USE}),
    "film_over": partial(show_preview, change={"phase": PreviewPhase.BROKEN}),
    "rooms": show_rooms,
    "offer": offer_link,
}
"""Over a start view without a picture."""
