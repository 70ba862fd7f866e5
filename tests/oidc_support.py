"""A provider of OpenID Connect for tests: it knows one person, and asks nothing."""

import asyncio
import base64
import hashlib
import secrets
import threading
from typing import Any
from urllib.parse import urlencode

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler

CLIENT, SECRET = "kurs", "en hemlighet"


class Provider:
    """The provider, in a thread.

    ``person`` is whom it takes everybody for, and ``codes`` and ``tokens`` are what it has given out.
    """

    def __init__(self) -> None:
        self.person = "anna.berg"
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: set[str] = set()
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._started.wait(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)

        async def start() -> HTTPServer:
            routes: list[Any] = [
                (r"/authorize", Authorize, {"provider": self}),
                (r"/token", Token, {"provider": self}),
                (r"/userinfo", UserInfo, {"provider": self}),
            ]
            server = HTTPServer(Application(routes))
            sockets = bind_sockets(0, "127.0.0.1")
            server.add_sockets(sockets)
            self.port = sockets[0].getsockname()[1]
            self._started.set()
            return server

        async def stop(server: HTTPServer) -> None:
            server.stop()
            await server.close_all_connections()

        server = self._loop.run_until_complete(start())
        self._loop.run_forever()
        self._loop.run_until_complete(stop(server))
        self._loop.close()

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """Stop it."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)


class _Handler(RequestHandler):
    def initialize(self, provider: Provider) -> None:
        self.provider = provider

    def require(self, what: bool) -> None:
        if not what:
            raise HTTPError(400)


class Authorize(_Handler):
    """Sends the browser back with a code."""

    def get(self) -> None:
        asked = {name: self.get_query_argument(name) for name in self.request.query_arguments}
        self.require(asked["client_id"] == CLIENT and asked["response_type"] == "code")
        self.require(asked["code_challenge_method"] == "S256" and "openid" in asked["scope"].split())
        code = secrets.token_urlsafe()
        self.provider.codes[code] = asked
        self.redirect(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")


class Token(_Handler):
    """Gives a token for a code, once, to the client that asked for it."""

    def post(self) -> None:
        asked = self.provider.codes.pop(self.get_body_argument("code"))
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        secret = self.get_body_argument("client_secret", "")
        self.require(secret == SECRET or self.request.headers.get("Authorization") == f"Basic {basic}")
        digest = hashlib.sha256(self.get_body_argument("code_verifier").encode()).digest()
        self.require(base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"])
        self.require(self.get_body_argument("redirect_uri") == asked["redirect_uri"])
        token = secrets.token_urlsafe()
        self.provider.tokens.add(token)
        self.finish({"access_token": token, "token_type": "Bearer", "scope": asked["scope"]})


class UserInfo(_Handler):
    """Tells who somebody is."""

    def get(self) -> None:
        self.require(self.request.headers["Authorization"].removeprefix("Bearer ") in self.provider.tokens)
        self.finish({"sub": "1234", "preferred_username": self.provider.person, "name": "Namn Namnsson"})
