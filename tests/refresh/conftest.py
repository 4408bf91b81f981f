"""A loopback server that answers as it is told, and a door to it that never really waits."""

from __future__ import annotations

import gzip
import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tickerwatch.refresh.door import Door
from tickerwatch.refresh.store import SnapshotStore
from tickerwatch.settings import RefreshSettings


@dataclass
class Reply:
    """One answer; with `cut_after`, so many bytes of the body are sent and the connection is closed."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut_after: int | None = None
    length: int | None = None
    pause_seconds: float = 0.0


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Site:
    """What the server answers: a list of replies a path, the last one again and again; or a function."""

    def __init__(self) -> None:
        self.replies: dict[str, list[Reply] | Callable[[Asked], Reply]] = {}
        self.asked: list[Asked] = []
        self.given: dict[str, int] = defaultdict(int)
        self.url = ""

    def answer(self, path: str, *replies: Reply | Callable[[Asked], Reply]) -> None:
        first = replies[0]
        self.replies[path] = first if callable(first) else [one for one in replies if isinstance(one, Reply)]
        self.given[path] = 0

    def reply_to(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        path = asked.path.split("?")[0]
        found = self.replies.get(path)
        if found is None:
            return Reply(b"<html>not found</html>", 404)
        if callable(found):
            return found(asked)
        self.given[path] += 1
        return found[min(self.given[path], len(found)) - 1]

    def times(self, path: str) -> int:
        return sum(one.path.split("?")[0] == path for one in self.asked)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def _any(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.site.reply_to(Asked(self.command, self.path, headers, self.rfile.read(length)))
        if reply.pause_seconds:
            threading.Event().wait(reply.pause_seconds)
        self.close_connection = True
        try:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.status != 304:
                self.send_header("Content-Length", str(len(reply.body) if reply.length is None else reply.length))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(reply.body if reply.cut_after is None else reply.body[: reply.cut_after])
        except (BrokenPipeError, ConnectionResetError):
            pass

    do_GET = do_POST = _any

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    made = Site()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"site": made}))
    server.daemon_threads = True
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def settings(site: Site) -> RefreshSettings:
    return RefreshSettings(
        contact="me@example.org",
        timeout_seconds=2.0,
        max_answer_mb=1,
        sec_url=site.url,
        sec_data_url=site.url,
        nasdaq_url=site.url,
        openfigi_url=site.url,
        gleif_url=site.url,
        wikidata_url=site.url,
    )


@pytest.fixture
def waits() -> list[float]:
    """The seconds that the door would have waited."""
    return []


@pytest.fixture
def door(settings: RefreshSettings, waits: list[float], tmp_path: Path) -> Iterator[Door]:
    made = Door(settings, user_agent="tickerwatch/test", parts=tmp_path / "parts", sleep=waits.append)
    yield made
    made.close()


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "snapshots")


def as_json(value: Any, **headers: str) -> Reply:
    return Reply(json.dumps(value).encode(), headers={"Content-Type": "application/json", **headers})


def zipped(body: bytes) -> Reply:
    return Reply(gzip.compress(body), headers={"Content-Encoding": "gzip"})


@pytest.fixture
def json_reply() -> Callable[..., Reply]:
    return as_json


@pytest.fixture
def reply() -> type[Reply]:
    return Reply


@pytest.fixture
def zipped_reply() -> Callable[[bytes], Reply]:
    return zipped
