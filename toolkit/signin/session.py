"""Who a request comes from, in a service of JupyterHub.

The hub signs people in; JupyterHub's own client of it asks it who a token belongs to. What it answered is kept in a
signed cookie for some minutes: a service that has been started anew does not have to ask about everybody at once, and
a hub that is down for a while is not noticed by those who have signed in. All of it is in the browser's cookies, so
any number of processes that have the same secret can answer.
"""

import hashlib
import hmac
import json
import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from jupyterhub.services.auth import HubOAuth, check_scopes
from tornado.web import Application, HTTPError, RequestHandler

from toolkit.face.page.handlers import Page, RefusedError
from toolkit.messages import say

FRESH = 600
"""Seconds that an answer of the hub is good for."""
LONGEST = 12 * 3600
"""Seconds that it is good for while the hub does not answer."""
SIGN_IN = 600
"""Seconds that a person has for signing in."""
HUB_SESSION = "jupyterhub-session-id"
"""The hub's own cookie; it goes when a person signs out."""
_log = logging.getLogger("kurs")


@dataclass(frozen=True)
class Session:
    """What the hub answered about a person.

    Parameters
    ----------
    token
        What the hub answers to.
    hub
        The hub's session in this browser.
    at
        When it answered, in seconds since 1970.
    """

    name: str
    token: str
    hub: str
    at: float


class Sessions:
    """The sessions of one service.

    Parameters
    ----------
    prefix
        Where the service stands in the hub's addresses; ends with a slash.
    clock
        Says what time it is, in seconds since 1970.
    """

    def __init__(self, prefix: str, clock: Callable[[], float] = time.time) -> None:
        self.prefix = prefix
        self.hub = HubOAuth()
        self._clock = clock
        self._cookie = f"{self.hub.oauth_client_id}-session"
        self._state = f"{self.hub.oauth_client_id}-state"

    def install(self, app: Application) -> None:
        """Let the app keep signed cookies, and give it the address that the hub sends people back to."""
        key = self.hub.api_token.encode()
        app.settings["cookie_secret"] = hmac.new(key, b"cookies", hashlib.sha256).hexdigest()
        app.settings["sessions"] = self
        app.add_handlers(".*", [(f"{self.prefix}oauth_callback", SignedIn)])

    async def who(self, handler: RequestHandler) -> str | None:
        """Return who a request comes from; or send the person to the hub.

        Raises
        ------
        RefusedError
            If the hub does not answer, and has not for long; or does not let this person in here.
        """
        kept = self._kept(handler)
        if kept and self._clock() - kept.at < FRESH:
            return kept.name
        if kept:
            try:
                return await self._ask(handler, kept.token)
            except HTTPError as error:
                if isinstance(error, RefusedError):
                    raise
                if self._clock() - kept.at < LONGEST:
                    return kept.name
                raise RefusedError(503, say("page.broken")) from None
        if handler.request.method == "GET" and not getattr(handler, "json", False):
            self._sign_in(handler)
        return None

    def _kept(self, handler: RequestHandler) -> Session | None:
        """Return what the cookie says, if the person has not signed out of the hub in this browser."""
        raw = handler.get_signed_cookie(self._cookie, max_age_days=LONGEST / 86400 * 2)
        if raw is None:
            return None
        kept = Session(**json.loads(raw))
        return kept if kept.hub == self.hub.get_session_id(handler) else None

    async def _ask(self, handler: RequestHandler, token: str) -> str | None:
        """Ask the hub whom a token belongs to, and keep the answer."""
        session = self.hub.get_session_id(handler)
        model = await self.hub.user_for_token(token, use_cache=False, session_id=session, sync=False)
        if model is None:
            handler.clear_cookie(self._cookie, path=self.prefix)
            if handler.request.method == "GET" and not getattr(handler, "json", False):
                self._sign_in(handler)
            return None
        if not check_scopes(self.hub.access_scopes, set(model["scopes"])):
            raise RefusedError(403, say("page.no_access"))
        found = Session(model["name"], token, session, self._clock())
        self._set(handler, self._cookie, json.dumps(asdict(found)))
        return found.name

    def _set(self, handler: RequestHandler, name: str, value: str) -> None:
        handler.set_signed_cookie(name, value, expires_days=None, path=self.prefix, httponly=True, samesite="Lax")

    def _sign_in(self, handler: RequestHandler) -> None:
        """Send a person to the hub, and remember in the browser what was asked for."""
        verifier, challenge, method = self.hub.generate_pkce_code_challenge()
        state = {"id": secrets.token_urlsafe(16), "next": handler.request.uri, "verifier": verifier}
        self._set(handler, self._state, json.dumps(state))
        asked = {"state": state["id"], "code_challenge": challenge, "code_challenge_method": method}
        handler.redirect(f"{self.hub.login_url}&{urlencode(asked)}")

    async def signed_in(self, handler: RequestHandler) -> None:
        """Take in a person whom the hub sends back, and show what was asked for.

        Raises
        ------
        RefusedError
            If this browser did not ask for it, or asked too long ago.
        """
        raw = handler.get_signed_cookie(self._state, max_age_days=SIGN_IN / 86400)
        state: dict[str, Any] = json.loads(raw) if raw else {}
        given = handler.get_query_argument("state", "")
        code = handler.get_query_argument("code", "")
        handler.clear_cookie(self._state, path=self.prefix)
        if not state or not code or not secrets.compare_digest(given.encode(), state["id"].encode()):
            raise RefusedError(403, say("page.sign_in_failed"))
        try:
            token = await self.hub.token_for_code(code, code_verifier=state["verifier"], sync=False)
            found = await self._ask(handler, token)
        except HTTPError as error:
            if isinstance(error, RefusedError):
                raise
            _log.error("the hub did not take a code: %s", error.log_message)
            raise RefusedError(503, say("page.sign_in_failed")) from None
        if found and not handler._finished:
            handler.redirect(state["next"])


class SignedIn(Page):
    """Where the hub sends a person who has signed in."""

    async def prepare(self) -> None:
        """Ask nobody who this is: that is what is about to be found out."""

    async def get(self) -> None:
        """Take the person in."""
        await self.settings["sessions"].signed_in(self)
