"""What can go wrong, said so that a person can act on it.

``KursError``            one sentence in Swedish; the command line prints it and ends with exit code 1
``├── ProblemsError``    an author's file has problems; carries them all
``└── AnswerError``      what a participant sent is no answer to the exercise
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from pydantic_core import PydanticCustomError

from toolkit.messages import say


class KursError(Exception):
    """Something a person can mend; its text is one Swedish sentence."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a text that an author wrote.

    Parameters
    ----------
    field
        Dotted path of the field, such as ``key.rad``; empty for the text as a whole.
    found, expected
        What stood there, and what could have stood there, in Swedish.
    line
        Line in the text that was read, counted from 1, where it is known.
    hint
        A further sentence on how to mend it.
    """

    field: str
    found: str
    expected: str
    line: int | None = None
    hint: str = ""

    @property
    def sentence(self) -> str:
        """The problem in one sentence: field, found, expected."""
        where = self.field or say("problem.whole")
        text = say("problem.sentence", where=where, found=self.found, expected=self.expected)
        return f"{text} {self.hint}" if self.hint else text


def refusal(path: tuple[str | int, ...], found: str, expected: str) -> PydanticCustomError:
    """Return the error with which a validator of a whole model names the field that is wrong."""
    return PydanticCustomError("kurs", "{expected}", {"path": path, "found": found, "expected": expected})


class ProblemsError(KursError):
    """A text by an author cannot be used; ``problems`` says everything that was seen at once."""

    def __init__(self, problems: Sequence[Problem], where: str = "") -> None:
        self.problems = list(problems)
        self.where = where
        lines = [problem.sentence for problem in self.problems]
        super().__init__("\n".join(f"{where}: {line}" if where else line for line in lines))

    def __reduce__(self) -> tuple[type[Self], tuple[list[Problem], str]]:
        """Let another process that grades raise it here."""
        return type(self), (self.problems, self.where)


class AnswerError(KursError):
    """What was sent is no answer to this exercise."""
