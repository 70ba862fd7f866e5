"""nbgrader's classes in our own process: their log and their warnings."""

import gc
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SAWarning


def nbgrader_log(name: str) -> logging.Logger:
    """Return a logger for nbgrader's classes; what they say is kept out of the user's way."""
    log = logging.getLogger(f"kurs.nbgrader.{name}")
    log.propagate = False
    if not log.handlers:
        log.addHandler(logging.NullHandler())
    return log


@contextmanager
def collecting_only_new() -> Iterator[None]:
    """Let Python's garbage collector leave alone what there is already, such as all that is imported.

    A line full of lists makes it go through everything again and again: a journal of such lines took ten times as long.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextmanager
def recorded(log: logging.Logger) -> Iterator[list[str]]:
    """Collect the errors that nbgrader logs instead of raising them, while its converters run."""
    errors: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            errors.append(record.getMessage())

    handler = Keep(logging.ERROR)
    log.addHandler(handler)
    try:
        with warnings.catch_warnings():
            # nbgrader reads while it makes the rows of a submission, before they are added to the session.
            warnings.filterwarnings("ignore", message="Object of type <.*> not in session", category=SAWarning)
            yield errors
    finally:
        log.removeHandler(handler)


def last_line(errors: list[str], error: Exception) -> str:
    """Return the line of a traceback in nbgrader's log that says what happened."""
    said = next((text for text in errors if "Traceback" in text), str(error))
    return said.strip().rsplit("\n", 1)[-1]
