"""Åkershamn as a whole: always the same, such as a police officer would believe, and nobody's."""

import os
import re
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from akershamn.draws import Draws
from akershamn.world import world
from tests.akershamn_support import COURSES, OWN, body, head, reports
from toolkit.authoring import akershamn
from toolkit.authoring.material import all_courses
from toolkit.testing import CHECKOUT

TYPES = {
    "Misshandel utomhus": (62, 98),
    "Misshandel inomhus": (144, 196),
    "Olaga hot": (117, 163),
    "Rån": (4, 18),
    "Butiksstöld": (140, 190),
    "Cykelstöld": (126, 174),
    "Stöld ur och från fordon": (117, 163),
    "Tillgrepp av bil": (13, 31),
    "Tillgrepp av moped": (8, 24),
    "Bostadsinbrott": (24, 48),
    "Inbrott i källare och vind": (47, 77),
    "Fickstöld": (23, 45),
    "Skadegörelse på fordon": (67, 103),
    "Klotter": (71, 109),
    "Annan skadegörelse": (177, 233),
    "Narkotikabrott": (361, 439),
    "Rattfylleri": (66, 102),
}
"""Reports of a year in a municipality of this size, with what chance adds."""
OFF_MAPS = {"Misshandel inomhus", "Olaga hot", "Narkotikabrott", "Rattfylleri"}
MOST = ("Resecentrum", "P-huset", "Segeltorget", "Kaptensparken", "Fyrbackaskolan")
SCRIPT = """
import hashlib, sys
from toolkit.authoring.akershamn import own
print(hashlib.sha256(b"".join(data for _, data in sorted(own().items()))).hexdigest())
"""


def mapped() -> list[dict[str, str]]:
    return [one for one in reports() if one["Brottstyp"] not in OFF_MAPS]


# --- always the same ------------------------------------------------------------------------------


def test_what_lies_there_is_what_is_made() -> None:
    made = akershamn.own()
    assert {path: path.read_bytes() == data for path, data in made.items()} == dict.fromkeys(made, True)
    assert set(OWN.iterdir()) == set(made)


