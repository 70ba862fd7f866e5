"""What is written by hand about Åkershamn: ``akershamn.yml``, read."""

from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator

from toolkit.authortext import read_file
from toolkit.formats.base import Model, PartId, Text

HERE = Path(__file__).resolve().parent

Point = tuple[float, float]
"""A place on the map; one unit is ten metres, and y grows to the south."""


def _points(text: Any) -> Any:
    """Read points as SVG writes them: ``0,148 40,158``."""
    return [tuple(part.split(",")) for part in text.split()] if isinstance(text, str) else text


def _point(text: Any) -> Any:
    return tuple(text.split(",")) if isinstance(text, str) else text


At = Annotated[Point, BeforeValidator(_point)]
Line = Annotated[tuple[Point, ...], BeforeValidator(_points)]


class Area(Model):
    """One of the four parts of the municipality; `visitors` is how many come there on an ordinary day."""

    id: PartId
    name: Text
    population: int
    visitors: int
    about: Text
    outline: Line


class Place(Model):
    """A place with a name; `short` is what tables and maps call it."""

    id: PartId
    name: Text
    kind: Text
    area: PartId
    short: Text
    at: At


class Map(Model):
    """What is drawn beside areas and places, and in words how all of it lies."""

    size: At
    alt: Text
    sea: Line
    railway: Line
    streets: tuple[Line, ...]


class Municipality(Model):
    """The municipality as a whole."""

    name: Text
    population: int


class Neighbour(Model):
    """A municipality to compare with."""

    id: PartId
    name: Text
    population: int


class Organisation(Model):
    """Somebody that the municipality works with, or the municipality itself."""

    id: PartId
    name: Text
    kind: Text


class Person(Model):
    """Somebody who appears in cases."""

    id: PartId
    role: Text
    name: Text
    organisation: PartId


class World(Model):
    """The file as a whole."""

    v: int
    note: Text
    municipality: Municipality
    neighbours: tuple[Neighbour, ...]
    areas: tuple[Area, ...]
    map: Map
    places: tuple[Place, ...]
    organisations: tuple[Organisation, ...]
    people: tuple[Person, ...]

    def area(self, name: str) -> Area:
        """Return an area by its id."""
        return next(area for area in self.areas if area.id == name)


@cache
def world() -> World:
    """Return what is written about Åkershamn."""
    return read_file(HERE / "akershamn.yml", World)
