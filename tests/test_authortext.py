"""What authors write wrong in YAML, and the one sentence that each slip gets."""

import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from toolkit import authortext
from toolkit.authortext import MAX_TEXT, read_file, read_model, read_yaml, write_yaml
from toolkit.errors import KursError, ProblemsError
from toolkit.exercises import KINDS
from toolkit.formats import Course, Extension, Occasion, RosterRow


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read with libyaml, and with the parser that stands in for it: they complain in different words."""
    monkeypatch.setattr(authortext, "_Loader", getattr(yaml, request.param))


def problems(text: str, first_line: int = 1) -> list[tuple[str, int | None]]:
    with pytest.raises(ProblemsError) as caught:
        read_yaml(text, first_line)
    return [(problem.sentence, problem.line) for problem in caught.value.problems]


QUOTES = "en text som börjar med en bokstav eller siffra; sätt den annars inom raka citattecken."
CUT = "väntade hela texten inom citattecken, annars försvinner allt från tecknet #."
COLON = "väntade ett enda kolon på raden; sätt text som innehåller kolon inom raka citattecken."
INNER = "väntade raka citattecken bara först och sist; använd ” inne i texten."
CLOSE = "väntade ett rakt citattecken också där texten slutar."
INDENT = "väntade samma indrag som fälten omkring."
MIXED = "väntade antingen punkter med bindestreck eller fält, inte båda i samma uppställning."
VALUE = "väntade ett värde efter kolon, eller underfält med indrag på raderna under."
BRACKETS = (
    "väntade hakparenteser runt en lista, eller namn, kolon och värde i varje del; "
    "text med komma inom raka citattecken."
)

# The text, the sentence without its last part where that is named above, and the line.
SLIPS: list[tuple[str, str, int]] = [
    ("id: x\nprompt: Välj: a eller b\n", f"prompt: hittade ”prompt: Välj: a eller b”, {COLON}", 2),
    ("id: x\nprompt: Välj ett:\nkind: y\n", f"prompt: hittade ”prompt: Välj ett:”, {COLON}", 2),
    ("id: x\nprompt: Välj\n  så: ja\n", f"prompt: hittade ”så: ja”, {COLON}", 3),
    ('id: x\nprompt: "Välj\noptions:\n  a: "A"\n', f'prompt: hittade ”prompt: "Välj”, {CLOSE}', 2),
    ("id: x\nprompt: 'Välj\noptions:\n  a: 'A'\n", f"prompt: hittade ”prompt: 'Välj”, {CLOSE}", 2),
    ('id: x\nprompt: "Välj\n', f'prompt: hittade ”prompt: "Välj”, {CLOSE}', 2),
    ('options:\n  a: "A\n  b: "B"\n', f'options.a: hittade ”a: "A”, {CLOSE}', 2),
    ('prompt: "Säg "nej" till"\n', f'prompt: hittade ”prompt: "Säg "nej" till"”, {INNER}', 1),
    ('prompt: "Nej" sade han\n', f'prompt: hittade ”prompt: "Nej" sade han”, {INNER}', 1),
    ("prompt: 'Det är Annas'\nid: 'Anna's sak'\n", f"id: hittade ”id: 'Anna's sak'”, {INNER}", 2),
    ("id: x\n\tkind: y\n", "texten: hittade ett tabbtecken, väntade mellanslag.", 2),
    ("id:\tx\n", "id: hittade ett tabbtecken, väntade mellanslag.", 1),
    ("a:\n \u00a0b: c\n", "a: hittade ett hårt mellanslag i indraget, väntade vanliga mellanslag.", 2),
    ("id: x\nid: y\n", "id: hittade samma fält en gång till, det finns redan på rad 1, väntade varje fält en gång.", 2),
    ("id: x\nprompt:\nkind: y\n", f"prompt: hittade inget värde, {VALUE}", 2),
    ('options:\na: "A"\n', f"options: hittade inget värde, {VALUE}", 1),
    ("hints:\n  - \n", f"hints.1: hittade inget värde, {VALUE}", 2),
    ("prompt: ~\n", f"prompt: hittade ”~”, {VALUE} Sätt texten inom raka citattecken.", 1),
    ("prompt: null\n", f"prompt: hittade ”null”, {VALUE} Sätt texten inom raka citattecken.", 1),
    ("prompt: Nr # 3\n", f"prompt: hittade ”Nr # 3”, {CUT}", 1),
    ("prompt: #3 av 4\n", f"prompt: hittade ”#3 av 4”, {CUT}", 1),
    ("prompt: Nr\n  # 3\n", f"prompt: hittade ”Nr # 3”, {CUT}", 1),
    *(
        (f"id: x\nprompt: {text}\n", f"prompt: hittade ”{text}”, väntade {QUOTES}", 2)
        for text in (
            *("*Viktigt* läs", "* läs", "& sant", "&sant", "!viktigt läs", "! läs", "@anna", "%andel", "`kod`"),
            *("- punkt", "? vad", "| vad", "> vad", "[viktigt] läs", "{viktigt} läs", ", läs", "] läs"),
        )
    ),
    ("%andel: 3\n", f"texten: hittade ”%andel: 3”, väntade {QUOTES}", 1),
    ('options:\n  a: "A"\n   b: "B"\n', f'options.b: hittade ”b: "B"”, {INDENT}', 3),
    ("options:\n  a: A\n   b: B\n", f"options.b: hittade ”b: B”, {INDENT}", 3),
    ('options:\n  a: "A"\n b: "B"\n', f'options.b: hittade ”b: "B"”, {INDENT}', 3),
    ("  id: x\nkind: y\n", f"kind: hittade ”kind: y”, {INDENT}", 2),
    ("id: x\n  kind: y\n", f"kind: hittade ”kind: y”, {INDENT}", 2),
    ('hints:\n  - "A"\n - "B"\n', f'hints: hittade ”- "B"”, {INDENT}', 3),
    ("options:\n  a: A\n  - B\n", f"options: hittade ”- B”, {MIXED}", 3),
    ("hints:\n  - A\n  b: B\n", f"hints.b: hittade ”b: B”, {MIXED}", 3),
    ("key: {a, b}\n", f"key: hittade ”{{a, b}}”, {BRACKETS}", 1),
    ('key: {"a, b"', 'key: hittade ”key: {"a, b"”, väntade en avslutande klammer på samma rad.', 1),
    ("key: {a: , b: x}\n", f"key: hittade ”{{a: , b: x}}”, {BRACKETS}", 1),
    ("key: [a, b\nprompt: x\n", "key: hittade ”key: [a, b”, väntade en avslutande klammer på samma rad.", 1),
    (
        "id: x\nprompt:Välj\nkind: y\n",
        "texten: hittade ”prompt:Välj”, väntade ett kolon och ett mellanslag efter fältets namn.",
        2,
    ),
    (
        "id: x\nprompt Välj\n",
        "texten: hittade ”prompt Välj”, väntade ett kolon och ett mellanslag efter fältets namn.",
        2,
    ),
    ('a: "50 \\% av"\n', 'a: hittade ”"50 \\% av"”, väntade två omvända snedstreck (\\\\) där texten ska ha ett.', 1),
    ("a: b\n---\nc: d\n", "texten: hittade en rad ---, väntade en enda uppställning.", 2),
    ("- a\n- b\n", "texten: hittade en text utan fält, väntade fält på formen namn, kolon, värde.", 1),
    ("bara text\n", "texten: hittade en text utan fält, väntade fält på formen namn, kolon, värde.", 1),
    ("", "texten: hittade en tom text, väntade fält på formen namn, kolon, värde.", 1),
    ("# bara en kommentar\n", "texten: hittade en tom text, väntade fält på formen namn, kolon, värde.", 1),
    (
        "? [a, b]\n: c\n",
        "texten: hittade ett fältnamn som inte är en enkel text, väntade ett namn, ett kolon och ett värde.",
        1,
    ),
]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(("text", "sentence", "line"), SLIPS, ids=[repr(text) for text, _, _ in SLIPS])
def test_a_slip_is_one_sentence(text: str, sentence: str, line: int) -> None:
    assert problems(text) == [(sentence, line)]
    assert problems(text.replace("\n", "\r\n"), first_line=11) == [(sentence.replace("rad 1,", "rad 11,"), line + 10)]


SCALARS = [
    "14:02",
    "no",
    "yes",
    "3.10",
    "2026-11-22",
    "1e3",
    "0x1F",
    "017",
    "1_000",
    "true",
    "NULLA",
    ".5",
    "+1",
    "a#b",
]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("text", SCALARS)
def test_every_scalar_is_the_text_that_was_written(text: str) -> None:
    assert read_yaml(f"a: {text}\nb: [{text}]\n{text}: x").data == {"a": text, "b": [text], text: "x"}


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a: >-\n  ett\n  två # inte kommentar\nb: |\n  x: y\n", {"a": "ett två # inte kommentar", "b": "x: y\n"}),
        ('# överst\na: "b" # vid sidan\n# mellan\nc: d\n', {"a": "b", "c": "d"}),
        ("options:\n  # om a\n  a: x\n  # om b\n  b: y\n", {"options": {"a": "x", "b": "y"}}),
        ('a: ""\nb: "~"\n', {"a": "", "b": "~"}),
        ('---\na: "två\n  rader"\n...\n', {"a": "två rader"}),
        ("a: {b: c, d: [e, 'f']}\n", {"a": {"b": "c", "d": ["e", "f"]}}),
        ("\ufeffa: b\r\nc:\r\n  - d\r\n", {"a": "b", "c": ["d"]}),
        ("a: b\rc: d", {"a": "b", "c": "d"}),
        ("a: “typografiska: citattecken”".replace(": c", " c"), {"a": "“typografiska citattecken”"}),
        ("<<: {a: b}", {"<<": {"a": "b"}}),
    ],
)
def test_what_is_right_is_read(text: str, read: dict[str, object]) -> None:
    assert read_yaml(text).data == read


@pytest.mark.usefixtures("parser")
def test_several_slips_are_said_at_once() -> None:
    text = 'id: x\nid: y\nprompt: Nr # 3\ncase:\nkey: {a, b}\nhints: ["x", ~]\n'
    assert [line for _, line in problems(text)] == [2, 3, 4, 5, 6]


HOSTILE = {
    "laughs": ("a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(30)), "a: hittade ”&a [x, x]”"),
    "merge": ("a: &x {b: c}\nd:\n  <<: *x\n", "a: hittade ”&x {b: c}”"),
    "long": ("a: " + "x" * 10_000_000, "texten: hittade en för lång text, väntade högst 256 kilobyte."),
    "lists": ("a: " + "[" * 10_000, "a: hittade "),
    "closed lists": ("a: " + "[" * 10_000 + "]" * 10_000, "a: hittade "),
    "mappings": ("a: " + "{b: " * 10_000, "a: hittade för många nivåer"),
    "indents": ("".join(" " * n + "a:\n" for n in range(600)), "a: hittade för många nivåer"),
    "dashes": ("a:\n  " + "- " * 10_000 + "x", "a: hittade för många nivåer"),
    "questions": ("? " * 10_000, "texten: hittade ett fältnamn som inte är en enkel text"),
    "nul": ('a: "x\0y"', "a: hittade styrtecknet U+0000, väntade en text utan styrtecken."),
    "surrogate": ("a: x\ud800y", "a: hittade styrtecknet U+D800"),
    "line separator": ("a: x\u2028y", "a: hittade styrtecknet U+2028"),
    "next line": ("a: x\x85y", "a: hittade styrtecknet U+0085"),
    "python": ('a: !!python/object/apply:os.system ["x"]', 'a: hittade ”!!python/object/apply:os.system ["x"]”'),
    "local tag": ("a: !include /etc/passwd", "a: hittade ”!include /etc/passwd”"),
    "quotes": ('a: "' * 20_000, "a: hittade "),
    "open": ('a: "x\n' * 20_000, 'a: hittade ”a: "x”'),
    "backslashes": ('a: "' + "\\" * 100_001, "a: hittade "),
    "version": ("%YAML 3.0\n---\na: b", "texten: hittade ”%YAML 3.0”"),
}


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_one_sentence_and_quick(name: str) -> None:
    text, start = HOSTILE[name]
    before = time.perf_counter()
    found = problems(text)
    assert time.perf_counter() - before < 5
    assert len(found) == 1
    sentence, line = found[0]
    assert sentence.startswith(start)
    assert len(sentence) < 250
    assert line is not None


def test_the_longest_text_is_read() -> None:
    text = 'a: "' + "x" * (MAX_TEXT - 6) + '"\n'
    assert len(read_yaml(text).data["a"]) == MAX_TEXT - 6


COURSE = (Path(__file__).parent / "golden" / "course.yml").read_text(encoding="utf-8")
IN_COURSE = [
    ("number: 1\n", "number: ett\n", "modules.1.number: hittade ”ett”, väntade ett heltal."),
    ("number: 1\n", f"number: {'9' * 5000}\n", f"modules.1.number: hittade ”{'9' * 59}…”, väntade ett heltal."),
    ("total: 0.7", 'total: "1,5"', "pass.total: hittade ”1,5”, väntade högst 1."),
    ("total: 0.7", "total: NaN", "pass.total: hittade ”NaN”, väntade ett tal."),
    ("role: module", "role: modul", "modules.1.role: hittade ”modul”, väntade module, pretest eller test."),
    (
        "level: förstå",
        "level: veta",
        "modules.1.goals.1.level: hittade ”veta”, väntade minnas, förstå, tillämpa, analysera, värdera eller skapa.",
    ),
    (
        "prefix: prov",
        "prefix: pro_v",
        "prefix: hittade ”pro_v”, väntade ett prefix av små bokstäver a-z, högst 20 tecken.",
    ),
    (
        "id: prov.1.2",
        "id: prov.1.1",
        "modules.1.goals.2.id: hittade ”prov.1.1”, väntade ett id som bara finns en gång.",
    ),
    (
        "id: prov.1.2",
        "id: prov.2.2",
        "modules.1.goals.2.id: hittade ”prov.2.2”, väntade ett id som börjar med ”prov.1.”.",
    ),
    (
        "modules: [1-start]",
        "modules: [1-slut]",
        "pass.modules: hittade ”1-slut” som inte finns, väntade 1-start eller kunskapsprov.",
    ),
    (
        "modules: [1-start]",
        "modules: [Start]",
        "pass.modules.1: hittade ”Start”, väntade ett id av små bokstäver a-z, siffror och bindestreck, 2 till "
        "40 tecken.",
    ),
    ("audience:", "audiense:", "audiense: hittade ett okänt fält, väntade fältet ”audience”."),
    ("strand: grund", "strand: ''", "modules.1.goals.1.strand: hittade ””, väntade en text."),
    (
        "    title: Start\n",
        "    title: {a: b}\n",
        "modules.1.title: hittade en uppställning med underfält, väntade en text. "
        "Innehåller texten ett kolon? Sätt den inom raka citattecken.",
    ),
    (
        "url: https://",
        "url: http://",
        "sources.1.url: hittade ”http://example.org/lag”, väntade en adress som börjar med https://.",
    ),
]


@pytest.mark.parametrize(("old", "new", "sentence"), IN_COURSE)
def test_a_slip_in_course_yml(old: str, new: str, sentence: str) -> None:
    assert COURSE.count(old) >= 1
    text = COURSE.replace(old, new, 1)
    with pytest.raises(ProblemsError) as caught:
        read_model(read_yaml(text), Course)
    line = COURSE[: COURSE.index(old)].count("\n") + 1
    assert [(p.sentence, p.line) for p in caught.value.problems] == [(sentence, line)]


def test_an_error_of_a_whole_model_names_its_field() -> None:
    rules = "id: abc\ncourse: prov\ntitle: x\nmodules:\n  1-start:\n    feedback_when: at_once\n"
    with pytest.raises(ProblemsError) as caught:
        read_model(read_yaml(rules), Occasion)
    assert [(p.sentence, p.line) for p in caught.value.problems] == [
        ("modules.1-start.feedback_when: hittade ”at_once”, väntade hand_ins: once när återkopplingen visas genast.", 6)
    ]


def test_a_file_is_read_with_its_name_in_every_sentence(tmp_path: Path) -> None:
    path = tmp_path / "course.yml"
    with pytest.raises(KursError, match=r"course\.yml: filen finns inte"):
        read_file(path, Course)
    path.write_bytes("title: Åkershamn".encode("cp1252"))
    with pytest.raises(KursError, match=r"course\.yml: filen är inte sparad som UTF-8"):
        read_file(path, Course)
    path.write_text("id: x\n  y: z", encoding="utf-8")
    with pytest.raises(KursError, match=r"course\.yml: y: hittade"):
        read_file(path, Course)
    path.write_bytes(COURSE.replace("\n", "\r\n").encode("utf-8-sig"))
    assert read_file(path, Course) == read_model(read_yaml(COURSE), Course)
    with pytest.raises(KursError, match="går inte att läsa"):
        read_file(tmp_path, Course)


def test_what_is_written_is_read_back() -> None:
    data = {"a": "14:02", "b": {"c": "# inget", "d": ["x: y", "~"]}, "e": "rad\nrad", "f": True, "g": None, "h": {}}
    read = read_yaml(write_yaml(data)).data
    assert read == {"a": "14:02", "b": {"c": "# inget", "d": ["x: y", "~"]}, "e": "rad\nrad", "f": "true", "h": {}}


def patterns(schema: object) -> set[str]:
    """Return every pattern in a JSON schema."""
    if isinstance(schema, list):
        return set().union(*(patterns(part) for part in schema))
    if not isinstance(schema, dict):
        return set()
    own = {schema["pattern"]} if isinstance(schema.get("pattern"), str) else set()
    names = set(schema.get("patternProperties", {}))
    return own.union(names, *(patterns(part) for part in schema.values()))


def test_what_authors_write_is_never_explained_by_a_regular_expression() -> None:
    """Numbers are an exception: their patterns are pydantic's own, and `expected.number` speaks for them."""
    models: list[Any] = [Course, Occasion, RosterRow, Extension]
    models += [model for kind in KINDS.values() for model in (kind.spec, kind.solution)]
    used = set().union(*(patterns(model.model_json_schema()) for model in models))
    assert {pattern for pattern in used if "(?!" not in pattern} <= set(authortext._PATTERNS)
