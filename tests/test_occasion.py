"""Occasions, rosters, deadlines, pseudonyms and variants."""

import hashlib
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from graders.occasion import new_occasion
from graders.pseudonym import VARIABLE, pseudonym, read_key
from graders.roster import Verdict, import_roster
from tests.occasion_support import COURSE, MODULE, make_occasion, write_course
from toolkit.deadlines import due_for
from toolkit.errors import KursError
from toolkit.formats import Extension, ModuleRules, Occasion
from toolkit.occasion import OccasionFolder, open_occasion
from toolkit.roster import read_extensions, read_roster
from toolkit.variants import expected_variant, ranked

HEAD = "id;name;email;organisation;actor;municipality;region;role;active\n"


@pytest.fixture
def here(tmp_path: Path) -> OccasionFolder:
    return make_occasion(tmp_path, [], released=False)


def test_a_new_occasion_has_its_own_snapshot_of_the_course(tmp_path: Path, here: OccasionFolder) -> None:
    course = tmp_path / "courses" / "liten" / "course.yml"
    course.write_text(course.read_text().replace("En liten kurs", "En annan kurs"))
    assert OccasionFolder(here.path).course.title == "En liten kurs"
    assert here.release.modules == {}


def test_an_occasion_is_not_made_twice_and_an_unknown_one_names_those_that_exist(
    tmp_path: Path, here: OccasionFolder
) -> None:
    made = Occasion(id=here.id, course="liten", title="Prov")
    with pytest.raises(KursError, match="Kurstillfället liten-2026 finns redan"):
        new_occasion(tmp_path / "occasions", tmp_path / "courses" / "liten", made)
    with pytest.raises(KursError, match=r"borta finns inte\. Kurstillfällen som finns: liten-2026"):
        open_occasion(tmp_path / "occasions", "borta")


def test_a_retake_takes_over_the_seed(tmp_path: Path, here: OccasionFolder) -> None:
    again = Occasion(id="omprov", course="liten", title="Omprov", retake_of=here.id)
    other = new_occasion(tmp_path / "occasions", tmp_path / "courses" / "liten", again)
    assert other.release.seed == here.release.seed


def test_rules_of_a_module_that_the_course_lacks_are_refused(tmp_path: Path) -> None:
    write_course(tmp_path / "courses")
    made = Occasion(id="fel", course="liten", title="Fel", modules={"9-borta": ModuleRules()})
    with pytest.raises(KursError, match=r"Kursen har ingen modul 9-borta\. Moduler som finns: 1-djur"):
        new_occasion(tmp_path / "occasions", tmp_path / "courses" / "liten", made)


def test_what_occasion_yml_says_is_read_back(tmp_path: Path) -> None:
    due = datetime(2026, 12, 4, 22, 59, tzinfo=UTC)
    rules = {"1-djur": ModuleRules(due=due, hand_ins="once", feedback_when="at_once")}
    here = make_occasion(tmp_path, [], released=False, modules=rules, seats=30, contact='Anna: "a" # b')
    assert here.occasion.modules["1-djur"].due == due
    assert here.occasion.seats == 30
    assert here.occasion.contact == 'Anna: "a" # b'


def test_one_writer_at_a_time_and_who_waits_is_told_who_holds_it(here: OccasionFolder) -> None:
    code = (
        "import sys; from pathlib import Path; from toolkit.occasion import OccasionFolder\n"
        "with OccasionFolder(Path(sys.argv[1])).writing('bedömning'):\n"
        "    print('held', flush=True); sys.stdin.read()"
    )
    arguments = [sys.executable, "-c", code, str(here.path)]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(KursError, match=r"Kurstillfället är upptaget: \S+ kör bedömning sedan"), here.writing("x"):
            pass
        told: list[str] = []

        def waiting(sentence: str) -> None:
            told.append(sentence)
            other.communicate("")

        with here.writing("x", waiting):
            assert re.fullmatch(r"Väntar på liten-2026: \S+ kör bedömning sedan .+\.", told[0])
    with here.writing("x"):
        pass


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_roster_is_read_as_excel_writes_it(
    here: OccasionFolder, tmp_path: Path, encoding: str, delimiter: str
) -> None:
    file = tmp_path / "lista.csv"
    rows = ["ID;Name;Role;Active", "anna.berg;Anna Åkesson;samordnare;ja", ";;;"]
    file.write_bytes("\r\n".join(rows).replace(";", delimiter).encode(encoding))
    assert import_roster(here.path / "roster.csv", file) == [Verdict(2, "anna.berg", "ny")]
    assert read_roster(here.path / "roster.csv")["anna.berg"].name == "Anna Åkesson"


