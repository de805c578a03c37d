"""A network that can be cut: two network namespaces joined by one virtual cable (Linux, root).

Programs under test and the media server each run on their side. Cutting the cable is what
pulling a plug is: nothing arrives, nothing is refused, and both sides keep their addresses. Part of
what the near side sends may be lost as well: it goes to an address nobody has.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
import sys
from enum import Enum
from types import TracebackType
from typing import Self


class NetworkUnavailableError(RuntimeError):
    """This machine does not let us make a network; the sentence says why."""


class Cut(Enum):
    """What is lost."""

    ALL = "the cable; put back, it may take the system up to a second to notice"
    PACKETS = "what both sides send"
    SENT = "what the near side sends"
    DATAGRAMS = "datagrams, as behind a firewall"


class SplitNetwork:
    """Two namespaces and their cable; a context manager that removes them.

    The sides are called ``near`` (10.213.N.1) and ``far`` (10.213.N.2).
    """

    def __init__(self) -> None:
        """Make the namespaces.

        Raises:
            NetworkUnavailableError: It is not permitted or not possible here.
        """
        if sys.platform != "linux" or shutil.which("ip") is None:
            raise NetworkUnavailableError("network namespaces need Linux and iproute2")
        if os.geteuid() != 0:
            raise NetworkUnavailableError("network namespaces need root")
        tag = secrets.token_hex(3)
        subnet = 1 + secrets.randbelow(250)
        self._near, self._far = f"klieg-near-{tag}", f"klieg-far-{tag}"
        self._cable = f"kl{tag}"
        self.near_address, self.far_address = f"10.213.{subnet}.1", f"10.213.{subnet}.2"
        self._sides = ((self._near, self.near_address), (self._far, self.far_address))
        try:
            self._make()
        except NetworkUnavailableError:
            self.remove()
            raise

    def near(self, *command: str) -> list[str]:
        """Return ``command`` as it has to be started to run on the near side."""
        return [_IP, "netns", "exec", self._near, *command]

    def far(self, *command: str) -> list[str]:
        """Return ``command`` as it has to be started to run on the far side."""
        return [_IP, "netns", "exec", self._far, *command]

    def cut(self, what: Cut = Cut.ALL) -> None:
        """Pull the plug, or lose part of what is sent."""
        if what is Cut.ALL:
            _ip("-n", self._far, "link", "set", self._cable, "down")
            return
        kind = ("ipproto", "udp") if what is Cut.DATAGRAMS else ()
        sides = self._sides[:1] if what is Cut.SENT else self._sides
        for name, address in sides:
            nobody = f"{address.rpartition('.')[0]}.{_NOBODY}"
            _ip("-n", name, "neigh", "replace", nobody, *_NO_CARD, "dev", self._cable)
            into = ("via", nobody, "dev", self._cable, "onlink", "table", _LOST)
            _ip("-n", name, "route", "replace", "default", *into)
            _ip("-n", name, "rule", "add", "pref", _LOST, *kind, "lookup", _LOST)

    def mend(self) -> None:
        """Put the plug back, and lose nothing."""
        _ip("-n", self._far, "link", "set", self._cable, "up")
        for name, _ in self._sides:
            with contextlib.suppress(NetworkUnavailableError):  # nothing was lost on this side
                _ip("-n", name, "rule", "del", "pref", _LOST)

    def remove(self) -> None:
        """Remove both namespaces; the cable goes with them."""
        for name in (self._near, self._far):
            subprocess.run([_IP, "netns", "del", name], capture_output=True, check=False)

    def _make(self) -> None:
        for name in (self._near, self._far):
            _ip("netns", "add", name)
            _ip("-n", name, "link", "set", "lo", "up")
        ends = ("type", "veth", "peer", "name", self._cable, "netns", self._far)
        _ip("-n", self._near, "link", "add", self._cable, *ends)
        for name, address in self._sides:
            _ip("-n", name, "address", "add", f"{address}/30", "dev", self._cable)
            _ip("-n", name, "link", "set", self._cable, "up")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.remove()


_NOBODY = 9
_NO_CARD = ("lladdr", "02:00:00:00:00:01", "nud", "permanent")
_LOST = "99"  # routing table of what is lost, and its rank among the rules
_IP = shutil.which("ip") or "ip"


def _ip(*arguments: str) -> None:
    done = subprocess.run([_IP, *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise NetworkUnavailableError(f"cannot make a network: {done.stderr.strip()}")
