"""The composition root: the only place that knows every concrete class.

Each function here is one command. What a command does not need is not imported.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.model.engine import EngineKind
from app.model.errors import InvalidValueError, KliegError
from app.model.ids import random_id
from app.model.media import CaptureSource, SourceKind, VideoConfig
from app.model.session import User
from app.options import HostOptions, WatchOptions
from app.terminal import say

if TYPE_CHECKING:
    from app.control.plans import HostPlan
    from app.services.server_target import ServerTarget

__all__ = ["devices", "doctor", "host", "open_app", "watch"]

QT_SOURCES = frozenset({SourceKind.CAMERA, SourceKind.SCREEN, SourceKind.WINDOW})
"""Sources that Qt captures: they need its application object, if not a window."""

SCREEN_SOURCES = frozenset({SourceKind.SCREEN, SourceKind.WINDOW})

_DEFAULT_PICTURE = CaptureSource(SourceKind.CAMERA)
_DEFAULT_SOUND = CaptureSource(SourceKind.MICROPHONE)


def open_app() -> int:
    """``klieg``: open the window on its start view."""
    from app.bootstrap.window import run_app
    from app.bootstrap.workplace import Workplace

    with Workplace() as workplace:
        return run_app(workplace)


def host(options: HostOptions) -> int:
    """``klieg host``: go live; returns the exit status.

    Raises:
        KliegError: It could not be done.
    """
    from app.bootstrap.engine_studio import studio_of
    from app.bootstrap.engines import checked_host, open_book
    from app.bootstrap.headless import run_headless
    from app.bootstrap.session import SessionPlan
    from app.bootstrap.studio import LocalStudio
    from app.bootstrap.workplace import Workplace
    from app.displays import DisplayUse, check_display
    from app.runner import LinkGiver

    giver = LinkGiver(options.link_file, is_quiet=options.events == "-")
    giver.check()
    with Workplace() as workplace:
        book = open_book(workplace, options.engine, options.zego, user_id=options.user_id)
        options = checked_host(options, book)
        server = _server_of(options)
        plan = _host_plan(options, server)
        _check_files(plan)
        local = LocalStudio(workplace, server, on_link=giver.give)
        session = SessionPlan(
            studio_of(workplace, local, book, on_link=giver.give),
            begin=lambda controller: controller.go_live(plan),
            duration_s=options.duration_s,
            events=options.events,
            geometry=options.geometry,
            sound=options.sound,
        )
        if options.is_headless:
            pictures = {plan.picture.kind, *(source.kind for source in options.sources)}
            if not pictures.isdisjoint(SCREEN_SOURCES):
                check_display(DisplayUse.CAPTURE)
            needs_qt = not pictures.isdisjoint(QT_SOURCES)
            return run_headless(workplace, session, needs_qt=needs_qt)
        from app.bootstrap.window import run_session

        return run_session(workplace, session)


def watch(options: WatchOptions) -> int:
    """``klieg watch``: watch a broadcast; returns the exit status.

    Raises:
        KliegError: It could not be done.
    """
    from app.bootstrap.engine_studio import studio_of
    from app.bootstrap.engines import checked_link, engine_of_watch, open_book
    from app.bootstrap.headless import run_headless
    from app.bootstrap.session import SessionPlan
    from app.bootstrap.studio import LocalStudio
    from app.bootstrap.workplace import Workplace

    with Workplace() as workplace:
        engine = engine_of_watch(options)
        book = open_book(workplace, engine, options.zego, user_id=options.user_id)
        link = checked_link(options, book)
        session = SessionPlan(
            studio_of(workplace, LocalStudio(workplace), book),
            begin=lambda controller: controller.watch_link(
                link, options.name, user_id=options.user_id
            ),
            duration_s=options.duration_s,
            events=options.events,
            report=options.report,
            record_count=options.record_count,
            record_folder=options.record_folder,
            geometry=options.geometry,
            is_fullscreen=options.is_fullscreen,
        )
        if options.is_headless:
            return run_headless(workplace, session, needs_qt=False)
        from app.bootstrap.window import run_session

        return run_session(workplace, session)


def devices() -> int:
    """``klieg devices``: list what can be captured and heard."""
    from app.bootstrap.inventory import find_devices
    from app.bootstrap.workplace import Workplace

    with Workplace():
        found = find_devices()
    for kind, present in found.items():
        say(f"{kind.value.capitalize()}s")
        for device in present:
            mark = "  (default)" if device.is_default else ""
            say(f"  {device.device_id}  {device.name}{mark}")
        if not present:
            say("  none")
    return 0


def doctor(save: Path | None = None) -> int:
    """``klieg doctor``: say what is missing and how to get it; 1 when something essential is.

    Args:
        save: Gets a diagnosis, too.

    Raises:
        KliegError: The diagnosis cannot be written.
    """
    from app.bootstrap.inventory import find_devices
    from app.bootstrap.workplace import Workplace
    from app.doctor import examine, is_fit

    with Workplace() as workplace:
        try:
            found = find_devices()
        except (KliegError, ImportError, OSError) as error:
            say(f"  missing  Devices cannot be listed: {error}")
            found = {}
        findings = examine(found, data_folder=workplace.paths.data)
        if save is not None:
            from app.bootstrap.diagnosis_office import save_without_window

            save_without_window(workplace, save, found)
    for finding in findings:
        for line in finding.lines():
            say(line)
    return 0 if is_fit(findings) else 1


def _server_of(options: HostOptions) -> ServerTarget | None:
    """Return the server that ``options`` and the environment name; None for the embedded one.

    Secrets come from a file or the environment, never from the command line.
    """
    from app.services.server_target import (
        KeyedServer,
        TokenServer,
        key_from_environment,
        read_token_file,
    )

    if options.engine is EngineKind.ZEGO:
        return None
    if not options.server_url:
        if options.token_file is not None:
            raise InvalidValueError(
                "cannot use --token-file: no server is named",
                hint="Name the server the token is for with --server.",
            )
        return None
    if options.token_file is not None:
        return TokenServer(options.server_url, token=read_token_file(options.token_file))
    key = key_from_environment()
    if key is None:
        raise InvalidValueError(
            f"cannot go live on {options.server_url}: neither a token nor a key is given",
            hint="Give --token-file, or set KLIEG_API_KEY and KLIEG_API_SECRET.",
        )
    return KeyedServer(options.server_url, key=key)


def _check_files(plan: HostPlan) -> None:
    """Open the files that were named once, before anything else begins.

    Raises:
        DeviceUnusableError: One is missing, is no media file, or lacks what is wanted of it.
    """
    named = (plan.picture, plan.second_picture)
    pictures = [item for item in named if item is not None and item.kind is SourceKind.FILE]
    sounds = [plan.sound] if plan.sound.kind is SourceKind.FILE else []
    if not pictures and not sounds:
        return
    from app.media.sources import check_file_picture, check_file_sound

    for source in pictures:
        check_file_picture(source)
    for source in sounds:
        check_file_sound(source)


def _host_plan(options: HostOptions, server: ServerTarget | None) -> HostPlan:
    """Return what goes live; a ready token decides the room and the user that were left open."""
    from app.control.plans import HostPlan
    from app.services.server_target import TokenServer

    facts = server.facts if isinstance(server, TokenServer) else None
    room_id = options.room_id or (facts.room_id if facts is not None else "")
    user_id = options.user_id or (facts.identity if facts is not None else "")
    sources = options.sources or (_DEFAULT_PICTURE,)
    return HostPlan(
        room_id or random_id("room"),
        User(user_id or random_id("host"), options.name),
        picture=sources[0],
        sound=options.sound or _DEFAULT_SOUND,
        second_picture=sources[1] if len(sources) > 1 else None,
        video=VideoConfig(profile=options.profile, codec=options.codec),
    )
