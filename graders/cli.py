"""The instructor's commands, for the entry-point group ``kurs.commands``: OCCASION always comes first."""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Event
from typing import Any, TypeVar

import click
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from graders.hub.command import hub
from graders.stats.command import stats
from toolkit.authortext import problems_of
from toolkit.errors import ProblemsError
from toolkit.formats import Occasion
from toolkit.messages import listed, printable, say
from toolkit.occasion import OccasionFolder

F = TypeVar("F", bound=Callable[..., Any])
_stderr = Console(stderr=True, highlight=False)


_WHERE: Any = {"type": click.Path(path_type=Path), "show_default": True, "show_envvar": True}
_occasions = click.option(
    "--occasions", envvar="KURS_OCCASIONS", default="occasions", help=say("cli.occasions"), **_WHERE
)
_courses = click.option("--courses", envvar="KURS_COURSES", default="courses", help=say("cli.courses"), **_WHERE)


def _paths(command: F) -> F:
    """Add the options that say where occasions and courses are."""
    return _courses(_occasions(command))


class _Rate(ProgressColumn):
    """How many are done in a second."""

    def render(self, task: Task) -> Text:
        return Text(say("cli.rate", n=f"{task.speed:.0f}") if task.speed else "")


@contextmanager
def bar(title: str, total: int) -> Iterator[Callable[[], None]]:
    """Show a progress bar on stderr; yields what moves it one step."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=_stderr) as progress:
        task = progress.add_task(title, total=total)
        yield lambda: progress.advance(task)


def _tell_refused(here: OccasionFolder, modules: Sequence[str]) -> None:
    """Say which extensions do not hold, since they came too late."""
    from toolkit.deadlines import refused_extensions
    from toolkit.face.page.dates import full

    for one in refused_extensions(here):
        if one.module in modules:
            fields = {"person": one.id, "module": one.module, "due": full(one.due), "occasion": here.id}
            click.echo(say("extension.too_late", **fields), err=True)


@click.group(help=say("cli.occasion"))
def occasion() -> None:
    """Make and list occasions."""


@occasion.command("new", help=say("cli.occasion_new"))
@click.argument("course")
@click.argument("occasion_id", metavar="OCCASION")
@click.option("--title", help=say("cli.title"))
@click.option("--seats", type=int, help=say("cli.seats"))
@click.option("--contact", help=say("cli.contact"))
@click.option("--retake-of", help=say("cli.retake_of"))
@_paths
def occasion_new(
    course: str, occasion_id: str, courses: Path, occasions: Path, title: str | None, **fields: Any
) -> None:
    """Make a new occasion of a course."""
    from graders.occasion import new_occasion
    from toolkit.occasion import read_course

    named = title or read_course(courses / course).title
    given = {name: value for name, value in fields.items() if value is not None}
    try:
        made = Occasion.model_validate({"id": occasion_id, "course": course, "title": named, **given})
    except ValidationError as error:
        raise ProblemsError(problems_of(error, Occasion)) from None
    folder = new_occasion(occasions, courses / course, made)
    click.echo(say("occasion.made", path=folder.path))
    click.echo(say("occasion.example"))
    if folder.course.review.needed():
        click.echo(folder.course.review.needed())


@occasion.command("list", help=say("cli.occasion_list"))
@_paths
def occasion_list(courses: Path, occasions: Path) -> None:
    """List the occasions that there are."""
    from toolkit.occasion import open_occasion

    for path in sorted(occasions.glob("*/occasion.yml")):
        here = open_occasion(occasions, path.parent.name)
        released = ", ".join(here.release.modules) or say("found.nothing")
        click.echo(f"{here.id}  {here.occasion.title}  ({released})")


@occasion.command("modes", help=say("cli.occasion_modes"))
@click.argument("names", nargs=-1, metavar="[OCCASION...]")
@_occasions
def occasion_modes(names: tuple[str, ...], occasions: Path) -> None:
    """Give the accounts of page and grader the permissions that they need."""
    from graders.modes import set_modes
    from toolkit.occasion import open_occasion

    for name in names or sorted(path.parent.name for path in occasions.glob("*/occasion.yml")):
        here = open_occasion(occasions, name)
        set_modes(here.path)
        click.echo(say("modes.set", occasion=here.id))


@click.group(help=say("cli.roster"))
def roster() -> None:
    """Work with the list of participants."""


@roster.command("import", help=say("cli.roster_import"))
@click.argument("occasion_id", metavar="OCCASION")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--no-codes", is_flag=True, help=say("cli.no_codes"))
@_paths
def roster_import(occasion_id: str, file: Path, no_codes: bool, courses: Path, occasions: Path) -> None:
    """Take a list of participants into an occasion, and make accounts for those who have none."""
    from graders.invitations import invite, until
    from graders.roster import import_roster
    from toolkit.occasion import open_occasion

    here = open_occasion(occasions, occasion_id)
    with here.writing("roster import"):
        verdicts = import_roster(here.path / "roster.csv", file)
        for v in verdicts:
            click.echo(say("roster.verdict", n=v.line, id=v.id or "–", verdict=v.verdict, reason=v.reason).rstrip())
        counts = {name: sum(v.verdict == name for v in verdicts) for name in ("ny", "ändrad", "oförändrad", "fel")}
        click.echo(say("roster.sum", **{f"n{i}": n for i, n in enumerate(counts.values())}))
        if made := None if no_codes else invite(here):
            path, invitations = made
            click.echo(say("roster.codes", file=path, n=len(invitations), ends=until(invitations[0])))


@roster.command("reset", help=say("cli.roster_reset"))
@click.argument("occasion_id", metavar="OCCASION")
@click.argument("participant", metavar="PARTICIPANT")
@_paths
def roster_reset(occasion_id: str, participant: str, courses: Path, occasions: Path) -> None:
    """Give somebody a new one-time code in the place of the password."""
    from graders.invitations import renew, until
    from toolkit.occasion import open_occasion

    here = open_occasion(occasions, occasion_id)
    with here.writing("roster reset"):
        path, (made,) = renew(here, participant)
    click.echo(say("roster.reset", file=path, participant=participant, ends=until(made)))


@click.command(help=say("cli.release"))
@click.argument("occasion_id", metavar="OCCASION")
@click.argument("modules", nargs=-1, required=True, metavar="MODULE...")
@_paths
def release(occasion_id: str, modules: tuple[str, ...], courses: Path, occasions: Path) -> None:
    """Release modules of an occasion."""
    from graders.release import release as release_module
    from toolkit.occasion import open_occasion

    here = open_occasion(occasions, occasion_id)
    for module in modules:
        entry = release_module(here, module, courses)
        click.echo(say("release.done", module=module, n=len(entry.exercises)))


@click.command(help=say("cli.collect"))
@click.argument("occasion_id", metavar="OCCASION")
@click.argument("modules", nargs=-1, metavar="[MODULE...]")
@_paths
def collect(occasion_id: str, modules: tuple[str, ...], courses: Path, occasions: Path) -> None:
    """Collect hand-ins from the exchange."""
    from graders.collect import collect as collect_modules
    from toolkit.occasion import open_occasion

    here = open_occasion(occasions, occasion_id)
    named = here.require_released(modules)
    _tell_refused(here, named)
    result = collect_modules(here, named)
    for folder, reason in result.broken:
        click.echo(printable(say("collect.broken", folder=folder, reason=reason)), err=True)
    click.echo(say("collect.done", n=len(result.taken), same=result.unchanged, broken=len(result.broken)))


@click.command(help=say("cli.grade"))
@click.argument("occasion_id", metavar="OCCASION")
@click.argument("modules", nargs=-1, metavar="[MODULE...]")
@click.option("--force", is_flag=True, help=say("cli.force"))
@click.option("--dry-run", is_flag=True, help=say("cli.dry_run"))
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help=say("cli.workers"))
@click.option("--dask", metavar="ADDRESS", help=say("cli.dask"))
@click.option("--watch", "live", is_flag=True, help=say("cli.watch"))
@_paths
def grade(
    occasion_id: str,
    modules: tuple[str, ...],
    force: bool,
    dry_run: bool,
    workers: int,
    dask: str | None,
    live: bool,
    courses: Path,
    occasions: Path,
) -> None:
    """Grade what has been collected."""
    if dask is not None and (workers > 1 or live):
        raise click.UsageError(say("cli.dask_alone"))
    from graders.cluster import dask_executor
    from graders.grade import grade as grade_modules
    from graders.responses import write_responses
    from toolkit.occasion import open_occasion

    here = open_occasion(occasions, occasion_id)
    named = here.require_released(modules)
    _tell_refused(here, named)
    if live:
        _watch(here, named)
        return
    planned = grade_modules(here, named, force=force, dry_run=True)
    if dry_run:
        for person, module in planned.graded:
            click.echo(say("grade.planned", person=person, module=module))
        click.echo(say("grade.would", n=len(planned.graded), same=planned.unchanged))
        return
    pool = nullcontext() if dask is None else dask_executor(dask)
    with pool as executor, bar(say("cli.grading"), len(planned.graded)) as step:
        result = grade_modules(
            here, named, force=force, workers=workers, executor=executor, progress=lambda module, student: step()
        )
    path = write_responses(here)
    for person, module, reason in result.broken:
        click.echo(printable(say("grade.broken", person=person, module=module, reason=reason)), err=True)
    click.echo(say("grade.done", n=len(result.graded), same=result.unchanged, broken=len(result.broken)))
    click.echo(say("grade.table", path=path))


def _watch(here: OccasionFolder, modules: list[str]) -> None:
    """Grade what is handed in, until Ctrl-C."""
    from graders.watch import Round, watch

    def tell(done: Round) -> None:
        for name, why in done.broken:
            click.echo(f"{name}: {why}" if name else why, err=True)
        if done.graded:
            click.echo(say("watch.round", n=done.graded, published=done.published))

    stop = Event()
    click.echo(say("watch.begins", occasion=here.id), err=True)
    try:
        watch(here, modules, tell, stop)
    except KeyboardInterrupt:
        click.echo(say("watch.ends"), err=True)


@click.command(help=say("cli.regrade"))
@click.argument("occasion_id", metavar="OCCASION")
@click.argument("module", metavar="MODULE")
@click.option("--from-course", is_flag=True, help=say("cli.from_course"))
@click.option("--reason", required=True, help=say("cli.reason"))
@click.option("--yes", is_flag=True, help=say("cli.yes"))
@_paths
def regrade(
    occasion_id: str, module: str, from_course: bool, reason: str, yes: bool, courses: Path, occasions: Path
) -> None:
    """Grade a module anew after a correction in the course."""
    from graders.regrade import carry_out, plan
    from graders.responses import write_responses
    from toolkit.occasion import open_occasion

    if not from_course:
        raise click.UsageError(say("regrade.from_course"))
    here = open_occasion(occasions, occasion_id)
    here.require_released((module,))
    planned = plan(here, module, courses)
    for name, fields in planned.fields.items():
        click.echo(say("regrade.fields", exercise=name, names=listed(list(fields), "och")))
    for one in planned.changes:
        before, after = (say("regrade.none") if points is None else f"{points:g}" for points in (one.before, one.after))
        click.echo(say("regrade.points", person=one.participant, exercise=one.exercise, before=before, after=after))
    click.echo(say("regrade.sum", n=len(planned.changes), people=len({one.participant for one in planned.changes})))
    if not yes:
        click.confirm(say("regrade.confirm"), abort=True)
    result = carry_out(here, planned, courses, reason)
    write_responses(here)
    for person, _, why in result.broken:
        click.echo(say("grade.broken", person=person, module=module, reason=why), err=True)
    click.echo(say("grade.done", n=len(result.graded), same=result.unchanged, broken=len(result.broken)))


@click.command(help=say("cli.feedback"))
@click.argument("occasion_id", metavar="OCCASION")
@click.argument("modules", nargs=-1, metavar="[MODULE...]")
@_paths
def feedback(occasion_id: str, modules: tuple[str, ...], courses: Path, occasions: Path) -> None:
    """Publish what was graded."""
    from graders.feedback import publish
    from toolkit.occasion import open_occasion

    here = open_occasion(occasions, occasion_id)
    named = here.require_released(modules)
    _tell_refused(here, named)
    result = publish(here, named)
    for module, why in result.later:
        click.echo(say("feedback.later", module=module, why=why), err=True)
    for why in result.broken:
        click.echo(printable(why), err=True)
    click.echo(say("feedback.done", n=len(result.published), same=result.unchanged))


@click.command(help=say("cli.status"))
@click.argument("occasion_id", metavar="OCCASION")
@click.option("--json", "as_json", is_flag=True, help=say("cli.status_json"))
@_paths
def status(occasion_id: str, as_json: bool, courses: Path, occasions: Path) -> None:
    """Say how the hand-ins stand and what needs attention."""
    from graders.status import sentences, table
    from graders.status import status as status_of
    from toolkit.occasion import open_occasion

    found = status_of(open_occasion(occasions, occasion_id))
    if as_json:
        click.echo(json.dumps(found.to_json(), indent=1, ensure_ascii=False))
        return
    title = "status.title" if found.seats is None else "status.title_seats"
    click.echo(say(title, title=found.title, occasion=found.occasion, active=found.active, seats=found.seats))
    if found.modules:
        Console(width=None if os.isatty(1) else 110).print(table(found))
    else:
        click.echo(say("occasion.nothing_released", occasion=found.occasion))
    for line in sentences(found):
        click.echo(line)


@click.command(help=say("cli.export"))
@click.argument("occasion_id", metavar="OCCASION")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@_paths
def export(occasion_id: str, file: Path | None, courses: Path, occasions: Path) -> None:
    """Write the results as CSV."""
    from graders.export import export as export_to
    from toolkit.occasion import open_occasion

    path, n = export_to(open_occasion(occasions, occasion_id), file)
    click.echo(say("export.done", file=path, n=n))


@click.command(help=say("cli.report"))
@click.argument("names", nargs=-1, metavar="[OCCASION]...")
@click.argument("kind", metavar="KIND", type=click.Choice(["cohort", "items", "programme"]))
@_paths
def report(names: tuple[str, ...], kind: str, courses: Path, occasions: Path) -> None:
    """Make reports of occasions: one of each, or the programme report of them all together."""
    if not names and kind != "programme":
        raise click.UsageError(say("cli.report_of", kind=kind))
    from graders.reports.build import cohort_report, items_report, programme_report
    from toolkit.occasion import open_occasion

    folders = [open_occasion(occasions, name).path for name in names]
    if kind == "programme":
        every = folders or sorted(path.parent for path in occasions.glob("*/occasion.yml"))
        reports = iter([programme_report(every, occasions.resolve() / "reports")])
    else:
        make = {"cohort": cohort_report, "items": items_report}[kind]
        reports = map(make, folders)
    why = []
    for made in reports:
        why.append(made.why)
        click.echo("\n".join(map(str, made.files)))
    _tell_why(why)


def _tell_why(reasons: Iterable[str]) -> None:
    """Say, each once, why reports are not there as PDF; of one that is the reason is empty."""
    for why in dict.fromkeys(filter(None, reasons)):
        click.echo(why, err=True)


@click.command(help=say("cli.simulate"))
@click.argument("occasion_id", metavar="OCCASION")
@click.option("--participants", type=click.IntRange(1, 9999), default=300, show_default=True, help=say("cli.n"))
@click.option("--seed", type=int, default=1, show_default=True, help=say("cli.seed"))
@_paths
def simulate(occasion_id: str, participants: int, seed: int, courses: Path, occasions: Path) -> None:
    """Let simulated participants take an occasion's released modules."""
    from graders.simulate import simulate as run
    from toolkit.occasion import open_occasion

    here = open_occasion(occasions, occasion_id)
    with bar(say("cli.simulating"), participants) as step:
        done = run(here, participants, seed=seed, progress=lambda name: step())
    click.echo(say("simulate.done", n=done.participants, started=done.started, handed=done.handed_in, a=done.answers))


