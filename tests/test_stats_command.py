"""``kurs stats`` on anybody's data: what it reads, what it says, and what it says instead of a traceback."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from graders.stats.command import stats
from graders.stats.reading import read_points
from graders.stats.source import opened
from tests.statistics_support import LSAT6, Matrix, answers, lsat, partial
from toolkit.errors import KursError
from toolkit.testing import CHECKOUT

NAMES = ["q1", "q2", "q3", "q4", "q5"]


def run(file: Path, *arguments: str) -> dict[str, Any]:
    """Return what the command prints as JSON."""
    done = CliRunner().invoke(stats, [str(file), "--json", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def refused(file: Path, *arguments: str) -> str:
    """Return the sentence with which a file is refused."""
    with pytest.raises(KursError) as caught:
        CliRunner().invoke(stats, [str(file), "--json", *arguments], catch_exceptions=False)
    said = str(caught.value)
    assert "\n" not in said
    assert said.startswith(str(file))
    assert said.endswith((".", "”"))
    return said.removeprefix(str(file))


def text(tmp_path: Path, content: str | bytes) -> Path:
    file = tmp_path / "data.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def wide(folder: Path, points: Matrix, **columns: Any) -> Path:
    """Write a wide CSV file with whole numbers as they are and nothing where points are missing."""
    frame = pd.DataFrame(points, columns=[f"q{n + 1}" for n in range(points.shape[1])])
    for name, values in columns.items():
        frame.insert(0, name, values)
    file = folder / "wide.csv"
    frame.to_csv(file, index=False)
    return file


def long_frame(points: Matrix, most: Matrix, **columns: Any) -> pd.DataFrame:
    people, items = points.shape
    return pd.DataFrame(
        {
            "participant": np.repeat([f"p{n:04d}" for n in range(people)], items),
            "item": np.tile([f"q{n + 1}" for n in range(items)], people),
            "score": points.ravel(),
            "max": np.tile(most, people),
            **{name: np.repeat(values, items) for name, values in columns.items()},
        }
    )


def nulls(value: Any, path: str = "") -> Iterator[str]:
    """Give the paths of what is null, in a list by the item's name."""
    if value is None:
        yield path
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from nulls(one, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for place, one in enumerate(value):
            name = one["item"] if isinstance(one, dict) else place
            yield from nulls(one, f"{path}.{name}")


def explained(found: dict[str, Any]) -> None:
    """Assert that every null has its reason, and every reason its null."""
    said = found["why"]
    assert all(said.values())
    assert set(nulls({name: one for name, one in found.items() if name != "why"})) == {
        path for path in said if not path.startswith("items.") or path.count(".") > 1
    }


def test_the_law_school_test_as_json(tmp_path: Path) -> None:
    group = np.random.default_rng(1).choice(["a", "b"], size=1000)
    file = wide(tmp_path, lsat(LSAT6).astype(int), grp=group, id=range(1000))
    found = run(file, "--group", "grp", "--focal", "a", "--twopl")
    assert list(found) == ["n", "alpha", "alpha_ci", "sem", "kr20", "items", "moodle", "rasch", "twopl", "dif", "why"]
    assert found["n"] == 1000
    assert found["alpha"] == found["kr20"] == pytest.approx(0.2950, abs=5e-5)
    assert found["alpha_ci"][0] < found["alpha"] < found["alpha_ci"][1]
    keys = ["item", "n", "p", "sd", "item_rest_r", "item_total_r", "alpha_if_deleted", "d27", "flags"]
    assert [list(item) for item in found["items"]] == [keys] * 5
    assert [item["item"] for item in found["items"]] == NAMES
    assert [item["p"] for item in found["items"]] == pytest.approx([0.924, 0.709, 0.553, 0.763, 0.870])
    assert list(found["moodle"]) == ["cic", "error_ratio", "standard_error", "items"]
    assert found["moodle"]["cic"] == pytest.approx(29.50, abs=5e-3)
    keys = ["item", "facility", "sd", "effective_weight", "discrimination_index", "discriminative_efficiency"]
    assert [list(item) for item in found["moodle"]["items"]] == [keys] * 5
    assert list(found["rasch"]) == ["logl", "b"]
    assert list(found["rasch"]["b"]) == NAMES
    assert sum(b for b, se in found["rasch"]["b"].values()) == pytest.approx(0)
    assert found["twopl"]["logl"] == pytest.approx(-2466.653, abs=5e-4)
    assert found["twopl"]["items"]["q3"] == pytest.approx({"a": 0.8905, "b": -0.2799, "d": 0.2493}, abs=1e-3)
    keys = ["item", "chi2", "p", "p_bh", "alpha_mh", "delta_mh", "ets"]
    assert [list(item) for item in found["dif"]] == [keys] * 5
    assert found["why"] == {}


def test_what_is_not_asked_for_is_null_and_says_how_to_ask(tmp_path: Path) -> None:
    found = run(wide(tmp_path, lsat(LSAT6).astype(int)))
    assert found["twopl"] is None
    assert found["dif"] is None
    assert found["why"] == {
        "twopl": "modellen skattas med --twopl",
        "dif": "grupper jämförs med --group och --focal",
    }


def same(one: Any, other: Any) -> bool:
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    return bool(one == pytest.approx(other, rel=1e-9, abs=1e-9)) if isinstance(one, float) else bool(one == other)


@pytest.mark.parametrize("points", [lsat(LSAT6)[::3], partial(200, 6, 3)], ids=["right or wrong", "partial credit"])
def test_wide_and_long_csv_and_parquet_say_the_same(tmp_path: Path, points: Matrix) -> None:
    people, items = points.shape
    points[0] = 1.0
    group = np.where(np.arange(people) % 3 == 0, "a", "b")
    expected = run(wide(tmp_path, points, id=range(people), grp=group), "--group", "grp", "--focal", "a")
    frame = pd.DataFrame(points, columns=[f"q{n + 1}" for n in range(items)]).assign(grp=group)
    frame.to_parquet(tmp_path / "w")
    table = long_frame(points, np.ones(items), grp=group).sample(frac=1, random_state=1)
    table.to_csv(tmp_path / "long.csv", index=False)
    table.astype({"score": "float32"}).to_parquet(tmp_path / "long.parquet")
    # Only a wide file has to guess the maximum.
    for item in expected["items"]:
        item["flags"] = [flag for flag in item["flags"] if flag != "max_assumed"]
    for name in ("w", "long.csv", "long.parquet"):
        found = run(tmp_path / name, "--group", "grp", "--focal", "a")
        for item in found["items"]:
            item["flags"] = [flag for flag in item["flags"] if flag != "max_assumed"]
        assert same(found, expected), name


def test_a_file_as_excel_writes_it_in_sweden(tmp_path: Path) -> None:
    rows = [
        "id;Åldersgrupp;fråga 1;fråga 2",
        "1;äldre;0,5;1",
        "2;yngre; 1 ;0",
        "3;äldre;0;",
        "4;yngre;0,5;1",
        "5;äldre;1;1",
    ]
    rows.append("6;yngre;0;0")
    expected = None
    for encoding in ("utf-8-sig", "utf-8", "cp1252"):
        file = text(tmp_path, "\r\n".join([*rows, ""]).encode(encoding))
        found = run(file, "--group", "Åldersgrupp", "--focal", "äldre")
        assert [item["item"] for item in found["items"]] == ["fråga 1", "fråga 2"]
        assert [item["n"] for item in found["items"]] == [6, 5]
        assert found["n"] == 5
        assert found["items"][0]["p"] == pytest.approx(0.5)
        assert expected in (None, found)
        expected = found
        explained(found)


def test_columns_that_are_no_items_are_left_out(tmp_path: Path) -> None:
    points = lsat(LSAT6)[::5].astype(int)
    people = len(points)
    plain = run(wide(tmp_path, points))
    found = run(wide(tmp_path, points, id=range(people), group=np.arange(people) % 2, namn="Bo", tom=None))
    assert found.pop("why") == plain.pop("why") | {
        "items.namn": "kolumnen har text och inga poäng, och räknas inte",
        "items.tom": "kolumnen eller övningen har inga poäng alls och räknas inte",
    }
    assert found == plain


def test_nothing_is_drawn_and_nothing_fetched_while_a_file_is_read(tmp_path: Path) -> None:
    names = ("enable_progress_bar", "autoinstall_known_extensions", "autoload_known_extensions")
    with opened(text(tmp_path, GROUPED)) as source:
        for name in names:
            assert source.rows(f"select current_setting('{name}')") == [(False,)], name


def test_files_as_data_frames_write_them(tmp_path: Path) -> None:
    points = lsat(LSAT6)[::3].astype(int)
    expected = run(wide(tmp_path, points))
    frame = pd.DataFrame(points == 1, columns=NAMES)
    frame.to_csv(tmp_path / "named.csv")
    frame.to_csv(tmp_path / "plain.csv", index=False)
    frame.iloc[::-1].to_parquet(tmp_path / "index.parquet")
    frame.astype("Float32").to_parquet(tmp_path / "float.parquet")
    for name in ("named.csv", "plain.csv", "index.parquet", "float.parquet"):
        assert same(run(tmp_path / name), expected), name


def test_a_group_that_is_a_number_is_found_whatever_number_it_is(tmp_path: Path) -> None:
    points = lsat(LSAT6)[::3].astype(int)
    group = np.where(np.arange(len(points)) % 2 == 0, 1.0, 2.0)
    group[:5] = np.nan
    words = ["" if np.isnan(one) else f"{one:.0f}" for one in group]
    expected = run(wide(tmp_path, points, grp=words), "--group", "grp", "--focal", "1")["dif"]
    pd.DataFrame(points, columns=NAMES).assign(grp=group).to_parquet(tmp_path / "float.parquet")
    pd.DataFrame(points, columns=NAMES).assign(grp=pd.array(group).astype("Int64")).to_parquet(tmp_path / "int.parquet")
    for name in ("float.parquet", "int.parquet"):
        assert same(run(tmp_path / name, "--group", "grp", "--focal", "1")["dif"], expected), name


def test_names_are_printed_as_they_are(tmp_path: Path) -> None:
    file = text(tmp_path, '[red]q1[/],q.2\x1b[2J,q"3\n' + "1,0,1\n0,1,1\n1,1,0\n1,0,0\n" * 5)
    printed = CliRunner().invoke(stats, [str(file)], catch_exceptions=False).stdout
    assert "[red]q1[/]" in printed
    assert "\\x1b[2J" in printed
    assert "\x1b" not in printed


@pytest.mark.parametrize("many", [5, 400])
def test_items_with_few_or_many_different_points_are_what_numpy_says(tmp_path: Path, many: int) -> None:
    rng = np.random.default_rng(2)
    ability = rng.normal(size=(500, 1))
    points = np.clip(np.round((ability + rng.normal(size=(500, 7))) * many / 6 + many / 2), 0, many) / 4
    found = run(wide(tmp_path, points))
    totals = points.sum(axis=1)
    for item, own in zip(found["items"], points.T, strict=True):
        assert item["p"] == pytest.approx(own.mean() / own.max())
        assert item["sd"] == pytest.approx(own.std(ddof=1)), "in points, not in shares"
        assert item["item_rest_r"] == pytest.approx(np.corrcoef(own, totals - own)[0, 1])
        assert item["item_total_r"] == pytest.approx(np.corrcoef(own, totals)[0, 1])
        assert "max_assumed" in item["flags"]
    assert found["kr20"] is None
    assert found["rasch"] is None
    explained(found)


@pytest.mark.parametrize("shape", ["wide.csv", "wide.parquet", "long.csv", "long.parquet"])
def test_points_that_are_thirds_lose_no_digits(tmp_path: Path, shape: str) -> None:
    points = np.random.default_rng(5).integers(0, 4, size=(120, 4)) * 10 / 3
    points[0] = 10
    frame = pd.DataFrame(points, columns=NAMES[:4])
    if shape.startswith("long"):
        frame = long_frame(points, np.full(4, 10.0))
    file = tmp_path / shape
    frame.to_csv(file, index=False) if shape.endswith("csv") else frame.to_parquet(file)
    found = run(file)
    assert found["n"] == 120
    assert [item["p"] for item in found["items"]] == pytest.approx(points.mean(axis=0) / 10, abs=1e-12)


def test_points_over_many_words_and_people_over_many_chunks(tmp_path: Path) -> None:
    points = answers(np.random.default_rng(3), 20_000, np.linspace(-2, 2, 90))
    file = tmp_path / "many.parquet"
    pq.write_table(pa.table({f"q{n}": points[:, n].astype("int8") for n in range(90)}), file)
    table = read_points(file).table
    assert table.n == 20_000
    assert np.allclose(table.covariance, np.cov(points, rowvar=False))


def test_gaps_are_no_zeros(tmp_path: Path) -> None:
    points = lsat(LSAT6)[::4].copy()
    points[:50, 1] = np.nan
    found = run(wide(tmp_path, points))
    assert found["n"] == len(points) - 50
    assert [item["n"] for item in found["items"]] == [250, 200, 250, 250, 250]
    assert found["items"][1]["p"] == pytest.approx(np.nanmean(points[:, 1]))
    assert run(wide(tmp_path, points[50:]))["alpha"] == pytest.approx(found["alpha"])
    assert run(wide(tmp_path, np.nan_to_num(points)))["alpha"] != pytest.approx(found["alpha"], abs=1e-3)


def test_the_other_way_round_the_difference_changes_sign(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    group = rng.integers(2, size=2000)
    b = np.linspace(-1, 1, 8) + 0.9 * np.outer(group, np.arange(8) == 5)
    points = (rng.random((2000, 8)) < 1 / (1 + np.exp(b - rng.normal(size=(2000, 1))))).astype(int)
    file = wide(tmp_path, points, group=group)
    one, other = (run(file, "--group", "group", "--focal", focal)["dif"] for focal in "10")
    assert one[5]["delta_mh"] < -1.5, "harder for the focal group"
    assert one[5]["ets"] == other[5]["ets"] == "C"
    assert [item["delta_mh"] for item in other] == pytest.approx([-item["delta_mh"] for item in one])


def test_people_without_a_group_count_everywhere_but_in_the_comparison(tmp_path: Path) -> None:
    points = lsat(LSAT6).astype(int)
    group = np.where(np.arange(1000) % 2 == 0, "a", "b")
    few = np.where(np.arange(1000) < 800, group, "")
    found = run(wide(tmp_path, points, grp=few), "--group", "grp", "--focal", "a")
    assert found["n"] == 1000
    first = run(wide(tmp_path, points[:800], grp=group[:800]), "--group", "grp", "--focal", "a")
    assert same(found["dif"], first["dif"])


@pytest.mark.parametrize(
    ("content", "null"),
    [
        ("q1,q2,q3\n1,0,1\n", ["alpha", "rasch", "items.q1.sd", "items.q1.item_rest_r"]),
        ("q1\n1\n0\n1\n0\n1\n", ["alpha", "sem", "items.q1.item_rest_r", "items.q1.alpha_if_deleted", "rasch"]),
        ("q1,q2,q3\n" + "1,1,1\n" * 40, ["alpha", "items.q2.item_total_r", "items.q2.d27", "moodle.cic", "rasch"]),
        ("q1,q2,q3\n" + "0,0,0\n" * 40, ["alpha", "items.q2.item_total_r", "items.q2.d27", "moodle.cic", "rasch"]),
        ("q1,q2,q3\n" + "1,0,1\n0,1,1\n" * 20, ["alpha", "items.q3.item_rest_r", "rasch.b.q3"]),
        ("q1,q2\n1,\n,0\n0,\n,1\n", ["alpha", "items.q1.d27", "moodle.items.q1.facility", "rasch"]),
    ],
    ids=["one person", "one item", "all right", "all wrong", "one item alike", "nobody has everything"],
)
def test_what_cannot_be_computed_is_null_and_says_why(tmp_path: Path, content: str, null: list[str]) -> None:
    found = run(text(tmp_path, content), "--twopl")
    assert set(null) <= found["why"].keys()
    explained(found)
    printed = CliRunner().invoke(stats, [str(tmp_path / "data.csv")], catch_exceptions=False)
    assert printed.exit_code == 0


def test_all_wrong_is_a_share_of_nothing_and_not_null(tmp_path: Path) -> None:
    found = run(text(tmp_path, "q1,q2\n" + "0,0\n" * 40))
    assert [item["p"] for item in found["items"]] == [0, 0]
    assert [item["sd"] for item in found["items"]] == [0, 0]
    assert "alike" in found["items"][0]["flags"]


def test_an_item_that_gives_no_points_is_null(tmp_path: Path) -> None:
    rows = [f"p{n},{item},{0 if item == 'c' else (n * k) % 2},{0 if item == 'c' else 1}" for n in range(40)
            for k, item in ((1, "a"), (3, "b"), (1, "c"))]  # fmt: skip
    found = run(text(tmp_path, "\n".join(["participant,item,score,max", *rows])))
    assert found["items"][2]["p"] is None
    assert found["why"]["items.c.p"] == "övningen kan inte ge några poäng"
    explained(found)


def test_a_negative_alpha_stays(tmp_path: Path) -> None:
    found = run(text(tmp_path, "q1,q2,q3\n" + "1,0,1\n0,1,0\n0,1,1\n" * 20))
    assert found["alpha"] < 0
    assert found["moodle"]["cic"] == pytest.approx(100 * found["alpha"])
    assert found["moodle"]["error_ratio"] > 100
    assert "negative" in found["items"][0]["flags"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", ": filen är tom."),
        ("id,q1,q2\n", ": det finns inga deltagare, bara rubriker."),
        ("id,namn\n1,Bo\n", ": det finns ingen kolumn med poäng."),
        ("id,q1\n7,1\n8,0\n7,0\n", ": hittade id ”7” i 2 rader, väntade en rad per deltagare."),
        ("q1,q2\n1,rätt\n0,1\n", ", kolumnen ”q2”: hittade ”rätt”, väntade poäng från 0 och uppåt, eller ingenting."),
        ("q1,q2\n1,-1\n0,1\n", ", kolumnen ”q2”: hittade ”-1”, väntade poäng från 0 och uppåt, eller ingenting."),
        ("q1,q2\n1,inf\n0,1\n", ", kolumnen ”q2”: hittade ”inf”, väntade poäng från 0 och uppåt, eller ingenting."),
        ("q1,q1\n1,1\n", ": hittade två kolumner med rubriken ”q1”, väntade olika namn."),
        ("q1,\n1,1\n", ", kolumn 2: hittade ingen rubrik, väntade ett namn i filens första rad."),
        (
            "q1,q2\n1,1\n1,1,1\n",
            ", rad 3: raden går inte att läsa, väntade lika många kolumner som i filens första rad.",
        ),
        ("participant,item,score\np,a,1\n", ": kolumnen max saknas. Den säger hur många poäng varje övning kan ge."),
        (
            "participant,item,score,max\np,a,1,1\np,a,0,1\n",
            ": deltagaren ”p” har flera rader för övningen ”a”, väntade en.",
        ),
        ("participant,item,score,max\np,a,3,2\n", ", övningen ”a”: hittade 3 poäng, väntade högst 2."),
        (
            "participant,item,score,max\np,a,1,1\nq,a,1,2\n",
            ", övningen ”a”: hittade max 1 och 2, väntade samma max i alla rader.",
        ),
        (
            "participant,item,score,max\np,a,1,\n",
            ", övningen ”a”: hittade ett tomt eller felaktigt max, väntade hur många poäng övningen kan ge.",
        ),
        (
            "participant,item,score,max\np,a,bra,1\n",
            ", deltagaren ”p”, övningen ”a”: hittade ”bra”, väntade poäng från 0 och uppåt, eller ingenting.",
        ),
        (
            "participant,item,score,max\n,a,1,1\n",
            ": hittade en rad där participant är tom, väntade ett namn i varje rad.",
        ),
        ("PAR1 nothing PAR1", ": filen är skadad och går inte att läsa."),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence(tmp_path: Path, content: str, said: str) -> None:
    assert refused(text(tmp_path, content)) == said


GROUPED = "id,grp,q1,q2\n1,x,1,0\n2,y,0,1\n3,x,1,1\n4,y,0,0\n"


@pytest.mark.parametrize(
    ("content", "arguments", "said"),
    [
        (
            GROUPED,
            ("--group", "kon", "--focal", "x"),
            ": kolumnen ”kon” finns inte. Det finns ”id”, ”grp”, ”q1” och ”q2”.",
        ),
        (
            GROUPED,
            ("--group", "grp", "--focal", "z"),
            ", kolumnen ”grp”: hittade ingen i gruppen ”z”. Grupperna är ”x” och ”y”.",
        ),
        (
            GROUPED.replace("y", "x"),
            ("--group", "grp", "--focal", "x"),
            ", kolumnen ”grp”: alla är i gruppen x, väntade minst två grupper.",
        ),
        (
            "participant,item,score,max,grp\np,a,1,1,x\np,b,1,1,y\nq,a,0,1,y\nq,b,0,1,y\n",
            ("--group", "grp", "--focal", "x"),
            ": deltagaren ”p” står i flera grupper, väntade en.",
        ),
    ],
)
def test_groups_that_cannot_be_compared_are_one_sentence(
    tmp_path: Path, content: str, arguments: tuple[str, ...], said: str
) -> None:
    assert refused(text(tmp_path, content), *arguments) == said


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    assert refused(tmp_path / "borta.csv") == ": filen finns inte."
    assert refused(tmp_path) == ": filen finns inte."


def test_group_and_focal_belong_together(tmp_path: Path) -> None:
    done = CliRunner().invoke(stats, [str(text(tmp_path, GROUPED)), "--group", "grp"])
    assert done.exit_code == 2
    assert "--group och --focal hör ihop" in done.stderr


def test_the_command_prints_tables_in_swedish_and_leaves_nothing_behind(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    file = wide(tmp_path, lsat(LSAT6).astype(int), grp=rng.choice(["a", "b"], size=1000))
    program = Path(sys.executable).with_name("kurs")
    settings: dict[str, Any] = {"cwd": tmp_path, "env": dict(os.environ, PYTHONPATH=str(CHECKOUT))}
    settings |= {"capture_output": True, "text": True, "check": False}
    done = subprocess.run([program, "stats", file.name, "--group", "grp", "--focal", "a"], **settings)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "1000 deltagare med poäng på alla övningar."
    assert lines[1].startswith("Cronbachs alfa 0,29 (95 % intervall 0,22 till 0,36), mätfel 0,87 poäng.")
    assert lines[-1] == "Saknas: twopl: modellen skattas med --twopl."
    for words in ("r med resten", "discriminative efficiency", "Rasch: logL −1091,57", "ETS", "−1,26"):
        assert words in done.stdout, words
    assert [path.name for path in tmp_path.iterdir()] == ["wide.csv"]
    broken = subprocess.run([program, "stats", "borta.csv"], **settings)
    assert (broken.returncode, broken.stdout, broken.stderr) == (1, "", "borta.csv: filen finns inte.\n")
