"""The cell of an exercise: what it is read as, and the one sentence that each slip gets."""

import hashlib
from pathlib import Path
from random import Random

import pytest

from toolkit.errors import AnswerError, ProblemsError
from toolkit.exercises import KINDS
from toolkit.exercises.cell import is_exercise, read_body, read_exercise
from toolkit.messages import listed

GOLDEN = Path(__file__).parent / "golden"

SINGLE = """\
%%exercise
id: intro-1-x
kind: single
goal: intro.1.1
points: 2
prompt: "Vad?"
options:
  a: "Ett"
  b: "Två"
### BEGIN HIDDEN TESTS
key: a
explanation: "Därför."
feedback:
  b: "Nej."
### END HIDDEN TESTS
"""
SORT = """\
%%exercise
id: intro-1-y
kind: sort
goal: intro.1.1
practice: true
prompt: "Sortera."
groups:
  g: "Ett"
  h: "Två"
items:
  a: "A"
  b: "B"
key:
  a: g
  b: h
explanation: "Därför."
hints:
  - "Tänk."
"""
MULTIPLE = """\
%%exercise
id: intro-1-z
kind: multiple
goal: intro.1.1
points: 2
prompt: "Vilka?"
options:
  a: "Ett"
  b: "Två"
  c: "Tre"
choose: 2
scoring: all
### BEGIN HIDDEN TESTS
key: [a, c]
explanation: "Därför."
feedback:
  b: "Nej."
### END HIDDEN TESTS
"""
NUMERIC = """\
%%exercise
id: intro-1-n
kind: numeric
goal: intro.1.1
points: 2
prompt: "Hur många?"
unit: brott
round: 1
data: brott.csv
### BEGIN HIDDEN TESTS
key:
  value: "12,5"
  abs: "0,1"
wrong:
  - value: "125"
    feedback: "Fel på decimalen."
  - value: "11,1"
    abs: "0,1"
    feedback: "Fel nämnare."
explanation: "Därför."
### END HIDDEN TESTS
"""
VARIANTS = """\
%%exercise
id: intro-1-v
kind: single
goal: intro.1.1
points: 2
prompt: "Vad?"
options:
  a: "Ett"
  b: "Två"
variants:
  a:
    case: "Fall ett"
  b:
    case: "Fall två"
### BEGIN HIDDEN TESTS
variant_keys:
  a:
    key: a
    explanation: "Därför."
  b:
    key: b
    explanation: "Därför."
### END HIDDEN TESTS
"""
MISTAKES = """\
%%exercise
id: intro-1-m
kind: numeric
goal: intro.1.1
points: 2
prompt: "Hur många?"
variants:
  a:
    case: "Fall ett"
  b:
    case: "Fall två"
### BEGIN HIDDEN TESTS
variant_keys:
  a:
    key: {value: "1", abs: "0"}
    explanation: "Därför."
  b:
    key: {value: "1", abs: "0"}
    wrong:
      - value: "2"
        feedback: "Nej."
      - value: "3"
        feedback: "Nej."
    explanation: "Därför."
### END HIDDEN TESTS
"""
BEGIN, END = "### BEGIN HIDDEN TESTS\n", "### END HIDDEN TESTS\n"
EXERCISE_ID = "väntade ett id av små bokstäver a-z, siffror och bindestreck, 3 till 60 tecken."
PART_ID = "väntade ett id av små bokstäver a-z, siffror och understreck, högst 30 tecken."
POINTS = "väntade poäng i steg om 0,5, till exempel 2 eller 2,5."
NUMBER = "väntade ett tal utan enhet och procenttecken, till exempel 12,5."
TOLERANCE = "väntade ett tal som är 0 eller mer, till exempel 0,1."
KNOWN = listed(list(KINDS))
PRESENT = "hittade ingenting, väntade ett värde, fältet måste finnas."
UNKNOWN = "hittade ett okänt fält, väntade fältet"
EITHER = "väntade antingen practice: true eller points."
FIELDS = "väntade underfält med indrag, ett per rad: namn, kolon, värde."
ALL_FIELDS = (
    "väntade ett av fälten case, confidence, figure, goal, hints, id, kind, mastery, options, ordered, pair, "
    "pictures, points, practice, prompt, variants, waive eller withdrawn."
)
VERBATIM = "väntade raden ### BEGIN HIDDEN TESTS, ordagrant."


def problems(source: str) -> list[tuple[str, int | None]]:
    with pytest.raises(ProblemsError) as caught:
        read_exercise(source)
    return [(problem.sentence, problem.line) for problem in caught.value.problems]


