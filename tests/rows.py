"""Rows with points worked out by hand, for every kind.

Each row is one exercise, one answer and the points it gives by the format reference,
section Score. The arithmetic stands in the comment above the row; the points are
literals, never computed, and None where a person is still to give them. `ROWS` holds for
any module; `PRETEST_ROWS` holds the answer "Vet inte", which exists only in a module with
the role pretest.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One hand-scored answer; `spec` is the open fields that matter."""

    spec: dict[str, object]
    key: object
    answer: object
    max_points: str
    points: float | None
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

# --- multiple -------------------------------------------------------------------------

# Five options; the keys are a and c, or a, c and d.
FIVE: dict[str, object] = {
    "options": {
        "a": "Risk- och sårbarhetsanalys",
        "b": "Egen polis",
        "c": "Plan för extraordinära händelser",
        "d": "Utbildning och övning",
        "e": "Egen radiokanal",
    }
}
FIVE_CHOOSE_2: dict[str, object] = {**FIVE, "choose": 2}
FIVE_ALL: dict[str, object] = {**FIVE, "scoring": "all"}
FIVE_ALL_CHOOSE_2: dict[str, object] = {**FIVE, "choose": 2, "scoring": "all"}

# Ten options; the keys are the first eight, or seven of those.
TEN: dict[str, object] = {
    "options": {
        "a": "Ett",
        "b": "Två",
        "c": "Tre",
        "d": "Fyra",
        "e": "Fem",
        "f": "Sex",
        "g": "Sju",
        "h": "Åtta",
        "i": "Nio",
        "j": "Tio",
    }
}
TEN_KEY = ["a", "b", "c", "d", "e", "f", "g", "h"]
TEN_SEVEN = ["a", "b", "c", "d", "e", "f", "g"]

