"""LiveKit's words to Express's: reasons, errors, sources, codecs. Pure functions."""

from __future__ import annotations

import re

from livekit import rtc
from livekit.rtc._proto.participant_pb2 import DisconnectReason
from livekit.rtc._proto.room_pb2 import DegradationPreference
from livekit.rtc._proto.track_pb2 import TrackSource
from livekit.rtc._proto.video_frame_pb2 import VideoCodec as RtcVideoCodec

from app.model.access_token import TokenFacts, read_token
from app.model.errors import ErrorCode, InvalidValueError
from app.model.ids import STREAM_ID_MAX_BYTES
from app.model.media import PublishChannel, VideoCodec
from app.model.quality import QualityLevel

CODECS = {
    VideoCodec.H264: RtcVideoCodec.H264,
    VideoCodec.H265: RtcVideoCodec.H265,
    VideoCodec.VP8: RtcVideoCodec.VP8,
    VideoCodec.VP9: RtcVideoCodec.VP9,
    VideoCodec.AV1: RtcVideoCodec.AV1,
}

KICK_CODES = {
    DisconnectReason.DUPLICATE_IDENTITY: ErrorCode.KICKED_BY_SAME_USER,
    DisconnectReason.PARTICIPANT_REMOVED: ErrorCode.KICKED_BY_OPERATOR,
    DisconnectReason.ROOM_DELETED: ErrorCode.KICKED_BY_OPERATOR,
    DisconnectReason.ROOM_CLOSED: ErrorCode.KICKED_BY_OPERATOR,
    DisconnectReason.USER_REJECTED: ErrorCode.KICKED_BY_OPERATOR,
}
"""Disconnects that are somebody's decision; all others are breaks, to be recovered from."""

CONNECTION_LEVELS = {
    rtc.ConnectionQuality.QUALITY_EXCELLENT: QualityLevel.EXCELLENT,
    rtc.ConnectionQuality.QUALITY_GOOD: QualityLevel.GOOD,
    rtc.ConnectionQuality.QUALITY_POOR: QualityLevel.BAD,
    rtc.ConnectionQuality.QUALITY_LOST: QualityLevel.DIE,
}

_AUTHORISATION_WORDS = re.compile(
    r"\b401\b|\b403\b|unauthori[sz]ed|invalid token|permission", re.IGNORECASE
)
_TIME_OUT_WORDS = re.compile(r"timed? ?out|timeout", re.IGNORECASE)
_FULL_WORDS = re.compile(r"max.{0,20}participants|exceeded", re.IGNORECASE)
_STREAM_TEXT = re.compile(r"[A-Za-z0-9_-]+")


def login_error(message: str) -> ErrorCode:
    """Return the room code for a connect error's text (the FFI gives nothing better)."""
    if _AUTHORISATION_WORDS.search(message):
        return ErrorCode.LOGIN_TOKEN_REFUSED
    if _FULL_WORDS.search(message):
        return ErrorCode.ROOM_FULL
    if _TIME_OUT_WORDS.search(message):
        return ErrorCode.LOGIN_TIMED_OUT
    return ErrorCode.ROOM_UNREACHABLE


def publish_error(message: str) -> ErrorCode:
    """Return the publisher code for a publish error's text."""
    if _AUTHORISATION_WORDS.search(message) or "not allowed" in message:
        return ErrorCode.STREAM_AUTHORISATION_REFUSED
    return ErrorCode.PUBLISH_FAILED


def stream_id_of(publication: rtc.TrackPublication, identity: str) -> str:
    """Return the stream a track belongs to.

    Klieg names every track of a stream with the stream ID. Other LiveKit clients name tracks as
    they like, mostly not at all: their camera and microphone become ``IDENTITY-main``, their
    screen share ``IDENTITY-aux``.
    """
    name = publication.name
    if _STREAM_TEXT.fullmatch(name) and len(name) <= STREAM_ID_MAX_BYTES:
        return name
    screen = {TrackSource.SOURCE_SCREENSHARE, TrackSource.SOURCE_SCREENSHARE_AUDIO}
    part = "aux" if publication.source in screen else "main"
    return f"{re.sub(r'[^A-Za-z0-9_-]', '_', identity)[:200]}-{part}"


def track_source(channel: PublishChannel, kind: rtc.TrackKind.ValueType) -> TrackSource.ValueType:
    """Return how other LiveKit clients should label a channel's track."""
    is_video = kind == rtc.TrackKind.KIND_VIDEO
    if channel is PublishChannel.MAIN:
        return TrackSource.SOURCE_CAMERA if is_video else TrackSource.SOURCE_MICROPHONE
    if channel is PublishChannel.AUX:
        return TrackSource.SOURCE_SCREENSHARE if is_video else TrackSource.SOURCE_SCREENSHARE_AUDIO
    return TrackSource.SOURCE_UNKNOWN


def degradation(*, sharp_text: bool, gives_way: bool) -> DegradationPreference.ValueType:
    """Return what the encoder gives up on a bad network: rate for text, size otherwise."""
    if not gives_way:
        return DegradationPreference.DEGRADATION_PREFERENCE_MAINTAIN_FRAMERATE_AND_RESOLUTION
    if sharp_text:
        return DegradationPreference.DEGRADATION_PREFERENCE_MAINTAIN_RESOLUTION
    return DegradationPreference.DEGRADATION_PREFERENCE_BALANCED


def read_claims(token: str) -> TokenFacts | None:
    """Return what a token says of itself; None when it is none."""
    try:
        return read_token(token)
    except InvalidValueError:
        return None


def token_problem(token: str, *, user_id: str, room_id: str) -> tuple[ErrorCode, str] | None:
    """Tell what is visibly wrong with a token before any network is used; None when nothing.

    Requirement R06: the user ID must be the one inside the token.
    """
    if not token:
        return ErrorCode.TOKEN_MISSING, "no token was given"
    claims = read_claims(token)
    if claims is None:
        return ErrorCode.LOGIN_TOKEN_REFUSED, "the token is damaged"
    if claims.has_ended:
        return ErrorCode.LOGIN_TOKEN_REFUSED, "the token has expired"
    if claims.identity != user_id:
        return ErrorCode.LOGIN_TOKEN_REFUSED, "the token was made for another user"
    if claims.room_id and claims.room_id != room_id:
        return ErrorCode.LOGIN_TOKEN_REFUSED, "the token was made for another room"
    return None
