"""The page for authors tells of everything that can be taken from Åkershamn."""

import pytest

from akershamn.manifest import RECIPES
from tests.akershamn_support import OWN, README, head, released, row

COMMON = {"table", "chart", "title", "mark"}


@pytest.mark.parametrize("name", RECIPES)
def test_each_table_that_can_be_asked_for_is_told_of_with_its_fields(name: str) -> None:
    fields = set(RECIPES[name].model_fields) - COMMON
    assert [field for field in sorted(fields) if f"`{field}`" not in row(f"`{name}`")] == []


def test_what_every_table_may_have_is_told_of() -> None:
    assert [field for field in sorted(COMMON) if f"{field}:" not in README] == []


@pytest.mark.parametrize("name", sorted(path.name for path in OWN.iterdir()))
def test_each_file_is_told_of(name: str) -> None:
    assert f"`{name}`" in README


def test_the_columns_of_reports_are_told_of() -> None:
    first, *rest = head(OWN / "brott.csv")
    assert ", ".join([first.split(" (")[0], *rest]) in row("`brott.csv`")


def test_as_many_answered_as_it_says() -> None:
    answers = released("otrygga-per-omrade")["Alla"][0]
    assert f"{answers:,.0f}".replace(",", " ") in row("`enkat.csv`")
    assert f"{released('skolelever')['Otrygg i korridorerna'][0]:.0f} of" in row("`skolenkat.csv`")
