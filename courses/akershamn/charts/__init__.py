"""Pictures made from tables, and from nothing else: each is a function from a table to a file of SVG."""

from collections.abc import Callable, Mapping

from akershamn.charts.bars import bars
from akershamn.charts.months import course, months
from akershamn.charts.shares import shares
from akershamn.charts.town import counted, ground
from akershamn.charts.week import week
from akershamn.recipes.base import Recipe
from akershamn.table import Table

CHARTS: Mapping[str, Callable[[Table, str], bytes]] = {
    "bars": bars,
    "ground": lambda _, title: ground(title),
    "map": counted,
    "months": months,
    "shares": shares,
    "week": week,
}


def draw(recipe: Recipe, table: Table) -> bytes:
    """Draw the chart that a recipe asks for."""
    assert recipe.chart
    assert recipe.title
    if recipe.chart == "course":
        return course(table, recipe.title, recipe.mark)
    return CHARTS[recipe.chart](table, recipe.title)
