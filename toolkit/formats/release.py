"""``release.json``: what was released, byte for byte, and the seed of the variants."""

from typing import Annotated, Literal

from pydantic import Field

from toolkit.formats.base import ExerciseId, Model, ModuleId, OccasionId, PartId, Points, Rev, Sha256, Time
from toolkit.formats.course import Role

Seed = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]


class ReleasedExercise(Model):
    """A graded exercise as it was released."""

    rev: Rev = Field(description="revision of the open fields")
    points: Points = Field(description="points it can give")
    variants: list[PartId] = Field(default=[], description="letters of its variants")
    earlier: list[Rev] = Field(default=[], description="revisions that were answered before it was corrected")


class Publication(Model):
    """That feedback on a module has been published, and who had more time until then."""

    at: Time = Field(description="when the first of it was published")
    extensions: list[Sha256] = Field(
        description="SHA-256 of `participant|module|due` of each extension that there was;"
        " of a pre-test or final test no other holds from then on"
    )


class ReleasedModule(Model):
    """A module as it was released."""

    released: Time = Field(description="when")
    files: dict[str, Sha256] = Field(description="SHA-256 of every file of the snapshot in source/")
    exercises: dict[ExerciseId, ReleasedExercise] = Field(description="its exercises, in order")
    published: Publication | None = Field(default=None, description="when its feedback was first published")


class Mark(Model):
    """What a released notebook says of itself, in its metadata under `kurs`: all that a widget needs to know."""

    v: Literal[1] = Field(default=1, description="version of the format")
    occasion: OccasionId = Field(description="the occasion")
    module: ModuleId = Field(description="the module")
    role: Role = Field(description="ordinary module, pre-test or final test")
    seed: Seed = Field(description="seed of the variants")
    retakes: Annotated[int, Field(ge=0)] = Field(default=0, description="how many occasions this is a retake of")


class Release(Model):
    """`release.json`."""

    v: Literal[1] = Field(default=1, description="version of the format")
    seed: Seed = Field(description="seed of the variants; no secret")
    modules: dict[ModuleId, ReleasedModule] = Field(default={}, description="released modules")
