"""Rules of `kurs check` on exercises: for each an exercise that trips it, and one near it that does not."""

from pathlib import Path

import pytest
from check_support import ALL, CASE, OTHER, check

Change = tuple[str, str]
APART = ("metadata", "heading", "coverage", "stray-file")
"""What a module of a few cells lacks in any case."""
NO_CASE = (f'case: "{CASE}"\n', "")
PROMPT = "Vad behöver samordnaren ta reda på först?"
A, B, C = "Vem som beslutar om lampan", "Vad en ny lampa kostar i år", "Hur andra städer lyser upp"
QUESTION = "Vilka uppgifter behövs för ett beslut?"
GOAL = ("prov.1.1", "prov.1.2")
TOLD = "Priset hjälper ingen förrän någon får besluta om en lampa."


def asks(prompt: str, old: str = PROMPT) -> Change:
    return old, prompt


SAID_OF_C: Change = ('  c: "Andra städer säger inget om vem som beslutar om lampan här."\n', "")
SAID_OF_D: Change = ('  d: "Ljuset går att prova när lampan sitter där den ska."\n', "")
NODE = ALL["branch"]
LEFT_OUT: list[Change] = [
    (NODE[NODE.index("  tva:\n") : NODE.index("  tre:\n")].replace("to: tva", "to: tre"), ""),
    (NODE[NODE.index("  tva.b") : NODE.index("  tre.b")], ""),
]
"""One of three decisions."""


