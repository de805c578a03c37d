"""What people say to each other: lines of the chat, and those that fly over the picture.

Qt thread only. A line is shown at once; what became of it is shown when that is known.
"""

from __future__ import annotations

from app.control.changes import add_barrage, deliver, say, with_problem
from app.control.parts import Parts
from app.control.problems import problem_of_error
from app.control.view_state import Delivery, ViewState
from app.engine.port import Engine
from app.model.errors import ErrorCode, KliegError, WrongStateError


class Talk:
    """Sends to everybody in the room."""

    def __init__(self, parts: Parts) -> None:
        self._store = parts.store
        self._flow = parts.flow
        self._tasks = parts.tasks
        self._now_ms = parts.now_ms

    def send_chat(self, text: str) -> None:
        """Send a line to everybody in the room; shown at once, with what became of it."""
        line, user = _readable(text), self._state.user
        if not line or user is None:
            return
        state, number = say(self._state, user, line, self._now_ms())
        self._store.put(state)
        self._tasks.spawn("send a message", self._send_chat(line, number))

    def send_chat_again(self, number: int) -> None:
        """Send a line once more that was refused."""
        line = next((line for line in self._state.chat if line.number == number), None)
        if line is None or line.delivery is not Delivery.REFUSED:
            return
        self._store.put(deliver(self._state, number, Delivery.SENDING))
        self._tasks.spawn("send a message", self._send_chat(line.text, number))

    def send_barrage(self, text: str) -> None:
        """Let a line fly over everybody's picture."""
        line = _readable(text)
        if line:
            self._tasks.spawn("send a barrage", self._send_barrage(line))

    # ------------------------------------------------------------------ inside

    @property
    def _state(self) -> ViewState:
        return self._store.state

    async def _send_chat(self, line: str, number: int) -> None:
        try:
            await self._engine().send_broadcast_message(line)
        except KliegError as error:
            self._store.put(deliver(self._state, number, Delivery.REFUSED))
            self._store.put(with_problem(self._state, problem_of_error(error)))
        else:
            self._store.put(deliver(self._state, number, Delivery.SENT))

    async def _send_barrage(self, line: str) -> None:
        await self._engine().send_barrage_message(line)
        self._store.put(add_barrage(self._state, line, is_own=True))

    def _engine(self) -> Engine:
        if self._flow.session is None:
            raise WrongStateError("cannot send: no room is entered", code=ErrorCode.NOT_LOGGED_IN)
        return self._flow.session.engine


def _readable(text: str) -> str:
    """Return ``text`` as it can be sent: halves of characters, as a paste may leave, are marked."""
    return text.strip().encode("utf-8", "replace").decode("utf-8")
