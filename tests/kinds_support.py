"""A course with one module that has every kind of exercise, and how a participant answers each of them.

For tests and measurements in a browser. A new kind is a `Question` in `QUESTIONS`; all that go through the
tasks then go through it too.
"""

import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import nbformat
from pydantic import JsonValue

from graders.occasion import new_occasion
from graders.release import release
from graders.roster import import_roster
from tests.occasion_support import marks
from toolkit.fold import Fold
from toolkit.fold import read as read_journal
from toolkit.formats import Occasion
from toolkit.occasion import OccasionFolder

OCCASION = "alla-2026"
MODULE, PRETEST, MASTERY = "1-alla", "forprov", "2-krav"


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

    role: Literal["radio", "checkbox", "textbox", "combobox", "button"]
    name: str
    group: str = ""
    value: str = ""
    stays: bool = True


Step = tuple[Act, JsonValue]
"""What is done, and the whole answer that stands after it."""


@dataclass(frozen=True)
class Question:
    """An exercise that is asked twice: as practice and for points.

    Parameters
    ----------
    steps
        From nothing to an answer that is right, where a rule says what is.
    others
        From there to other answers, and back to where `steps` can be gone through again; none where an answer stands.
    practice_key
        The key in practice, where it is another.
    check, again
        The button of a practice exercise, before and after it has been pressed.
    told, head
        What is said, and what heads that which is shown, when it has been pressed after the steps.
    """

    name: str
    kind: str
    body: str
    key: str
    steps: Sequence[Step]
    others: Sequence[Step]
    practice: str = ""
    graded: str = "points: 2"
    practice_key: str = ""
    check: str = "Kontrollera svaret"
    again: str = "Kontrollera igen"
    told: str = "Ditt svar stämmer"
    head: str = "Ditt svar stämmer"


SINGLE = Question(
    "val",
    "single",
    """prompt: "Vilket djur säger mu?"
options:
  b: "Katten som bor hos grannen"
  q: "Kon"
  z: "Hunden"
""",
    """key: q
explanation: "Kon råmar, vilket brukar skrivas mu i svenska barnböcker och sånger."
feedback:
  b: "Katten jamar, och det ljudet skrivs mjau i de flesta böcker för barn."
  z: "Hunden skäller, och det ljudet skrivs vov i de flesta böcker för barn."
""",
    [(Act("radio", "Kon"), "q")],
    [(Act("radio", "Hunden"), "z"), (Act("radio", "Katten som bor hos grannen"), "b")],
    practice='hints:\n  - "Djuret äter gräs."\n  - "Djuret ger mjölk."',
    graded="points: 2\nconfidence: true",
)

MULTIPLE = Question(
    "flera",
    "multiple",
    """prompt: "Vilka två djur kan flyga?"
options:
  fink: "Bofinken"
  groda: "Grodan"
  kaja: "Kajan"
  orm: "Snoken"
choose: 2
""",
    """key: [fink, kaja]
explanation: "Fåglarna flyger med sina vingar, och varken grodan eller snoken har några sådana."
feedback:
  groda: "Grodan hoppar långt med sina bakben, men den kan inte hålla sig kvar i luften."
  orm: "Snoken ringlar och simmar, men den kan inte ens lämna marken av egen kraft."
""",
    [(Act("checkbox", "Bofinken"), ["fink"]), (Act("checkbox", "Kajan"), ["fink", "kaja"])],
    [(Act("checkbox", "Bofinken"), ["kaja"]), (Act("checkbox", "Kajan"), None)],
)

