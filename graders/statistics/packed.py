"""The points of very many people in few bytes, for what the score table alone cannot say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graders.statistics.intervals import Matrix, Vector
from graders.statistics.table import ScoreTable, added, score_table

CHUNK = 1 << 13
"""People that are unpacked at a time: few enough to stay in the processor's cache."""


@dataclass(frozen=True)
class Place:
    """Where an item's code lies: in which word, how many bits from its right end, and how many bits wide."""

    word: int
    shift: int
    bits: int


def places(levels: Sequence[int]) -> list[Place]:
    """Give each item its place in words of 64 bits, by how many different points it can have beside none."""
    found: list[Place] = []
    word = used = 0
    for count in levels:
        bits = count.bit_length()
        if used + bits > 64:
            word, used = word + 1, 0
        found.append(Place(word, used, bits))
        used += bits
    return found


@dataclass(frozen=True, eq=False)
class Packed:
    """People's points, packed: an item has a code of a few bits, 0 for no points and n for its n-th level.

    Parameters
    ----------
    items
        Names of the items.
    max_points
        Points that each item can give.
    levels
        For each item the points that occur, in the order of their codes from 1.
    words
        One row per person, as `places` lays them out.
    group
        The group of each person, counted from 0.
    groups
        Number of groups.
    """

    items: tuple[str, ...]
    max_points: Vector
    levels: tuple[Vector, ...]
    words: NDArray[np.uint64]
    group: NDArray[np.int8]
    groups: int

    def __len__(self) -> int:
        """Return the number of people."""
        return len(self.words)

    @cached_property
    def _laid(self) -> list[Place]:
        return places([len(one) for one in self.levels])

    @cached_property
    def _points(self) -> list[Vector]:
        """For each item the points of each code, and none of codes that do not occur."""
        found = []
        for one, place in zip(self.levels, self._laid, strict=True):
            points = np.full(1 << place.bits, np.nan)
            points[1 : len(one) + 1] = one
            found.append(points)
        return found

    def column(self, item: int) -> Vector:
        """Return everybody's points on an item, NaN where there are none."""
        found = np.empty(len(self))
        self._unpack(self.words.T, item, found)
        return found

    def _unpack(self, words: NDArray[np.uint64], item: int, out: Vector) -> None:
        """Write some people's points on an item; `words` has a row for each word."""
        place = self._laid[item]
        code = (words[place.word] >> np.uint64(place.shift)) & np.uint64((1 << place.bits) - 1)
        np.take(self._points[item], code.view(np.int64), out=out, mode="clip")

    def chunks(self, items: Sequence[int]) -> Iterator[tuple[Matrix, NDArray[np.int8]]]:
        """Give some items' points of some people after the other, one row per person, and the people's groups."""
        for low in range(0, len(self), CHUNK):
            words = np.ascontiguousarray(self.words[low : low + CHUNK].T)
            columns = np.empty((len(items), words.shape[1]))
            for row, item in enumerate(items):
                self._unpack(words, item, columns[row])
            yield columns.T, self.group[low : low + CHUNK]

    def table(self, items: Sequence[int] | None = None, *, right: bool = False) -> ScoreTable:
        """Return the score table of some items.

        Parameters
        ----------
        items
            Places of the items; all where none are given.
        right
            Count an item with all its points as 1 and one with none as 0, whatever it gives.
        """
        chosen = list(range(len(self.items))) if items is None else list(items)
        most = self.max_points[chosen]
        names = [self.items[item] for item in chosen]
        return added(
            [
                score_table(
                    points / most if right else points,
                    np.ones_like(most) if right else most,
                    names,
                    group,
                    self.groups,
                )
                for points, group in self.chunks(chosen)
            ]
        )
