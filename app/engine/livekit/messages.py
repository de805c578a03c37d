"""The three kinds of messages over LiveKit's data channels.

Broadcast messages are text streams on LiveKit's own chat topic, so browsers and other LiveKit
clients chat along. Custom commands are text streams to named users. Barrage is lossy data, except
in the first seconds of a stay: the server announces people who only watch up to 3 s late, and
until then the others' SDK throws away their data packets, but not their text streams.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from livekit import rtc
from livekit.rtc.data_stream import StreamError
from livekit.rtc.participant import PublishDataError

from app.engine.common.message_rules import MESSAGE_MAX_BYTES, MessageRules
from app.engine.livekit.context import EngineContext
from app.engine.livekit.directory import plain_user, user_of
from app.model.errors import ErrorCode, MessageError, WrongStateError
from app.model.events import (
    EngineEvent,
    IMBarrageMessageReceived,
    IMBroadcastMessageReceived,
    IMCustomCommandReceived,
)
from app.model.session import Message, User

CHAT_TOPIC = "lk.chat"
BARRAGE_TOPIC = "klieg.barrage"
COMMAND_TOPIC = "klieg.command"
_TOPICS = (CHAT_TOPIC, BARRAGE_TOPIC, COMMAND_TOPIC)
_ANNOUNCED_AFTER_S = 4.0
_CLOCKS_DIFFER_MS = 86_400_000


class Messenger:
    """Sends and receives messages of one engine; used on the engine's loop alone."""

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._room: rtc.Room | None = None
        self._room_id = ""
        self._announced_at_s = 0.0
        self._rules = MessageRules()

    def attach(self, room: rtc.Room, room_id: str) -> None:
        """Receive from ``room`` from now on."""
        self._room = room
        self._room_id = room_id
        self._announced_at_s = self._context.loop.time() + _ANNOUNCED_AFTER_S
        for topic in _TOPICS:
            room.register_text_stream_handler(topic, self._on_text)
        room.on("data_received", self._on_data)

    def detach(self) -> None:
        """Receive and send no more."""
        if self._room is not None:
            for topic in _TOPICS:
                self._room.unregister_text_stream_handler(topic)
            self._room.off("data_received", self._on_data)
            self._room = None

    async def broadcast(self, text: str) -> None:
        """Send chat text to the room."""
        self._rules.check_broadcast(text, is_connected=self._is_connected)
        await _send_text(self._local, text, topic=CHAT_TOPIC)

    async def barrage(self, text: str) -> None:
        """Send barrage text to the room."""
        self._rules.check_barrage(text, is_connected=self._is_connected)
        local = self._local
        if self._context.loop.time() < self._announced_at_s:
            await _send_text(local, text, topic=BARRAGE_TOPIC)
            return
        try:
            await local.publish_data(text, reliable=False, topic=BARRAGE_TOPIC)
        except PublishDataError as error:
            raise _not_sent() from error

    async def command(self, command: str, to_user_ids: Sequence[str]) -> None:
        """Send a command to users."""
        self._rules.check_command(command, to_user_ids, is_connected=self._is_connected)
        local = self._local
        await _send_text(local, command, topic=COMMAND_TOPIC, to=list(to_user_ids))

    @property
    def _is_connected(self) -> bool:
        return self._room is not None and self._room.isconnected()

    @property
    def _local(self) -> rtc.LocalParticipant:
        if self._room is None:
            raise WrongStateError("cannot send the message: the room was left")
        return self._room.local_participant

    def _on_text(self, reader: rtc.TextStreamReader, identity: str) -> None:
        self._context.loop.spawn(self._read_text(reader, identity), name="read-text")

    async def _read_text(self, reader: rtc.TextStreamReader, identity: str) -> None:
        try:
            text = await reader.read_all()
        except StreamError:
            return  # cut off or oversized: not a message
        if self._room is None or len(text.encode("utf-8")) > MESSAGE_MAX_BYTES:
            return
        participant = self._room.remote_participants.get(identity)
        user = user_of(participant) if participant is not None else plain_user(identity)
        info = reader.info
        self._tell(info.topic, user, text, message_id=info.stream_id, sent_at_ms=info.timestamp)

    def _on_data(self, packet: rtc.DataPacket) -> None:
        if packet.participant is None or packet.topic != BARRAGE_TOPIC:
            return
        if len(packet.data) > MESSAGE_MAX_BYTES:
            return
        text = packet.data.decode("utf-8", "replace")
        self._tell(BARRAGE_TOPIC, user_of(packet.participant), text)

    def _tell(
        self, topic: str, user: User, text: str, *, message_id: str = "", sent_at_ms: int = 0
    ) -> None:
        message = Message(user, text, plausible_ms(sent_at_ms), message_id)
        event: EngineEvent
        if topic == CHAT_TOPIC:
            event = IMBroadcastMessageReceived(self._room_id, (message,))
        elif topic == BARRAGE_TOPIC:
            event = IMBarrageMessageReceived(self._room_id, (message,))
        else:
            event = IMCustomCommandReceived(self._room_id, user, text)
        self._context.gate.raise_event(event)


def plausible_ms(told_ms: int) -> int:
    """Return when a message was sent; now, when its sender tells a time far from ours."""
    now_ms = time.time_ns() // 1_000_000
    return told_ms if abs(told_ms - now_ms) < _CLOCKS_DIFFER_MS else now_ms


async def _send_text(
    local: rtc.LocalParticipant, text: str, *, topic: str, to: list[str] | None = None
) -> None:
    try:
        await local.send_text(text, topic=topic, destination_identities=to)
    except StreamError as error:
        raise _not_sent() from error


def _not_sent() -> MessageError:
    return MessageError(
        "cannot send the message: the connection did not take it",
        hint="Check the network and send it again.",
        code=ErrorCode.MESSAGE_SEND_FAILED,
    )
