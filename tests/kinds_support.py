"""The gallery, which has every kind of exercise, and how a participant answers each of them.

For tests and measurements in a browser. A new kind is two cells in docs/gallery and a `Question` in `QUESTIONS`; all
that go through the tasks then go through it too.
"""

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import JsonValue

from graders.occasion import new_occasion
from graders.release import release
from graders.roster import import_roster
from toolkit.exercises.cell import Exercise
from toolkit.fold import Fold
from toolkit.fold import read as read_journal
from toolkit.formats import Occasion
from toolkit.notebook import read
from toolkit.occasion import OccasionFolder
from toolkit.testing import CHECKOUT

GALLERY = CHECKOUT / "docs" / "gallery"
OCCASION, TITLE = "galleri-2027", "Övningstyperna, våren 2027"
MODULE, PRETEST, MASTERY = "1-typer", "forprov", "2-krav"
HEADING = "Alla övningstyper"


@dataclass(frozen=True)
class Act:
    """One thing that a participant does with one control.

    Parameters
    ----------
    group
        Name of the group that the control stands in, where others have the same name.
    value
        What is typed or chosen.
    stays
        Whether the control is still there when the answer is shown again; else its name stands there as text.
    """

    role: Literal["radio", "checkbox", "textbox", "combobox", "slider", "button"]
    name: str
    group: str = ""
    value: str = ""
    stays: bool = True


Step = tuple[Act, JsonValue]
"""What is done, and the whole answer that stands after it."""


@dataclass(frozen=True)
class Question:
    """An exercise of the gallery, which asks it twice: as practice and for points.

    Parameters
    ----------
    steps
        From nothing to an answer that is right, where a rule says what is.
    others
        From there to other answers, and back to where `steps` can be gone through again; none where an answer stands.
    wrong
        From nothing to an answer that gives no points.
    partly, points
        From nothing to an answer that gives some points, and how many; none where an answer is right or is not.
    check, again
        The button of a practice exercise, before and after it has been pressed.
    told, head
        What is said, and what heads that which is shown, when it has been pressed after the steps.
    """

    name: str
    steps: Sequence[Step]
    others: Sequence[Step]
    wrong: Sequence[Act]
    partly: Sequence[Act] = ()
    points: float = 0
    check: str = "Kontrollera svaret"
    again: str = "Kontrollera igen"
    told: str = "Ditt svar stämmer"
    head: str = "Ditt svar stämmer"

    @property
    def kind(self) -> str:
        """The kind of exercise."""
        return cells()[self.id_of(practice=False)].kind.name

    def id_of(self, *, practice: bool) -> str:
        """Return the exercise's id in one of its roles."""
        return f"gallery-{'ova' if practice else 'visa'}-{self.name}"


def _radio(name: str, group: str = "") -> Act:
    return Act("radio", name, group)


def _check(name: str) -> Act:
    return Act("checkbox", name)


def _list(name: str, value: str) -> Act:
    return Act("combobox", name, value=value)


def _type(name: str, value: str) -> Act:
    return Act("textbox", name, value=value)


def _press(name: str) -> Act:
    return Act("button", name)


RIGHT, OTHER, THIRD = "En åtgärdsplan", "Ett medborgarlöfte", "En beredskapsplan"
"""The options of the first question, of which one is right."""
SINGLE = Question(
    "val",
    [(_radio(RIGHT), "plan")],
    [(_radio(OTHER), "lofte"), (_radio(THIRD), "beredskap")],
    [_radio(OTHER)],
)

SURVEY, SCHOOL = "Kommunens trygghetsenkät till invånarna", "En enkät om utsatthet i kommunens skolor"
REPORTED, SUSPECTED = "Statistiken över anmälda brott", "Statistiken över misstänkta personer"
MULTIPLE = Question(
    "flera",
    [(_check(SURVEY), ["invanare"]), (_check(SCHOOL), ["invanare", "skola"])],
    [(_check(SURVEY), ["skola"]), (_check(SCHOOL), None)],
    [_check(REPORTED), _check(SUSPECTED)],
    [_check(SURVEY)],
    1,
)

PICTURES = Question(
    "bilder",
    [(_check("Skiss två"), ["tva"]), (_check("Skiss fyra"), ["fyra", "tva"])],
    [(_check("Skiss ett"), ["ett", "fyra", "tva"]), (_press("Rensa"), None)],
    [_check("Skiss ett")],
    [_check("Skiss två")],
    1,
)