SORT = Question(
    "sortera",
    "sort",
    """prompt: "Sortera efter var djuren bor."
groups:
  hav: "I havet"
  land: "På land"
  luft: "I luften"
items:
  torsk: "Torsk"
  ko: "Ko"
""",
    """key: {torsk: hav, ko: land}
explanation: "Torsken lever i saltvatten och hämtas upp av fiskare, medan kon betar på ängen om somrarna."
feedback:
  torsk: "Torsken andas med gälar och dör ganska snart när den kommer upp ur vattnet."
  ko: "Kon betar gräs och behöver fast mark under sina klövar för att må bra."
""",
    [
        (Act("radio", "I havet", "Torsk"), {"torsk": "hav"}),
        (Act("radio", "På land", "Ko"), {"torsk": "hav", "ko": "land"}),
    ],
    [
        (Act("radio", "På land", "Torsk"), {"torsk": "land", "ko": "land"}),
        (Act("radio", "I luften", "Ko"), {"torsk": "land", "ko": "luft"}),
        (Act("button", "Rensa"), None),
    ],
)

MANY_GROUPS = Question(
    "lador",
    "sort",
    """prompt: "I vilken låda hör sakerna hemma?"
groups:
  bestick: "Bestick"
  verktyg: "Verktyg"
  papper: "Papper"
  klader: "Kläder"
  leksaker: "Leksaker"
items:
  gaffel: "En gaffel"
  hammare: "En hammare"
""",
    """key: {gaffel: bestick, hammare: verktyg}
explanation: "Gaffeln används när man äter vid bordet, och hammaren när man slår i spik i en vägg."
feedback:
  gaffel: "Gaffeln läggs alltid tillsammans med knivar och skedar i det här hushållet."
  hammare: "Hammaren läggs alltid tillsammans med tång och skruvmejsel i det här hushållet."
""",
    [
        (Act("combobox", "En gaffel", value="Bestick"), {"gaffel": "bestick"}),
        (Act("combobox", "En hammare", value="Verktyg"), {"gaffel": "bestick", "hammare": "verktyg"}),
    ],
    [
        (Act("combobox", "En gaffel", value="Papper"), {"gaffel": "papper", "hammare": "verktyg"}),
        (Act("button", "Rensa"), None),
    ],
)

TRIANGLE = Question(
    "triangel",
    "sort",
    """prompt: "Placera korten i triangeln."
layout: triangle
groups:
  g: "Gärningsperson"
  o: "Objekt"
  p: "Plats"
  gk: "Närstående"
  ok: "Ägare"
  pk: "Platsansvarig"
items:
  syskon: "Ett äldre syskon lånar ut sin moped"
  vakt: "Vaktmästaren går hem klockan tre"
  regn: "Det regnade i går"
""",
    """key: {syskon: gk, vakt: [pk, p], regn: ingen}
explanation: "Syskonet kan påverka den som kör och vaktmästaren det som händer på gården, men regnet ingen av dem."
feedback:
  syskon: "Syskonet kör inte själv utan står nära den som gör det, och kan säga nej till lånet."
  vakt: "Vaktmästaren hör till skolgården och har ansvar för den så länge arbetsdagen varar."
  regn: "Regnet föll dagen innan och säger ingenting om vem, vad eller var det handlar om."
""",
    [
        (
            Act("combobox", "Ett äldre syskon lånar ut sin moped", value="Närstående"),
            {"syskon": "gk"},
        ),
        (Act("combobox", "Vaktmästaren går hem klockan tre", value="Platsansvarig"), {"syskon": "gk", "vakt": "pk"}),
    ],
    [
        (Act("combobox", "Det regnade i går", value="Plats"), {"syskon": "gk", "vakt": "pk", "regn": "p"}),
        (Act("button", "Rensa"), None),
    ],
)

NUMERIC = Question(
    "tal",
    "numeric",
    """prompt: "Hur stor andel av djuren är kor? Läs av figuren."
figure: {file: djur.svg, alt: "Stapeldiagram. Kor 30, katter 50 och hundar 20.", table: djur.csv}
unit: "procent"
round: 0
""",
    """key: {value: "30", abs: "0"}
explanation: "Av hundra djur är trettio kor, och då är andelen trettio procent av alla djur."
wrong:
  - {value: "50", feedback: "Så stor andel är katter; läs på stapeln med den andra etiketten i figuren."}
""",
    [(Act("textbox", "Ditt svar", value="30"), "30")],
    [(Act("textbox", "Ditt svar", value="50"), "50"), (Act("textbox", "Ditt svar", value="12,5"), "12,5")],
)

