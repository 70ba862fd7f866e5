"""A crowd of participants without browsers: each signs in through the hub, reads its module, answers and hands in.

One process and one event loop for all of them, with a connection of their own each, as browsers have.
"""

import asyncio
import json
import random
import re
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

PASSWORD = "tre vanliga ord"
XSRF = re.compile(r'name="_xsrf" value="([^"]+)"')
DATA = re.compile(r'<script type="application/json" id="k-data">(.*?)</script>', re.DOTALL)
ASSET = re.compile(r'(?:href|src)="([^"]*(?:_static|fil)/[^"]+)"')


@dataclass
class Crowd:
    """What a crowd met.

    Parameters
    ----------
    signed_in, opened, saved, handed_in
        Milliseconds of each sign-in, of each module page with all that it asks for, of each save, of each hand-in.
    acknowledged
        The last answer that was acknowledged, for each participant and exercise.
    refused
        What was not acknowledged, and why.
    turned_away
        How many times somebody who opened the module got a page that says to come back.
    handing_in
        Seconds from the first hand-in until the last was acknowledged.
    """

    signed_in: list[float] = field(default_factory=list)
    opened: list[float] = field(default_factory=list)
    saved: list[float] = field(default_factory=list)
    handed_in: list[float] = field(default_factory=list)
    acknowledged: dict[tuple[str, str], Any] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    turned_away: int = 0
    handing_in: float = 0.0


class Person:
    """One participant.

    Parameters
    ----------
    address
        The hub's, with a slash at the end.
    answers
        For each exercise the answers to choose from.
    """

    def __init__(self, name: str, address: str, module: str, answers: dict[str, Sequence[Any]], crowd: Crowd) -> None:
        self.name = name
        self._address = address
        self._module = module  # <occasion>/<module>/
        self._answers = answers
        self._crowd = crowd
        self._random = random.Random(name)
        self._web = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True), timeout=aiohttp.ClientTimeout(total=120)
        )

    async def sign_in(self) -> None:
        """Go from the hub's address to the course page."""
        began = time.perf_counter()
        async with self._web.get(f"{self._address}hub/login") as page:
            found = XSRF.search(await page.text())
            assert found, f"{self.name}: {page.url} is no sign-in page"
        form = {"username": self.name, "password": PASSWORD, "_xsrf": found[1]}
        async with self._web.post(page.url, data=form) as page:
            await page.read()
            assert "/services/kurs/" in page.url.path, f"{self.name}: came to {page.url}, {page.status}"
        self._crowd.signed_in.append(_since(began))

    async def open(self) -> None:
        """Open the module, with everything that its page asks for."""
        began = time.perf_counter()
        self._page = f"{self._address}services/kurs/{self._module}"
        while True:
            async with self._web.get(self._page) as page:
                text = await page.text()
            if page.status == 200:
                break
            assert page.status == 503, f"{self.name}: {page.status}"
            self._crowd.turned_away += 1
            await asyncio.sleep(self._random.uniform(3, 10))  # until they press reload
        root = page.url
        await asyncio.gather(*(self._asset(root.join(type(root)(path))) for path in set(ASSET.findall(text))))
        self._crowd.opened.append(_since(began))
        found = DATA.search(text)
        assert found
        self._exercises = json.loads(found[1])["exercises"]

    async def _asset(self, address: Any) -> None:
        async with self._web.get(address) as file:
            await file.read()
            assert file.status == 200, f"{address}: {file.status}"

    def _xsrf(self) -> str:
        return next((cookie.value for cookie in self._web.cookie_jar if cookie.key == "kurs_xsrf"), "")

    async def answer(self, pace: tuple[float, float]) -> None:
        """Answer every exercise once, with a pause of so many seconds before each."""
        await asyncio.sleep(self._random.uniform(0, pace[1]))
        for one in self._exercises:
            spec = one["spec"]
            message = {
                "type": "answer",
                "ex": spec["id"],
                "var": spec["var"],
                "rev": spec["rev"],
                "view": secrets.token_hex(6),
                "seq": 1,
                "base": one["state"]["n"] if one["state"] else 0,
                "answer": self._random.choice(self._answers[spec["id"]]),
                "confidence": None,
            }
            await self._save(message)
            await asyncio.sleep(self._random.uniform(*pace))

    async def _save(self, message: dict[str, Any]) -> None:
        began = time.perf_counter()
        headers = {"X-XSRFToken": self._xsrf()}
        try:
            async with self._web.post(f"{self._page}svar", json=message, headers=headers) as reply:
                told = await reply.json()
        except (aiohttp.ClientError, TimeoutError) as error:
            self._crowd.refused.append(f"{self.name} {message['ex']}: {type(error).__name__}")
            return
        if told.get("ok"):
            self._crowd.saved.append(_since(began))
            self._crowd.acknowledged[self.name, message["ex"]] = message["answer"]
        else:
            self._crowd.refused.append(f"{self.name} {message['ex']}: {told}")

    async def hand_in(self) -> None:
        """Hand the module in, by the page that asks."""
        began = time.perf_counter()
        async with self._web.get(f"{self._page}lamna-in") as page:
            found = XSRF.search(await page.text())
            assert found, f"{self.name}: {page.status}"
        async with self._web.post(f"{self._page}lamna-in", data={"_xsrf": found[1]}) as page:
            await page.read()
            assert page.url.path.endswith("/kvitto"), f"{self.name}: {page.url}, {page.status}"
        self._crowd.handed_in.append(_since(began))

    async def leave(self) -> None:
        """Close the browser."""
        await self._web.close()


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000
