"""The cohort report as a file: run once by its notebook, and looked at as a reader's browser would."""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from graders.reports.build import cohort_report
from tests.report_support import EXERCISES, GOALS, WAITING, Page, occasion, plain, rows

pytestmark = pytest.mark.long

COUNTS = ("n", "count", "of", "people", "bins", "omitted", "not_reached", "waiting")
COUNTED = ["answered", "not_reached", "omitted", "unreadable"]


@dataclass(frozen=True)
class Report:
    """The report of 300 made-up people, its numbers as JSON, and the table that it was made from."""

    folder: Path
    page: Page
    numbers: dict[str, Any]
    table: pd.DataFrame

    @property
    def counted(self) -> pd.DataFrame:
        """The rows of the first module that count."""
        first = self.table[self.table["module"] == "1-uppdraget"]
        return first[first["status"].isin(COUNTED)].astype({"points": float})


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    root = tmp_path_factory.mktemp("report")
    made = rows(300) + rows(300, "2-mal", exercises=[WAITING], unmarked=[WAITING])
    folder = occasion(
        root / "intro-2026-ht",
        made,
        title="Introduktion, hösten 2026 (Simulerade deltagare)",
        modules={"1-uppdraget": EXERCISES, "2-mal": [WAITING]},
    )
    other = root / "jupyter" / "kernels" / "python3"
    other.mkdir(parents=True)
    (other / "kernel.json").write_text('{"argv": ["/nonexistent"], "display_name": "?", "language": "python"}')
    with pytest.MonkeyPatch.context() as patch:
        # A python3 that would be found before ours, and must not be taken.
        patch.setenv("JUPYTER_PATH", str(root / "jupyter"))
        made = cohort_report(folder, root / "numbers.json")
    assert made.html == folder / "reports" / "cohort.html"
    return Report(
        folder,
        Page(made.html.read_text(encoding="utf-8")),
        json.loads((root / "numbers.json").read_text(encoding="utf-8")),
        pd.read_parquet(folder / "responses.parquet"),
    )


def swedish(number: float, digits: int) -> str:
    return f"{number:.{digits}f}".replace(".", ",").replace("-", "−")