HOTSPOT = Question(
    "karta",
    "hotspot",
    """prompt: "Vilka två ytor på gården är vatten?"
figure: {file: gard.svg, alt: "Karta över en gård. Dammen ligger i nordväst, ladan mitt på och ån längst i söder."}
ordered: true
areas:
  damm: {name: "Dammen", shape: circle, cx: 60, cy: 60, r: 40}
  lada: {name: "Ladan", shape: rect, x: 150, y: 100, width: 90, height: 60}
  hage: {name: "Hagen", shape: rect, x: 250, y: 20, width: 120, height: 70}
  an: {name: "Ån", shape: polygon, points: [[0, 220], [380, 200], [380, 250], [0, 270]]}
  vag: {name: "Vägen", shape: rect, x: 0, y: 170, width: 380, height: 24}
  aker: {name: "Åkern", shape: polygon, points: [[20, 110], [140, 110], [140, 165], [20, 165]]}
""",
    """key: [damm, an]
explanation: "Dammen och ån rymmer vatten hela året, medan de andra ytorna på gården är torr mark."
feedback:
  lada: "Ladan är ett hus, och i den förvaras hö som måste hållas torrt under hela vintern."
  hage: "Hagen är en torr äng med stängsel omkring, där korna går och betar på somrarna."
  vag: "Vägen är belagd med grus, och vattnet rinner av den ned i dikena på båda sidor."
  aker: "Åkern är plöjd jord där det växer korn, och den är dränerad för att inte bli våt."
""",
    [(Act("checkbox", "A Dammen"), ["damm"]), (Act("checkbox", "D Ån"), ["an", "damm"])],
    [
        (Act("checkbox", "B Ladan"), ["an", "damm", "lada"]),
        (Act("checkbox", "A Dammen"), ["an", "lada"]),
        (Act("button", "Rensa"), None),
    ],
)

POINTS = Question(
    "punkt",
    "hotspot",
    """prompt: "Var på gården förvaras höet?"
figure: {file: gard.svg, alt: "Karta över en gård. Dammen ligger i nordväst, ladan mitt på och ån längst i söder."}
marks: 1
""",
    """key:
  lada: {name: "Ladan", shape: rect, x: 150, y: 100, width: 90, height: 60}
explanation: "Höet förvaras i ladan, som står mitt på gården och skyddar det mot regn och snö."
""",
    [(Act("button", "Markera här"), [[190, 135]])],
    [(Act("button", "Ta bort markering 1"), None)],
)

PICTURES = Question(
    "bilder",
    "multiple",
    """prompt: "Vilken figur har hörn?"
options:
  o: "Figur ett"
  n: "Figur två"
  m: "Figur tre"
pictures:
  o: {file: rund.svg, alt: "En cirkel"}
  n: {file: fyrkant.svg, alt: "En fyrkant"}
  m: {file: rund.svg, alt: "En cirkel som är likadan"}
""",
    """key: [n]
explanation: "En fyrkant har fyra hörn, medan en cirkel är rund hela vägen och inte har något hörn alls."
feedback:
  o: "En cirkel är rund hela vägen, och den som följer dess kant kommer aldrig till ett hörn."
  m: "Också den här cirkeln är rund hela vägen, och den har alltså inget hörn någonstans."
""",
    [(Act("checkbox", "Figur två"), ["n"])],
    [(Act("checkbox", "Figur ett"), ["n", "o"]), (Act("button", "Rensa"), None)],
)

