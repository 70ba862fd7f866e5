"""Starting the server that shows an occasion in formgrader, through the hub."""

import asyncio
import json
import os
import time
from typing import Any
from urllib.parse import quote

from tornado.httpclient import AsyncHTTPClient, HTTPClientError

from toolkit.errors import KursError
from toolkit.messages import say

SECONDS = 120
"""How long a server may take to start."""


async def running_server(grader: str, occasion: str) -> str | None:
    """Return the address of an occasion's server; None if it does not run.

    Raises
    ------
    KursError
        If the hub does not say.
    """
    server = await _server(grader, occasion)
    return str(server["url"]) if server and server["ready"] else None


async def ensure_server(grader: str, occasion: str) -> str:
    """Start the server of an occasion if it does not run, wait until it does, and return its address.

    Raises
    ------
    KursError
        If it cannot be started.
    """
    until = time.monotonic() + SECONDS
    asked = False
    while time.monotonic() < until:
        server = await _server(grader, occasion)
        if server and server["ready"]:
            return str(server["url"])
        if not asked and not (server and server["pending"]):
            await _ask(occasion, f"{quote(grader)}/servers/{quote(occasion)}", method="POST", body="")
            asked = True
        await asyncio.sleep(0.2)
    raise KursError(say("hub.no_formgrader", occasion=occasion, error=say("hub.too_slow", n=SECONDS)))


async def _server(grader: str, occasion: str) -> dict[str, Any] | None:
    """Return what the hub knows of an occasion's server; None if it knows of none."""
    found: dict[str, Any] = json.loads(await _ask(occasion, quote(grader))).get("servers", {})
    return found.get(occasion)


async def _ask(occasion: str, path: str, **how: Any) -> bytes:
    api, token = os.environ["JUPYTERHUB_API_URL"], os.environ["JUPYTERHUB_API_TOKEN"]
    headers = {"Authorization": f"token {token}"}
    address = f"{api}/users/{path}"
    try:
        return (await AsyncHTTPClient().fetch(address, headers=headers, request_timeout=SECONDS, **how)).body
    except (HTTPClientError, OSError) as error:
        raise KursError(say("hub.no_formgrader", occasion=occasion, error=error)) from None
