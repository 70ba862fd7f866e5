"""Rows with points worked out by hand, for the kinds `single` and `sort`.

Each row is one exercise, one answer and the points it gives by the format reference,
section Score. The arithmetic stands in the comment above the row; the points are
literals, never computed. `ROWS` holds for any module; `PRETEST_ROWS` holds the answer
"Vet inte", which exists only in a module with the role pretest.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One hand-scored answer; `spec` is the open fields that matter."""

    spec: dict[str, object]
    key: object
    answer: object
    max_points: str
    points: float
    note: str


# --- single ---------------------------------------------------------------------------

ABC: dict[str, object] = {"options": {"a": "Kommunen", "b": "Regionen", "c": "Länsstyrelsen"}}
YES_NO: dict[str, object] = {"options": {"yes": "Ja", "no": "Nej"}}
NUMBERS: dict[str, object] = {"options": {"1": "Ett", "01": "Noll ett", "10": "Tio"}}
PREFIX: dict[str, object] = {"options": {"rad": "Rådet", "radet": "Rådets kansli", "ra": "Rå"}}
EIGHT: dict[str, object] = {
    "options": {
        "a": "Ett",
        "b": "Två",
        "c": "Tre",
        "d": "Fyra",
        "e": "Fem",
        "f": "Sex",
        "g": "Sju",
        "h": "Åtta",
    }
}

SINGLE: tuple[Row, ...] = (
    # right: 1 * 1 = 1
    Row(ABC, "a", "a", "1", 1.0, "right"),
    # wrong: 0 * 1 = 0
    Row(ABC, "a", "b", "1", 0.0, "wrong"),
    # unanswered: 0
    Row(ABC, "a", None, "1", 0.0, "unanswered or cleared"),
    # right: 1 * 0.5 = 0.5
    Row(ABC, "b", "b", "0.5", 0.5, "right, half a point"),
    # wrong: 0 * 0.5 = 0
    Row(ABC, "b", "c", "0.5", 0.0, "wrong, half a point"),
    # right: 1 * 2.5 = 2.5
    Row(ABC, "c", "c", "2.5", 2.5, "right, two and a half points"),
    # wrong: 0 * 2.5 = 0; there is no minus for a wrong choice
    Row(ABC, "c", "a", "2.5", 0.0, "wrong gives 0, never less"),
    # unanswered: 0
    Row(ABC, "c", None, "2.5", 0.0, "unanswered, two and a half points"),
    # right: 1 * 3 = 3
    Row(YES_NO, "no", "no", "3", 3.0, "the id no is text"),
    # wrong: 0 * 3 = 0
    Row(YES_NO, "no", "yes", "3", 0.0, "one of two, the other"),
    # right: 1 * 2 = 2
    Row(NUMBERS, "1", "1", "2", 2.0, "an id that looks like a number is text"),
    # wrong: "01" is another id than "1": 0 * 2 = 0
    Row(NUMBERS, "1", "01", "2", 0.0, "1 and 01 are two ids"),
    # wrong: "radet" only begins with "rad": 0 * 1 = 0
    Row(PREFIX, "rad", "radet", "1", 0.0, "the beginning of an id is not the id"),
    # wrong: "ra" is only a part of "rad": 0 * 1 = 0
    Row(PREFIX, "rad", "ra", "1", 0.0, "a part of an id is not the id"),
    # right, last of eight: 1 * 12.5 = 12.5
    Row(EIGHT, "h", "h", "12.5", 12.5, "many options, right"),
    # wrong, next to the right one: 0 * 12.5 = 0
    Row(EIGHT, "h", "g", "12.5", 0.0, "many options, wrong"),
)

# --- sort -----------------------------------------------------------------------------

DUTIES: dict[str, str] = {
    "ska": "Kommunen ska",
    "verka": "Kommunen ska verka för",
    "inte": "Står inte i lagen",
}

# Three items, no distractor.
THREE: dict[str, object] = {
    "groups": DUTIES,
    "items": {
        "rad": "Strategiska frågor hanteras i ett särskilt forum",
        "plan": "En plan finns för varje mandatperiod",
        "ovning": "Personalen övar varje månad",
    },
}
THREE_KEY = {"rad": "verka", "plan": "ska", "ovning": "inte"}

# Four items; `vader` is a distractor.
FOUR: dict[str, object] = {
    "groups": DUTIES,
    "items": {
        "rad": "Strategiska frågor hanteras i ett särskilt forum",
        "plan": "En plan finns för varje mandatperiod",
        "ovning": "Personalen övar varje månad",
        "vader": "Det regnar på tisdag",
    },
}
FOUR_KEY = {"rad": "verka", "plan": "ska", "ovning": "inte", "vader": "ingen"}

