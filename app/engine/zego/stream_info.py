"""The text that travels with one channel's stream."""

from __future__ import annotations

from app.engine.zego.context import ZegoContext
from app.engine.zego.translate import channel_of, code_of
from app.model.errors import RoomError
from app.model.media import PublishChannel

_ANSWER_TIME_S = 10.0


class StreamInfo:
    """Attaches text before and while a stream is published; used on the engine's loop alone."""

    def __init__(self, context: ZegoContext, channel: PublishChannel) -> None:
        self.text = ""
        self._context = context
        self._channel = channel_of(channel)
        self._attached = ""

    def attach(self) -> None:
        """Give the text to the SDK before the stream starts, so that it is announced with it."""
        if self.text == self._attached:
            return
        text = self._attached = self.text
        self._context.sdk.send(
            "set_stream_extra_info", lambda sdk: sdk.set_stream_extra_info(text, self._channel)[0]
        )

    async def change(self, stream_id: str) -> None:
        """Change the text of a published stream.

        Raises:
            RoomError: It was refused.
        """
        text = self._attached = self.text
        code, sequence = await self._context.sdk.run(
            "set_stream_extra_info", lambda sdk: sdk.set_stream_extra_info(text, self._channel)
        )
        if not code:
            code = await self._context.results.answer("stream_info", sequence, _ANSWER_TIME_S)
        if code:
            self._context.faults.told(code)
            raise RoomError(
                f"cannot attach text to {stream_id!r}: the service refused it (ZEGO error {code})",
                hint="Try again in a moment.",
                code=code_of(code),
            )