def test_the_page_needs_nothing_else(report: Report) -> None:
    page = report.page
    assert page.all("script") == page.all("link") == page.all("iframe") == []
    assert not re.search(r"<script|javascript:|\son\w+=|@import|url\(", page.html)
    addresses = [a[name] for _, a in page.elements for name in ("src", "href", "srcset") if name in a]
    assert addresses
    assert all(address.startswith("data:image/svg+xml;base64,") for address in addresses)
    policy = next(a["content"] for a in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; img-src data:;")
    for svg in page.svgs:
        assert not re.search(r"<script|<image|<foreignObject|href=|url\(|@import", svg)


def test_only_the_report_is_left_behind(report: Report) -> None:
    assert {path.name for path in (report.folder / "reports").iterdir()} - {"cohort.pdf"} == {"cohort.html"}


def test_the_page_shows_no_code_no_path_and_no_person(report: Report) -> None:
    html = report.page.html
    for hidden in ("cohort.render", "import ", str(report.folder), sys.prefix, "Hemlig", "hemlig@", "Skåne"):
        assert hidden not in html
    assert not any(pid in html for pid in report.table["pid"].unique())


def test_the_page_is_swedish_with_headings_in_order(report: Report) -> None:
    assert report.page.all("html") == [{"lang": "sv"}]
    levels = [level for level, _ in report.page.headings]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert [text for level, text in report.page.headings if level == 2] == [
        "I korthet",
        "Vad gruppen har lärt sig",
        "Ökning från förkunskaper till kunskapsprov",
        "Poäng",
        "Deltagande",
        "Övningarna",
        "Vad rapporten inte säger",
        "Så är siffrorna räknade",
    ]


def test_the_page_says_what_it_is_of_and_that_the_people_are_made_up(report: Report) -> None:
    text = plain(report.page.text)
    # The last hand-in is at 23.30 UTC on the 24th, which in Sweden is the 25th.
    assert "Uppgifter till och med 25 november 2026" in text
    assert "Kurs: Introduktion till kunskapsbaserat arbete, version 0.1.0." in text
    assert "Svaren är påhittade av ett program." in text


def test_what_authors_wrote_is_escaped(report: Report) -> None:
    assert "leder &amp; samordnar i &lt;ett&gt; givet läge" in report.page.html
    assert "<kommunen>" not in report.page.html


def test_every_picture_has_a_text_and_every_figure_a_table(report: Report) -> None:
    page = report.page
    assert len(page.all("figure")) == len(page.all("figcaption")) == len(page.alts) == 4
    assert len(page.all("img")) == 4 * 4
    assert len(page.all("table")) == len(page.all("caption")) == 6
    assert all(a.get("scope") in ("col", "row", "rowgroup") for a in page.all("th"))


def test_the_text_of_the_distribution_is_what_the_data_say(report: Report) -> None:
    totals = report.counted.groupby("pid")["points"].sum()
    share = totals / sum(exercise.points for exercise in EXERCISES)
    tenths = np.minimum(np.floor(share * 10 + 1e-9), 9).astype(int).value_counts()
    shown = report.numbers["modules"][0]["bins"]
    seen = tenths[[n for n in tenths.index if shown[n]]].sort_index()
    names = {n: f"{10 * n}–{100 if n == 9 else 10 * n + 9} %" for n in range(10)}
    alt = report.page.alts[1]
    assert f"n {len(totals)}." in alt
    assert f"Av de staplar som visas har {names[int(seen.idxmax())]} flest: {seen.max()} deltagare" in alt
    assert f"och {names[int(seen.idxmin())]} färst: {seen.min()} deltagare." in alt
    assert f"Medianen är {share.median():.0%}".replace("%", " %") in alt


def test_the_text_of_the_goals_is_what_the_data_say(report: Report) -> None:
    sums = report.counted.groupby(["goal", "pid"])[["points", "max_points"]].sum()
    # 70 % of 3, 6 and 5 points, to the nearest half point.
    needed = sums["max_points"].map({3: 2.0, 6: 4.0, 5: 3.5})
    reach = (sums["points"] >= needed - 1e-9).groupby("goal").sum()
    n = report.counted["pid"].nunique()
    alt = report.page.alts[0]
    assert f"3 kunskapsmål i modulerna, n {n}." in alt
    under = []
    for goal, count in reach.items():
        low, high = stats.binomtest(int(count), n).proportion_ci(method="wilson")
        if high < 0.7:
            under.append(str(goal).removeprefix("intro."))
        for word, best in (("Högst", reach.max()), ("Lägst", reach.min())):
            said = (
                f"{word}: {str(goal).removeprefix('intro.')} {GOALS[str(goal)][1]}, {100 * count / n:.0f} % "
                f"(intervall {100 * low:.0f}–{100 * high:.0f}, n {n})."
            )
            assert (said in alt) == (count == best)
    assert f"Gränsen är 70 %. Hela intervallet under gränsen: {', '.join(under)}." in alt
    assert under == [goal["number"] for goal in report.numbers["learned"]["goals"] if goal["under"]]


def test_the_text_of_the_map_is_what_the_data_say(report: Report) -> None:
    points = report.counted.pivot(index="pid", columns="exercise", values="points")
    most = pd.Series({exercise.id: exercise.points for exercise in EXERCISES})
    share = (points / most).mean()
    rest = pd.Series({name: points[name].corr(points.drop(columns=name).sum(axis=1)) for name in points})
    number = {exercise.id: n for n, exercise in enumerate(EXERCISES, 1)}
    alt = report.page.alts[3]
    assert f"6 övningar efter andel av poängen och samband med resten av modulen, n {len(points)}." in alt
    for word, values in (("Lättast", share), ("Svårast", -share)):
        name = values.idxmax()
        assert re.search(rf"{word}: övning {number[name]} ”[^”]*”, {100 * share[name]:.0f} % \(n {len(points)}\)", alt)
    for word, values in (("Starkast samband", rest), ("Svagast", -rest)):
        name = values.idxmax()
        value = swedish(rest[name], 2)
        assert re.search(rf"{word}: övning {number[name]} ”[^”]*”, r {value} \(n {len(points)}\)", alt)
    apart = [name for name in rest.index if np.tanh(np.arctanh(rest[name]) + 1.96 / np.sqrt(len(points) - 3)) < 0.1]
    assert apart == ["intro-1-arsrapporten"]
    assert re.search(rf"Följer inte resten: övning {number[apart[0]]} ”[^”]*”\.", alt)


def test_a_goal_that_nobody_has_points_on_says_why(report: Report) -> None:
    text = plain(report.page.text)
    assert "1.4 Formulera mål som går att följa upp" in text
    assert "Svaren väntar på bedömning" in text
    goal = next(goal for goal in report.numbers["learned"]["goals"] if goal["number"] == "1.4")
    assert goal["reached"] == goal["mean"] == {"n": None, "estimate": None, "why": "waiting"}


def test_the_tables_say_the_same_as_the_data(report: Report) -> None:
    text = plain(report.page.text)
    handed_in = report.counted["pid"].nunique()
    low, high = stats.binomtest(handed_in, 300).proportion_ci(method="wilson")
    assert f"{handed_in}: {handed_in / 300:.0%}".replace("%", " %") + f" ({100 * low:.0f}–{100 * high:.0f})" in text
    mean = report.counted.groupby("pid")["points"].sum()
    assert f"{swedish(mean.mean(), 1)} (" in text
    omitted = report.counted.groupby("exercise")["status"].agg(lambda s: int((s == "omitted").sum()))
    shown = [item["omitted"] for item in report.numbers["modules"][0]["items"]]
    assert shown == [n if n >= 5 or n == 0 else None for n in (omitted[exercise.id] for exercise in EXERCISES)]


def test_numbers_are_written_as_swedish_does(report: Report) -> None:
    without_goals = re.sub(r"version 0\.1\.0|\b\d\.\d(?= )|mål \d\.\d", "", report.page.text)
    assert not re.search(r"\d\.\d", without_goals)
    assert not re.search(r"\d %", report.page.text), "a line can break between a number and its sign"
    assert not re.search(r"(?<!\w)-\d", report.page.text), "a hyphen for a minus sign"
    for svg in report.page.svgs:
        assert not re.search(r">[^<]*\d\.\d(?! )[^<]*</text>", svg)


def test_values_in_charts_have_room_in_a_wide_font(report: Report) -> None:
    # Widths in DejaVu Sans Bold, which many a Linux has for the page's fonts: digits 0.7 of the size, % 1, others 0.5.
    found = 0
    for svg in report.page.svgs:
        width = float(re.search(r'viewBox="0 0 ([\d.]+)', svg)[1])  # type: ignore[index]
        root = float(re.search(r"translate\(([\d.]+),", svg)[1])  # type: ignore[index]
        for x, value in re.findall(r'translate\(([\d.]+),[^>]*font-weight="600"[^>]*>(\d+\s%\s\(\d+–\d+\))<', svg):
            wide = 13 * sum(0.7 if one.isdigit() else 1 if one == "%" else 0.5 for one in value)
            assert root + float(x) + wide <= width
            found += 1
    assert found


def test_text_in_charts_is_never_small_or_by_colour_alone(report: Report) -> None:
    for svg in report.page.svgs:
        sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)px"', svg)]
        assert sizes
        assert min(sizes) >= 13
    maps = [svg for svg in report.page.svgs if "stroke-dasharray" in svg and "mark-symbol" in svg]
    assert len(maps) == 8, "a flagged exercise or goal has another line, and a square, beside its colour"


def test_the_dark_charts_have_only_the_dark_colours(report: Report) -> None:
    images = report.page.all("img")
    for image, svg in zip(images, report.page.svgs, strict=True):
        found = set(re.findall(r"#[0-9a-f]{6}", svg))
        dark = "k-dark" in image["class"]
        assert ("#ede8df" in found) == dark
        assert ("#25221d" in found) != dark


def test_the_json_has_no_count_under_five(report: Report) -> None:
    def counts(value: Any, name: str = "") -> Iterator[int]:
        if isinstance(value, dict):
            for key, inner in value.items():
                yield from counts(inner, key)
        elif isinstance(value, list):
            for inner in value:
                yield from counts(inner, name)
        elif name in COUNTS and value is not None:
            yield value

    found = list(counts(report.numbers))
    assert len(found) > 50
    assert all(count == 0 or count >= 5 for count in found)
