"""The instructor page as a service of JupyterHub: ``python -m graders.desk.service --courses DIR OCCASION...``."""

import argparse
import asyncio
import os
from pathlib import Path

from graders.desk.app import make_app
from graders.desk.handlers import DeskPage
from graders.hub.formgrader import ensure_server, running_server
from toolkit.errors import KursError
from toolkit.face.page.handlers import RefusedError
from toolkit.face.page.service import log_to_stderr, run
from toolkit.occasion import OccasionFolder
from toolkit.signin.session import Sessions

START = "starta"


class Formgrader(DeskPage):
    """Leads to a page of formgrader's, in a server that is started when it does not run."""

    async def get(self, occasion: str, path: str) -> None:
        """Go there; or say at once that the server must start first, on a page that asks for it and then goes there."""
        self.depth = 2 + path.count("/")
        await self.in_thread(self.place, occasion)
        starts = self.get_query_argument(START, None) is not None
        try:
            address = await (ensure_server if starts else running_server)(self.settings["grader"], occasion)
        except KursError as error:
            raise RefusedError(503, str(error)) from None
        if address:
            self.redirect(f"{address}formgrader/{path}")
        else:
            self.finish(self.fill("startas.html", root="../" * self.depth, start=START))


def main() -> None:
    """Serve the desk of some occasions."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--courses", type=Path, required=True)
    parser.add_argument("--grader", required=True)
    parser.add_argument("folders", nargs="+", type=Path)
    given = parser.parse_args()
    log_to_stderr()
    prefix = os.environ["JUPYTERHUB_SERVICE_PREFIX"]
    sessions = Sessions(prefix)
    occasions = [OccasionFolder(folder) for folder in given.folders]
    app = make_app(
        occasions, sessions.who, prefix=prefix, sign_out=f"{sessions.hub.hub_prefix}logout", courses=given.courses
    )
    app.settings["grader"] = given.grader
    app.add_handlers(".*", [(rf"{prefix}(?P<occasion>[a-z0-9-]{{3,40}})/formgrader/(?P<path>.*)", Formgrader)])
    sessions.install(app)
    asyncio.run(run(app))


if __name__ == "__main__":
    main()