# The cell, what is written instead of what in it, the sentence and the line.
SLIPS: list[tuple[str, list[tuple[str, str]], str, int]] = [
    # A misspelt field: what was meant, and nothing about its absence.
    (SINGLE, [("prompt", "promt")], f"promt: {UNKNOWN} ”prompt”.", 6),
    (SINGLE, [("options", "optons")], f"optons: {UNKNOWN} ”options”.", 7),
    (SINGLE, [("explanation", "explaination")], f"explaination: {UNKNOWN} ”explanation”.", 12),
    (SINGLE, [("feedback", "feedbak")], f"feedbak: {UNKNOWN} ”feedback”.", 13),
    (SINGLE, [("points", "point")], f"point: {UNKNOWN} ”points”.", 5),
    (SINGLE, [("kind", "knd")], f"knd: {UNKNOWN} ”kind”.", 3),
    (SINGLE, [("goal", "Goal")], f"Goal: {UNKNOWN} ”goal”.", 4),
    (SORT, [("practice", "practise")], f"practise: {UNKNOWN} ”practice”.", 5),
    (SORT, [("key", "keys")], f"keys: {UNKNOWN} ”key”.", 13),
    (SORT, [("explanation", "explanaton")], f"explanaton: {UNKNOWN} ”explanation”.", 16),
    (SORT, [("hints", "hint")], f"hint: {UNKNOWN} ”hints”.", 17),
    (VARIANTS, [('case: "Fall två"', 'cse: "Fall två"')], f"variants.b.cse: {UNKNOWN} ”case”.", 14),
    (SINGLE, [("points: 2", "points: 2\nmagiskt: x")], f"magiskt: hittade ett okänt fält, {ALL_FIELDS}", 6),
    (SINGLE, [("points: 2", "points: 2\n<<: {a: b}")], f"<<: hittade ett okänt fält, {ALL_FIELDS}", 6),
    # The kind.
    (SINGLE, [("single", "sinlge")], "kind: hittade ”sinlge”, väntade ”single”.", 3),
    (SINGLE, [("single", "quiz")], f"kind: hittade ”quiz”, väntade {KNOWN}.", 3),
    (SINGLE, [("single", "[single]")], f"kind: hittade en lista, väntade {KNOWN}.", 3),
    (SINGLE, [("kind: single\n", "")], f"kind: hittade ingenting, väntade {KNOWN}.", 2),
    # What must be there.
    (SINGLE, [("goal: intro.1.1\n", "")], f"goal: {PRESENT}", 2),
    (SINGLE, [('prompt: "Vad?"\n', "")], f"prompt: {PRESENT}", 2),
    (SINGLE, [('explanation: "Därför."\n', "")], f"explanation: {PRESENT}", 11),
    (SORT, [("key:\n  a: g\n  b: h\n", "")], f"key: {PRESENT}", 2),
    (VARIANTS, [('prompt: "Vad?"\n', "")], f"prompt: {PRESENT}", 2),
    (SINGLE, [('prompt: "Vad?"', 'prompt: ""')], "prompt: hittade ””, väntade en text.", 6),
    (SINGLE, [("intro.1.1", "[intro.1.1, intro.1.2]")], "goal: hittade en lista, väntade en text.", 4),
    (SINGLE, [("intro.1.1", "mål 1")], "goal: hittade ”mål 1”, väntade ett mål på formen intro.1.2.", 4),
    # Points or practice.
    (SINGLE, [("points: 2", "points: 2,3")], f"points: hittade ”2,3”, {POINTS}", 5),
    (SINGLE, [("points: 2", "points: två")], f"points: hittade ”två”, {POINTS}", 5),
    (SINGLE, [("points: 2", "points: 0")], f"points: hittade ”0”, {POINTS}", 5),
    (SINGLE, [("points: 2", "points: -1")], f"points: hittade ”-1”, {POINTS}", 5),
    (SINGLE, [("points: 2", f"points: {'9' * 5000}")], f"points: hittade ”{'9' * 59}…”, {POINTS}", 5),
    (SINGLE, [("points: 2", "points: 1e999999")], f"points: hittade ”1e999999”, {POINTS}", 5),
    (SINGLE, [("points: 2", "points: 2\npractice: true")], f"points: hittade både practice och points, {EITHER}", 5),
    (SORT, [("practice: true", "practice: true\npoints: 2")], f"points: hittade både practice och points, {EITHER}", 6),
    (SINGLE, [("points: 2\n", "")], f"points: hittade varken practice eller points, {EITHER}", 2),
    (SORT, [("practice: true\n", "")], f"points: hittade varken practice eller points, {EITHER}", 2),
    (SORT, [("practice: true", "practice: ja")], "practice: hittade ”ja”, väntade true eller false.", 5),
    (
        SINGLE,
        [("points: 2", "points: 2\nhints: [a]")],
        "hints: hittade fältet i en övning med poäng, väntade att fältet bara finns i övningar med practice: true.",
        6,
    ),
    # Ids.
    *(
        (SINGLE, [("intro-1-x", name)], f"id: hittade ”{name}”, {EXERCISE_ID}", 2)
        for name in ("intro-1-å", "Intro-1-x", "intro.1.x", "intro_1_x", "intro 1 x", "in")
    ),
    (SINGLE, [('  a: "Ett"', '  Å: "Ett"')], f"options.Å: hittade ”Å”, {PART_ID}", 8),
    (SINGLE, [('  a: "Ett"', '  a.1: "Ett"')], f"options.a.1: hittade ”a.1”, {PART_ID}", 8),
    (SINGLE, [('  a: "Ett"', '  A: "Ett"')], f"options.A: hittade ”A”, {PART_ID}", 8),
    (
        SORT,
        [('  g: "Ett"', '  ingen: "Ett"')],
        "groups.ingen: hittade ”ingen” som är upptaget, väntade ett annat id, för kort som inte hör till någon grupp.",
        8,
    ),
    # The key.
    (SINGLE, [("key: a", "key: c")], "key: hittade ”c” som inte finns, väntade a eller b.", 11),
    (SINGLE, [("key: a", "key: [a, b]")], "key: hittade en lista, väntade en text.", 11),
    (SINGLE, [('  b: "Nej."', '  d: "Nej."')], "feedback.d: hittade ”d” som inte finns, väntade a eller b.", 14),
    (SORT, [("  b: h\n", "")], "key.b: hittade ingenting, väntade g, h eller ingen.", 13),
    (SORT, [("  b: h\n", "  b: h\n  c: h\n")], "key.c: hittade ”c” som inte finns, väntade a eller b.", 16),
    (SORT, [("  b: h\n", "  b: k\n")], "key.b: hittade ”k” som inte finns, väntade g, h eller ingen.", 15),
    (
        SORT,
        [("  b: h\n", "  b:\n    - h\n    - k\n")],
        "key.b.2: hittade ”k” som inte finns, väntade g, h eller ingen.",
        17,
    ),
    (
        SORT,
        [("  b: h\n", "  b: [h, h]\n")],
        "key.b.2: hittade samma grupp två gånger, väntade varje grupp en gång.",
        15,
    ),
    (SORT, [("  b: h\n", "  b:\n    - h\n    - H\n")], f"key.b.2: hittade ”H”, {PART_ID}", 17),
    (SORT, [("  b: h\n", "  b: []\n")], "key.b: hittade en lista, väntade minst 1 stycken.", 15),
    (
        SORT,
        [("  b: h\n", "  b: [h, g]\n")],
        "key.b: hittade alla grupper som godkända, väntade minst en grupp som är fel.",
        15,
    ),
    (
        VARIANTS,
        [("    key: b", "    key: c")],
        "variant_keys.b.key: hittade ”c” som inte finns, väntade a eller b.",
        21,
    ),
    (SINGLE, [('  b: "Två"', '  b: "ett "')], "options.b: hittade samma text som i ”a”, väntade en egen text.", 9),
    # The key of a multiple, and how many to choose.
    (MULTIPLE, [("[a, c]", "[a, d]")], "key.2: hittade ”d” som inte finns, väntade a, b eller c.", 14),
    (MULTIPLE, [("[a, c]", "\n- a\n- d")], "key.2: hittade ”d” som inte finns, väntade a, b eller c.", 16),
    (
        MULTIPLE,
        [("[a, c]", "[a, a]")],
        "key.2: hittade samma alternativ två gånger, väntade varje alternativ en gång.",
        14,
    ),
    (
        MULTIPLE,
        [("[a, c]", "\n- a\n- c\n- c"), ("choose: 2\n", "")],
        "key.3: hittade samma alternativ två gånger, väntade varje alternativ en gång.",
        16,
    ),
    (
        MULTIPLE,
        [("[a, c]", "[a, b, c]")],
        "key: hittade alla alternativ som rätta, väntade minst ett alternativ som är fel.",
        14,
    ),
    (MULTIPLE, [("[a, c]", "[]")], "key: hittade en lista, väntade minst 1 stycken.", 14),
    (MULTIPLE, [("[a, c]", "a")], "key: hittade ”a”, väntade en lista, en rad per punkt: bindestreck, text.", 14),
    (MULTIPLE, [("[a, c]", "[a, C]")], f"key.2: hittade ”C”, {PART_ID}", 14),
    (MULTIPLE, [("[a, c]", "[a]")], "choose: hittade ”2”, väntade 1, lika många som i key.", 11),
    (MULTIPLE, [("choose: 2", "choose: 1")], "choose: hittade ”1”, väntade 2, lika många som i key.", 11),
    (MULTIPLE, [("choose: 2", "choose: 4")], "choose: hittade ”4”, väntade högst 3.", 11),
    (MULTIPLE, [("choose: 2", "choose: 0")], "choose: hittade ”0”, väntade minst 1.", 11),
    (MULTIPLE, [("choose: 2", "choose: två")], "choose: hittade ”två”, väntade ett heltal.", 11),
    (MULTIPLE, [("choose: 2", "choose: 1,5")], "choose: hittade ”1,5”, väntade ett heltal.", 11),
    (MULTIPLE, [("choose: 2", "chose: 2")], f"chose: {UNKNOWN} ”choose”.", 11),
    (MULTIPLE, [("scoring: all", "scoring: alla")], "scoring: hittade ”alla”, väntade all.", 12),
    (MULTIPLE, [('  c: "Tre"', '  c: " ETT"')], "options.c: hittade samma text som i ”a”, väntade en egen text.", 10),
    (
        MULTIPLE,
        [('  c: "Tre"\n', ""), ("[a, c]", "[a]"), ("choose: 2\n", "")],
        "options: hittade en uppställning med underfält, väntade minst 3 stycken.",
        7,
    ),
    (MULTIPLE, [('  b: "Nej."', '  d: "Nej."')], "feedback.d: hittade ”d” som inte finns, väntade a, b eller c.", 17),
    # The number, how far from it an answer may lie, and known mistakes.
    (NUMERIC, [('"12,5"', '"12,5 %"')], f"key.value: hittade ”12,5 %”, {NUMBER}", 12),
    (NUMERIC, [('"12,5"', "tolv")], f"key.value: hittade ”tolv”, {NUMBER}", 12),
    (NUMERIC, [('"12,5"', "1.250,5")], f"key.value: hittade ”1.250,5”, {NUMBER}", 12),
    (NUMERIC, [('"12,5"', "1e3")], f"key.value: hittade ”1e3”, {NUMBER}", 12),
    (NUMERIC, [('  abs: "0,1"', '  abs: "-0,1"')], f"key.abs: hittade ”-0,1”, {TOLERANCE}", 13),
    (NUMERIC, [('  abs: "0,1"', "  rel: 5 %")], f"key.rel: hittade ”5 %”, {TOLERANCE}", 13),
    (
        NUMERIC,
        [('  abs: "0,1"', '  abs: "0,1"\n  rel: "0,1"')],
        "key: hittade både abs och rel, väntade antingen abs eller rel.",
        11,
    ),
    (NUMERIC, [('  abs: "0,1"\n', "")], "key: hittade varken abs eller rel, väntade antingen abs eller rel.", 11),
    (NUMERIC, [('  value: "12,5"\n', "")], f"key.value: {PRESENT}", 11),
    (NUMERIC, [('  abs: "0,1"', '  asb: "0,1"')], f"key.asb: {UNKNOWN} ”abs”.", 13),
    (NUMERIC, [('key:\n  value: "12,5"\n  abs: "0,1"\n', 'key: "12,5"\n')], f"key: hittade ”12,5”, {FIELDS}", 11),
    (
        NUMERIC,
        [('key:\n  value: "12,5"\n  abs: "0,1"\n', "key: {value: 12,5, abs: 0,1}\n")],
        "key: hittade ”{value: 12,5, abs: 0,1}”, väntade hakparenteser runt en lista, eller namn, kolon och värde i "
        "varje del; text med komma inom raka citattecken.",
        11,
    ),
    (
        NUMERIC,
        [('  value: "12,5"\n  abs: "0,1"', '  value: "0"\n  rel: "0,1"')],
        "key.rel: hittade en andel av talet 0, väntade fältet abs när rätt tal är 0.",
        13,
    ),
    (
        NUMERIC,
        [("round: 1", "round: 0")],
        "key.value: hittade ”12,5” som avrundat till 13 räknas som fel, "
        "väntade ett tal som är rätt också när det avrundas som round säger.",
        12,
    ),
    (NUMERIC, [("round: 1", "round: 7")], "round: hittade ”7”, väntade högst 6.", 8),
    (NUMERIC, [("round: 1", "round: -1")], "round: hittade ”-1”, väntade minst 0.", 8),
    (NUMERIC, [("round: 1", "round: en decimal")], "round: hittade ”en decimal”, väntade ett heltal.", 8),
    (NUMERIC, [("brott.csv", "brott.xlsx")], "data: hittade ”brott.xlsx”, väntade namnet på en CSV-fil, utan mapp.", 9),
    (
        NUMERIC,
        [('"125"', '"12,60"')],
        "wrong.1.value: hittade ”12,60” som key räknar som rätt, väntade ett tal som key räknar som fel.",
        15,
    ),
    (NUMERIC, [('"11,1"', '"125,0"')], "wrong.2.value: hittade samma tal som i wrong.1, väntade ett eget tal.", 17),
    (NUMERIC, [('"11,1"', '"11,1 %"')], f"wrong.2.value: hittade ”11,1 %”, {NUMBER}", 17),
    (NUMERIC, [('    abs: "0,1"', "    abs: -1")], f"wrong.2.abs: hittade ”-1”, {TOLERANCE}", 18),
    (NUMERIC, [('    feedback: "Fel nämnare."\n', "")], f"wrong.2.feedback: {PRESENT}", 17),
    (
        NUMERIC,
        [('    feedback: "Fel nämnare', '    feedbak: "Fel nämnare')],
        f"wrong.2.feedbak: {UNKNOWN} ”feedback”.",
        19,
    ),
    (
        NUMERIC,
        [('explanation: "Därför."', 'explanation: "Därför."\nfeedback:\n  a: "Nej."')],
        "feedback.a: hittade ”a” som inte finns, väntade att texten står i wrong, vid talet som den gäller.",
        22,
    ),
    # The region.
    (
        SINGLE,
        [(BEGIN, ""), (END, "")],
        "key: hittade key, explanation och feedback i den öppna delen, "
        "väntade att det står i det dolda området sist i cellen.",
        10,
    ),
    (
        SINGLE,
        [(BEGIN + "key: a\n", "key: a\n" + BEGIN)],
        "key: hittade key i den öppna delen, väntade att det står i det dolda området sist i cellen.",
        10,
    ),
    (
        SINGLE,
        [("key: a", 'key: a\ncase: "Ett fall"')],
        "case: hittade case i det dolda området, väntade att det står i den öppna delen, före det dolda området.",
        12,
    ),
    (
        SINGLE,
        [("points: 2", "practice: true")],
        "texten: hittade ett dolt område i en övning med practice: true, väntade facit i den öppna delen.",
        11,
    ),
    (
        SINGLE,
        [(END, "")],
        "texten: hittade ### BEGIN HIDDEN TESTS utan ### END HIDDEN TESTS, "
        "väntade raden ### END HIDDEN TESTS sist i cellen.",
        10,
    ),
    (
        SINGLE,
        [(BEGIN, "")],
        "texten: hittade ### END HIDDEN TESTS utan ### BEGIN HIDDEN TESTS, "
        "väntade raden ### BEGIN HIDDEN TESTS före facit.",
        14,
    ),
    (
        SINGLE,
        [(END, END + BEGIN + END)],
        "texten: hittade mer än ett dolt område, eller slutet före början, "
        "väntade ett dolt område: först ### BEGIN HIDDEN TESTS, sist ### END HIDDEN TESTS.",
        10,
    ),
    (SINGLE, [(END, END + "x: y\n")], "texten: hittade ”x: y”, väntade ingenting efter det dolda området.", 16),
    *(
        (SINGLE, [("### BEGIN HIDDEN TESTS", row)], f"texten: hittade ”{row}”, {VERBATIM}", 10)
        for row in (
            *("## BEGIN HIDDEN TESTS", "### BEGIN HIDDEN TEST", "### Begin hidden tests", "###BEGIN HIDDEN TESTS"),
            *("### BEGIN HIDEN TESTS", "### BEGIN HIDDEN TESTS:", "BEGIN HIDDEN TESTS"),
        )
    ),
    (
        SINGLE,
        [("### END", "### SLUT")],
        "texten: hittade ”### SLUT HIDDEN TESTS”, väntade raden ### END HIDDEN TESTS, ordagrant.",
        15,
    ),
    (
        SINGLE,
        [('"Vad?"', '"Vad är HIDDEN TESTS?"')],
        'texten: hittade ”prompt: "Vad är HIDDEN TESTS?"”, väntade raden ### END HIDDEN TESTS, ordagrant.',
        6,
    ),
    (
        SINGLE,
        [('key: a\nexplanation: "Därför."\nfeedback:\n  b: "Nej."\n', "")],
        "texten: hittade en tom text, väntade fält på formen namn, kolon, värde.",
        11,
    ),
    # Text where fields belong.
    (
        SINGLE,
        [('options:\n  a: "Ett"\n  b: "Två"\n', "options: Ett, Två\n")],
        f"options: hittade ”Ett, Två”, {FIELDS}",
        7,
    ),
    (
        SINGLE,
        [('options:\n  a: "Ett"\n  b: "Två"\n', "options:\n  - Ett\n  - Två\n")],
        f"options: hittade en lista, {FIELDS}",
        7,
    ),
    (SINGLE, [('  b: "Två"\n', "")], "options: hittade en uppställning med underfält, väntade minst 2 stycken.", 7),
    (SINGLE, [("points: 2", "points: 2\nfigure: karta.svg")], f"figure: hittade ”karta.svg”, {FIELDS}", 6),
    (
        SINGLE,
        [("points: 2", "points: 2\nfigure:\n  file: ../karta.svg\n  alt: x")],
        "figure.file: hittade ”../karta.svg”, "
        "väntade ett filnamn utan mapp, av bokstäver a-z, siffror, punkt, bindestreck och understreck.",
        7,
    ),
    (SINGLE, [("points: 2", "points: 2\nfigure:\n  file: karta.svg")], f"figure.alt: {PRESENT}", 6),
    (
        SORT,
        [('  - "Tänk."', "  - Tänk så: ja")],
        "hints.1: hittade en uppställning med underfält, "
        "väntade en text. Innehåller texten ett kolon? Sätt den inom raka citattecken.",
        18,
    ),
    (SORT, [('  - "Tänk."', '  - "Tänk."\n  - "Läs."\n  - ""')], "hints.3: hittade ””, väntade en text.", 20),
    (
        SORT,
        [('  - "Tänk."', "  - Tänk.\n  - Läs.\n  - # Räkna.")],
        "hints.3: hittade ”# Räkna.”, väntade hela texten inom citattecken, annars försvinner allt från tecknet #.",
        20,
    ),
    # Variants.
    (
        MISTAKES,
        [('      - value: "3"', '      - value: "1"')],
        "variant_keys.b.wrong.2.value: hittade ”1” som key räknar som rätt, väntade ett tal som key räknar som fel.",
        22,
    ),
    (VARIANTS, [('  b:\n    case: "Fall två"\n', "")], "variants: hittade 1 stycken, väntade 2 till 12 varianter.", 10),
    (VARIANTS, [('  b:\n    case: "Fall två"\n', "  b: fall\n")], f"variants.b: hittade ”fall”, {FIELDS}", 13),
    (
        VARIANTS,
        [('case: "Fall två"', "goal: intro.1.2")],
        "variants.b.goal: hittade ett fält som varianter inte kan ändra, "
        "väntade att fältet står en gång, utanför variants.",
        14,
    ),
    (
        VARIANTS,
        [('  b:\n    key: b\n    explanation: "Därför."\n', "")],
        "variant_keys: hittade a, väntade ett facit för var och en av a och b, och inget annat.",
        16,
    ),
    (
        VARIANTS,
        [('    key: b\n    explanation: "Därför."', "    key: b")],
        f"variant_keys.b.explanation: {PRESENT}",
        20,
    ),
    (
        SINGLE,
        [("points: 2", "points: 2\nvariants:\n  a: {case: x}\n  b: {case: y}")],
        "variant_keys: hittade key, explanation och feedback, "
        "väntade ett facit för var och en av a och b, och inget annat.",
        14,
    ),
    (VARIANTS, [("  b:\n    case", "  Å:\n    case")], f"variants: hittade ”Å”, {PART_ID}", 13),
    # The cell itself.
    (
        SINGLE,
        [("%%exercise", "%%exercise single")],
        "texten: hittade ”single”, väntade inget mer på raden än %%exercise.",
        1,
    ),
    (
        SINGLE,
        [(SINGLE[SINGLE.index("\n") :], "")],
        "texten: hittade en tom text, väntade fält på formen namn, kolon, värde.",
        2,
    ),
    (
        SINGLE,
        [(SINGLE[SINGLE.index("\n") :], "\n\n  \n")],
        "texten: hittade en tom text, väntade fält på formen namn, kolon, värde.",
        2,
    ),
    (
        SINGLE,
        [('prompt: "Vad?"', "prompt: Vad: nu?")],
        "prompt: hittade ”prompt: Vad: nu?”, "
        "väntade ett enda kolon på raden; sätt text som innehåller kolon inom raka citattecken.",
        6,
    ),
    (
        SINGLE,
        [('explanation: "Därför."', 'explanation: "Därför.')],
        'explanation: hittade ”explanation: "Därför.”, väntade ett rakt citattecken också där texten slutar.',
        12,
    ),
]


