"""The page for browsers, in real Chromium with its own camera: what works without the service.

The vendor's cloud cannot be reached here, which is tested too. What happens inside a room is
played to the same page by an engine that needs no service.
"""

from __future__ import annotations

import itertools
import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from tests.instruments.chromium_page import (
    BROWSERS,
    Chromium,
    ChromiumPage,
    Permission,
    served,
)
from tests.instruments.web_pages import (
    WebPages,
    WebPagesUnavailableError,
    build_pages,
    run_npm,
)

pytestmark = pytest.mark.timeout(180)  # the first test fetches packages and builds

TOKEN = "04AAAAAGhlbGxvIHNlY3JldA=="  # noqa: S105 - opens nothing
DETAILS = f"app=1234567&room=demo&user=web1&token={TOKEN}"
LOGIN_LIMIT_S = 12
MOVING = """(async (video) => {
  const pencil = new OffscreenCanvas(64, 36).getContext("2d", { willReadFrequently: true });
  const look = () => {
    pencil.drawImage(video, 0, 0, 64, 36);
    return pencil.getImageData(0, 0, 64, 36).data.join();
  };
  const seen = new Set();
  for (let turn = 0; turn < 100 && seen.size < 3; turn++) {
    seen.add(look());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return seen.size >= 3 && video.videoWidth > 0;
})"""
STORED = """(async () => {
  const found = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie];
  for (const { name } of await indexedDB.databases()) {
    const base = await new Promise((resolve, reject) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    for (const store of base.objectStoreNames) {
      found.push(await new Promise((resolve, reject) => {
        const asked = base.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => resolve(JSON.stringify(asked.result));
        asked.onerror = () => reject(asked.error);
      }));
    }
    base.close();
  }
  return found.join("\\n");
})()"""

CONTRAST = """(text, ground) => {
  const style = getComputedStyle(document.documentElement);
  const light = (name) => {
    const pencil = new OffscreenCanvas(1, 1).getContext("2d");
    pencil.fillStyle = style.getPropertyValue(`--${name}`);
    pencil.fillRect(0, 0, 1, 1);
    const [red, green, blue] = [...pencil.getImageData(0, 0, 1, 1).data].map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [low, high] = [light(text), light(ground)].sort((one, other) => one - other);
  return (high + 0.05) / (low + 0.05);
}"""

Open = Callable[..., ChromiumPage]


@pytest.fixture(scope="module")
def pages() -> WebPages:
    """The built pages; skips where there is no browser to show them or no npm to build them."""
    if not any(shutil.which(name) for name in BROWSERS):
        pytest.skip(f"none of {', '.join(BROWSERS)} is installed")
    try:
        return build_pages()
    except WebPagesUnavailableError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module", autouse=True)
def no_child_process_is_left() -> Iterator[None]:
    """One browser for all tests here: look for what is left when it has ended, not before."""
    this = psutil.Process()
    before = set(this.children(recursive=True))
    yield
    _, left = psutil.wait_procs(set(this.children(recursive=True)) - before, timeout=5)
    assert not left


@pytest.fixture(scope="module")
def browser(
    no_child_process_is_left: None,  # noqa: ARG001 - which looks after this has ended
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Chromium]:
    """A browser whose pages each have a profile of their own."""
    with Chromium(tmp_path_factory.mktemp("chromium")) as made:
        yield made


@pytest.fixture
def open_page(pages: WebPages, browser: Chromium) -> Iterator[Open]:  # noqa: ARG001 - may skip
    """Open a folder of files in Chromium."""
    with ExitStack() as stack:

        def start(
            folder: Path,
            fragment: str = "",
            *,
            permission: Permission = Permission.GRANTED,
            before: str = "",
        ) -> ChromiumPage:
            url = f"{stack.enter_context(served(folder))}/#{fragment}"
            page = ChromiumPage(browser, url, permission=permission, before=before)
            return stack.enter_context(page)

        yield start


def prepare(page: ChromiumPage) -> None:
    """Press Continue and wait for what comes of it."""
    page.click("#details-form button")
    page.wait_until("!document.querySelector('#live').hidden")
    page.wait_until("!document.querySelector('#join').disabled")


def tell(page: ChromiumPage, event: str, *values: object) -> None:
    """Let the rehearsed room tell ``event``."""
    arguments = ", ".join(json.dumps(value) for value in values)
    page.evaluate(f"rehearsal.events.{event}({arguments})")


def streams(*names: str) -> list[dict[str, object]]:
    """Streams of one host."""
    owner = {"userID": "host", "userName": "Host"}
    return [{"streamID": name, "owner": owner} for name in names]


