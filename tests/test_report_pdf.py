"""The report as PDF: tagged as PDF/UA asks, and saying what the page says."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from graders.reports.build import cohort_report
from graders.reports.markup import Column, Row, Table, table, tag
from graders.reports.pdf import printed
from tests.pdf_support import Node, Pdf
from tests.report_support import EXERCISES, WAITING, Page, occasion, rows

A4 = (595, 842)


@dataclass(frozen=True)
class Report:
    """A report of 300 made-up people, as page and as PDF."""

    folder: Path
    page: Page
    pdf: Pdf


def made(root: Path, name: str) -> Path:
    """Make an occasion up."""
    answers = rows(300) + rows(300, "2-mal", exercises=[WAITING], unmarked=[WAITING])
    modules = {"1-uppdraget": EXERCISES, "2-mal": [WAITING]}
    return occasion(root / "occasions" / name, answers, title="Hösten 2026 (Simulerade deltagare)", modules=modules)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = made(tmp_path_factory.mktemp("pdf"), "intro-2026-ht")
    files = cohort_report(folder)
    assert files.pdf == folder / "reports" / "cohort.pdf", files.why
    return Report(folder, Page(files.html.read_text(encoding="utf-8")), Pdf(files.pdf.read_bytes()))


def pressed(text: str) -> str:
    """Return a text without spaces and without the places where a line may break."""
    return re.sub(r"\s|\u00ad", "", text)


@pytest.mark.long
def test_it_says_what_it_is(report: Report) -> None:
    root, pdf = report.pdf.root, report.pdf.reader
    assert root["/Lang"] == "sv"
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Kursrapport – Hösten 2026 (Simulerade deltagare)"
    assert 'pdfuaid:part="1"' in root["/Metadata"].get_data().decode()


@pytest.mark.long
def test_fonts_come_with_it(report: Report) -> None:
    found = [font.get_object() for page in report.pdf.reader.pages for font in page["/Resources"]["/Font"].values()]
    assert found
    for font in found:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert any(name in descriptor for name in ("/FontFile", "/FontFile2", "/FontFile3"))
        assert "/ToUnicode" in font


@pytest.mark.long
def test_every_figure_has_its_text_once(report: Report) -> None:
    figures = list(report.pdf.tree.all("Figure"))
    assert [re.sub(r"\s", " ", figure.fields["/Alt"]) for figure in figures] == report.page.alts
    assert len(figures) == 4


@pytest.mark.long
def test_figures_are_whole_and_where_they_say(report: Report) -> None:
    for figure in report.pdf.tree.all("Figure"):
        left, bottom, right, top = map(float, figure.attributes["/BBox"])
        assert 0 < left < right < A4[0]
        assert 0 < bottom < top < A4[1]
        assert top - bottom > 60


@pytest.mark.long
def test_headings_are_those_of_the_page(report: Report) -> None:
    kinds = [int(node.kind[1]) for node in report.pdf.tree.all("H1", "H2", "H3", "H4")]
    assert kinds == [level for level, _ in report.page.headings]


def cells(html: str) -> list[str]:
    """Return what stands in the cells of a page's tables."""
    found = re.findall(r"<(?:td|th)\b[^>]*>(.*?)</(?:td|th)>", html, flags=re.DOTALL)
    return [Page(cell).text.strip() for cell in found]


@pytest.mark.long
def test_everything_in_the_tables_of_the_page_is_in_the_pdf_in_its_order(report: Report) -> None:
    text, at = pressed("".join(report.pdf.pages)), 0
    said = [cell for cell in cells(report.page.html) if cell]
    assert len(said) > 100
    for cell in said:
        found = text.find(pressed(cell), at)
        assert found >= 0, f"{cell!r} is not after what stands before it"
        at = found + len(pressed(cell))


