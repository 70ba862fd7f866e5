"""Every number of the finished item report, read from its text and its charts: about how many people it is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup, Tag

from graders.disclosure import INTERNAL
from graders.reports import items
from tests.finished_support import Finished, number, words
from tests.quiz_support import OPTIONS, PLAIN, Slot, answers, quiz, strong_like_b
from tests.report_support import plain
from toolkit.formats import Response

SLOTS = (
    *PLAIN[:5],
    Slot("variant", 0.6, variants=("a", "b", "c")),
    Slot("tva", 0.5, variants=("a", "b")),
    Slot("svar", 0.06),
    Slot("latt", 0.97),
    Slot("saker", 0.55, confidence=True),
    Slot("saker-latt", 0.9, confidence=True),
    Slot("lockar", draws=strong_like_b),
    # Nearly nobody chooses c, and few the key.
    Slot("skev", draws=lambda ability, rng: str(rng.choice(["a", "b", "c"], p=[0.2, 0.79, 0.01]))),
)
SECTIONS: tuple[items.Section, ...] = ("head", "summary", "first", "everything", "exercises", "groups")
PEOPLE = {"n", "Svarade", "Hoppade över", "Nådde inte"}
"""Columns that count people."""
SHARES = {"Valde", "Svagaste", "Mellersta", "Starkaste"}
"""Columns with shares of people."""
OTHERS = {
    "Modul", "Övningar", "Att se över", "Alfa", "Mätfel, poäng", "Övning", "Varför", "Andel av poängen", "Samband (r)",
    "Omdöme", "Variant", "Alternativ", "r", "Delta", "95 % intervall", "Storlek",
}  # fmt: skip
"""Columns that count no people. What is in none of these is a number that nobody has thought of."""


def scenario(people: int, empty: int, seed: int) -> list[Response]:
    """Make up a test; so many people leave each exercise empty, those of the last ones without reaching them."""
    made = answers(SLOTS, people, seed)
    order, names = [slot.id for slot in SLOTS], list(dict.fromkeys(row.pid for row in made))
    rng = np.random.default_rng(seed)
    gone = {name: set(rng.choice(names, int(rng.integers(empty + 1)), replace=False)) for name in order}
    stopped = set(rng.choice(names, empty, replace=False))
    left = []
    for row in made:
        stops = row.pid in stopped and order.index(row.exercise) >= len(order) - 3
        if stops or row.pid in gone[row.exercise]:
            status = "not_reached" if stops else "omitted"
            none = {"answer": None, "variant": None, "confidence": None, "changes": 0, "points": 0.0}
            row = row.model_copy(update={"status": status, **none})
        left.append(row)
    return left


@dataclass(frozen=True)
class Cell:
    """A share of people as it stands in the page."""

    percent: int

    def may_be(self, count: int, of: int) -> bool:
        """Tell whether it is the share of so many people."""
        return abs(self.percent - 100 * count / of) <= 0.5 + 1e-9


def share(cell: str) -> Cell | None:
    """Return the share at the beginning of a cell, None for a hidden one."""
    if cell.startswith("visas inte"):
        return None
    found = re.match(r"(\d+) %", cell)
    assert found, cell
    return Cell(int(found[1]))


@dataclass(frozen=True)
class Seen(Finished):
    """The finished report, with the table that it was made from."""

    table: pd.DataFrame

    def exercises(self) -> Iterator[tuple[str, Tag]]:
        """Return each exercise's id and its part of the page."""
        for part in self.soup.select("section.k-item"):
            found = re.search(r"intro-[\w-]+", words(part))
            assert found
            yield found[0], part

    def of(self, name: str, variant: str | None = None) -> pd.DataFrame:
        """Return the rows of an exercise, or of one variant of it."""
        mine = self.table[self.table["exercise"] == name]
        return mine[mine["variant"] == variant] if variant else mine

    def options(self) -> Iterator[tuple[str, str | None, str, list[str], list[list[str]]]]:
        """Return the tables of options: exercise, variant, n as written, columns and rows."""
        for name, part in self.exercises():
            for caption, columns, lines in replace(self, soup=part).tables:
                found = re.match(r"Vem valde vad i övning \d+(?: i variant (\w))?, n ((?:minst )?\d+)$", caption)
                if found:
                    yield name, found[1], found[2], columns, lines


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((40, 0, 3), id="40 people"),
        pytest.param((110, 4, 8), id="110, some left empty", marks=pytest.mark.long),
        pytest.param((330, 9, 5), id="330, some left empty", marks=pytest.mark.long),
    ],
)
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    made = scenario(*request.param)
    report = items.build(items.declare(quiz(tmp_path_factory.mktemp("seen") / "intro-2026-ht", SLOTS, made)))
    html = "\n".join(items.render(report, name) for name in SECTIONS)
    table = pd.DataFrame([row.model_dump() for row in made])
    return Seen(BeautifulSoup(html, "html.parser"), table)


