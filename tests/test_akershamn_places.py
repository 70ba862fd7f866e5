"""What the tables and pictures of places teach, computed from what is released, and from nothing they are made with."""

from math import isnan, sqrt

import pytest

from akershamn.sites import sites
from akershamn.world import world
from tests.akershamn_support import OWN, body, released, reports, row, untold

Pair = tuple[float, float]


def pairs(name: str) -> list[Pair]:
    """Return before and after for the place of a measure, its buffers and its comparison."""
    return [(before, after) for before, after in released(name).values()]


def net_effect(place: Pair, comparison: Pair) -> float:
    return place[0] / comparison[0] - place[1] / comparison[1]


def quotient(place: Pair, buffer: Pair, comparison: Pair) -> float:
    (rb, ra), (db, da), (cb, ca) = place, buffer, comparison
    return (da / ca - db / cb) / (ra / ca - rb / cb)


def total(place: Pair, buffer: Pair, comparison: Pair) -> float:
    trend = comparison[1] / comparison[0]
    return place[0] * trend - place[1] + buffer[0] * trend - buffer[1]


def by_chance(counts: Pair) -> bool:
    """Tell whether a difference is within the rule of thumb of the introduction: two roots of the sum."""
    return abs(counts[1] - counts[0]) <= 2 * sqrt(sum(counts))


def to(counts: Pair) -> str:
    return f"{counts[0]:.0f} to {counts[1]:.0f}"


def test_five_per_cent_of_the_squares_have_much() -> None:
    counts = [count for (count,) in released("rutor-2024").values()]
    assert counts == sorted(counts, reverse=True)
    most = round(0.05 * len(counts))
    share = sum(counts[:most]) / sum(counts)
    assert share > 0.35
    said = f"{most} of {len(counts)} squares have {sum(counts[:most]):.0f} of {sum(counts):.0f} reports"
    assert untold("Five per cent of the squares have much", said, 100 * share) == []


@pytest.mark.parametrize("name", ["rutor-cyklar", "rutor-bilar", "prov-rutor-a", "prov-rutor-b", "prov-rutor-c"])
def test_the_fifth_square_is_not_as_the_sixth_where_a_share_is_computed(name: str) -> None:
    counts = [count for (count,) in released(name).values()]
    assert counts[4] >= counts[5]  # Which of two equal squares is taken changes no sum.
    assert 0.3 < sum(counts[:5]) / sum(counts) < 0.7


def test_eight_bays_have_most_of_the_thefts_in_the_car_park() -> None:
    levels = [released(f"stolder-plan-{level}") for level in (0, 1)]
    parts = {name: numbers for level in levels for name, numbers in level.items()}
    bays = sum(numbers[0] for numbers in parts.values() if not isnan(numbers[0]))
    thefts = sum(numbers[1] for numbers in parts.values())
    few, most = parts["Raden bakom fläktrummet"]
    assert most / thefts > 0.35
    assert few / bays < 0.1
    assert (
        untold("Few parking bays have most of the thefts", f"{few:.0f} bays", f"{most:.0f} of {thefts:.0f}", bays) == []
    )
    assert thefts == sum(
        one["Brottstyp"] == "Stöld ur och från fordon" and one["Plats"] == "P-huset" for one in reports()
    )


def test_cars_are_left_in_the_evening_and_missed_in_the_morning() -> None:
    day = released("tider-i-p-huset")
    left, missed = day["18–21"][0] + day["21–24"][0], day["06–09"][1]
    every = sum(count for count, _ in day.values())
    assert left / every > 0.6
    assert missed == max(count for _, count in day.values())
    assert untold("Cars are left in the evening and missed in the morning", f"{left:.0f} of {every:.0f}", missed) == []


@pytest.mark.parametrize(
    ("lesson", "name", "feared", "worst"),
    [
        ("What is feared most is not where most happens", "otrygga-pa-torget", "Passagen", "Butikssidan"),
        ("So in the car park", "otrygga-i-p-huset", "Östra trapphuset", "Raden bakom fläktrummet"),
    ],
)
def test_what_is_feared_most_is_not_where_most_happens(lesson: str, name: str, feared: str, worst: str) -> None:
    parts = released(name)
    assert feared == max(parts, key=lambda part: parts[part][1])
    assert worst == max(parts, key=lambda part: parts[part][3])
    (_, share, margin, few), (_, other, other_margin, many) = parts[feared], parts[worst]
    assert share - other > margin + other_margin
    assert few < many / 4
    assert untold(lesson, f"{share:.0f} %", few, f"{other:.0f} %", many) == []


def test_cameras_do_different_things_in_different_places() -> None:
    car_park, street, square = (pairs(f"kameror-{name}") for name in ("p-hus", "gata", "torg"))
    assert not by_chance(car_park[0])
    assert all(by_chance(one[0]) for one in (street, square))
    assert all(by_chance(one[1]) for one in (car_park, street, square))
    said = [to(one[0]) for one in (car_park, street, square)]
    assert untold("Cameras do different things in different places", *said) == []


