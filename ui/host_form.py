"""What a host decides before going live; nothing of it must be filled in."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.control.plans import HostPlan, Preferences
from app.control.view_state import Activity, DeviceLists, ViewState
from app.model.errors import KliegError
from app.model.hotkeys import Hotkey
from app.model.ids import USER_NAME_MAX_BYTES, random_id
from app.model.media import CaptureSource, SourceKind
from app.model.session import User
from ui.kit import Kit
from ui.preview_box import PreviewBox
from ui.source_picker import SourcePicker
from ui.sources import picture_choices, sound_choices
from ui.widgets import PushButton, label, wrapped

_ROOM_MAX = 127


class HostForm(QWidget):
    """Preview, picture, sound, room, name and the red button."""

    def __init__(self, kit: Kit, preview: PreviewBox) -> None:
        super().__init__()
        self._kit = kit
        self._preview = preview
        words, preferences = kit.words, kit.controller.preferences
        self._wanted_picture: CaptureSource = preferences.picture
        self._wanted_sound: CaptureSource = preferences.sound
        self.picture = SourcePicker(kit, name=words("start.picture"))
        self.sound = SourcePicker(kit, name=words("start.sound"))
        self.room = QLineEdit(preferences.room_id or random_id("room")[:11])
        self.room.setMaxLength(_ROOM_MAX)
        self.room.setToolTip(words("start.room_hint"))
        self.room.setAccessibleName(words("start.room"))
        self.name = QLineEdit(preferences.user_name)
        self.name.setMaxLength(USER_NAME_MAX_BYTES // 4)
        self.name.setPlaceholderText(words("start.default_name"))
        self.name.setToolTip(words("start.name_hint"))
        self.name.setAccessibleName(words("start.name"))
        self.notice = wrapped("", "warning")
        self.stop_button = PushButton(kit, words("start.stop_check"), kind="small")
        self.go_live_button = PushButton(
            kit, words("start.go_live"), kind="danger", icon="record", shortcut=Hotkey.GO_LIVE
        )
        self._connect()
        self._lay_out()
        self.render_state(kit.controller.shown)

    def _connect(self) -> None:
        desk = self._kit.controller.desk
        self.picture.source_chosen.connect(self._picture_chosen)
        self.sound.source_chosen.connect(self._sound_chosen)
        self._preview.wanted.connect(self._check_picture)
        self.stop_button.clicked.connect(desk.stop_preview)
        self.go_live_button.clicked.connect(self.go_live)
        self.room.returnPressed.connect(self.go_live)
        self.name.returnPressed.connect(self.go_live)

    def _lay_out(self) -> None:
        words = self._kit.words
        fields = QGridLayout()
        fields.setHorizontalSpacing(12)
        fields.setVerticalSpacing(4)
        places: tuple[tuple[str, QWidget, int, int], ...] = (
            ("start.picture", self.picture, 0, 0),
            ("start.sound", self.sound, 0, 1),
            ("start.room", self.room, 2, 0),
            ("start.name", self.name, 2, 1),
        )
        for key, widget, row, column in places:
            caption = label(words(key), "caption")
            caption.setBuddy(widget)
            fields.addWidget(caption, row, column)
            fields.addWidget(widget, row + 1, column)
            fields.setColumnStretch(column, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.go_live_button)
        buttons.addWidget(self.stop_button)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(label(words("start.title"), "title"))
        layout.addWidget(wrapped(words("start.subtitle"), "dim"))
        layout.addSpacing(4)
        layout.addWidget(self._preview, 1)
        layout.addLayout(fields)
        layout.addWidget(self.notice)
        layout.addSpacing(4)
        layout.addLayout(buttons)
        layout.addStretch()

    def render_state(self, state: ViewState) -> None:
        """Show the devices of ``state``, and what is missing."""
        words = self._kit.words
        pictures = picture_choices(state.devices, words, self._wanted_picture)
        sounds = sound_choices(state.devices, words, self._wanted_sound)
        self.picture.offer(pictures, possible_picture(self._wanted_picture, state.devices))
        self.sound.offer(sounds, possible_sound(self._wanted_sound, state.devices))
        notice = self._notice_text(state)
        self.notice.setText(notice)
        self.notice.setVisible(bool(notice))
        self.stop_button.setVisible(self._preview.is_on)
        self.setEnabled(state.activity is Activity.IDLE)

    def go_live(self) -> None:
        """Go live with what is chosen."""
        controller = self._kit.controller
        preferences = self._chosen_preferences()
        plan = self._plan(preferences)
        if plan is not None:
            controller.remember(preferences)
            controller.go_live(plan)

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
        )

    def _chosen_preferences(self) -> Preferences:
        old = self._kit.controller.preferences
        return replace(
            old,
            room_id=self.room.text().strip() or random_id("room")[:11],
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

    def _picture_chosen(self) -> None:
        source = self.picture.source
        if source is None:
            return
        self._wanted_picture = source
        if source.kind is SourceKind.FILE:
            self._wanted_sound = source  # a film without its sound is seldom wanted
        elif self._wanted_sound.kind is SourceKind.FILE:
            self._wanted_sound = CaptureSource(SourceKind.MICROPHONE)
        self.render_state(self._kit.controller.shown)
        if self._preview.is_on:
            self._check_picture()

    def _sound_chosen(self) -> None:
        if self.sound.source is not None:
            self._wanted_sound = self.sound.source
            self.render_state(self._kit.controller.shown)

    def _check_picture(self) -> None:
        if self.picture.source is not None:
            self._kit.controller.desk.preview(self.picture.source)


def possible_picture(wanted: CaptureSource, devices: DeviceLists) -> CaptureSource:
    """Return what can be sent for ``wanted``: the test picture where no camera is."""
    is_missing = devices.are_known and not devices.cameras
    is_camera = wanted.kind is SourceKind.CAMERA
    return CaptureSource(SourceKind.PATTERN) if is_missing and is_camera else wanted


def possible_sound(wanted: CaptureSource, devices: DeviceLists) -> CaptureSource:
    """Return what can be sent for ``wanted``: no sound where no microphone is."""
    is_missing = devices.are_known and not devices.microphones
    is_microphone = wanted.kind is SourceKind.MICROPHONE
    return CaptureSource(SourceKind.NONE) if is_missing and is_microphone else wanted