@pytest.mark.parametrize(("cell", "changes", "sentence", "line"), SLIPS)
def test_a_slip_is_one_sentence(cell: str, changes: list[tuple[str, str]], sentence: str, line: int) -> None:
    for old, new in changes:
        assert old in cell
        cell = cell.replace(old, new, 1)
    assert problems(cell) == [(sentence, line)]


def test_everything_in_a_cell_is_said_at_once() -> None:
    cell = SINGLE.replace("intro.1.1", "mål").replace('"Vad?"', '""').replace("key: a", "key: Å")
    assert [line for _, line in problems(cell)] == [4, 6, 11]
    assert [line for _, line in problems(SINGLE.replace('"Vad?"', "#1").replace("key: a", "key: *a"))] == [6, 11]


def test_what_variants_share_is_said_once_and_what_they_change_with_their_letter() -> None:
    cell = VARIANTS.replace('"Vad?"', '""').replace('"Fall två"', '""')
    assert [sentence for sentence, _ in problems(cell)] == [
        "prompt: hittade ””, väntade en text.",
        "variants.b.case: hittade ””, väntade en text.",
    ]


def test_what_stands_in_the_wrong_part_is_read_with_its_own_lines() -> None:
    options = 'options:\n  a: "Ett"\n  b: "Två"\n'
    moved = SINGLE.replace(options, "").replace("key: a\n", "key: a\n" + options.replace("  b:", "  B:"))
    assert [line for _, line in problems(moved)] == [9, 11]


