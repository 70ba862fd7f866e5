"""What the tables of Åkershamn teach about children and young people, computed from what is released.

The page for authors has the same figures.
"""

from collections import Counter
from itertools import pairwise
from math import isnan

from akershamn.school import school
from tests.akershamn_support import CHANCE, OWN, body, errors, head, released, row, untold

FEW = 5
"""A smaller number of people is not shown outside the school."""


def test_a_headline_from_one_class_may_be_chance_and_the_year_before_was_the_odd_one() -> None:
    years = released("egna-brott-ytterby")
    before, after = years["2024"], years["2025"]
    assert after[1] > 1.5 * before[1]
    assert errors(before[1], after[1]) < CHANCE
    earlier = [years[year][1] for year in ("2021", "2022", "2023")]
    assert before[1] < min(earlier)
    assert min(earlier) <= after[1] <= max(earlier)
    said = [f"{yes:.0f} of {n:.0f} in {year}" for year, (n, yes) in years.items() if year in ("2024", "2025")]
    series = ", ".join(f"{count:.0f}" for count in earlier)
    assert untold("A headline from one class", *said, f"{errors(before[1], after[1]):.1f}", series) == []


def test_a_smaller_change_of_many_is_more_than_chance() -> None:
    years = released("vuxen-pa-skolan")
    (_, first, margin), (_, last, other) = years["2021"], years["2025"]
    assert (first - last) / first < 0.15
    assert first - last > margin + other
    said = f"{first:.0f} ± {margin:.0f} in 2021", f"{last:.0f} ± {other:.0f} in 2025"
    assert untold("A smaller change of many", *said) == []


def test_the_schools_cannot_be_told_apart_by_one_year() -> None:
    schools = {name: row for name, row in released("egna-brott-per-skola").items() if name != "Alla"}
    by_share = sorted(schools.values(), key=lambda row: row[1])
    (_, least, margin), (_, most, other) = by_share[0], by_share[-1]
    assert most - least > 10
    assert most - least < margin + other
    said = f"{by_share[1][1]:.0f} to {most:.0f}", f"{least:.0f} ± {margin:.0f}"
    assert untold("Schools that cannot be told apart", *said) == []


def test_crime_falls_with_age() -> None:
    ages = {name: row[0] for name, row in released("lagforda-per-alder").items()}
    top = max(ages, key=lambda name: ages[name])
    assert top in ("17 år", "18 år")
    assert ages["23 år"] < ages[top] * 0.7
    assert ages["29 år"] < ages[top] / 2
    said = [f"{ages[f'{age} år']:.0f} at {age}" for age in (17, 23, 29)]
    assert untold("Crime falls with age", *said) == []


def test_most_who_begin_young_are_found_guilty_once_and_few_have_much() -> None:
    times = released("lagforda-igen")
    (people, sum_of_all), (once, _) = times["Alla"], times["En gång"]
    few, much = times["Sex gånger eller fler"]
    assert once / people > 0.5
    assert few / people < 0.1
    assert much / sum_of_all > 0.3
    assert untold("Most stop, and few have much", people, once, few, much, sum_of_all) == []


def test_risk_adds_up_and_decides_nothing() -> None:
    risks = released("riskfaktorer-och-brott")
    steps = [yes / n for name, (n, yes) in risks.items() if name != "Alla"]
    assert all(less < more for less, more in pairwise(steps))
    with_most, many = risks["Tre eller fler"]
    assert many / with_most < 0.5
    every = risks["Alla"][1]
    assert every - many > every / 2  # Most of those with many crimes are not among those with most risk.
    shares = 100 * steps[0], 100 * steps[-1], 100 * (1 - steps[-1])
    assert untold("Risk adds up, and decides nothing", *shares, every, every - many) == []


def test_more_absence_is_seen_when_every_lesson_is_registered_and_pupils_are_away_as_before() -> None:
    terms = released("franvaro-tva-skolor")
    before, after = terms["vt 2024"][1], terms["vt 2025"][1]
    assert after > 2 * before
    assert errors(terms["vt 2024"][0], terms["vt 2025"][0]) < CHANCE
    own = [released("skolk-vikhojdsskolan")[year] for year in ("2023", "2024", "2025")]
    assert max(share for _, share, _ in own) - min(share for _, share, _ in own) < min(margin for *_, margin in own)
    said = [f"{share:.0f}" for _, share, _ in own]
    told = f"{before:.0f} to {after:.0f}", f"{said[0]}, {said[1]} and {said[2]} per cent"
    assert untold("More absence is seen than before", *told) == []


def test_pupils_are_away_for_different_reasons_and_few_for_one_alone() -> None:
    reasons = [count for (count,) in released("skal-till-franvaro").values()]
    pupils = school().reasons.pupils
    assert sum(reasons) > 1.5 * pupils
    assert max(reasons) <= pupils / 2
    assert min(reasons) >= FEW
    assert untold("Absence is a symptom", pupils, sum(reasons), max(reasons)) == []


