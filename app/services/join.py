"""The host's join service: exchanges the invite of a watch link for a token that can watch.

It listens on the loopback address. Start it early: until the broadcast is live it lets watchers
wait and answers them the moment it is.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import TYPE_CHECKING

from app.model.errors import MediaServerError, WrongStateError
from app.model.ids import check_room_id
from app.model.session import User
from app.redaction import Redactor
from app.services.join_desk import BroadcastState, JoinDesk
from app.services.links import WatchLink
from app.services.ports import LOOPBACK, bind_free_port
from app.services.server_target import ServerTarget

if TYPE_CHECKING:
    from app.services.join_http import JoinHttp

START_ATTEMPTS = 3

_logger = logging.getLogger(__name__)


def load_join_http() -> type[JoinHttp]:
    """Import what :meth:`JoinService.start` needs; a third of a second, on any thread."""
    from app.services.join_http import JoinHttp

    return JoinHttp


class JoinService:
    """The service of one broadcast; all calls belong to the event loop of :meth:`start`.

    Args:
        room_id: The room that the link leads to.
        host: Shown to watchers; nobody is let in under this user ID.
        server: Where the room is, and who makes the tokens.
        title: Name of the broadcast; may be empty.
        redactor: Is told the invite.

    Raises:
        InvalidValueError: The room ID is not valid.
    """

    def __init__(
        self,
        room_id: str,
        *,
        host: User,
        server: ServerTarget,
        title: str = "",
        redactor: Redactor | None = None,
    ) -> None:
        self._desk = JoinDesk(check_room_id(room_id), host=host, server=server)
        self._title = title
        self._http: JoinHttp | None = None
        self._link: WatchLink | None = None
        if redactor is not None:
            redactor.add(self._desk.invite)

    @property
    def link(self) -> str:
        """The watch link, with the invite in its fragment: not for logs.

        Raises:
            WrongStateError: The service has not been started.
        """
        if self._link is None:
            raise WrongStateError("cannot give a watch link: the join service is not running")
        return self._link.url

    async def start(self) -> None:
        """Listen on a free port; watchers are told that the broadcast is not live yet.

        Raises:
            MediaServerError: No port is free or the service cannot listen.
            WrongStateError: It runs already.
        """
        if self._link is not None:
            raise WrongStateError("cannot start the join service: it runs already")
        make_http = await asyncio.to_thread(load_join_http)
        problem: OSError | None = None
        for _ in range(START_ATTEMPTS):
            try:
                origin = await self._listen(make_http(self._desk, title=self._title))
            except OSError as error:  # the port was taken between its choice and its use
                problem = error
            else:
                self._link = WatchLink(origin, self._desk.room_id, self._desk.invite)
                _logger.info("watch links lead to %s", origin)
                return
        raise MediaServerError(
            f"cannot start the join service: {problem.strerror if problem else 'no port'}",
            hint="Close programs that use many connections, then try again.",
        ) from problem

    async def _listen(self, http: JoinHttp) -> str:
        listener = bind_free_port(socket.SOCK_STREAM)
        try:
            await http.start(listener)
        except BaseException:
            listener.close()
            await http.stop()
            raise
        self._http = http
        return f"http://{LOOPBACK}:{listener.getsockname()[1]}"

    async def set_state(self, state: BroadcastState) -> None:
        """Say whether the broadcast can be watched; those who wait are answered at once."""
        await self._desk.set_state(state)

    async def stop(self) -> None:
        """Tell those who wait that it is over, and close; no error if not started."""
        await self._desk.set_state(BroadcastState.ENDED)
        http, self._http = self._http, None
        self._link = None
        if http is not None:
            await http.stop()
