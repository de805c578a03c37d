"""What a check says of made-up figures: honest about what was measured and what was not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.control.profile_choices import LADDER, LOWEST, megabits, short_name
from app.control.uplink import (
    AudiencePlace,
    Fit,
    Limit,
    UplinkFigures,
    figures_of,
    judge_uplink,
    needed_kbps,
    roomy,
)
from app.model.media import PROFILE_720P30, VideoProfile
from app.model.quality import PublisherQuality

HERE, ELSEWHERE = AudiencePlace.THIS_COMPUTER, AudiencePlace.ELSEWHERE
FULL_HD = VideoProfile.parse("1080p30")
EASY = UplinkFigures(
    encode_fps=30.0,
    capture_fps=30.0,
    encode_share=0.2,
    video_kbps=2900.0,
    available_kbps=9000.0,
    round_trip_ms=20.0,
    is_measured=True,
)


def test_plenty_of_everything_fits_and_nothing_else_is_recommended() -> None:
    verdict = judge_uplink(EASY, PROFILE_720P30, ELSEWHERE)
    assert (verdict.fit, verdict.limit) == (Fit.GOOD, Limit.NOTHING)
    assert verdict.recommended == PROFILE_720P30


def test_an_audience_on_this_computer_says_nothing_of_the_network() -> None:
    figures = replace(EASY, available_kbps=100.0, loss_share=0.5)
    verdict = judge_uplink(figures, PROFILE_720P30, HERE)
    assert verdict.network is Fit.UNKNOWN
    assert verdict.fit is Fit.GOOD


@pytest.mark.parametrize(
    ("available_kbps", "fit", "recommended"),
    [
        (9000.0, Fit.GOOD, FULL_HD),
        (5800.0, Fit.TIGHT, "720p30"),
        (4500.0, Fit.TOO_MUCH, "720p30"),
        (2600.0, Fit.TOO_MUCH, "540p30"),
        (400.0, Fit.TOO_MUCH, "360p30"),
    ],
)
def test_the_network_bounds_what_is_recommended(
    available_kbps: float, fit: Fit, recommended: VideoProfile | str
) -> None:
    verdict = judge_uplink(replace(EASY, available_kbps=available_kbps), FULL_HD, ELSEWHERE)
    assert verdict.fit is fit
    name = recommended if isinstance(recommended, str) else short_name(recommended)
    assert short_name(verdict.recommended) == name
    assert verdict.limit is (Limit.NOTHING if fit is Fit.GOOD else Limit.NETWORK)


@pytest.mark.parametrize(
    ("change", "fit"),
    [
        ({"loss_share": 0.03}, Fit.TIGHT),
        ({"loss_share": 0.2}, Fit.TOO_MUCH),
        ({"round_trip_ms": 300.0}, Fit.TIGHT),
        ({"round_trip_ms": 900.0}, Fit.TOO_MUCH),
        ({"limited_by": "bandwidth"}, Fit.TIGHT),
        ({"limited_by": "bandwidth", "available_kbps": -1.0}, Fit.TOO_MUCH),
        ({"available_kbps": -1.0}, Fit.GOOD),
    ],
)
def test_loss_delay_and_a_throttled_encoder_count_against_the_network(
    change: dict[str, float | str], fit: Fit
) -> None:
    verdict = judge_uplink(replace(EASY, **change), FULL_HD, ELSEWHERE)  # type: ignore[arg-type]
    assert verdict.network is fit
    if fit is Fit.TOO_MUCH:
        assert verdict.recommended.bitrate_kbps < FULL_HD.bitrate_kbps


@pytest.mark.parametrize(
    ("change", "fit"),
    [
        ({"encode_share": 0.7}, Fit.TIGHT),
        ({"encode_share": 0.95}, Fit.TOO_MUCH),
        ({"encode_fps": 18.0}, Fit.TOO_MUCH),
        ({"limited_by": "cpu"}, Fit.TIGHT),
    ],
)
def test_a_slow_encoder_counts_against_this_computer(
    change: dict[str, float | str], fit: Fit
) -> None:
    verdict = judge_uplink(replace(EASY, **change), FULL_HD, HERE)  # type: ignore[arg-type]
    assert (verdict.fit, verdict.limit) == (fit, Limit.COMPUTER)
    assert verdict.recommended in LADDER[: LADDER.index(FULL_HD)]


def test_a_camera_that_is_slow_in_the_dark_is_not_the_computers_fault() -> None:
    figures = replace(EASY, capture_fps=15.0, encode_fps=15.0)
    verdict = judge_uplink(figures, PROFILE_720P30, HERE)
    assert verdict.fit is Fit.GOOD
    assert verdict.slow_source_fps == 15.0


def test_the_lowest_profile_is_kept_when_there_is_nothing_lower() -> None:
    verdict = judge_uplink(replace(EASY, available_kbps=300.0), LOWEST, ELSEWHERE)
    assert verdict.fit is Fit.TOO_MUCH
    assert verdict.recommended == LOWEST


def test_even_the_lowest_is_not_promised_where_it_does_not_fit() -> None:
    poor = judge_uplink(replace(EASY, available_kbps=300.0), PROFILE_720P30, ELSEWHERE)
    assert (poor.recommended, poor.recommended_fits) == (LOWEST, False)
    fair = judge_uplink(replace(EASY, available_kbps=2600.0), PROFILE_720P30, ELSEWHERE)
    assert fair.recommended_fits
    assert judge_uplink(EASY, PROFILE_720P30, HERE).recommended_fits


def test_a_picture_that_was_easy_to_send_proves_less() -> None:
    still = replace(EASY, video_kbps=300.0)
    doubtful = judge_uplink(replace(still, available_kbps=2_000.0), PROFILE_720P30, ELSEWHERE)
    assert doubtful.fit is Fit.TIGHT  # an estimate from little: a warning, no refusal
    assert doubtful.recommended in LADDER[: LADDER.index(PROFILE_720P30)]
    poor = judge_uplink(replace(still, available_kbps=500.0), PROFILE_720P30, ELSEWHERE)
    assert poor.fit is Fit.TOO_MUCH
    assert judge_uplink(still, PROFILE_720P30, ELSEWHERE).was_easy
    assert not judge_uplink(EASY, PROFILE_720P30, ELSEWHERE).was_easy
    assert not judge_uplink(still, PROFILE_720P30, HERE).was_easy  # nothing is said of a network


def test_without_a_picture_nothing_is_claimed() -> None:
    verdict = judge_uplink(figures_of(()), PROFILE_720P30, ELSEWHERE)
    assert verdict.fit is Fit.UNKNOWN
    assert figures_of([PublisherQuality()]).is_measured is False


def test_the_first_sample_is_of_the_start_and_does_not_count() -> None:
    samples = [
        PublisherQuality(encode_fps=5.0, capture_fps=9.0, encode_ms=40.0, available_kbps=300.0),
        PublisherQuality(encode_fps=30.0, capture_fps=30.0, encode_ms=10.0, available_kbps=2000.0),
        PublisherQuality(encode_fps=28.0, capture_fps=30.0, encode_ms=10.0, available_kbps=5000.0),
    ]
    figures = figures_of(samples)
    assert figures.encode_fps == 29.0
    assert figures.encode_share == pytest.approx(0.29)
    assert figures.available_kbps == 5000.0


def test_one_sample_is_better_than_none_and_an_unknown_network_stays_unknown() -> None:
    figures = figures_of([PublisherQuality(encode_fps=30.0, capture_fps=30.0, encode_ms=1.0)])
    assert figures.is_measured
    assert figures.available_kbps == -1.0


def test_a_check_may_send_more_than_the_reserve_it_looks_for() -> None:
    for profile in LADDER:
        assert roomy(profile).bitrate_kbps > needed_kbps(profile)
        assert roomy(profile).height_px == profile.height_px


def test_the_ladder_climbs_and_says_its_names() -> None:
    needs = [needed_kbps(profile) for profile in LADDER]
    assert needs == sorted(needs)
    assert [short_name(item) for item in LADDER] == [
        "360p30",
        "540p30",
        "720p30",
        "720p60",
        "1080p30",
        "1080p60",
    ]
    assert short_name(VideoProfile(640, 480, fps=25, bitrate_kbps=900)) == "640x480@25"
    assert megabits(PROFILE_720P30) == "3"
