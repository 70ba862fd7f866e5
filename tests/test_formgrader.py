"""The page that formgrader makes of a graded hand-in, whatever a participant has written."""

import shutil
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup, Tag
from nbconvert.exporters import HTMLExporter
from pydantic import JsonValue

from graders.formgrader import show_hand_in
from graders.nbgrader_plugin import load_config
from tests.occasion_support import MODULE, PRACTICE, SINGLE, SORT, VARIANTS, line, make_occasion, notebook
from toolkit.occasion import OccasionFolder
from toolkit.variants import expected_variant, ranked

TEXT = """%%exercise
id: liten-1-skriv
kind: text
goal: liten.1.1
points: 2
prompt: "Varför råmar kon? Skriv **kort**."
words: {min: 5, max: 30}
confidence: true
### BEGIN HIDDEN TESTS
rubric:
  orsak: {text: "Anger svaret en orsak?", points: 1.5}
  prova: {text: "Säger svaret hur den kan prövas?", points: 0.5}
strong: {text: "Kalven är borta. Släpp in den.", why: "Orsaken kan prövas."}
weak: {text: "Kor låter alltid så.", why: "Inget kan ändras."}
explanation: "En orsak ska gå att pröva."
### END HIDDEN TESTS"""
CLOZE = """%%exercise
id: liten-1-lucka
kind: cloze
goal: liten.1.1
points: 1
prompt: "Fyll i."
text: "Kon säger {ljud}."
### BEGIN HIDDEN TESTS
key: {ljud: [mu]}
explanation: "Kon råmar, vilket skrivs mu."
### END HIDDEN TESTS"""
BETWEEN = "# En rubrik\n\nText med [en länk](https://example.se)."
CELLS = (PRACTICE, SINGLE, SORT, VARIANTS, CLOZE, TEXT)
HOSTILE = (
    "<script>alert(1)</script>",
    "\n\n[x](javascript:alert(1))\n\n![x](https://example.com/x.png)\n",
    "</blockquote></section></div>\n\n<img src=x onerror=alert(1)>",
    "<!-- \n\n--> <style>*{display:none}</style> <?x ?> <![CDATA[ ]]>",
    "$$x$$ \\(y\\) \\begin{z}\n\n<b>a</b>\n\n\\end{z} `<i>`",
    "```\n<b>a</b>\n```\n\n    <b>b</b>\n\n# c\n\n- d\n\n| e |\n|---|",
    "ett\u2028\u2028<b>två</b>\u2029\u00a0tre & fyra &lt;fem&gt; &#60;b&#62;",
    "{{ resources }} {% raw %} attachment:x files/x",
    '" autofocus onfocus="alert(1)',
)


@pytest.fixture
def here(tmp_path: Path) -> OccasionFolder:
    return make_occasion(tmp_path, ["anna"])


def page(here: OccasionFolder, *answers: tuple[str, JsonValue, str | None], confidence: int | None = None) -> Tag:
    """Return the page of a hand-in with these answers, as formgrader makes it."""
    folder = here.path / "autograded" / "anna" / MODULE
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    book = notebook(*CELLS)
    book.cells.insert(2, nbformat.v4.new_markdown_cell(BETWEEN))
    nbformat.write(book, folder / f"{MODULE}.ipynb")
    more = {} if confidence is None else {"confidence": confidence}
    lines = [line(n, name, answer, var=var, **more) for n, (name, answer, var) in enumerate(answers, 1)]
    (folder / "answers.jsonl").write_bytes(b"".join(lines))
    config = load_config(here)
    config.HTMLExporter.template_name = "formgrade"
    named = {"submission_id": "s", "assignment_id": MODULE, "notebook_id": MODULE, "student": "anna", "base_url": ""}
    resources = {**named, "index": 0, "total": 1, "notebook_path": ""}
    html, _ = HTMLExporter(config=config).from_filename(str(folder / f"{MODULE}.ipynb"), resources=resources)
    return BeautifulSoup(html, "html.parser")


def shown(whole: Tag, name: str) -> Tag:
    """Find an exercise in a page."""
    (found,) = [one for one in whole.select(".kurs-hand-in") if one.code and one.code.text == name]
    return found