# Six items; `x1`, `x2` and `x3` are distractors.
SIX: dict[str, object] = {
    "groups": {"fore": "Före", "under": "Under"},
    "items": {
        "a": "Analys",
        "b": "Beslut",
        "c": "Larm",
        "x1": "Löv",
        "x2": "Sten",
        "x3": "Moln",
    },
}
SIX_KEY = {
    "a": "fore",
    "b": "under",
    "c": "under",
    "x1": "ingen",
    "x2": "ingen",
    "x3": "ingen",
}

# Three items with several accepted groups.
SEVERAL: dict[str, object] = {
    "groups": {"fore": "Före", "under": "Under", "efter": "Efter"},
    "items": {"samverkan": "Samverkan", "larm": "Larm", "lage": "Lägesbild"},
}
SEVERAL_KEY = {
    "samverkan": ["fore", "under", "efter"],
    "larm": "under",
    "lage": ["under", "efter"],
}

# Seven items in two groups whose ids look like numbers, no distractor.
SEVEN: dict[str, object] = {
    "groups": {"1": "Steg ett", "2": "Steg två"},
    "items": {
        "a": "Alfa",
        "b": "Beta",
        "c": "Gamma",
        "d": "Delta",
        "e": "Epsilon",
        "f": "Zeta",
        "g": "Eta",
    },
}
SEVEN_KEY = {"a": "1", "b": "1", "c": "1", "d": "1", "e": "2", "f": "2", "g": "2"}

# Eight items in two groups, no distractor.
EIGHT_ITEMS: dict[str, object] = {
    "groups": {"v": "Vänster", "h": "Höger"},
    "items": {
        "a": "Ett",
        "b": "Två",
        "c": "Tre",
        "d": "Fyra",
        "e": "Fem",
        "f": "Sex",
        "g": "Sju",
        "h": "Åtta",
    },
}
EIGHT_KEY = {
    "a": "v",
    "b": "v",
    "c": "v",
    "d": "v",
    "e": "h",
    "f": "h",
    "g": "h",
    "h": "h",
}

# Three corners; the layout changes the view, not the points.
TRIANGLE: dict[str, object] = {
    "groups": {"ansvar": "Ansvar", "likhet": "Likhet", "narhet": "Närhet"},
    "items": {"p": "Den som vanligen har uppgiften", "q": "Som vanligt", "r": "Lokalt"},
    "layout": "triangle",
}
TRIANGLE_KEY = {"p": "ansvar", "q": "likhet", "r": "narhet"}

# Forty items n01 to n40, every one in group v, no distractor. PLACED_3 and PLACED_23
# place the first 3 and the first 23 of them right and leave out the rest.
FORTY: dict[str, object] = {
    "groups": {"v": "Vänster", "h": "Höger"},
    "items": {f"n{n:02}": f"Kort {n}" for n in range(1, 41)},
}
FORTY_KEY = {f"n{n:02}": "v" for n in range(1, 41)}
PLACED_3 = {"n01": "v", "n02": "v", "n03": "v"}
PLACED_23 = {f"n{n:02}": "v" for n in range(1, 24)}