RANK = Question(
    "ordna",
    "rank",
    """prompt: "Ordna djuren så att det minsta står överst."
items:
  ko: "Kon"
  mus: "Musen"
  katt: "Katten"
ordered: true
""",
    """key: [mus, katt, ko]
explanation: "Musen väger några gram, katten några kilo och kon flera hundra kilo när den är vuxen."
feedback:
  ko: "Kon är tyngst av de tre djuren och behöver ett helt bås i ladugården."
  mus: "Musen är lättast av de tre djuren och ryms med lätthet i en knuten hand."
  katt: "Katten är större än musen som den jagar men mycket mindre än en ko."
""",
    [
        (Act("button", "Flytta ned: Kon, plats 1 av 3"), ["mus", "ko", "katt"]),
        (Act("button", "Flytta upp: Katten, plats 3 av 3"), ["mus", "katt", "ko"]),
    ],
    [
        (Act("button", "Flytta upp: Katten, plats 2 av 3"), ["katt", "mus", "ko"]),
        (Act("button", "Rensa"), None),
        (Act("button", "Ordningen stämmer"), ["ko", "mus", "katt"]),
    ],
)
CLOZE = Question(
    "luckor",
    "cloze",
    """prompt: "Fyll i det som saknas."
text: "Kon äter {mat} på ängen och sover i {hus}, där bonden mjölkar henne {tid}."
gaps:
  hus: {choices: ["ladugården", "hundkojan", "fågelholken"]}
spelling: 1
""",
    """key: {mat: [gräs], hus: [ladugården], tid: [varje morgon, varje dag]}
explanation: "Kon betar gräs om dagen, går in i ladugården till natten och mjölkas där varje morgon."
feedback:
  mat: "Det som växer på ängen och som kon tuggar hela dagen heter gräs på svenska."
  hus: "Huset måste vara stort nog för många kor, och det heter ladugård på svenska."
  tid: "En ko måste mjölkas minst en gång om dagen, annars spänner det i juvret."
""",
    [
        (Act("textbox", "Lucka 1 av 3", value="Gräs"), {"mat": "Gräs"}),
        (Act("combobox", "Lucka 2 av 3", value="ladugården"), {"mat": "Gräs", "hus": "ladugården"}),
        (
            Act("textbox", "Lucka 3 av 3", value="varje mogon"),
            {"mat": "Gräs", "hus": "ladugården", "tid": "varje mogon"},
        ),
    ],
    [
        (
            Act("textbox", "Lucka 1 av 3", value="hö"),
            {"mat": "hö", "hus": "ladugården", "tid": "varje mogon"},
        ),
        (
            Act("combobox", "Lucka 2 av 3", value="hundkojan"),
            {"mat": "hö", "hus": "hundkojan", "tid": "varje mogon"},
        ),
        (Act("textbox", "Lucka 3 av 3"), {"mat": "hö", "hus": "hundkojan"}),
        (Act("combobox", "Lucka 2 av 3", value="Välj"), {"mat": "hö"}),
        (Act("textbox", "Lucka 1 av 3"), None),
    ],
)