@pytest.mark.parametrize("cell", [SINGLE, MULTIPLE, SORT, NUMERIC, VARIANTS, MISTAKES])
def test_line_ends_blank_lines_and_the_magic_change_nothing(cell: str) -> None:
    read = read_exercise(cell)
    body = cell.partition("\n")[2]
    for other in (cell.replace("\n", "\r\n"), "\n\n" + cell, cell + "\n\n", cell.replace("%%exercise", "%%exercise  ")):
        assert is_exercise(other)
        assert read_exercise(other) == read
    assert read_body(body) == read_body(body.replace("\n", "\r\n")) == read
    assert problems("\n\n" + cell.replace("prompt", "promt")) == [
        ("promt: hittade ett okänt fält, väntade fältet ”prompt”.", 8)
    ]


@pytest.mark.parametrize(
    "source", ["", "x = 1", "%exercise\nid: x", "%%exercises\nid: x", "# %%exercise", "%% exercise"]
)
def test_what_is_no_exercise(source: str) -> None:
    assert not is_exercise(source)


def test_a_released_cell_has_no_solution_and_the_same_rev() -> None:
    released = SINGLE[: SINGLE.index(BEGIN)]
    assert read_exercise(released).solutions == {}
    assert read_exercise(released).rev == read_exercise(SINGLE).rev


