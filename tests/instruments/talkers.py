"""People who talk all the time: chat and barrage at a steady rate, from one lean process.

Run as a module: what to say comes from a file that is gone as soon as it was read, so that no
token is in a process list.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from livekit import rtc

from tests.instruments.children import Child
from tests.instruments.media_server import Identity, MediaServer

TEXTS = (
    "so clear!",
    "画质很好 声音也很清楚",
    "can you zoom the code a little, please?",
    "🎉👏🏽 wow",
    "שלום לכולם",
    "I have been here since the first minute and I would not miss a second of it",
    "مرحبا بالجميع",
)
_CHAT_TOPIC, _BARRAGE_TOPIC = "lk.chat", "klieg.barrage"


@dataclass(frozen=True, slots=True)
class Talk:
    """So many people in a room, and what all of them say together in a second."""

    room: str
    people: int = 10
    chat_hz: float = 20.0
    barrage_hz: float = 20.0
    name: str = "talker"


def start_talkers(talk: Talk, server: MediaServer, folder: Path) -> Child:
    """Start them in a process of their own; returns when all are in the room."""
    identities = [Identity(talk.room, f"{talk.name}-{number}") for number in range(talk.people)]
    task = {
        "url": server.url,
        "tokens": [server.token(identity) for identity in identities],
        "talk": asdict(talk),
    }
    with tempfile.NamedTemporaryFile("w", dir=folder, suffix=".json") as file:
        json.dump(task, file)
        file.flush()
        child = Child(
            [sys.executable, "-m", __name__, file.name],
            output=folder / f"{talk.name}.log",
            working_directory=Path(__file__).parents[2],
        )
        child.wait_until(lambda: "all talk" in child.text(), timeout_s=30, what="talkers")
    return child


async def speak(url: str, tokens: list[str], talk: Talk) -> None:
    """Talk until the process is ended."""
    people = [await _enter(url, token) for token in tokens]
    print("all talk", flush=True)  # noqa: T201  (read by start_talkers)
    await asyncio.gather(
        _steadily(people, talk.chat_hz, _CHAT_TOPIC),
        _steadily(people, talk.barrage_hz, _BARRAGE_TOPIC),
    )


async def _steadily(people: list[rtc.Room], rate_hz: float, topic: str) -> None:
    began, count = time.monotonic(), 0
    while rate_hz > 0:
        count += 1
        await asyncio.sleep(max(0.0, began + count / rate_hz - time.monotonic()))
        speaker = people[count % len(people)].local_participant
        text = f"{TEXTS[count % len(TEXTS)]} {count}"
        if topic == _CHAT_TOPIC:
            await speaker.send_text(text, topic=topic)
        else:
            await speaker.publish_data(text, reliable=False, topic=topic)


async def _enter(url: str, token: str) -> rtc.Room:
    room = rtc.Room()
    await room.connect(url, token, rtc.RoomOptions(auto_subscribe=False))
    return room


if __name__ == "__main__":
    task = json.loads(Path(sys.argv[1]).read_text())
    asyncio.run(speak(task["url"], task["tokens"], Talk(**task["talk"])))