def test_it_is_made_the_same_in_every_process() -> None:
    def run(seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        return subprocess.run(
            [sys.executable, "-c", SCRIPT], cwd=CHECKOUT, env=environment, capture_output=True, check=True, text=True
        ).stdout

    assert run("1") == run("2")


def test_chance_falls_as_it_did() -> None:
    draws = Draws("test")
    assert [round(draws.share(), 6) for _ in range(3)] == [0.448848, 0.003048, 0.028787]
    assert [draws.count(80) for _ in range(3)] == [64, 64, 67]
    assert round(draws.normal(), 6) == -0.583759


def test_what_is_drawn_under_one_name_does_not_move_another() -> None:
    alone = Draws("one").share()
    Draws("two").share()
    assert Draws("one").share() == alone
    assert Draws("one", series=2).share() != alone


def test_counts_are_as_many_as_their_mean_and_vary_as_much() -> None:
    draws = Draws("counts")
    for mean in (2.0, 60.0, 700.0):
        counts = [draws.count(mean) for _ in range(2000)]
        average = sum(counts) / len(counts)
        assert abs(average - mean) < 4 * (mean / len(counts)) ** 0.5
        assert 0.85 < sum((n - average) ** 2 for n in counts) / len(counts) / mean < 1.15


# --- such as somebody would believe ---------------------------------------------------------------


@pytest.mark.parametrize("kind", TYPES)
def test_a_type_has_as_many_reports_a_year_as_such_a_municipality(kind: str) -> None:
    low, high = TYPES[kind]
    years = Counter(one["Från"][:4] for one in reports() if one["Brottstyp"] == kind)
    assert low <= sum(years.values()) / 3 <= high
    # A single year varies more than chance alone.
    assert all(low * 0.85 <= count <= high * 1.15 for count in years.values())


def test_all_reports_have_a_type_that_is_expected() -> None:
    assert {one["Brottstyp"] for one in reports()} == set(TYPES)


@pytest.mark.parametrize("year", ["2023", "2024", "2025"])
def test_five_of_150_places_have_a_good_third(year: str) -> None:
    places = Counter(one["Plats"] for one in mapped() if one["Från"].startswith(year))
    assert len(body(OWN / "platser.csv")) == 150
    assert 0.3 <= sum(places[name] for name in MOST) / sum(places.values()) <= 0.42
    half, so_far = 0, 0
    while so_far < sum(places.values()) / 2:
        so_far += places.most_common()[half][1]
        half += 1
    assert 6 <= half <= 14


def test_outdoor_assault_has_the_hours_of_a_small_town() -> None:
    week = Counter(
        (date.fromisoformat(one["Från"][:10]).weekday(), int(one["Från"][11:13]) // 3)
        for one in reports()
        if one["Brottstyp"] == "Misshandel utomhus"
    )
    every = sum(week.values())
    nights = sum(week[day, part] for day in (5, 6) for part in (0, 1))
    evenings = sum(week[day, 7] for day in (4, 5))
    monday = sum(week[0, part] for part in range(8))
    assert 0.15 <= nights / every <= 0.3
    assert 0.05 <= evenings / every <= 0.16
    assert monday / every <= 0.14


def test_at_the_school_people_are_hurt_in_school_hours_and_things_are_broken_outside_them() -> None:
    there = [one for one in reports() if one["Plats"] == "Fyrbackaskolan"]
    hurt = [one for one in there if one["Brottstyp"].startswith("Misshandel")]
    assert hurt
    assert all(one["Veckodag"] not in ("lördag", "söndag") and 6 <= int(one["Från"][11:13]) < 18 for one in hurt)
    broken = [one for one in there if one["Brottstyp"] == "Annan skadegörelse"]
    assert all(int(one["Från"][11:13]) >= 16 and int(one["Till"][11:13]) <= 8 for one in broken)


def test_nothing_is_reported_before_it_is_found_or_more_than_a_summer_after() -> None:
    for one in reports():
        lag = date.fromisoformat(one["Anmält"]) - date.fromisoformat(one["Till"][:10])
        assert 0 <= lag.days <= 100


def test_what_happens_in_homes_is_on_no_map() -> None:
    at_home = [one for one in reports() if one["Brottstyp"] in ("Misshandel inomhus", "Olaga hot")]
    named = {place.short for place in world().places}
    assert {one["Plats"] for one in at_home} <= {*named, ""}
    assert all(bool(one["x"]) == bool(one["Plats"]) for one in reports())
    assert all(one["Plats"] for one in mapped())


def test_residents_answer_as_many_and_as_differently_as_they_do() -> None:
    answers = body(OWN / "enkat.csv")
    assert 1400 <= len(answers) <= 1500
    weights = [float(row[4].replace(",", ".")) for row in answers]
    assert abs(sum(weights) / len(weights) - 1) < 0.001
    column = head(OWN / "enkat.csv").index("Otrygg ute sent i sitt område")

    def unsafe(area: str) -> float:
        rows = [(w, row[column] == "ja") for w, row in zip(weights, answers, strict=True) if area in (row[1], "")]
        return 100 * sum(w for w, yes in rows if yes) / sum(w for w, _ in rows)

    expected = {"": 23, "Centrum": 27, "Fyrbacken": 39, "Vikhöjden": 15, "Ytterbygden": 16}
    assert {area: abs(unsafe(area) - share) < 3 for area, share in expected.items()} == dict.fromkeys(expected, True)


def test_every_weight_is_one_of_an_area_a_sex_and_an_age() -> None:
    answers = body(OWN / "enkat.csv")
    cells = {tuple(row[1:4]): row[4] for row in answers}
    assert len(cells) == 4 * 2 * 4
    assert all(cells[tuple(row[1:4])] == row[4] for row in answers)


# --- nobody's -------------------------------------------------------------------------------------


def tables() -> list[Path]:
    made = [path for course in all_courses(COURSES) for path in akershamn.made(course)]
    return [path for path in (*OWN.iterdir(), *made) if path.suffix == ".csv"]


def test_every_table_says_that_it_is_invented() -> None:
    assert [path.name for path in tables() if not head(path)[0].endswith("(påhittade uppgifter)")] == []


def test_no_table_has_what_could_tell_who_somebody_is() -> None:
    columns = {column.casefold() for path in tables() for column in head(path)}
    forbidden = r"etni|ursprung|född|medborg|språk|religion|personn|\bnamn|adress|telefon|e-post|misstänkt|diagnos"
    assert [column for column in columns if re.search(forbidden, column)] == []
    people = {person.name for person in world().people}
    assert [path.name for path in tables() if any(name in path.read_text("utf-8") for name in people)] == []


def test_reports_have_these_columns_and_no_others() -> None:
    assert head(OWN / "brott.csv")[1:] == [
        "Brottstyp",
        "Område",
        "Plats",
        "x",
        "y",
        "Från",
        "Till",
        "Tid osäker",
        "Veckodag",
        "Anmält",
        "Ärende",
    ]


def test_the_areas_are_the_whole_municipality() -> None:
    assert sum(area.population for area in world().areas) == world().municipality.population


def test_a_measure_names_what_its_evidence_rests_on() -> None:
    evidence, sources = head(OWN / "atgarder.csv").index("Kunskap"), head(OWN / "atgarder.csv").index("Källa")
    for row in body(OWN / "atgarder.csv"):
        assert bool(row[sources]) == (row[evidence] != "Ingen utvärdering i kursens källor"), row[0]
