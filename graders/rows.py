"""The rows of hand-ins in nbgrader's gradebook, written in bulk: each hand-in's in one transaction.

They are the same that nbgrader's own ``autograde`` writes. What a marker has written (``manual_score``,
``extra_credit``, ``manual_comment``, ``flagged``) is never touched.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    SolutionCell,
    SourceCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import Connection, bindparam, insert, select, update

from graders.marking import read_marked, write_marked
from toolkit.deadlines import due_for, extensions_of
from toolkit.errors import KursError
from toolkit.formats import RosterRow
from toolkit.messages import say
from toolkit.occasion import OccasionFolder

Rows = list[dict[str, Any]]
_MOST = 500
"""Values in one condition; SQLite takes some thousands."""
_LONGEST = 128
"""Characters of a name that nbgrader has room for; SQLite does not mind, PostgreSQL refuses the rows."""


@dataclass(frozen=True)
class HandInRows:
    """What the gradebook is to have of one hand-in.

    Parameters
    ----------
    at
        When it was handed in, in UTC and without zone as nbgrader has it; None where no time was handed in with it.
    points
        By exercise; None where a person is to give them.
    by_hand
        Digests of the answers that are marked by hand, by exercise.
    """

    participant: str
    at: datetime | None
    points: Mapping[str, float | None]
    by_hand: Mapping[str, str]


class ModuleRows:
    """The gradebook of one module, with what it knows of the module read once.

    Parameters
    ----------
    gradebook
        An open gradebook, which stays the caller's.

    Raises
    ------
    KursError
        If the gradebook does not know the module.
    """

    def __init__(self, here: OccasionFolder, gradebook: Gradebook, module: str) -> None:
        self.here, self.module = here, module
        self._engine = gradebook.engine
        with self._engine.connect() as db:
            found = db.execute(
                select(Assignment.id, Notebook.id)
                .join(Notebook, Notebook.assignment_id == Assignment.id)
                .where(Assignment.name == module, Notebook.name == module)
            ).one_or_none()
            if found is None:
                raise KursError(say("grade.unknown_module", module=module))
            self._assignment, self._notebook = found
            # The tables themselves: for the mapped classes every cell is also joined to what it inherits.
            base, tables = BaseCell.__table__, (GradeCell.__table__, SolutionCell.__table__)
            cells = select(base.c.name, base.c.id).where(base.c.notebook_id == self._notebook)
            self._grades, self._comments = (_pairs(db, cells.join(one, one.c.id == base.c.id)) for one in tables)
            sources = select(SourceCell.name, SourceCell.checksum).where(SourceCell.notebook_id == self._notebook)
            self.checksums: dict[str, str | None] = _pairs(db, sources)

    @property
    def graded(self) -> Iterable[str]:
        """The exercises that the gradebook has points for."""
        return self._grades.keys()

    def write(self, people: Sequence[RosterRow], hand_ins: Sequence[HandInRows]) -> None:
        """Write the rows of some hand-ins, all or nothing.

        Parameters
        ----------
        people
            Those who handed in, whose names a marker is shown.
        """
        with self._engine.begin() as db:
            _students(db, people)
            books = self._submissions(db, hand_ins)
            self._grade_rows(db, hand_ins, books)
            self._comment_rows(db, hand_ins, books)
            self._deadlines(db, [one.participant for one in hand_ins])
        for one in hand_ins:
            if one.by_hand:
                # After the rows: a stop on the way lets a mark wait once too often, and gives it to no other answer.
                write_marked(self.here.marked(one.participant, self.module), one.by_hand)

    def write_deadlines(self) -> None:
        """Write when the module is due, and what each hand-in that is there has beyond that."""
        with self._engine.begin() as db:
            self._deadlines(db)

    def _deadlines(self, db: Connection, names: Sequence[str] | None = None) -> None:
        """Write the times as the occasion's files have them now.

        nbgrader counts an extension from the module's due, so that when that one is moved the extensions of all
        hand-ins are wrong, and not only of those that are named.
        """
        due = naive_utc(self.here.rules(self.module).due)
        query = select(Assignment.duedate).where(Assignment.id == self._assignment)
        if db.execute(query).scalar_one() != due:
            _update(db, Assignment, ("duedate",), [{"key": self._assignment, "duedate": due}])
            names = None
        table = SubmittedAssignment
        mine = select(table.id, table.student_id, table.extension).where(table.assignment_id == self._assignment)
        rows = db.execute(mine).all() if names is None else _rows(db, mine, table.student_id, names)
        extensions = self._extensions()
        changed = [
            {"key": key, "extension": extensions.get(name)}
            for key, name, extension in rows
            if extension != extensions.get(name)
        ]
        _update(db, table, ("extension",), changed)

    def _extensions(self) -> dict[str, timedelta]:
        """Return how much more time than the module's each has who has another."""
        rules = self.here.rules(self.module)
        given = [one for one in extensions_of(self.here) if one.module == self.module]
        dues = {one.id: due_for(one.id, self.module, rules, given) for one in given}
        return {name: due - rules.due for name, due in dues.items() if due and rules.due and due != rules.due}

    def _submissions(self, db: Connection, hand_ins: Sequence[HandInRows]) -> dict[str, str]:
        """Write who handed in when, and return the rows that their grades belong to, by participant."""
        names = [one.participant for one in hand_ins]
        mine = SubmittedAssignment.assignment_id == self._assignment
        known = _among(db, select(SubmittedAssignment.student_id, SubmittedAssignment.id).where(mine), names)
        made = {name: _new_id() for name in names if name not in known}
        times = {one.participant: one.at for one in hand_ins}
        rows = [
            {"id": key, "assignment_id": self._assignment, "student_id": name, "timestamp": times[name]}
            for name, key in made.items()
        ]
        _insert(db, SubmittedAssignment, rows)
        # nbgrader leaves the time as it is when none was handed in.
        changed = [{"key": known[name], "timestamp": times[name]} for name in known if times[name] is not None]
        _update(db, SubmittedAssignment, ("timestamp",), changed)
        whole = {**known, **made}
        query = select(SubmittedNotebook.assignment_id, SubmittedNotebook.id).where(
            SubmittedNotebook.notebook_id == self._notebook
        )
        there = _among(db, query, list(known.values()), SubmittedNotebook.assignment_id)
        new = {key: _new_id() for key in whole.values() if key not in there}
        rows = [
            {
                "id": book,
                "assignment_id": key,
                "notebook_id": self._notebook,
                "flagged": False,
                "late_submission_penalty": None,
            }
            for key, book in new.items()
        ]
        _insert(db, SubmittedNotebook, rows)
        _update(
            db,
            SubmittedNotebook,
            ("late_submission_penalty",),
            [{"key": book, "late_submission_penalty": None} for book in there.values()],
        )
        books = {**there, **new}
        return {name: books[key] for name, key in whole.items()}

    def _grade_rows(self, db: Connection, hand_ins: Sequence[HandInRows], books: Mapping[str, str]) -> None:
        query = select(Grade.notebook_id, Grade.cell_id, Grade.id, Grade.manual_score, Grade.needs_manual_grade)
        known = {
            (book, cell): (key, manual, waits)
            for book, cell, key, manual, waits in _rows(db, query, Grade.notebook_id, books.values())
        }
        new: Rows = []
        changed: Rows = []
        for one in hand_ins:
            book, marked = books[one.participant], self._marked(one)
            for name, cell in self._grades.items():
                points = one.points.get(name, 0.0)
                key, manual, waited = known.get((book, cell), (None, None, False))
                waits = points is None or manual is not None
                if manual is not None and name in one.by_hand and marked.get(name) == one.by_hand[name]:
                    waits = waited
                if key is None:
                    row = {"id": _new_id(), "notebook_id": book, "cell_id": cell}
                    new.append({**row, "auto_score": points, "needs_manual_grade": waits})
                else:
                    changed.append({"key": key, "auto_score": points, "needs_manual_grade": waits})
        _insert(db, Grade, new)
        _update(db, Grade, ("auto_score", "needs_manual_grade"), changed)

    def _marked(self, one: HandInRows) -> Mapping[str, str]:
        return read_marked(self.here.marked(one.participant, self.module)) if one.by_hand else {}

    def _comment_rows(self, db: Connection, hand_ins: Sequence[HandInRows], books: Mapping[str, str]) -> None:
        if not self._comments:
            return
        query = select(Comment.notebook_id, Comment.cell_id, Comment.id)
        known = {(book, cell): key for book, cell, key in _rows(db, query, Comment.notebook_id, books.values())}
        new: Rows = []
        changed: Rows = []
        for one in hand_ins:
            book = books[one.participant]
            for name, cell in self._comments.items():
                unanswered = name in one.by_hand and one.points.get(name) is not None
                said = say("grade.no_answer") if unanswered else None
                key = known.get((book, cell))
                if key is None:
                    new.append({"id": _new_id(), "notebook_id": book, "cell_id": cell, "auto_comment": said})
                elif name in one.by_hand:
                    changed.append({"key": key, "auto_comment": said})
        _insert(db, Comment, new)
        _update(db, Comment, ("auto_comment",), changed)


