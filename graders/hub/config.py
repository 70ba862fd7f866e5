"""What JupyterHub is told: who may do what, which services there are, and how staff's servers are started.

Participants have no server, except where they work in JupyterLab (`graders.hub.lab`). Staff have JupyterLab;
formgrader runs in servers of their own, one for each occasion, which belong to the hub's user `Plan.grader` and which
the occasion's instructors are let in to.
"""

import os
import sys
from pathlib import Path
from typing import Any

from graders.hub import lab
from graders.hub.plan import ADDRESS, Plan
from toolkit.authoring.lab import SETTINGS
from toolkit.occasion import OccasionFolder
from toolkit.signin import pages
from toolkit.signin.staff import STAFF

PAGE, DESK = "/services/kurs/", "/services/desk/"
PARTICIPANT_SCOPES = ["read:users:name!user", "read:users:groups!user", "access:services!service=kurs"]
FORMGRADER = Path(__file__).parent / "formgrader"


def configure(c: Any, plan: Plan) -> None:
    """Fill in JupyterHub's configuration."""
    hub = c.JupyterHub
    hub.bind_url = plan.address
    hub.hub_bind_url = plan.part("hub")
    hub.db_url = f"sqlite:///{plan.state / 'jupyterhub.sqlite'}"
    hub.cookie_secret_file = str(plan.state / "cookie_secret")
    hub.log_level = "WARN"  # Below that it writes what people's sessions are called.
    hub.concurrent_spawn_limit = lab.AT_ONCE if plan.labs else 4
    hub.last_activity_interval = 5  # How soon a proxy that was started anew is told what leads where.
    hub.default_url = lambda handler: _landing(handler, plan)
    hub.services = _services(plan)
    hub.load_roles = _roles(plan)
    # Whoever is let in to formgrader is not asked whether it may know who that is.
    servers = {f"jupyterhub-user-{plan.grader}-{name}" for name in plan.names}
    hub.tornado_settings = {"oauth_no_confirm_list": {"service-kurs", "service-desk"} | servers}
    hub.allow_named_servers = True
    hub.named_server_limit_per_user = lambda handler: 0 if handler.current_user.name != plan.grader else len(plan.names)
    _sign_in(c, plan)
    _proxy(c, plan)
    _servers(c, plan)


def _landing(handler: Any, plan: Plan) -> str:
    """Return where a person comes who has signed in."""
    user, hub = handler.current_user, handler.hub.base_url
    if user is None:  # Where depends on who it is.
        return f"{hub}login"
    if not _is_staff(user):
        return lab.landing(plan, user.name, hub) or PAGE
    return DESK if any(group.name.startswith("instructors-") for group in user.groups) else f"{hub}spawn"


def _is_staff(user: Any) -> bool:
    return any(group.name == STAFF for group in user.groups)


def _sign_in(c: Any, plan: Plan) -> None:
    c.JupyterHub.authenticator_class = "toolkit.signin.authenticator.KursAuthenticator"
    c.KursAuthenticator.occasions = [str(folder.path) for folder in plan.folders]
    c.KursAuthenticator.store = str(plan.store)
    c.KursAuthenticator.reserved = {plan.grader}
    pages.configure(c)
    if plan.accounts:
        c.KursAuthenticator.staff_group = plan.accounts.staff
    else:
        c.KursAuthenticator.staff = set(plan.everyone)


def _proxy(c: Any, plan: Plan) -> None:
    # It is not the hub's child: what goes on through it goes on while the hub is started anew.
    c.ConfigurableHTTPProxy.should_start = False
    c.ConfigurableHTTPProxy.auth_token = plan.tokens["proxy"]
    c.ConfigurableHTTPProxy.api_url = plan.part("api")


def _services(plan: Plan) -> list[dict[str, Any]]:
    both = {"oauth_no_confirm": True, "display": False}
    return [
        {"name": "kurs", "url": plan.part("page"), "api_token": plan.tokens["page"], **both},
        {"name": "desk", "url": plan.part("desk"), "api_token": plan.tokens["desk"], **both},
    ]


def _roles(plan: Plan) -> list[dict[str, Any]]:
    return [
        # In place of the hub's own role of this name, which lets everybody start a server.
        {"name": "user", "scopes": [*PARTICIPANT_SCOPES, *(lab.SCOPES if plan.labs else ())]},
        {"name": "grader", "users": [plan.grader], "scopes": ["self"]},
        {"name": "staff", "groups": [STAFF], "scopes": ["self", "access:services!service=desk"]},
        {
            "name": "desk",
            "services": ["desk"],
            "scopes": [f"{scope}!user={plan.grader}" for scope in ("servers", "read:servers", "read:users:name")],
        },
        *(
            {
                "name": f"instructors-{name}",
                "groups": [f"instructors-{name}"],
                "scopes": [f"access:servers!server={plan.grader}/{name}"],
            }
            for name in plan.names
        ),
    ]


def _servers(c: Any, plan: Plan) -> None:
    c.JupyterHub.spawner_class = "localprocess" if plan.accounts else "simple"
    if not plan.accounts:
        c.SimpleLocalProcessSpawner.home_dir_template = str(plan.state / "homes" / "{username}")
    c.Spawner.http_timeout = 120
    c.Spawner.start_timeout = 120
    c.Spawner.ip = ADDRESS
    c.Spawner.args = ["--ServerApp.log_level=WARN"]
    if os.getuid() == 0 and not plan.accounts:
        c.Spawner.args += ["--allow-root"]
    c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
    c.Spawner.pre_spawn_hook = lambda spawner: prepare(spawner, plan)


def prepare(spawner: Any, plan: Plan) -> None:
    """Give a server its folder and its settings.

    Raises
    ------
    NoServerError
        If the person may not have it.
    """
    spawner.environment = {
        **spawner.environment,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    if spawner.user.name == plan.grader and spawner.name:
        folder = plan.occasions / spawner.name
        spawner.notebook_dir = str(folder)
        spawner.default_url = "/formgrader"
        config = f"{FORMGRADER}:{folder}"
        spawner.environment |= {"JUPYTERHUB_SINGLEUSER_APP": "jupyter-server", "JUPYTER_CONFIG_PATH": config}
    elif spawner.name in plan.names:
        lab.prepare(spawner, OccasionFolder(plan.occasions / spawner.name))
    elif _is_staff(spawner.user):
        spawner.notebook_dir = str(plan.courses)
        spawner.default_url = "/lab"
        spawner.environment |= {"JUPYTER_CONFIG_PATH": str(SETTINGS), "KURS_COURSES": str(plan.courses)}
    else:
        raise lab.NoServerError
