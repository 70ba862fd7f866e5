"""The charts and the map: drawn from tables, readable on a phone, on light paper and on dark, and in words."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from akershamn.charts.bars import bars
from akershamn.charts.drawing import READABLE, SHADES, SIZE, WIDTH, contrast, mixed, style
from akershamn.table import Table
from tests.akershamn_support import COURSES, OWN, body
from tests.browser_support import Windows
from toolkit.authoring import akershamn, svg
from toolkit.authoring.material import all_courses
from toolkit.exercises.hotspot.drawing import read_box
from toolkit.face.tokens import Theme, tokens

NAMESPACE = "{http://www.w3.org/2000/svg}"
SOUND = """() => [...document.querySelectorAll("text")].map((text) => {
  const { x, y, width, height } = text.getBBox();
  return { words: text.textContent, x, y, width, height };
})"""


def pictures() -> list[Path]:
    made = [path for course in all_courses(COURSES) for path in akershamn.made(course)]
    return sorted([path for path in made if path.suffix == ".svg"] + [OWN / "karta.svg"])


def texts(picture: Path) -> Iterator[str]:
    for element in ElementTree.parse(picture).iter(f"{NAMESPACE}text"):
        yield element.text or ""


@pytest.mark.parametrize("picture", pictures(), ids=lambda path: path.stem)
def test_a_picture_is_a_plain_drawing_that_says_that_it_is_invented(picture: Path) -> None:
    assert svg.problems(picture.read_bytes()) == []
    assert "Påhittade uppgifter" in texts(picture)


@pytest.mark.parametrize("picture", pictures(), ids=lambda path: path.stem)
def test_a_picture_says_in_words_every_number_of_its_table(picture: Path) -> None:
    said = ElementTree.parse(picture).findtext(f"{NAMESPACE}desc") or ""
    table = picture.with_suffix(".csv")
    numbers = [cell for row in body(table) for cell in row[1:] if cell] if table.exists() else []
    if "felmarginal" in said:
        numbers = [cell for row in body(table) for cell in row[2:]]
    words = re.findall(r"[\d,]*\d", said)
    assert [number for number in numbers if number[0].isdigit() and number not in words] == []
    assert len(said) > 60


def test_letters_are_a_twentieth_of_the_width() -> None:
    assert SIZE * 20 >= WIDTH
    for picture in pictures():
        box = read_box(picture)
        assert box is not None
        assert box[2] == WIDTH
        assert set(re.findall(r"font(?:-size)?:\s*(\d+)px", picture.read_text("utf-8"))) == {str(SIZE)}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_can_be_read_on_every_ground(theme: Theme) -> None:
    t = tokens(theme)
    for shade in SHADES:
        heat = mixed(t["surface"], t["data-1"], shade)
        assert max(contrast(t[name], heat) for name in ("ink", "on-accent")) >= READABLE, shade
    for ground in ("surface", "sunken"):
        assert min(contrast(t[name], t[ground]) for name in ("ink", "ink-2")) >= READABLE
    assert contrast(t["ink"], t["accent-soft"]) >= READABLE
    assert contrast(t["on-accent"], t["data-1"]) >= READABLE
    assert t["ink"] in style()


def test_the_dark_has_colours_of_its_own() -> None:
    light, dark = style().split("@media (prefers-color-scheme: dark)")
    assert tokens("light")["surface"] in light
    assert tokens("dark")["surface"] in dark
    assert re.findall(r"\.h\d", light) == re.findall(r"\.h\d", dark)


def test_a_chart_is_drawn_from_its_table_alone() -> None:
    table = Table(["Var", "Antal"], [["Bryggan", 12], ["Sjöboden vid den långa bryggan längst ut", 3]])
    drawn = bars(table, "Prov").decode()
    assert ">12<" in drawn
    assert "Prov. Bryggan: 12. Sjöboden vid den långa bryggan längst ut: 3." in drawn
    assert bars(table, "Prov").decode() == drawn


def test_nothing_counted_is_drawn_too() -> None:
    assert b">0<" in bars(Table(["Var", "Antal"], [["Bryggan", 0]]), "Prov")


@pytest.mark.long
def test_words_lie_within_the_picture_and_not_on_one_another(windows: Windows) -> None:
    page = windows.open().new_page()
    for picture in pictures():
        page.goto(picture.as_uri())
        found = page.evaluate(SOUND)
        outside = [one["words"] for one in found if one["x"] < 0 or one["x"] + one["width"] > WIDTH]
        assert outside == [], picture.name
        # A letter's box has room above and below that nothing is written in.
        boxes = [(one["words"], one["x"], one["y"] + 4, one["width"], one["height"] - 8) for one in found]
        on_another = [
            (first[0], second[0])
            for n, first in enumerate(boxes)
            for second in boxes[n + 1 :]
            if first[1] < second[1] + second[3]
            and second[1] < first[1] + first[3]
            and first[2] < second[2] + second[4]
            and second[2] < first[2] + first[4]
        ]
        assert on_another == [], picture.name
