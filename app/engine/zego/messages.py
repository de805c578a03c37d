"""The three kinds of messages: checked here, sent by the SDK, its answer awaited."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.engine.common.message_rules import MessageRules
from app.engine.zego import _express as express
from app.engine.zego.context import ZegoContext
from app.engine.zego.router import EventRouter
from app.engine.zego.translate import code_of, user_of, users_of
from app.model.errors import KliegError, MessageError
from app.model.events import (
    IMBarrageMessageReceived,
    IMBroadcastMessageReceived,
    IMCustomCommandReceived,
)
from app.model.session import Message

_ANSWER_TIME_S = 10.0

_Call = Callable[[express.Handle], tuple[int, int]]


class Messenger:
    """Sends and receives messages of one engine; used on the engine's loop alone."""

    def __init__(self, context: ZegoContext, router: EventRouter) -> None:
        self._context = context
        self._room_id = ""
        self._rules = MessageRules()
        router.on(express.OnImRecvBroadcastMessage, self._on_broadcast)
        router.on(express.OnImRecvBarrageMessage, self._on_barrage)
        router.on(express.OnImRecvCustomCommand, self._on_command)

    def attach(self, room_id: str) -> None:
        """Send to this room from now on."""
        self._room_id = room_id

    def detach(self) -> None:
        """Send no more."""
        self._room_id = ""

    async def broadcast(self, text: str) -> None:
        """Send chat text to the room."""
        room_id = self._room_id
        self._rules.check_broadcast(text, is_connected=bool(room_id))
        await self._send("broadcast", lambda sdk: sdk.send_broadcast_message(room_id, text))

    async def barrage(self, text: str) -> None:
        """Send barrage text to the room."""
        room_id = self._room_id
        self._rules.check_barrage(text, is_connected=bool(room_id))
        await self._send("barrage", lambda sdk: sdk.send_barrage_message(room_id, text))

    async def command(self, command: str, to_user_ids: Sequence[str]) -> None:
        """Send a command to users."""
        room_id = self._room_id
        self._rules.check_command(command, to_user_ids, is_connected=bool(room_id))
        users = [express.User(user_id, user_id) for user_id in to_user_ids]
        await self._send(
            "command", lambda sdk: sdk.send_custom_command(room_id, command, to_user_list=users)
        )

    async def _send(self, kind: str, call: _Call) -> None:
        try:
            code, sequence = await self._context.sdk.run(f"send_{kind}", call)
        except KliegError as error:  # the SDK hangs, or cannot take the text
            raise MessageError(f"cannot send the message: {error}", hint=error.hint) from error
        if not code:
            code = await self._context.results.answer(kind, sequence, _ANSWER_TIME_S)
        if code:
            self._context.faults.told(code)
            raise MessageError(
                f"cannot send the message: the service did not take it (ZEGO error {code})",
                hint="Check the network and send it again.",
                code=code_of(code),
            )

    # -- receiving -----------------------------------------------------------------------

    def _on_broadcast(self, event: express.OnImRecvBroadcastMessage) -> None:
        messages = tuple(
            Message(user_of(one.from_user), one.message, one.send_time, str(one.message_id))
            for one in event.message_list
            if users_of((one.from_user,))
        )
        if messages:
            self._context.gate.raise_event(IMBroadcastMessageReceived(event.room_id, messages))

    def _on_barrage(self, event: express.OnImRecvBarrageMessage) -> None:
        messages = tuple(
            Message(user_of(one.from_user), one.message, one.send_time, one.message_id)
            for one in event.message_list
            if users_of((one.from_user,))
        )
        if messages:
            self._context.gate.raise_event(IMBarrageMessageReceived(event.room_id, messages))

    def _on_command(self, event: express.OnImRecvCustomCommand) -> None:
        for user in users_of((event.from_user,)):
            self._context.gate.raise_event(
                IMCustomCommandReceived(event.room_id, user, event.command)
            )
