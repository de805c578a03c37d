"""The SDK's words, turned into the port's."""

from __future__ import annotations

import base64
import struct
import time

import pytest

from app.engine.zego import _express as express
from app.engine.zego.translate import (
    check_codec,
    code_of,
    codec_name,
    level_of,
    login_refusal,
    plain_data,
    publisher_quality,
    streams_of,
    token_problem,
    user_of,
    video_config_of,
)
from app.model.errors import ErrorCode, InvalidValueError
from app.model.media import SwitchState, VideoCodec, VideoConfig, VideoProfile
from app.model.quality import QualityLevel
from app.model.session import Stream, User


def token(ends_in_s: float, *, sealed_bytes: int = 64) -> str:
    packed = struct.pack(">qH", int(time.time() + ends_in_s), 16) + bytes(16)
    packed += struct.pack(">H", sealed_bytes) + bytes(64)
    return "04" + base64.b64encode(packed).decode()


def test_a_code_of_the_model_is_that_code() -> None:
    assert code_of(1002055) is ErrorCode.KICKED_BY_OPERATOR


def test_a_rare_code_keeps_its_number() -> None:
    assert code_of(1002066) == 1002066
    assert code_of(1002066).name == "ZEGO_1002066"


def test_a_number_that_is_no_code_is_a_fault_inside() -> None:
    assert code_of(-3) is ErrorCode.ROOM_FAILED_INSIDE
    assert code_of(42) is ErrorCode.ROOM_FAILED_INSIDE


@pytest.mark.parametrize("number", [1002033, 1002074, 1002075, 1002076, 1002077, 1002078])
def test_all_that_is_wrong_with_a_token_is_one_code_with_its_own_words(number: int) -> None:
    code, words = login_refusal(number)
    assert code is ErrorCode.LOGIN_TOKEN_REFUSED
    assert str(number) in words


def test_a_missing_token_has_a_code_of_its_own() -> None:
    assert login_refusal(1002067) == (ErrorCode.TOKEN_MISSING, "no token was given")


def test_an_unknown_refusal_names_its_number() -> None:
    assert login_refusal(1002088) == (
        ErrorCode(1002088),
        "the ZEGO service answered with error 1002088",
    )


def test_a_token_is_looked_at_before_it_is_used() -> None:
    assert token_problem(token(60), has_app_sign=False) is None
    expired = token_problem(token(-60), has_app_sign=False)
    assert expired is not None
    assert "expired" in expired[1]
    damaged = token_problem(token(60)[:30], has_app_sign=False)
    assert damaged is not None
    assert "damaged" in damaged[1]
    longer = token_problem(token(60, sealed_bytes=99), has_app_sign=False)
    assert longer is not None
    assert "damaged" in longer[1]


def test_an_app_sign_stands_for_a_token() -> None:
    assert token_problem("", has_app_sign=True) is None
    assert token_problem("", has_app_sign=False) == (ErrorCode.TOKEN_MISSING, "no token was given")


def test_a_token_of_another_form_is_the_services_business() -> None:
    assert token_problem("03AAAA", has_app_sign=False) is None


@pytest.mark.parametrize(
    ("told", "kept"), [("{}", ""), ("[]", ""), ("", ""), ('{"a":1}', '{"a":1}')]
)
def test_data_that_says_nothing_is_empty(told: str, kept: str) -> None:
    assert plain_data(told) == kept


def test_a_user_without_a_name_is_called_by_the_id() -> None:
    assert user_of(express.User("ada", "")) == User("ada", "ada")


def test_streams_of_users_that_have_no_id_are_left_out() -> None:
    good = express.Stream(express.User("ada", "Ada"), "s1", "about")
    bad = express.Stream(express.User("", ""), "s2", "")
    assert streams_of((good, bad)) == (Stream("s1", User("ada", "Ada"), "about"),)


def test_a_codec_that_zego_lacks_is_refused_by_name() -> None:
    with pytest.raises(InvalidValueError, match="AV1"):
        check_codec(VideoConfig(codec=VideoCodec.AV1))


@pytest.mark.parametrize(
    ("codec", "number"), [(VideoCodec.H264, 0), (VideoCodec.H265, 3), (VideoCodec.VP8, 2)]
)
def test_codecs_have_their_numbers(codec: VideoCodec, number: int) -> None:
    config = check_codec(VideoConfig(codec=codec))
    assert video_config_of(config, (320, 180)).codec_id == number


def test_a_picture_is_encoded_in_its_own_size() -> None:
    config = VideoConfig(
        VideoProfile(1280, 720, fps=25, bitrate_kbps=900), simulcast=SwitchState.ON
    )
    made = video_config_of(config, (640, 360))
    assert (made.encode_width, made.encode_height, made.fps, made.bitrate) == (640, 360, 25, 900)
    assert made.codec_id == express.VideoCodecId.H264_DUAL_STREAM


def test_qualities_that_only_a_newer_sdk_knows_are_unknown() -> None:
    assert level_of(17) is QualityLevel.UNKNOWN
    assert codec_name(99) == ""
    quality = publisher_quality(
        express.PublishStreamQuality(video_send_fps=30.0, level=0), (320, 180), target_kbps=400.0
    )
    assert (quality.send_fps, quality.width_px, quality.level) == (
        30.0,
        320,
        QualityLevel.EXCELLENT,
    )
