"""The hub's pages for signing in: name and password, a first password of one's own, and signing out."""

from jupyterhub.handlers import BaseHandler, LoginHandler, LogoutHandler
from tornado.httputil import url_concat
from tornado.web import HTTPError

from toolkit.messages import say
from toolkit.signin.accounts import SHORTEST, CodeError, Entry, PasswordError, TooManyError

CHOOSE = "valj-losenord"
"""Where a password is chosen, under the hub's address."""
MINUTES = 15
"""For how long somebody who gave a code can choose a password without giving it again."""
_COOKIE = "kurs-first-sign-in"


class FirstSignInError(Exception):
    """It was a one-time code: a password has to be chosen before somebody is let in."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(entry.name)
        self.entry = entry


class TooOldError(HTTPError):
    """A form that does not come from a page of ours, or from one that was shown to somebody else."""

    def __init__(self) -> None:
        super().__init__(403)
        self.jupyterhub_message = say("page.xsrf")


class _Form(BaseHandler):
    """A page with a form, which tells in Swedish that it has become too old."""

    def check_xsrf_cookie(self) -> None:
        """Refuse a form that is not the one that was shown."""
        try:
            super().check_xsrf_cookie()
        except HTTPError:
            raise TooOldError from None


class SignIn(_Form, LoginHandler):
    """Name, and password or code. The hub's own handler shows the page."""

    async def post(self) -> None:
        """Let somebody in, or say why not; a code leads on to the choice of a password."""
        name, secret = self.get_body_argument("username", ""), self.get_body_argument("password", "", strip=False)
        try:
            # Not as "username": the hub logs that when it fails, and people type codes and passwords there too.
            user = await self.login_user({"name": name, "password": secret})
        except FirstSignInError as first:
            self.set_signed_cookie(
                _COOKIE,
                f"{first.entry.session} {first.entry.name}",
                expires_days=None,
                path=self.hub.base_url,
                httponly=True,
                samesite="Strict",
                secure=self.request.protocol == "https",
            )
            self.redirect(_with_next(self, self.hub.base_url + CHOOSE), status=303)
        except TooManyError as error:
            self.set_header("Retry-After", str(error.seconds))
            await self._refuse(429, str(error), name)
        except CodeError as error:
            await self._refuse(403, str(error), name)
        else:
            if user is None:
                await self._refuse(403, say("signin.wrong"), name)
            else:
                self.redirect(self.get_next_url(user), status=303)

    async def _refuse(self, status: int, sentence: str, name: str) -> None:
        self.set_status(status)
        self.finish(await self.render_template("login.html", login_error=sentence, username=name))


class ChoosePassword(_Form):
    """The first sign-in: somebody who gave a code chooses a password, and is let in."""

    async def get(self) -> None:
        """Ask for it."""
        first = self._first()
        if first is None:
            self.redirect(_with_next(self, self.settings["login_url"]))
        else:
            await self._ask(first)

    async def post(self) -> None:
        """Take it, or say why not."""
        first = self._first()
        if first is None:
            self.redirect(_with_next(self, self.settings["login_url"]), status=303)
            return
        password, again = (self.get_body_argument(name, "", strip=False) for name in ("password", "again"))
        if password != again:
            await self._ask(first, say("signin.differ"))
            return
        try:
            user = await self.login_user({"first": first, "password": password})
        except PasswordError as error:
            await self._ask(first, str(error))
        except CodeError as error:
            self._forget()
            self.set_status(403)
            self.finish(await self.render_template("login.html", login_error=str(error), username=first.name))
        else:
            self._forget()
            self.redirect(self.get_next_url(user), status=303)

    async def _ask(self, first: Entry, problem: str = "") -> None:
        self.set_status(400 if problem else 200)
        fields = {"username": first.name, "problem": problem, "least": SHORTEST}
        self.finish(await self.render_template("losenord.html", **fields))

    def _first(self) -> Entry | None:
        """Return who gave a code, as the signed cookie says."""
        kept = self.get_signed_cookie(_COOKIE, max_age_days=MINUTES / (24 * 60))
        if kept is None:
            return None
        session, _, name = kept.decode().partition(" ")
        return Entry(name, session, is_first=True)

    def _forget(self) -> None:
        self.clear_cookie(_COOKIE, path=self.hub.base_url)


class SignOut(LogoutHandler):
    """Signing out ends on a page that says so: computers are shared."""

    async def render_logout_page(self) -> None:
        """Show it."""
        self.finish(await self.render_template("logout.html"))


def _with_next(handler: BaseHandler, address: str) -> str:
    """Return an address that knows where somebody was going."""
    following = handler.get_query_argument("next", "")
    return url_concat(address, {"next": following}) if following else address
