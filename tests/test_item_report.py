"""The item report: what it says of exercises with planted faults, and of sound ones; no kernel is started here."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from graders.reports import items
from graders.reports.build import items_report
from graders.reports.items.near import tens, within
from graders.reports.items.numbers import Exercise, Items, People
from graders.reports.items.questions import questions
from graders.statistics.variants import equally_hard
from tests.kinds_support import cells
from tests.quiz_support import OPTIONS, PLAIN, TEST, Slot, answers, quiz, strong_like_b
from tests.report_support import WAITING, Page, plain
from tests.report_support import occasion as made_occasion
from tests.report_support import rows as other_rows
from toolkit.formats import Response

FAULTS = (
    Slot(
        "fel-nyckel", 0.6, key="c", draws=lambda ability, rng: "a" if rng.random() < 1 / (1 + np.exp(-ability)) else "c"
    ),
    Slot("lockar", draws=strong_like_b),
    Slot("lockar-inte", draws=lambda ability, rng: str(rng.choice(["a", "b", "c"], p=[0.6, 0.2, 0.2]))),
    Slot("variant", 0.6, harder=("c", 1.8), variants=("a", "b", "c")),
    Slot("lika", 0.6, variants=("a", "b", "c")),
    Slot("svar", 0.18),
    Slot("latt", 0.985),
    Slot("grupp", 0.6, harder=("polis", 1.6)),
    Slot("saker", 0.55, confidence=True),
)
PEOPLE = 500
SECTIONS: tuple[items.Section, ...] = (
    "head", "summary", "first", "everything", "exercises", "groups", "method", "not_said",
)  # fmt: skip


def built(folder: Path, slots: Sequence[Slot], made: Sequence[Response]) -> Items:
    return items.build(items.declare(quiz(folder / "intro-2026-ht", slots, made)))


def page(report: Items) -> Page:
    return Page("\n".join(items.render(report, name) for name in SECTIONS))


def said(found: Page) -> str:
    """Return the text of a page, with one ordinary space between words."""
    return " ".join(plain(found.text).split())


def changed(made: Sequence[Response], exercise: str, **fields: Any) -> list[Response]:
    return [row.model_copy(update=fields) if row.exercise == exercise else row for row in made]


@dataclass(frozen=True)
class Planted:
    """The report of a test with planted faults, and the table that it was made from."""

    report: Items
    table: pd.DataFrame

    def __getitem__(self, name: str) -> Exercise:
        return next(one for one in self.report.exercises if one.item.id == f"intro-{name}")


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    made = answers([*PLAIN, *FAULTS], PEOPLE, seed=4)
    report = built(tmp_path_factory.mktemp("items"), [*PLAIN, *FAULTS], made)
    return Planted(report, pd.DataFrame([row.model_dump() for row in made]))


@pytest.fixture(scope="module")
def seen(planted: Planted) -> Page:
    """Return the page of that report, with some of its exercises: charts take their time."""
    (module,) = planted.report.modules
    some = tuple(planted[name] for name in ("fel-nyckel", "lockar", "variant", "latt", "saker"))
    return page(replace(planted.report, modules=(replace(module, exercises=some),)))


@pytest.mark.parametrize(
    ("name", "verdict", "reason"),
    [
        ("fel-nyckel", "key", OPTIONS["a"]),
        ("lockar", "distractor", OPTIONS["b"]),
        ("lockar-inte", "apart", "klarar inte den här oftare"),
        ("variant", "variants", "Variant c är svårare än variant"),
        ("svar", "hard", "i medel bara"),
        ("latt", "easy", "i medel 9"),
    ],
)
def test_a_planted_fault_is_named(planted: Planted, name: str, verdict: str, reason: str) -> None:
    assert planted[name].verdict == verdict
    assert reason in plain(planted[name].findings[0].reason)


def test_a_sound_exercise_is_kept(planted: Planted) -> None:
    sound = [slot.name for slot in PLAIN] + ["lika", "grupp", "saker"]
    assert {name: planted[name].findings for name in sound} == dict.fromkeys(sound, ())
    assert {planted[name].verdict for name in sound} == {"keep"}


def test_what_is_most_urgent_stands_first(planted: Planted, seen: Page) -> None:
    assert [one.verdict for one in planted.report.first] == ["key", "distractor", "apart", "variants", "hard", "easy"]
    text = said(seen)
    number = planted["fel-nyckel"].item.number
    assert "4 av 5 övningar bör ses över. 5 har tillräckligt många svar för ett omdöme." in text
    assert f"Börja med dem där facit kan vara fel: övning {number}." in text
    named = ("Felnyckel? Läs", "Otydlig distraktor. Gör", "Olika svåra varianter. Gör", "För lätt. Behåll")
    places = [text.index(name) for name in named]
    assert places == sorted(places)


def test_the_figures_of_an_exercise_are_what_the_table_says(planted: Planted) -> None:
    one, own = planted["p-4"], planted.table[planted.table["exercise"] == "intro-p-4"]
    points = planted.table.pivot(index="pid", columns="exercise", values="points")
    assert one.item.share.value == pytest.approx(own["points"].mean())
    rest = points.drop(columns="intro-p-4").sum(axis=1)
    assert one.item.rest.value == pytest.approx(points["intro-p-4"].corr(rest))
    assert one.guess.value == pytest.approx(1 / 3)
    assert one.changed.value is not None
    assert one.changed.value.value == pytest.approx((own["changes"] > 0).mean())
    assert one.seconds.value is not None
    assert one.seconds.value.median == own["seconds"].median()
    assert one.answered == People(PEOPLE)


def test_options_have_the_shares_of_each_third(planted: Planted) -> None:
    own = planted.table[planted.table["exercise"] == "intro-lockar"].set_index("pid")
    totals = planted.table.groupby("pid")["points"].sum().reindex(own.index)
    low, high = np.quantile(totals, [1 / 3, 2 / 3])
    parts = [totals <= low, (totals > low) & (totals < high), (totals > low) & (totals >= high)]
    choices = planted["lockar"].variants[0].drawn.choices
    assert [one.text for one in choices] == list(OPTIONS.values())
    assert [one.right for one in choices] == [True, False, False]
    assert [one.fault for one in choices] == [None, "distractor", None]
    for one, option in zip(choices, OPTIONS, strict=True):
        chose = own["answer"] == f'"{option}"'
        assert one.chosen is not None
        assert one.chosen.value == pytest.approx(chose.mean())
        assert one.thirds == pytest.approx([chose[part].mean() for part in parts])
        assert one.r is not None
        assert one.r.value == pytest.approx(chose.corr(totals - own["points"]))


def test_no_share_of_a_third_is_of_few_people(planted: Planted) -> None:
    totals = planted.table.groupby("pid")["points"].sum()
    shown = hidden = 0
    for one in planted.report.exercises:
        for variant in one.variants:
            own = planted.table[planted.table["exercise"] == one.item.id].set_index("pid")
            own = own[own["variant"] == variant.letter] if variant.letter else own
            mine = totals.reindex(own.index)
            low, high = np.quantile(mine, [1 / 3, 2 / 3])
            parts = [mine <= low, (mine > low) & (mine < high), (mine > low) & (mine >= high)]
            for choice, option in zip(variant.drawn.choices, OPTIONS, strict=True):
                counts = [int((own["answer"] == f'"{option}"')[part].sum()) for part in parts]
                for count, share in zip(counts, choice.thirds, strict=True):
                    assert share is None or count == 0 or count >= 5
                    shown, hidden = shown + (share is not None), hidden + (share is None)
    assert shown > hidden > 0


def test_variants_are_compared_and_their_options_shown_apart(planted: Planted) -> None:
    unlike, like = planted["variant"], planted["lika"]
    assert unlike.equal.value is not None
    assert like.equal.value is not None
    assert unlike.equal.value.p < 0.001 < 0.05 < like.equal.value.p
    assert [one.letter for one in like.variants] == ["a", "b", "c"]
    own = planted.table[planted.table["exercise"] == "intro-lika"]
    for variant in like.variants:
        mine = own[own["variant"] == variant.letter]
        assert variant.n == People(len(mine))
        assert variant.share.value == pytest.approx(mine["points"].mean())
        assert variant.drawn.choices
    assert planted["p-1"].equal.why == "one_variant"


def test_a_wrong_key_in_one_variant_is_found_there(tmp_path: Path) -> None:
    slot = Slot("en-variant", 0.6, variants=("a", "b", "c"))
    made = answers([*PLAIN, slot], 600)
    turned = [
        row.model_copy(update={"points": float(row.answer == '"b"')})
        if row.exercise == slot.id and row.variant == "b"
        else row
        for row in made
    ]
    folder = quiz(tmp_path / "intro-2026-ht", [*PLAIN, slot], turned)
    notebook = folder / "source" / TEST / f"{TEST}.ipynb"
    right, wrong = (f'  b:\\n    key: \\"{key}\\"' for key in "ab")
    assert right in notebook.read_text()
    notebook.write_text(notebook.read_text().replace(right, wrong))
    found = next(one for one in items.build(items.declare(folder)).exercises if one.item.id == slot.id)
    assert found.verdict == "key"
    assert any("i variant b" in one.reason for one in found.findings)
    assert [{one.fault for one in variant.drawn.choices} for variant in found.variants] == [
        {None},
        {"key", None},
        {None},
    ]


def test_an_exercise_that_is_harder_for_a_group_is_found_with_the_right_sign(planted: Planted) -> None:
    (found,) = planted.report.comparisons
    assert (found.by, found.n, found.others) == ("actor", PEOPLE // 2, People(PEOPLE // 2))
    marked = {one.number: one.delta for one in found.items if one.marked}
    assert list(marked) == [planted["grupp"].item.number]
    harder_for_police = marked[planted["grupp"].item.number].value
    assert abs(harder_for_police) > 1.5
    assert (harder_for_police < 0) == (found.name == "polis")
    assert planted.report.not_compared == (("region", "groups"),)


def test_groups_that_change_names_change_the_sign(tmp_path: Path) -> None:
    slots = [*PLAIN, Slot("grupp", 0.6, harder=("polis", 1.6))]
    made = answers(slots, 500)
    # Somebody in a third group, so that both of the others are compared with all the rest.
    third = [row.model_copy(update={"actor": "annan"}) if row.pid == made[0].pid else row for row in made]
    found = {one.name: one for one in built(tmp_path, slots, third).comparisons}
    deltas = {name: one.items[-1].delta.value for name, one in found.items()}
    assert set(found) == {"kommun", "polis"}
    assert deltas["polis"] < -1 < 1 < deltas["kommun"]


def test_no_difference_is_found_where_there_is_none(tmp_path: Path) -> None:
    report = built(tmp_path, PLAIN, answers(PLAIN, 400, seed=5))
    assert [one.marked for group in report.comparisons for one in group.items] == [False] * len(PLAIN)


def test_small_groups_are_not_compared(tmp_path: Path) -> None:
    report = built(tmp_path, PLAIN, answers(PLAIN, 190))
    assert report.comparisons == ()
    assert report.not_compared == (("actor", "groups"), ("region", "groups"))
    assert "Aktörer jämförs inte: ingen grupp har minst 100" in items.render(report, "groups").replace("\u00a0", " ")


def test_who_is_sure_and_wrong_is_counted(planted: Planted, seen: Page) -> None:
    own = planted.table[planted.table["exercise"] == "intro-saker"]
    levels = planted["saker"].sureness.value
    assert levels is not None
    for level in levels:
        mine = own[own["confidence"] == level.level]
        assert level.right is not None
        assert level.wrong is not None
        assert (level.right.count, level.right.of) == (int(mine["points"].sum()), len(mine))
        assert level.wrong.count == len(mine) - int(mine["points"].sum())
    sure = levels[-1].wrong
    assert sure is not None
    assert f"{sure.count} av {sure.of} säkra." in said(seen)
    assert planted["p-1"].sureness.why == "not_asked"


def test_the_test_as_a_whole_is_described(planted: Planted) -> None:
    (module,) = planted.report.modules
    points = planted.table.pivot(index="pid", columns="exercise", values="points")
    k = points.shape[1]
    alpha = k / (k - 1) * (1 - points.var().sum() / points.sum(axis=1).var())
    assert module.alpha.value == pytest.approx(alpha)
    assert module.line is not None
    assert module.line.points == pytest.approx(0.7 * k)
    assert module.line.sem == pytest.approx(np.sqrt(0.7 * k * 0.3 * k / (k - 1)))
    assert module.line.accuracy.estimate is not None
    fits = module.fits.value
    assert fits is not None
    assert fits.exercises == k
    assert planted["fel-nyckel"].item.number in fits.apart
    assert [one.rasch.value is not None for one in module.exercises] == [True] * k


def test_the_page_says_it_in_swedish_and_has_a_table_for_each_chart(planted: Planted, seen: Page) -> None:
    levels = [level for level, _ in seen.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert seen.headings[-1] == (2, "Vad rapporten inte säger")
    # Curves for three, for each of three variants, and not for what nearly all have right; the map; the groups.
    assert len(seen.all("figure")) == len(seen.alts) == 3 + 3 + 2
    assert len(seen.all("table")) == len(seen.all("caption")) >= len(seen.all("figure"))
    text = said(seen)
    for words in (
        "Rapporten innehåller facit",
        "Facit: Det som lagen säger",
        "En gissning ger 33 %",
        "discrimination index i Moodle",
        "PrairieLearn",
        "Att en övning är orättvis kan bara någon som läser innehållet säga",
    ):
        assert words in text
    assert "None" not in seen.html
    assert not any(pid in seen.html for pid in planted.table["pid"].unique())
    assert not re.search(r"\d\.\d", re.sub(r"version 0\.1\.0|mål 1\.1", "", text))


def test_charts_say_their_numbers_to_who_does_not_see_them(planted: Planted, seen: Page) -> None:
    choices = planted["lockar"].variants[0].drawn.choices
    b = [f"{100 * share:.0f} %" for share in choices[1].thirds if share is not None]
    assert sum(f"Felsvaret ”{OPTIONS['b']}”: {b[0]}, {b[1]} och {b[2]}." in alt for alt in seen.alts) == 1
    forest = next(alt for alt in seen.alts if "delta för" in alt)
    marked = next(one for one in planted.report.comparisons[0].items if one.marked)
    delta = f"{marked.delta.value:.2f}".replace(".", ",").replace("-", "−")
    assert f"Att granska: övning {marked.number} ({delta})." in forest


def test_under_a_hundred_options_are_shown_without_thirds_and_the_reason_is(tmp_path: Path) -> None:
    made = answers(PLAIN[:3], 99)
    report = built(tmp_path, PLAIN[:3], made)
    assert all(one.rasch.why == "under_150" for one in report.exercises)
    table = pd.DataFrame([row.model_dump() for row in made])
    own = table[table["exercise"] == PLAIN[0].id].set_index("pid")
    rest = table.groupby("pid")["points"].sum().reindex(own.index) - own["points"]
    for one, option in zip(report.exercises[0].variants[0].drawn.choices, OPTIONS, strict=True):
        chose = own["answer"] == f'"{option}"'
        assert one.chosen is not None
        assert (one.chosen.low, one.chosen.high) == pytest.approx(proportion_confint(chose.sum(), 99, method="wilson"))
        assert one.r is not None
        assert one.r.value == pytest.approx(chose.corr(rest))
        assert one.thirds is None
    found = page(report)
    text = said(found)
    assert text.count("Vad den svagaste, mellersta och starkaste tredjedelen valde visas inte: färre än 100.") == 3
    assert not any("Linjediagram" in alt for alt in found.alts)


def test_under_thirty_no_option_is_shown_and_the_reason_is(tmp_path: Path) -> None:
    report = built(tmp_path, PLAIN[:3], answers(PLAIN[:3], 29))
    assert all(one.variants[0].drawn.why == "under_30" for one in report.exercises)
    text = said(page(report))
    assert "Vem som valde vad visas inte: färre än 30." in text
    assert "Rätt: Det som lagen säger. Fel: Det som många tror; Det som låter bra." in text


@pytest.mark.parametrize(("seed", "people"), [(1, 60), (2, 90)])
def test_a_wrong_option_that_draws_the_strong_is_found_without_thirds(tmp_path: Path, seed: int, people: int) -> None:
    slots = [*PLAIN, Slot("lockar", draws=lambda ability, rng: "b" if ability > 0 else "a" if ability > -1 else "c")]
    report = built(tmp_path, slots, answers(slots, people, seed=seed))
    found = {one.item.id: one for one in report.exercises}["intro-lockar"]
    drawn = found.variants[0].drawn.choices
    # The key is shunned as well, so that it is the key that is questioned, by two of its options.
    assert [one.fault for one in drawn] == ["key", "distractor", None]
    assert [one.fault for one in found.findings][:2] == ["key", "distractor"]
    text = said(page(report))
    assert f"Facit ”{OPTIONS['a']}” väljs mer sällan ju bättre resultat man har." in text
    assert f"Felsvaret ”{OPTIONS['b']}” väljs oftare ju bättre resultat man har." in text
    assert "starkaste tredjedelen oftare än facit" not in text.partition("Så är siffrorna räknade")[0]


def test_a_few_people_are_too_few_for_anything(tmp_path: Path) -> None:
    report = built(tmp_path, PLAIN, answers(PLAIN, 3))
    assert {one.verdict for one in report.exercises} == {"none"}
    found = page(report)
    assert found.all("img") == []
    assert "Kan inte bedömas. Visas inte: kan röja färre än 5 personer." in said(found)
    assert "Vad gäller i fallet p-1?" in said(found)


def test_twelve_people_have_no_coefficients(tmp_path: Path) -> None:
    report = built(tmp_path, PLAIN, answers(PLAIN, 12))
    assert {one.verdict for one in report.exercises} == {"none"}
    assert {why for one in report.exercises for why in (one.item.share.why, one.changed.why, one.seconds.why)} == {
        "under_30"
    }
    assert page(report).all("img") == []


def test_nobody_at_all_is_a_report_too(tmp_path: Path) -> None:
    gone = {"status": "not_started", "points": None, "answer": None, "submitted_at": None}
    times = {"first_at": None, "last_at": None}
    report = built(tmp_path, PLAIN, [row.model_copy(update=gone | times) for row in answers(PLAIN, 40)])
    assert report.until is None
    assert report.people == 40
    assert "Övningsrapport. Det finns inga svar än" in said(page(report))


def test_one_exercise_alone_goes_with_nothing(tmp_path: Path) -> None:
    report = built(tmp_path, PLAIN[:1], answers(PLAIN[:1], 200))
    (one,) = report.exercises
    assert one.item.rest.why == "alone"
    assert report.modules[0].alpha.why == "alone"
    assert one.variants[0].drawn.choices
    assert "enda övningen" in said(page(report))


@pytest.mark.parametrize(("option", "verdict"), [("a", "easy"), ("b", "hard")])
def test_everybody_the_same_has_a_verdict_and_no_coefficient(tmp_path: Path, option: str, verdict: str) -> None:
    slot = Slot("lika-for-alla", draws=lambda ability, rng: option)
    slots = [*PLAIN[:6], slot]
    report = built(tmp_path, slots, answers(slots, 160))
    found = report.exercises[-1]
    assert found.verdict == verdict
    assert found.item.rest.why == "alike"
    assert found.rasch.why == "alike"
    chosen = [one.chosen.value if one.chosen else None for one in found.variants[0].drawn.choices]
    assert chosen == [1 if option == one else None for one in OPTIONS]
    assert items.render(report, "exercises")


def test_all_right_on_everything(tmp_path: Path) -> None:
    slots = [replace(slot, draws=lambda ability, rng: "a") for slot in PLAIN]
    report = built(tmp_path, slots, answers(slots, 200))
    assert {one.verdict for one in report.exercises} == {"easy"}
    assert report.modules[0].alpha.why == "alike"
    assert report.modules[0].fits.why == "few_items"
    assert "Kunskapsprov: Raschmodellen visas inte" in items.render(report, "summary")


def test_who_did_not_reach_an_exercise_chose_no_option(tmp_path: Path) -> None:
    made, last = answers(PLAIN, 300), PLAIN[-1].id
    missing = {row.pid for row in made[:: len(PLAIN)][:40]}
    away = {"status": "not_reached", "points": 0.0, "answer": None, "seconds": 0.0}
    cut = [row.model_copy(update=away) if row.exercise == last and row.pid in missing else row for row in made]
    found = built(tmp_path, PLAIN, cut).exercises[-1]
    assert found.item.not_reached == 40
    assert found.item.share.n == 300
    assert found.variants[0].drawn.n == found.answered == People(260)
    shares = [one.chosen.value for one in found.variants[0].drawn.choices if one.chosen]
    assert sum(shares) == pytest.approx(1)


def test_of_a_few_who_did_not_answer_only_tens_are_told(tmp_path: Path) -> None:
    slots = PLAIN[:2]
    made, last = answers(slots, 300), slots[-1].id
    missing = {row.pid for row in made[:: len(slots)][:3]}
    away = {"status": "omitted", "points": 0.0, "answer": None}
    cut = [row.model_copy(update=away) if row.exercise == last and row.pid in missing else row for row in made]
    report = built(tmp_path, slots, cut)
    found = report.exercises[-1]
    assert found.item.omitted is None
    assert found.answered == found.variants[0].drawn.n == People(290, exact=False)
    text = said(page(report))
    assert "n minst 290" in text
    assert "297" not in text


def test_an_unmarked_text_waits_and_has_its_criteria(tmp_path: Path) -> None:
    folder = made_occasion(
        tmp_path / "intro-2026-ht",
        other_rows(200, exercises=[WAITING], unmarked=[WAITING]),
        modules={"1-uppdraget": [WAITING]},
    )
    (found,) = items.build(items.declare(folder)).exercises
    assert found.verdict == "none"
    assert found.item.share.why == "waiting"
    assert {one.drawn.why for one in found.variants} == {"waiting"}
    assert (found.changed.why, found.seconds.why, found.rasch.why) == ("waiting",) * 3


def test_a_struck_exercise_is_in_no_figure(tmp_path: Path) -> None:
    slots = PLAIN[:3]
    struck = changed(answers(slots, 120), slots[0].id, status="withdrawn", points=None)
    report = built(tmp_path / "with", slots, struck)
    assert report.exercises[0].verdict == "none"
    assert "Övningen är struken och räknas inte" in said(page(report))
    rest = built(tmp_path / "without", slots[1:], [row for row in struck if row.exercise != slots[0].id])
    assert report.modules[0].alpha == rest.modules[0].alpha
    assert [one.item.rest for one in report.exercises[1:]] == [one.item.rest for one in rest.exercises]


def test_an_exercise_that_left_the_notebook_keeps_its_figures(tmp_path: Path) -> None:
    folder = quiz(tmp_path / "intro-2026-ht", PLAIN[:3], answers(PLAIN[:3], 120))
    notebook = folder / "source" / TEST / f"{TEST}.ipynb"
    notebook.write_text(notebook.read_text().replace(PLAIN[0].id, "intro-en-annan"))
    report = items.build(items.declare(folder))
    found = report.exercises[0]
    assert found.item.share.estimate is not None
    assert (found.variants[0].drawn.why, found.guess.why, found.sureness.why) == ("no_text",) * 3
    assert "övningen finns inte kvar i notebooken" in said(page(report))


def test_before_the_course_it_is_no_fault_to_be_hard_or_to_guess(tmp_path: Path) -> None:
    slots = [*PLAIN, Slot("svar", 0.18), Slot("gissas", draws=lambda ability, rng: str(rng.choice(["a", "b", "c"])))]
    before = [
        row.model_copy(update={"module": "forkunskaper", "module_role": "pretest"}) for row in answers(slots, 300)
    ]
    dont_know = '{"dk":true}'
    before = [
        row.model_copy(update={"answer": dont_know, "points": 0.0})
        if n % 7 == 0 and row.exercise == slots[0].id
        else row
        for n, row in enumerate(before)
    ]
    folder = made_occasion(tmp_path / "intro-2026-ht", before, modules={"forkunskaper": [slot.made for slot in slots]})
    report = items.build(items.declare(folder))
    assert {one.item.id: one.verdict for one in report.exercises if one.verdict != "keep"} == {}
    asked = sum(row.answer != dont_know for row in before if row.exercise == slots[0].id)
    assert report.exercises[0].variants[0].drawn.n == People(asked)
    assert asked < 300
    assert report.not_compared == (("actor", "no_test"), ("region", "no_test"))


def test_a_right_answer_of_every_kind_chooses_only_what_is_right() -> None:
    seen = set()
    for exercise in cells().values():
        for letter, spec in exercise.specs.items():
            for question in questions(exercise, letter):
                right = next(
                    one.answer for one in exercise.kind.samples(spec, exercise.solutions[letter]) if one.name == "right"
                )
                picked = question.picked(right)
                assert picked
                assert set(picked) <= question.key < set(question.options)
                seen.add(exercise.kind.name)
    assert seen == {"single", "multiple", "sort", "hotspot", "cloze", "branch"}


@pytest.mark.parametrize(
    ("n", "others", "expected"),
    [
        (4, People(300), None),
        (300, People(300), People(300)),
        (295, People(300), People(295)),
        (296, People(300), People(290, exact=False)),
        (7, People(9), None),
        (250, People(290, exact=False), People(250, exact=False)),
    ],
)
def test_a_number_beside_another_does_not_tell_a_few(n: int, others: People, expected: People | None) -> None:
    assert within(n, others) == expected


def test_tens_are_rounded_down() -> None:
    assert [tens(n) for n in (9, 10, 39)] == [None, People(10, exact=False), People(30, exact=False)]


def test_variants_as_kruskal_and_wallis_published() -> None:
    # Kruskal and Wallis (1952), table 1.1, page 588: bottle caps by three machines, H = 5.656.
    caps = [[340, 345, 330, 342, 338], [339, 333, 344], [347, 343, 349, 355]]
    found = equally_hard([np.array(one, dtype=float) for one in caps])
    assert found is not None
    assert found.h == pytest.approx(5.656, abs=5e-4)
    assert found.df == 2


def test_variants_that_give_all_or_nothing_are_compared_as_by_chi_square() -> None:
    right, people = np.array([40, 55, 61]), np.array([90, 88, 95])
    points = [np.repeat([1.0, 0.0], [r, n - r]) for r, n in zip(right, people, strict=True)]
    found = equally_hard(points)
    chi2 = stats.chi2_contingency(np.array([right, people - right]), correction=False).statistic
    n = people.sum()
    assert found is not None
    assert found.h == pytest.approx(chi2 * (n - 1) / n)


def test_variants_without_anything_to_compare_are_not_tested() -> None:
    assert equally_hard([np.ones(5)]) is None
    assert equally_hard([np.ones(5), np.array([])]) is None
    assert equally_hard([np.ones(5), np.ones(9)]) is None


@pytest.mark.long
def test_the_notebook_makes_the_page_and_nothing_else(tmp_path: Path) -> None:
    slots = PLAIN[:5]
    made = answers(slots, 250)
    folder = quiz(tmp_path / "intro-2026-ht", slots, made)
    done = items_report(folder, tmp_path / "numbers.json")
    assert {path.name for path in (folder / "reports").iterdir()} == {path.name for path in done.files}
    assert done.html.name == "items.html"
    found = Page(done.html.read_text(encoding="utf-8"))
    assert found.headings[0] == (1, "Introduktion, hösten 2026")
    assert found.headings[-1] == (2, "Vad rapporten inte säger")
    for hidden in ("items.render", "import ", str(folder), "Hemlig", "Skåne", *(row.pid for row in made)):
        assert hidden not in found.html
    numbers = json.loads((tmp_path / "numbers.json").read_text(encoding="utf-8"))
    assert [len(one["exercises"]) for one in numbers["modules"]] == [5]
    assert numbers["not_compared"] == [["region", "groups"]]