CONFLICT, HOMEWORK = "Årskurs 6 övar på att lösa konflikter", "Läxhjälp på en skola där många saknar godkända betyg"
PARENTS = "Föräldrakurs i ett område där många unga har blivit misstänkta för brott"
MENTOR, LAMPS = "Mentor till den som ofta är borta från skolan", "Kommunen byter lamporna i Lotstunneln"
EVERYONE, GROUPS, SOME = "Alla", "Grupper med högre risk", "Enskilda med tecken på problem"
SORT = Question(
    "sortera",
    [
        (_radio(EVERYONE, CONFLICT), {"konflikt": "alla"}),
        (_radio(GROUPS, HOMEWORK), {"konflikt": "alla", "lax": "grupp"}),
        (_radio(GROUPS, PARENTS), {"konflikt": "alla", "lax": "grupp", "foraldrar": "grupp"}),
        (_radio(SOME, MENTOR), {"konflikt": "alla", "lax": "grupp", "foraldrar": "grupp", "mentor": "enskild"}),
    ],
    [
        (_radio(GROUPS, CONFLICT), {"konflikt": "grupp", "lax": "grupp", "foraldrar": "grupp", "mentor": "enskild"}),
        (
            _radio(EVERYONE, LAMPS),
            {"konflikt": "grupp", "lax": "grupp", "foraldrar": "grupp", "mentor": "enskild", "lampor": "alla"},
        ),
        (_press("Rensa"), None),
    ],
    [_radio(SOME, CONFLICT), _radio(EVERYONE, HOMEWORK), _radio(EVERYONE, MENTOR), _radio(EVERYONE, LAMPS)],
    [_radio(EVERYONE, CONFLICT), _radio(SOME, HOMEWORK), _radio(GROUPS, PARENTS), _radio(GROUPS, MENTOR)],
    1.2,
)

DECISION, ROLES = "Polisens och kommunens ledningar beslutar att börja", "Roller och ansvar för kommunikationen bestäms"
STAFF, CAUSES = "Varje part frågar sina medarbetare vad de ser", "Orsaksanalys av de prioriterade problemen"
SIGNATURE = "Överenskommelsen skrivs under"
FIRST, SECOND, JOINT, LAST = (
    "Initiera samverkan",
    "Egna förberedelser",
    "Gemensamma förberedelser",
    "Uppföljning",
)
MANY_GROUPS = Question(
    "lador",
    [
        (_list(DECISION, FIRST), {"beslut": "ett"}),
        (_list(ROLES, FIRST), {"beslut": "ett", "roller": "ett"}),
        (_list(STAFF, SECOND), {"beslut": "ett", "roller": "ett", "medarbetare": "tva"}),
        (_list(CAUSES, JOINT), {"beslut": "ett", "roller": "ett", "medarbetare": "tva", "orsaker": "tre"}),
        (
            _list(SIGNATURE, JOINT),
            {"beslut": "ett", "roller": "ett", "medarbetare": "tva", "orsaker": "tre", "underskrift": "tre"},
        ),
    ],
    [
        (
            _list(DECISION, LAST),
            {"beslut": "fem", "roller": "ett", "medarbetare": "tva", "orsaker": "tre", "underskrift": "tre"},
        ),
        (_press("Rensa"), None),
    ],
    [_list(DECISION, LAST), _list(STAFF, LAST), _list(SIGNATURE, FIRST)],
    [_list(DECISION, FIRST), _list(STAFF, SECOND), _list(SIGNATURE, LAST)],
    0.8,
)

SIBLING, GATE = "Ett äldre syskon lånar ut sin moped", "Gården saknar grind mot cykelvägen"
JANITOR, RAIN = "Vaktmästaren går hem klockan tre", "Det regnade den dag då mötet hölls"
TRIANGLE = Question(
    "triangel",
    [
        (_list(SIBLING, "Närstående"), {"syskon": "gk"}),
        (_list(GATE, "Plats"), {"syskon": "gk", "grind": "p"}),
        (_list(JANITOR, "Platsansvarig"), {"syskon": "gk", "grind": "p", "vakt": "pk"}),
    ],
    [
        (_list(RAIN, "Plats"), {"syskon": "gk", "grind": "p", "vakt": "pk", "regn": "p"}),
        (_press("Rensa"), None),
    ],
    [_list(SIBLING, "Plats"), _list(GATE, "Väktare"), _list(JANITOR, "Gärningsperson"), _list(RAIN, "Plats")],
    [_list(SIBLING, "Gärningsperson"), _list(GATE, "Plats"), _list(JANITOR, "Plats")],
    1.5,
)

NUMERIC = Question(
    "tal",
    [(_type("Ditt svar", "38"), "38")],
    [(_type("Ditt svar", "57"), "57"), (_type("Ditt svar", "12,5"), "12,5")],
    [_type("Ditt svar", "57")],
)

