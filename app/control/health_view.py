"""What the health of the window is made of: loads, advice, breaks; plain immutable values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from app.control.view_state import Severity

HISTORY_S = 300
"""How long back figures are kept."""


@dataclass(frozen=True, slots=True)
class ProcessorLoad:
    """How busy processors are, in percent of the whole machine; negative while unknown.

    Attributes:
        own_percent: Klieg itself.
        server_percent: What Klieg started, which is the media server.
        machine_percent: Everything that runs.
        cores: How many processors there are; 0 while unknown.
    """

    own_percent: float = -1.0
    server_percent: float = -1.0
    machine_percent: float = -1.0
    cores: int = 0


class AdviceKind(Enum):
    """What is not well, the worst first; the values are in the catalogue of words."""

    NOTHING_ARRIVES = "nothing_arrives"
    UPLOAD_WEAK = "upload_weak"
    ENCODER_BUSY = "encoder_busy"
    LOSS_OUT = "loss_out"
    LOSS_IN = "loss_in"
    SOURCE_SLOW = "source_slow"
    RECEIVER_SLOW = "receiver_slow"
    ROUND_TRIP_HIGH = "round_trip_high"
    BUFFER_LONG = "buffer_long"
    MACHINE_BUSY = "machine_busy"
    AUDIENCE_BEHIND = "audience_behind"


class NextStep(Enum):
    """What the app can do itself about an advice."""

    NONE = "none"
    SEND_LESS = "send_less"
    STOP_SHARING = "stop_sharing"


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to do something about.

    Attributes:
        kind: What it is.
        severity: How much it matters.
        stream_id: Which stream it is about; empty for the whole machine.
        values: What fills the gaps of its sentence.
        step: What the app can do at the press of a button.
    """

    kind: AdviceKind
    severity: Severity = Severity.WARNING
    stream_id: str = ""
    values: tuple[tuple[str, str], ...] = ()
    step: NextStep = NextStep.NONE


@dataclass(frozen=True, slots=True)
class Break:
    """A time without a connection, in Unix seconds; ``end_s`` is 0 while it lasts."""

    start_s: int
    end_s: int = 0


@dataclass(frozen=True, slots=True)
class HealthView:
    """What is shown of the health beside the qualities in the view state.

    Attributes:
        at_s: Unix time of the newest second; 0 while nothing is live or watched.
        load: How busy the machine is.
        advice: What to do, the worst first.
        is_over_picture: Whether figures are wanted over the picture.
    """

    at_s: int = 0
    load: ProcessorLoad = ProcessorLoad()
    advice: tuple[Advice, ...] = ()
    is_over_picture: bool = False