REVS = {
    "cell-single": "a9133b",
    "cell-multiple": "a10c48",
    "cell-sort": "c2c656",
    "cell-numeric": "b04461",
    "cell-rank": "45a390",
    "cell-branch": "297ac5",
    "cell-plan": "4da144",
    "cell-cloze": "c1fa59",
    "cell-variants": "82936b",
    "cell-hotspot": "efa9f5",
}


@pytest.mark.parametrize("name", REVS)
def test_the_rev_of_a_golden_cell_never_changes(name: str) -> None:
    assert read_exercise((GOLDEN / f"{name}.txt").read_text(encoding="utf-8")).rev == REVS[name]


def test_the_rev_is_the_beginning_of_a_hash_of_canonical_json() -> None:
    plain = (
        '{"goal":"intro.1.1","id":"intro-1-x","kind":"single","options":{"a":"Ett","b":"Två"},'
        '"points":2.0,"prompt":"Vad?"}'
    )
    varied = (
        '{"goal":"intro.1.1","id":"intro-1-v","kind":"single","options":{"a":"Ett","b":"Två"},"points":2.0,'
        '"prompt":"Vad?","variants":{"a":{"case":"Fall ett"},"b":{"case":"Fall två"}}}'
    )
    for cell, canonical in ((SINGLE, plain), (VARIANTS, varied)):
        assert read_exercise(cell).rev == hashlib.sha256(canonical.encode("utf-8")).hexdigest()[:6]


