"""Rules of `kurs check` on what exercises are together: variants, a module, a course, its blueprint."""

from collections.abc import Callable
from pathlib import Path

import pytest
from check_support import CASE, COURSE, NUMERIC, PRACTICE, SINGLE, SORT, check, write_module

from toolkit.authoring.check import check_courses
from toolkit.authoring.findings import Finding

VARIANTS = """\
%%exercise
id: prov-1-varianter
kind: single
goal: prov.1.1
points: 1
prompt: "Vem beslutar?"
options: {{a: "Nämnden", b: "Rådet", c: "Chefen"}}
variants:
  a: {{case: "{first}"}}
  b: {{case: "{second}"}}
### BEGIN HIDDEN TESTS
variant_keys:
  a: {{key: a, explanation: "Se [L1].", feedback: {{b: "{said}", c: "{said}"}}}}
  b: {{key: {key}, explanation: "Se [L1].", feedback: {{{other}: "{said}", c: "{said}"}}}}
### END HIDDEN TESTS
"""
FIRST = "Den 3 maj anmälde Malin Ekdahl fyra lampor i Lotstunneln till nämnden."


def variants(
    second: str, key: str = "a", said: str = "Nämnden får besluta om lampor i tunneln, och ingen annan."
) -> str:
    return VARIANTS.format(first=FIRST, second=second, key=key, other="b" if key == "a" else "a", said=said)


def number(first: str, second: str) -> str:
    """Return a number with two variants."""
    head, region = NUMERIC.split("### BEGIN")
    case = next(row for row in head.split("\n") if row.startswith("case"))
    head = head.replace(f"{case}\n", f"variants:\n  a: {{{first}}}\n  b: {{{second}}}\n")
    key = region.split("TESTS\n", 1)[1].replace("### END HIDDEN TESTS\n", "").replace("\n", "\n    ").rstrip()
    return f"{head}### BEGIN HIDDEN TESTS\nvariant_keys:\n  a:\n    {key}\n  b:\n    {key}\n### END HIDDEN TESTS\n"


def named(source: str, name: str, *changes: tuple[str, str]) -> str:
    """Return an exercise under another id, with some texts changed."""
    old = source.split("\n")[1].removeprefix("id: ")
    for before, after in ((old, name), *changes):
        assert before in source
        source = source.replace(before, after)
    return source


TALK = "Kommunen ska besluta om en plan. "
HEAVY = "Samhällsutvecklingsmyndigheternas verksamhetsbeskrivningar omfattar otryggheten. "
REVIEWED = [("Lampan i tunneln är sönder.", "Bänken i parken är trasig."), ("en ny lampa", "en ny bänk")]

TRIED: dict[str, tuple[list[str], list[str]]] = {
    "same-variants": (
        [variants("Den 12 juni anmälde Jonas Wiklander två lampor i Fyrbacken till nämnden.")],
        [variants("Den 12 juni anmälde Jonas Wiklander två lampor i Fyrbacken till nämnden.", key="b")],
    ),
    "uneven-variants": (
        [variants("Malin ringde.")],
        [variants("Malin Ekdahl ringde nämnden om fyra lampor i Lotstunneln.")],
    ),
    "repeated": (
        [named(PRACTICE, f"prov-1-{name}") for name in "abc"],
        [named(PRACTICE, f"prov-1-{name}") for name in "ab"],
    ),
    "similar": (
        [SINGLE, named(SINGLE, "prov-1-annan", ("i mars", "i maj"))],
        [
            SINGLE,
            named(SINGLE, "prov-1-annan", (CASE, "Bänken i parken är trasig, och grannar sitter på sina balkonger.")),
        ],
    ),
    "independent": (
        [
            SINGLE,
            named(SORT, "prov-1-a", ("Sortera varorna efter var de växer.", "Vem beslutar egentligen om lampan?")),
            named(SINGLE, "prov-1-b", ("Vem som beslutar om lampan", "Äpplen växer på grenar")),
            named(
                SORT, "prov-1-c", ("Sortera varorna efter var de växer.", "Sortera det som äpplen på grenar växer med.")
            ),
        ],
        [SINGLE, SORT],
    ),
    "copied": (
        [
            "## Kunskap\n\nDet är alltid den som beslutar om lampan i tunneln som svarar.",
            named(
                SINGLE,
                "prov-1-a",
                ("prov.1.1", "prov.1.2"),
                ("Vem som beslutar om lampan", "Alltid den som beslutar om lampan i tunneln"),
            ),
        ],
        ["## Kunskap\n\nDen som beslutar svarar.", named(SINGLE, "prov-1-a", ("prov.1.1", "prov.1.2"))],
    ),
    "lix": ([HEAVY * 20], [TALK * 20]),
    "coverage": (
        [""],
        [
            "### Så tänkte samordnaren",
            "## Öva",
            *(
                named(PRACTICE, f"prov-1-{n}", ("prov.1.1", g))
                for n, g in zip("abcd", ["prov.1.1", "prov.1.2"] * 2, strict=True)
            ),
            *(
                named(SINGLE, f"prov-1-{n}", ("prov.1.1", g))
                for n, g in zip("efgh", ["prov.1.1", "prov.1.2"] * 2, strict=True)
            ),
        ],
    ),
}


