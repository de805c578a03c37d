"""The picture on the start view, as it would be sent: off until somebody asks for it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.control.preview_desk import PreviewPhase, PreviewView
from app.control.tiles import tiles
from app.control.view_state import Problem, View, ViewState
from app.model.media import DeviceKind, PublishChannel, SourceKind
from ui.kit import Kit
from ui.preview_cover import CoverText, PreviewCover
from ui.privacy_settings import open_privacy_page, privacy_page
from ui.tile import PictureTile
from ui.widgets import PushButton, frame, label

_MARGIN_PX = 10


class PreviewBox(QWidget):
    """Words and a way on while nothing is captured, the picture when it is.

    Without a desk for the preview it is turned on and off, and knows of no permissions.
    """

    wanted = Signal()
    unwanted = Signal()
    retry_wanted = Signal()
    pattern_wanted = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._desk = kit.desks.start.preview if kit.desks.start is not None else None
        self._picture: PictureTile | None = None
        self._overlay: _Overlay | None = None
        self._source_name = ""
        self._was_pressed = False
        self.cover = PreviewCover(kit)
        self.cover.main_wanted.connect(self._main_pressed)
        self.cover.settings_wanted.connect(lambda: open_privacy_page(DeviceKind.CAMERA))
        self.cover.pattern_wanted.connect(self.pattern_wanted)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self.cover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._say_why_not()

    @property
    def is_on(self) -> bool:
        """Whether a picture is captured and shown."""
        return self._picture is not None

    @property
    def off_button(self) -> PushButton | None:
        """Turns the preview off; there while it is on."""
        return self._overlay.off_button if self._overlay is not None else None

    def name_source(self, name: str) -> None:
        """Say on the picture what it is of."""
        self._source_name = name

    def render_state(self, state: ViewState) -> None:
        """Show the own picture of ``state``, if one is captured on the start view."""
        shown = tiles(state)[:1] if state.view is View.START else ()
        if not shown:
            had_focus = self.off_button is not None and self.off_button.hasFocus()
            self._let_go()
            self._say_why_not()
            if had_focus:
                self.cover.main_button.setFocus()
            return
        if self._picture is None:
            self._picture = _PreviewTile(self._kit, shown[0], self)
            self._picture.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            colour = self._kit.theme.tokens.cover.removeprefix("#")
            self._picture.video.set_background_color(int(colour, 16))
            self._overlay = _Overlay(self._kit, self._picture.video)
            self._overlay.off_button.clicked.connect(self.unwanted)
            self._box.addWidget(self._picture)
            self.cover.hide()  # first: never both share the box
            self._picture.show()
            if self._was_pressed:  # else the focus goes astray with the button that was pressed
                self._was_pressed = False
                self._overlay.off_button.setFocus()
        elif self._picture.tile != shown[0]:
            self._picture.show_tile(shown[0])
        if self._overlay is not None:
            self._overlay.say(self._caption(state))

    def leave(self) -> None:
        """Give the picture back."""
        self._let_go()

    def _let_go(self) -> None:
        if self._picture is not None:
            picture, self._picture = self._picture, None
            self._overlay = None
            self._box.removeWidget(picture)
            picture.release()
        self.cover.show()

    def _caption(self, state: ViewState) -> str:
        parts = [self._kit.words("start.preview"), self._source_name]
        own = state.outgoing_on(PublishChannel.MAIN)
        if own is not None and own.width_px:
            parts.append(f"{own.width_px}\u00d7{own.height_px}")
        return " · ".join(part for part in parts if part)

    def _main_pressed(self) -> None:
        self._was_pressed = True
        is_off = self._desk is None or self._desk.view.phase is PreviewPhase.OFF
        (self.wanted if is_off else self.retry_wanted).emit()

    def _say_why_not(self) -> None:
        view = self._desk.view if self._desk is not None else PreviewView()
        words = self._kit.words
        match view.phase:
            case PreviewPhase.ASKING:
                text = CoverText("wait", words("start.asking"), words("start.asking_hint"))
            case PreviewPhase.DENIED:
                text = CoverText(
                    "camera_off",
                    words("start.denied"),
                    words("start.denied_hint"),
                    main=words("start.try_again"),
                    has_settings=bool(privacy_page(DeviceKind.CAMERA)),
                    has_pattern=True,
                )
            case PreviewPhase.BROKEN:
                text = self._why_broken(view, view.problem)
            case PreviewPhase.ON:
                text = CoverText("wait", words("tile.waiting"))
            case _:
                text = CoverText(
                    "picture",
                    words("start.preview_off"),
                    words("start.preview_off_hint"),
                    main=words("start.preview_on"),
                )
        self.cover.say(text)

    def _why_broken(self, view: PreviewView, problem: Problem | None) -> CoverText:
        words = self._kit.words
        if problem is None:
            title, hint = words("start.ended"), words("start.ended_hint")
        else:
            title, hint = words.problem(problem)
        return CoverText(
            "camera_off" if view.picture.kind is SourceKind.CAMERA else "warning",
            title,
            hint,
            main=words("start.try_again"),
            has_pattern=view.picture.kind is not SourceKind.PATTERN,
        )

    def sizeHint(self) -> QSize:
        return QSize(640, self.minimumSizeHint().height())  # it takes what is left over

    def minimumSizeHint(self) -> QSize:
        scale = self._kit.theme.text_scale
        words = self.cover.minimumSizeHint().height() if self._picture is None else 0
        return QSize(round(240 * min(1.5, scale)), max(150, words))


class _PreviewTile(PictureTile):
    """A picture that cannot be pinned or made larger: it has no tools under the pointer."""

    def enterEvent(self, _event: QEnterEvent) -> None:
        pass

    def leaveEvent(self, _event: QEvent) -> None:
        pass


class _Overlay(QObject):
    """What lies over the picture: what it is of, and the switch that turns it off."""

    def __init__(self, kit: Kit, video: QWidget) -> None:
        super().__init__(video)
        self._video = video
        self._tag = frame("tag", video)
        self._text: QLabel = label("")
        line = QHBoxLayout(self._tag)
        line.setContentsMargins(8, 3, 8, 3)
        line.addWidget(self._text)
        self.off_button = PushButton(
            kit, kit.words("start.preview_turn_off"), kind="small", icon="camera_off"
        )
        self.off_button.setParent(video)
        self.off_button.show()
        self._tag.show()
        video.installEventFilter(self)
        self._place()

    def say(self, text: str) -> None:
        """Name what is shown."""
        if text != self._text.text():
            self._text.setText(text)
            self._place()

    def _place(self) -> None:
        width = self._video.width()
        tag, button = self._tag.sizeHint(), self.off_button.sizeHint()
        self._tag.setVisible(tag.width() + 2 * _MARGIN_PX <= width)
        self._tag.setGeometry(
            _MARGIN_PX,
            self._video.height() - tag.height() - _MARGIN_PX,
            tag.width(),
            tag.height(),
        )
        self.off_button.setGeometry(
            width - button.width() - _MARGIN_PX, _MARGIN_PX, button.width(), button.height()
        )
        self._tag.raise_()
        self.off_button.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.LayoutRequest}:
            self._place()
        return super().eventFilter(watched, event)