def test_every_row_of_a_roster_gets_its_verdict(here: OccasionFolder, tmp_path: Path) -> None:
    roster = here.path / "roster.csv"
    first = tmp_path / "forst.csv"
    first.write_text("id;name\nanna;Anna\nbo;Bo\n")
    import_roster(roster, first)
    second = tmp_path / "sedan.csv"
    second.write_text("id;name;active\nanna;Anna\nbo;Bo Ek\nClara;Clara\nbo;Bo\ndag;;\neva;Eva;kanske\n")
    verdicts = import_roster(roster, second)
    assert [(v.line, v.id, v.verdict) for v in verdicts] == [
        (2, "anna", "oförändrad"),
        (3, "bo", "ändrad"),
        (4, "Clara", "fel"),
        (5, "bo", "fel"),
        (6, "dag", "fel"),
        (7, "eva", "fel"),
    ]
    assert verdicts[2].reason.startswith("id: hittade ”Clara”, väntade ett id av små bokstäver")
    assert verdicts[5].reason == "active: hittade ”kanske”, väntade ja eller nej."
    assert sorted(read_roster(roster)) == ["anna", "bo"]


def test_a_list_without_an_id_column_is_refused(here: OccasionFolder, tmp_path: Path) -> None:
    file = tmp_path / "fel.csv"
    file.write_text("namn;epost\nAnna;a@b.se\n")
    with pytest.raises(KursError, match=r"fel\.csv: rubrikraden är ”namn;epost”, väntade en kolumn id"):
        import_roster(here.path / "roster.csv", file)


@pytest.mark.parametrize("name", ["../x", ".hidden", "a/b", "a+b", "å", "A", "", "a" * 65])
def test_a_participant_id_cannot_leave_its_folder(here: OccasionFolder, tmp_path: Path, name: str) -> None:
    file = tmp_path / "lista.csv"
    file.write_text(f'id;name\n"{name}";Namn\n')
    assert [v.verdict for v in import_roster(here.path / "roster.csv", file)] == ["fel"]


def test_the_extension_that_was_decided_last_holds(here: OccasionFolder) -> None:
    rows = [
        "id;module;due;reason_code;by;at",
        "anna;1-djur;2026-12-10T22:59:00+00:00;sjuk;lena;2026-12-01T08:00:00+00:00",
        "anna;1-djur;2026-12-08T22:59:00+00:00;rättat;lena;2026-12-02T08:00:00+00:00",
    ]
    (here.path / "extensions.csv").write_text("\n".join(rows) + "\n")
    extensions = read_extensions(here.path / "extensions.csv")
    rules = ModuleRules(due=datetime(2026, 12, 4, tzinfo=UTC))
    assert due_for("anna", "1-djur", rules, extensions) == datetime(2026, 12, 8, 22, 59, tzinfo=UTC)
    assert due_for("bo", "1-djur", rules, extensions) == datetime(2026, 12, 4, tzinfo=UTC)
    assert isinstance(extensions[0], Extension)


def test_no_module_opens_before_the_occasion_starts_or_is_due_after_it_ends(here: OccasionFolder) -> None:
    starts, ends = datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 18, tzinfo=UTC)
    day = timedelta(days=1)

    def rules(opens: datetime | None = None, due: datetime | None = None, **bounds: datetime) -> ModuleRules:
        modules = {MODULE: ModuleRules(opens=opens, due=due)}
        here.__dict__["occasion"] = here.occasion.model_copy(update={"modules": modules, **bounds})
        return here.rules(MODULE)

    assert rules() == ModuleRules()
    bounds = {"starts": starts, "ends": ends}
    assert rules(**bounds) == ModuleRules(opens=starts, due=ends)
    assert rules(starts - day, ends + day, **bounds) == ModuleRules(opens=starts, due=ends)
    assert rules(starts + day, ends - day, **bounds) == ModuleRules(opens=starts + day, due=ends - day)


