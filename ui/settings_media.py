"""The section of picture and sound: quality, codec, layers, what is done to the microphone."""

from __future__ import annotations

from dataclasses import replace

from app.control.plans import Preferences
from app.control.profile_choices import LADDER, is_custom, megabits, short_name
from app.control.settings_desk import SettingsDesk, SettingsView
from app.control.settings_sections import Section
from app.model.media import AudioConfig, SwitchState, VideoCodec, VideoProfile
from ui.kit import Kit
from ui.settings_custom_profile import CustomProfile
from ui.settings_general import switch_state
from ui.settings_parts import Option, OptionList, Panel, Picker, Row, Switch
from ui.settings_section import SectionPage, next_broadcast_note

_CODECS = {
    VideoCodec.H264: "H.264",
    VideoCodec.H265: "H.265",
    VideoCodec.VP8: "VP8",
    VideoCodec.VP9: "VP9",
    VideoCodec.AV1: "AV1",
}
_PROCESSING = ("echo_cancellation", "noise_suppression", "gain_control")


def with_processing(audio: AudioConfig, name: str, state: SwitchState) -> AudioConfig:
    """Return ``audio`` with one of the things that are done to a microphone on or off."""
    states = {item: getattr(audio, item) for item in _PROCESSING} | {name: state}
    return replace(
        audio,
        echo_cancellation=states["echo_cancellation"],
        noise_suppression=states["noise_suppression"],
        gain_control=states["gain_control"],
    )


class MediaSection(SectionPage):
    """What goes out with the next broadcast."""

    def __init__(self, kit: Kit, desk: SettingsDesk) -> None:
        super().__init__(kit, desk, Section.MEDIA)
        self._wants_custom = is_custom(desk.preferences.video.profile)
        self.quality: OptionList[VideoProfile | None] = OptionList(
            self._qualities(), chosen=self._choose_quality
        )
        self.custom = CustomProfile(kit, entered=self._use_profile)
        self.codec: Picker[VideoCodec] = Picker(
            (Option(item, _CODECS[item]) for item in VideoCodec),
            chosen=self._choose_codec,
        )
        self.codec_row = Row(kit, kit.words("settings.codec"), self.codec, help_text=" ")
        self.simulcast = Switch(chosen=self._choose_simulcast)
        self.processing = {name: self._processing_switch(name) for name in _PROCESSING}
        self._fill()

    def _fill(self) -> None:
        kit, words = self._kit, self._kit.words
        picture = Panel(words("settings.quality.title"))
        picture.add(next_broadcast_note(kit))
        picture.add(self.quality)
        picture.add(self.custom)
        sending = Panel(words("settings.sending.title"))
        sending.add(next_broadcast_note(kit))
        sending.add(self.codec_row)
        simulcast_help = words("settings.simulcast.help")
        row = Row(kit, words("settings.simulcast"), self.simulcast, help_text=simulcast_help)
        sending.add(row, is_apart=True)
        sound = Panel(words("settings.microphone.title"))
        sound.add(next_broadcast_note(kit))
        for name, switch in self.processing.items():
            title, help_text = words(f"settings.{name}"), words(f"settings.{name}.help")
            sound.add(Row(kit, title, switch, help_text=help_text), is_apart=True)
        for panel in (picture, sending, sound):
            self.add(panel)

    def _qualities(self) -> list[Option[VideoProfile | None]]:
        words = self._kit.words
        options: list[Option[VideoProfile | None]] = []
        for profile in LADDER:
            key = f"settings.quality.{short_name(profile)}"
            use = words(f"{key}.use")
            needs = words(
                "settings.quality.needs",
                profile=short_name(profile),
                use=use,
                megabits=megabits(profile),
            )
            options.append(Option(profile, words(key), needs))
        use = words("settings.quality.custom.use")
        options.append(Option(None, words("settings.quality.custom"), use))
        return options

    def _processing_switch(self, name: str) -> Switch:
        def choose(is_on: bool) -> None:  # noqa: FBT001 - the state of one box
            preferences = self._desk.preferences
            audio = with_processing(preferences.audio, name, switch_state(is_on=is_on))
            self.keep(replace(preferences, audio=audio))

        return Switch(chosen=choose)

    def _choose_quality(self, profile: VideoProfile | None) -> None:
        self._wants_custom = profile is None
        if profile is None:
            self.custom.setVisible(True)
            self.custom.take_focus()
        else:
            self._use_profile(profile)

    def _use_profile(self, profile: VideoProfile) -> None:
        preferences = self._desk.preferences
        self.keep(replace(preferences, video=replace(preferences.video, profile=profile)))

    def _choose_codec(self, codec: VideoCodec) -> None:
        preferences = self._desk.preferences
        self.keep(replace(preferences, video=replace(preferences.video, codec=codec)))

    def _choose_simulcast(self, is_on: bool) -> None:  # noqa: FBT001 - the state of one box
        preferences = self._desk.preferences
        video = replace(preferences.video, simulcast=switch_state(is_on=is_on))
        self.keep(replace(preferences, video=video))

    def render_settings(self, preferences: Preferences, view: SettingsView) -> None:
        """Show what is kept."""
        super().render_settings(preferences, view)
        video, words = preferences.video, self._kit.words
        self._wants_custom = self._wants_custom or is_custom(video.profile)
        if view.undo is self.section:
            self._wants_custom = is_custom(video.profile)
        self.quality.show_value(None if self._wants_custom else video.profile)
        self.custom.setVisible(self._wants_custom)
        self.custom.show_profile(video.profile)
        self.codec.show_value(video.codec)
        self.codec_row.say_help(words(f"settings.codec.{video.codec.value}.help"))
        self.simulcast.show_value(video.simulcast is SwitchState.ON)
        for name, switch in self.processing.items():
            switch.show_value(getattr(preferences.audio, name) is SwitchState.ON)
