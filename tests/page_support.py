"""The page app on a port of its own, and someone who visits it with or without a browser's cookies."""

import asyncio
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPMessage
from typing import Any
from urllib.parse import urlencode

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from toolkit.face.page.app import make_app, serve
from toolkit.occasion import OccasionFolder

START = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


class Clock:
    """A clock that stands still until the test moves it."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def move(self, **time: float) -> None:
        self.at += timedelta(**time)


def who(handler: RequestHandler) -> str | None:
    """Sign in by a header, as nothing but a test does."""
    return handler.request.headers.get("X-Who")


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Visitor:
    """Someone with a browser: keeps cookies, follows nothing by itself."""

    port: int
    name: str | None
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.name:
            sent["X-Who"] = self.name
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, sent)
            reply = connection.getresponse()
            answer = Answer(reply.status, reply.headers, reply.read())
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def send(self, path: str, message: Any) -> Answer:
        """Send a view's message, with the token of this visitor's cookie."""
        raw = message if isinstance(message, bytes) else json.dumps(message).encode()
        return self.ask("POST", path, raw, X_XSRFToken=self.cookies.get("kurs_xsrf", ""))

    def submit(self, path: str, **fields: str) -> Answer:
        """Send a form."""
        body = urlencode({"_xsrf": self.cookies.get("kurs_xsrf", ""), **fields}).encode()
        return self.ask("POST", path, body, Content_Type="application/x-www-form-urlencoded")


class Running:
    """An app that runs in a thread."""

    def __init__(self, app: Application, *, proxied: bool = False, port: int = 0) -> None:
        self.app = app
        self._proxied = proxied
        self.loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._server: HTTPServer | None = None
        self.port = port
        self._thread.start()
        assert self._started.wait(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)

        async def start() -> None:
            self._server, self.port = serve(self.app, self.port, proxied=self._proxied)
            self._started.set()

        self.loop.run_until_complete(start())
        self.loop.run_forever()
        self.loop.run_until_complete(self._stop())
        self.loop.close()

    async def _stop(self) -> None:
        assert self._server is not None
        self._server.stop()
        await self._server.close_all_connections()
        self.app.settings["pool"].shutdown()

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)

    def visitor(self, name: str | None = "anna") -> Visitor:
        return Visitor(self.port, name)


@contextmanager
def running(occasions: Sequence[OccasionFolder], *, proxied: bool = False, **fields: Any) -> Iterator[Running]:
    """Run the page app of some occasions."""
    app = Running(make_app(list(occasions), who, **fields), proxied=proxied)
    try:
        yield app
    finally:
        app.stop()


def message(ex: str, answer: Any, rev: str, *, seq: int = 1, base: int = 0, **more: Any) -> dict[str, Any]:
    """Return a view's message that saves an answer."""
    fields = {"type": "answer", "ex": ex, "var": None, "rev": rev, "view": "prov", "seq": seq}
    return {**fields, "base": base, "answer": answer, **more}


def data_of(page: str) -> Any:
    """Return what the views start from."""
    start = page.index('id="k-data">') + len('id="k-data">')
    return json.loads(page[start : page.index("</script>", start)])
