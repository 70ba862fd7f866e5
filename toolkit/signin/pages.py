"""The look of the hub's own pages: what its configuration needs so that participants meet ours.

The styles stand in each page, allowed by their hash: the pages need nothing else, and so also tell that the service
of the courses is down. Staff with servers of their own keep the hub's pages about those.
"""

import base64
import hashlib
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from toolkit.face import bundle
from toolkit.face.page.handlers import HEADERS as PAGE_HEADERS
from toolkit.messages import say
from toolkit.signin.staff import STAFF

TEMPLATES = (Path(__file__).parent / "templates", bundle.FACE / "page" / "templates")
"""Ours for the hub, and the page's own: the frame, the icons and the page for what is wrong."""
POLICY = "default-src 'none'; style-src '{styles}'; img-src data:; form-action 'self'; base-uri 'none'"
"""Stands in the page: as a header the hub has one for all its pages, and those for staff need scripts."""
HEADERS = {name: value for name, value in PAGE_HEADERS.items() if name != "Content-Security-Policy"}


def configure(config: Any) -> None:
    """Give the hub our pages, with their styles and headers; to be called in its configuration.

    Raises
    ------
    KursError
        If the styles are missing and cannot be made.
    """
    styles = _styles()
    waiting = (Path(__file__).parent / "templates" / "oppnas.js").read_text(encoding="utf-8")
    policy = POLICY.format(styles=_digest(styles))
    # The hub calls what can be called with the user.
    names = {
        "say": lambda user: say,
        "is_staff": lambda user: user is not None and any(group.name == STAFF for group in user.groups),
        "styles": Markup(styles),
        "policy": policy,
        "waiting": Markup(waiting),
        "waiting_policy": f"{policy}; script-src '{_digest(waiting)}'; connect-src 'self'",
    }
    config.JupyterHub.template_paths = [str(path) for path in TEMPLATES]
    config.JupyterHub.template_vars = names
    config.JupyterHub.tornado_settings.update({"headers": HEADERS})


def out_of_reach() -> str:
    """Return the page that stands for all others while what should answer does not, such as the hub when it starts.

    Raises
    ------
    KursError
        If the styles are missing and cannot be made.
    """
    styles = _styles()
    pages = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    return pages.get_template("fel.html").render(
        say=say,
        sentence=say("page.broken"),
        status=503,
        styles=Markup(styles),
        policy=POLICY.format(styles=_digest(styles)),
    )


def _styles() -> str:
    bundle.ensure()
    return (bundle.STATIC / "page.css").read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """Return what a policy names a text by that stands in a page."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
