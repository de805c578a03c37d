"""The panels of the ZEGO page that hold the account: library, project, way into rooms."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.control.zego_desk import ZegoDesk
from app.control.zego_view import Field, LibraryState, SecretPlace, ZegoView
from app.model.zego import Credential
from ui.column_page import panel
from ui.kit import Kit
from ui.widgets import PushButton, label, row, wrapped
from ui.zego_parts import NewsLine, TextField

_LIBRARY_FILES = "*.so *.so.* *.dylib *.dll ZegoExpressEngine"


class LibraryPanel(QWidget):
    """Which file holds the SDK, and what it turned out to be."""

    def __init__(self, kit: Kit, desk: ZegoDesk) -> None:
        super().__init__()
        self._kit = kit
        self._desk = desk
        words = kit.words
        made, layout = panel(words("zego.library.title"))
        self.file = TextField(
            kit,
            words("zego.library.file"),
            hint=words("zego.library.hint"),
            entered=desk.choose_library,
        )
        self.choose_button = PushButton(kit, words("zego.library.choose"), kind="small")
        self.choose_button.clicked.connect(self._ask_for_file)
        self.news = NewsLine(kit)
        layout.addWidget(self.file)
        buttons = row(self.choose_button)
        buttons.addStretch()
        layout.addLayout(buttons)
        layout.addWidget(self.news)
        _fill(self, made)

    def render_view(self, view: ZegoView) -> None:
        """Show ``view``."""
        words = self._kit.words
        self.file.show_text(view.setup.library)
        facts = {}
        if view.library is not None:
            version = view.library.version or words("zego.library.unknown_version")
            facts = {"version": version, "variant": view.library.variant}
        if view.library_state is LibraryState.REFUSED:
            self.news.tell_problem(view.library_problem)
        elif view.library_state is LibraryState.GOOD:
            self.news.tell(words("zego.library.good", **facts), icon="check", color="good_text")
        elif view.library_state is LibraryState.TOO_NEW:
            text = words("zego.library.too_new", **facts)
            self.news.tell(text, icon="warning", color="warning_text")
        elif view.library_state is LibraryState.LOOKING:
            self.news.tell(words("zego.library.looking"), icon="wait")
        else:
            self.news.tell(words("zego.library.none"))

    def _ask_for_file(self) -> None:
        words = self._kit.words
        dialog = QFileDialog(self.window(), words("zego.library.choose"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(
            [f"{words('zego.library.files')} ({_LIBRARY_FILES})", words("zego.library.all_files")]
        )
        dialog.fileSelected.connect(self._desk.choose_library)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


class ProjectPanel(QWidget):
    """AppID, and the address that browsers need."""

    def __init__(self, kit: Kit, desk: ZegoDesk) -> None:
        super().__init__()
        self._kit = kit
        words = kit.words
        made, layout = panel(words("zego.project.title"))
        self.app_id = TextField(
            kit,
            words("zego.project.app_id"),
            hint=words("zego.project.app_id_hint"),
            entered=desk.enter_app_id,
        )
        self.server = TextField(
            kit,
            words("zego.project.server"),
            hint=words("zego.project.server_hint"),
            entered=desk.enter_server,
        )
        self.news = NewsLine(kit)
        fields = QGridLayout()
        fields.setHorizontalSpacing(12)
        fields.addWidget(self.app_id, 0, 0, Qt.AlignmentFlag.AlignTop)
        fields.addWidget(self.server, 0, 1, Qt.AlignmentFlag.AlignTop)
        fields.setColumnStretch(0, 1)
        fields.setColumnStretch(1, 2)
        layout.addLayout(fields)
        layout.addWidget(self.app_id.fault)  # below both: its own column is narrow
        layout.addWidget(self.news)
        _fill(self, made)

    def render_view(self, view: ZegoView) -> None:
        """Show ``view``."""
        fault = view.fault(Field.APP_ID)
        self.app_id.show_fault(fault)
        self.app_id.show_text(str(view.setup.app_id) if view.setup.app_id else "")
        self.server.show_text(view.setup.server)
        is_missing = not view.setup.app_id and fault is None
        self.news.tell(self._kit.words("zego.project.no_app_id") if is_missing else "")


class CredentialPanel(QWidget):
    """How tokens are got, and the secret that this needs."""

    def __init__(self, kit: Kit, desk: ZegoDesk) -> None:
        super().__init__()
        self._kit = kit
        self._desk = desk
        words = kit.words
        made, layout = panel(words("zego.credential.title"))
        self.choice = QComboBox()
        self.choice.setAccessibleName(words("zego.credential.choose"))
        for credential in Credential:
            self.choice.addItem(words(f"zego.credential.{credential.value}"), credential)
        self.choice.activated.connect(self._chosen)
        caption = label(words("zego.credential.choose"), "caption")
        caption.setBuddy(self.choice)
        self.about = NewsLine(kit)
        self.tokens_url = TextField(
            kit,
            words("zego.tokens_url"),
            hint="https://…",
            entered=desk.enter_tokens_url,
        )
        self.user_id = TextField(
            kit,
            words("zego.user_id"),
            hint=words("zego.user_id_hint"),
            entered=desk.enter_user_id,
        )
        self.secret = TextField(kit, "", hint="", entered=self._secret_entered)
        self.secret.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.line.setMaxLength(16_384)
        self.forget_button = PushButton(kit, words("zego.secret.forget"), kind="small")
        self.forget_button.clicked.connect(lambda: desk.enter_secret(""))
        self.kept = wrapped("", "dim")
        for widget in (caption, self.choice, self.about, self.tokens_url, self.user_id):
            layout.addWidget(widget)
        layout.addWidget(self.secret)
        below = row(self.kept, self.forget_button)
        below.setStretch(0, 1)
        layout.addLayout(below)
        _fill(self, made)

    def render_view(self, view: ZegoView) -> None:
        """Show ``view``."""
        words, credential = self._kit.words, view.setup.credential
        self.choice.setCurrentIndex(self.choice.findData(credential))
        is_risky = credential is Credential.SERVER_SECRET
        self.about.tell(
            words(f"zego.about.{credential.value}"),
            icon="warning" if is_risky else "info",
            color="warning_text" if is_risky else "dim",
        )
        self.tokens_url.setVisible(credential is Credential.TOKEN_SERVER)
        self.tokens_url.show_fault(view.fault(Field.TOKENS_URL))
        self.tokens_url.show_text(view.setup.tokens_url)
        self.user_id.setVisible(credential is Credential.TOKEN)
        self.user_id.show_fault(view.fault(Field.USER_ID))
        self.user_id.show_text(view.setup.user_id)
        self._render_secret(view)

    def _render_secret(self, view: ZegoView) -> None:
        words = self._kit.words
        caption = words(f"zego.secret.{view.setup.credential.value}")
        self.secret.caption.setText(caption)
        self.secret.line.setAccessibleName(caption)
        self.secret.line.setEnabled(bool(view.setup.app_id))
        key = "zego.secret.hint_kept" if view.has_secret else "zego.secret.hint"
        self.secret.line.setPlaceholderText(words(key))
        self.secret.show_fault(view.fault(Field.SECRET))
        self.kept.setText(words(_words_for_secret(view)))
        self.forget_button.setVisible(view.has_secret)

    def _chosen(self) -> None:
        credential = self.choice.currentData()
        if isinstance(credential, Credential):
            self.secret.line.clear()
            self._desk.choose_credential(credential)

    def _secret_entered(self, secret: str) -> None:
        if secret:  # leaving the field empty changes nothing; "Forget" does
            self.secret.line.clear()
            self._desk.enter_secret(secret)


def _words_for_secret(view: ZegoView) -> str:
    """Return which sentence tells where the secret is, or would be."""
    if not view.setup.app_id:
        return "zego.secret.needs_app_id"
    is_lasting = view.secret_place is SecretPlace.KEYRING
    if view.has_secret:
        return "zego.secret.keyring" if is_lasting else "zego.secret.this_run"
    if view.secret_place is SecretPlace.UNKNOWN:
        return "zego.secret.none"
    return "zego.secret.will_keyring" if is_lasting else "zego.secret.will_this_run"


def _fill(holder: QWidget, made: QFrame) -> None:
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(made)
