"""What the views are told: the question in full, and nothing of the key."""

import json
from pathlib import Path

import pytest

from tests.test_repository import notebooks
from toolkit.exercises.cell import Exercise, Variant, read_exercise
from toolkit.face.strings import KEYS, view_strings
from toolkit.face.view_spec import prompt_html, view_spec
from toolkit.notebook import read
from toolkit.testing import CHECKOUT

RUN = 30
"""Characters in a row that two texts would not share by chance."""
PUBLIC = {
    *("id", "rev", "var", "kind", "role", "pretest", "points", "case", "prompt", "figure", "hints", "confidence"),
    *("number", "total", "binding"),
}


def exercises() -> list[Exercise]:
    return [one for name in notebooks() for one in read(CHECKOUT / name).exercises.values()]


def spec_of(exercise: Exercise, var: Variant) -> dict[str, object]:
    order = exercise.kind.shuffled(exercise.specs[var])
    return view_spec(exercise, var, order=order, number=1, total=2)


def texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for part in parts for text in texts(part)]


def runs(text: str) -> set[str]:
    plain = " ".join(text.split())
    return {plain[start : start + RUN] for start in range(len(plain) - RUN + 1)}


@pytest.mark.parametrize("exercise", exercises(), ids=lambda exercise: exercise.id)
def test_nothing_of_a_solution_is_told(exercise: Exercise) -> None:
    for var, spec in exercise.specs.items():
        told = json.dumps(spec_of(exercise, var), ensure_ascii=False)
        # What the author also wrote in the open is no secret.
        written = " ".join(
            " ".join(texts(spec.model_dump(mode="json", exclude={"hints", "waive", "withdrawn"}))).split()
        )
        for solution in exercise.solutions.values():
            hidden = [text for text in texts(solution.model_dump(mode="json")) if len(text) >= RUN]
            assert [run for text in hidden for run in runs(text) if run in told and run not in written] == []


@pytest.mark.parametrize("exercise", exercises(), ids=lambda exercise: exercise.id)
def test_a_spec_has_the_fields_of_its_kind_and_no_others(exercise: Exercise) -> None:
    own = {
        "single": {"options", "pictures"},
        "multiple": {"options", "choose", "scoring", "pictures"},
        "sort": {"groups", "items", "layout"},
        "numeric": {"unit", "round", "data"},
        "hotspot": {"areas", "marks"},
        "rank": {"items"},
        "branch": {"start", "nodes"},
        "text": {"words"},
        "plan": {"measures", "years", "budget", "requires", "excludes"},
        "cloze": {"text", "gaps", "spelling"},
    }
    for var in exercise.specs:
        spec = spec_of(exercise, var)
        assert set(spec) == PUBLIC | own.get(exercise.kind.name, set(spec) - PUBLIC)
        assert not set(spec) & {"key", "explanation", "feedback", "goal", "waive", "sources", "withdrawn", "pair"}


CELL = """%%exercise
id: prov-1
kind: single
goal: prov.1.1
practice: true
mastery: false
prompt: "Vem *leder*?"
case: "Ett <b>fall</b>.\\n\\nOch mer,\\n 1\u00a0152."
hints: ["Hemlig ledtråd"]
options: {a: "Ett", b: "Två & tre"}
key: a
explanation: "Därför."
feedback: {b: "Nej."}
"""


def test_the_order_is_the_one_that_is_asked_for() -> None:
    spec = view_spec(read_exercise(CELL), None, order=["b", "a"], number=3, total=9)
    assert spec["options"] == [{"id": "b", "text": "Två & tre"}, {"id": "a", "text": "Ett"}]
    assert (spec["number"], spec["total"], spec["hints"], spec["points"]) == (3, 9, 1, None)
    assert (spec["role"], spec["case"]) == ("practice", ["Ett <b>fall</b>.", "Och mer, 1\u00a0152."])


def test_choices_without_ids_of_their_own_follow_the_order_too() -> None:
    gaps = '{h: {choices: ["Ja", "Nej"]}, g: {choices: ["Nej", "Vet ej", "Ja"]}}'
    cell = CELL.replace("single", "cloze").replace('{a: "Ett", b: "Två & tre"}', gaps).replace("options", "gaps")
    cell = cell.replace("key: a", 'text: "{g}, {h} eller {i}"\nkey: {g: [Ja], h: [Ja], i: [Ja]}').replace("{b:", "{g:")
    spec = view_spec(read_exercise(cell), None, order=["Vet ej", "Nej", "Ja"], number=1, total=1)
    assert spec["gaps"] == [{"id": "h", "choices": ["Nej", "Ja"]}, {"id": "g", "choices": ["Vet ej", "Nej", "Ja"]}]
    assert (spec["text"], spec["spelling"]) == ("{g}, {h} eller {i}", 0)


@pytest.mark.parametrize("order", [[], ["a"], ["a", "a"], ["a", "b", "c"]])
def test_an_order_that_is_not_one_is_a_mistake_of_ours(order: list[str]) -> None:
    with pytest.raises(ValueError, match="prov-1"):
        view_spec(read_exercise(CELL), None, order=order, number=1, total=1)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*en* **två**", "<em>en</em> <strong>två</strong>"),
        ("en\nrad", "en rad"),
        ("[lagen](https://a.se/?b=1&c=2)", '<a href="https://a.se/?b=1&amp;c=2" rel="noopener">lagen</a>'),
        ("[lagen](http://a.se)", "<a>lagen</a>"),
        ('[x](https://a.se/"onclick="y)', '<a href="https://a.se/%22onclick=%22y" rel="noopener">x</a>'),
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
        ("![bild](https://a.se/b.png)", '!<a href="https://a.se/b.png" rel="noopener">bild</a>'),
        ("# inte rubrik", "# inte rubrik"),
        ("`kod` & mer", "`kod` &amp; mer"),
        (r"5 \* 4", "5 * 4"),
    ],
)
def test_a_prompt_has_a_little_markdown(text: str, html: str) -> None:
    assert prompt_html(text) == [{"tag": "p", "html": html}]


def test_a_dangerous_address_stays_text() -> None:
    assert "<a" not in prompt_html("[x](javascript:alert(1))")[0]["html"]


def test_a_prompt_may_have_lists() -> None:
    assert prompt_html("Välj:\n\n- ett\n- *två*\n\n1. tre") == [
        {"tag": "p", "html": "Välj:"},
        {"tag": "ul", "html": "<li>ett</li><li><em>två</em></li>"},
        {"tag": "ol", "html": "<li>tre</li>"},
    ]


def test_every_sentence_that_the_views_say_is_sent_to_them() -> None:
    sources = [*Path(CHECKOUT / "toolkit/face").glob("*.ts*"), *(CHECKOUT / "toolkit/exercises").glob("*/view.tsx")]
    script = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    literal = {key for key in script.replace("`", '"').split('"') if key.startswith("view.")}
    varying = ("view.role.", "view.sure.")
    assert {key for key in literal if "$" not in key} <= set(KEYS)
    assert {key for key in KEYS if key.startswith("view.") and not key.startswith(varying)} <= literal
    assert view_strings()["view.number"] == "Övning {n} av {total}"