def about(written: str, true: int) -> bool:
    """Tell whether a number of people as written is the true one, or its tens."""
    found = re.fullmatch(r"(minst )?(\d+)", written)
    assert found, written
    return int(found[2]) == (true - true % 10 if found[1] else true)


def cannot_be_worked_out(true: Sequence[int], shown: Sequence[object]) -> bool:
    """Tell whether hidden counts with a known sum leave each other a range that is wide enough."""
    hidden = [count for count, told in zip(true, shown, strict=True) if told is None]
    return not any(0 < count < INTERNAL for count in hidden) or (len(hidden) > 1 and sum(hidden) >= INTERNAL)


def test_every_column_is_known(seen: Seen) -> None:
    assert {column for _, found, _ in seen.tables for column in found} <= PEOPLE | SHARES | OTHERS


def test_every_count_in_a_table_is_true_and_of_no_few(seen: Seen) -> None:
    everybody = seen.table["pid"].nunique()
    told = 0
    for _, columns, lines in seen.tables:
        for line in lines:
            for column, cell in zip(columns, line, strict=False):
                if column in PEOPLE and not cell.startswith(("visas inte", "minst")):
                    count = number(cell)
                    assert count == 0 if column in ("Hoppade över", "Nådde inte") and not count else count >= INTERNAL
                    assert count <= everybody
                    told += 1
    assert told


def test_who_answered_a_variant_is_true_and_who_did_not_is_not_told(seen: Seen) -> None:
    for name, part in seen.exercises():
        for _, columns, lines in replace(seen, soup=part).tables:
            if columns[0] != "Variant":
                continue
            true = {line[0]: len(seen.of(name, line[0])) for line in lines}
            assert all(about(line[1], true[line[0]]) for line in lines)
            exact = [int(line[1]) for line in lines if not line[1].startswith("minst")]
            rest = len(seen.of(name)) - sum(exact)
            assert len(exact) < len(lines) or rest == 0 or rest >= INTERNAL


def test_who_left_it_empty_is_true_and_cannot_be_worked_out(seen: Seen) -> None:
    told = 0
    for name, part in seen.exercises():
        text, status = words(part), seen.of(name)["status"]
        found = re.search(r"hoppade över: (\d+|visas inte) nådde inte: (\d+|visas inte)", text)
        assert found, text
        true = [int((status == code).sum()) for code in ("omitted", "not_reached")]
        shown = [None if one == "visas inte" else int(one) for one in found.groups()]
        assert all(one in (None, count) for one, count in zip(shown, true, strict=True))
        assert all(one is None or one == 0 or one >= INTERNAL for one in shown)
        answered = re.search(r"minst en gång, n ((?:minst )?\d+)", text)
        assert answered or "Ändrade sitt svar visas inte" in text
        assert not answered or about(answered[1], int((status == "answered").sum()))
        if answered and not answered[1].startswith("minst"):
            assert cannot_be_worked_out(true, shown)
            told += 1
    assert told


def test_what_an_option_drew_is_true_and_none_can_be_worked_out(seen: Seen) -> None:
    told = hidden = 0
    for name, variant, n, columns, lines in seen.options():
        own = seen.of(name, variant)
        own = own[own["status"] == "answered"]
        assert about(n, len(own))
        true = [int((own["answer"] == f'"{option}"').sum()) for option in OPTIONS]
        shown = [share(line[columns.index("Valde")]) for line in lines]
        for count, one in zip(true, shown, strict=True):
            assert one is None or (count >= INTERNAL and one.may_be(count, len(own)))
        # The key is the first: the share of the points tells how many chose it. Nobody is hidden as well.
        wrong = [count for count in true[1:] if count]
        seen_wrong = [one for count, one in zip(true[1:], shown[1:], strict=True) if count]
        assert cannot_be_worked_out(wrong, seen_wrong) or sum(wrong) < INTERNAL
        told, hidden = told + sum(one is not None for one in shown), hidden + sum(one is None for one in shown)
    assert told > hidden > 0


