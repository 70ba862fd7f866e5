"""Accounts for those who take and give an occasion, and the file for mail merge that has their one-time codes."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from graders.pseudonym import tracked
from toolkit.csvtext import spreadsheet
from toolkit.errors import KursError
from toolkit.files import write_file
from toolkit.messages import say
from toolkit.occasion import OccasionFolder
from toolkit.roster import read_roster
from toolkit.signin.accounts import FILE, Accounts, Invitation

HEADER = ("id", "name", "email", "code", "ends")
_STOCKHOLM = ZoneInfo("Europe/Stockholm")
Invited = tuple[Path, list[Invitation]]
"""The file with the codes, which only its owner may read, and what stands in it."""


def invite(here: OccasionFolder) -> Invited | None:
    """Make accounts for those on the roster who are active and have none; returns None if all have.

    Raises
    ------
    KursError
        If the account store cannot be used, or the file not be written; then no account was made.
    """
    people = read_roster(here.path / "roster.csv").values()
    return _write(here.path.parent / FILE, here.path, {p.id: (p.name, p.email) for p in people if p.active == "ja"})


def invite_staff(store: Path, folder: Path, names: Iterable[str]) -> Invited | None:
    """Make accounts for those of the staff who have none, where no system has accounts for them.

    Raises
    ------
    KursError
        As `invite` does.
    """
    return _write(store, folder, {name: ("", "") for name in sorted(names)})


def renew(here: OccasionFolder, name: str) -> Invited:
    """Make a new code for a participant or an instructor; the password no longer counts, and what is signed in ends.

    Raises
    ------
    KursError
        As `invite` does, or if nobody in the occasion has that name.
    """
    people = {name: ("", "") for name in here.occasion.instructors}
    people |= {person.id: (person.name, person.email) for person in read_roster(here.path / "roster.csv").values()}
    if name not in people:
        raise KursError(say("roster.nobody", participant=name, occasion=here.id))
    made = _write(here.path.parent / FILE, here.path, {name: people[name]}, renew=True)
    assert made is not None
    return made


def until(invitation: Invitation) -> str:
    """Say until when a code can be used."""
    return f"{invitation.ends.astimezone(_STOCKHOLM):%Y-%m-%d %H:%M}"


def _write(store: Path, folder: Path, people: Mapping[str, tuple[str, str]], *, renew: bool = False) -> Invited | None:
    at = datetime.now(UTC).astimezone(_STOCKHOLM)
    path = folder / f"codes-{at:%Y-%m-%d-%H%M%S-%f}.csv"
    if tracked(path):
        raise KursError(say("roster.tracked", file=path))
    with Accounts(store).invite(people, renew=renew) as made:
        if not made:
            return None
        rows = [(one.name, *people[one.name], one.code, until(one)) for one in made]
        try:
            write_file(path, spreadsheet([HEADER, *rows]), mode=0o600)
        except OSError as error:
            raise KursError(say("check.unwritable", file=path, why=error.strerror)) from None
    return path, made
