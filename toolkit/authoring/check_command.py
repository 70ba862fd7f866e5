"""The command `kurs check`."""

import gc
import json
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import click

from toolkit.authoring.findings import Finding
from toolkit.errors import KursError
from toolkit.messages import say


@click.command("check", help=say("cli.check"))
@click.argument("course", nargs=-1)
@click.option(
    "--courses",
    envvar="KURS_COURSES",
    default="courses",
    show_default=True,
    type=click.Path(path_type=Path),
    help=say("cli.check_courses"),
)
@click.option("--fix", is_flag=True, help=say("cli.check_fix"))
@click.option("--run", is_flag=True, help=say("cli.check_run"))
@click.option("--json", "as_json", is_flag=True, help=say("cli.check_json"))
@click.option("--review", is_flag=True, help=say("cli.check_review"))
def check(course: tuple[str, ...], courses: Path, *, fix: bool, run: bool, as_json: bool, review: bool) -> None:
    """Check courses; the exit code is 1 when there is a fel, but 0 when the reviewer's sheet is printed."""
    from toolkit.authoring.check import check_courses
    from toolkit.authoring.fix import fix_courses
    from toolkit.authoring.material import find_courses

    try:
        find_courses(courses, course)
    except KursError as error:
        raise click.UsageError(str(error)) from None
    for sentence in fix_courses(courses, course) if fix else ():
        click.echo(sentence, err=True)
    if review:
        if run or as_json:
            raise click.UsageError(say("check.review_json"))
        from toolkit.authoring.review import sheet

        click.echo(sheet(courses, course))
        return
    gc.disable()  # What is read stays until the end; to look for what could go takes a tenth of the time.
    try:
        findings = check_courses(courses, course, run=run)
    finally:
        gc.enable()
    errors = sum(finding.severity == "fel" for finding in findings)
    if as_json:
        found = [finding.to_json() for finding in findings]
        report = {"v": 1, "findings": found, "fel": errors, "varning": len(findings) - errors}
        click.echo(json.dumps(report, indent=1, ensure_ascii=False))
    else:
        _print(findings, errors)
        for sentence in _unreviewed(courses, course):
            click.echo(sentence)
    sys.exit(1 if errors else 0)


def _unreviewed(courses: Path, names: tuple[str, ...]) -> Iterator[str]:
    """Yield a sentence for each course that people outside have not reviewed yet."""
    from toolkit.authoring.material import find_courses
    from toolkit.authortext import read_file
    from toolkit.formats.course import Course

    for path in find_courses(courses, names):
        try:
            course = read_file(path / "course.yml", Course)
        except KursError:
            continue  # It is among the findings.
        if course.review.needed():
            yield f"{course.id}: {course.review.needed()}"


def _print(findings: list[Finding], errors: int) -> None:
    """Print the findings file by file, and how many there are last."""
    for file, group in groupby(findings, key=lambda finding: finding.file):
        click.secho(file, bold=True)
        for finding in group:
            color = "red" if finding.severity == "fel" else "yellow"
            place = f"{finding.place}: " if finding.place else ""
            exercise = f" ({finding.exercise})" if finding.exercise else ""
            label = click.style(f"{finding.severity:<7}", fg=color)
            click.echo(f"  {label} {place}{finding.text} [{finding.rule}]{exercise}")
    files = len({finding.file for finding in findings})
    if not findings:
        click.echo(say("check.nothing"))
        return
    warnings = len(findings) - errors
    counts = [say("check.errors", n=errors)] if errors else []
    if warnings:
        counts.append(say("check.warning" if warnings == 1 else "check.warnings", n=warnings))
    where = say("check.in_file" if files == 1 else "check.in_files", n=files)
    click.echo(f"{', '.join(counts)} {where}")