@pytest.fixture
def in_a_room(pages: WebPages, open_page: Open) -> ChromiumPage:
    """The page in a rehearsed room, after clicks of a hand."""
    page = open_page(pages.rehearsal, DETAILS)
    prepare(page)
    page.click("#join")
    page.wait_until("!document.querySelector('#leave').hidden")
    return page


def test_the_page_is_well_typed_and_passes_its_own_tests(pages: WebPages) -> None:
    assert pages.project.is_dir()
    run_npm("run", "check")
    run_npm("test")


def test_the_lock_names_no_registry() -> None:
    lock = Path(__file__).parents[2] / "resources" / "web" / "package-lock.json"
    packages = json.loads(lock.read_text())["packages"]
    assert len(packages) > 5
    assert not any("resolved" in package for package in packages.values())
    assert all("integrity" in package for name, package in packages.items() if name)


def test_the_token_leaves_the_address_and_the_rest_stays(pages: WebPages, open_page: Open) -> None:
    page = open_page(pages.site, DETAILS)
    assert page.evaluate("document.querySelector('#field-token').value") == TOKEN
    assert page.evaluate("location.hash") == "#app=1234567&room=demo&user=web1"
    assert page.evaluate("history.length") == 2  # the empty page it began with, and this one
    assert page.evaluate("document.documentElement.outerHTML.includes('04AAAAAG')") is False


def test_the_form_says_what_is_missing_and_leads_the_keyboard_there(
    pages: WebPages, open_page: Open
) -> None:
    page = open_page(pages.site)
    page.click("#field-app")
    page.write("not a number")
    page.press("Enter")
    assert page.evaluate("document.activeElement.id") == "field-app"
    assert "An AppID is a number" in page.text("#details")
    assert page.text("#details").count("Please fill this in.") == 3
    page.evaluate("document.querySelector('#language').value = 'zh'")
    page.evaluate("document.querySelector('#language').dispatchEvent(new Event('change'))")
    assert page.text("#details").count("请填写此项。") == 3
    assert page.evaluate("document.documentElement.lang") == "zh-CN"


def test_capability_is_shown_and_the_own_picture_moves_until_one_leaves(
    pages: WebPages, open_page: Open
) -> None:
    page = open_page(pages.site, DETAILS)
    prepare(page)

    capability = page.text("#capability")
    assert "Calls (WebRTC)" in capability
    assert "Camera\nworks" in capability
    assert "VP8\nworks" in capability
    page.wait_until("document.querySelector('#camera').options.length === 2")
    assert "fake_device_0" in page.text("#camera")
    page.wait_until("document.querySelector('#local-place video')")
    assert page.evaluate(f"{MOVING}(document.querySelector('#local-place video'))") is True
    assert page.evaluate("document.querySelector('#local-place video').videoWidth") == 1280
    kinds = "captured.filter((track) => track.readyState === 'live').map((track) => track.kind)"
    assert {"audio", "video"} == set(_list(page, kinds))

    page.click("#back")
    page.wait_until("captured.every((track) => track.readyState === 'ended')")
    assert page.text("#details-title") == "Join a room"
    assert _list(page, "violations") == []


def test_another_camera_is_taken_and_devices_are_given_back_and_opened_again(
    pages: WebPages, open_page: Open
) -> None:
    page = open_page(pages.site, DETAILS)
    prepare(page)
    live = "captured.filter((track) => track.readyState === 'live')"
    labels = f"{live}.filter(({{ kind }}) => kind === 'video').map(({{ label }}) => label)"
    assert _list(page, labels) == ["fake_device_0"]

    page.wait_until("document.querySelector('#camera').options.length === 2")
    page.choose("#camera", 1)
    page.wait_until(f"{labels}.join() === 'fake_device_1'")
    assert page.evaluate(f"{MOVING}(document.querySelector('#local-place video'))") is True

    page.click("#capture")
    page.wait_until(f"{live}.length === 0")
    assert "You can join to watch" in page.text("#local-note")
    page.click("#capture")
    page.wait_until(f"{labels}.join() === 'fake_device_1'")
    page.wait_until("document.querySelector('#local-place video')")
    assert page.evaluate(f"{MOVING}(document.querySelector('#local-place video'))") is True