def shape(whole: Tag) -> list[tuple[str, list[str]]]:
    """Return the elements of a page, with the names of what they have."""
    return [(one.name, sorted(one.attrs)) for one in whole.find_all(True)]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_written_is_text_and_nothing_else(here: OccasionFolder, text: str) -> None:
    lines = len(text.splitlines())
    tame = page(here, ("liten-1-skriv", "\n".join(["ord"] * lines), None))
    whole = page(here, ("liten-1-skriv", text, None))
    assert shape(whole) == shape(tame)
    quoted = shown(whole, "liten-1-skriv").blockquote
    assert quoted is not None
    assert quoted.get_text(" ").split() == text.split()


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_written_in_a_gap_stays_in_it(here: OccasionFolder, text: str) -> None:
    gap = " ".join(text.split())
    tame, whole = (page(here, ("liten-1-lucka", {"ljud": one}, None)) for one in ("ord", gap))
    assert shape(whole) == shape(tame)
    field = shown(whole, "liten-1-lucka").input
    assert field is not None
    assert field["value"] == gap


def test_only_graded_exercises_are_shown_and_the_text_is_folded_away(here: OccasionFolder) -> None:
    whole = page(here)
    assert [one.code.text for one in whole.select(".kurs-hand-in") if one.code] == [
        "liten-1-val",
        "liten-1-sortera",
        "liten-1-variant",
        "liten-1-lucka",
        "liten-1-skriv",
    ]
    assert "%load_ext" not in str(whole)
    assert "mjau" not in shown(whole, "liten-1-val").text
    folded = [one.summary.text for one in whole.select("details") if one.summary]
    assert folded == ["Text i modulen: Djur", "Text i modulen: En rubrik"]
    assert whole.select_one("details a[href='https://example.se']") is not None
    assert len(whole.select("textarea.comment")) == len(whole.select("input.score")) == 5


def test_nobody_else_is_asked_for_anything(here: OccasionFolder) -> None:
    whole = page(here)
    asked = [str(one.get("src") or one.get("href")) for one in whole.select("[src], link[href]")]
    assert [address for address in asked if "//" in address] == []


def test_options_stand_in_the_order_of_the_participant(here: OccasionFolder) -> None:
    seed, options = here.release.seed, {"b": "Katten som bor hos grannen", "q": "Kon", "z": "Hunden"}
    names = ranked(list(options), seed, "anna", "liten-1-val")
    found = [one.text.strip() for one in shown(page(here), "liten-1-val").select("label")]
    assert found == [options[name] for name in names]


def test_who_has_not_answered_was_asked_the_variant_that_is_shown(here: OccasionFolder) -> None:
    var = expected_variant(["a", "b"], here.release.seed, "anna", "liten-1-variant")
    asked, other = ("Två och tre", "Tre och fyra") if var == "a" else ("Tre och fyra", "Två och tre")
    said = shown(page(here), "liten-1-variant").text
    assert asked in said
    assert other not in said
    recorded = page(here, ("liten-1-variant", "w", "b"))
    assert "Tre och fyra" in shown(recorded, "liten-1-variant").text


def test_a_text_has_its_rubric_and_how_sure_the_participant_was(here: OccasionFolder) -> None:
    one = shown(page(here, ("liten-1-skriv", "Den är hungrig.", None), confidence=2), "liten-1-skriv")
    assert [title.text for title in one.select("h4")] == ["Hur säker är du?", "Bedöm svaret efter"]
    assert "Ganska säker" in one.text
    assert one.select_one("section > p > strong > strong") is not None
    told = [row.text for row in one.select("h4 + ul > li")]
    assert told[-1] == "En orsak ska gå att pröva."
    assert "Den är hungrig." not in told


def test_a_journal_that_cannot_be_read_answers_nothing(here: OccasionFolder) -> None:
    page(here)
    journal = here.path / "autograded" / "anna" / MODULE / "answers.jsonl"
    journal.unlink()
    journal.mkdir()
    resources = {"submission_id": "s", "assignment_id": MODULE, "student": "anna"}
    book, _ = show_hand_in(notebook(*CELLS), {**resources, "metadata": {"path": str(journal.parent)}})
    assert sum("Svaret går inte att läsa." in cell.source for cell in book.cells) == 5
