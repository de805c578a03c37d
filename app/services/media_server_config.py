"""What our own livekit-server is told: loopback only, low latency, nothing that is not needed."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping

from app.model.media import LatencyMode
from app.services.ports import LOOPBACK, ServerPorts
from app.services.tokens import ServerKey

EMPTY_ROOM_S = 30
LEFT_ROOM_S = 70
"""Longer than a network break of a minute, so that a room is still there after it."""

KEY_FRAME_INTERVAL_MS = 50
"""Least time between two requests for a key frame to one publisher.

The server's own 1 s makes every second viewer who comes within that second wait for the rest of
it: 1.2 s instead of 0.25 s to the first picture. Encoders hold back floods by themselves.
"""

_PLAYOUT_DELAY_MS = {
    LatencyMode.LOWEST: (0, 1),
    LatencyMode.BALANCED: (50, 50),
    LatencyMode.SMOOTH: (100, 100),
}
_INHERITED = frozenset(
    {"HOME", "LANG", "PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "TZ", "USERPROFILE", "WINDIR"}
)


def server_environment(
    ports: ServerPorts,
    *,
    key: ServerKey,
    latency_mode: LatencyMode,
    inherited: Mapping[str, str] = os.environ,
) -> dict[str, str]:
    """Return the whole environment of the server: its settings are in there, key included.

    Others can read arguments, but not the environment. Of ours only what every program needs
    goes along: the server would take settings of its own from other variables.
    """
    environment = {name: value for name, value in inherited.items() if name.upper() in _INHERITED}
    settings = _settings(ports, key=key, latency_mode=latency_mode)
    return environment | {"LIVEKIT_CONFIG": json.dumps(settings)}  # JSON is YAML


def _settings(
    ports: ServerPorts, *, key: ServerKey, latency_mode: LatencyMode
) -> dict[str, object]:
    least_ms, most_ms = _PLAYOUT_DELAY_MS[latency_mode]
    key_frame_interval = f"{KEY_FRAME_INTERVAL_MS}ms"
    return {
        "port": ports.signal,
        "bind_addresses": [LOOPBACK],
        "keys": {key.api_key: key.api_secret},
        "rtc": {
            "udp_port": ports.media,
            # The server can bind media over TCP to all addresses only; loopback needs none.
            "tcp_port": 0,
            "node_ip": LOOPBACK,
            "use_external_ip": False,
            "enable_loopback_candidate": True,
            "ips": {"includes": [f"{LOOPBACK}/32"]},
            # Without an entry clients are sent to public servers; this one refuses at once.
            "stun_servers": [f"{LOOPBACK}:9"],
            "pli_throttle": {
                "low_quality": key_frame_interval,
                "mid_quality": key_frame_interval,
                "high_quality": key_frame_interval,
            },
        },
        "room": {
            "auto_create": True,
            "empty_timeout": EMPTY_ROOM_S,
            "departure_timeout": LEFT_ROOM_S,
            "playout_delay": {"enabled": True, "min": least_ms, "max": most_ms},
        },
        "turn": {"enabled": False},
        # At "info" the server writes session descriptions with their ICE passwords.
        "logging": {"json": True, "level": "warn", "pion_level": "error"},
    }