@pytest.mark.long
def test_what_is_drawn_is_text_or_none_of_it(report: Report) -> None:
    held = [content for node in (report.pdf.tree, *report.pdf.tree.all()) for content in node.contents]
    assert len(held) == len(set(held))
    drawn = set(report.pdf.marked())
    assert {(page, number) for page, _, number in drawn if number is not None} <= set(held)
    assert {mark for _, mark, number in drawn if number is None} == {"Artifact"}


@pytest.mark.long
def test_title_and_page_stand_under_each_page_and_are_not_read_out(report: Report) -> None:
    pages = report.pdf.pages
    assert len(pages) > 2
    for number, (text, page) in enumerate(zip(pages, report.pdf.reader.pages, strict=True), 1):
        assert (round(page.mediabox.width), round(page.mediabox.height)) == A4
        assert pressed(f"{number} ({len(pages)})") in pressed(text)
        assert pressed("Kursrapport – Hösten 2026 (Simulerade deltagare)") in pressed(text)
    parents = report.pdf.root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    assert all("NullObject" in {type(one).__name__ for one in list(page)} for page in parents[1 : 2 * len(pages) : 2])


@pytest.mark.long
def test_key_figures_are_a_list_of_names_and_values(report: Report) -> None:
    keys = next(report.pdf.tree.all("L"))
    assert {kid.kind for kid in keys.kids} == {"LI"}
    assert [[part.kind for part in item.kids] for item in keys.kids] == [["Lbl", "LBody"]] * len(keys.kids)


def long_table() -> Table:
    """Return a table of two groups that takes several pages."""
    columns = [Column("Övning", numeric=False), Column("Andel"), Column("Antal")]
    groups = [
        (f"Grupp {group}", [Row([f"Rad {group}.{n}", f"{n} %", f"{1000 * group + n}"]) for n in range(60)])
        for group in (1, 2)
    ]
    return Table("En lång tabell", columns, groups)


def page_of(body: str) -> str:
    """Return a page of ours with this in it."""
    from graders.reports.look import style

    return (
        f'<!doctype html><html lang="sv"><head><title>Prov</title><style>{style()}</style></head>'
        f'<body class="k-body" data-title="Prov"><main class="k-page"><div class="k-report">{body}</div></main></body>'
    )


@pytest.fixture(scope="module")
def broken() -> tuple[str, Pdf]:
    page = page_of(tag("h1", "Prov") + table(long_table()))
    return page, Pdf(printed(page))


@pytest.mark.long
def test_a_long_table_repeats_its_head_and_breaks_no_row(broken: tuple[str, Pdf]) -> None:
    _, pdf = broken
    assert len(pdf.pages) > 2
    assert all("Övning" in page and "Andel" in page for page in pdf.pages)
    for group in (1, 2):
        for n in range(60):
            (page,) = [page for page in pdf.pages if re.search(rf"Rad {group}\.{n}\b", page)]
            assert re.search(rf"\b{1000 * group + n}\b", page)
    heading = next(page for page in pdf.pages if "Grupp 2" in page)
    assert "Rad 2.0" in heading, "a heading at the foot of a page stands without its rows"


def rows_of(table: Node) -> Iterator[tuple[str, list[Node]]]:
    for part in table.all("THead", "TBody"):
        for row in part.all("TR"):
            yield part.kind, [cell for cell in row.kids if cell.kind in ("TH", "TD")]


@pytest.mark.long
def test_every_cell_has_its_headers(broken: tuple[str, Pdf], report: Report) -> None:
    for pdf in (broken[1], report.pdf):
        names = pdf.root["/StructTreeRoot"]["/IDTree"]["/Names"]
        known = dict(zip(names[::2], (one.get_object() for one in names[1::2]), strict=True))
        headers = [node.fields["/ID"] for node in pdf.tree.all("TH")]
        assert sorted(known) == list(known) == sorted(headers)
        assert len(set(headers)) == len(headers), "a name is one header's in the whole document"
        for found in pdf.tree.all("Table"):
            columns: list[str] = []
            group: list[str] = []
            for part, row in rows_of(found):
                scopes = [cell.attributes["/Scope"] for cell in row if cell.kind == "TH"]
                if part == "THead":
                    columns = [cell.fields["/ID"] for cell in row]
                    assert set(scopes) == {"/Column"}
                elif len(row) == 1:
                    group = [row[0].fields["/ID"]]
                    assert scopes == ["/Column"]
                else:
                    assert scopes == ["/Row"]
                    assert [cell.kind for cell in row] == ["TH"] + ["TD"] * (len(row) - 1)
                    for place, cell in enumerate(row[1:], 1):
                        named = list(cell.attributes["/Headers"])
                        span = int(cell.attributes.get("/ColSpan", 1))
                        assert named[:span] == columns[place : place + span]
                        assert named[span:] == [*group, row[0].fields["/ID"]]


