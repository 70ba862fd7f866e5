"""Measures in places that are there already, each with who owns it: ``estate.yml``, read."""

from collections.abc import Mapping
from functools import cache

from akershamn.measures import Measure
from akershamn.world import HERE
from toolkit.authortext import read_file
from toolkit.formats.base import Model, PartId, Text


class Owned(Measure):
    """A measure, and who has to do it and look after it."""

    owner: Text


class Estate(Model):
    """The file as a whole."""

    v: int
    problems: Mapping[PartId, Text]
    measures: tuple[Owned, ...]


@cache
def estate() -> Estate:
    """Return what is written about the measures."""
    return read_file(HERE / "estate.yml", Estate)
