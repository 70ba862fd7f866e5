"""A page for each kind of exercise, made from its models and from the gallery."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pydantic import BaseModel

from toolkit.exercises import KINDS
from toolkit.exercises.base import Figure, Picture, Solution, Spec
from toolkit.exercises.branch import Choice, Node
from toolkit.exercises.branch.ways import MOST as MOST_PLACES
from toolkit.exercises.cell import Exercise
from toolkit.exercises.cloze import MAX_CHARACTERS as CLOZE_CHARACTERS
from toolkit.exercises.cloze import ClozeGap
from toolkit.exercises.cloze.words import LETTERS
from toolkit.exercises.hotspot import DECOYS, FARTHEST, Area
from toolkit.exercises.numeric import NumericKey, WrongNumber
from toolkit.exercises.numeric.numbers import MAX_CHARACTERS
from toolkit.exercises.plan import MOST as MOST_MEASURES
from toolkit.exercises.plan import Measure
from toolkit.exercises.text import Criterion, Example, WordGuide
from toolkit.notebook import Cell
from toolkit.reference.tables import fields


class About(NamedTuple):
    """What a kind is, how an answer is written, and its share of the points."""

    what: str
    answer: str
    share: str


KIND: Mapping[str, About] = {
    "single": About(
        "Choose one of several options.",
        'An answer is the id of an option, `"a"`.',
        "1 for the key, else 0.",
    ),
    "multiple": About(
        "Choose one or more of several options.",
        'An answer is a list of ids of options in any order, `["a", "c"]`, each at most once. An empty list is'
        " refused: nothing chosen is sent as null. More than `choose` can be sent, and is scored as it stands.",
        "max(0, (hits - false alarms) / keys): a hit is a chosen option of the key, a false alarm another chosen"
        " option, and keys the number of options in the key. With `scoring: all` 1 for exactly the key, else 0.",
    ),
    "sort": About(
        "Put cards in groups.",
        'An answer is `{"item": "group"}` with the cards that have been placed; `ingen` is the place of a card in no'
        " group, and an item that is absent lies there too. An empty mapping is refused: nothing chosen is sent as"
        " null.",
        "Items in an accepted group / items. A distractor, whose key is `ingen`, is right when it is left there.",
    ),
    "numeric": About(
        "Answer with a number.",
        'An answer is the text as it was typed, `"1 234,5"`; the unit is shown and never part of it. White space alone'
        f" is refused: nothing typed is sent as null. A number has the digits 0-9 and at most {MAX_CHARACTERS}"
        " characters in all. Comma or point is the decimal mark, with digits on both sides; `+`, `-` or the minus sign"
        " U+2212 may lead. Ordinary, no-break, narrow no-break and thin spaces (U+00A0, U+202F, U+2009) between digits"
        " group them; white space around the number is no part of it. There is no exponent and no per cent sign. The"
        " key, its tolerance and the known mistakes are written the same way.",
        "1 if |answer - value| <= `abs`, or with `rel` if |answer - value| <= `rel` * |value|; else 0. The arithmetic"
        " is exact and decimal, and the ends of the tolerance are right. `wrong` gives no points: of the known mistakes"
        " whose tolerance a wrong answer keeps, the nearest gives its feedback.",
    ),
    "hotspot": About(
        "Mark places in a drawing, which is the exercise's `figure`: an SVG whose `viewBox` gives the units of every"
        " place. It has two forms. With `areas` the participant chooses among named places, in a list or in the"
        " drawing, where each has the letter that it has in the list; draw no letters of your own. The cells of a grid"
        " are areas too, rectangles that share their edges. With `marks` the participant places so many points"
        " anywhere, by pressing in the drawing or with two sliders, and the places stand in the key alone. Prefer"
        " `areas`: who does not see the drawing can answer from the names and the figure's `alt`, while points ask"
        " everyone to find a place that only the drawing shows. The page says where a point lies, not what is there.",
        'An answer is a list of ids of areas in any order, `["a", "c"]`, each at most once; or with `marks` a list of'
        " at least one and at most so many points, `[[x, y], ...]`, in the drawing's units and within"
        f" {FARTHEST} of 0. An empty list is refused: nothing marked is sent as null.",
        "Areas: max(0, (hits - false) / keys), where a hit is an area of the key, false another area, and keys the"
        " number of areas in the key. Points: places of the key with a point in them / places in the key; a second"
        " point in a place gives nothing, and one beside them takes nothing. Numbers are taken as they are written,"
        " the arithmetic is exact, and an edge belongs to its place. No area may overlap another, though edges may"
        f" meet; places to be found by points may not touch. Each area of the key has at least {DECOYS} that are not"
        " in it beside it, and `marks` is the number of places in the key, so that all of them can be found. `kurs"
        " check` refuses a place outside the `viewBox`.",
    ),
    "rank": About(
        "Put items in order.",
        'An answer is a list with the id of every item, the first one first: `["b", "a", "c"]`. The order that is shown'
        " at first is no answer until somebody moves an item or says that it is right. In the key an accepted order is"
        " a list of every item, where an inner list is a tie; a key with an id directly in it is one order.",
        "max(0, 2s - 1), with s = 1 - D / Dmax: Dmax is the number of pairs of items that are untied in an accepted"
        " order, and D how many of them stand the other way round. Of several accepted orders the one with the greatest"
        " s counts. Half of the pairs gives nothing.",
    ),
    "cloze": About(
        "Fill the gaps of a text.",
        'An answer is `{"gap": "text"}` with the gaps that have been filled, each with one of its choices or with at'
        f" most {CLOZE_CHARACTERS} characters as they were typed. A text of white space alone, and an empty mapping,"
        " are refused: nothing filled is sent as null. A gap is `{id}` in `text`, with an id that stands there once;"
        " there are no other braces. The choices of a gap are shown in an order by the hash, each its own id.",
        "Gaps right / gaps. A typed text is right if it is an accepted one, where capitals, how letters are composed"
        " (both are NFC) and white space around it or repeated in it do not count. With `spelling: 1` a gap that is"
        f" typed in is right also with one insertion, deletion or substitution within a word of {LETTERS} letters or"
        " more, counted in the accepted text. What is chosen is never misspelt.",
    ),
    "branch": About(
        "Make choices, each of which leads on to another node. A node without choices is an ending, and none can be"
        " visited twice.",
        'An answer is the path from the start on, `[["node", "choice"], ...]`, finished or not; an empty list is'
        " refused: nothing chosen is sent as null. A choice with `if` is open only when every choice in it has been"
        " made. In a graded branch the first choice that is recorded in a node stands: a later answer must begin with"
        " the whole path of the present one, in the same variant. An answer that does not, null and *Vet inte* among"
        " them, is refused `invalid`, and is a bad line in a journal; the same path again is a resend. What follows a"
        " choice is shown when the choice is in the journal. In practice one may step back.",
        "points of the choices on the path / the best sum of any path that the conditions leave open. An unfinished"
        f" path has what it has. At most {MOST_PLACES} places, told apart by the earlier choices that matter, are"
        " searched for the best sum.",
    ),
    "plan": About(
        "Choose measures that a budget has room for.",
        'An answer is a list of ids of measures in any order, `["a", "d"]`, each at most once. An empty list is'
        " refused: nothing chosen is sent as null. What costs more than the budget can be sent.",
        "0 when cost + upkeep x `years` of what is chosen comes to more than `budget`; else max(0, the sum of the"
        " weights / the best sum of any plan within the budget). A weight above 0 counts only when all that its measure"
        " `requires` is chosen and nothing that excludes it, whichever stands first in the pair; a weight below 0"
        " always counts. A chosen measure meets a requirement also when it earns nothing itself. The best sum is found"
        f" by trying every plan, of at most {MOST_MEASURES} measures.",
    ),
    "text": About(
        "Write a text, which a person marks.",
        'An answer is the text as it was written, `"Klockan 15 ..."`, with its line breaks (`\\n`) and without white'
        " space before and after it. White space alone is refused: nothing written is sent as null. Control characters"
        " other than line breaks and tabs are refused. A word is a run of signs without white space, with a letter or a"
        " digit in it; more or fewer words than the guide says are taken all the same.",
        "The points of the rubric, given by hand. Until then the points are null, and the status is `awaiting_marking`;"
        " unanswered is 0 and waits for nobody. In practice there is no right or wrong: a check shows the rubric, whose"
        " texts are then questions without points, and the examples, and its line has 0 of 0 points. A text is never"
        " `mastery`.",
    ),
}
"""What is told of each kind besides its fields."""

PARTS: Mapping[str, Sequence[type[BaseModel]]] = {
    "numeric": [NumericKey, WrongNumber],
    "hotspot": [Area],
    "cloze": [ClozeGap],
    "branch": [Node, Choice],
    "plan": [Measure],
    "text": [WordGuide, Criterion, Example],
}
"""What a kind's own fields are made of."""


