"""Measures to choose among in plans: ``measures.yml``, read."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated

from pydantic import BeforeValidator

from akershamn.levels import words
from akershamn.world import HERE
from toolkit.authortext import read_file
from toolkit.formats.base import Model, PartId, Text


class Measure(Model):
    """Something to do about a problem; the file says what the fields are."""

    id: PartId
    problem: PartId
    name: Text
    cause: Text
    cost: int
    upkeep: int
    evidence: Text | None = None
    sources: Annotated[tuple[str, ...], BeforeValidator(words)] = ()


class Measures(Model):
    """The file as a whole."""

    v: int
    sources: Mapping[str, Text]
    problems: Mapping[PartId, Text]
    measures: tuple[Measure, ...]


@cache
def measures() -> Measures:
    """Return what is written about measures."""
    return read_file(HERE / "measures.yml", Measures)
