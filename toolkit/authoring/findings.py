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
    # How an exercise asks.
    "two-questions": "varning",
    "stem": "varning",
    "opinion": "fel",
    "best": "varning",
    "would": "fel",
    "negation": "varning",
    "double-negation": "fel",
    "place-word": "fel",
    "all-of-above": "fel",
    "k-type": "fel",
    "grammar-cue": "fel",
    "count-word": "fel",
    "long-text": "varning",
    # What there is to choose among.
    "few-options": "fel",
    "one-right": "fel",
    "many-right": "varning",
    "prefix": "varning",
    "overlap": "fel",
    "number-order": "varning",
    "form": "varning",
    "long-key": "varning",
    "lengths": "varning",
    "absolute": "varning",
    "echo": "varning",
    "guess": "varning",
    # What each kind must be.
    "card-per-group": "fel",
    "even-groups": "varning",
    "group-in-card": "fel",
    "cards": "varning",
    "order-word": "fel",
    "steps": "varning",
    "unit": "fel",
    "given": "fel",
    "tolerance": "fel",
    "mistakes": "varning",
    "choices": "fel",
    "many-choices": "varning",
    "consequence": "varning",
    "endings": "fel",
    "decisions": "varning",
    "long-choices": "varning",
    "cheapest": "fel",
    "key-in-alt": "varning",
    "area": "varning",
    "gaps": "fel",
    "criterion": "varning",
    # What it stands on, and what is said of an answer.
    "material": "fel",
    "copied": "varning",
    "independent": "varning",
    "cited": "fel",
    "number-source": "fel",
    "graded-feedback": "varning",
    "short-feedback": "fel",
    "feedback-length": "varning",
    "verdict": "fel",
    "unrelated": "fel",
    "repeated": "fel",
    "trap": "fel",
    # Plain Swedish.
    "lix": "varning",
    "sentence": "varning",
    "old-word": "varning",
    "noun-chain": "varning",
    "acronym": "varning",
    # What exercises are together.
    "uneven-variants": "varning",
    "same-variants": "fel",
    "similar": "fel",
    "few-variants": "fel",
    "long-keys": "varning",
    "blueprint": "fel",
    # What happens when it is run.
    "run": "fel",
}
"""Every rule and how serious it is; some are more serious where there is more of it, or less where there is none."""

ERRORS_WAIVED = frozenset({"similar", "few-variants", "trap", "given", "unrelated"})
"""The errors that can be waived too: what they see is sometimes right all the same."""
_NOT_IN_EXERCISES = frozenset({"section-length", "html", "placeholder", "lix", "long-keys"})
WAIVABLE = ERRORS_WAIVED.union(
    rule for rule, severity in RULES.items() if severity == "varning" and rule not in _NOT_IN_EXERCISES
)
"""The rules that an author can waive in the cell of an exercise, with a reason."""


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
