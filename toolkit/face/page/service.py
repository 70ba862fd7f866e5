"""The participants' pages as a service of JupyterHub: ``python -m toolkit.face.page.service OCCASION...``.

What JupyterHub tells a service stands in variables: its own address, the hub's, and the token between them.
"""

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

from tornado.web import Application

from toolkit.face.page.app import make_app, serve, watch_due
from toolkit.occasion import OccasionFolder
from toolkit.signin.session import Sessions


async def run(app: Application, beside: Callable[[Application], Awaitable[None]] | None = None) -> None:
    """Serve an app at the address that JupyterHub knows it by, until the process is asked to end.

    Parameters
    ----------
    beside
        What goes on as long as the app does.
    """
    address = urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"])
    assert address.hostname is not None
    server, _ = serve(app, address.port or 0, address.hostname, proxied=True)
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    task = asyncio.ensure_future(beside(app)) if beside else None
    await ended.wait()
    if task:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    server.stop()
    await server.close_all_connections()
    app.settings["pool"].shutdown()


def log_to_stderr() -> None:
    """Write what a service has to say with its time; who asked for what is not said."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    logging.getLogger("tornado.access").disabled = True


def main(folders: list[str]) -> None:
    """Serve the pages of some occasions."""
    log_to_stderr()
    prefix = os.environ["JUPYTERHUB_SERVICE_PREFIX"]
    sessions = Sessions(prefix)
    hub = sessions.hub.hub_prefix
    occasions = [OccasionFolder(Path(folder)) for folder in folders]
    app = make_app(occasions, sessions.who, prefix=prefix, sign_out=f"{hub}logout", hub=hub)
    sessions.install(app)
    asyncio.run(run(app, watch_due))


if __name__ == "__main__":
    main(sys.argv[1:])
