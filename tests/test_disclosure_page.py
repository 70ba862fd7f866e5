"""Every number of the finished cohort report, read from its text and its charts: about how many people it is."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from graders.disclosure import INTERNAL
from graders.reports.look import style
from graders.reports.pdf import printed
from tests.finished_support import Finished, number, words
from tests.pdf_support import Pdf
from tests.report_support import EXERCISES, Made, plain, rows
from tests.test_report import built, page
from toolkit.formats import Response

FINAL = tuple(Made(f"{one.id}-prov", one.goal, one.kind, one.points, one.ease) for one in EXERCISES[:4])
MODULES = {"1-uppdraget": EXERCISES, "kunskapsprov": FINAL}
HANDED_IN = ("answered", "omitted", "not_reached", "unreadable", "awaiting_marking")
PEOPLE = {"På listan", "Har börjat", "Har lämnat in", "n", "Antal deltagare", "Hoppade över", "Nådde inte"}
"""Columns that count people."""
OTHERS = {
    "Modul", "Median", "Mittersta hälften", "Medel", "Alfa", "Mätfel, poäng", "Kunskapsmål", "Övningar", "Andel",
    "95 % intervall", "Övning", "Andel av poängen", "Samband (r)", "Omdöme", "Andel av poängen, %",
    "Når målet", "Medel av poängen", "Före", "Efter", "Ökning, procentenheter", "Steg",
    "Andel av listan (95 % intervall)",
}  # fmt: skip
"""Columns that do not. What is in neither is a number that nobody has thought of."""
NO_PEOPLE = re.compile(
    r"\d+[–-]\d+(,\d+)?|−?\d+(,\d+)? till −?\d+(,\d+)?|−?\d+(,\d+)? %|−?\d+,\d+|95 % intervall|\(\d{4}:\d+\)"
    r"|version [\d.]+|\d+ \w+ 20\d\d|hösten \d+|mål \d+\.\d+|\d+\.\d+|[Öö]vning \d+|Fråga \d+"
    r"|\d+ (övningar|kunskapsmål)"
    r"|av \d+ poäng|\d+ Uppdraget och lagen|intro-[\w-]+|färre än \d+|alla \d+ moduler"
)
"""Numbers that are about something else: shares, intervals, points, names, and how many exercises there are."""


def scenario(people: int, waiting: int, seed: int) -> list[Response]:
    """Make up two modules; some people wait for the marking of an exercise in the first."""
    made = rows(people, seed=seed) + rows(people, "kunskapsprov", "test", FINAL, seed=seed + 50)
    name = EXERCISES[0].id
    waits = [row.pid for row in made if row.exercise == name and row.status == "answered"][:waiting]
    late = {"status": "awaiting_marking", "points": None}
    return [row.model_copy(update=late) if row.exercise == name and row.pid in waits else row for row in made]


@dataclass(frozen=True)
class Truth:
    """What the table of responses says, counted anew and with nothing hidden."""

    table: pd.DataFrame

    def of(self, module: str) -> pd.DataFrame:
        """Return a module's rows of the people who handed in and have points on everything."""
        mine = self.table[(self.table["module"] == module) & self.table["status"].isin(HANDED_IN)]
        waits = set(mine.loc[mine["status"] == "awaiting_marking", "pid"])
        return mine[~mine["pid"].isin(waits)]

    def people(self, module: str) -> dict[str, int]:
        """Return how many are on the list, began, handed in, and have points."""
        mine = self.table[self.table["module"] == module]
        return {
            "På listan": self.table["pid"].nunique(),
            "Har börjat": mine.loc[mine["status"] != "not_started", "pid"].nunique(),
            "Har lämnat in": mine.loc[mine["status"].isin(HANDED_IN), "pid"].nunique(),
            "n": self.of(module)["pid"].nunique(),
        }

    def shares(self, module: str) -> "pd.Series[float]":
        """Return each person's share of the points."""
        sums = self.of(module).groupby("pid")[["points", "max_points"]].sum()
        return sums["points"] / sums["max_points"]

    def bins(self, module: str) -> list[int]:
        """Return how many have how much of the points, by tenths."""
        place = np.minimum(np.floor(self.shares(module) * 10 + 1e-9), 9).astype(int)
        return np.bincount(place, minlength=10).tolist()

    def passed(self) -> set[int]:
        """Return how many reached the line of the final test, and how many stand within an error of it."""
        points = self.of("kunskapsprov").pivot(index="pid", columns="exercise", values="points").astype(float)
        totals, k = points.sum(axis=1), points.shape[1]
        line = 0.7 * sum(one.points for one in FINAL)
        alpha = k / (k - 1) * (1 - points.var().sum() / totals.var())
        error = totals.std() * np.sqrt(1 - alpha)
        return {int((totals >= line - 1e-9).sum()), int((abs(totals - line) <= error).sum())}

    def missed(self, exercise: str) -> dict[str, int]:
        """Return how many passed an exercise by, did not reach it, and count."""
        module = self.table.loc[self.table["exercise"] == exercise, "module"].iloc[0]
        mine = self.of(module)
        status = mine.loc[mine["exercise"] == exercise, "status"]
        names = {"Hoppade över": "omitted", "Nådde inte": "not_reached"}
        return {"n": len(status)} | {name: int((status == code).sum()) for name, code in names.items()}


