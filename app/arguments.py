"""What the command line accepts: commands, options, and the checks of their words."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeVar

from app import __version__
from app.model.engine import EngineKind
from app.model.errors import KliegError
from app.model.ids import check_room_id, check_user_id, check_user_name
from app.model.media import PROFILE_720P30, CaptureSource, VideoCodec, VideoProfile
from app.options import Geometry

ValueT = TypeVar("ValueT")

EXIT_USAGE = 2

WINDOW_MAX_PX = 16384


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, where to look, and exits with 2; options are not cut short.

    A shortened option would change its meaning the day a longer one is added.
    """

    def __init__(self, **settings: str) -> None:
        super().__init__(
            prog=settings.get("prog"),
            description=settings.get("description"),
            allow_abbrev=False,
        )

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where to look, and exit."""
        self.exit(EXIT_USAGE, f"{self.prog}: {message}\nTry '{self.prog} --help'.\n")


def _checked(check: Callable[[str], ValueT]) -> Callable[[str], ValueT]:
    """Make a check of the model usable as an argument's type."""

    def parse(text: str) -> ValueT:
        try:
            return check(text)
        except KliegError as error:
            raise argparse.ArgumentTypeError(error.sentence()) from error

    return parse


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value < 1e9:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds above 0")
    return value


def _path(text: str) -> Path:
    if not text or "\0" in text:
        raise argparse.ArgumentTypeError("it names no file")
    return Path(text)


def _path_or_output(text: str) -> str:
    return text if text == "-" else str(_path(text))


def _server_url(text: str) -> str:
    from app.services.server_target import check_server_url

    return check_server_url(text)


def _app_id(text: str) -> int:
    from app.services.zego_tokens import check_app_id

    return check_app_id(int(text) if re.fullmatch("[0-9]{1,12}", text) else 0)


def _tokens_url(text: str) -> str:
    from app.services.zego_token_server import check_token_url

    return check_token_url(text)


def _geometry(text: str) -> Geometry:
    match = re.fullmatch(r"(\d{2,5})x(\d{2,5})([+-]\d{1,5})([+-]\d{1,5})", text, re.ASCII)
    if match is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form 1280x800+0+0")
    geometry = Geometry(*(int(part) for part in match.groups()))
    if max(geometry.width_px, geometry.height_px) > WINDOW_MAX_PX:
        raise argparse.ArgumentTypeError(f"no window can be larger than {WINDOW_MAX_PX} pixels")
    return geometry


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = Parser(prog="klieg", description="Go live from the desktop, watch with no delay.")
    parser.add_argument("--version", action="version", version=f"klieg {__version__}")
    commands = parser.add_subparsers(dest="command", title="commands", metavar="COMMAND")
    _add_host(commands.add_parser("host", help="go live"))
    _add_watch(commands.add_parser("watch", help="watch a broadcast by its link"))
    commands.add_parser("devices", help="list cameras, microphones, speakers, screens, windows")
    _add_doctor(
        commands.add_parser("doctor", help="say what is missing on this machine and how to get it")
    )
    return parser


def _add_host(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Go live. Without --server Klieg starts a media server of its own; for another server "
        "give a token by --token-file, or its key and secret by the environment variables "
        "KLIEG_API_KEY and KLIEG_API_SECRET. A file, device or second picture that is named and "
        "cannot be used ends the start with status 1."
    )
    parser.add_argument("--room", type=_checked(check_room_id), metavar="ID")
    _add_user(parser)
    parser.add_argument(
        "--source",
        action="append",
        type=_checked(CaptureSource.parse_video),
        metavar="SOURCE",
        default=[],
        help="camera[:ID], screen[:N], window:TITLE, file:PATH or pattern; again for a second "
        "stream (default: camera)",
    )
    parser.add_argument(
        "--sound",
        type=_checked(CaptureSource.parse_sound),
        metavar="SOUND",
        default=None,
        help="microphone[:ID], tone, file:PATH or none (default: microphone, where there is one)",
    )
    parser.add_argument(
        "--profile",
        type=_checked(VideoProfile.parse),
        default=PROFILE_720P30,
        metavar="P",
        help="like 720p30 or 1280x720@30/3000 (default: 720p30)",
    )
    parser.add_argument(
        "--codec", choices=[c.value for c in VideoCodec], default=VideoCodec.H264.value
    )
    parser.add_argument("--server", type=_checked(_server_url), metavar="URL")
    parser.add_argument(
        "--engine",
        choices=[kind.value for kind in EngineKind],
        default=EngineKind.LIVEKIT.value,
        help="zego takes what it needs from the settings, or from the options below "
        "(default: livekit)",
    )
    _add_zego(parser)
    parser.add_argument("--headless", action="store_true", help="no window")
    parser.add_argument("--link-file", type=_path, metavar="PATH", help="gets the watch link")
    _add_run(parser)