ONWARD = Act("button", "Välj och gå vidare", stays=False)
BRANCH = Question(
    "vag",
    "branch",
    """prompt: "Hur får du hem kon?"
start: hage
nodes:
  hage:
    text: "Kon står i hagen och grinden är öppen."
    choices:
      lock: {text: "Locka med hö", to: vag, consequence: "Kon kommer fram till grinden."}
      ropa: {text: "Ropa på hunden", to: vag, consequence: "Hunden skäller och kon backar."}
      hem: {text: "Gå hem ensam", to: slut}
  vag:
    text: "Ni kommer till vägen."
    choices:
      led: {text: "Led kon i grimman", to: slut, if: [hage.lock], consequence: "Kon följer med."}
      jaga: {text: "Jaga på kon", to: slut, consequence: "Kon springer åt fel håll."}
  slut:
    text: "Det har blivit kväll."
""",
    """key:
  hage: {lock: 1, ropa: 0, hem: 0}
  vag: {led: 1, jaga: 0}
explanation: "Kon går gärna dit där det finns foder, och den går lugnt när någon håller i grimman."
feedback:
  hage.ropa: "Kor blir rädda för en hund som skäller, och då går de hellre åt andra hållet."
  hage.hem: "Kon kan inte öppna ladugården själv, så den står kvar ute när det blir kväll."
  vag.jaga: "En ko som jagas springer dit det är fritt, och det är sällan hemåt på vägen."
""",
    [
        (Act("radio", "Locka med hö", stays=False), None),
        (ONWARD, [["hage", "lock"]]),
        (Act("radio", "Led kon i grimman", stays=False), [["hage", "lock"]]),
        (ONWARD, [["hage", "lock"], ["vag", "led"]]),
    ],
    [],
)
HUS = "Ett hönshus 70 tkr 60 tkr en gång och 5 tkr om året."
NAT = "Ett nät mot räven 25 tkr Går inte ihop med: En maskin som plockar ägg."
PLAN = Question(
    "plan",
    "plan",
    """prompt: "Vad köper du till hönsen?"
measures:
  hus: {text: "Ett hönshus", cost: 60, upkeep: 5}
  nat: {text: "Ett nät mot räven", cost: 25}
  lampa: {text: "En värmelampa", cost: 15}
  robot: {text: "En maskin som plockar ägg", cost: 90}
years: 2
budget: 100
requires: {lampa: [hus]}
excludes: [[nat, robot]]
""",
    """key: {hus: 3, nat: 2, lampa: 1, robot: 1}
explanation: "Hönsen behöver tak över huvudet och skydd mot räven innan de behöver något annat alls."
feedback:
  lampa: "Lampan värmer bara i ett hus, och med nätet räcker pengarna inte till båda två."
  robot: "Maskinen tar nästan alla pengar, och då finns varken hus eller skydd för hönsen."
""",
    [
        (Act("checkbox", HUS), ["hus"]),
        (Act("checkbox", NAT), ["hus", "nat"]),
    ],
    [
        (Act("checkbox", HUS), ["nat"]),
        (Act("checkbox", NAT), None),
    ],
)

EXAMPLES = """strong:
  text: |
    Kon råmar när kalven är borta.

    Släpp in kalven till henne och lyssna om hon tystnar.
  why: "Orsaken går att pröva redan i dag, och svaret säger hur det går till."
weak:
  text: "Kor låter alltid så där, för det ligger i deras natur."
  why: "Svaret säger inte vad som skulle kunna ändras, och då finns det inget att pröva."
explanation: "En orsak ska gå att pröva, annars är den en gissning som ingen kan säga emot."
"""
TEXT = Question(
    "skriv",
    "text",
    """prompt: "Varför säger kon mu? Skriv en orsak och hur den kan prövas."
words: {min: 5, max: 30}
""",
    """rubric:
  orsak: {text: "Anger svaret en orsak?", points: 1}
  prova: {text: "Säger svaret hur orsaken kan prövas?", points: 1}
"""
    + EXAMPLES,
    [
        (
            Act("textbox", "Ditt svar", value="Hon är hungrig.\nGe henne hö och lyssna."),
            "Hon är hungrig.\nGe henne hö och lyssna.",
        )
    ],
    [
        (Act("textbox", "Ditt svar", value="Det vet jag inte."), "Det vet jag inte."),
        (Act("textbox", "Ditt svar", value=""), None),
    ],
    practice_key="""rubric:
  orsak: {text: "Anger svaret en orsak?"}
  prova: {text: "Säger svaret hur orsaken kan prövas?"}
"""
    + EXAMPLES,
    check="Jämför med ett exempel",
    again="Jämför med ett exempel",
    told="Här finns inget rätt eller fel.",
    head="Jämför din text med exemplen",
)

