"""Kill what saves, again and again: every answer that was shown as saved is in the journal.

    .venv/bin/python -m benchmarks.faults [ROUNDS]

Ends with exit code 1 if one was not.
"""

import argparse
import json
import random
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.figures import table
from benchmarks.series import SERIES, Next, Series
from benchmarks.setting import Setting, own_folder, setting

ROUNDS = 200


@dataclass
class Tally:
    """What all the rounds of one fault come to; `lost` counts the rounds in which an answer was missing."""

    rounds: int = 0
    given: int = 0
    acknowledged: int = 0
    resent: int = 0
    lost: int = 0


def count(series: Series, rounds: int, browser: Setting, folder: Path, rng: random.Random) -> Tally:
    """Go through so many rounds; after a loss with a new participant."""
    tally = Tally()
    while tally.rounds < rounds:
        with series(browser, Path(tempfile.mkdtemp(dir=folder)), rng) as next_round:
            while tally.rounds < rounds and _is_kept(tally, next_round):
                pass
    return tally


def _is_kept(tally: Tally, next_round: Next) -> bool:
    """Go through one round; tells whether nothing was lost."""
    tally.rounds += 1
    try:
        seen = next_round()
    except AssertionError as error:
        _tell(f"LOST: {error}")
        tally.lost += 1
        return False
    tally.given += seen.given
    tally.acknowledged += seen.acknowledged
    tally.resent += seen.resent
    return True


def _tell(text: str) -> None:
    print(f"faults: {text}", file=sys.stderr, flush=True)


def main(rounds: int) -> int:
    """Measure and print; returns the exit code."""
    found = {}
    with own_folder() as folder, setting() as browser:
        for place, (name, series) in enumerate(SERIES.items()):
            share = len(range(place, rounds, len(SERIES)))
            _tell(f"{name}, {share} rounds")
            found[name] = count(series, share, browser, folder, random.Random(place))
    rows = [[name, *map(str, asdict(one).values())] for name, one in found.items()]
    print(table(["killed", "rounds", "answers given", "shown as saved", "not saved, sent again", "lost"], rows))
    lost = sum(one.lost for one in found.values())
    print(json.dumps({"rounds": rounds, "lost": lost, **{name: asdict(one) for name, one in found.items()}}))
    return 1 if lost else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Kill what saves, and look for what was shown as saved.")
    parser.add_argument("rounds", nargs="?", type=int, default=ROUNDS, help=f"how many, {ROUNDS} unless given")
    sys.exit(main(parser.parse_args().rounds))