def test_a_denied_camera_is_explained_and_one_may_still_watch(
    pages: WebPages, open_page: Open
) -> None:
    page = open_page(pages.site, DETAILS, permission=Permission.DENIED)
    prepare(page)
    assert page.evaluate("document.querySelector('#local-note').getAttribute('role')") == "alert"
    note = page.text("#local-note")
    assert "Camera or microphone is not allowed." in note
    assert "Allow both in the address bar" in note
    assert "1103064" in note
    assert "Try again" in note
    assert "Camera\nnot available" in page.text("#capability")
    assert page.text("#join") == "Join to watch"


def test_a_machine_without_a_camera_says_so(pages: WebPages, open_page: Open) -> None:
    page = open_page(pages.site, DETAILS, before=NO_DEVICES)
    prepare(page)
    assert "No camera or microphone found" in page.text("#local-note")
    assert "1103061" in page.text("#local-note")


def test_a_browser_without_calls_is_told_so(pages: WebPages, open_page: Open) -> None:
    page = open_page(pages.site, DETAILS, before=NO_CALLS)
    page.click("#details-form button")
    page.wait_until("!document.querySelector('#ended').hidden")
    assert page.text("#ended-title") == "This browser cannot make calls"
    assert _list(page, "captured.filter((track) => track.readyState === 'live')") == []


def test_a_login_without_a_network_ends_in_time_and_leaves_no_token_behind(
    pages: WebPages, open_page: Open
) -> None:
    page = open_page(pages.site, DETAILS)
    prepare(page)
    begun = time.monotonic()
    page.click("#join")
    page.wait_until("!document.querySelector('#cancel').hidden")
    page.wait_until("!document.querySelector('#ended').hidden", timeout_s=2 * LOGIN_LIMIT_S)
    assert time.monotonic() - begun < 2 * LOGIN_LIMIT_S  # by itself the SDK tries without end

    assert page.text("#ended-title") == "Could not join the room"
    assert "cannot be reached" in page.text("#ended-why")
    assert "Check the network" in page.text("#ended-do")
    assert page.text("#ended-code") == "Code 1002031"
    assert page.evaluate("document.activeElement.id") == "ended-title"

    page.click("#again")
    page.wait_until("!document.querySelector('#cancel').hidden")
    page.click("#cancel")
    page.wait_until("!document.querySelector('#join').disabled")
    page.click("#back")
    page.wait_until("captured.every((track) => track.readyState === 'ended')")
    page.wait_until(f"({STORED}).then((text) => text.includes('***'))")  # the SDK's log is there
    assert TOKEN not in str(page.evaluate(STORED))
    assert TOKEN not in "\n".join(page.console)
    assert _list(page, "violations") == []


def test_in_a_room_every_stream_plays_until_it_ends(in_a_room: ChromiumPage) -> None:
    page = in_a_room
    assert "Nobody is sending yet" in page.text("#pictures")

    tell(page, "streamsChanged", "ADD", streams("a", "b"))
    page.wait_until("document.querySelectorAll('.remote video').length === 2")
    for number in (0, 1):
        tile = f"document.querySelectorAll('.remote video')[{number}]"
        assert page.evaluate(f"{MOVING}({tile})") is True
        assert page.evaluate(f"{tile}.muted") is False
    assert "Host · Playing" in page.text("#pictures")

    tell(page, "streamsChanged", "DELETE", streams("a", "b"))
    page.wait_until("document.querySelectorAll('.remote').length === 0")
    assert "Nobody is sending yet" in page.text("#pictures")


def test_where_sound_needs_a_click_a_button_gives_it(pages: WebPages, open_page: Open) -> None:
    page = open_page(pages.rehearsal, DETAILS)
    for button in ("#details-form button", "#join"):  # pressed by a script: not by a hand
        page.evaluate(f"document.querySelector('{button}').click()")
        page.wait_until("!document.querySelector('#join').disabled || !leave.hidden")
    page.wait_until("!leave.hidden")
    tell(page, "streamsChanged", "ADD", streams("a"))
    page.wait_until("document.querySelector('.remote video')")
    video = "document.querySelector('.remote video')"
    assert page.evaluate(f"{MOVING}({video})") is True
    assert page.evaluate(f"{video}.muted") is True
    page.click("#hear")
    page.wait_until(f"!{video}.muted && !{video}.paused")
    page.wait_until("document.querySelector('#hear-bar').hidden")