CAR_PARK, TUNNEL, PARK = "A P-huset Ankaret", "C Lotstunneln", "D Kaptensparken"
HOTSPOT = Question(
    "karta",
    [(_check(TUNNEL), ["tunneln"]), (_check(PARK), ["parken", "tunneln"])],
    [
        (_check(CAR_PARK), ["ankaret", "parken", "tunneln"]),
        (_check(TUNNEL), ["ankaret", "parken"]),
        (_press("Rensa"), None),
    ],
    [_check(CAR_PARK)],
    [_check(TUNNEL)],
    1,
)

POINTS = Question(
    "punkt",
    [(_press("Markera här"), [[190, 135]])],
    [(_press("Ta bort markering 1"), None)],
    [Act("slider", "Från vänster", value="90"), _press("Markera här")],
)

RANK = Question(
    "ordna",
    [
        (
            _press("Flytta ned: Analysera varför stölderna sker just där, plats 1 av 4"),
            ["kart", "analys", "folj", "valj"],
        ),
        (_press("Flytta upp: Välja åtgärder mot orsakerna, plats 4 av 4"), ["kart", "analys", "valj", "folj"]),
    ],
    [
        (_press("Flytta upp: Välja åtgärder mot orsakerna, plats 3 av 4"), ["kart", "valj", "analys", "folj"]),
        (_press("Rensa"), None),
        (_press("Ordningen stämmer"), ["analys", "kart", "folj", "valj"]),
    ],
    [_press("Flytta upp: Följa upp om stölderna har minskat, plats 3 av 4")],
    [_press("Flytta ned: Analysera varför stölderna sker just där, plats 1 av 4")],
    1.33,
)

CLOZE = Question(
    "luckor",
    [
        (_type("Lucka 1 av 3", "Vartannat  år"), {"tid": "Vartannat  år"}),
        (_list("Lucka 2 av 3", "kommunstyrelsen"), {"tid": "Vartannat  år", "organ": "kommunstyrelsen"}),
        (
            _type("Lucka 3 av 3", "överenskomelser"),
            {"tid": "Vartannat  år", "organ": "kommunstyrelsen", "sak": "överenskomelser"},
        ),
    ],
    [
        (
            _type("Lucka 1 av 3", "varje år"),
            {"tid": "varje år", "organ": "kommunstyrelsen", "sak": "överenskomelser"},
        ),
        (_list("Lucka 2 av 3", "rådet"), {"tid": "varje år", "organ": "rådet", "sak": "överenskomelser"}),
        (_type("Lucka 3 av 3", ""), {"tid": "varje år", "organ": "rådet"}),
        (_list("Lucka 2 av 3", "Välj"), {"tid": "varje år"}),
        (_type("Lucka 1 av 3", ""), None),
    ],
    [_type("Lucka 1 av 3", "varje år"), _list("Lucka 2 av 3", "rådet"), _type("Lucka 3 av 3", "löften")],
    [_type("Lucka 1 av 3", "vartannat år"), _list("Lucka 2 av 3", "rådet")],
    0.67,
)

ONWARD = Act("button", "Välj och gå vidare", stays=False)
ASK = Act("radio", "Be henne ta reda på var och när det sker", stays=False)
CAMERAS = Act("radio", "Föreslå kameror på skolgården", stays=False)
WAIT = Act("radio", "Ta upp det på rådets möte om två månader", stays=False)
EVENINGS = Act("radio", "Pröva öppet på Bojen de kvällar som kartan visar", stays=False)
LETTER = Act("radio", "Skicka ett brev till alla vårdnadshavare", stays=False)
BRANCH = Question(
    "vag",
    [
        (ASK, None),
        (ONWARD, [["mejl", "fraga"]]),
        (EVENINGS, [["mejl", "fraga"]]),
        (ONWARD, [["mejl", "fraga"], ["moten", "bojen"]]),
    ],
    [],
    [WAIT, ONWARD],
    [ASK, ONWARD, LETTER, ONWARD],
    1,
)

RACKS = (
    "Ställ där ramen kan låsas 70 tkr 60 tkr en gång och 5 tkr om året. Går inte ihop med: Fler ställ av dagens slag."
)
SIGNS = "Skyltar som visar hur ramen låses 15 tkr Kräver: Ställ där ramen kan låsas."
MARKING = "Märkning av cyklar på plats 25 tkr"
PLAN = Question(
    "plan",
    [(_check(RACKS), ["stall"]), (_check(SIGNS), ["skylt", "stall"])],
    [(_check(RACKS), ["skylt"]), (_check(SIGNS), None)],
    [_check(RACKS), _check(SIGNS), _check(MARKING)],
    [_check(RACKS)],
    1.2,
)

