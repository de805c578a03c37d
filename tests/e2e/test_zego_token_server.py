"""A business server that gives out tokens, as the README describes it, and a broadcast with it."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from app.services.zego_token_format import open_token
from app.services.zego_tokens import ZegoKey, trial_token
from tests.instruments.program import Audience, Host, klieg_command, program_environment
from tests.instruments.zego_standin import DeviceKind, StandInError, StandInService, build_standin

APP_ID = 1234567
KEY = ZegoKey(APP_ID, "0123456789abcdef0123456789abcdef")
ACCESS_KEY = "access-key-of-a-journey"


class BusinessServer(ThreadingHTTPServer):
    """Gives tokens to whoever has the access key, except to ``mallory``."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.questions: list[dict[str, object]] = []
        self.given: list[str] = []
        self._thread = threading.Thread(target=self.serve_forever)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/zego/token"

    def end(self) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()


class _Answer(BaseHTTPRequestHandler):
    server: BusinessServer

    def do_POST(self) -> None:
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.questions.append(question)
        is_known = self.headers.get("Authorization") == f"Bearer {ACCESS_KEY}"
        if not is_known or question["user_id"] == "mallory":
            self._answer(403, {"error": "this user is blocked"})
            return
        token = trial_token(KEY, str(question["user_id"]))
        self.server.given.append(token)
        self._answer(200, {"token": token})

    def _answer(self, status: int, values: dict[str, str]) -> None:
        body = json.dumps(values).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def business() -> Iterator[BusinessServer]:
    server = BusinessServer()
    yield server
    server.end()


@pytest.fixture
def journey(business: BusinessServer) -> Iterator[tuple[list[str], dict[str, str]]]:
    """The options and the environment of both commands."""
    try:
        standin = build_standin()
    except StandInError as error:
        pytest.skip(str(error).splitlines()[0])
    with StandInService(standin) as service:
        service.plug(DeviceKind.MICROPHONE, "microphone")
        options = ["--zego-library", str(standin.v2), "--zego-app-id", str(APP_ID)]
        options += ["--zego-tokens-url", business.url, "--headless"]
        yield options, service.environment | {"KLIEG_ZEGO_ACCESS_KEY": ACCESS_KEY}


@pytest.mark.timeout(120)
def test_host_and_audience_enter_with_tokens_of_the_business_server(
    business: BusinessServer, journey: tuple[list[str], dict[str, str]], tmp_path: Path
) -> None:
    options, environment = journey
    zego = ("--engine", "zego", "--room", "friday", "--user", "ada", *options)
    with Host(tmp_path, *zego, environment=environment) as host:
        link = host.link()
        with Audience(tmp_path, link, "--user", "bob", *options, environment=environment) as viewer:
            viewer.wait_for("PlayerReceivedVideoFirstFrame")
            viewer.end()
        assert host.end() == 0

    asked = [(item["user_id"], item["room_id"], item["use"]) for item in business.questions]
    assert asked == [("ada", "friday", "host"), ("bob", "friday", "watch")]
    assert [open_token(token, KEY.server_secret).user_id for token in business.given] == [
        "ada",
        "bob",
    ]
    written = "".join(
        path.read_text(encoding="utf-8", errors="replace")
        for path in tmp_path.rglob("*")
        if path.is_file()
    )
    assert ACCESS_KEY not in written
    assert not [token for token in business.given if token in written]


@pytest.mark.timeout(60)
def test_a_refusal_of_the_business_server_reaches_the_person(
    business: BusinessServer, journey: tuple[list[str], dict[str, str]], tmp_path: Path
) -> None:
    options, environment = journey
    done = subprocess.run(
        [
            *klieg_command(),
            *("host", "--engine", "zego", "--source", "pattern", "--sound", "none"),
            *("--user", "mallory", *options),
        ],
        env=program_environment(tmp_path) | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
    )
    assert done.returncode == 1
    assert "it refuses (status 403): this user is blocked" in done.stderr
    assert len(business.questions) == 1