FORMATS = "../formats.md"
ELSEWHERE = {model.__name__: FORMATS for model in (Figure, Picture)}


def page(name: str, cells: Sequence[Cell]) -> str:
    """Return the page of a kind, in Markdown.

    Parameters
    ----------
    cells
        The gallery's cells of this kind, those for practice before those for points.
    """
    return "\n\n".join(_parts(name, cells)) + "\n"


def _parts(name: str, cells: Sequence[Cell]) -> Iterator[str]:
    kind = KINDS[name]
    about = KIND[name]
    asked = [(cell, cell.exercise) for cell in cells if cell.exercise]
    practice = [(cell, one) for cell, one in asked if not one.graded]
    yield f"# `{name}`\n\n{about.what}"
    yield from (_picture(one) for _, one in practice)
    yield f"## In the cell\n\nBesides the [fields of every exercise]({FORMATS}#the-exercise-cell):"
    yield fields(kind.spec, Spec, ELSEWHERE)
    yield f"In the solution, besides the [fields of every solution]({FORMATS}#solution):"
    yield fields(kind.solution, Solution, ELSEWHERE)
    for model in PARTS.get(name, ()):
        yield f"### {model.__name__}\n\n{(model.__doc__ or '').strip().splitlines()[0]}"
        yield fields(model, elsewhere=ELSEWHERE)
    yield f"## An answer\n\n{about.answer}"
    yield f"## Points\n\nShare of the [points]({FORMATS}#score): {about.share}"
    yield "## Example\n\nFor practice:"
    yield from (_cell(cell) for cell, _ in practice)
    yield "For points:"
    yield next(_cell(cell) for cell, one in asked if one.graded)


def _picture(exercise: Exercise) -> str:
    name = exercise.id.rpartition("-")[2]
    return (
        f"![The exercise {exercise.id} as a participant meets it, before it is answered](../pictures/kinds/{name}.png)"
    )


def _cell(cell: Cell) -> str:
    return f"```yaml\n{cell.source.strip()}\n```"
