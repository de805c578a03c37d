"""The preview on the start view: off until somebody asks for it, then on by itself at each start.

Camera and microphone are opened only while the start view is on, the preview is wanted and the
system allows it. A loudness meter and a warning of a silent microphone belong to it. Qt thread
only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from app.control.changes import without_problem
from app.control.controller import Controller
from app.control.permissions import Permission, Permissions
from app.control.problems import problem_of_source
from app.control.session_flow import SOUND_LEVEL_PERIOD_MS
from app.control.view_state import Activity, Problem, Scope, View, ViewState
from app.model.errors import ErrorCode
from app.model.events import (
    CapturedSoundLevel,
    DeviceError,
    EngineEvent,
    PublisherCapturedVideoFirstFrame,
    PublisherSourceEnded,
)
from app.model.media import (
    CaptureSource,
    DeviceKind,
    PublishChannel,
    SourceKind,
    SwitchState,
    VideoConfig,
)

SILENT_AFTER_MS = 4_000
QUIETEST_LEVEL = 0.2
"""A peak of -54 dB: every microphone that works is louder in the quietest room."""

_NONE = CaptureSource(SourceKind.NONE)

Listener = Callable[["PreviewView"], None]


class PreviewPhase(Enum):
    """What the preview box shows.

    Attributes:
        OFF: Nothing is captured; words say what turning on does.
        ASKING: The system asks the person for permission.
        DENIED: The system does not allow the camera.
        ON: The picture, or words while it is on its way.
        BROKEN: The source cannot be opened, or has ended by itself.
    """

    OFF = "off"
    ASKING = "asking"
    DENIED = "denied"
    ON = "on"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class PreviewView:
    """The preview at one moment.

    Attributes:
        phase: What the box shows.
        picture: What is chosen as the picture.
        sound: What is chosen as the sound.
        microphone: Whether the system lets Klieg hear it.
        is_measured: Whether levels come.
        is_silent: Nothing has been heard for some seconds.
        problem: Why the picture is BROKEN.
        sound_problem: Why no level comes.
    """

    phase: PreviewPhase = PreviewPhase.OFF
    picture: CaptureSource = _NONE
    sound: CaptureSource = _NONE
    microphone: Permission = Permission.GRANTED
    is_measured: bool = False
    is_silent: bool = False
    problem: Problem | None = None
    sound_problem: Problem | None = None

    @property
    def is_on(self) -> bool:
        """Whether the preview was turned on, whatever became of it."""
        return self.phase is not PreviewPhase.OFF


class PreviewDesk:
    """Turns the preview on and off.

    Args:
        controller: Whose start view it is.
        permissions: Of the system.
    """

    def __init__(self, controller: Controller, permissions: Permissions) -> None:
        self._controller = controller
        self._permissions = permissions
        self._view = PreviewView()
        self._listeners: list[Listener] = []
        self._config = controller.preferences.video
        self._runs: tuple[CaptureSource, CaptureSource, VideoConfig] | None = None
        self._asked: set[DeviceKind] = set()
        self._heard_at_ms = 0
        self._was_begun = False
        controller.subscribe(self._follow_state)
        controller.follow_events(self._follow_event)

    @property
    def view(self) -> PreviewView:
        """What is on the start view now."""
        return self._view

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` with each new view; the returned call ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    # ------------------------------------------------------------------ intents

    def choose(self, picture: CaptureSource, sound: CaptureSource, config: VideoConfig) -> None:
        """Preview these when it is on; it begins by itself once the devices are known."""
        before = (self._view.picture, self._view.sound, self._config)
        self._config = config
        self._put(replace(self._view, picture=picture, sound=sound))
        if not self._was_begun and self._controller.state.devices.are_known:
            self._was_begun = True
            if self._controller.preferences.start_preview is SwitchState.ON:
                self._begin()
        elif self._view.is_on and before != (picture, sound, config):
            self._begin()

    def turn_on(self) -> None:
        """Show the picture, now and at later starts."""
        self._was_begun = True
        self._remember(SwitchState.ON)
        self._asked.clear()
        self._begin()

    def turn_off(self) -> None:
        """Capture nothing, now and at later starts."""
        self._remember(SwitchState.OFF)
        self._end()

    def retry(self) -> None:
        """Open the same source again, and look anew at what the system allows."""
        self._runs = None
        self._begin()

    def lend(self) -> bool:
        """Capture for a check, without being remembered; returns whether it was off before."""
        was_off = not self._view.is_on
        if was_off:
            self._begin()
        return was_off

    def end_loan(self) -> None:
        """Capture no more what was captured for a check alone."""
        self._end()

    # ------------------------------------------------------------------ inside

    def _begin(self) -> None:
        """Take the next step towards the picture: permission, or capture."""
        view = self._view
        if not self._is_at_start or view.picture == _NONE:
            return
        if view.picture.kind is SourceKind.CAMERA and not self._may_use(DeviceKind.CAMERA):
            return
        if view.sound.kind is SourceKind.MICROPHONE and not self._may_use(DeviceKind.MICROPHONE):
            return
        self._capture()

    def _may_use(self, kind: DeviceKind) -> bool:
        """Whether to go on; False when somebody has to be asked first, or said no."""
        state = self._permissions.state(kind)
        if state is Permission.UNDETERMINED and kind not in self._asked:
            self._asked.add(kind)
            self._stop(PreviewPhase.ASKING)
            self._permissions.ask(kind, self._answered)
            return False
        if kind is DeviceKind.MICROPHONE:
            self._put(replace(self._view, microphone=state))
            return True  # a picture without sound is better than none
        if state is not Permission.GRANTED:
            self._stop(PreviewPhase.DENIED)
            return False
        return True

    def _answered(self, _answer: Permission) -> None:
        if self._view.phase is PreviewPhase.ASKING:
            self._begin()

    def _capture(self) -> None:
        view = self._view
        is_heard = view.microphone is Permission.GRANTED
        sound = view.sound if is_heard or view.sound.kind is not SourceKind.MICROPHONE else _NONE
        wanted = (view.picture, sound, self._config)
        if wanted == self._runs:
            return
        before, self._runs = self._runs, wanted
        self._put(replace(self._view, phase=PreviewPhase.ON, problem=None, sound_problem=None))
        is_new_picture = before is None or (before[0], before[2]) != (view.picture, self._config)
        self._heard_at_ms = self._controller.now_ms()
        self._put(replace(self._view, is_silent=False, is_measured=False))
        if is_new_picture:
            self._forget_trouble()
        self._controller.parts.tasks.spawn("show a preview", self._show(is_new_picture))

    async def _show(self, is_new_picture: bool) -> None:  # noqa: FBT001 - one task, two ways
        session = await self._controller.parts.flow.ready()
        if self._runs is None or not self._is_at_start:
            return
        picture, sound, config = self._runs
        session.engine.set_video_config(config)
        session.engine.set_audio_source(sound)
        session.engine.start_sound_level_monitor(SOUND_LEVEL_PERIOD_MS)
        if is_new_picture:
            self._controller.desk.preview(picture)

    def _end(self) -> None:
        self._stop(PreviewPhase.OFF)
        self._put(replace(self._view, problem=None, sound_problem=None))

    def _stop(self, phase: PreviewPhase) -> None:
        """Capture nothing; the phase is told first, so that nobody begins anew."""
        was_running, self._runs = self._runs is not None, None
        self._put(replace(self._view, phase=phase, is_measured=False, is_silent=False))
        if was_running:
            self._controller.desk.stop_preview()
            store = self._controller.parts.store
            store.put(replace(store.state, sound_level=0.0))

    @property
    def _is_at_start(self) -> bool:
        state = self._controller.state
        return state.view is View.START and state.activity is Activity.IDLE

    def _remember(self, state: SwitchState) -> None:
        preferences = self._controller.preferences
        self._controller.remember(replace(preferences, start_preview=state))

    def _forget_trouble(self) -> None:
        store = self._controller.parts.store
        store.put(without_problem(store.state, Scope.DEVICE))

    # ------------------------------------------------------------------ what happens

    def _follow_state(self, state: ViewState) -> None:
        """A session took the picture over; back from it, show it again."""
        if state.view is not View.START:
            self._runs = None
            self._put(replace(self._view, is_measured=False, is_silent=False))
            return
        is_free = self._is_at_start and state.outgoing_on(PublishChannel.MAIN) is None
        if is_free and self._runs is None and self._view.phase is PreviewPhase.ON:
            self._begin()

    def _follow_event(self, event: EngineEvent, now_ms: int) -> None:
        if self._runs is None or not self._is_at_start:
            return
        if isinstance(event, CapturedSoundLevel):
            self._follow_level(event.level, now_ms)
        elif isinstance(event, PublisherSourceEnded):
            is_over = event.error_code is ErrorCode.OK  # a film that has ended is no trouble
            problem = None if is_over else problem_of_source(event, self._view.picture)
            self._stop(PreviewPhase.BROKEN)
            self._put(replace(self._view, problem=problem))
            self._forget_trouble()  # it is told in the box, where the picture would be
        elif isinstance(event, PublisherCapturedVideoFirstFrame):
            self._forget_trouble()
        elif isinstance(event, DeviceError) and event.kind is DeviceKind.MICROPHONE:
            problem = problem_of_source(event, self._view.sound)
            self._put(replace(self._view, sound_problem=problem, is_measured=False))
            self._forget_trouble()

    def _follow_level(self, level: float, now_ms: int) -> None:
        if level >= QUIETEST_LEVEL:
            self._heard_at_ms = now_ms
        is_microphone = self._view.sound.kind is SourceKind.MICROPHONE
        is_silent = is_microphone and now_ms - self._heard_at_ms >= SILENT_AFTER_MS
        self._put(replace(self._view, is_measured=True, is_silent=is_silent, sound_problem=None))

    def _put(self, view: PreviewView) -> None:
        if view == self._view:
            return
        self._view = view
        for listener in tuple(self._listeners):
            listener(view)
