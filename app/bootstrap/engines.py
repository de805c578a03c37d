"""Which engine a command uses, and what it was given for it."""

from __future__ import annotations

import logging
from dataclasses import replace

from app.bootstrap.workplace import Workplace
from app.bootstrap.zego_book import ZegoBook
from app.model.engine import EngineKind
from app.model.errors import InvalidValueError
from app.model.zego import ZegoGiven
from app.options import HostOptions, WatchOptions
from app.services.settings_file import SettingsFile
from app.services.zego_account import with_given
from app.services.zego_links import ZegoLink, is_zego_link
from app.services.zego_secrets import ZegoSecrets

_log = logging.getLogger(__name__)


def open_book(
    workplace: Workplace, engine: EngineKind, given: ZegoGiven, *, user_id: str = ""
) -> ZegoBook:
    """Return the account of a command; settings and keyring are left alone unless it is ZEGO's.

    Raises:
        InvalidValueError: What was given cannot be used.
    """
    if engine is EngineKind.LIVEKIT:
        return ZegoBook()
    loaded = SettingsFile(workplace.paths.settings_file).load()
    if loaded.notice:
        _log.warning("%s", loaded.notice)
    secrets = ZegoSecrets()
    setup = with_given(loaded.settings.zego, secrets, given)
    return ZegoBook(engine, replace(setup, user_id=user_id or setup.user_id), secrets)


def checked_host(options: HostOptions, book: ZegoBook) -> HostOptions:
    """Return ``options`` as they can be done: complete, and with the user of a ready token.

    Raises:
        KliegError: Something is missing; told before a window opens or a camera is touched.
    """
    if book.engine is EngineKind.LIVEKIT:
        return options
    account = book.account()
    return replace(options, user_id=account.user_id) if account.user_id else options


def engine_of_watch(options: WatchOptions) -> EngineKind:
    """Return the engine that a link, or the word of the command line, asks for.

    Raises:
        InvalidValueError: The two contradict each other.
    """
    by_link = EngineKind.ZEGO if is_zego_link(options.link) else EngineKind.LIVEKIT
    is_room = options.engine is EngineKind.ZEGO and "://" not in options.link
    if by_link is EngineKind.LIVEKIT and not is_room and options.zego != ZegoGiven():
        raise InvalidValueError(
            "cannot watch: options of ZEGO are given, and the link is for another engine",
            hint="Leave them out; the link brings all that is needed.",
        )
    if options.engine is None or options.engine is by_link or is_room:
        return options.engine or by_link
    raise InvalidValueError(
        f"cannot watch: the link is for the engine {by_link.value!r}, not {options.engine.value!r}",
        hint="Leave --engine out; the link says which engine it is for.",
    )


def checked_link(options: WatchOptions, book: ZegoBook) -> str:
    """Return the link to follow; with ``--engine zego`` the ID of a room will do.

    Raises:
        KliegError: The account is not complete.
    """
    if book.engine is EngineKind.LIVEKIT:
        return options.link
    account = book.account()
    if is_zego_link(options.link):
        return options.link
    return ZegoLink(account.app_id, options.link).url
