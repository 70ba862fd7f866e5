"""The reviewer's sheet: a course's blueprint, and a page for each module."""

from pathlib import Path

import pytest
from check_support import PRACTICE, SINGLE, check
from click.testing import CliRunner

from toolkit.authoring.check_command import check as command
from toolkit.authoring.review import sheet

WAIVED = SINGLE.replace("points: 2", 'points: 2\nwaive: {long-key: "Lagens | ord"}').replace(
    "Vem som beslutar om lampan", "Vem som beslutar om lampan och gatan i år"
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    review = PRACTICE.replace("prov-1-ova", "prov-1-minns")
    check(
        tmp_path, "## Minns du?", review, "## Öva", PRACTICE.replace("Priset hjälper", "Tyvärr, priset hjälper"), WAIVED
    )
    return tmp_path


def test_a_page_for_the_course_and_one_for_each_module(root: Path) -> None:
    course, module = sheet(root).split("\n\f\n")
    assert course.startswith("# Granskning av En kurs att pröva, version 1.0.0\n")
    assert "| prov.1.1 Skilja ett från två | förstå | tema | single | single | single: 2 |  |  |" in course
    assert course.endswith("| Summa |  |  |  |  | 2 |  | 0 |")
    assert module.startswith("# 1. Start\n\nKlar. 5 minuter att läsa, 5 att öva.\n")
    assert "- prov.1.2 (tillämpa): Tillämpa ett på två" in module
    assert "i modulens text: coverage, heading\n" in module


def test_a_row_for_each_exercise_says_what_the_program_saw_and_what_is_waived(root: Path) -> None:
    rows = [row for row in sheet(root).split("\n") if row.startswith("| prov-")]
    assert rows == [
        "| prov-1-minns | single | prov.1.1 | övning | goal | ☐ | ☐ | ☐ | ☐ |",
        "| prov-1-ova | single | prov.1.1 | övning | similar, verdict | ☐ | ☐ | ☐ | ☐ |",
        "| prov-1-single | single | prov.1.1 | 2 | metadata, similar; undantag från long-key: Lagens / ord "
        "| ☐ | ☐ | ☐ | ☐ |",
    ]


def test_the_command_prints_the_sheet_and_leaves_well(root: Path) -> None:
    done = CliRunner().invoke(command, ["--courses", str(root), "--review"])
    assert (done.exit_code, done.output) == (0, f"{sheet(root)}\n")


@pytest.mark.parametrize("other", ["--json", "--run"])
def test_the_sheet_is_for_people(root: Path, other: str) -> None:
    done = CliRunner().invoke(command, ["--courses", str(root), "--review", other])
    assert done.exit_code == 2
    assert "--review skriver ett blad för människor" in done.output
