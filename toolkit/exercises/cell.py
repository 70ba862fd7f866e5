"""One exercise is one cell: ``%%exercise``, a YAML mapping, and for a graded one a hidden region with the key."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pydantic import BaseModel, JsonValue, TypeAdapter, ValidationError

from toolkit.authortext import Path, Text, problems_of, read_yaml
from toolkit.errors import AnswerError, Problem, ProblemsError
from toolkit.exercises import KINDS
from toolkit.exercises.base import DONT_KNOW, Kind, Score, Solution, Spec, points_of
from toolkit.formats.base import PartId
from toolkit.formats.strictjson import dumps
from toolkit.messages import listed, quoted, say

MAGIC = "%%exercise"
BEGIN = "### BEGIN HIDDEN TESTS"
END = "### END HIDDEN TESTS"
MAX_VARIANTS = 12
PRACTICE_POINTS = Decimal(1)
"""What a practice exercise is scored out of; it counts nowhere."""
_FIXED = ("id", "kind", "goal", "points", "practice", "pair", "variants", "mastery", "withdrawn", "waive")
"""Fields that a variant cannot override."""
_PART_ID: TypeAdapter[str] = TypeAdapter(PartId)

Variant = str | None


@dataclass(frozen=True)
class Exercise:
    """An exercise as it stands in a cell.

    Parameters
    ----------
    specs
        The open fields for each variant; the only key is None where there are no variants.
    solutions
        The solution for each variant; empty in a released graded exercise, whose region is gone.
    rev
        Revision of the open fields (the format reference, section Journal).
    """

    kind: Kind[Any, Any, Any]
    specs: Mapping[Variant, Spec]
    solutions: Mapping[Variant, Solution]
    rev: str

    @property
    def spec(self) -> Spec:
        """The open fields; those that no variant changes (id, goal, points ...) hold for all."""
        return next(iter(self.specs.values()))

    @property
    def id(self) -> str:
        """The exercise's id."""
        return self.spec.id

    @property
    def graded(self) -> bool:
        """Whether it gives points in the gradebook."""
        return not self.spec.practice

    @property
    def max_points(self) -> Decimal:
        """The points that it can give."""
        return self.spec.points if self.spec.points is not None else PRACTICE_POINTS

    @property
    def variants(self) -> list[str]:
        """The letters of its variants; empty when there are none."""
        return [letter for letter in self.specs if letter is not None]

    def read_answer(self, var: Variant, value: JsonValue, *, pretest: bool = False) -> Any:
        """Read an answer that is not null.

        Raises
        ------
        AnswerError
            If the variant does not exist, or it is no answer to this exercise.
        """
        if var not in self.specs:
            raise AnswerError(say("answer.variant"))
        if isinstance(value, dict) and "dk" in value and not self._has_part_dk(var):
            if not pretest or value != DONT_KNOW or value["dk"] is not True:
                raise AnswerError(say("answer.dont_know"))
            return DONT_KNOW
        return self.kind.read_answer(self.specs[var], value)

    def _has_part_dk(self, var: Variant) -> bool:
        return "dk" in self.kind.shuffled(self.specs[var])

    def score(self, var: Variant, value: JsonValue, *, pretest: bool = False) -> Score:
        """Score what a participant sent; null scores 0.

        Raises
        ------
        AnswerError
            If it is no answer to this exercise.
        """
        share = Fraction(0)
        if value is not None:
            answer = self.read_answer(var, value, pretest=pretest)
            if answer is not DONT_KNOW:
                share = self.kind.share(self.specs[var], self.solutions[var], answer)
        return Score(points_of(share, self.max_points), float(self.max_points))

    def words(self, var: Variant, value: JsonValue) -> list[str]:
        """Say in Swedish what was answered, one line per part."""
        if value is None:
            return [say("explain.unanswered")]
        answer = self.read_answer(var, value, pretest=True)
        return [say("explain.dont_know")] if answer is DONT_KNOW else self.kind.words(self.specs[var], answer)

    def explain(self, var: Variant, value: JsonValue) -> list[str]:
        """Say in Swedish what was answered and why it scored so, one line per part."""
        if value is None or value == DONT_KNOW:
            return [*self.words(var, value), self.solutions[var].explanation]
        return self.kind.explain(self.specs[var], self.solutions[var], self.read_answer(var, value))


def is_exercise(source: str) -> bool:
    """Tell whether a code cell is an exercise."""
    return source.lstrip().split("\n", 1)[0].strip() == MAGIC


