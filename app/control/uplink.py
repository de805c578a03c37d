"""Whether network and computer carry a quality profile: a judgement of measured figures.

Pure functions over :class:`PublisherQuality`. What was not measured is not judged: where the
audience is on this computer, nothing is known of the network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from app.control.profile_choices import LADDER, LOWEST, pixel_rate
from app.model.media import VideoProfile
from app.model.quality import PublisherQuality

SOUND_KBPS = 64
NETWORK_RESERVE = 1.15
"""A network that carries just the mean breaks with the first burst."""

CHECK_RESERVE = 1.35
"""So much above the profile a check may send: an estimate never rises far above what is allowed."""

BUSY_SHARE = 0.6
"""One picture may take this share of its time in the encoder before it is called tight."""

OVERLOAD_SHARE = 0.9
_NEWEST = 3
EASY_SHARE = 0.5
DOUBT_SHARE = 0.4
"""An estimate from a picture that was easy to send may be so much too low."""

SLOW_RATE_SHARE = 0.85
LOSS_TIGHT, LOSS_BAD = 0.02, 0.08
ROUND_TRIP_TIGHT_MS, ROUND_TRIP_BAD_MS = 250.0, 600.0


class AudiencePlace(Enum):
    """Where the server is that the audience watches from."""

    THIS_COMPUTER = "this_computer"
    ELSEWHERE = "elsewhere"


class Fit(Enum):
    """How well something carries the profile."""

    GOOD = "good"
    TIGHT = "tight"
    TOO_MUCH = "too_much"
    UNKNOWN = "unknown"


class Limit(Enum):
    """What holds the broadcast back."""

    NOTHING = "nothing"
    NETWORK = "network"
    COMPUTER = "computer"


@dataclass(frozen=True, slots=True)
class UplinkFigures:
    """What a check measured, the means of its settled part; negative where not known."""

    encode_fps: float = 0.0
    capture_fps: float = 0.0
    encode_share: float = 0.0
    video_kbps: float = 0.0
    available_kbps: float = -1.0
    loss_share: float = 0.0
    round_trip_ms: float = 0.0
    limited_by: str = ""
    is_measured: bool = False


@dataclass(frozen=True, slots=True)
class UplinkVerdict:
    """What the figures say.

    Attributes:
        fit: The worse of ``computer`` and ``network``.
        limit: Which of the two it is.
        computer: How well this computer encodes the profile.
        network: How well the network carries it; UNKNOWN when the audience is on this computer.
        recommended: The most demanding profile that fits well; the chosen one when it does.
        slow_source_fps: What the source gives when that is less than was asked for; else 0.
        recommended_fits: Whether ``recommended`` fits well; there is nothing below the lowest.
        was_easy: The picture took a small part of its bits, so that the rest is an estimate.
    """

    fit: Fit
    limit: Limit
    computer: Fit
    network: Fit
    recommended: VideoProfile
    slow_source_fps: float = 0.0
    recommended_fits: bool = True
    was_easy: bool = False


def figures_of(samples: Sequence[PublisherQuality]) -> UplinkFigures:
    """Return the means of the settled samples: the first third is of the start and left out."""
    settled = [item for item in samples[(len(samples) + 1) // 3 :] if item.encode_fps > 0]
    if not settled:
        return UplinkFigures()
    count = len(settled)
    known = [item.available_kbps for item in settled if item.available_kbps >= 0]
    limits = [item.limited_by for item in settled if item.limited_by]
    return UplinkFigures(
        encode_fps=sum(item.encode_fps for item in settled) / count,
        capture_fps=sum(item.capture_fps for item in settled) / count,
        encode_share=sum(item.encode_ms * item.encode_fps for item in settled) / count / 1000,
        video_kbps=sum(item.video_kbps for item in settled) / count,
        available_kbps=max(known[-_NEWEST:], default=-1.0),  # it grows, with dips
        loss_share=sum(item.loss_share for item in settled) / count,
        round_trip_ms=sum(item.round_trip_ms for item in settled) / count,
        limited_by=limits[-1] if limits else "",
        is_measured=True,
    )


def judge_uplink(
    figures: UplinkFigures, profile: VideoProfile, place: AudiencePlace
) -> UplinkVerdict:
    """Say whether ``profile`` can be sent, and which one to use instead."""
    if not figures.is_measured:
        return UplinkVerdict(Fit.UNKNOWN, Limit.NOTHING, Fit.UNKNOWN, Fit.UNKNOWN, profile)
    computer = _computer(figures, profile)
    network = Fit.UNKNOWN if place is AudiencePlace.THIS_COMPUTER else _network(figures, profile)
    order = (Fit.UNKNOWN, Fit.GOOD, Fit.TIGHT, Fit.TOO_MUCH)
    fit = max(computer, network, key=order.index)
    limit = Limit.NOTHING
    if fit in {Fit.TIGHT, Fit.TOO_MUCH}:
        limit = Limit.NETWORK if network is fit else Limit.COMPUTER
    is_slow = figures.capture_fps < SLOW_RATE_SHARE * profile.fps
    recommended = _recommended(figures, profile, fit, network)
    would_do = _computer_would_do(figures, profile, recommended) and (
        network is not Fit.TOO_MUCH or _network_would_do(figures, profile, recommended)
    )
    is_judged = network is not Fit.UNKNOWN
    return UplinkVerdict(
        fit,
        limit,
        computer,
        network,
        recommended=recommended,
        slow_source_fps=figures.capture_fps if is_slow else 0.0,
        recommended_fits=fit is Fit.GOOD or would_do,
        was_easy=is_judged and _is_easy(figures, profile),
    )


def roomy(profile: VideoProfile) -> VideoProfile:
    """Return ``profile`` with bits to spare: only so does a check see a reserve."""
    return replace(profile, bitrate_kbps=round(profile.bitrate_kbps * CHECK_RESERVE))


def needed_kbps(profile: VideoProfile) -> float:
    """Return the bit rate that a network must have for picture and sound, reserve included."""
    return (profile.bitrate_kbps + SOUND_KBPS) * NETWORK_RESERVE


def _is_easy(figures: UplinkFigures, profile: VideoProfile) -> bool:
    return figures.video_kbps < EASY_SHARE * profile.bitrate_kbps


def _computer(figures: UplinkFigures, profile: VideoProfile) -> Fit:
    wanted_fps = min(float(profile.fps), figures.capture_fps)
    is_slow = figures.encode_fps < SLOW_RATE_SHARE * wanted_fps
    if is_slow or figures.encode_share > OVERLOAD_SHARE:
        return Fit.TOO_MUCH
    if figures.limited_by == "cpu" or figures.encode_share > BUSY_SHARE:
        return Fit.TIGHT
    return Fit.GOOD


def _network(figures: UplinkFigures, profile: VideoProfile) -> Fit:
    available, bare_kbps = figures.available_kbps, profile.bitrate_kbps + SOUND_KBPS
    is_known = available >= 0
    surely_kbps = bare_kbps * (DOUBT_SHARE if _is_easy(figures, profile) else 1.0)
    is_thin = is_known and available < surely_kbps
    if is_thin or figures.loss_share > LOSS_BAD or figures.round_trip_ms > ROUND_TRIP_BAD_MS:
        return Fit.TOO_MUCH
    if figures.limited_by == "bandwidth":
        return Fit.TIGHT if is_known else Fit.TOO_MUCH
    is_tight = is_known and available < needed_kbps(profile)
    if is_tight or figures.loss_share > LOSS_TIGHT or figures.round_trip_ms > ROUND_TRIP_TIGHT_MS:
        return Fit.TIGHT
    return Fit.GOOD


def _recommended(
    figures: UplinkFigures, profile: VideoProfile, fit: Fit, network: Fit
) -> VideoProfile:
    """The chosen profile when it fits, also one that is tight and the lowest anyway; else less.

    Nothing above the chosen one is recommended: it was not measured.
    """
    if fit in {Fit.GOOD, Fit.UNKNOWN}:
        return profile
    lesser = [item for item in LADDER if pixel_rate(item) < pixel_rate(profile)]
    fitting = [
        item
        for item in lesser
        if _computer_would_do(figures, profile, item)
        and (network in {Fit.GOOD, Fit.UNKNOWN} or _network_would_do(figures, profile, item))
    ]
    if fitting:
        return fitting[-1]
    return profile if not lesser else LOWEST


def _computer_would_do(figures: UplinkFigures, of: VideoProfile, other: VideoProfile) -> bool:
    """Encoders take time by the pixel; what was too slow to be timed counts as full."""
    wanted_fps = min(float(of.fps), figures.capture_fps)
    share = figures.encode_share
    if figures.encode_fps < SLOW_RATE_SHARE * wanted_fps:
        share = max(share, 1.0) * wanted_fps / max(1.0, figures.encode_fps)
    elif figures.limited_by == "cpu":
        share = max(share, OVERLOAD_SHARE)
    return share * pixel_rate(other) / pixel_rate(of) <= BUSY_SHARE


def _network_would_do(figures: UplinkFigures, of: VideoProfile, other: VideoProfile) -> bool:
    if figures.loss_share > LOSS_BAD or figures.round_trip_ms > ROUND_TRIP_BAD_MS:
        return other.bitrate_kbps * 2 <= of.bitrate_kbps
    if figures.available_kbps >= 0:
        return needed_kbps(other) <= figures.available_kbps
    return other.bitrate_kbps * 4 <= of.bitrate_kbps * 3
