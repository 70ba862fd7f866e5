"""Starting the server that shows an occasion in formgrader, through the hub."""

import asyncio
import json
import os
import time
from urllib.parse import quote

from tornado.httpclient import AsyncHTTPClient, HTTPClientError

from toolkit.errors import KursError
from toolkit.messages import say

SECONDS = 120
"""How long a server may take to start."""


async def ensure_server(grader: str, occasion: str) -> str:
    """Start the server of an occasion if it does not run, wait until it does, and return its address.

    Raises
    ------
    KursError
        If it cannot be started.
    """
    api, token = os.environ["JUPYTERHUB_API_URL"], os.environ["JUPYTERHUB_API_TOKEN"]
    client, headers = AsyncHTTPClient(), {"Authorization": f"token {token}"}
    user = f"{api}/users/{quote(grader)}"
    until = time.monotonic() + SECONDS
    asked = False
    while time.monotonic() < until:
        try:
            found = json.loads((await client.fetch(user, headers=headers)).body)
            server = found.get("servers", {}).get(occasion)
            if server and server["ready"]:
                return str(server["url"])
            if not asked and not (server and server["pending"]):
                address = f"{user}/servers/{quote(occasion)}"
                await client.fetch(address, method="POST", headers=headers, body="", request_timeout=SECONDS)
                asked = True
        except (HTTPClientError, OSError) as error:
            raise KursError(say("hub.no_formgrader", occasion=occasion, error=error)) from None
        await asyncio.sleep(0.2)
    raise KursError(say("hub.no_formgrader", occasion=occasion, error=say("hub.too_slow", n=SECONDS)))
