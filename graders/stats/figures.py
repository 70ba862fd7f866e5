"""The figures of ``kurs stats``: all that a table of points says, and why the rest is not there."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graders.statistics import EASY, FOLLOWS, HARD, MIN_PEOPLE
from graders.statistics.dif import MantelHaenszel, screen
from graders.statistics.intervals import Estimate, Matrix, Vector
from graders.statistics.items import alpha_if_deleted, d27, difficulty, item_rest, item_total, spread_of_items
from graders.statistics.moodle import greatest_covariance, greatest_of_counts, moodle
from graders.statistics.packed import Packed
from graders.statistics.rasch import MOST, estimable, rasch
from graders.statistics.reliability import alpha, kr20
from graders.statistics.table import ScoreTable
from graders.statistics.twopl import twopl
from graders.stats.reading import FOCAL, REFERENCE, Points
from toolkit.messages import say

PATTERNS = 1 << 16
"""Most people whose answers are counted by pattern for a two-parameter model; among more, few are the same."""


class Figures:
    """What is known, as it is printed as JSON, and why the rest is null.

    Parameters
    ----------
    found
        The figures.
    why
        For each figure that is null a sentence, by its path in `found`; in a list the item's name stands for a place.
    """

    def __init__(self) -> None:
        self.found: dict[str, Any] = {}
        self.why: dict[str, str] = {}

    def known(self, path: str, value: Any, why: str | None) -> Any:
        """Return a figure, and keep the reason where it is null."""
        if value is None:
            self.why[path] = say(f"stats.why.{why}")
        return value

    def all_known(self, path: str, values: dict[str, Any], why: str | None) -> dict[str, Any]:
        """Return some figures under a path, which are null for the same reason if at all."""
        return {name: self.known(f"{path}{name}", value, why) for name, value in values.items()}

    def to_json(self) -> dict[str, Any]:
        """Return everything as it is printed."""
        return {**self.found, "why": self.why}


def figures(points: Points, *, grouped: bool, with_twopl: bool) -> Figures:
    """Compute the figures of a file.

    Parameters
    ----------
    grouped
        Whether the file's groups are to be compared.
    with_twopl
        Whether a two-parameter model is to be estimated, which takes minutes with millions of people.
    """
    made = Figures()
    table = points.table
    for name, why in points.left_out.items():
        made.known(f"items.{name}", None, why)
    made.found["n"] = table.n
    made.found |= _reliability(made, table)
    made.found["items"] = list(_items(made, points))
    made.found["moodle"] = _moodle(made, points)
    made.found["rasch"] = _rasch(made, points)
    made.found["twopl"] = _twopl(made, points) if with_twopl else made.known("twopl", None, "not_asked")
    made.found["dif"] = _dif(made, points) if grouped else made.known("dif", None, "no_group")
    return made


def _of_total(table: ScoreTable) -> str | None:
    """Return why there is no alpha."""
    if table.n < 2:
        return "under_2"
    if table.k < 2:
        return "one_item"
    return "total_alike" if table.total_variance == 0 else None


def _reliability(made: Figures, table: ScoreTable) -> dict[str, Any]:
    found, why = alpha(table), _of_total(table)
    values = {
        "alpha": found and found.alpha.value,
        "alpha_ci": found and [found.alpha.low, found.alpha.high],
        "sem": found and found.sem,
    }
    return made.all_known("", values, why) | made.all_known("", {"kr20": kr20(table)}, why or "in_between")


def _items(made: Figures, points: Points) -> Iterator[dict[str, Any]]:
    table = points.table
    shares, sds, rests = difficulty(table), spread_of_items(table), item_rest(table)
    totals, deleted, ends = item_total(table), alpha_if_deleted(table), d27(table)
    for place, item in enumerate(table.items):
        n = int(table.seen[0, place])
        path = f"items.{item}."
        share, rest, end = shares[place], rests[place], ends[place]
        why = _of_item(table, place)
        yield {
            "item": item,
            "n": n,
            **made.all_known(path, {"p": share and share.value}, _of_share(table, place)),
            **made.all_known(path, {"sd": sds[place]}, "under_2_here"),
            **made.all_known(path, {"item_rest_r": rest and rest.value}, why or _of_rest(table)),
            **made.all_known(path, {"item_total_r": totals[place]}, why or "total_alike"),
            **made.all_known(path, {"alpha_if_deleted": deleted[place]}, _of_deleted(table)),
            **made.all_known(path, {"d27": end and end.value}, _of_share(table, place, "ends_alike")),
            "flags": _flags(n, share, sds[place], rest, assumed=item in points.assumed),
        }


def _of_share(table: ScoreTable, item: int, otherwise: str = "share_alike") -> str:
    if table.seen[0, item] == 0:
        return "nobody_here"
    if table.max_points[item] <= 0:
        return "no_points"
    return "nobody" if table.n == 0 and otherwise == "ends_alike" else otherwise


def _of_item(table: ScoreTable, item: int) -> str | None:
    """Return why an item has no correlation, as far as that lies in the item or the people."""
    if table.n < 4:
        return "under_4"
    return "item_alike" if table.variances[item] == 0 else None


def _of_rest(table: ScoreTable) -> str:
    return "one_item" if table.k < 2 else "rest_alike"


def _of_deleted(table: ScoreTable) -> str:
    if table.n < 2:
        return "under_2"
    return "under_3_items" if table.k < 3 else "rest_alike"


def _flags(n: int, share: Estimate | None, sd: float | None, rest: Estimate | None, *, assumed: bool) -> list[str]:
    """Return what is worth a look."""
    found = {
        "few": n < MIN_PEOPLE,
        "alike": sd == 0,
        "easy": share is not None and share.value >= EASY,
        "hard": share is not None and share.value < HARD,
        "negative": rest is not None and rest.value < 0,
        "apart": rest is not None and rest.high < FOLLOWS,
        "max_assumed": assumed,
    }
    return [name for name, holds in found.items() if holds]


def _moodle(made: Figures, points: Points) -> dict[str, Any]:
    table = points.table
    found = moodle(table, _greatest(points))
    why = _of_total(table)
    values = {"cic": found.cic, "error_ratio": found.error_ratio, "standard_error": found.standard_error}
    items = []
    for place, one in enumerate(found.items):
        path = f"moodle.items.{one.item}."
        of_item = _of_item(table, place)
        items.append(
            {
                "item": one.item,
                **made.all_known(path, {"facility": one.facility}, _of_share(table, place, "nobody")),
                **made.all_known(path, {"sd": one.sd}, _of_share(table, place, "under_2")),
                **made.all_known(path, {"effective_weight": one.effective_weight}, _of_weight(table)),
                **made.all_known(path, {"discrimination_index": one.discrimination_index}, of_item or _of_rest(table)),
                **made.all_known(
                    path, {"discriminative_efficiency": one.discriminative_efficiency}, of_item or _of_rest(table)
                ),
            }
        )
    return made.all_known("moodle.", values, why) | {"items": items}


def _of_weight(table: ScoreTable) -> str:
    if table.n < 2:
        return "under_2"
    return "total_alike" if table.total_variance == 0 else "against_total"


def _greatest(points: Points) -> Vector:
    """Return for each item the greatest covariance that its points could have with the rest."""
    table, packed = points.table, points.packed
    found = np.array([greatest_of_counts(table, item) for item in range(table.k)])
    graded = np.flatnonzero(~table.all_or_nothing)
    if len(graded):
        totals = np.concatenate([part.sum(axis=1) for part, _ in packed.chunks(range(table.k))])
        complete = ~np.isnan(totals)
        for item in graded:
            own = packed.column(int(item))[complete]
            found[item] = greatest_covariance(own, totals[complete] - own)
    return found


def _right_or_wrong(made: Figures, points: Points, path: str) -> tuple[list[int], ScoreTable | None]:
    """Return the items that a model of right and wrong can take, and their table; the others get their reason."""
    table, packed = points.table, points.packed
    kept = []
    for place, item in enumerate(table.items):
        if table.all_or_nothing[place] and table.max_points[place] > 0:
            kept.append(place)
        else:
            made.known(f"{path}.{item}", None, "in_between_here")
    while kept:
        # With one point for each item the table of all items says it already.
        same = len(kept) == table.k and bool((table.max_points == 1).all())
        right = table if same else packed.table(kept, right=True)
        good = estimable(right)
        if good.all():
            return kept, right
        for place, holds in zip(kept, good, strict=True):
            if not holds:
                made.known(f"{path}.{table.items[place]}", None, "all_or_none")
        kept = [place for place, holds in zip(kept, good, strict=True) if holds]
    return kept, None


def _rasch(made: Figures, points: Points) -> dict[str, Any] | None:
    kept, right = _right_or_wrong(made, points, "rasch.b")
    model = rasch(right) if right else None
    if model is None:
        _no_model(made, "rasch", "rasch.b.", kept, 2)
        return None
    b: dict[str, Any] = dict.fromkeys(points.table.items)
    b |= {name: [float(at), float(se)] for name, at, se in zip(model.items, model.b, model.se, strict=True)}
    return {"logl": model.logl, "b": b}


def _no_model(made: Figures, name: str, path: str, kept: Sequence[int], least: int) -> None:
    """Say why there is no model at all, in the place of what was said of its items."""
    made.why = {key: why for key, why in made.why.items() if not key.startswith(path)}
    why = f"under_{least}_right_or_wrong" if len(kept) < least else f"no_{name}"
    made.known(name, None, "over_500" if name == "rasch" and len(kept) > MOST else why)


def _twopl(made: Figures, points: Points) -> dict[str, Any] | None:
    kept, _ = _right_or_wrong(made, points, "twopl.items")
    names = tuple(points.table.items[place] for place in kept)
    model = twopl(names, _patterns(points.packed, kept)) if kept else None
    if model is None:
        _no_model(made, "twopl", "twopl.items.", kept, 3)
        return None
    items: dict[str, Any] = dict.fromkeys(points.table.items)
    for name, a, b, d in zip(model.items, model.a, model.b, model.d, strict=True):
        items[name] = {"a": float(a), "b": float(b), "d": float(d)}
    return {"logl": model.logl, "items": items}


def _patterns(packed: Packed, items: Sequence[int]) -> Callable[[], Iterable[tuple[Matrix, Vector]]]:
    """Return what gives the patterns of right and wrong without gaps, and how many people have each."""

    def chunks() -> Iterator[tuple[Matrix, Vector]]:
        for points, _ in packed.chunks(items):
            complete = points[~np.isnan(points).any(axis=1)]
            yield complete / packed.max_points[list(items)], np.ones(len(complete))

    if len(packed) > PATTERNS:
        return chunks
    everybody: NDArray[np.float64] = np.concatenate([answers for answers, _ in chunks()])
    patterns, people = np.unique(everybody, axis=0, return_counts=True)
    return lambda: [(patterns, people.astype(np.float64))]


def _dif(made: Figures, points: Points) -> list[dict[str, Any]] | None:
    table = points.table
    if not table.counts[[REFERENCE, FOCAL]].sum(axis=1).all():
        made.known("dif", None, "empty_group")
        return None
    found = screen(table, points.packed.table, REFERENCE, FOCAL).items
    return [_compared(made, table, place, one) for place, one in enumerate(found)]


def _compared(made: Figures, table: ScoreTable, item: int, one: MantelHaenszel | None) -> dict[str, Any]:
    values = {
        "chi2": one and one.chi2,
        "p": one and one.p,
        "p_bh": one and one.p_bh,
        "alpha_mh": one and one.alpha,
        "delta_mh": one and one.delta,
        "ets": one and one.ets,
    }
    name = table.items[item]
    why = "no_overlap" if table.all_or_nothing[item] else "in_between_here"
    return {"item": name, **made.all_known(f"dif.{name}.", values, why)}