def naive_utc(at: datetime | None) -> datetime | None:
    """Return a time as nbgrader keeps it: in UTC, without saying so."""
    return at.astimezone(UTC).replace(tzinfo=None) if at else None


def _students(db: Connection, people: Sequence[RosterRow]) -> None:
    """Write the names of those who handed in, so that a marker knows whom to answer."""
    wanted = {}
    for person in people:
        first, _, last = person.name.partition(" ")
        fields = {"first_name": first, "last_name": last, "email": person.email or None}
        wanted[person.id] = {name: text and text[:_LONGEST] for name, text in fields.items()}
    query = select(Student.id, Student.first_name, Student.last_name, Student.email)
    known = {
        name: {"first_name": first, "last_name": last, "email": email}
        for name, first, last, email in _rows(db, query, Student.id, wanted)
    }
    _insert(db, Student, [{"id": name, **fields} for name, fields in wanted.items() if name not in known])
    changed = [{"key": name, **fields} for name, fields in wanted.items() if known.get(name, fields) != fields]
    _update(db, Student, ("first_name", "last_name", "email"), changed)


def _new_id() -> str:
    return uuid4().hex


def _pairs(db: Connection, query: Any) -> dict[str, Any]:
    return {name: value for name, value in db.execute(query)}


def _rows(db: Connection, query: Any, column: Any, values: Iterable[str]) -> list[Any]:
    """Return the rows of a query whose column is among some values, however many."""
    among: list[str] = list(values)
    found: list[Any] = []
    for start in range(0, len(among), _MOST):
        found += db.execute(query.where(column.in_(among[start : start + _MOST]))).all()
    return found


def _among(db: Connection, query: Any, values: Sequence[str], column: Any = SubmittedAssignment.student_id) -> Any:
    return {row[0]: row[1] for row in _rows(db, query, column, values)}


def _insert(db: Connection, table: Any, rows: Rows) -> None:
    if rows:
        db.execute(insert(table.__table__), rows)


def _update(db: Connection, table: Any, names: Sequence[str], rows: Rows) -> None:
    """Set some columns of the rows whose id is each one's ``key``."""
    if rows:
        change = update(table.__table__).where(table.__table__.c.id == bindparam("key"))
        db.execute(change.values({name: bindparam(name) for name in names}), rows)
