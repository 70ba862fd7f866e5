"""What `kurs check` finds: one slip, where it stands, and how serious it is."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from toolkit.errors import Problem
from toolkit.messages import say

Severity = Literal["fel", "varning"]

RULES: dict[str, Severity] = {
    # What can be read.
    "format": "fel",
    "notebook": "fel",
    "cell-id": "fel",
    "id": "fel",
    "module": "fel",
    # What stands in the notebook.
    "first-cell": "fel",
    "other-code": "fel",
    "metadata": "fel",
    "key": "fel",
    "delimiter": "fel",
    "output": "fel",
    "widget": "fel",
    "attachment": "fel",
    # What stands beside it.
    "journal": "fel",
    "stray-file": "fel",
    "missing-file": "fel",
    "picture": "fel",
    "table": "fel",
    # What the course says.
    "goal": "fel",
    "pair": "fel",
    "source": "fel",
    "heading": "fel",
    "section-length": "varning",
    "alt": "fel",
    "html": "varning",
    "placeholder": "varning",
    "coverage": "fel",
    "feedback": "fel",
    "withdrawn": "varning",
    "waive": "fel",
    # What happens when it is run.
    "run": "fel",
}
"""Every rule and how serious it is; what is left to replace is a fel when it is ready to be given out."""

WAIVABLE = frozenset({"withdrawn"})
"""The rules that an author can waive in the cell of an exercise, with a reason; all of them are a varning."""


@dataclass(frozen=True)
class Finding:
    """One thing to mend.

    Parameters
    ----------
    file
        Path from the folder that the course stands in, such as ``intro/course.yml``.
    cell
        Place in the notebook, counted from 1; None for what concerns the file as a whole.
    line
        Line in the cell, or in the file where there is no cell, counted from 1.
    found, expected
        What stood there, and what could have; empty where `hint` says all.
    """

    file: str
    cell: int | None
    cell_id: str | None
    exercise: str | None
    rule: str
    severity: Severity
    field: str
    found: str
    expected: str
    line: int | None = None
    hint: str = ""

    @property
    def place(self) -> str:
        """Where in the file, as people say it; empty for the file as a whole."""
        parts = [say("where.cell_number", n=self.cell)] if self.cell else []
        if self.line:
            parts.append(say("where.line", n=self.line))
        return ", ".join(parts)

    @property
    def text(self) -> str:
        """What is wrong, in one sentence."""
        said = say("check.finding", found=self.found, expected=self.expected) if self.found else ""
        named = f"{self.field}: {said}" if self.field and said else said
        return f"{named} {self.hint}".strip()

    @property
    def sentence(self) -> str:
        """Where and what, in one sentence."""
        return f"{', '.join(part for part in (self.file, self.place) if part)}: {self.text}"

    def to_json(self) -> dict[str, Any]:
        """Return the fields, and the sentence that people read."""
        return {**asdict(self), "sentence": self.sentence}


@dataclass(frozen=True)
class Spot:
    """A place that findings are about: a file, or a cell in it."""

    file: str
    cell: int | None = None
    cell_id: str | None = None
    exercise: str | None = None

    def finding(
        self,
        rule: str,
        found: str = "",
        expected: str = "",
        *,
        field: str = "",
        line: int | None = None,
        hint: str = "",
    ) -> Finding:
        """Return a finding here."""
        return Finding(
            self.file,
            self.cell,
            self.cell_id,
            self.exercise,
            rule,
            RULES[rule],
            field,
            found,
            expected,
            line,
            hint,
        )

    def problem(self, rule: str, problem: Problem) -> Finding:
        """Return the finding of a problem that a reader saw here."""
        return self.finding(
            rule,
            problem.found,
            problem.expected,
            field=problem.field,
            line=problem.line,
            hint=problem.hint,
        )