QUESTIONS = (
    SINGLE,
    MULTIPLE,
    SORT,
    MANY_GROUPS,
    TRIANGLE,
    NUMERIC,
    HOTSPOT,
    PICTURES,
    RANK,
    CLOZE,
    BRANCH,
    POINTS,
    TEXT,
    PLAN,
)
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
        return f"alla-{'ova' if self.practice else 'visa'}-{self.question.name}"

    @property
    def title(self) -> str:
        """The name of its region on the page."""
        return f"Övning {self.number} av {len(TASKS)}"

    @property
    def answer(self) -> JsonValue:
        """What the journal holds when the steps are done."""
        return self.question.steps[-1][1]

    @property
    def cell(self) -> str:
        """The cell that the author wrote."""
        question = self.question
        role = "\n".join(filter(None, ["practice: true", question.practice])) if self.practice else question.graded
        head = f"%%exercise\nid: {self.id}\nkind: {question.kind}\ngoal: alla.1.1\n{role}\n{question.body}"
        if self.practice:
            return head + (question.practice_key or question.key)
        return f"{head}### BEGIN HIDDEN TESTS\n{question.key}### END HIDDEN TESTS"


_ROLES = [(question, practice) for practice in (True, False) for question in QUESTIONS]
TASKS = tuple(Task(question, practice, number) for number, (question, practice) in enumerate(_ROLES, 1))
PRACTICE = tuple(task for task in TASKS if task.practice)
GRADED = tuple(task for task in TASKS if not task.practice)
CHANGEABLE = tuple(task for task in GRADED if task.question.others)
"""Those that are answered again and again."""


def task(question: Question, *, practice: bool) -> Task:
    """Return a question as it is asked for practice, or for points."""
    return next(one for one in TASKS if one.question is question and one.practice is practice)


COURSE = """v: 1
id: alla
prefix: alla
title: "Alla slag av övningar"
version: 1.0.0
audience: "Den som provar"
pass: {total: 0.7, modules: all}
modules:
  - {id: forprov, number: 0, role: pretest, state: ready, title: "Förkunskaper", minutes: {read: 1, exercises: 2},
     goals: []}
  - id: 1-alla
    number: 1
    role: module
    state: ready
    title: "Alla slag"
    minutes: {read: 1, exercises: 9}
    goals:
      - {id: alla.1.1, level: förstå, strand: djur, text: "Beskriva djur"}
  - {id: 2-krav, number: 2, role: module, state: draft, title: "Krav", minutes: {read: 1, exercises: 2}, goals: []}
review: {law: needed, fact: needed, method: needed}
"""
MASTERY_CELL = """%%exercise
id: alla-2-krav
kind: single
goal: alla.1.1
practice: true
mastery: true
prompt: "Vilket djur är det?"
hints: ["Det bor på en gård."]
variants:
  a: {case: "Det ger mjölk.", options: {k: "Kon", h: "Hönan"}}
  b: {case: "Det värper ägg.", options: {p: "Grisen", t: "Tuppens hönor"}}
  c: {case: "Det ger ull.", options: {m: "Fåret", y: "Hästen"}}
variant_keys:
  a: {key: k, explanation: "Kon ger mjölk.", feedback: {h: "Hönan ger ingen mjölk utan värper."}}
  b: {key: t, explanation: "Hönorna värper.", feedback: {p: "Grisen föder kultingar."}}
  c: {key: m, explanation: "Fåret ger ull.", feedback: {y: "Hästen har ingen ull utan man och tagel."}}
"""
PRETEST_CELL = """%%exercise
id: alla-0-fore
kind: single
goal: alla.1.1
points: 1
prompt: "Vilket djur lägger ägg?"
options:
  b: "Hästen"
  q: "Hönan"
### BEGIN HIDDEN TESTS
key: q
explanation: "Hönan lägger ägg nästan varje dag under en stor del av året, och hästen föder föl."
feedback:
  b: "Hästen föder ett levande föl efter att ha burit det i nästan ett helt år."
### END HIDDEN TESTS"""
PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 60" width="240" height="120">
<g fill="#0b6b6b"><rect x="10" y="30" width="20" height="30"/><rect x="50" y="10" width="20" height="50"/>
<rect x="90" y="40" width="20" height="20"/></g></svg>
"""
DRAWINGS = {
    "djur.svg": PICTURE,
    "gard.svg": """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 380 270">
