"""One exercise is one cell: ``%%exercise``, a YAML mapping, and when graded a hidden region with the key."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import Any, Literal

from pydantic import BaseModel, JsonValue, TypeAdapter, ValidationError

from toolkit.authortext import Place, Text, dotted, nearest, problems_of, read_yaml, unix, unknown_field
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
UNSCORED_POINTS = Decimal(0)
"""The same where there is no right or wrong: a check of it is 0 of 0."""
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
    def binding(self) -> bool:
        """Whether what was answered stands, so that a later answer can only add to it."""
        return self.graded and self.kind.binding

    def keeps(self, var: Variant, earlier: JsonValue, new_var: Variant, value: JsonValue) -> bool:
        """Tell whether a valid answer may follow an earlier one, which it must keep all of where that is binding.

        An answer cleared or *Vet inte* binds to nothing; what binds, binds to its variant.
        """
        if not self.binding or earlier in (None, DONT_KNOW):
            return True
        if var != new_var or value in (None, DONT_KNOW):
            return False
        spec, kind = self.specs[var], self.kind
        return kind.extends(kind.read_answer(spec, value), kind.read_answer(spec, earlier))

    @property
    def max_points(self) -> Decimal:
        """The points that it can give."""
        if self.spec.points is not None:
            return self.spec.points
        return UNSCORED_POINTS if self.kind.by_hand else PRACTICE_POINTS

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
        if isinstance(value, dict) and value.get("dk") is True:
            if not pretest or len(value) > 1:
                raise AnswerError(say("answer.dont_know"))
            return DONT_KNOW
        return self.kind.read_answer(self.specs[var], value)

    def score(self, var: Variant, value: JsonValue, *, pretest: bool = False) -> Score:
        """Score what a participant sent; null scores 0, and what a person is to mark has no points yet.

        Raises
        ------
        AnswerError
            If it is no answer to this exercise.
        """
        share: Fraction | None = Fraction(0)
        if value is not None:
            answer = self.read_answer(var, value, pretest=pretest)
            if answer is not DONT_KNOW:
                share = self.kind.share(self.specs[var], self.solutions[var], answer)
        if share is None and self.graded:
            return Score(None, float(self.max_points))
        return Score(points_of(share or Fraction(0), self.max_points), float(self.max_points))

    def words(self, var: Variant, value: JsonValue) -> list[str]:
        """Say in Swedish what was answered, one line per part."""
        if value is None:
            return [say("explain.unanswered")]
        answer = self.read_answer(var, value, pretest=True)
        return [say("explain.dont_know")] if answer is DONT_KNOW else self.kind.words(self.specs[var], answer)

    def explain(self, var: Variant, value: JsonValue, *, shown: bool = False) -> list[str]:
        """Say in Swedish what was answered and why it scored so, one line per part.

        Parameters
        ----------
        shown
            Whether the reader has the answer before them.
        """
        if value is None or value == DONT_KNOW:
            return [*self.words(var, value), self.solutions[var].explanation]
        explain = self.kind.explain_shown if shown else self.kind.explain
        return explain(self.specs[var], self.solutions[var], self.read_answer(var, value))


def is_exercise(source: str) -> bool:
    """Tell whether a code cell is an exercise."""
    return source.split(maxsplit=1)[:1] == [MAGIC]


def read_exercise(source: str) -> Exercise:
    """Read the cell of an exercise, as an author wrote it or as it was released.

    Raises
    ------
    ProblemsError
        With everything that is wrong in the cell.
    """
    above, _, rest = unix(source).partition(MAGIC)
    beside, _, body = rest.partition("\n")
    line = above.count("\n") + 1
    if beside.strip():
        problem = Problem("", quoted(beside.strip()), say("expected.nothing_beside"), line)
        raise ProblemsError([problem])
    return _Reader(body, line + 1).exercise()


def read_body(body: str) -> Exercise:
    """Read a cell without its first line, as a cell magic gets it."""
    return _Reader(unix(body), first_line=2).exercise()


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
    misspelt = next((i for i, row in enumerate(rows) if row.strip() not in (BEGIN, END) and _meant(row)), None)
    if misspelt is not None:
        row, expected = rows[misspelt].strip(), say("region.mark", mark=_meant(rows[misspelt]))
        raise ProblemsError([Problem("", quoted(row), expected, misspelt + first_line)])
    if not starts and not ends:
        return body, None, 0
    if len(starts) != 1 or len(ends) != 1 or ends[0] < starts[0]:
        key = "many" if starts and ends else "no_end" if starts else "no_begin"
        found, expected = say(f"region.{key}.found"), say(f"region.{key}.expected")
        raise ProblemsError([Problem("", found, expected, (starts + ends)[0] + first_line)])
    after = next((i for i in range(ends[0] + 1, len(rows)) if rows[i].strip()), None)
    if after is not None:
        problem = Problem("", quoted(rows[after].strip()), say("region.last"), after + first_line)
        raise ProblemsError([problem])
    region = "\n".join(rows[starts[0] + 1 : ends[0]])
    return "\n".join(rows[: starts[0]]), region, starts[0] + 1 + first_line


def _meant(row: str) -> str | None:
    """Return the delimiter that a row is, or was meant to be."""
    text = row.strip().upper()
    if "HIDDEN TEST" not in text and not text.startswith("#"):
        return None
    cutoff = 0.0 if "HIDDEN TEST" in text else 0.85
    return next(iter(get_close_matches(text, [BEGIN, END], n=1, cutoff=cutoff)), None)


def _lines_of(text: Text, name: str) -> dict[Place, int]:
    """Return the lines of a field and of all that stands in it."""
    return {path: line for path, line in text.lines.items() if path[:1] == (name,)}


class _Reader:
    """Reads one cell and gathers its problems.

    One slip should be one problem: a field that stands in the wrong part is named as such, and read all the
    same.
    """

    def __init__(self, body: str, first_line: int) -> None:
        self.problems: list[Problem] = []
        open_text, region, line = split_region(body, first_line)
        self.open = self._yaml(open_text, first_line)
        self.region = self._yaml(region, line) if region is not None else None
        self._stop_if_wrong()
        self.open_texts: dict[Variant, Text] = {}
        self.hidden_texts: dict[Variant, Text] = {}

    def exercise(self) -> Exercise:
        kind = self._kind()
        hidden = self._hidden(kind)
        specs = self._specs(kind)
        solutions = self._solutions(kind, hidden) if hidden is not None else {}
        self._stop_if_wrong()
        for var, solution in solutions.items():
            for problem in kind.problems(specs[var], solution):
                is_hidden = problem.field.split(".")[0] in kind.solution.model_fields
                text = (self.hidden_texts if is_hidden else self.open_texts)[var]
                line = text.line(text.place(problem.field))
                self._add(replace(problem, line=line), var, hidden=is_hidden)
        self._stop_if_wrong()
        return Exercise(kind, specs, solutions, self._rev(specs))

    def _stop_if_wrong(self) -> None:
        if self.problems:
            raise ProblemsError(self.problems)

    def _yaml(self, text: str, first_line: int) -> Text:
        try:
            return read_yaml(text, first_line)
        except ProblemsError as error:
            self.problems += error.problems
            return Text({})

    def _add(self, problem: Problem, var: Variant, *, hidden: bool) -> None:
        """Note a problem under the field's full name; what all variants share is said once."""
        if var is not None:
            name = problem.field.split(".")[0]
            if hidden:
                problem = replace(problem, field=f"variant_keys.{var}.{problem.field}".rstrip("."))
            elif name in self.open.data["variants"][var]:
                problem = replace(problem, field=f"variants.{var}.{problem.field}")
        if not any((p.field, p.found) == (problem.field, problem.found) for p in self.problems):
            self.problems.append(problem)

    def _kind(self) -> Kind[Any, Any, Any]:
        data, names = self.open.data, list(KINDS)
        name = data.get("kind")
        if isinstance(name, str) and name in KINDS:
            return KINDS[name]
        unknown = [field for field in data if field not in Spec.model_fields]
        misspelt = next((field for field in unknown if nearest(field, ["kind"])), None)
        if name is None and misspelt:
            problem = unknown_field(misspelt, "kind", names, self.open.line((misspelt,)))
        else:
            meant = nearest(name, names) if isinstance(name, str) else None
            found = quoted(name) if isinstance(name, str) else say("found.nothing" if name is None else "found.list")
            problem = Problem("kind", found, quoted(meant) if meant else listed(names), self.open.line(("kind",)))
        raise ProblemsError([problem])

    def _role(self) -> Literal["practice", "graded"] | None:
        """Return what the exercise is; None where it says both or neither, which is a problem of its own."""
        practice, graded = self.open.data.get("practice"), "points" in self.open.data
        if practice == "true" and not graded:
            return "practice"
        return "graded" if graded and practice in (None, "false") else None

    def _hidden(self, kind: Kind[Any, Any, Any]) -> Text | None:
        """Gather the solution's fields: practice has them in the open, a graded exercise in its region.

        None for a graded exercise without any, as it is when released.
        """
        role, region = self._role(), self.region
        open_names = [*kind.spec.model_fields, "variants"]
        hidden_names = [*kind.solution.model_fields, "variant_keys"]

        def belongs(name: str) -> bool:
            known = name in hidden_names or name in open_names
            meant = name if known or role == "graded" else nearest(name, [*open_names, *hidden_names])
            return meant in hidden_names

        moved = [name for name in self.open.data if belongs(name)]
        if moved and role == "graded":
            found = say("found.in_the_open", names=listed(moved, "och"))
            line = self.open.line((moved[0],))
            self.problems.append(Problem(moved[0], found, say("expected.in_region"), line))
        if region and role == "practice":
            found, line = say("found.practice_region"), region.line(())
            self.problems.append(Problem("", found, say("expected.key_open"), line))
        if region:
            self._take_out_of_region(region, open_names)
        if not region and not moved and role != "practice":
            return None
        hidden = region or Text({}, self.open.lines)
        for name in moved:
            value = self.open.data.pop(name)
            if hidden.data.setdefault(name, value) is value:
                hidden.lines.update(_lines_of(self.open, name))
        return hidden

    def _take_out_of_region(self, region: Text, open_names: Collection[str]) -> None:
        """Move what belongs in the open there, and say so."""
        moved = [name for name in region.data if name in open_names]
        if moved:
            found, line = say("found.in_region", names=listed(moved, "och")), region.line((moved[0],))
            self.problems.append(Problem(moved[0], found, say("expected.in_the_open"), line))
        for name in moved:
            value = region.data.pop(name)
            if self.open.data.setdefault(name, value) is value:
                self.open.lines.update(_lines_of(region, name))

    def _specs(self, kind: Kind[Any, Any, Any]) -> dict[Variant, Spec]:
        base = dict(self.open.data)
        variants = base.pop("variants", None)
        if variants is None:
            self.open_texts = {None: Text(base, self.open.lines)}
        elif not isinstance(variants, dict) or not 2 <= len(variants) <= MAX_VARIANTS:
            found = quoted(variants) if isinstance(variants, str) else say("found.count", n=len(variants))
            line = self.open.line(("variants",))
            raise ProblemsError([Problem("variants", found, say("expected.variants", n=MAX_VARIANTS), line)])
        else:
            self.open_texts = {letter: self._variant(letter, variants[letter], base) for letter in variants}
            self._stop_if_wrong()
        specs = {var: self._model(kind.spec, text, var) for var, text in self.open_texts.items()}
        return {var: spec for var, spec in specs.items() if spec}

    def _variant(self, letter: str, over: Any, base: dict[str, Any]) -> Text:
        """Lay a variant's fields over the common ones."""
        path = ("variants", letter)
        try:
            _PART_ID.validate_python(letter)
        except ValidationError:
            problem = Problem("variants", quoted(letter), say("expected.part_id"), self.open.line(path))
            self.problems.append(problem)
        if not isinstance(over, dict):
            problem = Problem(dotted(path), quoted(over), say("expected.mapping"), self.open.line(path))
            self.problems.append(problem)
            return Text({})
        for name in over:
            if name in _FIXED:
                place, line = dotted((*path, name)), self.open.line((*path, name))
                self.problems.append(Problem(place, say("found.fixed"), say("expected.fixed"), line))
        lines = {p: n for p, n in self.open.lines.items() if not p or p[0] not in over}
        return Text({**base, **over}, {**lines, **{p: n for p, n in self.open.part(path).lines.items() if p}})

    def _solutions(self, kind: Kind[Any, Any, Any], hidden: Text) -> dict[Variant, Solution]:
        if None in self.open_texts:
            self.hidden_texts = {None: hidden}
        else:
            letters = [str(letter) for letter in self.open_texts]
            keys = hidden.data.get("variant_keys")
            named = list(keys) if isinstance(keys, dict) else []
            extra = [name for name in hidden.data if name != "variant_keys"]
            if sorted(named) != sorted(letters) or extra:
                found = listed([*named, *extra], "och") or say("found.nothing")
                expected = say("expected.variant_keys", letters=listed(letters, "och"))
                line = hidden.line(("variant_keys",))
                self.problems.append(Problem("variant_keys", found, expected, line))
                return {}
            self.hidden_texts = {letter: hidden.part(("variant_keys", letter)) for letter in letters}
        solutions = {var: self._model(kind.solution, text, var, hidden=True) for var, text in self.hidden_texts.items()}
        return {var: solution for var, solution in solutions.items() if solution}

    def _model(self, model: type[BaseModel], text: Text, var: Variant, *, hidden: bool = False) -> Any:
        try:
            return model.model_validate(text.data)
        except ValidationError as error:
            for problem in problems_of(error, model, text, also=() if hidden else ("variants",)):
                self._add(problem, var, hidden=hidden)
            return None

    def _rev(self, specs: dict[Variant, Spec]) -> str:
        """Return the revision: what the author wrote in the open, as the model reads it."""
        read = {var: spec.model_dump(mode="json", exclude_unset=True) for var, spec in specs.items()}
        canonical: dict[str, Any] = {}
        if None in read:
            canonical = read[None]
        else:
            over = self.open.data["variants"]
            canonical["variants"] = {var: {name: read[var][name] for name in over[var]} for var in over}
            for name in self.open.data:
                # A field that every variant replaces is never read.
                reader = next((var for var in over if name not in over[var]), None)
                if name != "variants" and reader is not None:
                    canonical[name] = read[reader][name]
        return hashlib.sha256(dumps(canonical)).hexdigest()[:6]