SORT: tuple[Row, ...] = (
    # 3 of 3: 1 * 3 = 3
    Row(
        THREE,
        THREE_KEY,
        {"rad": "verka", "plan": "ska", "ovning": "inte"},
        "3",
        3.0,
        "all right",
    ),
    # rad, plan right, ovning wrong: 2/3 * 3 = 2
    Row(
        THREE,
        THREE_KEY,
        {"rad": "verka", "plan": "ska", "ovning": "ska"},
        "3",
        2.0,
        "partly right",
    ),
    # 0 of 3: 0
    Row(
        THREE,
        THREE_KEY,
        {"rad": "ska", "plan": "inte", "ovning": "verka"},
        "3",
        0.0,
        "none right",
    ),
    # unanswered: 0
    Row(THREE, THREE_KEY, None, "3", 0.0, "unanswered or cleared"),
    # unanswered: 0, although the distractor does lie in ingen
    Row(FOUR, FOUR_KEY, None, "2", 0.0, "unanswered: the distractor earns nothing"),
    # unanswered: 0, although 3 of 6 items do lie in ingen
    Row(SIX, SIX_KEY, None, "3", 0.0, "unanswered, half the items distractors"),
    # 1 of 3: 2.5 / 3 = 0.8333... -> 0.83
    Row(
        THREE,
        THREE_KEY,
        {"rad": "verka", "plan": "inte", "ovning": "ska"},
        "2.5",
        0.83,
        "a third of 2.5, down",
    ),
    # 2 of 3: 5 / 3 = 1.6666... -> 1.67 (two times 0.83 would be 1.66)
    Row(
        THREE,
        THREE_KEY,
        {"rad": "verka", "plan": "ska", "ovning": "verka"},
        "2.5",
        1.67,
        "two thirds of 2.5, up; rounded once, not for each item",
    ),
    # 3 of 3: 1 * 2.5 = 2.5 (three times 0.83 would be 2.49)
    Row(
        THREE,
        THREE_KEY,
        {"ovning": "inte", "plan": "ska", "rad": "verka"},
        "2.5",
        2.5,
        "all right is the maximum, in whatever order the items are sent",
    ),
    # 1 of 3, two items absent: 0.5 / 3 = 0.1666... -> 0.17
    Row(
        THREE,
        THREE_KEY,
        {"plan": "ska"},
        "0.5",
        0.17,
        "items that belong in a group are wrong when left out",
    ),
    # 1 of 3, two items explicitly ingen: 0.5 / 3 = 0.1666... -> 0.17
    Row(
        THREE,
        THREE_KEY,
        {"rad": "ingen", "plan": "ska", "ovning": "ingen"},
        "0.5",
        0.17,
        "explicitly ingen is the same as left out",
    ),
    # 4 of 4, the distractor left out: 1 * 2 = 2
    Row(
        FOUR,
        FOUR_KEY,
        {"rad": "verka", "plan": "ska", "ovning": "inte"},
        "2",
        2.0,
        "distractor left out: right",
    ),
    # 4 of 4, the distractor explicitly ingen: 1 * 2 = 2
    Row(
        FOUR,
        FOUR_KEY,
        {"rad": "verka", "plan": "ska", "ovning": "inte", "vader": "ingen"},
        "2",
        2.0,
        "distractor explicitly ingen: right",
    ),
    # 3 of 4, the distractor in a group: 3/4 * 2 = 1.5
    Row(
        FOUR,
        FOUR_KEY,
        {"rad": "verka", "plan": "ska", "ovning": "inte", "vader": "inte"},
        "2",
        1.5,
        "distractor placed in a group: wrong",
    ),
    # rad wrong, plan and ovning absent: wrong; vader absent: right. 1/4 * 2 = 0.5
    Row(
        FOUR,
        FOUR_KEY,
        {"rad": "ska"},
        "2",
        0.5,
        "only the distractor is right",
    ),
    # 0 of 4: 0
    Row(
        FOUR,
        FOUR_KEY,
        {"rad": "ska", "plan": "inte", "ovning": "verka", "vader": "ska"},
        "2",
        0.0,
        "none right, the distractor placed too",
    ),
    # a right; b, c absent: wrong; x1 absent, x2 explicit: right; x3 placed: wrong.
    # 3/6 * 3 = 1.5
    Row(
        SIX,
        SIX_KEY,
        {"a": "fore", "x2": "ingen", "x3": "under"},
        "3",
        1.5,
        "distractors left out, explicit and placed in one answer",
    ),
    # a, b, c right; x1, x2 absent: right; x3 placed: wrong.
    # 5/6 * 0.5 = 2.5 / 6 = 0.41666... -> 0.42
    Row(
        SIX,
        SIX_KEY,
        {"a": "fore", "b": "under", "c": "under", "x3": "fore"},
        "0.5",
        0.42,
        "five sixths of half a point, up",
    ),
    # a right, the other five wrong: 1/6 * 0.5 = 0.08333... -> 0.08
    Row(
        SIX,
        SIX_KEY,
        {"a": "fore", "b": "fore", "x1": "fore", "x2": "under", "x3": "under"},
        "0.5",
        0.08,
        "a sixth of half a point, down",
    ),
    # samverkan in the first accepted group, lage in the first: 3 of 3: 1 * 1.5 = 1.5
    Row(
        SEVERAL,
        SEVERAL_KEY,
        {"samverkan": "fore", "larm": "under", "lage": "under"},
        "1.5",
        1.5,
        "several accepted groups, the first of each",
    ),
    # samverkan and lage in the last accepted group: 3 of 3: 1 * 1.5 = 1.5
    Row(
        SEVERAL,
        SEVERAL_KEY,
        {"samverkan": "efter", "larm": "under", "lage": "efter"},
        "1.5",
        1.5,
        "several accepted groups, the last of each",
    ),
    # samverkan right; larm wrong; lage in none of its two: wrong. 1/3 * 1.5 = 0.5
    Row(
        SEVERAL,
        SEVERAL_KEY,
        {"samverkan": "under", "larm": "efter", "lage": "fore"},
        "1.5",
        0.5,
        "outside the accepted groups",
    ),
    # samverkan absent: wrong, though every group is accepted; larm, lage right.
    # 2/3 * 1.5 = 1
    Row(
        SEVERAL,
        SEVERAL_KEY,
        {"larm": "under", "lage": "efter"},
        "1.5",
        1.0,
        "any group is accepted, but ingen is not a group",
    ),
    # the key as lists of one, the distractor too; all four right: 1 * 1 = 1
    Row(
        FOUR,
        {"rad": ["verka"], "plan": ["ska"], "ovning": ["inte"], "vader": ["ingen"]},
        {"rad": "verka", "plan": "ska", "ovning": "inte"},
        "1",
        1.0,
        "a list of one group is the group",
    ),
    # a, b, c right, the rest absent: 3/7 * 2.5 = 7.5 / 7 = 1.0714... -> 1.07
    Row(
        SEVEN,
        SEVEN_KEY,
        {"a": "1", "b": "1", "c": "1"},
        "2.5",
        1.07,
        "three sevenths of 2.5, down; group ids that look like numbers",
    ),
    # a to d in 1: right; e in 2: right; f, g in 1: wrong.
    # 5/7 * 2.5 = 12.5 / 7 = 1.7857... -> 1.79
    Row(
        SEVEN,
        SEVEN_KEY,
        {"a": "1", "b": "1", "c": "1", "d": "1", "e": "2", "f": "1", "g": "1"},
        "2.5",
        1.79,
        "five sevenths of 2.5, up",
    ),
    # 1 of 8: 0.5 / 8 = 0.0625 -> 0.06
    Row(
        EIGHT_ITEMS,
        EIGHT_KEY,
        {"a": "v"},
        "0.5",
        0.06,
        "an eighth of half a point, down",
    ),
    # 3 of 8: 1.5 / 8 = 0.1875 -> 0.19
    Row(
        EIGHT_ITEMS,
        EIGHT_KEY,
        {"a": "v", "b": "v", "h": "h"},
        "0.5",
        0.19,
        "three eighths of half a point, up",
    ),
    # 1 of 8: 1 / 8 = 0.125, a half cent -> 0.13 (half to even would give 0.12)
    Row(
        EIGHT_ITEMS,
        EIGHT_KEY,
        {"h": "h"},
        "1",
        0.13,
        "a half cent goes up from an even cent",
    ),
    # 3 of 8: 3 / 8 = 0.375, a half cent -> 0.38
    Row(
        EIGHT_ITEMS,
        EIGHT_KEY,
        {"a": "v", "b": "v", "c": "v", "d": "h"},
        "1",
        0.38,
        "a half cent goes up from an odd cent",
    ),
    # a in v: right, the others all in v: b, c, d right, e to h wrong. 4/8 * 4.5 = 2.25
    Row(
        EIGHT_ITEMS,
        EIGHT_KEY,
        {
            "a": "v",
            "b": "v",
            "c": "v",
            "d": "v",
            "e": "v",
            "f": "v",
            "g": "v",
            "h": "v",
        },
        "4.5",
        2.25,
        "all in one group",
    ),
    # 2 of 3: 2/3 * 1 = 0.6666... -> 0.67
    Row(
        TRIANGLE,
        TRIANGLE_KEY,
        {"p": "ansvar", "q": "narhet", "r": "narhet"},
        "1",
        0.67,
        "layout triangle, two thirds of a point",
    ),
    # 40 of 40: 1 * 10 = 10
    Row(FORTY, FORTY_KEY, FORTY_KEY, "10", 10.0, "many items, all right"),
    # 3 of 40: 3 / 40 = 0.075, a half cent -> 0.08
    # (the binary number nearest 0.075 is below it, and rounds to 0.07)
    Row(FORTY, FORTY_KEY, PLACED_3, "1", 0.08, "a half cent binary numbers miss"),
    # 23 of 40: 23 / 40 = 0.575, a half cent -> 0.58
    # (in binary numbers 0.575 * 100 is just below 57.5)
    Row(FORTY, FORTY_KEY, PLACED_23, "1", 0.58, "another half cent binary ones miss"),
    # 23 of 40: 23 * 2.5 / 40 = 57.5 / 40 = 1.4375 -> 1.44
    Row(FORTY, FORTY_KEY, PLACED_23, "2.5", 1.44, "many items, partly right"),
)

ROWS: dict[str, tuple[Row, ...]] = {"single": SINGLE, "sort": SORT}

# --- "Vet inte", only in a module with the role pretest -------------------------------

PRETEST_ROWS: dict[str, tuple[Row, ...]] = {
    "single": (
        # the share is 0: 0 * 1 = 0
        Row(ABC, "a", {"dk": True}, "1", 0.0, "vet inte"),
    ),
    "sort": (
        # the share is 0: 0 * 2 = 0; it is not an answer that left the distractor out
        Row(FOUR, FOUR_KEY, {"dk": True}, "2", 0.0, "vet inte: no distractor counts"),
    ),
}