TRIED: dict[str, tuple[str, list[Change], list[Change]]] = {
    "two-questions": (
        "single",
        [asks("Vad är en lägesbild och hur ofta ska den uppdateras?")],
        [asks("Vad är en lägesbild och en plan?")],
    ),
    "stem": ("single", [asks("Vilket påstående stämmer?")], [asks("Välj det som behövs.")]),
    "opinion": ("single", [asks("Vad tycker du om tunneln?")], [asks("Vad tycker boende om tunneln?")]),
    "best": ("single", [asks("Vilken åtgärd är bäst?")], [asks("Vilken åtgärd är bäst utifrån fallet?")]),
    "would": ("single", [asks("Vad skulle du göra först?")], [asks("Vad bör du göra först?")]),
    "negation": ("single", [asks("Vad behöver inte undersökas?")], [asks("Vad behövs för att ingen inte ska undra?")]),
    "double-negation": (
        "single",
        [asks("Vad behöver inte undersökas?"), (B, "Vad som inte kostar")],
        [asks("Vad behöver inte undersökas?")],
    ),
    "place-word": ("single", [(TOLD, f"{TOLD} Se alternativ A.")], [(TOLD, f"{TOLD} Se de andra priserna.")]),
    "all-of-above": ("single", [(C, "Alla dessa alternativ")], [(C, "Alla dessa lampor")]),
    "k-type": ("single", [(C, "A och B")], [(C, "Aggregat och lampor")]),
    "grammar-cue": ("single", [asks("Välj ordet. Området kallas en")], [asks("Välj ordet som området kallas.")]),
    "count-word": ("multiple", [asks("Vilka tre behövs?", QUESTION)], [asks("Vilka två behövs?", QUESTION)]),
    "long-text": ("single", [(A, "Vem som " + "gång på gång " * 7)], [(A, "Vem som " + "gång på gång " * 5)]),
    "few-options": (
        "single",
        [(f'  c: "{C}"\n', ""), SAID_OF_C],
        [(A, "Vem som bestämmer")],
    ),
    "one-right": ("multiple", [("key: [a, b]", "key: [a]")], [("key: [a, b]", "key: [b, a]")]),
    "many-right": ("multiple", [("key: [a, b]", "key: [a, b, c, d]")], [("key: [a, b]", "key: [a, b, c]")]),
    "prefix": ("single", [(C, f"{B} och nästa")], [(C, "Vad nya lampor kostar")]),
    "overlap": (
        "single",
        [(A, "5–9 lampor"), (B, "10 eller fler"), (C, "0–5 lampor")],
        [(A, "5–9 lampor"), (B, "10 eller fler"), (C, "0–4 lampor")],
    ),
    "number-order": ("single", [(A, "18"), (B, "41"), (C, "33")], [(A, "18 skäl till detta"), (B, "41"), (C, "33")]),
    "form": ("single", [(C, f"{C}.")], [(A, f"{A}."), (B, f"{B}."), (C, f"{C}.")]),
    "long-key": ("single", [(A, f"{A} och när det sker i år")], [(B, f"{B} och när det sker")]),
    "lengths": ("single", [(C, "Hur"), (B, "Vad en ny lampa kostar i år och nästa")], [(C, "Hur städer gör")]),
    "absolute": ("single", [(B, "Alltid priset")], [(B, "Alltid priset"), (A, "Alltid den som beslutar")]),
    "echo": ("single", [(A, "Samordnarens befogenhet")], [(A, "Samordnarens uppgift"), (C, "Samordnarens chef")]),
    "guess": (
        "sort",
        [('  inget: "Ingetdera"\n', ""), ("f: inget", "f: [jord]")],
        [("f: inget", "f: jord")],
    ),
    "card-per-group": (
        "sort",
        [(f'  {name}: "{text}"\n', "") for name, text in (("b", "Päron"), ("c", "Plommon"), ("e", "Potatis"))]
        + [("b: trad, c: trad, ", ""), ("e: jord, ", "")]
        + [('  b: "Ett päron växer på en gren och plockas om hösten."\n', "")]
        + [('  c: "Ett plommon växer på en gren och har en kärna."\n', "")]
        + [('  e: "En potatis grävs upp ur jorden, där den har legat."\n', "")],
        [("e: jord", "e: inget")],
    ),
    "even-groups": ("sort", [("c: trad", "c: inget")], [("c: trad", "c: jord")]),
    "group-in-card": ("sort", [('"Morot"', '"Morot i jorden"')], [('"Morot"', '"Morot i landet"')]),
    "cards": (
        "sort",
        [('"Potatis"', '"En potatis som är mycket större än de andra"')],
        [('"Potatis"', '"Fin potatis"')],
    ),
    "order-word": ("rank", [("Skruva i lampan", "Slutligen skruva i lampan")], [("Skruva i lampan", "Sätta i lampan")]),
    "steps": (
        "rank",
        [
            ('  d: "Prova ljuset"\n', ""),
            ("b, c, d]", "b, c]"),
            SAID_OF_D,
        ],
        [("Prova ljuset", "Pröva ljuset")],
    ),
    "unit": ("numeric", [("round: 0\n", "")], [('unit: "procent"\n', ""), ("trasiga?", "trasiga? Svara utan enhet.")]),
    "given": ("numeric", [("40 lampor", "40 lampor i 35 rader")], [("40 lampor", "40 lampor i 350 rader")]),
    "tolerance": ("numeric", [('abs: "1"}', 'abs: "2"}')], [('abs: "1"}', 'rel: "0,05"}')]),
    "mistakes": (
        "numeric",
        [('  - value: "65"\n    feedback: "65 procent är de lampor som är hela, och frågan gäller de andra."\n', "")],
        [('"65"', '"64"')],
    ),
    "choices": (
        "branch",
        [
            ('      b: {text: "Låta saken bero så länge", to: illa, consequence: "' + OTHER + '"}\n', ""),
            ('      c: {text: "Klaga hos fullmäktige", to: illa, consequence: "' + OTHER + '"}\n', ""),
            ('  illa: {text: "Det är mörkt."}\n', ""),
            ('  tre.b: "Då blir tunneln mörk fast alla tror att den är ljus."\n', ""),
            ('  tre.c: "Fullmäktige byter inga lampor, det gör kontoret i kommunen."\n', ""),
        ],
        [
            ('      c: {text: "Klaga hos fullmäktige", to: illa, consequence: "' + OTHER + '"}\n', ""),
            ('  tre.c: "Fullmäktige byter inga lampor, det gör kontoret i kommunen."\n', ""),
        ],
    ),
    "many-choices": (
        "branch",
        [
            (
                "  tva:\n",
                "".join(
                    f'      {name}: {{text: "Be {name} om råd", to: tva, consequence: "{OTHER}"}}\n' for name in "de"
                )
                + "  tva:\n",
            )
        ],
        [("  tva:\n", f'      d: {{text: "Be om råd", to: tva, consequence: "{OTHER}"}}\n  tva:\n')],
    ),
    "consequence": ("branch", [(OTHER, "Ingen får veta något.")], [(OTHER, f"{OTHER} Så är det.")]),
    "endings": ("branch", [("to: illa", "to: bra"), ('  illa: {text: "Det är mörkt."}\n', "")], [("mörkt", "svart")]),
    "decisions": (
        "branch",
        [("to: tva", "to: tre"), ("ett: {a: 1}, tva: {a: 1}", "ett: {a: 1}"), *LEFT_OUT],
        [("start: ett", "start: ett ")],
    ),
    "long-choices": (
        "branch",
        [
            ("Ringa kontoret", "Ringa kontoret och be om ett besked"),
            ("Se efter i tunneln", "Gå till tunneln och se efter"),
        ],
        [("Ringa kontoret", "Ringa kontoret och be om ett besked")],
    ),
    "cheapest": (
        "plan",
        [("skylt: -1", "skylt: 9"), ("fana: -1", "fana: 9"), ("film: -1", "film: 9"), ("fest: -1", "fest: 9")],
        [("fest: -1", "fest: -2")],
    ),
    "key-in-alt": ("hotspot", [("Tunneln, Torget och Parken.", "kurvan vid Tunneln.")], [("Tunneln, ", "")]),
    "area": (
        "hotspot",
        [("x: 10, y: 10, width: 60", "x: 10, y: 10, width: 9")],
        [("x: 10, y: 10, width: 60", "x: 10, y: 10, width: 90")],
    ),
    "gaps": ("cloze", [("Kommunen ska minst {tid}", "{tid} ska kommunen")], [("i kommunen.", "där.")]),
    "criterion": ("text", [("Anger texten en tid?", "Är texten tillräcklig?")], [("en tid?", "en tid till?")]),
    "material": ("single", [GOAL, NO_CASE], [GOAL]),
    "cited": (
        "single",
        [("sources: [L1]\n", ""), ("Källa: L1.", "")],
        [("sources: [L1]\n", ""), ("Källa: L1.", "Källa: [L1].")],
    ),
    "number-source": (
        "single",
        [NO_CASE, ("sources: [L1]\n", ""), ("Källa: L1.", "Hela 20 procent.")],
        [NO_CASE, ("Källa: L1.", "Hela 20 procent.")],
    ),
    "graded-feedback": ("single", [(f'  b: "{TOLD}"\n', "")], [(TOLD, f"{TOLD} Så är det.")]),
    "short-feedback": (
        "practice",
        [
            (TOLD, "Priset hjälper ingen."),
            (" I fallet har kontoret vetat om felet sedan i mars. Ta reda på vem som har rätt att säga ja.", ""),
        ],
        [(TOLD, f"{TOLD} Så är det.")],
    ),
    "feedback-length": (
        "practice",
        [(" Ta reda på vem som har rätt att säga ja.", "")],
        [(TOLD, f"{TOLD} Så är det.")],
    ),
    "verdict": ("single", [(TOLD, f"Tyvärr. {TOLD}")], [(TOLD, f"Det stämmer bara delvis. {TOLD}")]),
    "unrelated": (
        "single",
        [(TOLD, "Sådant brukar kunna vara annorlunda, beroende på omständigheter som varierar.")],
        [(TOLD, "Sådant brukar kunna vara annorlunda, beroende på kostnader som varierar.")],
    ),
    "trap": (
        "single",
        [(A, "Enligt lagen ska kommunen ha en beredskapsplan")],
        [(B, "Enligt lagen ska kommunen ha en beredskapsplan")],
    ),
    "sentence": (
        "single",
        [("Lampan i tunneln är sönder.", "Lampan är sönder" + " och åter sönder" * 8 + ".")],
        [("Lampan i tunneln är sönder.", "Lampan är sönder" + " och åter sönder" * 6 + ".")],
    ),
    "old-word": ("single", [("går en omväg", "nyttjar en omväg")], [("går en omväg", "skriver ”nyttjar omväg”")]),
    "noun-chain": (
        "single",
        [("går en omväg", "vill ha genomförandet av mätningen, prövningen av mätningen")],
        [("går en omväg", "vill att någon mäter")],
    ),
    "acronym": (
        "single",
        [("går en omväg", "läser NTU")],
        [("går en omväg", "läser en undersökning (NTU), och NTU är")],
    ),
}
"""By rule: an exercise, what to change in it so that it trips the rule, and what so that it does not."""


