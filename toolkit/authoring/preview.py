"""``kurs preview``: a course, or a running occasion, as participants see it, on this machine only.

A course is shown as a throw-away occasion: its modules without their keys, one participant, and a journal in a
temporary folder. The address holds a token, which becomes a cookie at the first visit.
"""

import asyncio
import hashlib
import json
import secrets
import shutil
import signal
from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from markupsafe import Markup
from tornado.web import RequestHandler

from toolkit.authoring.material import IGNORED, Module
from toolkit.authoring.rules.files import picture_problems, referred
from toolkit.authortext import write_yaml
from toolkit.errors import KursError
from toolkit.exercises.cell import split_region
from toolkit.formats import Occasion, Release, ReleasedExercise, ReleasedModule
from toolkit.formats.course import ModuleEntry
from toolkit.messages import listed, say
from toolkit.notebook import Notebook
from toolkit.notebook import read as read_notebook
from toolkit.occasion import OccasionFolder, read_course

PERSON = "deltagare"
Tell = Callable[[str], None]


def open_notebook(notebook: Notebook) -> dict[str, Any]:
    """Return a notebook as it is when released: each graded exercise without its hidden region."""
    raw: dict[str, Any] = deepcopy(dict(notebook.raw))
    for cell, inner in zip(notebook.cells, raw["cells"], strict=True):
        if cell.exercise and cell.exercise.graded:
            inner["source"] = split_region(cell.source, 1)[0]
    return raw


def throw_away(
    course_folder: Path, root: Path, only: str | None = None, tell: Tell = lambda text: None
) -> OccasionFolder:
    """Make an occasion of a course with one participant, to look at and to throw away.

    Parameters
    ----------
    only
        The one module to show; all that have a notebook when None.
    tell
        Is told which modules and pictures are left out, and why.

    Raises
    ------
    KursError
        If the module that is named cannot be shown, or none can.
    """
    course = read_course(course_folder)
    known = [entry.id for entry in course.modules]
    if only is not None and only not in known:
        raise KursError(say("preview.no_module", course=course.id, module=only, known=listed(known, "och")))
    name = f"visa-{course.id.replace('_', '-')}"
    here = OccasionFolder(root / name)
    for folder in ("journals", "published", "log", f"exchange/{name}/inbound", f"exchange/{name}/outbound"):
        (here.path / folder).mkdir(parents=True)
    released = {}
    for entry in course.modules:
        if only == entry.id or (only is None and (course_folder / "source" / entry.id).is_dir()):
            try:
                released[entry.id] = _released(course_folder, entry, here, tell)
            except KursError as error:
                if only:
                    raise
                tell(say("preview.skipped", module=entry.id, why=str(error).split("\n")[0]))
    if not released:
        raise KursError(say("preview.nothing", course=course.id))
    shutil.copyfile(course_folder / "course.yml", here.path / "course.yml")
    (here.path / "roster.csv").write_text(f"id;name\n{PERSON};{say('preview.name')}\n", encoding="utf-8")
    here.write_release(Release(seed=secrets.token_hex(8), modules=released))
    made = Occasion(id=name, course=course.id, title=course.title)
    fields = made.model_dump(mode="json", exclude_unset=True, by_alias=True)
    (here.path / "occasion.yml").write_text(write_yaml({"v": 1, **fields}), encoding="utf-8")
    return here


def _released(course_folder: Path, entry: ModuleEntry, here: OccasionFolder, tell: Tell) -> ReleasedModule:
    """Write a module as it is released, with the files that it refers to but no picture that a release refuses."""
    source = course_folder / "source" / entry.id
    name = f"{entry.id}.ipynb"
    notebook = read_notebook(source / name).require_sound()
    target = here.path / "release" / entry.id
    target.mkdir(parents=True)
    (target / name).write_text(json.dumps(open_notebook(notebook), ensure_ascii=False), encoding="utf-8")
    for file in set(referred(Module(source, name, None, entry, notebook))):
        path = source / file
        if path.is_file() and path.resolve().is_relative_to(source.resolve()) and not set(IGNORED) & set(path.parts):
            if problems := picture_problems(path):
                why = say("check.finding", found=problems[0].found, expected=problems[0].expected)
                tell(say("preview.left_out", module=entry.id, file=file, why=why))
                continue
            (target / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / file)
    shutil.copytree(target, here.exchange / here.id / "outbound" / entry.id)
    found = sorted(path for path in target.rglob("*") if path.is_file())
    files = {path.relative_to(target).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}
    exercises = {
        name: ReleasedExercise(rev=exercise.rev, points=exercise.max_points, variants=exercise.variants)
        for name, exercise in notebook.graded.items()
    }
    return ReleasedModule(released=datetime.now(UTC), files=files, exercises=exercises)


def keeper(person: str, token: str, cookie: str) -> Callable[[RequestHandler], str | None]:
    """Return what lets in who has the token, from the address at first and then from a cookie."""

    def who(handler: RequestHandler) -> str | None:
        given = handler.get_query_argument("token", None)
        if given is not None and secrets.compare_digest(given.encode(), token.encode()):
            handler.set_cookie(cookie, token, httponly=True, samesite="Lax")
            handler.redirect(handler.request.path)
            return None
        kept = handler.get_cookie(cookie, "") or ""
        return person if secrets.compare_digest(kept.encode(), token.encode()) else None

    return who


async def show(
    here: OccasionFolder,
    person: str,
    *,
    port: int = 0,
    path: str = "",
    read_only: bool = False,
    preview: bool = False,
    beside: Mapping[str, Markup] | None = None,
    tell: Tell = click.echo,
) -> None:
    """Show an occasion as one participant, until Ctrl-C."""
    from toolkit.face.page.app import make_app, serve

    token, cookie = secrets.token_urlsafe(24), f"kurs-{secrets.token_hex(4)}"
    app = make_app([here], keeper(person, token, cookie), read_only=read_only, preview=preview, beside=beside)
    server, number = serve(app, port)
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, ended.set)
    address = f"http://127.0.0.1:{number}/{here.id}/{path}?token={token}"
    tell(say("preview.address", address=address))
    try:
        await ended.wait()
    finally:
        server.stop()
        await server.close_all_connections()
        app.settings["pool"].shutdown()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(name)
    tell(say("preview.ended"))
