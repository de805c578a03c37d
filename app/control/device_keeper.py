"""Devices that are pulled out while they are in use, and come back: what takes over, and words.

A microphone or speaker gives way to the default one; a camera or screen leaves its picture dark.
Each is taken up again when it is back, unless another was chosen meanwhile. What is new is offered
and never taken. Qt thread only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.control.changes import with_problem
from app.control.desk import Desk
from app.control.parts import EventFollower, Parts
from app.control.view_state import Activity, Phrase, Problem, Scope, Severity, View, ViewState
from app.model.errors import ErrorCode
from app.model.events import (
    DeviceError,
    DeviceStateChanged,
    EngineEvent,
    PublisherSourceEnded,
)
from app.model.media import CaptureSource, DeviceInfo, DeviceKind, PublishChannel, SourceKind
from app.model.session import UpdateType

_PICTURE_KINDS = {DeviceKind.CAMERA: SourceKind.CAMERA, DeviceKind.SCREEN: SourceKind.SCREEN}
_DEFAULT_MICROPHONE = CaptureSource(SourceKind.MICROPHONE)
_HEARD_KINDS = frozenset({DeviceKind.SPEAKER})
_SEEN_KINDS = frozenset({DeviceKind.CAMERA, DeviceKind.SCREEN, DeviceKind.WINDOW})


class DeviceKeeper:
    """Follows what is plugged in and pulled out, and asks the desk for what follows from it."""

    def __init__(
        self,
        parts: Parts,
        desk: Desk,
        *,
        follow_events: Callable[[EventFollower], Callable[[], None]],
    ) -> None:
        self._parts = parts
        self._desk = desk
        self._shown: CaptureSource | None = None  # what the main picture was last
        self._gone: dict[DeviceKind, DeviceInfo] = {}
        self._microphone: tuple[DeviceInfo, CaptureSource] | None = None
        self._speaker: DeviceInfo | None = None
        follow_events(self._follow)
        parts.store.subscribe(self._look)

    @property
    def _state(self) -> ViewState:
        return self._parts.store.state

    def _follow(self, event: EngineEvent, _at_ms: int) -> None:
        if self._state.activity in {Activity.LEAVING, Activity.CLOSING}:
            return
        if isinstance(event, DeviceStateChanged):
            if event.update_type is UpdateType.DELETE:
                self._went(event.device)
            else:
                self._came(event.device)
        elif isinstance(event, PublisherSourceEnded):
            self._source_ended(event)
        elif isinstance(event, DeviceError):
            self._refused(event)

    def _look(self, state: ViewState) -> None:
        own = state.outgoing_on(PublishChannel.MAIN)
        if own is None or own.has_ended:
            self._shown = None
        elif own.has_picture:
            self._shown = own.source

    def _refused(self, event: DeviceError) -> None:
        """A picture that was chosen cannot be sent: the engine goes on with the one before."""
        own, before = self._state.outgoing_on(PublishChannel.MAIN), self._shown
        if own is None or before is None or own.has_picture or event.kind not in _SEEN_KINDS:
            return
        if event.device_id == own.source.target and own.source != before:
            self._desk.go_on_with_picture(before)

    # ------------------------------------------------------------------ pulled out

    def _went(self, device: DeviceInfo) -> None:
        self._gone[device.kind] = device
        if device.kind in _PICTURE_KINDS:
            self._say_dark(device)
        elif device.kind is DeviceKind.MICROPHONE:
            self._microphone_went(device)
        elif device.kind is DeviceKind.SPEAKER and _is_named(device, self._state.speaker_id):
            self._speaker = device
            self._desk.choose_speaker("")
            self._say("speaker_lost", device, Severity.WARNING)

    def _microphone_went(self, device: DeviceInfo) -> None:
        used = self._state.sound_source
        if used is None or used.kind is not SourceKind.MICROPHONE:
            return
        if not (_is_named(device, used.target) or (not used.target and device.is_default)):
            return
        if used.target:
            self._microphone = device, used
            self._desk.choose_sound(_DEFAULT_MICROPHONE)
        has_others = any(item.name != device.name for item in self._state.devices.microphones)
        what = "microphone_lost" if has_others else "last_microphone_lost"
        self._say(what, device, Severity.WARNING)

    def _source_ended(self, event: PublisherSourceEnded) -> None:
        """The device may have been told to be gone before or after its pictures ended."""
        own = self._state.outgoing_on(event.channel)
        if own is None or event.error_code is ErrorCode.OK:
            return
        for kind, source_kind in _PICTURE_KINDS.items():
            if own.source.kind is source_kind and kind in self._gone:
                self._say_dark(self._gone[kind])

    def _say_dark(self, device: DeviceInfo) -> None:
        own = self._state.outgoing_on(PublishChannel.MAIN)
        if own is not None and own.has_ended and self._was_source(device, own.source):
            self._say("picture_lost", device, Severity.WARNING)

    # ------------------------------------------------------------------ plugged in

    def _came(self, device: DeviceInfo) -> None:
        is_back = self._picture_came(device) or self._sound_came(device)
        if self._is_gone(device):
            del self._gone[device.kind]
        elif not is_back:
            self._offer(device)

    def _picture_came(self, device: DeviceInfo) -> bool:
        own = self._state.outgoing_on(PublishChannel.MAIN)
        if own is None or not own.has_ended or not self._was_source(device, own.source):
            return False
        self._desk.choose_picture(own.source)
        self._say("picture_back", device, Severity.NOTE)
        return True

    def _sound_came(self, device: DeviceInfo) -> bool:
        if self._microphone is not None and device.kind is DeviceKind.MICROPHONE:
            lost, source = self._microphone
            if lost.name != device.name or self._state.sound_source != _DEFAULT_MICROPHONE:
                return False
            self._microphone = None
            self._desk.choose_sound(source)
            self._say("microphone_back", device, Severity.NOTE)
            return True
        if self._speaker is not None and device.kind is DeviceKind.SPEAKER:
            if self._speaker.name != device.name or self._state.speaker_id:
                return False
            self._speaker = None
            self._desk.choose_speaker(device.device_id)
            self._say("speaker_back", device, Severity.NOTE)
            return True
        return False

    def _offer(self, device: DeviceInfo) -> None:
        """Say that there is a new device, to those who can use it now."""
        view = self._state.view
        is_useful = view is View.HOST or (view is View.WATCH and device.kind in _HEARD_KINDS)
        if is_useful and device.name and self._state.problem is None:
            self._say(f"new_{device.kind.value}", device, Severity.NOTE)

    # ------------------------------------------------------------------ inside

    def _was_source(self, device: DeviceInfo, source: CaptureSource) -> bool:
        """Whether ``source`` is this device; one without a name is what was there and went."""
        if source.kind is not _PICTURE_KINDS.get(device.kind):
            return False
        return _is_named(device, source.target) or (not source.target and self._is_gone(device))

    def _is_gone(self, device: DeviceInfo) -> bool:
        gone = self._gone.get(device.kind)
        return gone is not None and gone.name == device.name

    def _say(self, what: str, device: DeviceInfo, severity: Severity) -> None:
        name = (("name", device.name or device.device_id),)
        problem = Problem(
            Phrase(f"hotplug.cause_of.{what}", name),
            Phrase(f"hotplug.hint_of.{what}", name),
            severity=severity,
            scope=Scope.DEVICE,
        )
        state = self._state
        if state.problem is not None and state.problem.scope is Scope.DEVICE:
            state = replace(state, problem=None)  # the newest news of the same counts
        self._parts.store.put(with_problem(state, problem))


def _is_named(device: DeviceInfo, target: str) -> bool:
    return bool(target) and target in {device.device_id, device.name}
