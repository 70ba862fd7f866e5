"""Which tables and figures the modules of a course take from Åkershamn: ``tables.yml`` beside ``course.yml``."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import StringConstraints, ValidationError

from akershamn.recipes.answers import Answers, Avoided
from akershamn.recipes.base import Recipe
from akershamn.recipes.cells import Cells
from akershamn.recipes.choices import Choices
from akershamn.recipes.club import Visits
from akershamn.recipes.count import Count
from akershamn.recipes.estate import Owners
from akershamn.recipes.families import Ratings, Steps
from akershamn.recipes.followup import Followed
from akershamn.recipes.ground import Ground
from akershamn.recipes.places import Areas, Few
from akershamn.recipes.pupils import Absence, Reasons, Risks, Youth
from akershamn.recipes.sites import Felt, Inside, Parts
from akershamn.recipes.streets import ByStreet, Roads
from akershamn.recipes.support import Offered
from akershamn.recipes.upkeep import Upkeep
from akershamn.recipes.walk import Stopped
from akershamn.recipes.windows import Windows
from akershamn.recipes.years import ByType
from akershamn.recipes.young import Ages, Times
from toolkit.authortext import Text, dotted, problems_of, read_model, read_yaml_file
from toolkit.errors import Problem, ProblemsError
from toolkit.formats.base import Model, ModuleId
from toolkit.messages import listed, quoted, say

NAME = "tables.yml"
RECIPES: Mapping[str, type[Recipe]] = {
    "absence": Absence,
    "ages": Ages,
    "answers": Answers,
    "areas": Areas,
    "avoided": Avoided,
    "cells": Cells,
    "choices": Choices,
    "count": Count,
    "felt": Felt,
    "few": Few,
    "followup": Followed,
    "ground": Ground,
    "inside": Inside,
    "owners": Owners,
    "parts": Parts,
    "ratings": Ratings,
    "reasons": Reasons,
    "risks": Risks,
    "roads": Roads,
    "steps": Steps,
    "streets": ByStreet,
    "support": Offered,
    "times": Times,
    "upkeep": Upkeep,
    "visits": Visits,
    "walk": Stopped,
    "windows": Windows,
    "years": ByType,
    "youth": Youth,
}
"""The recipes by what the field `table` says."""

FileName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{2,60}$")]


class _Manifest(Model):
    """The file, before its recipes are read."""

    v: int
    modules: Mapping[ModuleId, Mapping[FileName, Mapping[str, Any]]]


@dataclass(frozen=True)
class Named:
    """A recipe with its module, and the name of its files without ``.csv`` and ``.svg``."""

    module: str
    name: str
    recipe: Recipe


def read_manifest(course: Path) -> list[Named]:
    """Return what a course takes.

    Raises
    ------
    KursError
        If the file cannot be read; a ProblemsError with everything that is wrong in it.
    """
    text = read_yaml_file(course / NAME)
    found: list[Named] = []
    problems: list[Problem] = []
    for module, recipes in read_model(text, _Manifest).modules.items():
        for name in recipes:
            place = ("modules", module, name)
            try:
                found.append(Named(module, name, _recipe(text.part(place))))
            except ProblemsError as error:
                problems += [
                    replace(
                        problem,
                        field=f"{dotted(place)}.{problem.field}".rstrip("."),
                        line=problem.line or text.line(place),
                    )
                    for problem in error.problems
                ]
    if problems:
        raise ProblemsError(problems)
    return found


def _recipe(text: Text) -> Recipe:
    table = text.data.get("table")
    model = RECIPES.get(table) if isinstance(table, str) else None
    if model is None:
        given = quoted(table) if table is not None else say("found.nothing")
        raise ProblemsError([Problem("table", given, listed(sorted(RECIPES)), text.line(("table",)))])
    try:
        return model.model_validate(text.data)
    except ValidationError as error:
        raise ProblemsError(problems_of(error, model, text)) from None