def _add_watch(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Watch a broadcast by the link its host gives out. One that has not begun is waited for, "
        "ten minutes at most. Without a window watching ends with the broadcast, or when a host "
        "who went away without a word stays away: 30 s where the media server went too, else 120 s."
    )
    parser.add_argument("link", metavar="LINK", help="or, with --engine zego, the ID of a room")
    parser.add_argument("--engine", choices=[kind.value for kind in EngineKind])
    _add_zego(parser)
    _add_user(parser)
    parser.add_argument("--headless", action="store_true", help="no window")
    parser.add_argument(
        "--fullscreen", action="store_true", help="nothing but the picture, over the whole screen"
    )
    parser.add_argument(
        "--record-frames",
        nargs=2,
        metavar=("N", "DIR"),
        help="save the first N pictures as PNG files in DIR",
    )
    parser.add_argument("--report", type=_path, metavar="PATH", help="gets figures at the end")
    _add_run(parser)


def _add_doctor(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Say what is missing on this machine and how to get it. With --zego: go live and watch on "
        "your ZEGO account for about a minute, with a test picture, and print one verdict for "
        "each requirement; the status is 0 when none failed, 1 when one did, and 3 when the "
        "library or a part of the account is missing."
    )
    parser.add_argument(
        "--save", type=_path, metavar="PATH", help="write a diagnosis for a helper, without secrets"
    )
    parser.add_argument("--zego", action="store_true", help="try the ZEGO account")
    parser.add_argument("--zego-peer", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument(
        "--user", type=_checked(check_user_id), metavar="ID", help="whose the ready token is"
    )
    _add_zego(parser)
    parser.set_defaults(engine=None)


def _add_zego(parser: argparse.ArgumentParser) -> None:
    """Add what says how to enter ZEGO rooms; secrets are in files, never on a command line."""
    parser.add_argument("--token-file", type=_path, metavar="PATH", help="holds one ready token")
    group = parser.add_argument_group(
        "ZEGO",
        "Each of them instead of the settings; also as KLIEG_ZEGO_SDK, KLIEG_ZEGO_APP_ID, "
        "KLIEG_ZEGO_SERVER_SECRET, KLIEG_ZEGO_APP_SIGN, KLIEG_ZEGO_TOKENS_URL and "
        "KLIEG_ZEGO_ACCESS_KEY.",
    )
    group.add_argument(
        "--zego-library", type=_path, metavar="PATH", help="the file of the ZEGO Express SDK"
    )
    group.add_argument("--zego-app-id", type=_checked(_app_id), metavar="N")
    group.add_argument(
        "--zego-secret-file",
        type=_path,
        metavar="PATH",
        help="holds the server secret, for trials: not for production",
    )
    group.add_argument("--zego-app-sign-file", type=_path, metavar="PATH", help="holds the AppSign")
    group.add_argument(
        "--zego-tokens-url",
        type=_checked(_tokens_url),
        metavar="URL",
        help="your server that gives tokens",
    )


def _add_user(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--user", type=_checked(check_user_id), metavar="ID")
    parser.add_argument("--name", type=_checked(check_user_name), metavar="TEXT")


def _add_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--duration", type=_seconds, metavar="S", help="end after S seconds")
    parser.add_argument(
        "--geometry",
        type=_geometry,
        metavar="WxH+X+Y",
        help="size and place of the window on the screen, in pixels",
    )
    parser.add_argument(
        "--events",
        type=_path_or_output,
        metavar="PATH",
        help="write engine events as JSON lines; - is standard output",
    )
