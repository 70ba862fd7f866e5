"""Opening an occasion's gradebook: the file beside it, or the PostgreSQL database that occasion.yml names."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbgrader
from nbgrader.api import Assignment, Gradebook
from sqlalchemy import create_engine, inspect, select, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from toolkit.errors import KursError
from toolkit.messages import say
from toolkit.occasion import OccasionFolder

PATIENCE = 10
"""Seconds that a server has to answer; psycopg itself waits for two minutes."""


@contextmanager
def open_gradebook(here: OccasionFolder) -> Iterator[Gradebook]:
    """Open the gradebook of an occasion.

    Raises
    ------
    KursError
        If it cannot be opened, or goes away while it is used.
    """
    with _opening(here):
        gradebook = Gradebook(here.gradebook_url, here.occasion.id)
    with gradebook:
        try:
            yield gradebook
        except OperationalError as error:
            raise _no_answer(here, error) from error


@contextmanager
def _opening(here: OccasionFolder) -> Iterator[None]:
    """Say in a sentence why a gradebook cannot be opened."""
    os.environ.setdefault("PGCONNECT_TIMEOUT", str(PATIENCE))
    try:
        yield
    except ImportError as error:
        raise KursError(say("gradebook.no_driver", url=here.gradebook_url)) from error
    except (SQLAlchemyError, ValueError) as error:
        raise _no_answer(here, error) from error


def _no_answer(here: OccasionFolder, error: Exception) -> KursError:
    """Return what to say; the driver's own words come first in what it says."""
    why = str(getattr(error, "orig", error)).strip().split("\n", 1)[0]
    return KursError(say("gradebook.no_answer", url=here.gradebook_url, why=why))


def prepare_gradebook(here: OccasionFolder) -> None:
    """Make the gradebook, in one process before any other opens it.

    Raises
    ------
    KursError
        If it cannot be opened, or is another occasion's: names of modules are unique in a gradebook.
    """
    with _opening(here):
        _write_version(here.gradebook_url)
    with open_gradebook(here) as gradebook, gradebook.engine.connect() as db:
        other = db.scalar(select(Assignment.course_id).where(Assignment.course_id != here.occasion.id))
    if other is not None:
        raise KursError(say("gradebook.other", url=here.gradebook_url, other=other))


def _write_version(url: str) -> None:
    """Write in a new gradebook which version its tables are made in, by which nbgrader upgrades it.

    nbgrader does so itself where there is no table yet, and asks another program for the version, for seconds.
    """
    from alembic.script import ScriptDirectory

    engine = create_engine(url)
    try:
        with engine.begin() as db:
            if not inspect(db).get_table_names():
                version = ScriptDirectory(str(Path(nbgrader.__file__).parent / "alembic")).get_current_head()
                db.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
                db.execute(text("INSERT INTO alembic_version (version_num) VALUES (:version)"), {"version": version})
    finally:
        engine.dispose()
