"""Every number of the finished programme report, read from its text and its charts: about how many people it is."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from bs4 import BeautifulSoup

from graders.disclosure import PUBLIC
from graders.reports import programme
from tests.finished_support import Finished, words
from tests.programme_support import BEGAN, TITLES, Someone, programme_occasion
from tests.report_support import plain

EARLIER = datetime(2025, 3, 1, tzinfo=UTC)
SECTIONS: tuple[programme.Section, ...] = ("head", "summary", "participation", "completion", "goals", "gain")
SHARES = {"Andel", "95 % intervall", "Före", "Efter", "Ökning, procentenheter"}
NAMES = {"Kurs", "Aktör", "Region", "Steg", "År", "Kunskapsmål", "Kurstillfällen"}
NO_PEOPLE = re.compile(
    r"\d+[–-]\d+|[+−]\d+|\d+ %|95 % intervall|\d+ \w+ 20\d\d|20\d\d|\d\.\d|ökning på \d+|modul \d|färre än \d+"
    r"|\d (kurstillfällen|omprov)|i \d+ kurser|\d rader|Kurstillfällen \d+|^\d [A-ZÅÄÖ]"
)
"""Numbers that are about something else: shares, intervals, points, days, names, and how many occasions there are."""
Count = Callable[[Someone], bool]


@dataclass(frozen=True)
class Given:
    """An occasion: its course, when it began, and its people."""

    course: str
    began: datetime
    people: tuple[Someone, ...]


def crowd(first: int, stages: dict[str, int], seed: int) -> tuple[Someone, ...]:
    """Make up so many people at each stage, from actors and regions of very different size; some without pre-test."""
    rng = np.random.default_rng(seed)
    every = [stage for stage, n in stages.items() for _ in range(n)]
    made = []
    for n, stage in enumerate(every):
        actor = str(rng.choice(["kommun", "polis", "annan"], p=[0.7, 0.25, 0.05]))
        region = str(rng.choice(["Skåne", "Gotland", "Uppsala"], p=[0.6, 0.1, 0.3]))
        made.append(Someone(first + n, stage, actor, region, pretest=bool(rng.random() > 0.05)))  # type: ignore[arg-type]
    return tuple(made)


def stages(*counts: int) -> dict[str, int]:
    return dict(zip(("not_started", "no_test", "not_passed", "passed"), counts, strict=True))


def scenario(one: Sequence[int], two: Sequence[int], three: Sequence[int], again: int) -> list[Given]:
    """Make up three occasions of two courses, the last with so many people of the first."""
    return [
        Given("intro", EARLIER, crowd(0, stages(*one), 1)),
        Given("intro", BEGAN, crowd(1000, stages(*two), 2)),
        Given("social", BEGAN, crowd(sum(one) - again, stages(*three), 3)),
    ]


@dataclass(frozen=True)
class Seen(Finished):
    """The finished report, with what it was made from."""

    given: tuple[Given, ...]

    def count(self, test: Count, course: str | None = None, year: int | None = None) -> int:
        """Count the places of a course and a year, or of all."""
        return sum(
            test(one)
            for given in self.given
            if course in (None, given.course) and year in (None, given.began.year)
            for one in given.people
        )

    def steps(self, course: str | None = None, year: int | None = None) -> dict[str, int]:
        """Return how many came so far."""
        far = ("not_started", "no_test", "not_passed", "passed")

        def of(stage: str) -> int:
            return self.count(lambda one: far.index(one.stage) >= far.index(stage), course, year)

        handed_in = of("not_passed")
        return {
            "Använda platser": of("not_started"),
            "Har börjat": of("no_test"),
            "Har lämnat in modul 1, Uppdraget och lagen": handed_in,
            "Har lämnat in modul 2, Mål och plan": handed_in,
            "Har genomfört kunskapsprovet": handed_in,
            "Godkända": of("passed"),
        }

    def paired(self, course: str | None = None, year: int | None = None) -> int:
        """Count those with both tests."""
        return self.count(lambda one: one.pretest and one.stage in ("not_passed", "passed"), course, year)

    def per_course(self, column: str) -> Iterator[tuple[str, list[dict[str, str]]]]:
        """Return the tables that have such a column, each with its course: of one that has none, there is none."""
        course = ""
        for found in self.soup.find_all(["h3", "table"]):
            if found.name == "h3":
                course = next((name for name, title in TITLES.items() if title == words(found)), course)
                continue
            ((_, columns, lines),) = replace(self, soup=BeautifulSoup(str(found), "html.parser")).tables
            if column in columns:
                yield course, [dict(zip(columns, line, strict=False)) for line in lines]


def built(folder: Path, given: Sequence[Given]) -> Seen:
    folders = [
        programme_occasion(folder, f"{one.course}-{n}", one.people, course=one.course, began=one.began)
        for n, one in enumerate(given)
    ]
    found = programme.build(programme.declare(folders))
    html = "\n".join(programme.render(found, section) for section in SECTIONS)
    return Seen(BeautifulSoup(html, "html.parser"), tuple(given))


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(((3, 30, 40, 90), (20, 12, 31, 60), (15, 4, 11, 30), 25), id="few not started"),
        pytest.param(((20, 30, 4, 110), (12, 25, 5, 40), (30, 20, 12, 4), 3), id="few passed", marks=pytest.mark.long),
        pytest.param(((0, 0, 14, 36), (11, 0, 0, 12), (9, 14, 9, 26), 12), id="nobody between", marks=pytest.mark.long),
    ],
)
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    return built(tmp_path_factory.mktemp("seen"), scenario(*request.param))


def count(cell: str) -> int | None:
    """Return the count at the beginning of a cell, None for a hidden one."""
    found = re.match(r"(\d[\d ]*)(?=$|:| \()", cell)
    assert found or cell == "–" or "visas inte" in cell, cell
    return int(found[1].replace(" ", "")) if found else None


def apart(a: int, b: int) -> bool:
    return a == b or abs(a - b) >= PUBLIC


def test_every_column_is_known(seen: Seen) -> None:
    columns = {column for _, found, _ in seen.tables for column in found} - SHARES - NAMES
    groups = {"kommun", "polis", "annan", "Skåne", "Gotland", "Uppsala", "2025", "2026", "Summa"}
    assert columns <= groups | {
        "n",
        "Antal platser",
        "Använda platser",
        "Har genomfört kunskapsprovet",
        "Godkända av dem",
    }


def test_crossed_counts_are_true_and_none_can_be_worked_out(seen: Seen) -> None:
    latest = {one.number: one for given in sorted(seen.given, key=lambda given: given.began) for one in given.people}
    places = [one for given in seen.given for one in given.people]
    by_person = any(caption.startswith("Deltagare per") for caption, _, _ in seen.tables)
    tables = [one for one in seen.tables if one[1][0] in ("Kurs", "Aktör", "Region")]
    assert tables
    for _, columns, lines in tables:
        named = columns[0] != "Kurs"
        true = np.zeros((len(lines), len(columns) - 1), dtype=int)
        for row, line in enumerate(lines):
            for place, column in enumerate(columns[1:]):
                if named:
                    wanted = {line[0], column} - {"Summa"}
                    people = list(latest.values()) if by_person else places
                    true[row, place] = sum(wanted <= {one.actor, one.region} for one in people)
                else:
                    name = next((name for name, title in TITLES.items() if title == line[0]), None)
                    true[row, place] = seen.count(lambda one: True, name, int(column) if column != "Summa" else None)
        shown = [[count(cell) for cell in line[1:]] for line in lines]
        for row, line in enumerate(shown):
            for place, one in enumerate(line):
                assert one in (None, true[row, place])
                assert one is None or one >= PUBLIC or (one == 0 and not named)
        hidden = np.array([[one is None for one in line] for line in shown])
        for cells, gone in [*zip(true, hidden, strict=True), *zip(true.T, hidden.T, strict=True)]:
            if gone[:-1].any() and not gone[-1]:
                assert gone[:-1].sum() > 1
                assert cells[:-1][gone[:-1]].sum() >= PUBLIC


def test_the_way_through_is_true_and_no_two_steps_are_a_few_apart(seen: Seen) -> None:
    told = 0
    for course, lines in seen.per_course("Antal platser"):
        true = seen.steps(course)
        shown = {line["Steg"]: count(line["Antal platser"]) for line in lines if line["Steg"] != "Platser"}
        assert set(shown) == set(true)
        assert all(one in (None, true[name]) for name, one in shown.items())
        every = [one for one in shown.values() if one is not None]
        assert all(one >= PUBLIC for one in every)
        assert all(apart(a, b) for a, b in combinations(every, 2))
        told += len(every)
    assert told > 2


def test_years_are_true_and_tell_no_few(seen: Seen) -> None:
    for course, lines in seen.per_course("Godkända av dem"):
        for line in lines:
            true = seen.steps(course, int(line["År"]))
            every = {
                "Använda platser": count(line["Använda platser"]),
                "Har genomfört kunskapsprovet": count(line["Har genomfört kunskapsprovet"]),
                "Godkända": count(line["Godkända av dem"]),
            }
            assert all(one in (None, true[name]) for name, one in every.items())
            told = [one for one in every.values() if one is not None]
            assert all(one >= PUBLIC for one in told)
            assert all(apart(a, b) for a, b in combinations(told, 2))


def test_what_estimates_rest_on_is_true_and_tells_no_few(seen: Seen) -> None:
    found = 0
    shown = {course: lines for course, lines in seen.per_course("Antal platser")}
    for column in ("Andel", "Före"):
        for course, lines in seen.per_course(column):
            if "n" not in lines[0]:
                continue
            true = seen.paired(course) if column == "Före" else seen.steps(course)["Har genomfört kunskapsprovet"]
            test = next(
                count(line["Antal platser"]) for line in shown[course] if line["Steg"] == "Har genomfört kunskapsprovet"
            )
            for line in lines:
                written = re.fullmatch(r"(minst )?(\d+)", line["n"])
                if not written:
                    assert "visas inte" in line["n"] or line["n"] in ("alla fick lika", "visas inte")
                    continue
                n = int(written[2])
                assert n == (true - true % PUBLIC if written[1] else true)
                assert n >= PUBLIC
                assert written[1] or (test is not None and apart(n, test))
                found += 1
    assert found


def test_every_number_in_the_text_counts_people_that_there_are(seen: Seen) -> None:
    soup = BeautifulSoup(str(seen.soup), "html.parser")
    for table in soup.find_all("table"):
        table.decompose()
    lines = plain(soup.get_text("\n")).split("\n")
    lines += [plain(str(image["alt"])) for image in soup.find_all("img")]
    found = {
        int(one) for line in lines for one in re.findall(r"(?<![\w.,])\d+(?![\w.,]\d|\w)", NO_PEOPLE.sub(" ", line))
    }
    true = {len({one.number for given in seen.given for one in given.people})}
    for course in (None, "intro", "social"):
        exact = {*seen.steps(course).values(), seen.paired(course)}
        true |= exact | {n - n % PUBLIC for n in exact}
    assert found
    assert found - {len(seen.given), 2} <= true
    assert min(found - {len(seen.given), 2}) >= PUBLIC


def test_every_number_of_people_in_a_chart_stands_in_its_table(seen: Seen) -> None:
    drawn = 0
    for figure in seen.soup.find_all("figure"):
        mine = replace(seen, soup=figure)
        cells = {re.sub(r" \(.*", "", cell) for _, _, lines in mine.tables for line in lines for cell in line}
        for _, svg in mine.svgs:
            texts = [words(one) for one in svg.find_all("text") if not one.find_parent("g", class_="role-axis")]
            people = [found[1] for one in texts if (found := re.fullmatch(r"(\d+)(?: \(\d+ %\))?", one))]
            assert set(people) <= cells
            drawn += len(people)
    assert drawn
