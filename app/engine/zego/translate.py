"""The SDK's words to the port's: codes, sources, codecs, qualities. Pure functions."""

from __future__ import annotations

import base64
import binascii
import struct
import time

from app.engine.zego import _express as express
from app.model.engine import Scenario
from app.model.errors import ErrorCode, InvalidValueError
from app.model.ids import check_user_name
from app.model.media import (
    AudioConfig,
    Canvas,
    DeviceKind,
    PublishChannel,
    SwitchState,
    VideoCodec,
    VideoConfig,
)
from app.model.quality import Maker, PublisherQuality, QualityLevel
from app.model.session import Stream, User

SCENARIOS = {
    Scenario.DEFAULT: express.Scenario.DEFAULT,
    Scenario.LIVE: express.Scenario.BROADCAST,
    Scenario.CALL: express.Scenario.STANDARD_VIDEO_CALL,
}

CODEC_IDS = {
    VideoCodec.H264: express.VideoCodecId.DEFAULT,
    VideoCodec.H265: express.VideoCodecId.H265,
    VideoCodec.VP8: express.VideoCodecId.VP8,
}

_CODEC_NAMES = {
    express.VideoCodecId.DEFAULT: "H264",
    express.VideoCodecId.SVC: "H264",
    express.VideoCodecId.H264_DUAL_STREAM: "H264",
    express.VideoCodecId.VP8: "VP8",
    express.VideoCodecId.H265: "H265",
}

DEVICE_TROUBLES = {
    express.DeviceExceptionType.INVALID_ID: ErrorCode.DEVICE_UNKNOWN,
    express.DeviceExceptionType.PERMISSION_NOT_GRANTED: ErrorCode.DEVICE_NOT_ALLOWED,
    express.DeviceExceptionType.ZERO_CAPTURE_FPS: ErrorCode.DEVICE_SILENT,
    express.DeviceExceptionType.DEVICE_OCCUPIED: ErrorCode.DEVICE_IN_USE,
    express.DeviceExceptionType.DEVICE_UNPLUGGED: ErrorCode.DEVICE_UNPLUGGED,
    express.DeviceExceptionType.SOUND_LEVEL_TOO_LOW: ErrorCode.DEVICE_SILENT,
}

DEVICE_KINDS = {
    express.DeviceType.CAMERA: DeviceKind.CAMERA,
    express.DeviceType.MICROPHONE: DeviceKind.MICROPHONE,
    express.DeviceType.SPEAKER: DeviceKind.SPEAKER,
}

_TOKEN_WORDS = {
    1002033: "the service did not accept the token",
    1002067: "no token was given",
    1002074: "the service could not check the token",
    1002075: "the token is damaged",
    1002076: "the token was made for another AppID",
    1002077: "the token was made for another user",
    1002078: "the token has expired",
    1002079: "the token has an unknown version",
    1002080: "the token has a nonce of the wrong type",
}
_LOGIN_WORDS = {
    ErrorCode.ROOM_UNREACHABLE: "the ZEGO service cannot be reached",
    ErrorCode.LOGIN_TIMED_OUT: "the ZEGO service answered too late",
    ErrorCode.RETRY_TIMED_OUT: "the ZEGO service cannot be reached",
    ErrorCode.ROOM_FULL: "the room is full",
    ErrorCode.KICKED_TOKEN_EXPIRED: "the token has expired",
}


def code_of(number: int) -> ErrorCode:
    """Return the SDK's code; one from outside of its ranges counts as a fault inside."""
    try:
        return ErrorCode(number)
    except ValueError:
        return ErrorCode.ROOM_FAILED_INSIDE


def login_refusal(number: int) -> tuple[ErrorCode, str]:
    """Return code and words of a refused login.

    All that may be wrong with a token is one code to the application, which can only get a new
    one; the words tell them apart, and the SDK's own number stands behind them.
    """
    words = _TOKEN_WORDS.get(number)
    if words is None:
        code = code_of(number)
        return code, _LOGIN_WORDS.get(code, f"the ZEGO service answered with error {number}")
    if number == ErrorCode.TOKEN_MISSING:
        return ErrorCode.TOKEN_MISSING, words
    return ErrorCode.LOGIN_TOKEN_REFUSED, f"{words} (ZEGO error {number})"


def token_problem(token: str, *, has_app_sign: bool) -> tuple[ErrorCode, str] | None:
    """Tell what is visibly wrong with a token before any network is used; None when nothing.

    A token of version 04 starts with its end in plain; the rest only the service can read.
    """
    if not token:
        return None if has_app_sign else login_refusal(ErrorCode.TOKEN_MISSING)
    if not token.startswith("04"):
        return None  # an older form: the service knows
    try:
        packed = base64.b64decode(token[2:], validate=True)
        expires_at_s, vector_bytes = struct.unpack_from(">qH", packed)
        (sealed_bytes,) = struct.unpack_from(">H", packed, 10 + vector_bytes)
    except (binascii.Error, ValueError, struct.error):
        return login_refusal(1002075)
    if len(packed) - 12 - vector_bytes not in {sealed_bytes, sealed_bytes + 1}:
        return login_refusal(1002075)
    if expires_at_s <= time.time():
        return login_refusal(1002078)
    return None