@pytest.mark.parametrize("kind", ALL)
def test_an_exercise_without_faults(tmp_path: Path, kind: str) -> None:
    assert [f.sentence for f in check(tmp_path, ALL[kind]) if f.rule not in APART] == []


@pytest.mark.parametrize("rule", TRIED)
def test_an_exercise_that_trips_a_rule_and_one_that_does_not(tmp_path: Path, rule: str) -> None:
    kind, trips, passes = TRIED[rule]
    for changes, caught in ((trips, True), (passes, False)):
        source = ALL[kind]
        for old, new in changes:
            assert old in source
            source = source.replace(old, new)
        found = check(tmp_path, source)
        assert not [f.sentence for f in found if f.rule == "format"]
        assert bool([f for f in found if f.rule == rule]) is caught, [f.sentence for f in found]


@pytest.mark.parametrize(("words", "severity"), [(24, "varning"), (36, "fel")])
def test_a_sentence_that_is_far_too_long_is_an_error(tmp_path: Path, words: int, severity: str) -> None:
    source = ALL["single"].replace("Lampan i tunneln är sönder.", f"Lampan är{' så' * words} sönder.")
    assert [f.severity for f in check(tmp_path, source) if f.rule == "sentence"] == [severity]


@pytest.mark.parametrize(("mark", "rules"), [(":", []), (",", ["sentence"])])
def test_a_sentence_that_is_quoted_after_a_colon_is_one_by_itself(tmp_path: Path, mark: str, rules: list[str]) -> None:
    quoted = f"Så här{' står det' * 10}{mark} ”Lampan{' är sönder' * 10}.”"
    source = ALL["single"].replace("Lampan i tunneln är sönder.", quoted)
    assert [f.rule for f in check(tmp_path, source) if f.rule == "sentence"] == rules