def split_region(body: str, first_line: int) -> tuple[str, str | None, int]:
    """Split a cell into its open text, the text of its hidden region, and the region's first line.

    Raises
    ------
    ProblemsError
        If the region is not exactly one, or not last.
    """
    rows = body.split("\n")
    starts = [i for i, row in enumerate(rows) if row.strip() == BEGIN]
    ends = [i for i, row in enumerate(rows) if row.strip() == END]
    near = [i for i, row in enumerate(rows) if "HIDDEN TESTS" in row and i not in (*starts, *ends)]
    if not starts and not ends and not near:
        return body, None, 0
    if near:
        problem = Problem("", quoted(rows[near[0]].strip()), say("region.marks"), near[0] + first_line)
        raise ProblemsError([problem])
    if len(starts) != 1 or len(ends) != 1 or ends[0] < starts[0]:
        found = say("region.count", begin=len(starts), end=len(ends))
        raise ProblemsError([Problem("", found, say("region.one"), (starts + ends)[0] + first_line)])
    after = next((i for i in range(ends[0] + 1, len(rows)) if rows[i].strip()), None)
    if after is not None:
        raise ProblemsError(
            [Problem("", quoted(rows[after].strip()), say("region.last"), after + first_line)]
        )
    region = "\n".join(rows[starts[0] + 1 : ends[0]])
    return "\n".join(rows[: starts[0]]), region, starts[0] + 1 + first_line


def read_exercise(source: str) -> Exercise:
    """Read the cell of an exercise, as an author wrote it or as it was released.

    Raises
    ------
    ProblemsError
        With everything that is wrong in the cell.
    """
    _, _, body = source.partition("\n")
    return _Reader(body, first_line=2).exercise()


def read_body(body: str) -> Exercise:
    """Read a cell without its first line, as a cell magic gets it."""
    return _Reader(body, first_line=2).exercise()


