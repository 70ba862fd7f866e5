"""From the tables of responses of several occasions to the numbers of the programme report."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import numpy as np
import pandas as pd

from graders.disclosure import PUBLIC, Protected, apart, protect, share
from graders.reports.programme import results
from graders.reports.programme.inputs import Given, Inputs
from graders.reports.programme.numbers import CourseResult, Cross, Listed, Number, Programme, Step, Whole, Year, number
from graders.reports.programme.people import PLACE, UNKNOWN, People, Run, people, rule, runs
from toolkit.formats import Course
from toolkit.messages import say

STAGES = ("not_started", "no_test", "not_passed", "passed")
"""Where a place ended; each is in exactly one."""


def build(inputs: Inputs) -> Programme:
    """Compute everything that a programme report shows.

    Made-up people are counted only where there are no others. A course whose places are too few to be shown is in no
    figure, so that nothing can be worked out of sums.
    """
    real = [one for one in inputs.given if not one.simulated]
    given = real or list(inputs.given)
    made_up = [one for one in inputs.given if one.simulated] if real else []
    found = runs(given)
    used: Counter[str] = Counter()
    for run in found:
        used[run.course] += len({pid for one in run.occasions for pid in one.rows["pid"].unique()})
    kept = [run for run in found if used[run.course] >= PUBLIC]
    small = dict.fromkeys(one.course.title for one in given if used[one.course.id] < PUBLIC)
    counted = _Counted(kept) if kept else None
    return Programme(
        years=tuple(counted.years) if counted else (),
        until=counted.until() if counted else None,
        simulated=bool(given) and not real,
        occasions=_listed(given),
        apart=_listed(made_up),
        small=tuple(small),
        left_out=inputs.left_out,
        all=counted.all() if counted else None,
        courses=counted.courses() if counted else (),
    )


def _listed(given: Sequence[Given]) -> tuple[Listed, ...]:
    titles = {one.occasion.id: one.occasion.title for one in given}
    return tuple(
        Listed(
            title=one.occasion.title,
            course=one.course.title,
            version=one.course.version,
            began=one.began,
            seats=one.occasion.seats,
            retake_of=titles.get(one.occasion.retake_of or ""),
        )
        for one in given
    )


def _tested(one: Given) -> bool:
    return any(entry.role == "test" for entry in one.course.modules if entry.id in one.release.modules)


def _step(name: str, count: int | None, of: int | None) -> Step:
    """Return a step whose count may be shown; both have come through `protect`."""
    part = share(count, of, PUBLIC, named=False) if count is not None and of is not None else None
    return Step(name, part, None if part else "few")


class _Stages:
    """The numbers of places that came so far, as they may be shown, of one line of a protected table."""

    def __init__(self, cells: Sequence[int | None], total: int | None) -> None:
        self.cells, self.total = list(cells), total

    @property
    def outcome(self) -> bool:
        """Whether it is shown how many had no final test, did not pass it and passed it."""
        return self.total is not None and None not in self.cells[-2:]

    def from_(self, stage: str) -> int | None:
        """Return how many came to a stage or further, where what is shown adds up to it."""
        place = len(self.cells) - len(STAGES) + STAGES.index(stage)
        later, earlier = _sum(self.cells[place:]), _sum(self.cells[:place])
        if later is not None:
            return later
        return self.total - earlier if self.total is not None and earlier is not None else None


def _sum(cells: Sequence[int | None]) -> int | None:
    known = [count for count in cells if count is not None]
    return sum(known) if len(known) == len(cells) else None


def _counted(frame: pd.DataFrame, rows: Sequence[object], by: str) -> np.ndarray:
    """Count places by a column and by the stage where they ended."""
    table = pd.crosstab(frame[by], frame["stage"]).reindex(index=list(rows), columns=list(STAGES), fill_value=0)
    return table.to_numpy(dtype=np.int64)


def _cross(found: Protected, rows: Sequence[str], columns: Sequence[str]) -> Cross:
    cells = tuple(tuple(line) for line in found.cells)
    return Cross(tuple(rows), tuple(columns), cells, found.rows, found.columns, found.total)


class _Counted:
    """The numbers of all runs whose course has places enough."""

    def __init__(self, found: Sequence[Run]) -> None:
        self.runs = list(found)
        self.names = list(dict.fromkeys(run.course for run in self.runs))
        self.years = sorted({run.year for run in self.runs})
        self.people: People = people(self.runs)
        places = self.people.places
        stages = np.select(
            [places["passed"], places["test"], places["started"]], ["passed", "not_passed", "no_test"], "not_started"
        )
        self.places = places.assign(stage=stages)
        self.stages = protect(_counted(self.places, self.names, "course"), PUBLIC, named=True)
        given = pd.crosstab(self.places["course"], self.places["year"])
        by_year = protect(given.reindex(index=self.names, columns=self.years, fill_value=0).to_numpy(np.int64), PUBLIC)
        # Both have the places of each course as sums: what one hides the other must not tell.
        self.by_year = by_year if None not in (*by_year.rows, *self.stages.rows) else None

    def all(self) -> Whole:
        """Return the numbers over all courses."""
        stages = _Stages(self.stages.columns, self.stages.total)
        total, test, passed = stages.total, stages.from_("not_passed"), stages.from_("passed")
        persons = self._persons()
        titles = [self._course_of(name).title for name in self.names]
        return Whole(
            seats=_seats(self.runs),
            unseated=sum(run.occasions[0].occasion.seats is None for run in self.runs),
            places=total,
            persons=persons,
            started=_step(say("programme.started"), stages.from_("no_test"), total),
            test=_step(say("programme.test"), test, total),
            passed_of_places=_step(say("programme.passed"), passed, total),
            passed=_step(say("programme.passed"), passed, test),
            by_year=_cross(self.by_year, titles, [str(year) for year in self.years]) if self.by_year else None,
            by_group=self._by_group(by_person=persons is not None),
        )

    def courses(self) -> tuple[CourseResult, ...]:
        """Return the numbers of each course."""
        return tuple(self._course(place, name) for place, name in enumerate(self.names))

    def until(self) -> datetime | None:
        """Return when the last thing in the tables happened."""
        every = [one.rows for run in self.runs for one in run.occasions]
        moments = [rows[name].max() for rows in every for name in ("first_at", "submitted_at")]
        return max((moment.to_pydatetime() for moment in moments if not pd.isna(moment)), default=None)

    def _of(self, course: str) -> list[Run]:
        return [run for run in self.runs if run.course == course]

    def _course_of(self, course: str) -> Course:
        """Return a course as the occasion that began last has it."""
        return max((run.occasions[0] for run in self._of(course)), key=lambda one: one.began).course

    def _persons(self) -> int | None:
        """Count people; None where few used more than one place, which the number of places would tell."""
        persons = self.places["pid"].nunique()
        more = len(self.places) - persons
        return persons if persons >= PUBLIC and (more == 0 or more >= PUBLIC) else None

    def _by_group(self, *, by_person: bool) -> Cross | None:
        """Return people by actor and region, each by the latest place; places where persons may not be told."""
        frame = self.places.sort_values(["year", "run"], kind="stable")
        if by_person:
            frame = frame.drop_duplicates("pid", keep="last")
        if (frame[["actor", "region"]] == UNKNOWN).all(axis=None):
            return None
        table = pd.crosstab(frame["actor"], frame["region"])
        rows, columns = (sorted(one, key=lambda name: (name == UNKNOWN, name)) for one in (table.index, table.columns))
        found = protect(table.loc[rows, columns].to_numpy(dtype=np.int64), PUBLIC, named=True)
        names = [[name or say("programme.unknown_group") for name in one] for one in (rows, columns)]
        return _cross(found, *names)

    def _course(self, place: int, name: str) -> CourseResult:
        course, mine = self._course_of(name), self._of(name)
        frame = self.places[self.places["course"] == name]
        stages = _Stages(self.stages.cells[place], self.stages.rows[place])
        total, started, test = stages.total, stages.from_("no_test"), stages.from_("not_passed")
        passed = stages.from_("passed")
        pairs = results.Pairs(self.people, mine)
        tests = self._tests(mine)
        every = [one for run in mine for one in run.occasions]
        return CourseResult(
            id=name,
            title=course.title,
            versions=_versions(every),
            lines=tuple(sorted({float(rule(one).total) for one in every})),
            occasions=len(mine),
            retakes=len(every) - len(mine),
            tested=sum(_tested(run.occasions[0]) for run in mine),
            seats=_seats(mine),
            places=total,
            started=_step(say("programme.started"), started, total),
            modules=self._modules(course, frame, total, started),
            test=_step(say("programme.test"), test, total),
            passed_of_places=_step(say("programme.passed"), passed, total),
            passed=_step(say("programme.passed"), passed, test),
            waiting=_waiting(frame, stages),
            changed=_changed(course, every),
            unpaired=pairs.without,
            goals=results.on_goals(tests, course.goals, test),
            changes=pairs.on_goals(course.goals, test),
            years=self._years(place, name, stages, pairs),
        )

    def _tests(self, runs: Sequence[Run]) -> pd.DataFrame:
        """Return the rows of final tests that were handed in, of first attempts, with their run.

        Who waits for one answer to be marked waits in all, so that every figure is of the same people.
        """
        rows = [self.people.first[run.id].assign(run=run.id) for run in runs]
        tests = pd.concat([one[(one["module_role"] == "test") & one["handed_in"]] for one in rows], ignore_index=True)
        waits = (tests["status"] == "awaiting_marking").groupby([tests[name] for name in PLACE]).transform("any")
        return tests.assign(waits=waits)

    def _modules(self, course: Course, frame: pd.DataFrame, total: int | None, started: int | None) -> tuple[Step, ...]:
        """Return who handed in each ordinary module, where no shown number differs from it by a few."""
        handed = self.people.handed_in.merge(frame[[*PLACE, "passed"]], on=PLACE)
        passed = int(frame["passed"].sum())
        steps = []
        for entry in course.modules:
            if entry.role != "module":
                continue
            count = int((handed["module"] == entry.id).sum())
            near = (started is not None and started - count < PUBLIC) or not apart(count, passed, PUBLIC)
            title = say("programme.module", number=entry.number, title=entry.title)
            steps.append(_module_step(title, count, None if near else total))
        return tuple(steps)

    def _years(self, place: int, name: str, stages: _Stages, pairs: results.Pairs) -> tuple[Year, ...]:
        """Return the years of a course, where its places by year and what became of its final tests are all shown.

        Then no sum over courses says more about a year of this one than its own line does.
        """
        mine = self._of(name)
        years = sorted({run.year for run in mine})
        if len(years) < 2 or not stages.outcome or self.by_year is None or None in self.by_year.cells[place]:
            return ()
        shown = dict(zip(self.years, self.by_year.cells[place], strict=True))
        frame = self.places[self.places["course"] == name]
        counts = _counted(frame, years, "year")
        merged = np.column_stack([counts[:, :2].sum(axis=1), counts[:, 2:]])
        found = protect(merged, PUBLIC, named=True)
        lines = [_Stages(cells, shown[year]) for cells, year in zip(found.cells, years, strict=True)]
        tests = [line.from_("not_passed") for line in lines]
        gains = pairs.by_year(years, tests)
        return tuple(
            Year(
                year=year,
                occasions=sum(run.year == year for run in mine),
                places=shown[year],
                test=_step(say("programme.test"), test, shown[year]),
                passed=_step(say("programme.passed"), line.from_("passed"), test),
                gain=gain,
            )
            for year, line, test, gain in zip(years, lines, tests, gains, strict=True)
        )


def _seats(runs: Sequence[Run]) -> int | None:
    """Return the seats of the occasions that have a number of them; retakes have none of their own."""
    seats = [run.occasions[0].occasion.seats for run in runs]
    return sum(n for n in seats if n is not None) if any(seats) else None


def _module_step(name: str, count: int, of: int | None) -> Step:
    part = share(count, of, PUBLIC, named=True) if of is not None else None
    return Step(name, part, None if part else "few")


def _waiting(frame: pd.DataFrame, stages: _Stages) -> Number | None:
    """Return how many wait for marking; they are among those who have not passed."""
    waits = int((frame["waiting"] & frame["test"]).sum())
    return number(waits, stages.cells[STAGES.index("not_passed")]) if waits else None


def _versions(every: Sequence[Given]) -> tuple[str, ...]:
    found = {one.course.version for one in every}
    return tuple(sorted(found, key=lambda version: [int(part) for part in version.split(".")]))


def _changed(course: Course, every: Sequence[Given]) -> tuple[str, ...]:
    """Return the goals whose exercises on the final test differ between occasions, by id or revision."""
    seen: dict[str, set[frozenset[tuple[str, str]]]] = {}
    for one in every:
        tests = one.rows[one.rows["module_role"] == "test"].drop_duplicates("exercise")
        released = one.release.modules.values()
        revisions = {name: made.rev for module in released for name, made in module.exercises.items()}
        for goal, exercises in tests.groupby("goal")["exercise"]:
            seen.setdefault(str(goal), set()).add(frozenset((name, revisions.get(name, "")) for name in exercises))
    order = [*course.goals, *sorted(seen.keys() - course.goals.keys())]
    return tuple(goal.partition(".")[2] for goal in order if len(seen.get(goal, ())) > 1)
