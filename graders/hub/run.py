"""Starting and stopping a hub: what its processes are, and the command's life around them."""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from graders.hub.children import Child, Children, listens
from graders.hub.config import DESK, PAGE
from graders.hub.plan import ADDRESS, Plan
from toolkit.errors import KursError
from toolkit.messages import say
from toolkit.signin.pages import out_of_reach

LEFT_OUT = ("IPYTHON", "JPY_", "JUPYTER", "NBGRADER_", "PYTHONSTARTUP", "CONFIGPROXY_")
"""Beginnings of variables that would let a person's own settings in."""


def children(plan: Plan, errors: Path, tell: Callable[[str], None]) -> Children:
    """Return the processes of a hub, not started yet.

    Parameters
    ----------
    errors
        A folder with the page ``error.html``, which the proxy shows where nobody answers behind it.
    """
    here = {name: value for name, value in os.environ.items() if not name.startswith(LEFT_OUT)}
    # nbgrader calls programs that stand beside this Python.
    here["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{here.get('PATH', os.defpath)}"
    python, accounts = sys.executable, plan.accounts
    folders = [str(folder.path) for folder in plan.folders]
    proxy = [str(Path(python).parent / "configurable-http-proxy"), "--log-level", "warning", "--ip", ADDRESS]
    proxy += ["--port", str(plan.port), "--api-ip", ADDRESS, "--api-port", str(plan.ports["api"])]
    proxy += ["--error-path", str(errors)]
    hub = [python, "-m", "jupyterhub", "-f", str(Path(__file__).parent / "jupyterhub_config.py")]
    page = [python, "-m", "toolkit.face.page.service", *folders]
    desk = [python, "-m", "graders.desk.service", "--courses", str(plan.courses), "--grader", plan.grader, *folders]
    return Children(
        [
            Child(
                "proxy",
                proxy,
                here | {"CONFIGPROXY_AUTH_TOKEN": plan.tokens["proxy"], "PYTHONUTF8": "1"},
                plan.port,
                Path("/"),
                accounts.proxy if accounts else None,
            ),
            Child("hub", hub, here | {"KURS_HUB_PLAN": str(plan.write())}, plan.ports["hub"], plan.state),
            Child(
                "page",
                page,
                here | _service(plan, "page", PAGE),
                plan.ports["page"],
                plan.occasions,
                accounts.page if accounts else None,
            ),
            Child(
                "desk",
                desk,
                here | _service(plan, "desk", DESK),
                plan.ports["desk"],
                plan.occasions,
                accounts.grader if accounts else None,
            ),
        ],
        plan.state / "log",
        tell,
    )


def _service(plan: Plan, part: str, prefix: str) -> dict[str, str]:
    """Return what JupyterHub would tell a service that it starts itself."""
    name = prefix.split("/")[2]
    return {
        "JUPYTERHUB_API_TOKEN": plan.tokens[part],
        "JUPYTERHUB_API_URL": f"{plan.part('hub')}/hub/api",
        "JUPYTERHUB_BASE_URL": "/",
        "JUPYTERHUB_CLIENT_ID": f"service-{name}",
        "JUPYTERHUB_OAUTH_ACCESS_SCOPES": json.dumps([f"access:services!service={name}"]),
        "JUPYTERHUB_OAUTH_CALLBACK_URL": f"{prefix}oauth_callback",
        "JUPYTERHUB_SERVICE_NAME": name,
        "JUPYTERHUB_SERVICE_PREFIX": prefix,
        "JUPYTERHUB_SERVICE_URL": f"{plan.part(part)}{prefix}",
    }


def _wait_for_routes(plan: Plan, all_of_it: Children) -> bool:
    """Wait until the proxy leads to every service; return whether it does, or the hub has been asked to end."""
    for path in (PAGE, DESK):
        while not all_of_it.ended:
            try:
                urlopen(f"{plan.address}{path[1:]}_static/page.css", timeout=5).close()
                break
            except OSError:  # The hub tells the proxy when it has looked for the service itself.
                time.sleep(0.2)
    return not all_of_it.ended


def run_hub(plan: Plan, ready: Callable[[], None], tell: Callable[[str], None]) -> None:
    """Run a hub until Ctrl-C or a request to end.

    Parameters
    ----------
    ready
        Is called when people can sign in.
    tell
        Is told what happens to the hub's processes.

    Raises
    ------
    KursError
        If the port is taken, or a process cannot be kept running.
    """
    if listens(plan.port):
        raise KursError(say("hub.port_taken", port=plan.port))
    with TemporaryDirectory(prefix="kurs-") as errors:
        _run(children(plan, _error_page(Path(errors)), tell), plan, ready)


def _error_page(folder: Path) -> Path:
    """Put the proxy's page in a folder that every account may read."""
    page = folder / "error.html"
    page.write_text(out_of_reach(), encoding="utf-8")
    page.chmod(0o644)
    folder.chmod(0o755)
    return folder


def _run(all_of_it: Children, plan: Plan, ready: Callable[[], None]) -> None:
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, lambda *_: all_of_it.end()) for number in signals}
    try:
        all_of_it.start()
        if _wait_for_routes(plan, all_of_it):
            ready()
        all_of_it.watch()
    finally:
        all_of_it.stop()
        for number, handler in before.items():
            signal.signal(number, handler)
