"""Shows a file in the file browser of the system, marked where the system can do that."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices


def show_file(file: Path) -> None:
    """Show ``file`` in its folder."""
    if sys.platform == "win32":
        QProcess.startDetached("explorer.exe", [f"/select,{file}"])
    elif sys.platform == "darwin":
        QProcess.startDetached("open", ["-R", str(file)])
    else:
        show_folder(file.parent)


def show_folder(folder: Path) -> None:
    """Show ``folder``; it is made when nothing was written there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
