"""The numbers of one exercise."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graders.disclosure import protect
from graders.reports.inputs import Inputs
from graders.reports.item import Item, item_share
from graders.reports.items.answering import changed, seconds, sureness
from graders.reports.items.near import result_of, tens, within
from graders.reports.items.numbers import Drawn, Exercise, Known, Logit, People, Variant
from graders.reports.items.options import drawn
from graders.reports.items.questions import questions
from graders.reports.numbers import SHOWN, Result
from graders.reports.scored import result
from graders.statistics import MIN_PEOPLE, item_rest, score_table
from graders.statistics.variants import Difference, equally_hard
from toolkit.exercises.cell import Exercise as Cell
from toolkit.exercises.cell import Variant as Letter
from toolkit.exercises.text import TextSolution

GUESSED = ("single", "sort", "rank", "cloze")
"""Kinds of which a person who knows nothing gets a known share of the points: the chance of each part."""


@dataclass(frozen=True)
class Scores:
    """The points on a module.

    Parameters
    ----------
    points
        By person and exercise, of the people with points on every exercise.
    totals
        Their sums.
    most
        What each exercise can give.
    result
        The mean share of the points.
    """

    points: pd.DataFrame
    totals: "pd.Series[float]"
    most: NDArray[np.float64]
    result: Result


def exercise_of(
    inputs: Inputs, item: Item, rows: pd.DataFrame, scores: Scores, logits: Mapping[str, Known[Logit]]
) -> Exercise:
    """Compute what is said of an exercise, but for what is found against it.

    Parameters
    ----------
    rows
        Those of its module.
    logits
        The module's Rasch model.
    """
    own = rows[rows["exercise"] == item.id]
    cell = inputs.exercises.get(item.id)
    goal = inputs.course.goals.get(str(own["goal"].iloc[0]))
    answered = own[own["counts"] & (own["status"] == "answered")]
    counted = int(own["counts"].sum())
    # How many answered would tell a hidden number of those who did not.
    told = item.omitted is not None and item.not_reached is not None
    those = within(len(answered), People(counted, exact=told))
    variants = tuple(_variants(cell, item, own, answered, scores, those))
    open_ = item.share.n is not None
    why = item.share.why
    return Exercise(
        item=item,
        goal=f"{item.goal} {goal.text}" if goal else item.goal,
        points=float(own["max_points"].max()),
        guess=_guess(cell),
        variants=variants,
        equal=_equal(variants, answered) if open_ else Known(None, why),
        rasch=logits.get(item.id, Known(None, item.rest.why)) if open_ else Known(None, why),
        sureness=sureness(cell, answered, counted) if open_ else Known(None, why),
        answered=those if open_ else None,
        changed=changed(cell, answered, those) if open_ else Known(None, why),
        seconds=seconds(answered, those) if open_ else Known(None, why),
        findings=(),
    )


def _guess(cell: Cell | None) -> Known[float]:
    """Return the mean over the variants of what guessing gives."""
    if cell is None:
        return Known(None, "no_text")
    if cell.kind.name not in GUESSED:
        return Known(None, "no_guess")
    chances = [cell.kind.chance(spec) for spec in cell.specs.values()]
    return Known(float(sum(chances, Fraction(0)) / len(chances)))


def _variants(
    cell: Cell | None,
    item: Item,
    own: pd.DataFrame,
    answered: pd.DataFrame,
    scores: Scores,
    those: People | None,
) -> Iterator[Variant]:
    if cell is None:
        yield Variant(None, None, item.text, (), (), those, item.share, item.rest, Drawn(why="no_text"))
        return
    why = item.share.why if item.share.n is None else scores.result.why if scores.result.n is None else None
    sizes = _sizes(cell, answered, those)
    for letter, spec in cell.specs.items():
        mine = answered if letter is None else answered[answered["variant"] == letter]
        asked = questions(cell, letter)
        whole = asked[0] if len(asked) == 1 else None
        n = sizes[letter]
        yield Variant(
            letter=letter,
            case=spec.case,
            prompt=spec.prompt,
            key=tuple(_key(cell, letter)),
            others=tuple(text for name, text in whole.options.items() if name not in whole.key) if whole else (),
            n=n,
            share=item.share if letter is None else result_of(item_share(own, mine), n),
            rest=item.rest if letter is None else result_of(_rest(item, mine, scores), n),
            drawn=Drawn(why=why) if why else drawn(cell, letter, mine, scores.totals, n),
        )


def _sizes(cell: Cell, answered: pd.DataFrame, those: People | None) -> dict[Letter, People | None]:
    """Return how many answered each variant, as it is shown; together they are all who answered."""
    if not cell.variants:
        return {None: those}
    counts = [int((answered["variant"] == one).sum()) for one in cell.variants]
    if those is None or not those.exact:
        return {one: tens(n) for one, n in zip(cell.variants, counts, strict=True)}
    shown = protect(np.array([*counts, len(answered) - sum(counts)]), SHOWN).cells
    return {
        one: tens(n) if may is None else People(n) for one, n, may in zip(cell.variants, counts, shown, strict=False)
    }


def _key(cell: Cell, letter: Letter) -> list[str]:
    """Say the right answer, a line per part; of a text what its marker looks for."""
    spec, solution = cell.specs[letter], cell.solutions[letter]
    if isinstance(solution, TextSolution):
        return [one.text for one in solution.rubric.values()]
    right = next(one for one in cell.kind.samples(spec, solution) if one.name == "right")
    return cell.words(letter, right.answer)


def _rest(item: Item, mine: pd.DataFrame, scores: Scores) -> Result:
    """Return r between a variant and the rest of the module, among those who answered it."""
    if item.rest.n is None or item.rest.why == "alone":
        return item.rest
    kept = mine[mine["pid"].isin(scores.totals.index)]
    if len(kept) < MIN_PEOPLE:
        return result(len(kept), None, "under_30")
    points = kept["points"].to_numpy(dtype=np.float64)
    rest = scores.totals[kept["pid"]].to_numpy(dtype=np.float64) - points
    table = score_table(np.column_stack([points, rest]), np.ones(2))
    return result(len(kept), item_rest(table)[0], "alike")


def _equal(variants: tuple[Variant, ...], answered: pd.DataFrame) -> Known[Difference]:
    """Test whether the variants with enough people are equally hard."""
    if len(variants) < 2:
        return Known(None, "one_variant")
    known = [one.letter for one in variants if one.share.n is not None and one.share.n >= MIN_PEOPLE]
    if len(known) < 2:
        return Known(None, "under_30")
    found = equally_hard([answered.loc[answered["variant"] == one, "points"].to_numpy() for one in known])
    return Known(found, None if found else "alike")
