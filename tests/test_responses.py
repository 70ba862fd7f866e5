"""``responses.parquet``: one row per active person and graded exercise, with what became of it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from graders.collect import collect
from graders.grade import grade
from graders.pseudonym import pseudonym, read_key
from graders.responses import read_responses, write_responses
from tests.occasion_support import MODULE, line, make_occasion
from tests.test_grading import RIGHT, SORTERA, VAL, VARIANT, give
from toolkit.errors import KursError
from toolkit.formats import Response
from toolkit.occasion import OccasionFolder

PEOPLE = ["borjade_inte", "lamnade_inte", "allt", "hoppade", "slutade", "skrap", "slutat"]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> tuple[OccasionFolder, pd.DataFrame]:
    here = make_occasion(tmp_path_factory.mktemp("svar"), PEOPLE)
    roster = here.path / "roster.csv"
    text = roster.read_text(encoding="utf-8-sig").replace("nord;;ja\n", "nord;;ja\n")
    head, *rows = text.strip().split("\n")
    rows = [row.removesuffix(";ja") + ";nej" if row.startswith("slutat;") else row for row in rows]
    roster.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8-sig")
    journal = here.journal("lamnade_inte", MODULE)
    journal.parent.mkdir(parents=True)
    journal.write_bytes(line(1, VAL, "q"))
    opened = b'{"v":1,"n":1,"t":"2026-11-22T13:00:00.000+00:00","type":"open"}\n'
    whole = [
        opened,
        line(2, VAL, "z", confidence=1),
        line(3, "liten-1-prova", "b"),
        line(5, VAL, "q", confidence=3),
        line(50, SORTERA, RIGHT),
        line(51, VARIANT, "p", var="a"),
    ]
    give(here, "allt", whole)
    give(here, "allt", whole, "2026-11-22T14:30:00+00:00")
    give(here, "hoppade", [line(1, SORTERA, RIGHT)])
    give(here, "slutade", [line(1, VAL, "q")])
    give(here, "skrap", [line(1, VAL, "q"), line(2, SORTERA, "fel form")])
    give(here, "slutat", [line(1, VAL, "q")])
    collect(here, [MODULE])
    grade(here, [MODULE])
    write_responses(here)
    return here, read_responses(here)


def row(table: tuple[OccasionFolder, pd.DataFrame], who: str, exercise: str) -> dict[str, Any]:
    here, frame = table
    pid = pseudonym(read_key(here.path), who)
    found = frame[(frame.pid == pid) & (frame.exercise == exercise)]
    assert len(found) == 1
    return dict(found.iloc[0])


def test_rows_are_active_people_times_graded_exercises(table: tuple[OccasionFolder, pd.DataFrame]) -> None:
    assert len(table[1]) == (len(PEOPLE) - 1) * 3
    assert list(table[1].columns) == list(Response.model_fields)


@pytest.mark.parametrize(
    ("who", "exercise", "status", "points"),
    [
        ("borjade_inte", VAL, "not_started", None),
        ("lamnade_inte", VAL, "not_submitted", None),
        ("allt", VAL, "answered", 2.0),
        ("allt", VARIANT, "answered", 1.5),
        ("hoppade", VAL, "omitted", 0.0),
        ("hoppade", SORTERA, "answered", 3.0),
        ("hoppade", VARIANT, "not_reached", 0.0),
        ("slutade", SORTERA, "not_reached", 0.0),
        ("skrap", SORTERA, "unreadable", 0.0),
        ("skrap", VAL, "answered", 2.0),
    ],
)
def test_status_says_what_became_of_it_and_points_are_null_where_there_are_none(
    table: tuple[OccasionFolder, pd.DataFrame], who: str, exercise: str, status: str, points: float | None
) -> None:
    found = row(table, who, exercise)
    assert found["status"] == status
    assert (None if pd.isna(found["points"]) else found["points"]) == points


def test_times_changes_and_confidence_come_from_the_journal(table: tuple[OccasionFolder, pd.DataFrame]) -> None:
    found = row(table, "allt", VAL)
    # 13:00 open, 13:02 val (120 s), 13:03 practice, 13:05 val again (120 s).
    assert found["seconds"] == 240.0
    assert (found["changes"], found["confidence"], found["n_submissions"]) == (1, 3, 2)
    assert found["first_at"] == pd.Timestamp(datetime(2026, 11, 22, 13, 2, tzinfo=UTC))
    assert found["last_at"] == pd.Timestamp(datetime(2026, 11, 22, 13, 5, tzinfo=UTC))
    assert found["submitted_at"] == pd.Timestamp(datetime(2026, 11, 22, 14, 30, tzinfo=UTC))
    # 13:05 to 13:50 is 2700 s; a gap counts 1800 s at most.
    assert row(table, "allt", SORTERA)["seconds"] == 1800.0
    assert row(table, "allt", SORTERA)["answer"] == '{"groda":"land","ko":"land","torsk":"hav"}'


def test_every_row_is_a_response_by_the_format(table: tuple[OccasionFolder, pd.DataFrame]) -> None:
    for fields in table[1].to_dict("records"):
        plain = {name: None if pd.api.types.is_scalar(x) and pd.isna(x) else x for name, x in fields.items()}
        plain = {name: x.item() if hasattr(x, "item") else x for name, x in plain.items()}
        Response.model_validate(plain)


def test_nothing_in_the_table_names_a_person(table: tuple[OccasionFolder, pd.DataFrame]) -> None:
    here, frame = table
    data = (here.path / "responses.parquet").read_bytes() + frame.to_csv().encode()
    for who in PEOPLE:
        assert who.encode() not in data
        assert who.title().encode() not in data


def test_before_grading_there_is_one_sentence_and_not_a_trace(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, ["anna"], released=False)
    with pytest.raises(KursError, match="har ingen svarstabell"):
        read_responses(here)
    with pytest.raises(KursError, match="Ingen modul är utlämnad"):
        write_responses(here)


def test_a_withdrawn_exercise_counts_in_no_statistic(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, ["anna"])
    source = here.source(MODULE)
    book = json.loads(source.read_text())
    for cell in book["cells"]:
        text = "".join(cell["source"])
        if VAL in text:
            cell["source"] = text.replace("kind: single", 'kind: single\nwithdrawn: "Fel i frågan"')
    source.write_text(json.dumps(book))
    give(here, "anna", [line(1, VAL, "q")])
    collect(here, [MODULE])
    grade(here, [MODULE])
    write_responses(here)
    frame = read_responses(here).set_index("exercise")
    assert frame.status[VAL] == "withdrawn"
    assert pd.isna(frame.points[VAL])