OF_A_COURSE = ("blueprint", "few-variants", "long-keys")
"""Rules that take a final test, which have tests of their own."""


@pytest.mark.parametrize("rule", TRIED)
def test_a_module_that_trips_a_rule_and_one_that_does_not(tmp_path: Path, rule: str) -> None:
    for sources, caught in zip(TRIED[rule], (True, False), strict=True):
        found = check(tmp_path, *sources)
        assert not [f.sentence for f in found if f.rule == "format"]
        assert bool([f for f in found if f.rule == rule]) is caught, [f.sentence for f in found]


def test_variants_of_a_number_differ_in_what_it_is_read_from(tmp_path: Path) -> None:
    same = number('case: "Av 40 lampor är 14 trasiga."', 'case: "Av 20 lampor är 7 trasiga."')
    assert [f.rule for f in check(tmp_path, same) if f.rule == "same-variants"]
    figure = 'figure: {file: karta.svg, alt: "Lampor på en karta."}'
    other = number(f'case: "Av 40 lampor är 14 trasiga.", {figure}', 'case: "Av 20 lampor är 7 trasiga."')
    assert not [f for f in check(tmp_path, other) if f.rule == "same-variants"]


def test_what_is_waived_with_a_reason_is_not_found(tmp_path: Path) -> None:
    alike = named(
        SINGLE, "prov-1-annan", ("i mars", "i maj"), ("points: 2", 'points: 2\nwaive: {similar: "Prövas ihop"}')
    )
    assert not [f for f in check(tmp_path, SINGLE, alike) if f.rule == "similar"]


def test_a_sentence_about_a_pair_of_alike_exercises(tmp_path: Path) -> None:
    found = check(tmp_path, SINGLE, named(SINGLE, "prov-1-annan"))
    assert [f.sentence for f in found if f.rule == "similar"] == [
        "prov/source/1-start/1-start.ipynb, cell 3: hittade 100 procent gemensamma ord med prov-1-single, "
        "väntade högst 70 procent."
    ]


def test_variants_share_what_is_found_in_them(tmp_path: Path) -> None:
    found = check(tmp_path, variants(FIRST.replace("lampor", "bänkar"), said="Nämnden."))
    assert len([f for f in found if f.rule == "short-feedback"]) == 2  # one for each option, and not for each variant


TEST = f"""{COURSE.split("review:")[0]}\
  - id: forprov
    number: 0
    role: pretest
    state: ready
    title: "Före"
    minutes: {{read: 2, exercises: 20}}
  - id: slutprov
    number: 2
    role: test
    state: ready
    title: "Efter"
    minutes: {{read: 2, exercises: 80}}
review:{COURSE.split("review:")[1]}"""
WORDS = [
    "lampan",
    "bänken",
    "cykeln",
    "dörren",
    "rutan",
    "väggen",
    "tavlan",
    "boken",
    "skylten",
    "grinden",
    "bilen",
    "båten",
    "klockan",
    "mattan",
]