@pytest.mark.parametrize(
    ("other", "rules"), [("Högst 5 lampor på torget är trasiga i maj", ["overlap"]), ("Högst 5 klagar i maj", [])]
)
def test_intervals_that_meet_are_of_one_thing(tmp_path: Path, other: str, rules: list[str]) -> None:
    source = ALL["single"].replace(A, "Färre än 9 lampor på torget är trasiga i maj").replace(B, other)
    assert [f.rule for f in check(tmp_path, source) if f.rule == "overlap"] == rules


def test_a_module_is_read_as_a_whole(tmp_path: Path) -> None:
    # No sentence is too long by itself, but most are long.
    long = f"Vi går{' en bit' * 10} bort. "
    assert [f.found for f in check(tmp_path, long * 20) if f.rule == "sentence"] == ["23 ord per mening i medeltal"]


def test_a_section_names_its_source_and_a_figure_needs_a_real_one(tmp_path: Path) -> None:
    def found(text: str) -> list[str]:
        checked = check(tmp_path, f"## Kunskap\n\n### Talen\n\n{text}")
        return [f.rule for f in checked if f.rule in ("cited", "number-source")]

    assert found("Brotten ökade.") == ["cited"]
    assert found("Brotten ökade.\n\nKälla: kursens egen tumregel.") == []
    assert found("Brotten ökade 20 procent.\n\nKälla: kursens egen tumregel.") == ["number-source"]
    assert found("Brotten ökade 20 procent.\n\nKälla: talen är påhittade.") == []
    assert found("Brotten ökade 20 procent [L1].") == []


def test_an_acronym_is_written_out_once_in_a_module(tmp_path: Path) -> None:
    asked = ALL["single"].replace("går en omväg", "läser NTU")
    told = "Nationella trygghetsundersökningen (NTU) görs varje år."

    def severities(*sources: str) -> list[str]:
        return [f.severity for f in check(tmp_path, *sources) if f.rule == "acronym"]

    assert severities("NTU görs varje år, och NTU är en enkät.", ALL["single"]) == ["varning"]
    assert severities(told, asked) == []
    assert severities(asked, told) == ["fel"]


def test_feedback_may_take_up_the_end_of_a_compound(tmp_path: Path) -> None:
    option = ("Vad en ny lampa kostar i år", "Hur simtränaren svarar")
    about = (
        ALL["single"]
        .replace(*option)
        .replace(TOLD, "Tränaren har inget inflytande, och ingen annan heller som väntar.")
    )
    assert not [f for f in check(tmp_path, about) if f.rule == "unrelated"]


def test_practice_is_held_to_more_than_what_gives_points(tmp_path: Path) -> None:
    for kind, severity in (("practice", "fel"), ("single", "varning")):
        source = ALL[kind].replace("sources: [L1]\n", "").replace("Källa: L1.", "")
        assert [f.severity for f in check(tmp_path, source) if f.rule == "cited"] == [severity]


def test_a_text_may_be_asked_for_several_things_as_its_rubric_keeps_them_apart(tmp_path: Path) -> None:
    source = ALL["text"].replace("Skriv vad samordnaren bör göra, och varför.", "Vad bör göras? Av vem?")
    assert not [f for f in check(tmp_path, source) if f.rule == "two-questions"]