def test_an_occasion_that_ends_before_it_starts_is_refused(here: OccasionFolder) -> None:
    path = here.path / "occasion.yml"
    times = "starts: '2026-12-04T12:00:00+00:00'\nends: '2026-12-04T12:00:00+00:00'\n"
    path.write_text(f"{path.read_text(encoding='utf-8')}{times}", encoding="utf-8")
    with pytest.raises(KursError, match=r"ends: hittade ”2026-12-04T12:00:00.000\+00:00”, väntade en tid efter starts"):
        _ = OccasionFolder(here.path).occasion


@pytest.mark.parametrize("role", ["pretest", "test"])
def test_a_test_has_its_own_rules_until_the_occasion_says_something_else(here: OccasionFolder, role: str) -> None:
    def rules(text: str) -> tuple[str, str]:
        (here.path / "occasion.yml").write_text(f"{head}modules:\n  {MODULE}: {{{text}}}\n", encoding="utf-8")
        found = OccasionFolder(here.path).rules(MODULE)
        return found.hand_ins, found.feedback

    head = (here.path / "occasion.yml").read_text(encoding="utf-8")
    assert rules("") == ("until_due", "explanation")
    (here.path / "course.yml").write_text(COURSE.replace("role: module", f"role: {role}"), encoding="utf-8")
    assert OccasionFolder(here.path).rules(MODULE).feedback == "points"
    due = "due: '2026-12-04T12:00:00+00:00'"
    # Whoever only says when it is due does not give the key away.
    assert rules(due) == ("once", "points")
    assert rules(f"{due}, feedback: explanation") == ("once", "explanation")
    assert rules("hand_ins: until_due") == ("until_due", "points")


def test_a_pseudonym_is_hmac_sha256_under_the_organisations_key(
    tmp_path: Path, here: OccasionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "nyckel" / "pseudonym.key"
    monkeypatch.setenv(VARIABLE, str(path))
    key = read_key(here.path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_key(here.path) == key == bytes.fromhex(path.read_text())
    # HMAC by its definition (RFC 2104): H((K ^ opad) | H((K ^ ipad) | text)), block of 64 bytes.
    block = key.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in block) + b"anna.berg").digest()
    outer = hashlib.sha256(bytes(b ^ 0x5C for b in block) + inner).hexdigest()
    assert pseudonym(key, "anna.berg") == outer[:16]


def test_a_key_that_could_leak_is_refused(
    tmp_path: Path, here: OccasionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(here.path / "pseudonym.key"))
    with pytest.raises(KursError, match="ligger i kurstillfället"):
        read_key(here.path)
    repository = tmp_path / "git"
    subprocess.run(["git", "init", "-q", repository], check=True)
    monkeypatch.setenv(VARIABLE, str(repository / "pseudonym.key"))
    with pytest.raises(KursError, match="git skulle spara"):
        read_key(here.path)
    open_key = tmp_path / "open.key"
    open_key.write_text("ab" * 32)
    open_key.chmod(0o644)
    monkeypatch.setenv(VARIABLE, str(open_key))
    with pytest.raises(KursError, match="kan läsas av andra"):
        read_key(here.path)
    open_key.chmod(0o600)
    open_key.write_text("kort")
    with pytest.raises(KursError, match="väntade 64 hexadecimala siffror"):
        read_key(here.path)


def test_the_variant_is_the_letter_with_the_highest_hash() -> None:
    letters = ["a", "b", "c"]
    digests = {x: hashlib.sha256(f"00ff|anna|intro-1-x|{x}".encode()).hexdigest() for x in letters}
    order = sorted(letters, key=lambda x: digests[x], reverse=True)
    assert ranked(letters, "00ff", "anna", "intro-1-x") == order
    turns = [expected_variant(letters, "00ff", "anna", "intro-1-x", turn=turn) for turn in range(4)]
    assert turns == [*order, order[0]]
    assert expected_variant([], "00ff", "anna", "intro-1-x") is None


def test_variants_are_spread_evenly_over_participants() -> None:
    counts = {"a": 0, "b": 0, "c": 0}
    for place in range(3000):
        counts[str(expected_variant(list(counts), "00ff", f"p{place}", "intro-1-x"))] += 1
    # Binomial(3000, 1/3): standard deviation 25.8; five of them is 129.
    assert all(abs(count - 1000) < 129 for count in counts.values())
