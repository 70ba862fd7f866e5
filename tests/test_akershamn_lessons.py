"""What the tables of Åkershamn teach, computed from what is released, and from nothing that they are made with.

The page for authors has the same figures.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import combinations
from math import dist, isnan
from random import Random

from tests.akershamn_support import CHANCE, errors, released, reports, untold


def change(before: float, after: float) -> float:
    return (after - before) / before


def test_a_large_change_of_a_small_number_may_be_chance_and_a_small_one_of_a_large_number_is_not() -> None:
    years = released("brott-per-ar")
    for small in ("Rån", "Tillgrepp av moped"):
        assert change(*years[small]) >= 0.5
        assert errors(*years[small]) < CHANCE
    assert change(*years["Bedrägeri"]) < 0.15
    assert errors(*years["Bedrägeri"]) > CHANCE
    for name in ("Rån", "Bedrägeri"):
        before, after = years[name]
        said = f"{name} {before:.0f} to {after:.0f}, +{100 * change(before, after):.0f} %"
        assert untold("A large change of a small number may be chance", said, f"{errors(before, after):.1f}") == []


def test_one_report_more_is_more_per_inhabitant_where_few_live() -> None:
    own, other = released("brott-per-ar"), released("brott-per-ar-tallvattna")
    assert other["Alla"][1] < own["Alla"][1] / 4
    assert max(errors(*row) for name, row in other.items() if max(row) <= 5) < CHANCE


def test_the_centre_has_most_per_resident_and_not_per_person_who_is_there() -> None:
    areas = released("brott-per-omrade")
    residents = {name: crimes / people for name, (people, _, crimes) in areas.items()}
    there = {
        name: crimes / (people + (0 if isnan(visitors) else visitors))
        for name, (people, visitors, crimes) in areas.items()
    }
    assert residents["Centrum"] > 3 * residents["Fyrbacken"]
    assert there["Fyrbacken"] > there["Centrum"]
    rates = residents["Centrum"], residents["Fyrbacken"], there["Centrum"]
    assert untold("The denominator", *(1000 * rate for rate in rates)) == []
    assert [name for name, (_, visitors, _) in areas.items() if isnan(visitors)] == [
        "Fyrbacken",
        "Vikhöjden",
        "Ytterbygden",
        "Alla",
    ]
    assert sum(areas[name][0] for name in areas if name != "Alla") == areas["Alla"][0]


def test_few_places_have_much_of_all() -> None:
    few = released("fa-platser")
    places, crimes = few["Alla 150 platser"]
    share = {row[0] / places: row[1] / crimes for row in few.values()}
    assert share[5 / 150] > 1 / 3
    assert share[15 / 150] > 0.55
    assert share[50 / 150] > 0.85
    assert untold("Hot spots", few["De 5 mest utsatta platserna"][1], crimes, 100 * share[15 / 150]) == []


def test_the_place_that_is_avoided_most_is_not_the_one_with_most_crimes() -> None:
    places = released("undvikna-platser")
    avoided = sorted(places, key=lambda name: places[name][0], reverse=True)
    crimes = sorted(places, key=lambda name: places[name][1], reverse=True)
    assert avoided[:2] == ["Kaptensparken", "Lotstunneln"]
    assert crimes[-2:] == ["Kaptensparken", "Lotstunneln"]
    car_park, park = places["P-huset"], places["Kaptensparken"]
    assert car_park[0] < park[0] / 2 + 1
    assert car_park[1] > park[1]
    assert untold("The survey disagrees with the reports", *park, *car_park) == []


def test_women_are_less_safe_and_about_as_much_exposed() -> None:
    by_sex = released("otrygga-per-kon")
    women, men, _ = by_sex["Otrygg ute sent i sitt område"]
    assert women >= 2 * men
    assert untold("Unsafe is not exposed", women, men) == []
    women, men, _ = by_sex["Utsatt för något brott mot person"]
    assert abs(women - men) <= 5
    assert untold("Unsafe is not exposed", women, men) == []


def test_some_areas_differ_by_more_than_their_margins_and_some_do_not() -> None:
    areas = released("otrygga-per-omrade")

    def differ(one: str, other: str) -> bool:
        (_, share, margin), (_, other_share, other_margin) = areas[one], areas[other]
        return abs(share - other_share) > margin + other_margin

    assert differ("Fyrbacken", "Vikhöjden")
    assert not differ("Vikhöjden", "Ytterbygden")
    said = [f"{name} {areas[name][1]:.0f} ± {areas[name][2]:.0f}" for name in ("Fyrbacken", "Vikhöjden", "Ytterbygden")]
    assert untold("Margins", *said) == []


def test_bicycles_have_a_season_that_looks_like_an_effect() -> None:
    months = list(released("cykelstolder-per-manad").values())
    for year in (0, 1):
        counts = [row[year] for row in months]
        assert sum(counts[4:10]) / sum(counts) > 0.65
        before, after = sum(counts[6:9]), sum(counts[9:12])
        assert change(before, after) < -0.2  # From July to September and on: nothing was done in these years.
        assert untold("A season looks like an effect", f"{before:.0f} and {after:.0f}") == []


def test_more_reports_are_not_more_crimes_when_the_police_look() -> None:
    months = list(released("narkotikabrott-per-manad").values())
    spring = [sum(row[year] for row in months[2:5]) for year in (0, 1)]
    rest = [sum(row[year] for row in [*months[:2], *months[5:]]) for year in (0, 1)]
    assert spring[1] > 2 * spring[0]
    assert errors(*rest) < CHANCE
    assert untold("More reports are not more crimes", *spring, *rest) == []


def test_assaults_in_the_centre_gather_in_six_parts_of_the_week() -> None:
    week = list(released("misshandel-i-centrum").values())
    nights = [(7, 4), (0, 5), (1, 5), (7, 5), (0, 6), (1, 6)]
    out, every = sum(week[part][day] for part, day in nights), sum(map(sum, week))
    assert out / every > 0.35
    assert len(nights) / 56 < 0.11
    assert untold("Nights out", f"{out:.0f} of {every:.0f}") == []


def test_bicycles_at_the_travel_centre_are_left_in_the_morning_and_missed_after_work() -> None:
    day = released("cyklar-pa-dagen")
    left, missed = (sum(row[n] for row in day.values()) for n in (0, 1))
    assert day["06–09"][0] / left > 0.5
    assert max(day, key=lambda part: day[part][1]) == "15–18"
    assert left == missed
    assert untold("When a bicycle disappears", day["06–09"][0], left, day["15–18"][1]) == []


def test_the_garage_moved_some_thefts_and_prevented_more() -> None:
    counts = released("cykelgaraget")
    (rb, ra), (db, da), (cb, ca) = (counts[name] for name in ("Resecentrum", "Övriga Centrum", "Övriga kommunen"))
    assert rb / cb - ra / ca > 0
    wdq = (da / ca - db / cb) / (ra / ca - rb / cb)
    assert -1 < wdq < 0
    net = (rb * ca / cb - ra) + (db * ca / cb - da)
    assert net > 0
    assert untold("Displacement", rb, ra, db, da, cb, ca, f"{wdq:.2f}", net) == []
    # What moved is so little that it may be chance, and nothing happened where nothing was done.
    assert errors(rb, ra) > CHANCE
    assert errors(db, da) < CHANCE
    assert errors(cb, ca) < 1


def test_the_garage_is_compared_with_the_same_months_of_a_year_like_those_before() -> None:
    months = list(released("cykelgaraget-per-manad").values())
    since_april = [sum(row[year] for row in months[3:]) for year in (0, 1, 2)]
    assert since_april[1:] == released("cykelgaraget")["Resecentrum"]
    assert errors(since_april[0], since_april[1]) < 1
    assert untold("The same months before and after", ", ".join(f"{count:.0f}" for count in since_april)) == []
    # From July on it looks much better against April to June of the same year than it is against other years.
    assert sum(row[1] for row in months[9:]) < sum(row[1] for row in months[3:6]) / 2


def test_a_record_year_goes_back_by_itself() -> None:
    mopeds = {name: row[0] for name, row in released("mopedstolder-per-ar").items()}
    assert mopeds["2024"] == max(mopeds.values())
    assert change(mopeds["2024"], mopeds["2025"]) < -0.4
    assert errors(mopeds["2024"], mopeds["2025"]) < CHANCE
    assert errors(mopeds["2023"], mopeds["2025"]) < 1
    assert untold("A record year goes back by itself", ", ".join(f"{count:.0f}" for count in mopeds.values())) == []


def test_the_places_that_had_most_had_less_before_and_after() -> None:
    places = released("fem-platser")
    worst = [sum(row[year] for row in list(places.values())[:5]) for year in (0, 1, 2)]
    rest = list(places.values())[5]
    assert change(worst[1], worst[2]) < -0.3
    assert change(worst[1], worst[0]) < -0.3
    assert rest[2] > rest[1]
    for counts in (worst, rest):
        assert untold("So do the places that had most", ", ".join(f"{count:.0f}" for count in counts)) == []


def test_a_record_month_goes_back_and_the_years_are_alike() -> None:
    months = list(released("butiksstolder-i-centrum").values())
    in_order = [row[year] for year in (0, 1, 2) for row in months]
    record, after = in_order[20:22]
    assert record == max(in_order)
    assert change(record, after) < -0.5
    before = in_order[:20]
    usual = sum(before) / len(before)
    assert abs(after - usual) < record - usual
    years = [sum(row[year] for row in months) for year in (0, 1, 2)]
    assert errors(years[0], years[2]) < 1
    lesson = "So does a record month, and what began after it gets the praise"
    assert untold(lesson, f"{record:.0f} and {after:.0f}", ", ".join(f"{count:.0f}" for count in years)) == []


# --- what only those who write courses have ------------------------------------------------------


def test_a_burglary_makes_another_nearby_more_likely_for_two_weeks() -> None:
    burglaries = [one for one in reports() if one["Brottstyp"] == "Bostadsinbrott"]
    days = [date.fromisoformat(one["Från"][:10]).toordinal() for one in burglaries]
    places = [(float(one["x"].replace(",", ".")), float(one["y"].replace(",", "."))) for one in burglaries]
    near = [pair for pair in combinations(range(len(days)), 2) if dist(*(places[one] for one in pair)) <= 20]

    def soon(days: Sequence[int]) -> int:
        """Count pairs within 200 metres and 14 days."""
        return sum(abs(days[one] - days[other]) <= 14 for one, other in near)

    chance, tries = Random(1), 200
    by_chance = sum(soon(chance.sample(days, len(days))) for _ in range(tries)) / tries
    assert 2 <= soon(days) / by_chance <= 3.5


def test_graffiti_fell_only_because_a_year_had_two_cases() -> None:
    graffiti = [one for one in reports() if one["Brottstyp"] == "Klotter"]
    years = {year: [one for one in graffiti if one["Från"].startswith(year)] for year in ("2023", "2024")}
    assert [float(len(found)) for found in years.values()] == released("brott-per-ar")["Klotter"]
    assert errors(*map(len, years.values())) > CHANCE
    alone = [sum(not one["Ärende"] for one in found) for found in years.values()]
    assert errors(*alone) < 1
    counts = [f"{before} to {after}" for before, after in (map(len, years.values()), alone)]
    assert untold("Cases are not as many as reports", *counts) == []


def test_one_case_may_be_many_reports() -> None:
    for kind in ("Klotter", "Inbrott i källare och vind"):
        cases = Counter(one["Ärende"] for one in reports() if one["Brottstyp"] == kind and one["Ärende"])
        assert 3 <= len(cases) <= 6
        assert all(10 <= many <= 30 for many in cases.values())


def test_what_is_reported_comes_later_than_what_happened() -> None:
    bicycles = [one for one in reports() if one["Brottstyp"] == "Cykelstöld"]
    happened = Counter(one["Från"][5:7] for one in bicycles)
    told = Counter(one["Anmält"][5:7] for one in bicycles)
    assert told["08"] > happened["08"] * 1.2
    assert told["07"] < happened["07"]
    graffiti = Counter(
        date.fromisoformat(one["Anmält"]).weekday() for one in reports() if one["Brottstyp"] == "Klotter"
    )
    assert graffiti.most_common(1)[0][0] == 0


def test_what_nobody_saw_has_no_sure_time() -> None:
    unsure = Counter(one["Brottstyp"] for one in reports() if one["Tid osäker"] == "ja")
    every = Counter(one["Brottstyp"] for one in reports())
    assert unsure["Cykelstöld"] > 0.98 * every["Cykelstöld"]
    assert unsure["Misshandel utomhus"] == 0
    assert all(one["Från"] < one["Till"] for one in reports() if one["Tid osäker"] == "ja")
