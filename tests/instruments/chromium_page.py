"""A page in headless Chromium, driven over the browser's own pipe: no port, no driver program.

Nothing leaves the machine: every name but the loopback's is unknown to the browser.
"""

from __future__ import annotations

import http.server
import itertools
import json
import os
import select
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.instruments.children import Child, ChildFailedError, find_program

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
POLL_S = 0.05
ANSWER_TIMEOUT_S = 20.0
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
CAMERA_DENIED = ("--use-fake-device-for-media-stream", "--deny-permission-prompts")
_SWITCHES = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--password-store=basic",
    "--remote-debugging-pipe",
    "--window-size=1280,900",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--lang=en-US",
)
# Chromium reads commands from descriptor 3 and answers on 4.
_WITH_PIPES = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(text), fcntl.F_DUPFD_CLOEXEC, 10) for text in sys.argv[1:3]]
for wanted, end in zip((3, 4), ends):
    os.dup2(end, wanted)
os.execv(sys.argv[3], sys.argv[3:])
"""
_KEPT_FROM_THE_START = """
globalThis.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.lineNumber}`);
});
globalThis.captured = [];
const media = navigator.mediaDevices;
if (media) {
  const open = media.getUserMedia.bind(media);
  media.getUserMedia = async (wish) => {
    const stream = await open(wish);
    captured.push(...stream.getTracks());
    return stream;
  };
}
"""


class ChromiumPage:
    """One page; a context manager that ends its browser."""

    def __init__(
        self, url: str, *, folder: Path, switches: tuple[str, ...] = (), before: str = ""
    ) -> None:
        """Open ``url``.

        Args:
            url: A page of the loopback.
            folder: Where the browser keeps its things.
            switches: For the browser, besides the usual ones.
            before: A script that runs in the page before its own.
        """
        folder.mkdir(parents=True, exist_ok=True)
        read_by_it, self._writing = os.pipe()
        self._reading, written_by_it = os.pipe()
        ends = (read_by_it, written_by_it)
        launcher = [sys.executable, "-I", "-c", _WITH_PIPES, *map(str, ends)]
        browser = [find_program(*BROWSERS), *_SWITCHES, *switches]
        self._numbers = itertools.count(1)
        self._rest = b""
        self._session = ""
        self.console: list[str] = []
        self._child = Child(
            [*launcher, *browser, f"--user-data-dir={folder}", "about:blank"],
            output=folder / "chromium.log",
            environment=os.environ | {"XDG_CONFIG_HOME": str(folder / "config")},
            pass_descriptors=ends,
        )
        for end in ends:
            os.close(end)
        try:
            self._attach(url, before)
        except BaseException:
            self.stop()
            raise

    def evaluate(self, expression: str) -> object:
        """Return the value of a JavaScript expression; promises are waited for.

        Raises:
            ChildFailedError: It threw, or the browser did not answer.
        """
        answer = self._call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            raise ChildFailedError(f"the page threw: {answer['exceptionDetails']}")
        result = answer["result"]
        assert isinstance(result, dict)
        return result.get("value")

    def text(self, selector: str) -> str:
        """Return what is visible of the first element that ``selector`` finds."""
        found = self.evaluate(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''")
        return str(found)

    def wait_until(self, expression: str, *, timeout_s: float = 10.0) -> None:
        """Wait until a JavaScript expression, or what it promises, is true.

        Raises:
            ChildFailedError: It is not, after ``timeout_s``.
        """
        deadline = time.monotonic() + timeout_s
        while not self.evaluate(f"Promise.resolve({expression}).then(Boolean)"):
            if time.monotonic() > deadline:
                shown = self.text("body")
                raise ChildFailedError(
                    f"not true within {timeout_s:g} s: {expression}\n{shown}\n{self.console}"
                )
            time.sleep(POLL_S)

    def click(self, selector: str) -> None:
        """Press the left button in the middle of an element, as a hand does."""
        place = f"document.querySelector({json.dumps(selector)})"
        self.evaluate(f"{place}.scrollIntoView({{block: 'center'}})")
        area = self.evaluate(
            f"(({{x, y, width, height}}) => [x + width / 2, y + height / 2])"
            f"({place}.getBoundingClientRect())"
        )
        assert isinstance(area, list)
        where = {"x": area[0], "y": area[1], "button": "left", "clickCount": 1}
        for kind in ("mousePressed", "mouseReleased"):
            self._call("Input.dispatchMouseEvent", type=kind, **where)

    def press(self, key: str) -> None:
        """Press and release a key such as ``Tab`` or ``Enter``."""
        text = {"text": "\r"} if key == "Enter" else {}
        self._call(
            "Input.dispatchKeyEvent",
            type="keyDown",
            key=key,
            code=key,
            windowsVirtualKeyCode=_KEY_CODES[key],
            **text,
        )
        self._call(
            "Input.dispatchKeyEvent",
            type="keyUp",
            key=key,
            code=key,
            windowsVirtualKeyCode=_KEY_CODES[key],
        )

    def write(self, text: str) -> None:
        """Type ``text`` into the focused element."""
        self._call("Input.insertText", text=text)

    def stop(self) -> None:
        """End the browser."""
        self._child.stop()
        for descriptor in (self._reading, self._writing):
            os.close(descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _attach(self, url: str, before: str) -> None:
        targets = self._call("Target.getTargets")["targetInfos"]
        assert isinstance(targets, list)
        page = next(target for target in targets if target["type"] == "page")
        attached = self._call("Target.attachToTarget", targetId=page["targetId"], flatten=True)
        self._session = str(attached["sessionId"])
        for domain in ("Page", "Runtime", "Log"):
            self._call(f"{domain}.enable")
        self._call("Page.addScriptToEvaluateOnNewDocument", source=before + _KEPT_FROM_THE_START)
        self._call("Page.navigate", url=url)
        self.wait_until(f"location.href !== 'about:blank' && {_LOADED}", timeout_s=20)

    def _call(self, method: str, **parameters: object) -> dict[str, object]:
        number = next(self._numbers)
        request: dict[str, object] = {"id": number, "method": method, "params": parameters}
        if self._session:
            request["sessionId"] = self._session
        os.write(self._writing, json.dumps(request).encode() + b"\0")
        for message in self._messages():
            if message.get("id") != number:
                self._note(message)
                continue
            result = message.get("result")
            if not isinstance(result, dict):
                raise ChildFailedError(f"{method}: {message.get('error')}")
            return result
        raise ChildFailedError(f"the browser did not answer {method}\n{self._child.text()[-800:]}")

    def _messages(self) -> Iterator[dict[str, object]]:
        deadline = time.monotonic() + ANSWER_TIMEOUT_S
        while (left := deadline - time.monotonic()) > 0:
            while b"\0" in self._rest:
                message, self._rest = self._rest.split(b"\0", 1)
                yield json.loads(message)
            readable, _, _ = select.select([self._reading], [], [], left)
            part = os.read(self._reading, 65536) if readable else b""
            if not part:
                return
            self._rest += part

    def _note(self, message: dict[str, object]) -> None:
        noted = ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
        if message.get("method") in noted:
            self.console.append(json.dumps(message["params"]))


_LOADED = "document.readyState === 'complete'"
_KEY_CODES = {"Tab": 9, "Enter": 13}


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's
        """Say nothing: requests are no result."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve ``folder`` on the loopback meanwhile; gives its address."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(_QuietHandler, directory=str(folder))
    )
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, name="page server", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