# What is written otherwise but reads the same, and what is another exercise.
SAME = [
    (SINGLE, "points: 2\n", "points: 2.0\n"),
    (SINGLE, "points: 2\n", 'points: "2,0"\n'),
    (SINGLE, 'a: "Ett"', "a: Ett"),
    (SINGLE, 'prompt: "Vad?"', "prompt: >-\n  Vad?"),
    (SINGLE, "kind: single\ngoal: intro.1.1\n", "goal: intro.1.1\nkind: single\n"),
    (SINGLE, "key: a", "key: b"),
    (SINGLE, '"Därför."', '"Ett annat skäl."'),
    (SINGLE, '  b: "Nej."', '  a: "Ja."'),
    (SORT, "  a: g\n", "  a: h\n"),
    (SORT, 'explanation: "Därför."\n', 'explanation: "Nytt."\nsources: [L1]\n'),
    (VARIANTS, "    key: a", "    key: b"),
    (MULTIPLE, "choose: 2", 'choose: "2"'),
    (MULTIPLE, "[a, c]", "[c, b]"),
    (NUMERIC, '"12,5"', "12.50"),
    (NUMERIC, '"0,1"\nwrong:\n', '"0,2"\nwrong:\n'),
    (NUMERIC, '"Fel nämnare."', '"Fel täljare."'),
]
OTHER = [
    (SINGLE, "points: 2", "points: 2.5"),
    (SINGLE, '"Vad?"', '"Vem?"'),
    (SINGLE, "intro.1.1", "intro.1.2"),
    (SINGLE, '  b: "Två"', '  c: "Två"\n  b: "Två till"'),
    (SINGLE, "points: 2", "points: 2\nordered: true"),
    (SINGLE, "points: 2", "points: 2\npractice: false"),
    (SORT, '"Tänk."', '"Tänk efter."'),
    (MULTIPLE, "scoring: all\n", ""),
    (MULTIPLE, "choose: 2\n", ""),
    (NUMERIC, "unit: brott", "unit: anmälningar"),
    (NUMERIC, "round: 1", "round: 2"),
    (NUMERIC, "brott.csv", "brott-2025.csv"),
    (VARIANTS, '"Fall två"', '"Fall tre"'),
    (VARIANTS, 'prompt: "Vad?"', 'prompt: "Vem?"'),
]