@click.command(help=say("cli.demo"))
@click.option("--participants", type=click.IntRange(1, 9999), default=300, show_default=True, help=say("cli.n"))
@click.option("--folder", type=click.Path(path_type=Path), default="demo", show_default=True, help=say("cli.folder"))
@click.option("--hub", "with_hub", is_flag=True, help=say("demo.hub"))
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help=say("hub.port"))
@click.option("--courses", envvar="KURS_COURSES", default="courses", type=click.Path(path_type=Path))
def demo(participants: int, folder: Path, with_hub: bool, port: int, courses: Path) -> None:
    """Run the main job from notebook to report with simulated participants."""
    from graders.demo import run_demo

    done = run_demo(folder, courses, participants, bar)
    table = Table(title=say("demo.title"), show_header=True)
    table.add_column(say("demo.step"))
    table.add_column(say("demo.result"))
    table.add_column(say("demo.seconds"), justify="right")
    for step in done.steps:
        table.add_row(step.name, step.result, f"{step.seconds:.1f}".replace(".", ","))
    Console(width=None if os.isatty(1) else 110).print(table)
    for made in done.reports:
        click.echo(say("demo.report_at", path=made.html))
    _tell_why(made.why for made in done.reports)
    if with_hub:
        _open_hub(done.occasion, courses, port)


