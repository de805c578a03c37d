"""What must hold on the vendor's library; each name is the sentence that is shown."""

from __future__ import annotations

from collections.abc import Callable

from tests.zego_sdk.check import Check, expect
from tests.zego_sdk.findings import Findings
from tests.zego_sdk.life_checks import LIFE_CHECKS
from tests.zego_sdk.order_checks import ORDER_CHECKS


def _refused(name: str, sign: str = "") -> Callable[[Findings], str]:
    def prove(findings: Findings) -> str:
        why = findings.refusals[name].finding("refused").why
        expect(true=sign in why, found=f"the sentence does not say {sign!r}: {why}")
        return why.split(": ", maxsplit=1)[-1]

    return prove


CHECKS = (
    Check("a text file is refused", _refused("text", "it is no library")),
    Check("a missing file is refused", _refused("missing", "there is no such file")),
    Check("half of the SDK is refused", _refused("half", "damaged")),
    Check("another library is refused", _refused("other", "it is not the ZEGO Express SDK")),
    Check("SDK 1.7.5 is refused", _refused("older", "older than version 3"), refuses="older"),
    Check("the 32 bit SDK is refused", _refused("32 bit", "it is for 32 bit x86")),
    Check("the macOS SDK is refused", _refused("macOS", "it is for macOS, this is Windows")),
    Check(
        "the Windows SDK is refused on this system",
        _refused("Windows, here", "it is for Windows, this is"),
        refuses="Windows, here",
    ),
    Check(
        "the macOS SDK is refused on this system",
        _refused("macOS, here", "it is for macOS, this is"),
        refuses="macOS, here",
    ),
    *LIFE_CHECKS,
    *ORDER_CHECKS,
)