def plain_data(extended_data: str) -> str:
    """Return the SDK's extended data without its ways to say nothing."""
    return "" if extended_data.strip() in {"{}", "[]", "null"} else extended_data


def user_of(user: express.User) -> User:
    """Return a user as the port knows it.

    Raises:
        InvalidValueError: The user has no ID.
    """
    try:
        name = check_user_name(user.user_name)
    except InvalidValueError:
        name = ""
    return User(user.user_id, name)


def users_of(users: tuple[express.User, ...]) -> tuple[User, ...]:
    """Return the users that the port can name."""
    return tuple(user_of(user) for user in users if _is_nameable(user))


def streams_of(streams: tuple[express.Stream, ...]) -> tuple[Stream, ...]:
    """Return the streams whose owners the port can name."""
    return tuple(
        Stream(stream.stream_id, user_of(stream.user), stream.extra_info)
        for stream in streams
        if stream.stream_id and _is_nameable(stream.user)
    )


def _is_nameable(user: express.User) -> bool:
    try:
        User(user.user_id)
    except InvalidValueError:
        return False
    return True


def canvas_of(canvas: Canvas) -> express.Canvas:
    """Return a canvas for an SDK that draws itself."""
    return express.Canvas(
        view=canvas.view,
        view_mode=express.ViewMode(int(canvas.view_mode)),
        background_color=canvas.background_color,
        rotation=canvas.rotation,
        mirror=canvas.mirror is SwitchState.ON,
    )


def channel_of(channel: PublishChannel) -> express.PublishChannel:
    """Return the SDK's name of a channel."""
    return express.PublishChannel(int(channel))


def check_codec(config: VideoConfig) -> VideoConfig:
    """Return ``config`` when ZEGO has its codec.

    Raises:
        InvalidValueError: It has not.
    """
    if codec_id(config) is None:
        raise InvalidValueError(
            f"cannot encode {config.codec.name}: ZEGO has no such codec",
            hint="Choose H.264, which everybody can play, or H.265.",
        )
    return config


def codec_id(config: VideoConfig) -> express.VideoCodecId | None:
    """Return the SDK's codec; None when it has none."""
    if config.codec is VideoCodec.H264 and config.simulcast is SwitchState.ON:
        return express.VideoCodecId.H264_DUAL_STREAM
    return CODEC_IDS.get(config.codec)


def video_config_of(config: VideoConfig, size_px: tuple[int, int]) -> express.VideoConfig:
    """Return how a picture of ``size_px`` is encoded."""
    profile = config.profile
    return express.VideoConfig(
        capture_width=size_px[0],
        capture_height=size_px[1],
        encode_width=size_px[0],
        encode_height=size_px[1],
        fps=profile.fps,
        bitrate=profile.bitrate_kbps,
        codec_id=codec_id(config) or express.VideoCodecId.DEFAULT,
        key_frame_interval=2,
    )


def audio_config_of(config: AudioConfig) -> express.AudioConfig:
    """Return how sound is encoded."""
    return express.AudioConfig(
        bitrate=config.bitrate_kbps,
        channel=express.AudioChannel(config.channels),
        codec_id=express.AudioCodecId.DEFAULT,
    )


def level_of(level: int) -> QualityLevel:
    """Return a quality level; one of a newer SDK is unknown."""
    try:
        return QualityLevel(level)
    except ValueError:
        return QualityLevel.UNKNOWN


def codec_name(codec: int) -> str:
    """Return a codec's name; empty when unknown."""
    return _CODEC_NAMES.get(express.VideoCodecId(codec), "") if codec in _CODEC_NAMES else ""


def maker_of(*, is_hardware: bool) -> Maker:
    """Return what encodes or decodes."""
    return Maker.HARDWARE if is_hardware else Maker.SOFTWARE


def publisher_quality(
    quality: express.PublishStreamQuality,
    size_px: tuple[int, int],
    *,
    target_kbps: float,
    wanted_fps: float = 0.0,
) -> PublisherQuality:
    """Return how a stream does; the SDK does not tell its size and its aim."""
    return PublisherQuality(
        width_px=size_px[0],
        height_px=size_px[1],
        capture_fps=quality.video_capture_fps,
        encode_fps=quality.video_encode_fps,
        send_fps=quality.video_send_fps,
        video_kbps=quality.video_kbps,
        audio_kbps=quality.audio_kbps,
        target_kbps=target_kbps,
        wanted_fps=wanted_fps,
        round_trip_ms=float(quality.rtt),
        loss_share=quality.packet_lost_rate,
        codec=codec_name(quality.video_codec_id),
        encoder="hardware" if quality.is_hardware_encode else "software",
        encoder_kind=maker_of(is_hardware=quality.is_hardware_encode),
        level=level_of(quality.level),
    )
