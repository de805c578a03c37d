"""The commands: words to options, options to :mod:`app.bootstrap`.

Nothing heavy is imported before it is known what to do.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from app.arguments import EXIT_USAGE, Parser, build_parser
from app.model.engine import EngineKind
from app.model.media import VideoCodec
from app.model.zego import ZegoGiven
from app.options import HostOptions, WatchOptions

__all__ = ["EXIT_USAGE", "run"]


def _zego_given(arguments: argparse.Namespace) -> ZegoGiven:
    is_livekit = arguments.engine == EngineKind.LIVEKIT.value
    return ZegoGiven(
        library=arguments.zego_library,
        app_id=arguments.zego_app_id,
        secret_file=arguments.zego_secret_file,
        app_sign_file=arguments.zego_app_sign_file,
        token_file=None if is_livekit else arguments.token_file,
        tokens_url=arguments.zego_tokens_url,
    )


def _check_zego(arguments: argparse.Namespace) -> None:
    """Refuse options that would have no effect."""
    is_zego = arguments.engine == EngineKind.ZEGO.value
    if arguments.engine == EngineKind.LIVEKIT.value and _zego_given(arguments) != ZegoGiven():
        _refuse(arguments.command, "the options of ZEGO need --engine zego")
    if is_zego and arguments.command == "host" and arguments.server:
        _refuse(arguments.command, "argument --server: the engine zego has a service of its own")


def _refuse(command: str, message: str) -> NoReturn:
    Parser(prog=f"klieg {command}").error(message)


def _host_options(arguments: argparse.Namespace) -> HostOptions:
    return HostOptions(
        room_id=arguments.room or "",
        user_id=arguments.user or "",
        name=arguments.name or "",
        sources=tuple(arguments.source),
        sound=arguments.sound,
        profile=arguments.profile,
        codec=VideoCodec(arguments.codec),
        server_url=arguments.server or "",
        token_file=arguments.token_file,
        engine=EngineKind(arguments.engine),
        zego=_zego_given(arguments),
        is_headless=arguments.headless,
        link_file=arguments.link_file,
        duration_s=arguments.duration,
        events=arguments.events,
        geometry=arguments.geometry,
    )


def _watch_options(arguments: argparse.Namespace) -> WatchOptions:
    record_count, record_folder = 0, None
    if arguments.record_frames:
        count, folder = arguments.record_frames
        if not re.fullmatch("[0-9]{1,9}", count) or int(count) < 1:
            _refuse("watch", f"argument --record-frames: {count!r} is no number of pictures")
        record_count, record_folder = int(count), Path(folder)
    if arguments.headless and arguments.fullscreen:
        _refuse("watch", "--headless and --fullscreen exclude each other")
    return WatchOptions(
        link=arguments.link,
        engine=EngineKind(arguments.engine) if arguments.engine else None,
        zego=_zego_given(arguments),
        user_id=arguments.user or "",
        name=arguments.name or "",
        is_headless=arguments.headless,
        is_fullscreen=arguments.fullscreen,
        duration_s=arguments.duration,
        record_count=record_count,
        record_folder=record_folder,
        events=arguments.events,
        geometry=arguments.geometry,
        report=arguments.report,
    )


def _run_zego_doctor(arguments: argparse.Namespace) -> int:
    from app.bootstrap import zego_doctor, zego_peer

    if arguments.zego_peer:
        return zego_peer.run_peer()
    return zego_doctor.run_zego_doctor(_zego_given(arguments), user_id=arguments.user or "")


def run(argv: Sequence[str]) -> int:
    """Run one command line; returns the exit status.

    Raises:
        KliegError: What was asked for could not be done.
        SystemExit: Wrong usage (2), help or version (0).
    """
    arguments = build_parser().parse_args(argv)
    if arguments.command == "host":
        if len(arguments.source) > 2:
            _refuse("host", "argument --source: at most two streams are possible")
        _check_zego(arguments)
        is_zego = arguments.engine == EngineKind.ZEGO.value
        if arguments.token_file is not None and not arguments.server and not is_zego:
            _refuse("host", "argument --token-file: name the server it is for with --server")
        options = _host_options(arguments)
        from app import bootstrap

        return bootstrap.host(options)
    if arguments.command == "watch":
        _check_zego(arguments)
        watch_options = _watch_options(arguments)
        from app import bootstrap

        return bootstrap.watch(watch_options)
    if arguments.command == "doctor" and (arguments.zego or arguments.zego_peer):
        return _run_zego_doctor(arguments)
    if arguments.command == "doctor" and _zego_given(arguments) != ZegoGiven():
        _refuse("doctor", "the options of ZEGO need --zego")
    from app import bootstrap

    if arguments.command == "doctor":
        return bootstrap.doctor(arguments.save)
    commands = {None: bootstrap.open_app, "devices": bootstrap.devices}
    return commands[arguments.command]()