class _Reader:
    """Reads one cell and gathers its problems."""

    def __init__(self, body: str, first_line: int) -> None:
        self.problems: list[Problem] = []
        open_text, region, line = split_region(body, first_line)
        self.open = self._yaml(open_text, first_line)
        self.region = self._yaml(region, line) if region is not None else None
        if self.problems:
            raise ProblemsError(self.problems)

    def _yaml(self, text: str, first_line: int) -> Text:
        try:
            return read_yaml(text, first_line)
        except ProblemsError as error:
            self.problems += error.problems
            return Text({})

    def exercise(self) -> Exercise:
        kind = self._kind()
        practice = self.open.data.get("practice") == "true"
        hidden = self._hidden(kind, practice)
        specs = self._specs(kind)
        solutions = self._solutions(kind, specs, hidden) if hidden is not None else {}
        if self.problems:
            raise ProblemsError(self.problems)
        for var, solution in solutions.items():
            prefix = f"variants.{var}: " if var else ""
            for problem in kind.problems(specs[var], solution):
                self.problems.append(
                    Problem(
                        f"{prefix}{problem.field}", problem.found, problem.expected, self._place(problem, var)
                    )
                )
        if self.problems:
            raise ProblemsError(self.problems)
        return Exercise(kind, specs, solutions, self._rev(specs))

    def _place(self, problem: Problem, var: Variant) -> int | None:
        path: Path = tuple(problem.field.split("."))
        for text in (self.region, self.open):
            for start in ((), ("variant_keys", var or ""), ("variants", var or "")):
                line = (
                    text.lines.get((*start, *path)) or text.lines.get((*start, *path[:1])) if text else None
                )
                if line:
                    return line
        return None

    def _kind(self) -> Kind[Any, Any, Any]:
        name = self.open.data.get("kind")
        if isinstance(name, str) and name in KINDS:
            return KINDS[name]
        found = quoted(name) if isinstance(name, str) else say("found.nothing")
        raise ProblemsError([Problem("kind", found, listed(list(KINDS)), self.open.line(("kind",)))])

    def _hidden(self, kind: Kind[Any, Any, Any], practice: bool) -> Text | None:
        """Take the solution's fields from where they must stand: the open for practice, the region else."""
        names = ["variant_keys", *kind.solution.model_fields]
        in_open = [name for name in names if name in self.open.data]
        if not practice:
            for name in in_open:
                line = self.open.line((name,))
                self.problems.append(Problem(name, say("found.in_the_open"), say("expected.in_region"), line))
                del self.open.data[name]
            return self.region
        if self.region is not None:
            line = self.region.line(())
            self.problems.append(Problem("", say("found.practice_region"), say("expected.key_open"), line))
        taken = {name: self.open.data.pop(name) for name in in_open}
        return Text(taken, self.open.lines)

    def _specs(self, kind: Kind[Any, Any, Any]) -> dict[Variant, Spec]:
        base = dict(self.open.data)
        variants = base.pop("variants", None)
        if variants is None:
            spec = self._model(kind.spec, Text(base, self.open.lines), "")
            return {None: spec} if spec else {}
        if not isinstance(variants, dict) or not 2 <= len(variants) <= MAX_VARIANTS:
            found = quoted(variants) if isinstance(variants, str) else say("found.count", n=len(variants))
            line = self.open.line(("variants",))
            raise ProblemsError([Problem("variants", found, say("expected.variants", n=MAX_VARIANTS), line)])
        specs: dict[Variant, Spec] = {}
        for letter, over in variants.items():
            text = self._variant(letter, over, base)
            spec = self._model(kind.spec, text, f"variants.{letter}: ") if text else None
            if spec:
                specs[letter] = spec
        return specs

    def _variant(self, letter: str, over: Any, base: dict[str, Any]) -> Text | None:
        """Lay a variant's fields over the common ones."""
        path: Path = ("variants", letter)
        line = self.open.line(path)
        try:
            _PART_ID.validate_python(letter)
        except ValidationError:
            self.problems.append(Problem("variants", quoted(letter), say("expected.part_id"), line))
            return None
        if not isinstance(over, dict):
            self.problems.append(Problem(f"variants.{letter}", quoted(over), say("expected.mapping"), line))
            return None
        for name in over:
            if name in _FIXED:
                place = self.open.line((*path, name))
                self.problems.append(
                    Problem(f"variants.{letter}.{name}", say("found.fixed"), say("expected.fixed"), place)
                )
        lines = {p: n for p, n in self.open.lines.items() if not p or p[0] not in over}
        lines |= {p[2:]: n for p, n in self.open.lines.items() if p[:2] == path and len(p) > 2}
        return Text({**base, **over}, lines)

    def _solutions(
        self, kind: Kind[Any, Any, Any], specs: dict[Variant, Spec], hidden: Text
    ) -> dict[Variant, Solution]:
        if None in specs or not specs:
            solution = self._model(kind.solution, hidden, "")
            return {None: solution} if solution else {}
        keys = hidden.data.get("variant_keys")
        extra = [name for name in hidden.data if name != "variant_keys"]
        if not isinstance(keys, dict) or set(keys) != set(specs) or extra:
            found = listed([*(keys if isinstance(keys, dict) else []), *extra], "och") or say("found.nothing")
            wanted = say("expected.variant_keys", letters=listed([str(letter) for letter in specs], "och"))
            line = hidden.line(("variant_keys",))
            self.problems.append(Problem("variant_keys", found, wanted, line))
            return {}
        solutions: dict[Variant, Solution] = {}
        for letter, data in keys.items():
            path: Path = ("variant_keys", letter)
            lines = {p[2:]: n for p, n in hidden.lines.items() if p[:2] == path}
            text = Text(data if isinstance(data, dict) else {}, lines)
            solution = self._model(kind.solution, text, f"variant_keys.{letter}: ")
            if solution:
                solutions[letter] = solution
        return solutions

    def _model(self, model: type[BaseModel], text: Text, prefix: str) -> Any:
        try:
            return model.model_validate(text.data)
        except ValidationError as error:
            for problem in problems_of(error, model, text):
                self.problems.append(
                    Problem(f"{prefix}{problem.field}", problem.found, problem.expected, problem.line)
                )
            return None

    def _rev(self, specs: dict[Variant, Spec]) -> str:
        """Return the revision: what the author wrote in the open, as the model reads it."""
        read = {var: spec.model_dump(mode="json", exclude_unset=True) for var, spec in specs.items()}
        if None in read:
            canonical: dict[str, Any] = read[None]
        else:
            variants = self.open.data["variants"]
            canonical = {"variants": {var: {k: read[var][k] for k in variants[var]} for var in variants}}
            for name in self.open.data:
                holder = next((var for var in variants if name not in variants[var]), None)
                if holder is not None and name != "variants":
                    canonical[name] = read[holder][name]
        return hashlib.sha256(dumps(canonical)).hexdigest()[:6]
