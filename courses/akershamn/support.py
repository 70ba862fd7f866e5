"""Measures for a plan over three levels: ``support.yml``, read."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated

from pydantic import BeforeValidator

from akershamn.levels import words
from akershamn.world import HERE
from toolkit.authortext import read_file
from toolkit.formats.base import Model, PartId, Text


class Support(Model):
    """A measure for children and young people; the file says what the fields are."""

    id: PartId
    level: PartId
    name: Text
    target: Text
    need: Text
    cost: int
    upkeep: int
    evidence: Text | None = None
    sources: Annotated[tuple[str, ...], BeforeValidator(words)] = ()


class Supports(Model):
    """The file as a whole."""

    v: int
    levels: Mapping[PartId, Text]
    sources: Mapping[str, Text]
    measures: tuple[Support, ...]


@cache
def supports() -> Supports:
    """Return what is written about measures for the young."""
    return read_file(HERE / "support.yml", Supports)
