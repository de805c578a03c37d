"""The host's own view: what goes out, who watches, and the switches."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.control.phases import FINAL_HOST_PHASES, HostPhase, host_phase
from app.control.view_state import OutgoingStream, ViewState
from app.model.hotkeys import Hotkey
from app.model.media import PublishChannel, SourceKind, SwitchState
from app.model.quality import QualityLevel
from ui.confirm_bar import ConfirmBar
from ui.device_menus import DeviceMenu
from ui.kit import Kit
from ui.live_page import LivePage
from ui.monitor_area import MonitorArea
from ui.monitor_button import MonitorButton
from ui.more_menu import QuietMoreButton
from ui.share_button import ShareButton
from ui.stage_menu import StageMenuButton
from ui.status_pill import Pill
from ui.texts import clock_text
from ui.unheard_bar import UnheardBar
from ui.widgets import ControlButton, PushButton, SoundMeter, restyle

_COPIED_MS = 2_000
_SECOND_MS = 1_000


class HostPage(LivePage):
    """Shows the state of one's own broadcast; all intents go to the controller."""

    over_wanted = Signal(object)
    """A page that shall lie over the view."""

    def __init__(self, kit: Kit) -> None:
        words = kit.words
        super().__init__(kit, retry_text=words("start.go_live"), back_text=words("host.back"))
        self._state = kit.controller.shown
        self.audience = Pill(kit)
        self.copy_button = PushButton(kit, words("host.copy_link"), kind="small", icon="copy")
        self.microphone_button = ControlButton(kit, shortcut=Hotkey.MICROPHONE)
        self.meter = SoundMeter(kit, name=words("host.sound_level"))
        self.camera_button = ControlButton(kit, shortcut=Hotkey.CAMERA)
        self.share_button = ShareButton(kit, kit.desks.share)
        self.devices_button = ControlButton(kit, shortcut=Hotkey.DEVICES)
        self.end_button = PushButton(
            kit, words("host.end"), kind="danger", icon="end", shortcut=Hotkey.LEAVE
        )
        self.full_button = ControlButton(kit, shortcut=Hotkey.FULL_SCREEN)
        self.confirm = ConfirmBar(kit)
        self.unheard = UnheardBar(kit)
        self.monitor: MonitorArea | None = None
        self._device_menu = DeviceMenu(kit, self.devices_button, self)
        self._second = QTimer(self)
        self._second.setInterval(_SECOND_MS)
        self._second.timeout.connect(self._show_phase)
        self._copied = QTimer(self)
        self._copied.setSingleShot(True)
        self._copied.setInterval(_COPIED_MS)
        self._copied.timeout.connect(self._say_copy)
        self._fill()
        self._connect()

    def _fill(self) -> None:
        for widget in (self.audience, self.quality, self.copy_button):
            self.header_side.addWidget(widget)
        self.header_side.addWidget(QuietMoreButton(self._kit))
        buttons: tuple[QWidget, ...] = (
            self.microphone_button,
            self.meter,
            self.camera_button,
            self.share_button,
            self.devices_button,
            *self._make_monitor(),
            *self.figures_buttons,
            self.chat_button,
            self.quick_chat,
        )
        essential = {self.microphone_button, self.camera_button}
        for button in buttons:
            self.controls.add(button, is_essential=button in essential)
        for button in self._make_stage_buttons():
            self.controls.add(button)
        self.controls.set_danger(self.end_button)
        self._body.insertWidget(2, self.unheard)
        self._body.insertWidget(3, self.confirm)
        words = self._kit.words
        self.devices_button.say(words("host.devices"), "devices", tip=words("host.devices_tip"))

    def _make_monitor(self) -> tuple[QWidget, ...]:
        desk = self._kit.desks.monitor
        if desk is None:
            return ()
        self.monitor = MonitorArea.around(self._kit, desk, self.stage, self._stage_box)
        return (MonitorButton(self._kit, desk),)

    def _make_stage_buttons(self) -> tuple[QWidget, ...]:
        desk = self._kit.desks.stage
        layouts = (StageMenuButton(self._kit, desk),) if desk is not None else ()
        return (*layouts, self.full_button)

    def _connect(self) -> None:
        desk = self._kit.controller.desk
        self.microphone_button.clicked.connect(desk.toggle_microphone)
        self.camera_button.clicked.connect(desk.toggle_camera)
        self.share_button.picker_wanted.connect(self.over_wanted)
        self.devices_button.clicked.connect(self._choose_devices)
        self.copy_button.clicked.connect(self._copy_link)
        self.end_button.clicked.connect(self.ask_to_end)
        self.confirm.confirmed.connect(self._kit.controller.leave)
        self.unheard.unmute_wanted.connect(desk.toggle_microphone)
        self.full_button.clicked.connect(self.toggle_full_screen)
        self.full_screen_wanted.connect(self._say_full_screen)
        self._say_full_screen()

    def render_state(self, state: ViewState) -> None:
        """Show ``state``."""
        self._state = state
        self._show_phase()
        self._show_header(state)
        self._show_switches(state)
        self.unheard.render_state(state)
        self._follow_question(state)
        self._device_menu.refresh(state)
        super().render_state(state)
        if self.monitor is not None:
            self.monitor.pictures_changed()

    def ask_to_end(self) -> None:
        """End the broadcast, after a question when people watch."""
        if self._is_watched():
            self.confirm.ask(self._state.audience_count)
        else:
            self._kit.controller.leave()

    def leave(self) -> None:
        """Give all pictures back; the page is not shown any more."""
        self.confirm.dismiss()
        self.unheard.hide()
        super().leave()

    def _follow_question(self, state: ViewState) -> None:
        """The last person may leave, or the broadcast end by itself, while the question is open."""
        if self.confirm.isHidden():
            return
        if host_phase(state) in FINAL_HOST_PHASES | {HostPhase.OFF, HostPhase.ENDING}:
            self.confirm.dismiss()
        else:
            self.confirm.follow(state.audience_count)

    def _say_full_screen(self) -> None:
        words, is_full = self._kit.words, self.is_full_screen
        self.full_button.say(
            words("stage.leave_full") if is_full else words("stage.full"),
            "leave_full_screen" if is_full else "full_screen",
        )

    def _is_watched(self) -> bool:
        return host_phase(self._state) is HostPhase.LIVE and self._state.audience_count > 0

    def _show_phase(self) -> None:
        words, state = self._kit.words, self._state
        phase = host_phase(state)
        text = words(f"host_phase.{phase.value}.pill")
        if phase is HostPhase.LIVE and state.live_since_ms is not None:
            text = f"{text} {clock_text(self._kit.controller.now_ms() - state.live_since_ms)}"
        elif phase is HostPhase.RECONNECTING and state.room.attempts:
            text = f"{text} · {words('connection.attempt', count=state.room.attempts)}"
        self.pill.show_phase(phase, text, words(f"room_reason.{state.room.reason.name}"))
        is_final = phase in FINAL_HOST_PHASES or phase is HostPhase.OFF
        self.card.say(
            "error" if is_final else "wait",
            words(f"host_phase.{phase.value}.title"),
            words(f"host_phase.{phase.value}.hint"),
        )
        self.card.retry.setVisible(is_final)
        self.card.back.setVisible(is_final)
        self.end_button.setEnabled(phase is not HostPhase.ENDING)
        self.end_button.setText(self._end_text(phase, is_final=is_final))

    def _end_text(self, phase: HostPhase, *, is_final: bool) -> str:
        words = self._kit.words
        if is_final:
            return words("host.back")
        is_on_air = phase in {HostPhase.LIVE, HostPhase.INTERRUPTED, HostPhase.RECONNECTING}
        is_ending = phase is HostPhase.ENDING
        return words("host.end") if is_on_air or is_ending else words("host.cancel")

    def _show_header(self, state: ViewState) -> None:
        words = self._kit.words
        self.title.set_text(state.room.room_id)
        self.audience.say(
            words("host.watching", count=state.audience_count), "quiet", icon="people"
        )
        self.audience.setVisible(state.room.was_entered)
        level = _worst_level(state)
        self.show_quality(level, words(f"quality.{level.name}"))
        self.copy_button.setEnabled(bool(state.link))
        self.copy_button.setToolTip("" if state.link else words("host.link_pending"))

    def _show_switches(self, state: ViewState) -> None:
        words = self._kit.words
        main = state.outgoing_on(PublishChannel.MAIN)
        is_heard = state.microphone is SwitchState.ON
        self.microphone_button.say(
            words("stage.microphone_on") if is_heard else words("stage.microphone_off"),
            "microphone" if is_heard else "microphone_off",
            tip=words("stage.mute") if is_heard else words("stage.unmute"),
        )
        self.meter.show_level(state.sound_level if is_heard else 0.0)
        self._show_camera_switch(main)
        self.share_button.render_state(state)
        for button, is_on in (
            (self.microphone_button, not is_heard),
            (self.camera_button, main is not None and main.picture is SwitchState.OFF),
        ):
            button.setCheckable(True)
            button.setChecked(is_on)
            restyle(button, tone="error" if is_on else "")
        is_live = host_phase(state) in {HostPhase.LIVE, HostPhase.INTERRUPTED}
        for button in (self.microphone_button, self.camera_button, self.devices_button):
            button.setEnabled(main is not None)
        self.share_button.setEnabled(is_live)

    def _show_camera_switch(self, main: OutgoingStream | None) -> None:
        words = self._kit.words
        is_camera = main is None or main.source.kind is SourceKind.CAMERA
        is_on = main is None or main.picture is SwitchState.ON
        what, now, other = "camera" if is_camera else "picture", "on", "off"
        if not is_on:
            now, other = other, now
        self.camera_button.say(
            words(f"stage.{what}_{now}"),
            "camera" if is_on else "camera_off",
            tip=words(f"stage.turn_{what}_{other}"),
        )

    def _choose_devices(self) -> None:
        self._device_menu.open(self._state)

    def _copy_link(self) -> None:
        QGuiApplication.clipboard().setText(self._state.link)
        self.copy_button.setText(self._kit.words("host.copied"))
        self.copy_button.set_icon("check")
        self._copied.start()

    def _say_copy(self) -> None:
        self.copy_button.setText(self._kit.words("host.copy_link"))
        self.copy_button.set_icon("copy")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._second.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._second.stop()
        self._copied.stop()
        self._say_copy()


def _worst_level(state: ViewState) -> QualityLevel:
    if host_phase(state) is not HostPhase.LIVE:
        return QualityLevel.UNKNOWN  # the figures are of the past
    levels = [state.network, *(item.quality.level for item in state.outgoing)]
    known = [level for level in levels if level is not QualityLevel.UNKNOWN]
    return max(known, default=QualityLevel.UNKNOWN)
