"""The ways through a branch: where one can come, what is open there, and what the best and the worst way is worth.

What lies behind matters only as far as a later condition asks for it. So ways are not counted one by one: two of
them that stand in the same node, with the same of those choices made, go on alike.
"""

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

from toolkit.exercises.branch.model import BranchSolution, BranchSpec, Step, conditions
from toolkit.exercises.branch.order import in_order

MOST = 2000
"""Places on all ways, told apart by what was chosen before, that are searched."""

Place = tuple[str, frozenset[Step]]
"""A node, and what was chosen before that a condition there or later asks for."""


class TooManyWaysError(Exception):
    """There are more places than are searched."""


class Ways:
    """All ways through a branch.

    Attributes
    ----------
    start
        Where every way begins.
    open
        What can be chosen, in each place that can be reached; nothing in an ending.

    Raises
    ------
    TooManyWaysError
        If there are more than `MOST` places.
    """

    def __init__(self, spec: BranchSpec) -> None:
        nodes, order = spec.nodes, in_order(spec.leads)[0]
        self._nodes = nodes
        self._matters: dict[str, frozenset[Step]] = {}
        for name in reversed(order):
            later = (self._matters[choice.to] for choice in nodes[name].choices.values())
            here = (step for choice in nodes[name].choices for step in conditions(nodes[name], choice))
            self._matters[name] = frozenset(here).union(*later)
        self.start: Place = (spec.start, frozenset())
        self.open: dict[Place, list[str]] = {}
        reached: dict[str, dict[Place, None]] = {name: {} for name in nodes}
        reached[spec.start][self.start] = None
        count = 1
        for name in order:
            asked_of = {choice: conditions(nodes[name], choice) for choice in nodes[name].choices}
            for place in reached[name]:
                self.open[place] = [choice for choice, asked in asked_of.items() if place[1].issuperset(asked)]
                for choice in self.open[place]:
                    after = self.after(place, choice)
                    if after not in reached[after[0]]:
                        reached[after[0]][after] = None
                        count += 1
                        if count > MOST:
                            raise TooManyWaysError

    def after(self, place: Place, choice: str) -> Place:
        """Return where a choice leads."""
        name, made = place
        to = self._nodes[name].choices[choice].to
        return to, (made | {(name, choice)}) & self._matters[to]

    def sums(self, solution: BranchSolution, best: Callable[[Iterable[Fraction]], Fraction]) -> dict[Place, Fraction]:
        """Return what can be had from each place on: the most with `max`, the least of a whole way with `min`."""
        found: dict[Place, Fraction] = {}
        for place in reversed(self.open):
            sums = [worth(solution, place[0], one) + found[self.after(place, one)] for one in self.open[place]]
            found[place] = best(sums) if sums else Fraction(0)
        return found

    def way(self, choose: Callable[[Place, list[str]], str]) -> Iterator[Step]:
        """Go through it, choosing where there is something to choose."""
        place = self.start
        while self.open[place]:
            choice = choose(place, self.open[place])
            yield place[0], choice
            place = self.after(place, choice)


def worth(solution: BranchSolution, node: str, choice: str) -> Fraction:
    """Return what a choice is worth."""
    return Fraction(solution.key.get(node, {}).get(choice, 0))
