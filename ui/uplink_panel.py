"""The uplink check on the start view: how far it is, what came out, and one press to follow it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout

from app.control.profile_choices import megabits, short_name
from app.control.uplink import AudiencePlace, Fit, Limit, UplinkVerdict
from app.control.uplink_desk import UplinkDesk, UplinkPhase, UplinkView
from app.model.media import VideoProfile
from ui.kit import Kit
from ui.widgets import IconLabel, PushButton, wrapped

_LOOKS = {
    Fit.GOOD: ("check", "good_text"),
    Fit.TIGHT: ("warning", "warning_text"),
    Fit.TOO_MUCH: ("error", "error_text"),
    Fit.UNKNOWN: ("info", "dim"),
}


class UplinkPanel(QFrame):
    """Shows the check of one desk; hidden while there is nothing to tell."""

    profile_wanted = Signal(object)
    """The ``VideoProfile`` that was recommended, when the person takes it."""

    check_wanted = Signal()

    def __init__(self, kit: Kit, desk: UplinkDesk) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self._kit = kit
        self._desk = desk
        words = kit.words
        self._recommended: VideoProfile | None = None
        self._icon = IconLabel(kit, "wait")
        self.title = wrapped("", "heading")
        self.text = wrapped("", "dim")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setAccessibleName(words("uplink.progress"))
        self.use_button = PushButton(kit, words("uplink.again"), kind="small")
        self.again_button = PushButton(kit, words("uplink.again"), kind="small")
        self.stop_button = PushButton(kit, words("uplink.stop"), kind="small")
        self.close_button = PushButton(kit, words("uplink.close"), kind="small")
        self.use_button.clicked.connect(self._use)
        self.again_button.clicked.connect(self.check_wanted)
        self.stop_button.clicked.connect(desk.stop)
        self.close_button.clicked.connect(desk.dismiss)
        self._lay_out()
        self.destroyed.connect(desk.subscribe(self._render))
        self._render(desk.view)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._icon)
        head.addWidget(self.title, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.use_button, self.again_button, self.stop_button, self.close_button):
            buttons.addWidget(button)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.bar)
        layout.addWidget(self.text)
        layout.addLayout(buttons)

    def _use(self) -> None:
        if self._recommended is not None:
            self.profile_wanted.emit(self._recommended)
            self._desk.dismiss()

    def _render(self, view: UplinkView) -> None:
        is_running, is_done = view.is_running, view.verdict is not None
        self.setVisible(view.phase is not UplinkPhase.IDLE)
        self.bar.setVisible(is_running)
        self.bar.setValue(round(view.progress * 100))
        self.stop_button.setVisible(is_running)
        self.again_button.setVisible(not is_running)
        self.close_button.setVisible(not is_running)
        self._recommended = None
        if view.verdict is not None:
            self._show_verdict(view.verdict, view)
        elif view.problem is not None:
            cause, hint = self._kit.words.problem(view.problem)
            self._say("error", "error_text", cause, hint)
        elif is_running:
            self._show_running(view)
        self.use_button.setVisible(is_done and self._recommended is not None)

    def _show_running(self, view: UplinkView) -> None:
        words = self._kit.words
        is_opening = view.phase is UplinkPhase.OPENING
        title = words("uplink.opening") if is_opening else words("uplink.measuring")
        self._say("wait", "text", title, words("uplink.private"))

    def _show_verdict(self, verdict: UplinkVerdict, view: UplinkView) -> None:
        words, profile = self._kit.words, view.profile
        if profile is None:
            return
        icon, color = _LOOKS[verdict.fit]
        name = short_name(profile)
        sentences = [self._why(verdict)]
        if verdict.slow_source_fps:
            sentences.append(words("uplink.slow_source", fps=round(verdict.slow_source_fps)))
        if verdict.was_easy:
            sentences.append(words("uplink.was_easy"))
        if not verdict.recommended_fits:
            sentences.append(words("uplink.even_lowest", name=short_name(verdict.recommended)))
        if verdict.fit is not Fit.UNKNOWN and view.place is AudiencePlace.THIS_COMPUTER:
            sentences.append(words("uplink.only_computer"))
        self._say(icon, color, self._title(verdict, name), " ".join(filter(None, sentences)))
        if verdict.recommended != profile:
            self._recommended = verdict.recommended
            text = words(
                "uplink.use",
                name=short_name(verdict.recommended),
                rate=megabits(verdict.recommended),
            )
            self.use_button.setText(text)
            self.use_button.setAccessibleName(text)

    def _title(self, verdict: UplinkVerdict, name: str) -> str:
        words = self._kit.words
        match verdict.fit:
            case Fit.GOOD:
                return words("uplink.good", name=name)
            case Fit.TIGHT:
                return words("uplink.tight", name=name)
            case Fit.TOO_MUCH:
                return words("uplink.too_much", name=name)
            case Fit.UNKNOWN:
                return words("uplink.unknown")

    def _why(self, verdict: UplinkVerdict) -> str:
        words = self._kit.words
        if verdict.fit is Fit.UNKNOWN:
            return words("uplink.unknown_hint")
        is_tight = verdict.fit is Fit.TIGHT
        match verdict.limit:
            case Limit.NETWORK:
                return words("uplink.network_tight" if is_tight else "uplink.network_too_much")
            case Limit.COMPUTER:
                return words("uplink.computer_tight" if is_tight else "uplink.computer_too_much")
            case Limit.NOTHING:
                return ""

    def _say(self, icon: str, color: str, title: str, text: str) -> None:
        self._icon.show_icon(icon, color)
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