def test_messages_figures_and_people_are_shown(in_a_room: ChromiumPage) -> None:
    page = in_a_room
    host = {"userID": "host", "userName": "<b>Host</b>"}
    tell(page, "usersChanged", "ADD", [host])
    for kind, text in (("broadcast", "<i>hi</i>"), ("barrage", "画质很好"), ("command", "wave")):
        tell(page, "messageReceived", kind, host, text)
    assert "<b>Host</b>: <i>hi</i>" in page.text("#chat")
    assert "画质很好" in page.text("#barrage")
    assert "(Command): wave" in page.text("#chat")
    assert "People (2)" in page.text("#side")

    page.click("#chat-text")
    page.write("hello")
    page.press("Enter")
    page.wait_until("document.querySelector('#chat').innerText.includes('You: hello')")

    tell(page, "streamsChanged", "ADD", streams("a"))
    figures = {"width": 1280, "height": 720, "fps": 30, "kbps": 1500, "lossPercent": 0.4}
    tell(page, "playQuality", "a", figures | {"delayMs": 80, "codec": "H264", "grade": 1})
    assert page.text("#quality").splitlines() == [
        *("Stream\tHost", "Size\t1280×720", "Frames/s\t30", "kbit/s\t1500"),  # noqa: RUF001
        *("Loss\t0.4 %", "Delay\t80 ms", "Format\tH264", "Verdict\tgood"),
    ]


def test_the_end_of_a_call_is_explained_and_one_can_come_back(in_a_room: ChromiumPage) -> None:
    page = in_a_room
    tell(page, "roomStateChanged", "RECONNECTING", 1002051)
    assert "Reconnecting by itself" in page.text("#live-state")
    tell(page, "roomStateChanged", "RECONNECT_FAILED", 1002053)
    assert page.text("#ended-title") == "The connection is lost"
    assert "away for too long" in page.text("#ended")

    page.click("#again")
    page.wait_until("!document.querySelector('#join').disabled")
    page.click("#join")
    page.wait_until("!document.querySelector('#leave').hidden")
    tell(page, "roomStateChanged", "KICKOUT", 1002050)
    assert page.text("#ended-title") == "You were removed from the room"
    assert "joined from somewhere else" in page.text("#ended")
    assert page.text("#ended-code") == "Code 1002050"


def test_every_control_has_a_name_for_screen_readers(in_a_room: ChromiumPage) -> None:
    tell(in_a_room, "streamsChanged", "ADD", streams("a"))
    spoken = in_a_room.spoken()
    controls = [pair for pair in spoken if pair[0] in {"button", "combobox", "textbox", "log"}]
    assert len(controls) > 8
    assert [role for role, name in controls if not name.strip()] == []
    assert ("button", "Leave") in controls
    assert ("heading", "Room demo") in spoken


@pytest.mark.parametrize(("width_px", "text_percent"), [(1280, 200), (360, 100)])
def test_large_text_and_narrow_screens_need_no_sideways_scrolling(
    width_px: int, text_percent: int, in_a_room: ChromiumPage
) -> None:
    tell(in_a_room, "streamsChanged", "ADD", streams("a"))
    tell(in_a_room, "tokenWillExpire")
    in_a_room.resize(width_px, 800)
    in_a_room.evaluate(f"document.documentElement.style.fontSize = '{text_percent}%'")
    edge = "document.documentElement.clientWidth"
    assert in_a_room.evaluate(f"document.documentElement.scrollWidth <= {edge}") is True
    beyond = (
        "[...document.querySelectorAll('button, input, select, h1, h2')]"
        f".filter((item) => item.getBoundingClientRect().right > {edge})"
        ".map(({ id }) => id)"
    )
    assert _list(in_a_room, beyond) == []


def test_text_stands_out_from_its_ground(pages: WebPages, open_page: Open) -> None:
    page = open_page(pages.rehearsal)
    pairs = (
        *(("text", name) for name in ("background", "panel", "raised")),
        *(("dim", name) for name in ("background", "panel", "raised")),
        *((name, "panel") for name in ("accent", "live", "good", "warning")),
        ("on-accent", "accent"),
        ("on-live", "live"),
    )
    for scheme, (text, ground) in itertools.product(("light", "dark"), pairs):
        page.prefer(scheme)
        ratio = page.evaluate(f"({CONTRAST})('{text}', '{ground}')")
        assert isinstance(ratio, int | float)
        assert ratio >= 4.5, f"{text} on {ground}, {scheme}"


def _list(page: ChromiumPage, expression: str) -> list[object]:
    found = page.evaluate(expression)
    assert isinstance(found, list)
    return found


NO_CALLS = """
delete globalThis.RTCPeerConnection;
delete globalThis.webkitRTCPeerConnection;
"""
NO_DEVICES = """
navigator.mediaDevices.getUserMedia = async () => {
  throw new DOMException("Requested device not found", "NotFoundError");
};
navigator.mediaDevices.enumerateDevices = async () => [];
"""
