"""Opening an occasion's gradebook: the file beside it, or the PostgreSQL database that occasion.yml names."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbgrader.api import Assignment, Gradebook
from sqlalchemy import select
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
    os.environ.setdefault("PGCONNECT_TIMEOUT", str(PATIENCE))
    try:
        gradebook = Gradebook(here.gradebook_url, here.occasion.id)
    except ImportError as error:
        raise KursError(say("gradebook.no_driver", url=here.gradebook_url)) from error
    except (SQLAlchemyError, ValueError) as error:
        raise _no_answer(here, error) from error
    with gradebook:
        try:
            yield gradebook
        except OperationalError as error:
            raise _no_answer(here, error) from error


def _no_answer(here: OccasionFolder, error: Exception) -> KursError:
    """Return what to say; the driver's own words come first in what it says."""
    why = str(getattr(error, "orig", error)).strip().split("\n", 1)[0]
    return KursError(say("gradebook.no_answer", url=here.gradebook_url, why=why))


def prepare_gradebook(here: OccasionFolder) -> None:
    """Make the gradebook, in one process before any other opens it.

    nbgrader calls ``alembic`` by its name the first time, so the environment's programs must be on PATH.

    Raises
    ------
    KursError
        If it cannot be opened, or is another occasion's: names of modules are unique in a gradebook.
    """
    programs = str(Path(sys.executable).parent)
    if programs not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([programs, os.environ.get("PATH", "")])
    with open_gradebook(here) as gradebook, gradebook.engine.connect() as db:
        other = db.scalar(select(Assignment.course_id).where(Assignment.course_id != here.occasion.id))
    if other is not None:
        raise KursError(say("gradebook.other", url=here.gradebook_url, other=other))
