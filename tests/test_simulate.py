"""Simulated participants go the real way, and what they were given comes back in the figures."""

import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from graders.collect import collect
from graders.grade import grade
from graders.responses import read_responses, write_responses
from graders.simulate import SPREAD, difficulties, levels_of, probability, simulate
from tests.intro_support import released_intro
from tests.occasion_support import MODULE, make_occasion
from tests.oracle import points as oracle_points
from toolkit.errors import KursError
from toolkit.exercises.base import DONT_KNOW
from toolkit.fold import read as read_journal
from toolkit.occasion import OccasionFolder
from toolkit.roster import read_roster


def test_difficulties_are_evenly_spread_and_drawn_by_the_seed() -> None:
    found = difficulties(["a", "b", "c"], 1)
    assert sorted(found.values()) == pytest.approx([-SPREAD, 0, SPREAD])
    assert found == difficulties(["c", "a", "b"], 1)
    assert any(difficulties(["a", "b", "c"], seed) != found for seed in range(2, 9))


def test_probability_is_the_three_parameter_logistic() -> None:
    # c + (1 - c) / 2 where ability equals difficulty; c far below it.
    assert probability(0.5, 0.5, 0.2) == pytest.approx(0.6)
    assert probability(-50, 0, 0.25) == pytest.approx(0.25)
    assert probability(50, 0, 0.25) == pytest.approx(1)


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> OccasionFolder:
    here = make_occasion(tmp_path_factory.mktemp("sim"), [])
    simulate(here, 40, seed=3)
    return here


def test_everything_made_carries_that_it_is_simulated(simulated: OccasionFolder) -> None:
    assert OccasionFolder(simulated.path).occasion.title == "Prov – Simulerade deltagare"
    names = [row.name for row in read_roster(simulated.path / "roster.csv").values()]
    assert all(name.startswith("Simulerad deltagare") for name in names)


def test_they_use_the_writer_and_the_exchange_and_some_never_start(simulated: OccasionFolder) -> None:
    exercises = simulated.notebook(MODULE).exercises
    inbound = list((simulated.exchange / "liten-2026" / "inbound").iterdir())
    journals = list(simulated.path.glob("journals/*/*/answers.jsonl"))
    assert len(inbound) <= len(journals) < 40
    for path in journals:
        fold = read_journal(path, exercises)
        assert fold.bad == ()
        assert fold.answers
    handed = {p.name.split("+")[0] for p in inbound}
    for path in journals:
        submitted = read_journal(path, exercises).last_submit
        assert (submitted is not None) == (path.parent.parent.name in handed)


def test_the_same_seed_makes_the_same_answers(tmp_path: Path, simulated: OccasionFolder) -> None:
    again = make_occasion(tmp_path, [])
    simulate(again, 40, seed=3)

    def answers(here: OccasionFolder) -> dict[str, list[object]]:
        found = {}
        for path in sorted(here.path.glob("journals/*/*/answers.jsonl")):
            lines = [json.loads(row) for row in path.read_text().splitlines()]
            found[path.parent.parent.name] = [(x["ex"], x["answer"]) for x in lines if x["type"] == "answer"]
        return found

    assert answers(again) == answers(simulated)


def test_real_participants_are_never_mixed_with_simulated_ones(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, ["anna"])
    with pytest.raises(KursError, match="deltagare som inte är simulerade"):
        simulate(here, 5)
    assert here.occasion.title == "Prov"


def simulated_intro(intro: OccasionFolder, participants: int) -> tuple[dict[str, float], dict[str, float]]:
    """Return the simulated difficulty and the share of points that came back, by exercise."""
    simulate(intro, participants, seed=5)
    modules = intro.require_released()
    collect(intro, modules)
    assert grade(intro, modules).broken == []
    write_responses(intro)
    frame = read_responses(intro)
    answered = frame[frame.status == "answered"]
    share = (answered.points / answered.max_points).groupby(answered.exercise).mean()
    planned = levels_of({module: intro.notebook(module) for module in modules}, 5)
    return planned, {str(name): float(value) for name, value in share.items()}


@pytest.mark.long
def test_the_simulated_difficulty_comes_back_and_the_oracle_agrees(tmp_path: Path) -> None:
    here = released_intro(tmp_path, ["forkunskaper", "kunskapsprov"])
    planned, share = simulated_intro(here, 300)
    # What comes back is the probability of a right part, reversed. How guessing and parts lift it differs by kind, and
    # before the course all of it is lower.
    by_kind = defaultdict(list)
    for module in here.require_released():
        for exercise in here.notebook(module).graded.values():
            by_kind[here.role(module), exercise.kind.name].append(exercise.id)
    compared = {kind: names for kind, names in by_kind.items() if len(names) >= 6}
    assert {("pretest", "single"), ("test", "single"), ("test", "multiple"), ("test", "sort")} == compared.keys()
    for kind, names in compared.items():
        r = np.corrcoef([planned[name] for name in names], [-share[name] for name in names])[0, 1]
        assert r > 0.9, kind
    frame = read_responses(here)
    answered = frame[frame.status == "answered"]
    assert len(answered) > 1000
    for module in here.require_released():
        graded = here.notebook(module).graded
        for fields in answered[answered.module == module].to_dict("records"):
            exercise, answer = graded[fields["exercise"]], json.loads(fields["answer"])
            if answer == DONT_KNOW:
                assert fields["points"] == 0
                continue
            var = None if pd.isna(fields["variant"]) else fields["variant"]
            key = exercise.solutions[var].model_dump(mode="json")["key"]
            spec = exercise.specs[var].model_dump(mode="json", by_alias=True, exclude_defaults=True)
            expected = oracle_points(exercise.kind.name, key, str(exercise.max_points), answer, spec)
            assert fields["points"] == pytest.approx(expected, abs=1e-6)