def test_the_programme_loses_those_for_whom_it_is_hardest() -> None:
    steps = [count for (count,) in released("sjokortet-vagen").values()]
    assert all(before > after for before, after in pairwise(steps))
    means = released("sjokortet-fore-efter")
    broke_off, completed = means["Avbröt"], means["Slutförde"]
    assert broke_off[0] + completed[0] == means["Alla som började"][0] == steps[2]
    assert broke_off[1] > completed[1] + 1
    said = f"{broke_off[1]}", f"{completed[1]}"
    assert untold("A programme loses those who need it most", steps[0], steps[2], steps[3], *said) == []


def test_all_before_beside_some_after_is_more_than_the_same_families_changed() -> None:
    means = released("sjokortet-fore-efter")
    before = means["Alla som började"][1]
    n, own, after, difference, margin = means["Svarade också efteråt"]
    assert before - after > -difference
    assert margin < -difference  # It is more than chance, and there is nothing to compare it with.
    assert isnan(means["Alla som började"][2])
    said = f"{before} to {after}", f"{own} to {after}", f"{difference} ± {margin}"
    assert untold("Before and after, with whom", f"{n:.0f} families", *said) == []


def test_those_who_had_it_worst_change_most() -> None:
    thirds = released("sjokortet-tre-grupper")
    worst, least = thirds["Högst före"][3], thirds["Lägst före"][3]
    assert worst < least - 3
    assert untold("Who had it worst gets better by itself", f"{worst}", f"{least}") == []


def test_girls_come_to_the_club_and_not_on_fridays() -> None:
    evenings = released("besok-per-kvall")
    share = {name: girls / (girls + boys) for name, (girls, boys) in evenings.items()}
    assert share["torsdag"] > 0.5
    assert share["fredag"] < 0.2
    said = [f"{evenings[name][0]:.0f} of {sum(evenings[name]):.0f}" for name in ("torsdag", "fredag")]
    assert untold("Visits are not visitors", *said) == []
    assert head(OWN / "fritidsgard.csv")[1:] == ["Kväll", "Kön", "Ålder", "Besök"]  # And so nobody can be counted.


def test_a_number_may_be_so_small_that_somebody_is_known_again() -> None:
    grades = released("tillfragade-lotsskolan")
    assert 0 < grades["7"][1] < FEW <= grades["9"][1]
    assert untold("Numbers so small that somebody may be known again", *grades["7"], *grades["9"]) == []


# --- such as somebody would believe ---------------------------------------------------------------


def test_about_five_of_six_pupils_answer() -> None:
    answers = body(OWN / "ungdomsenkat.csv")
    asked = sum(one.pupils for one in school().schools) * len(school().grades) * len(school().years)
    assert 0.8 < len(answers) / asked < 0.9
    assert f"{len(answers):,}".replace(",", " ") in row("`ungdomsenkat.csv`")


def test_the_survey_of_the_older_table_is_the_same_one() -> None:
    column = head(OWN / "ungdomsenkat.csv").index("Har själv begått något brott")
    same = Counter(
        (one[4], one[column]) for one in body(OWN / "ungdomsenkat.csv") if one[1:4] == ["2024", "Fyrbackaskolan", "9"]
    )
    older = head(OWN / "skolenkat.csv").index("Har själv begått något brott")
    assert same == Counter((one[1], one[older]) for one in body(OWN / "skolenkat.csv"))


def test_as_few_have_many_crimes_as_in_any_school() -> None:
    names = head(OWN / "ungdomsenkat.csv")
    some, many = (names.index(name) for name in ("Har själv begått något brott", "Har begått brott fler än fem gånger"))
    ninth = [one for one in body(OWN / "ungdomsenkat.csv") if one[3] == "9"]
    assert 0.42 < sum(one[some] == "ja" for one in ninth) / len(ninth) < 0.52
    assert 0.03 < sum(one[many] == "ja" for one in ninth) / len(ninth) < 0.12
    assert all(one[some] == "ja" for one in ninth if one[many] == "ja")


def test_a_measure_for_the_young_names_what_its_evidence_rests_on() -> None:
    names = head(OWN / "insatser.csv")
    evidence, sources, level = (names.index(name) for name in ("Kunskap", "Källa", "Nivå"))
    for one in body(OWN / "insatser.csv"):
        assert bool(one[sources]) == (one[evidence] != "Ingen utvärdering i kursens källor"), one[0]
    levels = Counter(one[level] for one in body(OWN / "insatser.csv"))
    assert min(levels[name] for name in ("Universell", "Selektiv", "Indikerad")) >= 3
