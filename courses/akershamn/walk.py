"""A walk across the square, stop by stop: ``walk.yml``, read."""

from collections.abc import Mapping
from functools import cache

from akershamn.world import HERE
from toolkit.authortext import read_file
from toolkit.formats.base import Model, PartId, Text


class Stop(Model):
    """A picture on the way; `seen` says where in it each thing is."""

    id: PartId
    name: Text
    about: Text
    seen: Mapping[Text, Text]


class Walk(Model):
    """The file as a whole."""

    v: int
    stops: tuple[Stop, ...]

    def stop(self, name: str) -> Stop:
        """Return a stop by its id."""
        return next(one for one in self.stops if one.id == name)


@cache
def walk() -> Walk:
    """Return what is written about the walk."""
    return read_file(HERE / "walk.yml", Walk)
