"""What a host decides before going live; nothing of it must be filled in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.control.first_choices import suggested_room
from app.control.plans import HostPlan, Preferences
from app.control.preview_desk import PreviewView
from app.control.view_state import Activity, View, ViewState
from app.model.errors import KliegError
from app.model.hotkeys import Hotkey
from app.model.ids import USER_NAME_MAX_BYTES, random_id
from app.model.media import CaptureSource, SourceKind, VideoProfile
from app.model.session import User
from ui.field_grid import FieldGrid
from ui.kit import Kit
from ui.level_meter import LevelMeter
from ui.preview_box import PreviewBox
from ui.quality_picker import QualityPicker
from ui.sound_check_row import SoundCheckRow
from ui.source_picker import SourcePicker
from ui.sources import picture_choices, possible_picture, possible_sound, sound_choices
from ui.start_cells import captioned
from ui.straight import straight
from ui.typed import as_room, mend_typed
from ui.uplink_panel import UplinkPanel
from ui.widgets import PushButton, label, wrapped

if TYPE_CHECKING:
    from app.control.start_desks import StartDesks

_ROOM_MAX = 127
_PATIENCE_MS = 3_000
"""How long the red button waits for the list of devices; at most a second on most machines."""


class HostForm(QWidget):
    """Preview, devices, quality, room and name; the red button stands apart, always in sight."""

    def __init__(self, kit: Kit, preview: PreviewBox) -> None:
        super().__init__()
        self._kit = kit
        self._desks: StartDesks | None = kit.desks.start
        self._preview = preview
        words, preferences = kit.words, kit.controller.preferences
        self._wanted_picture: CaptureSource = preferences.picture
        self._wanted_sound: CaptureSource = preferences.sound
        self._is_out_of_patience = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._lose_patience)
        self.picture = SourcePicker(kit, name=words("start.picture"))
        self.sound = SourcePicker(kit, name=words("start.sound"))
        self.level = LevelMeter(kit)
        self.speakers = SoundCheckRow(kit)
        self.quality = QualityPicker(kit)
        self.check_button = PushButton(
            kit, words("start.check_uplink"), tip=words("start.check_uplink_hint")
        )
        self._make_names(preferences)
        self.notice = wrapped("", "warning")
        self.uplink = UplinkPanel(kit, self._desks.uplink) if self._desks is not None else None
        self.go_live_button = PushButton(
            kit, words("start.go_live"), kind="danger", icon="record", shortcut=Hotkey.GO_LIVE
        )
        self._connect()
        self._lay_out()
        self.render_state(kit.controller.shown)

    def _make_names(self, preferences: Preferences) -> None:
        words = self._kit.words
        self.room = QLineEdit(preferences.room_id or self._suggested_room())
        self.room.setMaxLength(_ROOM_MAX)
        self.room.setToolTip(words("start.room_hint"))
        self.room.setAccessibleName(words("start.room"))
        suggested_name = self._desks.suggested_name if self._desks is not None else ""
        self.name = QLineEdit(preferences.user_name or suggested_name)
        self.name.setMaxLength(USER_NAME_MAX_BYTES // 4)
        self.name.setPlaceholderText(words("start.default_name"))
        self.name.setToolTip(words("start.name_hint"))
        self.name.setAccessibleName(words("start.name"))

    def _connect(self) -> None:
        self.picture.source_chosen.connect(self._picture_chosen)
        self.sound.source_chosen.connect(self._sound_chosen)
        self.quality.profile_chosen.connect(self._quality_chosen)
        self.check_button.clicked.connect(self._check_uplink)
        self._preview.wanted.connect(self._turn_preview_on)
        self._preview.unwanted.connect(self._turn_preview_off)
        self._preview.retry_wanted.connect(self._retry_preview)
        self._preview.pattern_wanted.connect(self._use_pattern)
        self.go_live_button.clicked.connect(self.go_live)
        mend_typed(self.room, as_room)
        mend_typed(self.name, straight)
        self.room.returnPressed.connect(self.go_live)
        self.name.returnPressed.connect(self.go_live)
        if self._desks is not None:
            self.destroyed.connect(self._desks.preview.subscribe(self._render_preview))
        if self.uplink is not None:
            self.uplink.profile_wanted.connect(self._quality_chosen)
            self.uplink.check_wanted.connect(self._check_uplink)

    def _lay_out(self) -> None:
        words = self._kit.words
        quality = QWidget()
        line = QHBoxLayout(quality)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.quality, 1)
        line.addWidget(self.check_button)
        self.check_button.setVisible(self.uplink is not None)
        self.level.setVisible(self._desks is not None)
        self.fields = FieldGrid(
            captioned(words("start.picture"), self.picture),
            captioned(words("start.sound"), self.sound, self.level),
            captioned(words("start.speaker"), self.speakers, buddy=self.speakers.speaker),
            captioned(words("start.quality"), quality, buddy=self.quality),
            captioned(words("start.room"), self.room),
            captioned(words("start.name"), self.name),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(label(words("start.title"), "title"))
        layout.addWidget(self._preview, 1)
        if self.uplink is not None:
            layout.addWidget(self.uplink)
        layout.addWidget(self.notice)
        layout.addWidget(self.fields)

    def render_state(self, state: ViewState) -> None:
        """Show the devices of ``state``, and what is missing."""
        words = self._kit.words
        pictures = picture_choices(state.devices, words, self._wanted_picture)
        sounds = sound_choices(state.devices, words, self._wanted_sound)
        self.picture.offer(pictures, possible_picture(self._wanted_picture, state.devices))
        self.sound.offer(sounds, possible_sound(self._wanted_sound, state.devices))
        self.quality.offer(self._kit.controller.preferences.video.profile)
        self.speakers.render_state(state)
        notice = self._notice_text(state)
        self.notice.setText(notice)
        self.notice.setVisible(bool(notice))
        is_free = state.activity is Activity.IDLE
        self.setEnabled(is_free)
        self.go_live_button.setEnabled(is_free and not self._patience.isActive())
        if self._patience.isActive() and state.devices.are_known:
            self._patience.start(0)  # after this state is on show
        self._preview.name_source(self.picture.currentText())
        self._choose_preview()
        if self._desks is not None:
            self.level.show_level(self._desks.preview.view, state.sound_level)

    def use_room(self, room_id: str) -> None:
        """Fill in a room of before."""
        self.room.setText(room_id)
        self.room.setFocus()

    def go_live(self) -> None:
        """Go live with what is chosen, once it is known whether there is a camera."""
        controller = self._kit.controller
        is_known = controller.state.devices.are_known or not controller.desk.is_looking
        if not is_known and not self._patience.isActive():
            self._patience.start(_PATIENCE_MS)
            self.go_live_button.setEnabled(False)
        elif is_known or self._is_out_of_patience:
            self._go_live()

    def _lose_patience(self) -> None:
        if self._kit.controller.state.view is View.START:
            self._is_out_of_patience = True
            self.go_live()

    def _go_live(self) -> None:
        self._patience.stop()
        self._is_out_of_patience = False
        controller = self._kit.controller
        preferences = self._chosen_preferences()
        plan = self._plan(preferences)
        if plan is not None:
            controller.remember(preferences)
            controller.go_live(plan)

    def _suggested_room(self) -> str:
        now_s = self._kit.controller.now_ms() / 1000
        return suggested_room(datetime.fromtimestamp(now_s).astimezone().date())

    def _plan(self, preferences: Preferences) -> HostPlan | None:
        name = preferences.user_name or self._kit.words("start.default_name")
        try:
            user = User(preferences.user_id or random_id("host"), name)
        except KliegError as error:
            self._kit.controller.show_error(error)
            return None
        return HostPlan(
            preferences.room_id,
            user,
            picture=self.picture.source or preferences.picture,
            sound=self.sound.source or preferences.sound,
            video=preferences.video,
            audio=preferences.audio,
        )

    def _chosen_preferences(self) -> Preferences:
        old = self._kit.controller.preferences
        return replace(
            old,
            room_id=self.room.text().strip() or self._suggested_room(),
            user_name=self.name.text().strip(),
            picture=self._wanted_picture,  # not what stood in for it today
            sound=self._wanted_sound,
        )

    def _notice_text(self, state: ViewState) -> str:
        words, devices = self._kit.words, state.devices
        notices: list[str] = []
        if possible_picture(self._wanted_picture, devices) != self._wanted_picture:
            notices.append(words("start.no_camera"))
        if possible_sound(self._wanted_sound, devices) != self._wanted_sound:
            notices.append(words("start.no_microphone"))
        return " ".join(notices)

    # ------------------------------------------------------------------ choices

    def _picture_chosen(self) -> None:
        source = self.picture.source
        if source is not None:
            self._want_picture(source)

    def _want_picture(self, source: CaptureSource) -> None:
        self._wanted_picture = source
        if source.kind is SourceKind.FILE:
            self._wanted_sound = source  # a film without its sound is seldom wanted
        elif self._wanted_sound.kind is SourceKind.FILE:
            self._wanted_sound = CaptureSource(SourceKind.MICROPHONE)
        self.render_state(self._kit.controller.shown)
        if self._desks is None and self._preview.is_on:
            self._turn_preview_on()

    def _sound_chosen(self) -> None:
        if self.sound.source is not None:
            self._wanted_sound = self.sound.source
            self.render_state(self._kit.controller.shown)

    def _quality_chosen(self, profile: VideoProfile) -> None:
        controller = self._kit.controller
        video = replace(controller.preferences.video, profile=profile)
        controller.remember(replace(controller.preferences, video=video))
        self.render_state(controller.shown)

    def _check_uplink(self) -> None:
        if self._desks is not None:
            self._desks.uplink.start(self._kit.controller.preferences.video)

    # ------------------------------------------------------------------ preview

    def _choose_preview(self) -> None:
        if self._desks is not None and self.picture.source and self.sound.source:
            config = self._kit.controller.preferences.video
            self._desks.preview.choose(self.picture.source, self.sound.source, config)

    def _turn_preview_on(self) -> None:
        if self._desks is not None:
            self._desks.preview.turn_on()
        elif self.picture.source is not None:
            self._kit.controller.desk.preview(self.picture.source)

    def _turn_preview_off(self) -> None:
        if self._desks is not None:
            self._desks.preview.turn_off()
        else:
            self._kit.controller.desk.stop_preview()

    def _retry_preview(self) -> None:
        if self._desks is not None:
            self._desks.preview.retry()

    def _use_pattern(self) -> None:
        self._want_picture(CaptureSource(SourceKind.PATTERN))
        self._retry_preview()

    def _render_preview(self, view: PreviewView) -> None:
        state = self._kit.controller.shown
        self._preview.render_state(state)
        self.level.show_level(view, state.sound_level)