@pytest.mark.long
def test_the_same_page_is_the_same_bytes(broken: tuple[str, Pdf], tmp_path: Path) -> None:
    page, _ = broken
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    child = "import sys; from pathlib import Path; from graders.reports.pdf import printed; "
    child += "Path(sys.argv[2]).write_bytes(printed(Path(sys.argv[1]).read_text(encoding='utf-8')))"
    for seed in ("1", "2"):
        arguments = [sys.executable, "-c", child, str(tmp_path / "page.html"), str(tmp_path / seed)]
        subprocess.run(arguments, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


@pytest.mark.long
@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x.png", "file:///etc/passwd", "ftp://127.0.0.1:9/x"])
@pytest.mark.parametrize(
    "body", ['<img src="{}" alt="x">', '<link rel="stylesheet" href="{}">', "<style>@import '{}';</style>"]
)
def test_nothing_is_fetched(address: str, body: str) -> None:
    from weasyprint.urls import FatalURLFetchingError

    with pytest.raises(FatalURLFetchingError):
        printed(page_of(body.format(address)))


@pytest.fixture
def without_pango(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which the system's Pango cannot be loaded."""
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "libpango-1.0.so.0").touch()
    return {**os.environ, "LD_LIBRARY_PATH": str(tmp_path / "lib")}


def test_without_pango_nothing_is_printed_and_one_sentence_says_what_to_install(without_pango: dict[str, str]) -> None:
    child = (
        "from graders.reports.pdf import NoPangoError, load\ntry: load()\nexcept NoPangoError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", child], env=without_pango, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    (sentence,) = done.stdout.splitlines()
    assert "apt install libpangoft2-1.0-0" in sentence
    assert sentence.startswith("Det blir ingen PDF")


def kurs(folder: Path, *arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("kurs")
    return subprocess.run([program, *arguments], cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.mark.long
def test_each_occasion_gets_its_report_and_without_pango_the_page_alone(
    tmp_path: Path, without_pango: dict[str, str]
) -> None:
    for name in ("intro-2026-ht", "intro-2027-vt"):
        made(tmp_path, name)
    both = kurs(tmp_path, "report", "intro-2026-ht", "intro-2027-vt", "cohort")
    folders = [tmp_path / "occasions" / name / "reports" for name in ("intro-2026-ht", "intro-2027-vt")]
    assert both.stderr == ""
    expected = [folder / f"cohort.{kind}" for folder in folders for kind in ("html", "pdf")]
    assert both.stdout.splitlines() == list(map(str, expected))
    assert all(file.is_file() for file in expected)
    alone = kurs(tmp_path, "report", "intro-2026-ht", "cohort", env=without_pango)
    assert (alone.returncode, alone.stdout) == (0, f"{expected[0]}\n")
    assert len(alone.stderr.splitlines()) == 1
    assert "Pango saknas" in alone.stderr
    assert expected[0].is_file()
    assert not expected[1].exists(), "an older PDF would say something else than the page"


def test_a_report_is_of_an_occasion(tmp_path: Path) -> None:
    done = kurs(tmp_path, "report", "cohort")
    assert done.returncode == 2
    assert "Skriv vilket kurstillfälle rapporten gäller" in done.stderr
