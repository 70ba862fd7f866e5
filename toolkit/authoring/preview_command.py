"""The command `kurs preview`."""

import asyncio
import tempfile
from pathlib import Path

import click

from toolkit.errors import KursError
from toolkit.messages import say


def _err(text: str) -> None:
    click.echo(text, err=True)


@click.command("preview", help=say("preview.help"))
@click.argument("target", metavar="COURSE[/MODULE] | OCCASION")
@click.option("--as", "person", metavar="PARTICIPANT", help=say("preview.as"))
@click.option("--read-only", is_flag=True, help=say("preview.read_only"))
@click.option("--port", default=0, type=click.IntRange(0, 65535), help=say("preview.port"))
@click.option(
    "--courses", envvar="KURS_COURSES", default="courses", type=click.Path(path_type=Path), help=say("cli.courses")
)
@click.option(
    "--occasions",
    envvar="KURS_OCCASIONS",
    default="occasions",
    type=click.Path(path_type=Path),
    help=say("cli.occasions"),
)
def preview(target: str, person: str | None, *, read_only: bool, port: int, courses: Path, occasions: Path) -> None:
    """Show a course or an occasion in the browser."""
    from toolkit.authoring.beside import beside
    from toolkit.authoring.material import find_courses
    from toolkit.authoring.preview import PERSON, show, throw_away
    from toolkit.occasion import open_occasion
    from toolkit.roster import read_roster

    _ensure_views()
    if person is not None:
        here = open_occasion(occasions, target)
        if person not in read_roster(here.path / "roster.csv"):
            raise KursError(say("preview.unknown_person", person=person, occasion=here.id))
        asyncio.run(show(here, person, port=port, read_only=read_only))
        return
    if read_only:
        raise click.UsageError(say("preview.read_only_needs_as"))
    name, _, module = target.strip("/").partition("/")
    if (Path(target) / "course.yml").is_file():  # A path to a course, rather than its name.
        name, module = target, ""
    course = find_courses(courses, [name])[0]
    with tempfile.TemporaryDirectory(prefix="kurs-preview-") as folder:
        made = throw_away(course, Path(folder), module or None, _err)
        notes = beside(course, made.course, list(made.release.modules))
        asyncio.run(show(made, PERSON, port=port, path=f"{module}/" if module else "", preview=True, beside=notes))


def _ensure_views() -> None:
    """Build the views where that has not been done, as in a checkout."""
    from toolkit.face.bundle import ensure

    ensure()