@pytest.mark.parametrize(("cell", "old", "new"), SAME)
def test_the_rev_is_of_what_the_model_reads_in_the_open(cell: str, old: str, new: str) -> None:
    assert old in cell
    assert read_exercise(cell.replace(old, new, 1)).rev == read_exercise(cell).rev


@pytest.mark.parametrize(("cell", "old", "new"), OTHER)
def test_the_rev_changes_with_the_open_fields(cell: str, old: str, new: str) -> None:
    assert old in cell
    changed = cell.replace(old, new, 1)
    assert read_exercise(changed).rev != read_exercise(cell).rev


def test_a_field_that_every_variant_replaces_is_no_part_of_the_rev() -> None:
    cell = VARIANTS.replace("points: 2\n", 'points: 2\ncase: "Oläst"\n')
    assert read_exercise(cell).rev == read_exercise(VARIANTS).rev


def test_variants_have_their_own_open_fields_and_solutions() -> None:
    read = read_exercise((GOLDEN / "cell-variants.txt").read_text(encoding="utf-8"))
    assert read.variants == ["a", "b"]
    assert read.specs["a"].case == "Fallet i Åkershamn"
    assert [list(spec.options) for spec in read.specs.values()] == [["a", "b"], ["c", "d"]]  # type: ignore[attr-defined]
    assert [read.score(var, answer).points for var, answer in (("a", "a"), ("b", "d"), ("b", "c"))] == [1.5, 1.5, 0.0]
    for var, answer in ((None, "a"), ("c", "a"), ("a", "d"), ("b", "a")):
        with pytest.raises(AnswerError):
            read.score(var, answer)


