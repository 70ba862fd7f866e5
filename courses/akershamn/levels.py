"""How much there is of what, where and when: ``levels.yml``, read."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from akershamn.world import HERE, Line
from toolkit.authortext import read_file
from toolkit.formats.base import Flag, Model, PartId, Text


def words(text: Any) -> Any:
    """Read a list as the files write it: words with spaces between."""
    return text.split() if isinstance(text, str) else text


Weights = Annotated[tuple[float, ...], BeforeValidator(words)]
Ids = Annotated[tuple[PartId, ...], BeforeValidator(words)]
Counts = Annotated[tuple[int, ...], BeforeValidator(words)]


class Type(Model):
    """A type of crime; the file says what the fields are."""

    id: PartId
    name: Text
    mean: float
    series: int = 1


class Kind(Type):
    """A type that has a place."""

    zones: Weights
    weekdays: Weights = ()
    hours: Weights = ()
    week: tuple[Weights, ...] = ()
    months: PartId = "even"
    clock: Literal["exact", "bicycle", "night", "home", "long"] = "exact"
    mapped: Flag = True
    cases: Counts = ()
    again: float = 0


class Change(Model):
    """What made a type more or less common in some zones for a time."""

    kind: PartId
    zones: Ids
    first: date
    last: date
    factor: float


class Levels(Model):
    """The file as a whole."""

    v: int
    years: Counts
    zones: Ids
    spread: float
    months: Mapping[PartId, Weights]
    kinds: tuple[Kind, ...]
    night_out: Line
    night_factors: Mapping[PartId, float]
    changes: tuple[Change, ...]
    off_map: tuple[Type, ...]

    @property
    def types(self) -> tuple[Type, ...]:
        """All types, those without a place last."""
        return (*self.kinds, *self.off_map)


@cache
def levels() -> Levels:
    """Return what is written about the levels."""
    return read_file(HERE / "levels.yml", Levels)