WRITTEN = "Det kan ha regnat mer.\nRäkna cyklarna i ställen båda åren."
TEXT = Question(
    "skriv",
    [(_type("Ditt svar", WRITTEN), WRITTEN)],
    [
        (_type("Ditt svar", "Det vet jag inte ännu."), "Det vet jag inte ännu."),
        (_type("Ditt svar", ""), None),
    ],
    [_type("Ditt svar", "Det vet jag inte ännu.")],
    [_type("Ditt svar", "Färre kanske cyklade till tåget det året.")],
    1,
    check="Jämför med ett exempel",
    again="Jämför med ett exempel",
    told="Här finns inget rätt eller fel.",
    head="Jämför din text med exemplen",
)

QUESTIONS = (
    SINGLE,
    MULTIPLE,
    PICTURES,
    SORT,
    MANY_GROUPS,
    TRIANGLE,
    NUMERIC,
    HOTSPOT,
    POINTS,
    RANK,
    CLOZE,
    BRANCH,
    PLAN,
    TEXT,
)


@cache
def cells() -> Mapping[str, Exercise]:
    """Return the exercises of the gallery's module, by id, in their order."""
    return read(GALLERY / "source" / MODULE / f"{MODULE}.ipynb").exercises


KINDS = tuple(dict.fromkeys(question.kind for question in QUESTIONS))


@dataclass(frozen=True)
class Task:
    """A question in one of its two roles.

    Parameters
    ----------
    number
        Its place in the module.
    """

    question: Question
    practice: bool
    number: int

    @property
    def id(self) -> str:
        """The exercise's id."""
        return self.question.id_of(practice=self.practice)

    @property
    def title(self) -> str:
        """The name of its region on the page."""
        return f"Övning {self.number} av {len(TASKS)}"

    @property
    def answer(self) -> JsonValue:
        """What the journal holds when the steps are done."""
        return self.question.steps[-1][1]


_ROLES = [(question, practice) for practice in (True, False) for question in QUESTIONS]
TASKS = tuple(Task(question, practice, number) for number, (question, practice) in enumerate(_ROLES, 1))
PRACTICE = tuple(task for task in TASKS if task.practice)
GRADED = tuple(task for task in TASKS if not task.practice)
CHANGEABLE = tuple(task for task in GRADED if task.question.others)
"""Those that are answered again and again."""


def task(question: Question, *, practice: bool) -> Task:
    """Return a question as it is asked for practice, or for points."""
    return next(one for one in TASKS if one.question is question and one.practice is practice)


@cache
def _folder() -> "tempfile.TemporaryDirectory[str]":
    """Return a folder that goes when the process ends."""
    return tempfile.TemporaryDirectory(prefix="galleri-")


@cache
def _released(surface: Literal["pages", "lab"] = "pages") -> Path:
    """Release the gallery once for each surface; the folder can be copied, since nothing in it names its place."""
    root = Path(_folder().name, surface)
    contact = "Lena Holm, lena@example.se"
    made = Occasion(id=OCCASION, course="gallery", title=TITLE, contact=contact, surface=surface)
    here = new_occasion(root / "occasions", GALLERY, made, seed="00112233445566ff")
    for module in (PRETEST, MODULE, MASTERY):
        release(here, module, GALLERY.parent)
    return root / "occasions"


def make_occasion(
    root: Path, people: Sequence[str] = ("anna", "bo", "cia"), surface: Literal["pages", "lab"] = "pages"
) -> OccasionFolder:
    """Make an occasion of the course, released, with these participants."""
    shutil.copytree(_released(surface), root / "occasions")
    here = OccasionFolder((root / "occasions" / OCCASION).resolve())
    rows = [f"{name};{name.title()} Prov;kommun;nord" for name in people]
    (root / "lista.csv").write_text("\n".join(["id;name;actor;region", *rows]) + "\n", encoding="utf-8")
    import_roster(here.path / "roster.csv", root / "lista.csv")
    return here


def journal(here: OccasionFolder, who: str = "anna", module: str = MODULE) -> Fold:
    """Return what stands in a participant's journal on the disk."""
    return read_journal(here.journal(who, module), here.notebook(module).exercises, pretest=module == PRETEST)


def answers(here: OccasionFolder, who: str = "anna", module: str = MODULE) -> dict[str, JsonValue]:
    """Return a participant's present answers on the disk, by exercise."""
    return {name: one.answer for name, one in journal(here, who, module).answers.items() if one.answer is not None}


def history(here: OccasionFolder, who: str = "anna", module: str = MODULE) -> list[tuple[str, JsonValue]]:
    """Return every answer in the journal in the order they were written; a torn line is none."""
    found = []
    for raw in here.journal(who, module).read_bytes().split(b"\n"):
        try:
            line = json.loads(raw)
        except ValueError:
            continue
        if line["type"] == "answer":
            found.append((line["ex"], line["answer"]))
    return found
