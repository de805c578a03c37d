"""The audience's view: the picture first, then words about it, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent, QWheelEvent

from app.control.phases import FINAL_WATCH_PHASES, WatchPhase, watch_phase
from app.control.tiles import Tile, tiles
from app.control.view_state import Activity, ViewState
from app.model.hotkeys import Hotkey
from app.model.media import SwitchState
from app.model.quality import QualityLevel
from ui.barrage_buttons import BarrageButtons
from ui.kit import Kit
from ui.live_page import LivePage
from ui.more_menu import QuietMoreButton
from ui.picture_note import PictureNote
from ui.pip_lease import PipLease
from ui.quality_menu import QualityButton
from ui.stage_menu import StageMenuButton
from ui.volume_hand import VolumeHand
from ui.volume_slider import VolumeSlider
from ui.watch_card import WatchCard
from ui.widgets import ControlButton, PushButton

if TYPE_CHECKING:
    from ui.video_widget import VideoWidget

_BROKEN = {WatchPhase.RECONNECTING, WatchPhase.INTERRUPTED}
_SECOND_MS = 1_000
_CAN_RETRY = FINAL_WATCH_PHASES | {WatchPhase.RECONNECTING}


class WatchPage(LivePage):
    """Shows the broadcast that a link led to; all intents go to the controller."""

    def __init__(self, kit: Kit) -> None:
        words = kit.words
        super().__init__(
            kit, retry_text=words("watch.retry"), back_text=words("watching.watch_other")
        )
        self.words_card = WatchCard(kit, self.card)
        self.note, self.chip = PictureNote(kit), PictureNote(kit)
        self.hand = VolumeHand(kit, self.note)
        self.small_window = PipLease(kit, self, first=self._first_tile)
        self.retry_button = PushButton(
            kit, words("watch.retry_now"), kind="small", icon="refresh", shortcut=Hotkey.RETRY
        )
        self.speaker_button = ControlButton(kit, shortcut=Hotkey.SPEAKER)
        self.barrage = BarrageButtons(kit, self, self.stage.barrage)
        self.full_screen_button = ControlButton(kit, shortcut=Hotkey.FULL_SCREEN)
        self.quality_button = QualityButton(kit)
        self.small_window_button = ControlButton(kit, shortcut=Hotkey.SMALL_WINDOW)
        self.volume = VolumeSlider(kit)
        self.exit_button = PushButton(
            kit, words("watch.exit"), kind="danger", icon="exit", shortcut=Hotkey.LEAVE
        )
        self._second = QTimer(self)
        self._second.setInterval(_SECOND_MS)
        self._second.timeout.connect(self.words_card.tell_time)
        self._fill()
        self._connect()

    def _fill(self) -> None:
        self.header_side.addWidget(self.quality)
        self.header_side.addWidget(self.retry_button)
        self.header_side.addWidget(QuietMoreButton(self._kit))
        self.controls.add(self.speaker_button)
        self.controls.add(self.volume)
        self.controls.add(self.barrage.toggle_button)
        self.controls.add(self.barrage.style_button)
        self.controls.add(self.quality_button)
        if self._kit.desks.stage is not None:
            self.controls.add(StageMenuButton(self._kit, self._kit.desks.stage))
        self.controls.add(self.full_screen_button)
        self.controls.add(self.small_window_button)
        for button in self.figures_buttons:
            self.controls.add(button)
        self.controls.add(self.chat_button)
        self.controls.add(self.quick_chat)
        self.controls.set_danger(self.exit_button)
        words = self._kit.words
        self.card.action.setText(words("watching.small_window_back"))
        self.card.action.setAccessibleName(words("watching.small_window_back"))
        self.card.action.set_icon("restore_window")
        self._say_full_screen()
        self._say_small_window()

    def _connect(self) -> None:
        controller = self._kit.controller
        self.retry_button.clicked.connect(controller.retry_now)
        self.speaker_button.clicked.connect(controller.desk.toggle_speaker)
        self.volume.valueChanged.connect(self._set_volume)
        self.full_screen_button.clicked.connect(self.toggle_full_screen)
        self.small_window_button.clicked.connect(self.small_window.toggle)
        self.card.action.clicked.connect(self.small_window.end)
        self.small_window.changed.connect(self._picture_moved)
        self.small_window.brought_back.connect(self._come_forward)
        self.exit_button.clicked.connect(controller.leave)

    def render_state(self, state: ViewState) -> None:
        """Show ``state``."""
        words = self._kit.words
        phase = watch_phase(state)
        text = words(f"watch_phase.{phase.value}.pill")
        if phase is WatchPhase.RECONNECTING and state.room.attempts:
            text = f"{text} · {words('connection.attempt', count=state.room.attempts)}"
        self.pill.show_phase(phase, text, words(f"room_reason.{state.room.reason.name}"))
        is_final = phase in FINAL_WATCH_PHASES
        can_retry = phase in _CAN_RETRY and state.activity is Activity.IDLE
        self.retry_button.setVisible(can_retry and not is_final)
        self.exit_button.setEnabled(phase is not WatchPhase.LEAVING)
        self._show_title(state)
        self._show_quality(state, phase)
        self._show_sound(state)
        self.quality_button.render_state(state)
        self.small_window.render_state(state, tiles(state))
        super().render_state(state)
        self._show_card(state, phase)
        self._show_break(phase)
        self.small_window_button.setEnabled(bool(state.incoming))

    def stage_tiles(self, state: ViewState) -> tuple[Tile, ...]:
        """Return the pictures for the stage: none while the small window has them."""
        return () if self.small_window.is_out else super().stage_tiles(state)

    def leave(self) -> None:
        """Give all pictures back; the page is not shown any more."""
        self.small_window.end()
        self.words_card.forget()
        super().leave()

    def handle_key(self, key: int) -> bool:
        """Do what ``key`` means on the whole page; false when it means nothing."""
        return super().handle_key(key) or self.hand.take_key(key, self._first_video())

    def toggle_full_screen(self) -> None:
        """Show the pictures on the whole screen, or in the window again."""
        super().toggle_full_screen()
        self._say_full_screen()

    def _show_card(self, state: ViewState, phase: WatchPhase) -> None:
        is_out, words = self.small_window.is_out, self._kit.words
        self.card.action.setVisible(is_out)
        if is_out:
            self.card.say(
                "small_window",
                words("watching.small_window_there"),
                words("watching.small_window_hint"),
            )
            self.card.add_detail("")
            self.card.retry.hide()
            self.card.back.hide()
        else:
            self.words_card.render_state(state, phase)

    def _show_break(self, phase: WatchPhase) -> None:
        """The last picture stays, darker, with a word that more is to come."""
        video = self._first_video()
        if phase in _BROKEN and video is not None:
            text = self._kit.words(f"watch_phase.{phase.value}.pill")
            if self.chip.text != text:
                self.chip.say("refresh", text, video, stays=True)
        else:
            self.chip.hide()

    def _first_tile(self) -> Tile | None:
        shown = self.stage.tiles
        return shown[0].tile if shown else None

    def _first_video(self) -> VideoWidget | None:
        shown = self.stage.tiles
        return shown[0].video if shown else None

    def _picture_moved(self) -> None:
        if self.is_full_screen:
            self.toggle_full_screen()
        self._say_small_window()
        self.render_state(self._kit.controller.shown)

    def _come_forward(self) -> None:
        window = self.window()
        if window.isMinimized():
            window.showNormal()
        window.raise_()
        window.activateWindow()

    def _say_small_window(self) -> None:
        words, is_out = self._kit.words, self.small_window.is_out
        if is_out:
            text = words("watching.small_window_back")
            self.small_window_button.say(text, "restore_window")
        else:
            text, tip = words("watching.small_window"), words("watching.small_window_tip")
            self.small_window_button.say(text, "small_window", tip=tip)
        self.controls.place()

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

    def _say_full_screen(self) -> None:
        words, is_full = self._kit.words, self.is_full_screen
        self.full_screen_button.say(
            words("watch.leave_full_screen") if is_full else words("watch.full_screen"),
            "leave_full_screen" if is_full else "full_screen",
        )
        self.controls.place()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.stage.geometry().contains(event.position().toPoint()):
            self.hand.turn(event.angleDelta().y(), self._first_video())
        else:
            super().wheelEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._second.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._second.stop()