@dataclass(frozen=True)
class Seen(Finished):
    """The finished report with what is true."""

    truth: Truth


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((26, 0, 3), id="26 people"),
        pytest.param((60, 3, 1), id="60, 3 wait"),
        pytest.param((120, 7, 5), id="120, 7 wait", marks=pytest.mark.long),
    ],
)
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    made = scenario(*request.param)
    found = built(tmp_path_factory.mktemp("seen"), made, modules=MODULES)
    table = pd.DataFrame([row.model_dump() for row in made])
    return Seen(BeautifulSoup(page(found).html, "html.parser"), Truth(table))


def test_every_column_is_known(seen: Seen) -> None:
    columns = {column for _, found, _ in seen.tables for column in found}
    assert {one for one in columns if not re.fullmatch(r"\d+–\d+", one)} <= PEOPLE | OTHERS


def test_who_took_part_is_true_and_tells_no_few(seen: Seen) -> None:
    titles = {"1 Uppdraget och lagen": "1-uppdraget", "Kunskapsprov": "kunskapsprov"}
    points = {cells["Modul"]: number(cells["n"]) for _, cells in seen.rows("Mittersta hälften")}
    found = list(seen.rows("Har börjat"))
    assert len(found) == len(titles)
    for _, cells in found:
        true = seen.truth.people(titles[cells["Modul"]])
        shown = {name: number(cells[name]) for name in ("På listan", "Har börjat", "Har lämnat in")}
        shown["n"] = points[cells["Modul"]]
        assert all(count in (None, true[name]) for name, count in shown.items())
        steps = [count for name, count in shown.items() if count is not None and name != "På listan"]
        assert all(a == b or a - b >= INTERNAL for a in steps for b in steps if a >= b)
        assert min(steps) >= INTERNAL


def test_bars_are_true_and_none_can_be_worked_out(seen: Seen) -> None:
    for caption, columns, lines in seen.tables:
        if columns[0] != "Andel av poängen, %":
            continue
        module = "kunskapsprov" if "Kunskapsprov" in caption else "1-uppdraget"
        true, shown = seen.truth.bins(module), [number(cell) for cell in lines[0][1:]]
        assert all(one in (None, count) for one, count in zip(shown, true, strict=True))
        assert all(one is None or one == 0 or one >= INTERNAL for one in shown)
        # How many have at least 70 per cent stands elsewhere, so each side of the line has a known sum.
        sides = (range(7), range(7, 10)) if module == "kunskapsprov" else (range(10),)
        for side in sides:
            hidden = [true[n] for n in side if shown[n] is None]
            if hidden and sum(true[n] for n in side) >= INTERNAL:
                # Every 0 is shown, so each hidden one is 1 at least and the sum less the others at most.
                assert len(hidden) > 1
                assert sum(hidden) - len(hidden) >= INTERNAL