def slot(
    place: int, goal: str, pair: str = "", points: str = "1", case: str = "", count: int = 3, prefix: str = "p"
) -> str:
    """Return an exercise of a final test."""
    word = WORDS[place]
    letters = "abcd"[:count]
    told = {letter: case or f"Malin ser {word} nummer {letter} vid {WORDS[-1 - place]} en kväll." for letter in letters}
    keys = "".join(
        f'  {letter}: {{key: a, explanation: "Se [L1].", feedback: {{b: "{said} {letter}", c: "{said}, {letter}"}}}}\n'
        for letter, said in ((letter, f"Det gäller {word} och ingenting annat här i {place}") for letter in letters)
    )
    return (
        f"%%exercise\nid: prov-{prefix}-{place}\nkind: single\ngoal: {goal}\npoints: {points}\n"
        + (f"pair: {pair}\n" if pair else "")
        + f'prompt: "Vem lagar {word}?"\n'
        + f'options: {{a: "Ägaren av {word}", b: "Grannen till {word}", c: "Alla vid {word}"}}\n'
        + "variants:\n"
        + "".join(f'  {letter}: {{case: "{text}"}}\n' for letter, text in told.items())
        + f"### BEGIN HIDDEN TESTS\nvariant_keys:\n{keys}### END HIDDEN TESTS\n"
    )


def slots() -> list[str]:
    """Return a final test of two slots for each goal, and enough of them that none is a tenth of the points."""
    return [slot(place, f"prov.1.{1 + place % 2}", pair=f"prov-par-{place}" if place < 2 else "") for place in range(4)]


def course(root: Path, test: list[str], text: str = TEST, before: list[str] | None = None) -> list[Finding]:
    """Return what is found in the blueprint of a course with a final test."""
    first = [slot(place, f"prov.1.{1 + place}", f"prov-par-{place}", prefix="f") for place in range(2)]
    write_module(root, "1-start")
    write_module(root, "forprov", *(first if before is None else before))
    write_module(root, "slutprov", *test)
    (root / "prov" / "course.yml").write_text(text, encoding="utf-8")
    return [f for f in check_courses(root) if f.rule in (*OF_A_COURSE, "format")]


def told(found: list[Finding]) -> list[str]:
    return [f.sentence.split(".ipynb")[-1].removeprefix(", ").removeprefix(": ") for f in found]


LARGE = [f"cell {n}: points: hittade 1 av 4 poäng, väntade högst 10 procent av poängen." for n in (2, 3, 4, 5)]
"""Four slots are too few for none of them to be a tenth; a test says what else is found."""


def other_than_large(found: list[Finding]) -> list[str]:
    return [sentence for sentence in told(found) if sentence not in LARGE]


def test_a_blueprint_without_faults(tmp_path: Path) -> None:
    assert told(course(tmp_path, slots())) == LARGE


def test_a_slot_of_a_tenth_of_the_points_is_not_too_large(tmp_path: Path) -> None:
    ten = [slot(place, f"prov.1.{1 + place % 2}") for place in range(10)]
    assert not [one for one in told(course(tmp_path, ten)) if "points" in one]


