"""Watch links for ZEGO rooms: they name the engine, the project and the room, and hold no secret.

Who follows one needs an account of the same project; there is no host's machine to ask for a token.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlsplit

from app.model.errors import LinkError
from app.model.ids import check_room_id
from app.model.pasted import unwrapped

SCHEME = "klieg"
_PLACE = "watch"
_ENGINE = ("engine", "zego")


@dataclass(frozen=True, slots=True)
class ZegoLink:
    """Project and room of a broadcast."""

    app_id: int
    room_id: str

    @property
    def url(self) -> str:
        """The link as text."""
        room = quote(self.room_id, safe="")
        return f"{SCHEME}://{_PLACE}?{'='.join(_ENGINE)}&app_id={self.app_id}&room={room}"

    @staticmethod
    def parse(text: str) -> ZegoLink:
        """Read a link.

        Raises:
            LinkError: It is none for a ZEGO room.
        """
        from app.services.zego_tokens import check_app_id  # few links are of this kind

        try:
            parts = urlsplit(unwrapped(text))
            values = dict(parse_qsl(parts.query, strict_parsing=True, max_num_fields=8))
            if not is_zego_link(text) or parts.fragment:
                raise _no_link()
            return ZegoLink(check_app_id(int(values["app_id"])), check_room_id(values["room"]))
        except (ValueError, KeyError):
            raise _no_link() from None


def is_zego_link(text: str) -> bool:
    """Tell whether ``text`` is meant to lead to a ZEGO room."""
    try:
        parts = urlsplit(unwrapped(text))
        is_ours = (parts.scheme, parts.netloc) == (SCHEME, _PLACE)
        return is_ours and _ENGINE in parse_qsl(parts.query)
    except ValueError:
        return False


def _no_link() -> LinkError:
    return LinkError(
        "cannot use the link: it is not a watch link for a ZEGO room",
        hint=f"It looks like {ZegoLink(1234567890, 'ROOM').url}. Copy the whole of it.",
    )
