"""No token, key or invite where others can read it: process lists, logs, events, output."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from tests.e2e.conftest import Go, Look
from tests.instruments import processes
from tests.instruments.program import Program

TOKEN = re.compile(r"eyJ[A-Za-z0-9_-]{10,}\.eyJ")


def command_lines(program: Program) -> Iterator[str]:
    for pid in processes.tree(program.pid):
        yield Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def written_files(program: Program) -> Iterator[tuple[Path, str]]:
    for path in program.folder.rglob("*"):
        if path.is_file() and path.name != "link.txt":
            yield path, path.read_text(errors="replace")


def server_secrets(program: Program) -> list[str]:
    """The keys of the media server, from the one place they may be: its environment."""
    (server,) = program.media_servers()
    environment = Path(f"/proc/{server}/environ").read_text().split("\0")
    values = dict(entry.partition("=")[::2] for entry in environment if "=" in entry)
    keys = json.loads(values["LIVEKIT_CONFIG"])["keys"]
    assert isinstance(keys, dict)
    assert keys
    return [str(secret) for secret in keys.values()]


def test_secrets_are_in_no_process_list_log_event_or_output(go_live: Go, watch_on: Look) -> None:
    host = go_live()
    link = host.link()
    invite = link.partition("#")[2]
    audience = watch_on(None, link)
    audience.wait_for("PlayerReceivedVideoFirstFrame")
    secrets = server_secrets(host)

    for line in (*command_lines(host), *command_lines(audience)):
        assert not TOKEN.search(line)
        assert not any(secret in line for secret in secrets)
    assert not any(invite in line for line in command_lines(host))

    audience.end()
    host.end()
    output = host.folder / "output.log"
    for program in (host, audience):
        for path, text in written_files(program):
            assert not TOKEN.search(text), f"a token is in {path}"
            assert not any(secret in text for secret in secrets), f"a key is in {path}"
            if path != output:  # the host tells the link on its terminal: that is what it is for
                assert invite not in text, f"an invite is in {path}"


def test_the_media_server_listens_on_the_loopback_alone(go_live: Go) -> None:
    host = go_live()
    host.link()
    addresses = set()
    for pid in processes.tree(host.pid):
        addresses |= listening_addresses(pid)
    assert addresses
    assert {address for address in addresses if not address.startswith("127.")} == set()


def listening_addresses(pid: int) -> set[str]:
    import psutil

    connections = psutil.Process(pid).net_connections("inet")
    return {
        connection.laddr.ip for connection in connections if connection.status == psutil.CONN_LISTEN
    }


def test_the_link_s_file_is_for_its_owner_only(go_live: Go) -> None:
    host = go_live()
    host.link()
    assert host.link_path.stat().st_mode & 0o077 == 0