@pytest.mark.parametrize(
    ("lesson", "name", "least", "most"),
    [
        ("Diffusion", "grinden", 0.2, 0.5),
        ("Displacement that eats the gain", "tunneln", -1.4, -1.05),
        ("Neither", "kallarna", -0.1, 0.1),
    ],
)
def test_a_measure_had_an_effect_and_its_buffer_shows_what_became_of_it(
    lesson: str, name: str, least: float, most: float
) -> None:
    place, buffer, comparison = pairs(name)
    assert net_effect(place, comparison) > 0
    assert not by_chance(place)
    assert by_chance(comparison)
    wdq = quotient(place, buffer, comparison)
    assert least < wdq < most
    assert (total(place, buffer, comparison) < 0) == (wdq < -1)
    assert untold(lesson, to(place), to(buffer), to(comparison), f"{wdq:.2f}") == []
    if name != "kallarna":
        assert untold(lesson, total(place, buffer, comparison)) == []


def test_one_buffer_gains_and_the_other_loses_and_together_they_show_neither() -> None:
    place, north, south, comparison = pairs("cykeltorget")
    assert quotient(place, north, comparison) < -0.2
    assert quotient(place, south, comparison) > 0.2
    assert not any(by_chance(one) for one in (place, north, south))
    both = quotient(place, (north[0] + south[0], north[1] + south[1]), comparison)
    assert abs(both) < 0.1
    assert untold("Both at once", *map(to, (place, north, south, comparison)), f"{both:.2f}") == []


@pytest.mark.parametrize(
    ("lesson", "name", "least", "most"),
    [
        ("No ratio: the place followed the others", "gangvagen", -0.002, 0.002),
        ("No ratio: the place did worse than the others", "gallerian", -0.1, -0.02),
    ],
)
def test_a_place_that_did_no_better_than_the_others_has_no_ratio(
    lesson: str, name: str, least: float, most: float
) -> None:
    place, _, comparison = pairs(name)
    assert place[1] < place[0]  # It looks like a success.
    net = net_effect(place, comparison)
    assert least < net < most
    assert untold(lesson, to(place), to(comparison), f"{net:.3f}") == []


@pytest.mark.parametrize(
    ("name", "least", "most"), [("hamnen", 0.15, 0.6), ("skolgarden", -0.6, -0.2), ("centrumhuset", -1.6, -1.05)]
)
def test_the_three_variants_of_a_test_show_spread_some_displacement_and_a_loss(
    name: str, least: float, most: float
) -> None:
    place, buffer, comparison = pairs(f"prov-{name}")
    assert net_effect(place, comparison) > 0.1
    assert least < quotient(place, buffer, comparison) < most
    assert not by_chance(place)


def test_no_ratio_is_to_be_computed_in_three_variants_of_a_test() -> None:
    for name in ("villagatorna", "busstorget", "elljusspar"):
        place, _, comparison = pairs(f"prov-{name}")
        assert net_effect(place, comparison) < 0.002, name
        assert place[1] < place[0], name


@pytest.mark.parametrize("name", ["fem-villaplatser", "fem-forradsrutor"])
def test_the_places_that_had_most_have_less_the_year_after(name: str) -> None:
    *worst, rest = released(name).values()
    sums = [sum(row[year] for row in worst) for year in range(3)]
    record = sums.index(max(sums))
    assert sums[record + 1] < 0.85 * sums[record]
    assert rest[record + 1] > 0.9 * rest[record]
    if name == "fem-villaplatser":
        said = [", ".join(f"{count:.0f}" for count in counts) for counts in (sums, rest)]
        assert untold("The five places with most in a year, once more", *said) == []


def test_an_agreement_on_lamps_is_kept_in_the_car_park_and_not_on_the_square() -> None:
    shares = []
    for name in ("lampor-p-huset", "lampor-torget"):
        quarters = list(released(name).values())
        before, after = (tuple(map(sum, zip(*some, strict=True))) for some in (quarters[:4], quarters[4:]))
        shares.append(after[1] / after[0])
        for broken, changed in (before, after):
            said = f"{changed:.0f} of {broken:.0f}"
            assert untold("An agreement that is kept, and one that is not", said) == []
    assert shares[0] > 0.85
    assert shares[1] < 0.7


def test_what_is_reported_in_centrum_is_on_its_streets_and_places() -> None:
    streets = released("gator-och-tider")
    named = {place.short for place in world().places if place.area == "centrum"}
    every = [one for one in reports() if one["Område"] == "Centrum" and one["Från"].startswith("2025") and one["Plats"]]
    off_maps = {"Misshandel inomhus", "Olaga hot", "Narkotikabrott", "Rattfylleri"}
    assert named < set(streets)
    assert sum(map(sum, streets.values())) == sum(one["Brottstyp"] not in off_maps for one in every)


def test_every_measure_in_a_place_has_an_owner_and_what_it_costs_to_keep() -> None:
    for name, owner, cost, upkeep, *_ in body(OWN / "atgarder-agare.csv"):
        assert owner, name
        assert float(cost) + float(upkeep) > 0 or owner.startswith("Lokalpolis"), name


def test_the_page_for_authors_says_how_many_squares_and_measures_there_are() -> None:
    assert f"one of the {len(body(OWN / 'rutor.csv'))} squares" in row("`rutor.csv`")
    followed = {(line[0].split(" (")[0], line[1]) for line in body(OWN / "uppfoljningar.csv")}
    assert f"one of {len(followed)} measures" in row("`uppfoljningar.csv`")


def test_a_part_has_a_weight_for_each_type_that_has_weights() -> None:
    for site in sites().sites:
        assert {len(weights) for weights in (*site.crimes.values(), site.other)} == {len(site.parts)}
