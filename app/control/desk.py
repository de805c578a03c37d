"""What people do while they are live or watch: mute, switch sources, share, choose devices.

Qt thread only. Each call acts at once and shows in the view state; errors become problems there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from app.control.changes import (
    add_outgoing,
    change_outgoing,
    drop_outgoing,
    with_problem,
)
from app.control.live_session import LiveSession
from app.control.plans import SHARE_PROFILE
from app.control.problems import problem_of_error
from app.control.session_flow import SessionFlow
from app.control.store import ViewStore
from app.control.tasks import TaskKeeper
from app.control.view_state import Activity, DeviceLists, View, ViewState
from app.engine.port import Engine
from app.model.errors import KliegError
from app.model.media import (
    CaptureSource,
    DeviceKind,
    PublishChannel,
    SimulcastLayer,
    SwitchState,
    VideoConfig,
)

MAIN, AUX = PublishChannel.MAIN, PublishChannel.AUX


def _other(state: SwitchState) -> SwitchState:
    return SwitchState.OFF if state is SwitchState.ON else SwitchState.ON


class Desk:
    """The switches and fields of the running session."""

    def __init__(
        self,
        store: ViewStore,
        flow: SessionFlow,
        tasks: TaskKeeper,
    ) -> None:
        self._store = store
        self._flow = flow
        self._tasks = tasks
        self._looking: asyncio.Task[None] | None = None

    # ------------------------------------------------------------------ picture and sound sent

    def toggle_microphone(self) -> None:
        """Silence the own sound, or let it be heard again."""
        microphone = _other(self._state.microphone)
        is_muted = _other(microphone)
        if self._call(lambda engine: engine.mute_microphone(is_muted)):
            self._store.put(replace(self._state, microphone=microphone))

    def toggle_camera(self) -> None:
        """Release the picture source of the main stream, or open it again."""
        own = self._state.outgoing_on(MAIN)
        if own is None:
            return
        picture = _other(own.picture)
        if self._call(lambda engine: engine.enable_camera(picture, MAIN)):
            self._store.put(
                change_outgoing(
                    self._state,
                    MAIN,
                    lambda item: replace(item, picture=picture, has_picture=False),
                )
            )

    def choose_picture(self, source: CaptureSource) -> None:
        """Send ``source`` as the main picture from now on; anew when it has ended by itself."""
        own = self._state.outgoing_on(MAIN)
        if own is None or (own.source == source and not own.has_ended):
            return
        changed = replace(own, source=source, has_picture=False, has_ended=False)
        self._store.put(change_outgoing(self._state, MAIN, lambda _: changed))
        self._flow.preview(MAIN, source)
        if own.picture is SwitchState.OFF:
            self.toggle_camera()

    def go_on_with_picture(self, source: CaptureSource) -> None:
        """Show that ``source`` is still sent: the one that was chosen cannot be."""
        self._store.put(
            change_outgoing(
                self._state, MAIN, lambda own: replace(own, source=source, has_picture=True)
            )
        )
        self._flow.preview(MAIN, source)

    def choose_sound(self, source: CaptureSource) -> None:
        """Send ``source`` as the own sound from now on."""
        if self._call(lambda engine: engine.set_audio_source(source)):
            self._store.put(replace(self._state, sound_source=source))

    def start_share(self, source: CaptureSource) -> None:
        """Send ``source`` as a second picture, beside the main one."""
        if self._state.view is not View.HOST or self._state.activity is not Activity.IDLE:
            return
        config = VideoConfig(profile=SHARE_PROFILE)
        if not self._call(lambda engine: engine.set_video_config(config, AUX)):
            return
        self._store.put(add_outgoing(self._state, AUX, source))
        self._flow.preview(AUX, source)
        try:
            self._flow.publish(AUX)
        except KliegError as error:
            self._show(error)

    def change_share(self, source: CaptureSource) -> None:
        """Send ``source`` as the second picture from now on, in place of the present one."""
        own = self._state.outgoing_on(AUX)
        if own is None or (own.source == source and not own.has_ended):
            return
        changed = replace(own, source=source, has_picture=False, has_ended=False)
        self._store.put(change_outgoing(self._state, AUX, lambda _: changed))
        self._flow.preview(AUX, source)

    def stop_share(self) -> None:
        """Send the second picture no more."""
        session = self._flow.session
        if session is not None:
            self._call(lambda _: session.stop_publishing(AUX))
            self._call(lambda _: session.stop_preview(AUX))
        self._store.put(drop_outgoing(self._state, AUX))

    # ------------------------------------------------------------------ before going live

    def preview(self, source: CaptureSource) -> None:
        """Show ``source`` on the start view, as it would be sent."""
        if self._state.view is View.START and self._state.activity is Activity.IDLE:
            self._store.put(add_outgoing(self._state, MAIN, source))
            self._tasks.spawn("show a preview", self._preview(source))

    def stop_preview(self) -> None:
        """Release the source that the start view shows."""
        session = self._flow.session
        if self._state.view is not View.START:
            return
        if session is not None:
            self._call(lambda _: session.stop_preview(MAIN))
        self._store.put(drop_outgoing(self._state, MAIN))

    @property
    def is_looking(self) -> bool:
        """Whether it is being found out what this machine has."""
        return self._looking is not None and not self._looking.done()

    def look_for_devices(self) -> None:
        """Find out what this machine has; the engine is made for it when there is none."""
        if self._looking is None or self._looking.done():
            self._looking = self._tasks.spawn("look for devices", self._look_for_devices())

    # ------------------------------------------------------------------ sound heard

    def choose_speaker(self, device_id: str) -> None:
        """Hear others on this speaker."""
        if self._call(lambda engine: engine.use_audio_device(DeviceKind.SPEAKER, device_id)):
            self._store.put(replace(self._state, speaker_id=device_id))

    def set_volume(self, volume: int) -> None:
        """Hear others at 0 to 200 percent of what they send; unmutes."""
        bounded = min(200, max(0, volume))
        self._store.put(replace(self._state, volume=bounded, speaker=SwitchState.ON))
        self._apply_volume()

    def toggle_speaker(self) -> None:
        """Hear nothing, or hear others again."""
        self._store.put(replace(self._state, speaker=_other(self._state.speaker)))
        self._apply_volume()

    def choose_layer(self, layer: SimulcastLayer) -> None:
        """Receive this layer of what others send, as far as they send it."""
        if layer is self._state.layer:
            return
        self._store.put(replace(self._state, layer=layer))
        session = self._flow.session
        if session is not None:
            self._call(lambda _: self._ask_for_layer(session, layer))

    @property
    def heard_volume(self) -> int:
        """The loudness to play with now."""
        return self._state.volume if self._state.speaker is SwitchState.ON else 0

    # ------------------------------------------------------------------ inside

    @property
    def _state(self) -> ViewState:
        return self._store.state

    async def _preview(self, source: CaptureSource) -> None:
        await self._flow.ready()
        own = self._state.outgoing_on(MAIN)
        if self._state.view is View.START and own is not None and own.source == source:
            self._flow.preview(MAIN, source)

    async def _look_for_devices(self) -> None:
        engine = (await self._flow.ready()).engine
        found = DeviceLists(
            cameras=await engine.list_devices(DeviceKind.CAMERA),
            microphones=await engine.list_devices(DeviceKind.MICROPHONE),
            speakers=await engine.list_devices(DeviceKind.SPEAKER),
            screens=await engine.list_devices(DeviceKind.SCREEN),
            windows=await engine.list_devices(DeviceKind.WINDOW),
            are_known=True,
        )
        self._store.put(replace(self._state, devices=found))

    def _ask_for_layer(self, session: LiveSession, layer: SimulcastLayer) -> None:
        for item in self._state.incoming:
            session.choose_layer(item.stream.stream_id, layer)

    def _apply_volume(self) -> None:
        volume = self.heard_volume
        for item in self._state.incoming:
            stream_id = item.stream.stream_id
            self._call(partial(_set_play_volume, stream_id, volume))

    def _call(self, call: Callable[[Engine], None]) -> bool:
        """Whether ``call`` was taken; without an engine there is nothing to refuse it."""
        if self._flow.session is None:
            return True
        try:
            call(self._flow.session.engine)
        except KliegError as error:
            self._show(error)
            return False
        return True

    def _show(self, error: KliegError) -> None:
        self._store.put(with_problem(self._state, problem_of_error(error)))


def _set_play_volume(stream_id: str, volume: int, engine: Engine) -> None:
    engine.set_play_volume(stream_id, volume)
