"""The audience's view: the picture first, then words about it, and the way out."""

from __future__ import annotations

from dataclasses import replace

from app.control.phases import FINAL_WATCH_PHASES, WatchPhase, watch_phase
from app.control.view_state import Activity, ViewState
from app.model.hotkeys import Hotkey
from app.model.media import SwitchState
from app.model.quality import QualityLevel
from app.model.watching import WatchingStyle
from ui.kit import Kit
from ui.live_page import LivePage
from ui.volume_slider import VolumeSlider
from ui.widgets import ControlButton, PushButton

_CARD_ICONS = {
    WatchPhase.HOST_NOT_THERE: "wait",
    WatchPhase.HOST_AWAY: "away",
    WatchPhase.HOST_GONE: "away",
    WatchPhase.ENDED: "check",
    WatchPhase.REMOVED: "error",
    WatchPhase.LOST: "error",
    WatchPhase.FAILED: "error",
}
_CAN_RETRY = FINAL_WATCH_PHASES | {WatchPhase.RECONNECTING}


class WatchPage(LivePage):
    """Shows the broadcast that a link led to; all intents go to the controller."""

    def __init__(self, kit: Kit) -> None:
        words = kit.words
        super().__init__(kit, retry_text=words("watch.retry"), back_text=words("host.back"))
        self.retry_button = PushButton(
            kit, words("watch.retry_now"), kind="small", icon="refresh", shortcut=Hotkey.RETRY
        )
        self.speaker_button = ControlButton(kit, shortcut=Hotkey.SPEAKER)
        self.barrage_button = ControlButton(kit, shortcut=Hotkey.BARRAGE)
        self.full_screen_button = ControlButton(kit, shortcut=Hotkey.FULL_SCREEN)
        self.volume = VolumeSlider(kit)
        self.exit_button = PushButton(
            kit, words("watch.exit"), kind="danger", icon="exit", shortcut=Hotkey.LEAVE
        )
        self._fill()
        self._connect()

    def _fill(self) -> None:
        self.header_side.addWidget(self.quality)
        self.header_side.addWidget(self.retry_button)
        self.controls.add(self.speaker_button)
        self.controls.add(self.volume)
        self.controls.add(self.barrage_button)
        self.controls.add(self.full_screen_button)
        for button in self.figures_buttons:
            self.controls.add(button)
        self.controls.add(self.chat_button)
        self.controls.set_danger(self.exit_button)
        self._say_barrage()
        self._say_full_screen()

    def _connect(self) -> None:
        controller = self._kit.controller
        self.retry_button.clicked.connect(controller.retry_now)
        self.speaker_button.clicked.connect(controller.desk.toggle_speaker)
        self.volume.valueChanged.connect(self._set_volume)
        self.barrage_button.clicked.connect(self._toggle_barrage)
        self.full_screen_button.clicked.connect(self.toggle_full_screen)
        self.exit_button.clicked.connect(controller.leave)

    def render_state(self, state: ViewState) -> None:
        """Show ``state``."""
        words = self._kit.words
        phase = watch_phase(state)
        text = words(f"watch_phase.{phase.value}.pill")
        if phase is WatchPhase.RECONNECTING and state.room.attempts:
            text = f"{text} · {words('connection.attempt', count=state.room.attempts)}"
        self.pill.show_phase(phase, text, words(f"room_reason.{state.room.reason.name}"))
        self.card.say(
            _CARD_ICONS.get(phase, "wait"),
            words(f"watch_phase.{phase.value}.title"),
            words(f"watch_phase.{phase.value}.hint"),
        )
        is_final = phase in FINAL_WATCH_PHASES
        can_retry = phase in _CAN_RETRY and state.activity is Activity.IDLE
        self.card.retry.setVisible(is_final and can_retry)
        self.card.back.setVisible(is_final)
        self.retry_button.setVisible(can_retry and not is_final)
        self.exit_button.setEnabled(phase is not WatchPhase.LEAVING)
        self._show_title(state)
        self._show_quality(state, phase)
        self._show_sound(state)
        super().render_state(state)

    def toggle_full_screen(self) -> None:
        """Show the pictures on the whole screen, or in the window again."""
        super().toggle_full_screen()
        self._say_full_screen()

    def _show_title(self, state: ViewState) -> None:
        room, host = state.room.room_id, state.title
        if not host and state.incoming:
            host = state.incoming[0].stream.user.name
        self.title.set_text(room)
        self.subtitle.set_text(self._kit.words("watch.with", name=host) if host else "")
        self.subtitle.setVisible(bool(host) and not self._is_narrow)

    def _show_quality(self, state: ViewState, phase: WatchPhase) -> None:
        words = self._kit.words
        levels = [state.network, *(item.quality.level for item in state.incoming)]
        known = [level for level in levels if level is not QualityLevel.UNKNOWN]
        level = max(known, default=QualityLevel.UNKNOWN)
        delays_ms = [item.quality.end_to_end_p50_ms for item in state.incoming]
        text = words(f"quality.{level.name}")
        if delays_ms and max(delays_ms) >= 0:
            text = f"{text} · {words('watch.behind', delay=round(max(delays_ms)))}"
        is_current = phase is WatchPhase.WATCHING  # else the figures are of the past
        self.show_quality(level if is_current else QualityLevel.UNKNOWN, text)

    def _show_sound(self, state: ViewState) -> None:
        words = self._kit.words
        is_heard = state.speaker is SwitchState.ON and state.volume > 0
        self.speaker_button.say(
            words("watch.mute") if is_heard else words("watch.unmute"),
            "speaker" if is_heard else "speaker_off",
        )
        self.speaker_button.setCheckable(True)
        self.speaker_button.setChecked(not is_heard)
        if self.volume.value() != state.volume:
            self.volume.blockSignals(True)  # noqa: FBT003 - Qt's own name and order
            self.volume.setValue(state.volume)
            self.volume.blockSignals(False)  # noqa: FBT003 - as above

    def _set_volume(self, volume: int) -> None:
        self._kit.controller.desk.set_volume(volume)

    def _toggle_barrage(self) -> None:
        style = self._watching.barrage
        state = SwitchState.OFF if style.state is SwitchState.ON else SwitchState.ON
        self._remember(replace(self._watching, barrage=replace(style, state=state)))
        self._say_barrage()

    @property
    def _watching(self) -> WatchingStyle:
        return self._kit.controller.preferences.watching

    def _remember(self, watching: WatchingStyle) -> None:
        controller = self._kit.controller
        controller.remember(replace(controller.preferences, watching=watching))

    def _say_barrage(self) -> None:
        words, style = self._kit.words, self._watching.barrage
        is_shown = style.state is SwitchState.ON
        self.stage.barrage.use(style)
        self.barrage_button.say(
            words("watch.barrage_hide") if is_shown else words("watch.barrage_show"),
            "barrage" if is_shown else "barrage_off",
        )

    def _say_full_screen(self) -> None:
        words, is_full = self._kit.words, self.is_full_screen
        self.full_screen_button.say(
            words("watch.leave_full_screen") if is_full else words("watch.full_screen"),
            "leave_full_screen" if is_full else "full_screen",
        )
        self.controls.place()
