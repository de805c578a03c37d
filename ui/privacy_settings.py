"""Opens the page of the system's settings where camera and microphone are allowed."""

from __future__ import annotations

import sys

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from app.model.media import DeviceKind

_PAGES = {
    ("win32", DeviceKind.CAMERA): "ms-settings:privacy-webcam",
    ("win32", DeviceKind.MICROPHONE): "ms-settings:privacy-microphone",
    ("darwin", DeviceKind.CAMERA): (
        "x-apple.systempreferences:com.apple.preference.security?Privacy_Camera"
    ),
    ("darwin", DeviceKind.MICROPHONE): (
        "x-apple.systempreferences:com.apple.preference.security?Privacy_Microphone"
    ),
}


def privacy_page(kind: DeviceKind, platform: str = sys.platform) -> str:
    """Return the address of the page; empty where the system has none that could be opened."""
    return _PAGES.get((platform, kind), "")


def open_privacy_page(kind: DeviceKind) -> None:
    """Show the page; nothing where there is none."""
    page = privacy_page(kind)
    if page:
        QDesktopServices.openUrl(QUrl(page))
