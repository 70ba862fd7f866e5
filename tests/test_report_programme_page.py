"""The programme report as a file: run by its notebook, and looked at as a reader's browser would."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from graders import cli
from graders.reports import build
from graders.reports.build import Made, programme_report
from tests.programme_support import programme_occasion, some
from tests.report_support import Page, plain

CROWD = {"not_started": 20, "no_test": 30, "not_passed": 40, "passed": 110}


@pytest.mark.long
def test_the_notebook_makes_one_page_that_needs_nothing_else(tmp_path: Path) -> None:
    given = tmp_path / "occasions"
    folders = [
        programme_occasion(given, "intro-1", some(0, **CROWD), began=datetime(2025, 3, 1, tzinfo=UTC)),
        programme_occasion(given, "intro-2", some(300, **CROWD)),
        programme_occasion(given, "intro-3", some(600, **CROWD), title="Prov – Simulerade deltagare"),
        given / "finns-inte",
    ]
    made = programme_report(folders, tmp_path / "reports", tmp_path / "numbers.json")
    path = made.html
    assert path == tmp_path / "reports" / "programme.html"
    assert sorted(path.parent.iterdir()) == sorted(made.files)
    numbers = json.loads((tmp_path / "numbers.json").read_text(encoding="utf-8"))
    assert numbers["all"]["persons"] == 400
    page = Page(path.read_text(encoding="utf-8"))
    assert page.all("script") == page.all("link") == []
    assert not re.search(r"<script|javascript:|@import|url\(", page.html)
    assert not any(hidden in page.html for hidden in ("programme.render", "import ", str(tmp_path), "Hemlig", "hemlig"))
    assert [name for level, name in page.headings if level < 3] == [
        "Utbildning i brottsförebyggande arbete 2025–2026",
        "I korthet",
        "1 Deltagande",
        "2 Genomförande",
        "3 Kunskapsmål",
        "4 Ökning",
        "5 Kurstillfällen",
        "6 Vad redovisningen inte visar",
        "7 Så är siffrorna räknade",
    ]
    assert len(page.all("figure")) == 3
    assert len(page.all("img")) == 4 * 3
    assert all(image["alt"] for image in page.all("img"))
    text = plain(page.text)
    assert "400 av 400 platser användes, av 400 deltagare." in text
    assert "”Prov – Simulerade deltagare” har påhittade deltagare." in text
    assert "finns-inte" in text


@pytest.mark.parametrize(("given", "taken"), [([], ["intro-1", "intro-2"]), (["intro-2"], ["intro-2"])])
def test_the_command_takes_all_occasions_or_those_that_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: list[str], taken: list[str]
) -> None:
    for name in ("intro-2", "intro-1"):
        programme_occasion(tmp_path, name, some(0, passed=3))
    (tmp_path / "reports").mkdir()
    made: list[Path] = []

    def make(occasions: list[Path], folder: Path) -> Made:
        made.extend(occasions)
        return Made(folder / "programme.html", None, "Pango saknas.")

    monkeypatch.setattr(build, "programme_report", make)
    done = CliRunner().invoke(cli.report, [*given, "programme", "--occasions", str(tmp_path)])
    assert (done.exit_code, done.stdout) == (0, f"{tmp_path / 'reports' / 'programme.html'}\n")
    assert "Pango saknas." in done.stderr
    assert [path.name for path in made] == taken