def test_what_a_third_drew_is_true_and_none_can_be_worked_out(seen: Seen) -> None:
    totals = seen.table.groupby("pid")["points"].sum()
    for name, variant, _, columns, lines in seen.options():
        own = seen.of(name, variant)
        own = own[own["status"] == "answered"].set_index("pid")
        assert ("Svagaste" in columns) == (len(own) >= 100)
        if "Svagaste" not in columns:
            continue
        mine = totals.reindex(own.index)
        low, high = np.quantile(mine, [1 / 3, 2 / 3])
        parts = [
            mine <= low + 1e-9,
            (mine > low + 1e-9) & (mine < high - 1e-9),
            (mine > low + 1e-9) & (mine >= high - 1e-9),
        ]
        for column, third in zip(("Svagaste", "Mellersta", "Starkaste"), parts, strict=True):
            true = [int(((own["answer"] == f'"{option}"') & third).sum()) for option in OPTIONS]
            shown = [share(line[columns.index(column)]) for line in lines]
            for count, one in zip(true, shown, strict=True):
                assert one is None or ((count == 0 or count >= INTERNAL) and one.may_be(count, int(third.sum())))
            assert cannot_be_worked_out(true, shown)


def test_who_was_sure_is_true_and_cannot_be_worked_out(seen: Seen) -> None:
    told = 0
    for name, part in seen.exercises():
        found = re.search(
            r"(?:(\d+) av (\d+) säkra\. )?Helt rätt: (\d+ %|visas inte) av dem som gissade, "
            r"(\d+ %|visas inte) av de ganska säkra, (\d+ %|visas inte) av de säkra",
            words(part),
        )
        if not found:
            continue
        own = seen.of(name)
        right = [int(own.loc[own["confidence"] == level, "points"].sum()) for level in (1, 2, 3)]
        sizes = [int((own["confidence"] == level).sum()) for level in (1, 2, 3)]
        for count, n, cell in zip(right, sizes, found.groups()[2:], strict=True):
            one = share(cell)
            assert one is None or (count >= INTERNAL and one.may_be(count, n))
        # The share of the points tells how many had it right in all.
        assert cannot_be_worked_out(right, [share(cell) for cell in found.groups()[2:]])
        if found[1]:
            assert (int(found[1]), int(found[2])) == (sizes[2] - right[2], sizes[2])
            assert int(found[1]) >= INTERNAL
            told += 1
    assert told or seen.table["pid"].nunique() < 100


def test_charts_and_their_texts_say_what_their_tables_do(seen: Seen) -> None:
    for figure in seen.soup.find_all("figure"):
        mine = replace(seen, soup=figure)
        cells = {cell for _, _, lines in mine.tables for line in lines for cell in line}
        for alt, svg in mine.svgs:
            if alt.startswith("Linjediagram"):
                told = re.findall(r": (\d+ %|visas inte), (\d+ %|visas inte) och (\d+ %|visas inte)\.", alt)
                assert len(told) == len(OPTIONS)
                assert {one for line in told for one in line} <= cells
                drawn = [sum(one != "visas inte" for one in line) for line in told]
                points = svg.select("g.mark-symbol.role-mark path")
                assert len(points) == sum(n for n in drawn if n > 1)


def test_every_number_of_people_in_the_text_is_one_that_there_is(seen: Seen) -> None:
    everybody = seen.table["pid"].nunique()
    text = " ".join([words(seen.soup), *(plain(str(image["alt"])) for image in seen.soup.find_all("img"))])
    found = {int(one) for one in re.findall(r"\bn (?:minst )?(\d+)", text)}
    assert found
    assert min(found) >= INTERNAL
    assert max(found) <= everybody
    html = str(seen.soup)
    assert not any(pid in html for pid in seen.table["pid"].unique())
