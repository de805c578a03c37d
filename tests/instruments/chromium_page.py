"""Pages in headless Chromium, driven over the browser's own pipe: no port, no driver program.

Nothing leaves the machine: every name but the loopback's is unknown to the browser. Its camera
shows a moving pattern; each page has a profile of its own and decides who may use the camera.
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
from enum import Enum
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.instruments.children import Child, ChildFailedError, find_program

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
POLL_S = 0.05
ANSWER_TIMEOUT_S = 30.0
_SWITCHES = (
    "--headless=new",
    "--no-sandbox",
    "--autoplay-policy=document-user-activation-required",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--lang=en-US",
    "--no-first-run",
    "--password-store=basic",
    "--remote-debugging-pipe",
    "--use-fake-device-for-media-stream=device-count=2",
    "--window-size=1280,900",
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
{
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wish) => {
    const stream = await open(wish);
    captured.push(...stream.getTracks());
    return stream;
  };
}
"""
_NOTED = ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
_KEY_CODES = {"Tab": 9, "Enter": 13}


class Permission(Enum):
    """What the browser says when a page asks for camera and microphone."""

    GRANTED = "granted"
    DENIED = "denied"


class Chromium:
    """A browser without a window; a context manager that ends it."""

    def __init__(self, folder: Path) -> None:
        """Start it; it keeps its things in ``folder``."""
        read_by_it, self._writing = os.pipe()
        self._reading, written_by_it = os.pipe()
        ends = (read_by_it, written_by_it)
        launcher = [sys.executable, "-I", "-c", _WITH_PIPES, *map(str, ends)]
        browser = [find_program(*BROWSERS), *_SWITCHES, f"--user-data-dir={folder}"]
        self._numbers = itertools.count(1)
        self._rest = b""
        self._console: dict[str, list[str]] = {}
        self._child = Child(
            [*launcher, *browser, "about:blank"],
            output=folder / "chromium.log",
            environment=os.environ | {"XDG_CONFIG_HOME": str(folder / "config")},
            pass_descriptors=ends,
        )
        for end in ends:
            os.close(end)

    def call(self, method: str, *, session: str = "", **parameters: object) -> dict[str, object]:
        """Ask the browser, or the page of ``session``, and return the answer.

        Raises:
            ChildFailedError: It refuses, or does not answer.
        """
        number = next(self._numbers)
        request: dict[str, object] = {"id": number, "method": method, "params": parameters}
        if session:
            request["sessionId"] = session
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

    def console(self, session: str) -> list[str]:
        """Return what a page and its scripts said so far."""
        return self._console.get(session, [])

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
        if message.get("method") in _NOTED:
            said = self._console.setdefault(str(message.get("sessionId", "")), [])
            said.append(json.dumps(message["params"]))


class ChromiumPage:
    """One page in a profile of its own; a context manager that closes it."""

    def __init__(
        self,
        browser: Chromium,
        url: str,
        *,
        permission: Permission = Permission.GRANTED,
        before: str = "",
    ) -> None:
        """Open ``url``.

        Args:
            browser: Where.
            url: A page of the loopback.
            permission: For camera and microphone.
            before: A script that runs in the page before its own.
        """
        self._browser = browser
        context = browser.call("Target.createBrowserContext")["browserContextId"]
        self._context = context
        for device in ("camera", "microphone"):
            browser.call(
                "Browser.setPermission",
                permission={"name": device},
                setting=permission.value,
                browserContextId=context,
            )
        made = browser.call("Target.createTarget", url="about:blank", browserContextId=context)
        target = made["targetId"]
        attached = browser.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = str(attached["sessionId"])
        for domain in ("Page", "Runtime", "Log"):
            self._call(f"{domain}.enable")
        script = before + _KEPT_FROM_THE_START
        self._call("Page.addScriptToEvaluateOnNewDocument", source=script)
        self._call("Page.navigate", url=url)
        loaded = "location.href !== 'about:blank' && document.readyState === 'complete'"
        self.wait_until(loaded, timeout_s=20)

    @property
    def console(self) -> list[str]:
        """What the page and its scripts said so far."""
        return self._browser.console(self._session)

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

    def wait_until(self, expression: str, *, timeout_s: float = 15.0) -> None:
        """Wait until a JavaScript expression, or what it promises, is true.

        Raises:
            ChildFailedError: It is not, after ``timeout_s``.
        """
        deadline = time.monotonic() + timeout_s
        while not self.evaluate(f"Promise.resolve({expression}).then(Boolean)"):
            if time.monotonic() > deadline:
                shown = self.text("body")
                raise ChildFailedError(f"not true within {timeout_s:g} s: {expression}\n{shown}")
            time.sleep(POLL_S)

    def click(self, selector: str) -> None:
        """Press the left button in the middle of an element, as a hand does."""
        place = f"document.querySelector({json.dumps(selector)})"
        self.evaluate(f"{place}.scrollIntoView({{block: 'center'}})")
        area = self.evaluate(
            "(({ x, y, width, height }) => [x + width / 2, y + height / 2])"
            f"({place}.getBoundingClientRect())"
        )
        assert isinstance(area, list)
        where = {"x": area[0], "y": area[1], "button": "left", "clickCount": 1}
        for kind in ("mousePressed", "mouseReleased"):
            self._call("Input.dispatchMouseEvent", type=kind, **where)

    def choose(self, selector: str, index: int) -> None:
        """Choose the option ``index`` of a list, as a user does."""
        self.evaluate(
            f"(list => {{ list.selectedIndex = {index}; "
            "list.dispatchEvent(new Event('change', { bubbles: true })); })"
            f"(document.querySelector({json.dumps(selector)}))"
        )

    def press(self, key: str) -> None:
        """Press and release ``Tab`` or ``Enter``."""
        code = {"key": key, "code": key, "windowsVirtualKeyCode": _KEY_CODES[key]}
        text = {"text": "\r"} if key == "Enter" else {}
        self._call("Input.dispatchKeyEvent", type="keyDown", **code, **text)
        self._call("Input.dispatchKeyEvent", type="keyUp", **code)

    def write(self, text: str) -> None:
        """Type ``text`` into the focused element."""
        self._call("Input.insertText", text=text)

    def prefer(self, scheme: str) -> None:
        """Let the system want ``light`` or ``dark``."""
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self._call("Emulation.setEmulatedMedia", features=[feature])

    def resize(self, width_px: int, height_px: int) -> None:
        """Give the page another size."""
        size = {"width": width_px, "height": height_px, "deviceScaleFactor": 1, "mobile": False}
        self._call("Emulation.setDeviceMetricsOverride", **size)

    def spoken(self) -> list[tuple[str, str]]:
        """Return role and name of everything that a screen reader meets."""
        nodes = self._call("Accessibility.getFullAXTree")["nodes"]
        assert isinstance(nodes, list)
        return [
            (str(node["role"]["value"]), str(node.get("name", {}).get("value", "")))
            for node in nodes
            if not node["ignored"]
        ]

    def stop(self) -> None:
        """Close the page and forget its profile."""
        self._browser.call("Target.disposeBrowserContext", browserContextId=self._context)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _call(self, method: str, **parameters: object) -> dict[str, object]:
        return self._browser.call(method, session=self._session, **parameters)


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
