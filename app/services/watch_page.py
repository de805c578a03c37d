"""The page behind a watch link: says how to watch, holds everything in itself, runs nothing."""

from __future__ import annotations

import base64
import hashlib
from html import escape

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1.1rem/1.6 system-ui,sans-serif;max-width:36rem;margin:12vh auto;padding:0 1.5rem}"
    "h1{font-size:1.6rem;line-height:1.25;overflow-wrap:anywhere}"
    "code{background:#8883;border-radius:.3rem;padding:.1rem .35rem}"
    "p.by{opacity:.75;overflow-wrap:anywhere}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

PAGE_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)
"""Content security policy: the page's own style and nothing else."""


def watch_page(*, title: str, host_name: str) -> str:
    """Return the page of a broadcast."""
    heading = title or f"{host_name} is live"
    return _page(
        heading,
        f'<p class="by">A broadcast by {escape(host_name)}</p>'
        "<p>Copy the whole address of this page, open <strong>Klieg</strong>, choose"
        " <em>Watch</em> and paste it there.</p>"
        "<p>Or in a terminal: <code>klieg watch 'ADDRESS'</code></p>",
    )


def not_found_page() -> str:
    """Return the page for an address that is none."""
    return _page(
        "There is no broadcast at this address",
        "<p>Ask the host for the link again, and copy it whole.</p>",
    )


def _page(heading: str, body: str) -> str:
    title = escape(heading)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title} - Klieg</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{title}</h1>{body}</main></body></html>"
    )