def test_the_bars_of_charts_are_those_of_their_tables(seen: Seen) -> None:
    drawn = [svg for alt, svg in seen.svgs if alt.startswith("Stapeldiagram över antal")]
    tables = [[number(cell) for cell in lines[0][1:]] for _, columns, lines in seen.tables if len(columns) == 11]
    assert len(drawn) == 4 * len(tables)
    for place, svg in enumerate(drawn):
        bars = [count for count in tables[place // 4] if count != 0]
        paths = [path["d"] for group in svg.select("g.mark-rect.role-mark") for path in group.find_all("path")]
        heights = [abs(float(size)) for size in re.findall(r"h[\d.]+v(-?[\d.]+)h-", " ".join(map(str, paths)))]
        heights = heights[-len(bars) :]
        unit = max(heights) / max(count or 0 for count in bars)
        assert [round(height / unit) for height in heights] == [count or 0 for count in bars]
        written = [words(one) for one in svg.find_all("text") if not one.find_parent("g", class_="role-axis")]
        counts = [one for one in written if re.fullmatch(r"\d+|–", one)]
        assert set(counts) == {"–" if count is None else str(count) for count in bars}


def test_missed_exercises_are_true_and_none_can_be_worked_out(seen: Seen) -> None:
    found = list(seen.rows("Hoppade över"))
    for _, cells in found:
        name = re.search(r"intro-[\w-]+", cells["Övning"])
        assert name
        true = seen.truth.missed(name[0])
        shown = {column: number(cells[column]) for column in true}
        assert all(count in (None, true[column]) for column, count in shown.items())
        missed = [shown[column] for column in ("Hoppade över", "Nådde inte")]
        assert all(count is None or count == 0 or count >= INTERNAL for count in missed)
        rest = true["n"] - sum(count for count in missed if count is not None)
        assert rest == 0 or rest >= INTERNAL
    numbers = {number(cells["n"]) for _, cells in found}
    assert all(one is None or one >= INTERNAL for one in numbers)


def test_no_two_figures_of_a_module_are_of_almost_the_same_people(seen: Seen) -> None:
    numbers: dict[str, set[int]] = {}
    for _, cells in seen.rows("Hoppade över"):
        count = number(cells["n"])
        if count is not None:
            numbers.setdefault("prov" if "-prov" in cells["Övning"] else "modul", set()).add(count)
    assert all(len(found) == 1 for found in numbers.values())


def counts_in(text: str) -> list[int]:
    """Return the numbers in a text that may be of people."""
    return [int(one) for one in re.findall(r"(?<![\w,.])\d+(?![\w,.]\d|\w)", NO_PEOPLE.sub(" ", text))]


def test_every_number_in_the_text_counts_people_that_there_are(seen: Seen) -> None:
    soup = BeautifulSoup(str(seen.soup), "html.parser")
    for table in soup.find_all("table"):
        table.decompose()
    method = soup.find("h2", string=re.compile("Så är siffrorna räknade"))
    assert method
    for after in list(method.find_all_next()):
        after.decompose()
    told = [line for line in plain(soup.get_text("\n")).split("\n") if not re.match(r"\d+ [A-ZÅÄÖ]", line)]
    told += [alt for alt, _ in seen.svgs]
    found = {count for line in told for count in counts_in(line)}
    true = {count for module in MODULES for count in seen.truth.people(module).values()}
    true |= {count for module in MODULES for count in seen.truth.bins(module)}
    true |= seen.truth.passed()
    true |= {len(one) for one in MODULES.values()} | {sum(len(one) for one in MODULES.values())}
    assert found
    assert found <= true
    assert min(found) >= INTERNAL or min(found) in {len(one) for one in MODULES.values()}


def test_every_number_in_the_charts_stands_in_their_tables_too(seen: Seen) -> None:
    for alt, svg in seen.svgs:
        written = [words(one) for one in svg.find_all("text") if not one.find_parent("g", class_="role-axis")]
        people = [count for line in written for count in counts_in(line)]
        if alt.startswith("Spridningsdiagram"):
            exercises = sum(len(one) for one in MODULES.values())
            assert set(people) <= set(range(1, exercises + 1)), "the numbers of exercises"
        elif alt.startswith("Punktdiagram"):
            assert people == []


@pytest.mark.long
def test_every_number_in_the_pdf_stands_in_the_page(seen: Seen) -> None:
    """The numbers of the page are those of the tests above; its charts are the wide ones in light colours."""
    body = f'<body class="k-body"><main class="k-page k-report">{seen.soup}</main></body>'
    pdf = Pdf(printed(f'<!DOCTYPE html><html lang="sv"><head><style>{style()}</style></head>{body}</html>'))
    page = [words(seen.soup), *(words(one) for _, svg in seen.svgs[::4] for one in svg.find_all("text"))]
    shown = {one for text in page for one in re.findall(r"\d+", text)}
    feet = {str(n) for n in range(1, len(pdf.pages) + 1)}
    printed_numbers = {one for text in pdf.pages for one in re.findall(r"\d+", text)}
    assert len(printed_numbers) > 50
    assert printed_numbers <= shown | feet
    alts = [plain(str(figure.fields["/Alt"])) for figure in pdf.tree.all("Figure")]
    assert [" ".join(alt.split()) for alt in alts] == [alt for alt, _ in seen.svgs[::4]]
