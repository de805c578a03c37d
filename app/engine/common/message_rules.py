"""What may be sent as a message, and how often; the same on every engine."""

from __future__ import annotations

from collections.abc import Sequence

from app.engine.common.rate import RateLimit
from app.model.errors import ErrorCode, MessageError

MESSAGE_MAX_BYTES = 1024


class MessageRules:
    """Counts what one engine sends; used on the engine's loop alone."""

    def __init__(self) -> None:
        self._broadcast = RateLimit(2)
        self._barrage = RateLimit(20)
        self._single = RateLimit(200)
        self._many = RateLimit(10)

    def check_broadcast(self, text: str, *, is_connected: bool) -> None:
        """Raise ``MessageError`` when this chat text cannot be sent now."""
        _check(text, self._broadcast, is_connected=is_connected)

    def check_barrage(self, text: str, *, is_connected: bool) -> None:
        """Raise ``MessageError`` when this barrage text cannot be sent now."""
        _check(text, self._barrage, is_connected=is_connected)

    def check_command(
        self, command: str, to_user_ids: Sequence[str], *, is_connected: bool
    ) -> None:
        """Raise ``MessageError`` when this command cannot be sent to these users now."""
        if not to_user_ids or not all(to_user_ids):
            raise MessageError(
                "cannot send the command: it names no receiver",
                hint="Choose at least one receiver.",
                code=ErrorCode.MESSAGE_RECEIVER_EMPTY,
            )
        limit = self._single if len(to_user_ids) == 1 else self._many
        _check(command, limit, is_connected=is_connected)


def _check(text: str, limit: RateLimit, *, is_connected: bool) -> None:
    size_bytes = len(text.encode("utf-8", "surrogatepass"))
    if not size_bytes:
        raise MessageError(
            "cannot send the message: it is empty",
            hint="Type a message.",
            code=ErrorCode.MESSAGE_EMPTY,
        )
    if size_bytes > MESSAGE_MAX_BYTES:
        raise MessageError(
            f"cannot send the message: it has {size_bytes} bytes",
            hint=f"Use at most {MESSAGE_MAX_BYTES} bytes.",
            code=ErrorCode.MESSAGE_TOO_LONG,
        )
    if not is_connected:
        raise MessageError(
            "cannot send the message: the room is not connected",
            hint="Wait until the room is connected, then send it again.",
            code=ErrorCode.NOT_LOGGED_IN,
        )
    if not limit.take():
        raise MessageError(
            "cannot send the message: messages are sent too fast",
            hint="Wait a moment, then send it again.",
            code=ErrorCode.MESSAGE_TOO_FAST,
        )