def _open_hub(here: OccasionFolder, courses: Path, port: int) -> None:
    """Run a hub of the demonstration's occasion, and say whom one can sign in as."""
    from graders.hub.command import run
    from graders.hub.plan import make_plan
    from graders.hub.visitors import DESIGNER, add_visitors
    from toolkit.face.bundle import ensure

    ensure()
    # What a designer changes is a copy.
    own = shutil.copytree(courses, here.path.parent.parent / "courses")
    table = Table(say("demo.role"), say("demo.name"), say("demo.password"))
    first = next(entry.id for entry in here.course.modules if entry.role == "module")
    for one in add_visitors(here, first):
        table.add_row(one.role, one.name, one.password)
    Console(width=None if os.isatty(1) else 110).print(table)
    run(make_plan(here.path.parent, [here.id], own, port, [DESIGNER]))


@click.command(help=say("cli.backup"))
@click.argument("file", type=click.Path(path_type=Path))
@_occasions
def backup(file: Path, occasions: Path) -> None:
    """Back up all occasions and the account store, while they are in use."""
    from graders.backup import backup as back_up
    from graders.pseudonym import key_file

    done = back_up(occasions, file, lambda sentence: click.echo(sentence, err=True))
    click.echo(say("backup.done", file=done.file, n=len(done.occasions), files=done.files))
    click.echo(say("backup.key", key=key_file()))


@click.command(help=say("cli.restore"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--to", "folder", required=True, type=click.Path(path_type=Path), help=say("cli.restore_to"))
def restore(file: Path, folder: Path) -> None:
    """Put a backup into an empty place."""
    from graders.pseudonym import key_file
    from graders.restore import restore as put_back
    from toolkit.face.page.dates import to_the_second

    done = put_back(file, folder, lambda sentence: click.echo(sentence, err=True))
    at = to_the_second(done.backup.at)
    click.echo(say("restore.done", folder=folder, n=len(done.backup.occasions), files=done.files, at=at))
    click.echo(say("restore.key", key=key_file()))


COMMANDS = (
    occasion,
    roster,
    release,
    collect,
    grade,
    regrade,
    feedback,
    status,
    export,
    report,
    stats,
    simulate,
    demo,
    hub,
    backup,
    restore,
)