MULTIPLE: tuple[Row, ...] = (
    # hits 2, false 0, keys 2: 2/2 * 2 = 2
    Row(FIVE, ["a", "c"], ["a", "c"], "2", 2.0, "all right"),
    # hits 2, false 0, keys 2: 2/2 * 2 = 2
    Row(FIVE, ["a", "c"], ["c", "a"], "2", 2.0, "all right, in another order than the key"),
    # hits 1, false 0, keys 2: 1/2 * 2 = 1
    Row(FIVE, ["a", "c"], ["c"], "2", 1.0, "one of two"),
    # hits 1, false 1, keys 2: (1 - 1)/2 = 0
    Row(FIVE, ["a", "c"], ["a", "b"], "2", 0.0, "a false alarm takes away a hit"),
    # hits 2, false 1, keys 2: (2 - 1)/2 * 2 = 1
    Row(FIVE, ["a", "c"], ["a", "b", "c"], "2", 1.0, "both, and one too many"),
    # hits 1, false 2, keys 2: (1 - 2)/2 < 0: 0
    Row(FIVE, ["a", "c"], ["a", "b", "e"], "2", 0.0, "more false alarms than hits gives 0, never less"),
    # hits 0, false 1, keys 2: (0 - 1)/2 < 0: 0
    Row(FIVE, ["a", "c"], ["e"], "2", 0.0, "none right"),
    # hits 2, false 3, keys 2: (2 - 3)/2 < 0: 0
    Row(FIVE, ["a", "c"], ["a", "b", "c", "d", "e"], "2", 0.0, "all options chosen, two of five are keys"),
    # hits 3, false 2, keys 3: (3 - 2)/3 * 2.5 = 0.8333... -> 0.83
    Row(FIVE, ["a", "c", "d"], ["a", "b", "c", "d", "e"], "2.5", 0.83, "all options chosen, three of five are keys"),
    # unanswered: 0
    Row(FIVE, ["a", "c"], None, "2", 0.0, "unanswered or cleared"),
    # hits 2, false 0, keys 3: 2/3 * 2.5 = 1.6666... -> 1.67 (two times 0.83 would be 1.66)
    Row(FIVE, ["a", "c", "d"], ["a", "d"], "2.5", 1.67, "two thirds of 2.5, up; rounded once, not for each option"),
    # hits 2, false 1, keys 3: 1/3 * 0.5 = 0.1666... -> 0.17
    Row(FIVE, ["a", "c", "d"], ["a", "c", "e"], "0.5", 0.17, "a third of half a point, up"),
    # hits 3, false 1, keys 3: 2/3 * 3 = 2; divided by the keys, not by the options chosen
    Row(FIVE, ["a", "c", "d"], ["a", "c", "d", "e"], "3", 2.0, "the share is of the keys"),
    # hits 2, false 0, keys 2: 2/2 * 1.5 = 1.5
    Row(FIVE_CHOOSE_2, ["a", "c"], ["a", "c"], "1.5", 1.5, "choose 2, all right"),
    # hits 2, false 1, keys 2: 1/2 * 1.5 = 0.75; the third choice counts like any other
    Row(FIVE_CHOOSE_2, ["a", "c"], ["a", "c", "e"], "1.5", 0.75, "beyond choose, scored as it stands"),
    # hits 2, false 1, keys 2: 1/2 * 1.5 = 0.75; it is not cut to the first two, which would give 0
    Row(FIVE_CHOOSE_2, ["a", "c"], ["e", "a", "c"], "1.5", 0.75, "beyond choose, the order does not matter"),
    # hits 1, false 0, keys 2: 1/2 * 1.5 = 0.75
    Row(FIVE_CHOOSE_2, ["a", "c"], ["a"], "1.5", 0.75, "fewer than choose"),
    # the same set: 1 * 2 = 2
    Row(FIVE_ALL, ["a", "c"], ["c", "a"], "2", 2.0, "scoring all, all right"),
    # c missing: 0 (without scoring all 1/2 * 2 = 1)
    Row(FIVE_ALL, ["a", "c"], ["a"], "2", 0.0, "scoring all, one missing"),
    # e too many: 0 (without scoring all 1/2 * 2 = 1)
    Row(FIVE_ALL, ["a", "c"], ["a", "c", "e"], "2", 0.0, "scoring all, one too many"),
    # d missing and e too many, as many as the keys: 0 (without scoring all 1/3 * 2 = 0.67)
    Row(FIVE_ALL, ["a", "c", "d"], ["a", "c", "e"], "2", 0.0, "scoring all, as many as the keys but not the same"),
    # b, d, e too many: 0
    Row(FIVE_ALL, ["a", "c"], ["a", "b", "c", "d", "e"], "2", 0.0, "scoring all, all options chosen"),
    # unanswered: 0
    Row(FIVE_ALL, ["a", "c"], None, "2", 0.0, "scoring all, unanswered or cleared"),
    # e too many: 0
    Row(FIVE_ALL_CHOOSE_2, ["a", "c"], ["a", "c", "e"], "2", 0.0, "scoring all, beyond choose"),
    # hits 1, false 0, keys 1: 1/1 * 2 = 2
    Row(NUMBERS, ["1"], ["1"], "2", 2.0, "one key; an id that looks like a number is text"),
    # "01" is another id than "1": hits 0, false 1: 0
    Row(NUMBERS, ["1", "10"], ["01"], "2", 0.0, "1 and 01 are two ids in a list too"),
    # "radet" only begins with "rad", and "ra" is only a part of it: hits 1, false 1: (1 - 1)/2 = 0
    Row(PREFIX, ["rad", "ra"], ["ra", "radet"], "2", 0.0, "the beginning of an id is not a hit"),
    # hits 5, false 2, keys 7: 3/7 * 2.5 = 1.0714... -> 1.07
    Row(TEN, TEN_SEVEN, ["a", "b", "c", "d", "e", "i", "j"], "2.5", 1.07, "three sevenths of 2.5, down"),
    # hits 1, false 0, keys 8: 1/8 * 1 = 0.125, a half cent -> 0.13 (half to even would give 0.12)
    Row(TEN, TEN_KEY, ["h"], "1", 0.13, "a half cent goes up from an even cent"),
    # hits 5, false 2, keys 8: 3/8 * 1 = 0.375, a half cent -> 0.38
    Row(TEN, TEN_KEY, ["a", "b", "c", "d", "e", "i", "j"], "1", 0.38, "a half cent goes up from an odd cent"),
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

# --- numeric --------------------------------------------------------------------------

# The marks that cannot be told apart in print stand as escapes: \u00a0 is the no-break
# space, \u202f the narrow no-break space and \u2212 the minus sign.
PLAIN: dict[str, object] = {}
METRES: dict[str, object] = {"unit": "m"}
LITRES: dict[str, object] = {"unit": "liter per person"}

TWELVE = {"value": "12,5", "abs": "0,1"}
POPULATION = {"value": "1 234,5", "abs": "0,5"}
MINUS = {"value": "-3,5", "abs": "0,5"}
MINUS_REL = {"value": "\u2212200", "rel": "0,05"}
SEVEN_EXACTLY = {"value": "7", "abs": "0"}
TENTHS = {"value": "0,3", "abs": "0,1"}

NUMERIC: tuple[Row, ...] = (
    # |12.5 - 12.5| = 0 <= 0.1: 1 * 2 = 2
    Row(METRES, TWELVE, "12,5", "2", 2.0, "the value itself"),
    # |12.4 - 12.5| = 0.1 <= 0.1: 1 * 2 = 2
    Row(METRES, TWELVE, "12,4", "2", 2.0, "exactly on the tolerance, below"),
    # |12.6 - 12.5| = 0.1 <= 0.1: 1 * 2 = 2
    Row(METRES, TWELVE, "12,6", "2", 2.0, "exactly on the tolerance, above"),
    # |12.39 - 12.5| = 0.11 > 0.1: 0
    Row(METRES, TWELVE, "12,39", "2", 0.0, "just outside, below"),
    # |12.61 - 12.5| = 0.11 > 0.1: 0
    Row(METRES, TWELVE, "12,61", "2", 0.0, "just outside, above"),
    # unanswered: 0
    Row(METRES, TWELVE, None, "2", 0.0, "unanswered or cleared"),
    # |12.55 - 12.5| = 0.05 <= 0.1: 1 * 0.5 = 0.5
    Row(METRES, TWELVE, "12.55", "0.5", 0.5, "a point in the answer, a comma in the key"),
    # |12.45 - 12.5| = 0.05 <= 0.1: 1 * 0.5 = 0.5
    Row(METRES, {"value": "12.5", "abs": "0.1"}, "12,45", "0.5", 0.5, "a comma in the answer, a point in the key"),
    # 12.50 = 12.5: 0 <= 0.1: 1 * 2.5 = 2.5
    Row(METRES, TWELVE, "12,50", "2.5", 2.5, "a zero at the end changes nothing"),
    # |125 - 12.5| = 112.5 > 0.1: 0
    Row(METRES, TWELVE, "125", "2.5", 0.0, "the decimal mark forgotten"),
    # |1234.5 - 1234.5| = 0 <= 0.5: 1 * 1 = 1
    Row(PLAIN, POPULATION, "1234,5", "1", 1.0, "digits grouped in the key, not in the answer"),
    # |1235 - 1234.5| = 0.5 <= 0.5: 1 * 1 = 1
    Row(PLAIN, POPULATION, "1 235", "1", 1.0, "an ordinary space groups"),
    # |1234 - 1234.5| = 0.5 <= 0.5: 1 * 1 = 1
    Row(PLAIN, POPULATION, "1\u00a0234", "1", 1.0, "a no-break space groups"),
    # |1234.9 - 1234.5| = 0.4 <= 0.5: 1 * 1 = 1
    Row(PLAIN, POPULATION, "1\u202f234,9", "1", 1.0, "a narrow no-break space groups"),
    # |1235.01 - 1234.5| = 0.51 > 0.5: 0
    Row(PLAIN, POPULATION, "1\u202f235,01", "1", 0.0, "grouped and just outside"),
    # the point is a decimal mark: |1.234 - 1234.5| = 1233.266 > 0.5: 0
    Row(PLAIN, POPULATION, "1.234", "1", 0.0, "a point does not group"),
    # the comma is a decimal mark: |1.234 - 1234.5| = 1233.266 > 0.5: 0
    Row(PLAIN, POPULATION, "1,234", "1", 0.0, "a comma does not group"),
    # |10300000 - 10500000| = 200000 <= 0.02 * 10500000 = 210000: 1 * 1 = 1
    Row(
        PLAIN,
        {"value": "10\u00a0500\u00a0000", "rel": "0,02"},
        "10 300\u202f000",
        "1",
        1.0,
        "two kinds of space in one number, millions",
    ),
    # |12.5 - 12.5| = 0 <= 0.1: 1 * 1 = 1
    Row(PLAIN, TWELVE, "+12,5", "1", 1.0, "a leading plus"),
    # |12.5 - 12.5| = 0 <= 0.1: 1 * 1 = 1
    Row(PLAIN, {"value": "+12,5", "abs": "+0,1"}, "12,5", "1", 1.0, "a leading plus in the key"),
    # |-12.5 - 12.5| = 25 > 0.1: 0
    Row(PLAIN, TWELVE, "-12,5", "1", 0.0, "the wrong sign"),
    # |-3.5 + 3.5| = 0 <= 0.5: 1 * 1.5 = 1.5
    Row(PLAIN, MINUS, "\u22123,5", "1.5", 1.5, "a leading minus sign, a hyphen in the key"),
    # |-4 + 3.5| = 0.5 <= 0.5: 1 * 1.5 = 1.5
    Row(PLAIN, MINUS, "-4", "1.5", 1.5, "a negative value, exactly on the tolerance below"),
    # |-3 + 3.5| = 0.5 <= 0.5: 1 * 1.5 = 1.5
    Row(PLAIN, MINUS, "\u22123,0", "1.5", 1.5, "a negative value, exactly on the tolerance above"),
    # |-4.01 + 3.5| = 0.51 > 0.5: 0
    Row(PLAIN, MINUS, "\u22124,01", "1.5", 0.0, "a negative value, just outside"),
    # |3.5 + 3.5| = 7 > 0.5: 0
    Row(PLAIN, MINUS, "3,5", "1.5", 0.0, "a negative value, the sign left out"),
    # the tolerance is 0.1 * 100 = 10; |110 - 100| = 10 <= 10: 1 * 1 = 1
    Row(LITRES, {"value": "100", "rel": "0,1"}, "110", "1", 1.0, "rel, exactly on the tolerance"),
    # |111 - 100| = 11 > 10 (a tenth of the answer, 11.1, would let it in): 0
    Row(LITRES, {"value": "100", "rel": "0,1"}, "111", "1", 0.0, "rel is a share of the value, not of the answer"),
    # the tolerance is 0.05 * 200 = 10; |-210 + 200| = 10 <= 10: 1 * 3 = 3
    Row(PLAIN, MINUS_REL, "\u2212210", "3", 3.0, "rel of a negative value, exactly on the tolerance below"),
    # |-190 + 200| = 10 <= 10: 1 * 3 = 3
    Row(PLAIN, MINUS_REL, "-190", "3", 3.0, "rel of a negative value, exactly on the tolerance above"),
    # |-210.01 + 200| = 10.01 > 10: 0
    Row(PLAIN, MINUS_REL, "-210,01", "3", 0.0, "rel of a negative value, just outside below"),
    # |-189.99 + 200| = 10.01 > 10: 0
    Row(PLAIN, MINUS_REL, "-189,99", "3", 0.0, "rel of a negative value, just outside above"),
    # |200 + 200| = 400 > 10: 0
    Row(PLAIN, MINUS_REL, "200", "3", 0.0, "rel of a negative value, the sign left out"),
    # |7.00 - 7| = 0 <= 0: 1 * 1 = 1
    Row(PLAIN, SEVEN_EXACTLY, "7,00", "1", 1.0, "no tolerance, the value written another way"),
    # |7.001 - 7| = 0.001 > 0: 0
    Row(PLAIN, SEVEN_EXACTLY, "7,001", "1", 0.0, "no tolerance, a thousandth off"),
    # |0 - 0| = 0 <= 0: 1 * 1 = 1
    Row(PLAIN, {"value": "0", "abs": "0"}, "\u22120,0", "1", 1.0, "minus nought is nought"),
    # |0.2 - 0.3| = 0.1 <= 0.1: 1 * 1 = 1
    Row(PLAIN, TENTHS, "0,2", "1", 1.0, "tenths, exactly on the tolerance below"),
    # |0.4 - 0.3| = 0.1 <= 0.1: 1 * 1 = 1 (in binary numbers the difference is above 0.1)
    Row(PLAIN, TENTHS, "0,4", "1", 1.0, "tenths, exactly on the tolerance above, which binary numbers miss"),
    # the tolerance is 0.1 * 1.3 = 0.13; |1.17 - 1.3| = 0.13 <= 0.13: 1 * 1 = 1
    # (in binary numbers the difference is above the tolerance)
    Row(
        PLAIN, {"value": "1,3", "rel": "0,1"}, "1,17", "1", 1.0, "rel, exactly on the tolerance, which binary ones miss"
    ),
    # |0.30000000000000004 - 0.3| = 0.00000000000000004 > 0: 0 (0.1 + 0.2 in binary numbers shows as the answer)
    Row(PLAIN, {"value": "0,3", "abs": "0"}, "0,30000000000000004", "1", 0.0, "no tolerance, seventeen decimals"),
    # |9007199254740992 - 9007199254740993| = 1 > 0: 0 (one and the same in binary numbers)
    Row(
        PLAIN,
        {"value": "9 007 199 254 740 993", "abs": "0"},
        "9 007 199 254 740 992",
        "1",
        0.0,
        "no tolerance, sixteen digits, one off",
    ),
    # 0.4 and then a one in the thirty-first decimal: 0.1 and as much again > 0.1: 0
    Row(
        PLAIN,
        TENTHS,
        "0,4000000000000000000000000000001",
        "1",
        0.0,
        "outside by the thirty-first decimal",
    ),
    # |0.3333333333333333333333333333332 - 0.3333333333333333333333333333333| is a one in
    # the thirty-first decimal, and so is the tolerance: 1 * 1 = 1
    Row(
        PLAIN,
        {"value": "0,3333333333333333333333333333333", "abs": "0,0000000000000000000000000000001"},
        "0,3333333333333333333333333333332",
        "1",
        1.0,
        "on the tolerance in the thirty-first decimal",
    ),
    # |125 - 12.5| = 112.5 > 0.1: 0; the entry in `wrong` gives its feedback and no points
    Row(
        METRES,
        {**TWELVE, "wrong": [{"value": "125", "abs": "0", "feedback": "Kontrollera decimaltecknet."}]},
        "125",
        "2",
        0.0,
        "a wrong value that has feedback gives nothing",
    ),
    # |12.5 - 12.5| = 0 <= 0.1: 1 * 2 = 2
    Row(
        METRES,
        {**TWELVE, "wrong": [{"value": "125", "abs": "0", "feedback": "Kontrollera decimaltecknet."}]},
        "12,5",
        "2",
        2.0,
        "the right value beside a wrong one that has feedback",
    ),
)

# --- hotspot --------------------------------------------------------------------------


def _rect(name: str, x: str, y: str, width: str, height: str) -> dict[str, object]:
    return {"name": name, "shape": "rect", "x": x, "y": y, "width": width, "height": height}


MAP: dict[str, object] = {"file": "karta.svg", "alt": "En karta"}
# Two rows of three cells that share their edges; the keys are two of them.
CELLS: dict[str, object] = {
    "figure": MAP,
    "areas": {
        "a1": _rect("Nordväst", "0", "0", "10", "10"),
        "a2": _rect("Norr", "10", "0", "10", "10"),
        "a3": _rect("Nordost", "20", "0", "10", "10"),
        "b1": _rect("Sydväst", "0", "10", "10", "10"),
        "b2": _rect("Söder", "10", "10", "10", "10"),
        "b3": _rect("Sydost", "20", "10", "10", "10"),
    },
}
# Nine places, of which three are right.
NINE: dict[str, object] = {
    "figure": MAP,
    "areas": {
        f"p{number}": {"name": f"Plats {number}", "shape": "circle", "cx": str(40 * number), "cy": "0", "r": "20"}
        for number in range(1, 10)
    },
}
NINE_KEY = ["p2", "p5", "p9"]
ONE_MARK: dict[str, object] = {"figure": MAP, "marks": "1"}
TWO_MARKS: dict[str, object] = {"figure": MAP, "marks": "2"}
THREE_MARKS: dict[str, object] = {"figure": MAP, "marks": "3"}
# A circle round the origin: 3, 4 and 5 make a right triangle.
FIVE_ROUND: dict[str, object] = {"z": {"name": "Torget", "shape": "circle", "cx": "0", "cy": "0", "r": "5"}}
# From 0.1 to 0.3, which no sum of binary numbers is.
TENTHS: dict[str, object] = {"z": _rect("Grind", "0,1", "0.1", "0,2", "0.2")}
# A hook: the square between its arms is outside.
HOOK: dict[str, object] = {
    "z": {
        "name": "Kajen",
        "shape": "polygon",
        "points": [["0", "0"], ["30", "0"], ["30", "30"], ["20", "30"], ["20", "10"], ["0", "10"]],
    }
}
TWO_PLACES: dict[str, object] = {
    "p": _rect("Torget", "0", "0", "10", "10"),
    "q": _rect("Kajen", "100", "0", "10", "10"),
}
THREE_PLACES: dict[str, object] = {**TWO_PLACES, "r": _rect("Parken", "0", "100", "10", "10")}

HOTSPOT: tuple[Row, ...] = (
    # 2 hits, 0 false: 2 / 2 * 2 = 2
    Row(CELLS, ["a2", "b3"], ["b3", "a2"], "2", 2.0, "every right area, in another order"),
    # 1 hit, 0 false: 1 / 2 * 2 = 1
    Row(CELLS, ["a2", "b3"], ["a2"], "2", 1.0, "one of two areas"),
    # 1 hit, 1 false: (1 - 1) / 2 = 0
    Row(CELLS, ["a2", "b3"], ["a2", "a3"], "2", 0.0, "a false area takes a right one away"),
    # 2 hits, 1 false: (2 - 1) / 2 * 3 = 1.5
    Row(CELLS, ["a2", "b3"], ["a2", "b3", "b1"], "3", 1.5, "one area too many"),
    # 2 hits, 4 false: max(0, -2 / 2) = 0
    Row(CELLS, ["a2", "b3"], ["a1", "a2", "a3", "b1", "b2", "b3"], "3", 0.0, "every area is worth nothing"),
    # 0 hits, 1 false: max(0, -1 / 2) = 0
    Row(CELLS, ["a2", "b3"], ["b2"], "1", 0.0, "a false area alone, never below 0"),
    # unanswered: 0
    Row(CELLS, ["a2", "b3"], None, "2", 0.0, "no area"),
    # 1 hit of 3: 1 / 3 * 2.5 = 0.8333... -> 0.83
    Row(NINE, NINE_KEY, ["p5"], "2.5", 0.83, "one of three areas, rounded once"),
    # 3 hits, 1 false: 2 / 3 * 1 = 0.666... -> 0.67
    Row(NINE, NINE_KEY, ["p9", "p5", "p2", "p1"], "1", 0.67, "two thirds, rounded up"),
    # 9 + 16 = 25 = 5 * 5, the edge: 1 / 1 * 1 = 1
    Row(ONE_MARK, FIVE_ROUND, [[3, 4]], "1", 1.0, "a point on the edge of a circle"),
    # 9 + 16.0008 > 25: 0
    Row(ONE_MARK, FIVE_ROUND, [[3, 4.0001]], "1", 0.0, "a hair outside the circle"),
    # 0.3 is 0.1 + 0.2, the corner: 1 * 2 = 2
    Row(ONE_MARK, TENTHS, [[0.3, 0.3]], "2", 2.0, "the corner of a rectangle, in tenths"),
    # 0.3000001 > 0.3: 0
    Row(ONE_MARK, TENTHS, [[0.3000001, 0.2]], "2", 0.0, "beside the rectangle"),
    # in the arm to the right: 1
    Row(ONE_MARK, HOOK, [[25, 25]], "1", 1.0, "in the arm of a polygon"),
    # between the arms: 0
    Row(ONE_MARK, HOOK, [[10, 20]], "1", 0.0, "in the bay of a polygon"),
    # on the inner corner: 1
    Row(ONE_MARK, HOOK, [[20, 10]], "1", 1.0, "on the inner corner of a polygon"),
    # level with a corner, to the left of all of it: 0
    Row(ONE_MARK, HOOK, [[-1, 10]], "1", 0.0, "level with two corners, outside"),
    # both hit: 2 / 2 * 2 = 2
    Row(TWO_MARKS, TWO_PLACES, [[105, 5], [5, 5]], "2", 2.0, "both places, in another order"),
    # the second mark hits what was hit: 1 / 2 * 2 = 1
    Row(TWO_MARKS, TWO_PLACES, [[5, 5], [6, 6]], "2", 1.0, "two marks in one place count once"),
    # one hit, and a miss that takes nothing: 1 / 2 * 2 = 1
    Row(TWO_MARKS, TWO_PLACES, [[5, 5], [50, 5]], "2", 1.0, "a point beside takes nothing away"),
    # no hit: 0
    Row(TWO_MARKS, TWO_PLACES, [[50, 50]], "2", 0.0, "a point in no place"),
    # 2 hits of 3: 2 / 3 * 1.5 = 1
    Row(THREE_MARKS, THREE_PLACES, [[0, 0], [110, 10]], "1.5", 1.0, "two of three places, on their corners"),
    # unanswered: 0
    Row(THREE_MARKS, THREE_PLACES, None, "1.5", 0.0, "no point"),
)


# --- rank -----------------------------------------------------------------------------

# Four items have six pairs. Each row counts the pairs that stand the other way round than in the key.
STEPS: dict[str, object] = {"items": {"c": "Orsaker", "a": "Kartlägga", "d": "Åtgärda", "b": "Beskriva"}}
THREE_STEPS: dict[str, object] = {"items": {"c": "Tre", "a": "Ett", "b": "Två"}}
TWO_STEPS: dict[str, object] = {"items": {"b": "Två", "a": "Ett"}}
FIVE_STEPS: dict[str, object] = {"items": {"e": "Fem", "c": "Tre", "a": "Ett", "d": "Fyra", "b": "Två"}}
STRAIGHT = [["a", "b", "c", "d"]]
TIED = [["a", ["b", "c"], "d"]]

RANK: tuple[Row, ...] = (
    # D = 0 of 6: s = 1, share 2*1 - 1 = 1: 1 * 3 = 3
    Row(STEPS, STRAIGHT, ["a", "b", "c", "d"], "3", 3.0, "the accepted order"),
    # b and a: D = 1 of 6: s = 5/6, share 2*5/6 - 1 = 2/3: 2/3 * 3 = 2
    Row(STEPS, STRAIGHT, ["b", "a", "c", "d"], "3", 2.0, "two neighbours swapped"),
    # b a and d c: D = 2 of 6: s = 4/6, share 8/6 - 1 = 1/3: 1/3 * 3 = 1
    Row(STEPS, STRAIGHT, ["b", "a", "d", "c"], "3", 1.0, "two pairs of neighbours swapped"),
    # a after b, c and d: D = 3 of 6: s = 1/2, share 1 - 1 = 0: 0
    Row(STEPS, STRAIGHT, ["b", "c", "d", "a"], "3", 0.0, "the first put last: half of the pairs give nothing"),
    # every pair: D = 6 of 6: s = 0, share max(0, -1) = 0: 0
    Row(STEPS, STRAIGHT, ["d", "c", "b", "a"], "3", 0.0, "the reverse gives 0, never less"),
    # unanswered: 0
    Row(STEPS, STRAIGHT, None, "3", 0.0, "unanswered or cleared"),
    # a flat key is one order; b and a: D = 1 of 6, share 2/3: 2/3 * 1 = 0.666... = 0.67
    Row(STEPS, ["a", "b", "c", "d"], ["b", "a", "c", "d"], "1", 0.67, "a flat key is one order"),
    # d c: D = 1 of 6, share 2/3: 2/3 * 2.5 = 1.666... = 1.67
    Row(STEPS, STRAIGHT, ["a", "b", "d", "c"], "2.5", 1.67, "rounded once, at the end"),
    # b and c are tied and no pair: Dmax = 5, D = 0: share 1: 1 * 2 = 2
    Row(STEPS, TIED, ["a", "c", "b", "d"], "2", 2.0, "a tie, either way round"),
    # b a: D = 1 of 5: s = 4/5, share 3/5: 0.6 * 2 = 1.2
    Row(STEPS, TIED, ["b", "a", "c", "d"], "2", 1.2, "a tie leaves fewer pairs to get right"),
    # a after b and c: D = 2 of 5: s = 3/5, share 1/5: 0.2 * 2 = 0.4
    Row(STEPS, TIED, ["c", "b", "a", "d"], "2", 0.4, "one item past a tie"),
    # flat with a tie: one order; d before b and c: D = 2 of 5, share 1/5: 0.2 * 2 = 0.4
    Row(STEPS, ["a", ["b", "c"], "d"], ["a", "d", "b", "c"], "2", 0.4, "a flat key with a tie"),
    # two ties: of 6 pairs 4 are untied; c b: D = 1 of 4: s = 3/4, share 1/2: 1/2 * 1 = 0.5
    Row(STEPS, [[["a", "b"], ["c", "d"]]], ["b", "c", "a", "d"], "1", 0.5, "two ties in one order"),
    # the second order: D = 0: share 1: 1 * 3 = 3
    Row(STEPS, [["a", "b", "c", "d"], ["b", "a", "c", "d"]], ["b", "a", "c", "d"], "3", 3.0, "another accepted order"),
    # against abcd b a, d a and d c: D = 3 of 6, share 0; against badc only d a: D = 1 of 6, share 2/3: 2/3 * 3 = 2
    Row(STEPS, [["a", "b", "c", "d"], ["b", "a", "d", "c"]], ["b", "d", "a", "c"], "3", 2.0, "the nearest counts"),
    # the order with the greatest s counts, not the fewest pairs: against a[bcd] b a: D = 1 of 3, s = 2/3;
    # against abcd bacd has D = 1 of 6, s = 5/6, share 2/3: 2/3 * 3 = 2
    Row(STEPS, [["a", ["b", "c", "d"]], ["a", "b", "c", "d"]], ["b", "a", "c", "d"], "3", 2.0, "the greatest s, not D"),
    # three items, three pairs: D = 1: s = 2/3, share 1/3: 1/3 * 1 = 0.333... = 0.33
    Row(THREE_STEPS, ["a", "b", "c"], ["a", "c", "b"], "1", 0.33, "three items, one pair wrong"),
    # D = 2 of 3: s = 1/3, share max(0, -1/3) = 0: 0
    Row(THREE_STEPS, ["a", "b", "c"], ["b", "c", "a"], "1", 0.0, "three items, two pairs wrong"),
    # one pair: D = 0: share 1: 1 * 0.5 = 0.5
    Row(TWO_STEPS, [["a", "b"]], ["a", "b"], "0.5", 0.5, "two items, right"),
    # one pair: D = 1 of 1: 0
    Row(TWO_STEPS, [["a", "b"]], ["b", "a"], "0.5", 0.0, "two items, wrong"),
    # ten pairs; e moved from last to first: D = 4: s = 6/10, share 1/5: 0.2 * 4 = 0.8
    Row(FIVE_STEPS, [["a", "b", "c", "d", "e"]], ["e", "a", "b", "c", "d"], "4", 0.8, "five items, the last put first"),
)
# Three gaps: one is chosen, two are typed.
LAW: dict[str, object] = {
    "text": "Kommunen {krav} minst {tid} uppdatera sin {vad}.",
    "gaps": {"krav": {"choices": ["ska", "bör", "skall"]}},
}
LAW_SPELLING: dict[str, object] = {**LAW, "spelling": 1}
LAW_KEY = {"krav": ["ska"], "tid": ["vartannat år", "vart 2 år"], "vad": ["lägesbild", "bild"]}
ONE: dict[str, object] = {"text": "Rådet leds av {vem}."}
ONE_SPELLING: dict[str, object] = {**ONE, "spelling": 1}
MAYOR = {"vem": ["kommun"]}
CLOZE: tuple[Row, ...] = (
    # right 3 of 3: 1 * 3 = 3
    Row(LAW, LAW_KEY, {"krav": "ska", "tid": "vartannat år", "vad": "lägesbild"}, "3", 3.0, "all gaps right"),
    # right 2 of 3: 2/3 * 3 = 2
    Row(LAW, LAW_KEY, {"krav": "bör", "tid": "vartannat år", "vad": "bild"}, "3", 2.0, "a wrong choice"),
    # right 1 of 3, two gaps left empty: 1/3 * 1 = 0.333... = 0.33
    Row(LAW, LAW_KEY, {"tid": "vart 2 år"}, "1", 0.33, "gaps left empty, another accepted text"),
    # right 0 of 3: 0
    Row(LAW, LAW_KEY, {"krav": "skall", "tid": "varje år", "vad": "plan"}, "3", 0.0, "all gaps wrong"),
    # unanswered: 0
    Row(LAW, LAW_KEY, None, "3", 0.0, "unanswered or cleared"),
    # casefold, trimmed, inner spaces collapsed: right 2 of 3: 2/3 * 2.5 = 1.666... = 1.67
    Row(LAW, LAW_KEY, {"tid": " VARTANNAT \u00a0 År ", "vad": "Lägesbild"}, "2.5", 1.67, "capitals and spaces"),
    # a and a combining ring is the letter that the key has: right 1 of 3: 1/3 * 3 = 1
    Row(LAW, LAW_KEY, {"tid": "vartannat a\u030ar"}, "3", 1.0, "composed otherwise"),
    # one deletion, without spelling: 0 of 1: 0
    Row(ONE, MAYOR, {"vem": "komun"}, "2", 0.0, "a slip is wrong where spelling is not asked for"),
    # one deletion in a word of six letters: 1 of 1: 1 * 2 = 2
    Row(ONE_SPELLING, MAYOR, {"vem": "Komun"}, "2", 2.0, "a letter left out"),
    # one insertion: 1 * 2 = 2
    Row(ONE_SPELLING, MAYOR, {"vem": "kommuns"}, "2", 2.0, "a letter too many"),
    # one substitution: 1 * 2 = 2
    Row(ONE_SPELLING, MAYOR, {"vem": "kommum"}, "2", 2.0, "another letter"),
    # two letters that change places are two substitutions: 0
    Row(ONE_SPELLING, MAYOR, {"vem": "komumn"}, "2", 0.0, "two letters swapped are two slips"),
    # two deletions: 0
    Row(ONE_SPELLING, MAYOR, {"vem": "komu"}, "2", 0.0, "two letters left out"),
    # an accepted word of four letters has no slip: 0 of 1: 0
    Row(ONE_SPELLING, {"vem": ["råde"]}, {"vem": "rådet"}, "2", 0.0, "four letters accepted, five typed"),
    # an accepted word of five letters: 1 of 1: 1 * 2 = 2
    Row(ONE_SPELLING, {"vem": ["rådet"]}, {"vem": "råde"}, "2", 2.0, "five letters accepted, four typed"),
    # five characters with four letters: 0
    Row(ONE_SPELLING, {"vem": ["råd 1"]}, {"vem": "råd 2"}, "2", 0.0, "a digit is no letter"),
    # the slip is in the word of nine letters; krav and vad are empty: 1/3 * 3 = 1
    Row(LAW_SPELLING, LAW_KEY, {"tid": "vartanat år"}, "3", 1.0, "a slip in the long word of two"),
    # the slip is in the word of two letters: 0
    Row(LAW_SPELLING, LAW_KEY, {"tid": "vartannat åt"}, "3", 0.0, "a slip in the short word of two"),
    # 2 is no word of five letters: 0
    Row(LAW_SPELLING, LAW_KEY, {"tid": "vart 3 år"}, "3", 0.0, "another number is no slip"),
    # a space within a word is one insertion: 1/3 * 3 = 1
    Row(LAW_SPELLING, LAW_KEY, {"vad": "läges bild"}, "3", 1.0, "a word written as two"),
    # one slip in tid, and in vad two letters swapped: 1/3 * 3 = 1
    Row(LAW_SPELLING, LAW_KEY, {"tid": "vartannt år", "vad": "lägesblid"}, "3", 1.0, "one slip counts, and two do not"),
    # a choice is never misspelt: 0
    Row(
        {"text": "Det gör {vem}.", "gaps": {"vem": {"choices": ["kommunen", "kommuner"]}}, "spelling": 1},
        {"vem": ["kommunen"]},
        {"vem": "kommuner"},
        "2",
        0.0,
        "a choice that is one letter from the key is wrong",
    ),
)


# --- branch ---------------------------------------------------------------------------

# From the meeting one can go on to the site or end at once; at the site `rond` is open only to who
# asked for the log. The ways are: logg, rond 1 + 3 = 4 · logg, hinder 1 + 0 = 1 · ring, hinder 2 + 0 = 2 ·
# kamera 0. The best reachable sum is 4, and not 2 + 3 = 5: after ring, rond is not open.
MEETING: dict[str, object] = {
    "start": "mote",
    "nodes": {
        "mote": {
            "text": "Rektorn vill ha kameror.",
            "choices": {
                "logg": {"text": "Be om loggen", "to": "plats", "consequence": "Loggen kommer."},
                "ring": {"text": "Ring fastighetschefen", "to": "plats"},
                "kamera": {"text": "Beställ kameror", "to": "slut"},
            },
        },
        "plats": {
            "text": "Ni står vid grusplanen.",
            "choices": {
                "rond": {"text": "Gå en rond när samtalen kommer", "to": "slut", "if": ["mote.logg"]},
                "hinder": {"text": "Ställ ut hinder", "to": "slut"},
            },
        },
        "slut": {"text": "Mötet är slut."},
    },
}
MEETING_KEY = {"mote": {"logg": 1, "ring": 2, "kamera": 0}, "plats": {"rond": 3, "hinder": 0}}
# The same, where only one choice gives anything and the others are left out of the key.
ONE_KEY = {"plats": {"rond": "0,5"}}

# Three choices in a row, each worth one: the best reachable sum is 3.
CHAIN: dict[str, object] = {
    "start": "1",
    "nodes": {
        "1": {"text": "Ett", "choices": {"a": {"text": "Ja", "to": "2"}, "b": {"text": "Nej", "to": "2"}}},
        "2": {"text": "Två", "choices": {"a": {"text": "Ja", "to": "3"}, "b": {"text": "Nej", "to": "3"}}},
        "3": {"text": "Tre", "choices": {"a": {"text": "Ja", "to": "4"}, "b": {"text": "Nej", "to": "4"}}},
        "4": {"text": "Slut"},
    },
}
CHAIN_KEY = {"1": {"a": 1, "b": 0}, "2": {"a": 1, "b": 0}, "3": {"a": 1, "b": 0}}

BRANCH: tuple[Row, ...] = (
    # 1 + 3 = 4 of 4: 1 * 2 = 2
    Row(MEETING, MEETING_KEY, [["mote", "logg"], ["plats", "rond"]], "2", 2.0, "the best way"),
    # 2 + 0 = 2 of 4: 1/2 * 2 = 1
    Row(MEETING, MEETING_KEY, [["mote", "ring"], ["plats", "hinder"]], "2", 1.0, "a better beginning, a worse way"),
    # 1 + 0 = 1 of 4: 1/4 * 2 = 0.5
    Row(MEETING, MEETING_KEY, [["mote", "logg"], ["plats", "hinder"]], "2", 0.5, "a quarter of the best sum"),
    # 0 of 4: 0
    Row(MEETING, MEETING_KEY, [["mote", "kamera"]], "2", 0.0, "a short way that earns nothing"),
    # 2 of 4: 1/2 * 2 = 1
    Row(MEETING, MEETING_KEY, [["mote", "ring"]], "2", 1.0, "an unfinished way has what it has"),
    # 1 of 4: 1/4 * 0.5 = 0.125, a half cent -> 0.13
    Row(MEETING, MEETING_KEY, [["mote", "logg"]], "0.5", 0.13, "a half cent goes up"),
    # unanswered: 0
    Row(MEETING, MEETING_KEY, None, "2", 0.0, "unanswered or cleared"),
    # 0 + 0.5 of 0.5: 1 * 3 = 3
    Row(MEETING, ONE_KEY, [["mote", "logg"], ["plats", "rond"]], "3", 3.0, "choices left out of the key are worth 0"),
    # 0 of 0.5: 0
    Row(MEETING, ONE_KEY, [["mote", "logg"]], "3", 0.0, "unfinished, before the choice that gives something"),
    # 3 of 3: 1 * 2.5 = 2.5
    Row(
        CHAIN, CHAIN_KEY, [["1", "a"], ["2", "a"], ["3", "a"]], "2.5", 2.5, "three of three; ids like numbers are text"
    ),
    # 2 of 3: 2/3 * 2.5 = 1.6666... -> 1.67
    Row(CHAIN, CHAIN_KEY, [["1", "a"], ["2", "b"], ["3", "a"]], "2.5", 1.67, "two of three, up; rounded once"),
    # 1 of 3: 1/3 * 2.5 = 0.8333... -> 0.83
    Row(CHAIN, CHAIN_KEY, [["1", "a"], ["2", "b"]], "2.5", 0.83, "one of three and not finished, down"),
    # 0 of 3: 0
    Row(CHAIN, CHAIN_KEY, [["1", "b"], ["2", "b"], ["3", "b"]], "2.5", 0.0, "every choice the worse one"),
)
# Costs 90, 140, 60, 320, 180 and 40 of 400; e is of use only beside b. The best feasible sum is
# 2 + 3 + 1 = 6 (a, b, c for 290), and so is b, c, e for 380; a, b, e would be 7 but costs 410.
AUTUMN: dict[str, object] = {
    "measures": {
        "a": {"text": "Hinder vid infarten", "cost": 90},
        "b": {"text": "Vuxna på plats", "cost": 140},
        "c": {"text": "Samtal med vårdnadshavare", "cost": 60},
        "d": {"text": "Kamera", "cost": 320},
        "e": {"text": "Meckarverkstad", "cost": 180},
        "f": {"text": "Affischer", "cost": 40},
    },
    "budget": 400,
    "requires": {"e": ["b"]},
}
AUTUMN_KEY = {"a": 2, "b": 3, "c": 1, "d": 1, "e": 2, "f": -1}
# Over two years x costs 40 + 2 * 10 = 60, y 40, z 20 and w 20, of 100. z needs x; y goes with neither x
# nor w. The best feasible sum is 2 + 1 = 3 (x, z for 80).
YEARS: dict[str, object] = {
    "measures": {
        "x": {"text": "Belysning", "cost": 40, "upkeep": 10},
        "y": {"text": "Väktare", "cost": 40},
        "z": {"text": "Klippning", "cost": 20},
        "w": {"text": "Skyltar", "cost": 0, "upkeep": 10},
    },
    "years": 2,
    "budget": 100,
    "requires": {"z": ["x"]},
    "excludes": [["x", "y"], ["w", "y"]],
}
YEARS_130: dict[str, object] = {**YEARS, "budget": 130}
YEARS_KEY = {"x": 2, "y": 2, "z": 1, "w": -1}
PLAN: tuple[Row, ...] = (
    # 2 + 3 + 1 = 6 of 6: 1 * 3 = 3
    Row(AUTUMN, AUTUMN_KEY, ["a", "b", "c"], "3", 3.0, "a best plan"),
    # 3 + 1 + 2 = 6 of 6: 1 * 3 = 3
    Row(AUTUMN, AUTUMN_KEY, ["e", "c", "b"], "3", 3.0, "another best plan, in another order"),
    # 2 of 6: 1/3 * 3 = 1
    Row(AUTUMN, AUTUMN_KEY, ["a"], "3", 1.0, "one of three"),
    # e lacks b and gives nothing: 2 of 6: 1/3 * 3 = 1
    Row(AUTUMN, AUTUMN_KEY, ["a", "e"], "3", 1.0, "what it requires is not there"),
    # 2 + 3 + 1 - 1 = 5 of 6: 5/6 * 3 = 2.5
    Row(AUTUMN, AUTUMN_KEY, ["a", "b", "c", "f"], "3", 2.5, "a weight below 0 is taken away"),
    # 90 + 140 + 180 = 410 > 400: 0
    Row(AUTUMN, AUTUMN_KEY, ["a", "b", "e"], "3", 0.0, "over the budget"),
    # -1 < 0: 0
    Row(AUTUMN, AUTUMN_KEY, ["f"], "3", 0.0, "a sum below 0 gives 0, never less"),
    # 1 + 1 = 2 of 6: 1/3 * 2.5 = 0.8333... -> 0.83
    Row(AUTUMN, AUTUMN_KEY, ["c", "d"], "2.5", 0.83, "a third of 2.5, down"),
    # 3 + 1 = 4 of 6: 2/3 * 2.5 = 1.6666... -> 1.67
    Row(AUTUMN, AUTUMN_KEY, ["b", "c"], "2.5", 1.67, "two thirds of 2.5, up; rounded once"),
    # unanswered: 0
    Row(AUTUMN, AUTUMN_KEY, None, "3", 0.0, "unanswered or cleared"),
    # 2 + 1 = 3 of 3: 1 * 1 = 1
    Row(YEARS, YEARS_KEY, ["x", "z"], "1", 1.0, "the best plan over two years"),
    # 60 + 40 = 100 <= 100, on the budget, but x and y exclude each other: 0
    Row(YEARS, YEARS_KEY, ["x", "y"], "1", 0.0, "both of an excluded pair give nothing"),
    # 2 of 3: 0.6666... -> 0.67
    Row(YEARS, YEARS_KEY, ["y"], "1", 0.67, "one of a pair alone"),
    # z lacks x; 2 + 0 of 3: 0.6666... -> 0.67
    Row(YEARS, YEARS_KEY, ["y", "z"], "1", 0.67, "one gives something, what lacks another does not"),
    # 60 + 40 + 20 = 120 > 100: 0
    Row(YEARS, YEARS_KEY, ["x", "y", "z"], "1", 0.0, "over the budget by the upkeep of two years"),
    # within 130: x and y give nothing, and x meets what z requires all the same: 1 of 3 -> 0.33
    Row(YEARS_130, YEARS_KEY, ["x", "y", "z"], "1", 0.33, "what earns nothing itself meets a requirement"),
    # w excludes y and counts, for it is below 0: 0 - 1 < 0: 0
    Row(YEARS, YEARS_KEY, ["w", "y"], "1", 0.0, "a weight below 0 counts in an excluded pair too"),
    # 2 + 1 - 1 = 2 of 3: 0.6666... -> 0.67
    Row(YEARS, YEARS_KEY, ["w", "x", "z"], "1", 0.67, "exactly on the budget"),
    # weights left out are 0; 2 of 2: 1
    Row(YEARS, {"y": "0,5"}, ["y"], "1", 1.0, "weights left out of the key are 0, and may have decimals"),
)


# --- text -----------------------------------------------------------------------------

GUIDE: dict[str, object] = {"words": {"min": 5, "max": 10}}
RUBRIC: dict[str, object] = {
    "var": {"text": "Anger svaret en plats?", "points": "1"},
    "nar": {"text": "Anger svaret en tid?", "points": "1"},
}
UNEVEN: dict[str, object] = {
    "var": {"text": "Anger svaret en plats?", "points": "2"},
    "nar": {"text": "Anger svaret en tid?", "points": "0.5"},
}

TEXT: tuple[Row, ...] = (
    # whatever is written, its points are a person's to give
    Row(GUIDE, RUBRIC, "Vid skolan klockan 15 på vardagar.", "2", None, "answered, awaits a marker"),
    # unanswered: 0, and nobody is awaited
    Row(GUIDE, RUBRIC, None, "2", 0.0, "unanswered or cleared"),
    # no shorter text than this is one
    Row(GUIDE, RUBRIC, ".", "2", None, "one sign is a text"),
    # the guide is a guide: 1 word is fewer than 5, and is read by the marker
    Row(GUIDE, RUBRIC, "Skolan.", "2", None, "fewer words than the guide says"),
    # 12 words are more than 10
    Row(GUIDE, RUBRIC, "a b c d e f g h i j k l", "2", None, "more words than the guide says"),
    # a marker may know what the rubric's own words are worth: nothing is given for them here
    Row(GUIDE, RUBRIC, "Anger svaret en plats?", "2", None, "the rubric copied gives nothing by itself"),
    # what looks like an answer to another kind is a text
    Row(GUIDE, RUBRIC, "a", "2", None, "an id is a text here"),
    Row(GUIDE, RUBRIC, "12,5", "2", None, "a number is a text here"),
    # lines are a part of a text
    Row(GUIDE, RUBRIC, "Var: skolan\n\n\tNär: klockan 15", "2", None, "line breaks and a tab"),
    # markup is only letters
    Row(GUIDE, RUBRIC, "<b>Skolan</b> [x](javascript:alert(1))", "2", None, "markup is text"),
    Row(GUIDE, UNEVEN, "Skolan.", "2.5", None, "points that differ"),
    # unanswered: 0 * 2.5 = 0
    Row(GUIDE, UNEVEN, None, "2.5", 0.0, "points that differ, unanswered"),
)

ROWS: dict[str, tuple[Row, ...]] = {
    "single": SINGLE,
    "multiple": MULTIPLE,
    "sort": SORT,
    "numeric": NUMERIC,
    "hotspot": HOTSPOT,
    "rank": RANK,
    "branch": BRANCH,
    "text": TEXT,
    "plan": PLAN,
    "cloze": CLOZE,
}

# --- "Vet inte", only in a module with the role pretest -------------------------------

PRETEST_ROWS: dict[str, tuple[Row, ...]] = {
    "single": (
        # the share is 0: 0 * 1 = 0
        Row(ABC, "a", {"dk": True}, "1", 0.0, "vet inte"),
    ),
    "multiple": (
        # the share is 0: 0 * 2 = 0
        Row(FIVE, ["a", "c"], {"dk": True}, "2", 0.0, "vet inte"),
    ),
    "sort": (
        # the share is 0: 0 * 2 = 0; it is not an answer that left the distractor out
        Row(FOUR, FOUR_KEY, {"dk": True}, "2", 0.0, "vet inte: no distractor counts"),
    ),
    "numeric": (
        # the share is 0: 0 * 2 = 0
        Row(METRES, TWELVE, {"dk": True}, "2", 0.0, "vet inte"),
    ),
    "hotspot": (
        # the share is 0: 0 * 2 = 0
        Row(CELLS, ["a2", "b3"], {"dk": True}, "2", 0.0, "vet inte"),
        # the share is 0: 0 * 1 = 0
        Row(ONE_MARK, FIVE_ROUND, {"dk": True}, "1", 0.0, "vet inte, with points"),
    ),
    "rank": (
        # the share is 0: 0 * 3 = 0
        Row(STEPS, STRAIGHT, {"dk": True}, "3", 0.0, "vet inte"),
    ),
    "branch": (
        # the share is 0: 0 * 2 = 0
        Row(MEETING, MEETING_KEY, {"dk": True}, "2", 0.0, "vet inte"),
    ),
    "text": (
        # the share is 0, and nobody has to read it: 0 * 2 = 0
        Row(GUIDE, RUBRIC, {"dk": True}, "2", 0.0, "vet inte awaits nobody"),
    ),
    "plan": (
        # the share is 0: 0 * 3 = 0
        Row(AUTUMN, AUTUMN_KEY, {"dk": True}, "3", 0.0, "vet inte"),
    ),
    "cloze": (
        # the share is 0: 0 * 3 = 0
        Row(LAW, LAW_KEY, {"dk": True}, "3", 0.0, "vet inte"),
    ),
}
