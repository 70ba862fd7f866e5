"""Pictures made from tables, and from nothing else: each is a function from a table to a file of SVG."""

from collections.abc import Callable, Mapping

from akershamn.charts.bars import bars
from akershamn.charts.inside import plan
from akershamn.charts.months import course, months
from akershamn.charts.shares import shares
from akershamn.charts.squares import squared
from akershamn.charts.streets import streetmap, streets
from akershamn.charts.town import counted, ground
from akershamn.charts.walk import scene
from akershamn.charts.week import week
from akershamn.recipes.base import Recipe
from akershamn.recipes.sites import Within
from akershamn.recipes.walk import Stopped
from akershamn.table import Table

CHARTS: Mapping[str, Callable[[Table, str], bytes]] = {
    "bars": bars,
    "ground": lambda _, title: ground(title),
    "map": counted,
    "months": months,
    "shares": shares,
    "squares": squared,
    "streetmap": streetmap,
    "streets": streets,
    "week": week,
}


def draw(recipe: Recipe, table: Table) -> bytes:
    """Draw the chart that a recipe asks for."""
    assert recipe.chart
    assert recipe.title
    if recipe.chart == "course":
        return course(table, recipe.title, recipe.mark)
    if isinstance(recipe, Within) and recipe.chart == "plan":
        return plan(recipe.of, recipe.level, table, recipe.title)
    if isinstance(recipe, Stopped):
        return scene(recipe.stop, table, recipe.title)
    return CHARTS[recipe.chart](table, recipe.title)