FAULTY: dict[str, tuple[Callable[[], list[str]], str]] = {
    "too few slots": (lambda: slots()[:3], "prov.1.2: hittade 1 övningar på målet, väntade 2 stycken."),
    "too few variants": (
        lambda: [slot(0, "prov.1.1", "prov-par-0", count=2), *slots()[1:]],
        "cell 2: variants: hittade 2 varianter, väntade minst 3.",
    ),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_fault_in_a_final_test(tmp_path: Path, name: str) -> None:
    make, sentence = FAULTY[name]
    assert sentence in told(course(tmp_path, make()))


def test_two_variants_take_a_waiver(tmp_path: Path) -> None:
    waived = slot(2, "prov.1.1", count=2).replace(
        "points: 1", 'points: 1\nwaive: {few-variants: "Bara två fall finns"}'
    )
    assert other_than_large(course(tmp_path, [*slots()[:2], waived, slots()[3]])) == []


def test_one_case_carries_four_slots_and_no_more(tmp_path: Path) -> None:
    case = "En och samma berättelse om en kväll i hamnen, då flera saker gick sönder på en gång."
    for count, expected in ((4, []), (5, ["prov-p-0, prov-p-1, prov-p-2, prov-p-3 och prov-p-4"])):
        test = [slot(place, "prov.1.1", case=case) for place in range(count)]
        found = [f.found for f in course(tmp_path, test) if f.field == "case"]
        assert found == expected


def test_half_of_the_points_are_above_remembering(tmp_path: Path) -> None:
    low = TEST.replace("level: förstå", "level: minnas")
    heavy = [slots()[0].replace("points: 1", "points: 3"), *slots()[1:]]
    found = [f.sentence for f in course(tmp_path, heavy, low) if "minnas" in f.found]
    assert found == [
        "prov/source/slutprov/slutprov.ipynb: hittade 4 av 6 poäng på nivån minnas, väntade minst hälften av poängen "
        "över minnas."
    ]
    assert not [f for f in course(tmp_path, slots(), low) if "minnas" in f.found]


def test_a_goal_of_computing_has_a_number_in_the_test(tmp_path: Path) -> None:
    text = TEST.replace("Skilja ett från två", "Beräkna ett av två")
    assert "prov.1.1: hittade ”Beräkna ett av två”, väntade en övning där deltagaren räknar." in told(
        course(tmp_path, slots(), text)
    )
    both = [*slots()[:2], named(NUMERIC, "prov-p-9"), slots()[3]]
    assert not [one for one in told(course(tmp_path, both, text)) if "räknar" in one]


def test_the_time_of_a_test(tmp_path: Path) -> None:
    found = told(course(tmp_path, slots(), TEST.replace("exercises: 80", "exercises: 60")))
    assert "minutes.exercises: hittade 60 minuter, väntade 75–85." in found


def test_a_pretest_has_one_exercise_for_each_goal_and_each_is_one_of_a_pair(tmp_path: Path) -> None:
    found = other_than_large(course(tmp_path, slots(), before=[slot(0, "prov.1.1", prefix="f")]))
    assert found == [
        "prov.1.2: hittade 0 övningar på målet, väntade 1 stycken.",
        "cell 2: pair: hittade ingenting, väntade ett par med en övning för poäng i förprovet och en i slutprovet.",
    ]


def test_goals_are_taken_up_again_in_a_later_module(tmp_path: Path) -> None:
    later = """\
  - id: 2-mer
    number: 2
    role: module
    state: ready
    title: "Mer"
    minutes: {read: 5, exercises: 5}
review:"""
    (tmp_path / "prov").mkdir()
    (tmp_path / "prov" / "course.yml").write_text(COURSE.replace("review:", later), encoding="utf-8")
    write_module(tmp_path, "1-start")
    for goals, expected in ((["prov.1.1"], ["prov.1.2"]), (["prov.1.1", "prov.1.2"], [])):
        review = [named(PRACTICE, f"prov-2-{n}", ("prov.1.1", goal)) for n, goal in enumerate(goals)]
        write_module(tmp_path, "2-mer", "## Minns du?", *review)
        assert [f.found for f in check_courses(tmp_path) if f.rule == "blueprint"] == expected


def test_a_test_in_which_the_key_is_mostly_the_longest_option(tmp_path: Path) -> None:
    def test(longer: int) -> list[Finding]:
        made = [slot(place, "prov.1.1") for place in range(8)]
        made[:longer] = [one.replace('a: "Ägaren', 'a: "Den som är ägaren') for one in made[:longer]]
        return [f for f in course(tmp_path, made) if f.rule == "long-keys"]

    assert [f.severity for f in test(8)] == ["fel"]
    assert test(2) == []
