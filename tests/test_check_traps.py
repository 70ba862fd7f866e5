"""What authors get wrong about the law and the research: each trap is caught, and what is so is let through."""

from pathlib import Path

import pytest
from check_support import SINGLE, SORT, check

from toolkit.authoring.check import check_courses
from toolkit.authoring.rules.traps import TRAPS
from toolkit.testing import CHECKOUT

SENTENCES: dict[str, tuple[str, str]] = {
    "three_courses": (
        "Brå kräver att deltagaren är godkänd på tre kurser.",
        "Här behövs tre kurser: introduktion, social och situationell prevention.",
    ),
    "sanction": ("Lagen innehåller sanktioner mot kommuner.", "Lagen innehåller inga sanktioner."),
    "contingency_plan": (
        "Enligt lagen ska kommunen ha en beredskapsplan.",
        "Kommunen kan ha en beredskapsplan av andra skäl.",
    ),
    "cause_analysis": (
        "Lagen kräver att kommunen gör en orsaksanalys.",
        "Ordet orsaksanalys finns inte i lagen, men 4 § kräver en analys.",
    ),
    "citizen_promise": ("Medborgarlöften krävs av lagen.", "Ett medborgarlöfte kan ges av andra skäl."),
    "police_named": ("Lagen pekar ut polisen som part.", "Lagen talar om aktörer och nämner inte Polisen vid namn."),
    "new_plan": (
        "Kommunen ska anta en ny åtgärdsplan vartannat år.",
        "Minst vartannat år ska lägesbilden uppdateras och planen följas upp.",
    ),
    "plain_duty": (
        "Kommunen ska ha en skriftlig överenskommelse med polisen.",
        "Kommunen ska verka för att det finns en skriftlig överenskommelse.",
    ),
    "weak_duty": ("Kommunen ska verka för en lägesbild.", "Kommunen ska ta fram en lägesbild."),
    "board_only": (
        "Kommunstyrelsen ansvarar alltid för ledningen.",
        "Kommunstyrelsen ansvarar för ledningen, om inte fullmäktige har beslutat något annat.",
    ),
    "thirteen_sections": ("Lagen har 13 paragrafer.", "Ansvaret står i lagen, 12 och 13 §§."),
    "camera_permit": (
        "Kommunen måste söka tillstånd till kamerabevakning hos IMY.",
        "Kravet på tillstånd till kamerabevakning är avskaffat, och IMY utövar tillsyn.",
    ),
    "guards_act": ("LOV 3 gäller sedan 2024.", "Lagen (2023:421) om ordningsvakter gäller sedan 2024."),
    "old_social_services_act": (
        "Anmälan görs enligt 14 kap. 1 § socialtjänstlagen.",
        "Anmälan görs enligt 19 kap. 1 § socialtjänstlagen (2025:400).",
    ),
    "under_twenty_one": (
        "Enligt 18 a § gäller det den som är under 18 år.",
        "Enligt 18 a § gäller det den som är under 21 år.",
    ),
    "only_one_secrecy_rule": ("Den enda regeln är 18 a §.", "En av reglerna är 18 a §."),
    "lighting_range": (
        "Bättre belysning minskar brotten med 14–21 procent.",
        "Översikten om belysning från 2008 visade 21 procent.",
    ),
    "lighting_violence": (
        "Bättre belysning minskar våldsbrotten.",
        "Bättre belysning minskar egendomsbrotten men inte våldsbrotten.",
    ),
}


def caught(root: Path, *sources: str) -> list[str]:
    return [f.sentence for f in check(root, *sources) if f.rule == "trap"]


def test_every_trap_has_its_sentences() -> None:
    assert list(SENTENCES) == list(TRAPS)


@pytest.mark.parametrize("name", TRAPS)
def test_a_sentence_that_is_caught_and_one_that_is_let_through(tmp_path: Path, name: str) -> None:
    wrong, right = SENTENCES[name]
    assert len(caught(tmp_path, f"## Kunskap\n\n{right} {wrong}")) == 1
    assert caught(tmp_path, f"## Kunskap\n\n{right}") == []


WRONG = SENTENCES["new_plan"][0]
KEY, OPTION = "Vem som beslutar om lampan", "Vad en ny lampa kostar i år"
TOLD = "Priset hjälper ingen förrän någon får besluta om en lampa."


@pytest.mark.parametrize(
    "text",
    [f"# {WRONG}", f"- {WRONG}", f"| a | b |\n|---|---|\n| {WRONG} | x |", f"**Obs.** {WRONG}"],
)
def test_text_is_caught_wherever_the_course_says_it(tmp_path: Path, text: str) -> None:
    assert len(caught(tmp_path, text)) == 1


@pytest.mark.parametrize("text", [f"> {WRONG}", f"Helena skriver: ”{WRONG}”"])
def test_what_somebody_else_says_is_let_through(tmp_path: Path, text: str) -> None:
    assert caught(tmp_path, text) == []


@pytest.mark.parametrize(
    ("old", "times"), [(KEY, 1), (OPTION, 0), (TOLD, 0), ("Utan beslut händer ingenting.", 1), ("Lampan i tunneln", 1)]
)
def test_an_exercise_may_say_it_where_the_key_does_not_accept_it(tmp_path: Path, old: str, times: int) -> None:
    assert len(caught(tmp_path, SINGLE.replace(old, WRONG))) == times


def test_a_card_that_lies_in_a_group_of_what_is_not_so_may_say_it(tmp_path: Path) -> None:
    assert caught(tmp_path, SORT.replace('"Limpa"', f'"{WRONG}"').replace("Ingetdera", "Står inte i lagen")) == []
    assert len(caught(tmp_path, SORT.replace('"Morot"', f'"{WRONG}"'))) == 1


def test_an_exercise_can_waive_it_with_a_reason(tmp_path: Path) -> None:
    source = SINGLE.replace("Lampan i tunneln", WRONG)
    assert caught(tmp_path, source.replace("points: 2", 'points: 2\nwaive: {trap: "Ett påstående i fallet"}')) == []


def test_a_draft_is_caught_too(tmp_path: Path) -> None:
    check(tmp_path, WRONG)
    yml = tmp_path / "prov" / "course.yml"
    yml.write_text(yml.read_text(encoding="utf-8").replace("state: ready", "state: draft"), encoding="utf-8")
    assert [f.rule for f in check_courses(tmp_path) if f.rule == "trap"] == ["trap"]


def test_no_course_says_what_is_not_so() -> None:
    assert [f.sentence for f in check_courses(CHECKOUT / "courses") if f.rule == "trap"] == []