<rect width="380" height="270" fill="#eef3e6"/><circle cx="60" cy="60" r="40" fill="#b9d8e6"/>
<rect x="150" y="100" width="90" height="60" fill="#a4523f"/>
<rect x="250" y="20" width="120" height="70" fill="#cfe3bd"/>
<path d="M0 220L380 200V250L0 270Z" fill="#b9d8e6"/><rect y="170" width="380" height="24" fill="#d8d0c2"/>
<path d="M20 110H140V165H20Z" fill="#e5d3a1"/></svg>
""",
    "rund.svg": """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 80">
<circle cx="60" cy="40" r="30" fill="#0b6b6b"/></svg>
""",
    "fyrkant.svg": """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 80">
<rect x="30" y="10" width="60" height="60" fill="#0b6b6b"/></svg>
""",
}
TABLE = "Djur;Antal\nKor;30\nKatter;50\nHundar;20\n"
PROSE = {
    0: "# Alla slag\n\n## Öva\n\nHär får man *pröva* utan att det ger poäng.\n\n| Djur | Ben |\n|---|--:|\n| Ko | 4 |",
    len(PRACTICE): "## Visa\n\nHär ges poäng. Läs mer i [tabellen](djur.csv).",
}


def _write(folder: Path, cells: list[Any]) -> None:
    folder.mkdir(parents=True)
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("%load_ext toolkit", id="ladda"), *cells])
    book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, folder / f"{folder.name}.ipynb")


def write_course(courses: Path) -> Path:
    """Write the course and return its folder."""
    folder = courses / "alla"
    cells = []
    for place, one in enumerate(TASKS):
        if place in PROSE:
            cells.append(nbformat.v4.new_markdown_cell(PROSE[place], id=f"text-{place}"))
        metadata = {} if one.practice else marks(2.0, one.id)
        cells.append(nbformat.v4.new_code_cell(one.cell, id=f"cell-{place}", metadata=metadata))
    _write(folder / "source" / MODULE, cells)
    first = nbformat.v4.new_markdown_cell("# Förkunskaper\n\nVad kan du redan?", id="rubrik")
    cell = nbformat.v4.new_code_cell(PRETEST_CELL, id="cell-0", metadata=marks(1.0, "alla-0-fore"))
    _write(folder / "source" / PRETEST, [first, cell])
    first = nbformat.v4.new_markdown_cell("# Krav\n\nDet här ska man klara.", id="rubrik")
    _write(folder / "source" / MASTERY, [first, nbformat.v4.new_code_cell(MASTERY_CELL, id="cell-0")])
    for name, drawing in DRAWINGS.items():
        (folder / "source" / MODULE / name).write_text(drawing, encoding="utf-8")
    (folder / "source" / MODULE / "djur.csv").write_text(TABLE, encoding="utf-8")
    (folder / "course.yml").write_text(COURSE, encoding="utf-8")
    return folder


@cache
def _folder() -> "tempfile.TemporaryDirectory[str]":
    """Return a folder that goes when the process ends."""
    return tempfile.TemporaryDirectory(prefix="alla-")


@cache
def _released() -> Path:
    """Release the course once; an occasion's folder can be copied, since nothing in it names its place."""
    root = Path(_folder().name)
    course = write_course(root / "courses")
    made = Occasion(id=OCCASION, course="alla", title="Alla slag, våren 2027", contact="Lena Holm, lena@example.se")
    here = new_occasion(root / "occasions", course, made, seed="00112233445566ff")
    for module in (PRETEST, MODULE, MASTERY):
        release(here, module, root / "courses")
    return root / "occasions"


def make_occasion(root: Path, people: Sequence[str] = ("anna", "bo")) -> OccasionFolder:
    """Make an occasion of the course, released, with these participants."""
    shutil.copytree(_released(), root / "occasions")
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