def test_practice_is_scored_out_of_one_point() -> None:
    read = read_exercise(SORT)
    assert (read.graded, float(read.max_points)) == (False, 1.0)
    assert read.score(None, {"a": "g", "b": "g"}).points == 0.5


def test_nothing_that_is_typed_makes_the_reader_fail() -> None:
    """Golden cells with some characters or rows changed at random: read, or refused in sentences with a line."""
    cells = [path.read_text(encoding="utf-8") for path in sorted(GOLDEN.glob("cell-*.txt"))]
    typed = [*":#\"'-{}[],&*!|>%@`?~\t\n \r\u00a0åA1\\\x00", "\n  ", "\n- ", ": ", " #", BEGIN, "key:", "variants:\n"]
    rng = Random(1)
    for _ in range(1500):
        cell = rng.choice(cells)
        for _ in range(rng.randint(1, 3)):
            place = rng.randrange(len(cell))
            cell = cell[:place] + rng.choice(typed) + cell[place + rng.choice([0, 0, 1, 4, 30]) :]
        try:
            read_exercise(cell)
        except ProblemsError as error:
            for problem in error.problems:
                assert "\n" not in problem.sentence
                assert problem.line is not None
                assert 1 <= problem.line <= cell.count("\n") + cell.count("\r") + 2
