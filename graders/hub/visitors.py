"""Those who a demonstration of the hub is looked at as: a participant who has begun, an instructor and a designer."""

import secrets
from dataclasses import dataclass

from graders.roster import write_roster
from graders.simulate import begin
from toolkit.authortext import read_yaml, write_yaml
from toolkit.files import replace_file
from toolkit.formats import RosterRow
from toolkit.messages import say
from toolkit.occasion import OccasionFolder
from toolkit.roster import read_roster
from toolkit.signin.accounts import FILE, Accounts

PARTICIPANT, INSTRUCTOR, DESIGNER = "deltagare", "kursledare", "utvecklare"


@dataclass(frozen=True)
class Visitor:
    """Somebody to sign in as."""

    role: str
    name: str
    password: str


def add_visitors(here: OccasionFolder, module: str) -> list[Visitor]:
    """Give a new occasion a participant who has begun a module, and an instructor; all with passwords."""
    roster = read_roster(here.path / "roster.csv")
    row = RosterRow(id=PARTICIPANT, name=say("demo.participant"), actor="kommun", region="mitt")
    write_roster(here.path / "roster.csv", [*roster.values(), row])
    begin(here, PARTICIPANT, module)
    path = here.path / "occasion.yml"
    data = read_yaml(path.read_text(encoding="utf-8")).data
    replace_file(path, write_yaml({**data, "instructors": [INSTRUCTOR]}).encode())
    here.__dict__.pop("occasion", None)
    roles = {PARTICIPANT: "demo.as_participant", INSTRUCTOR: "demo.as_instructor", DESIGNER: "demo.as_designer"}
    visitors = [Visitor(say(role), name, secrets.token_hex(8)) for name, role in roles.items()]
    _let_in(Accounts(here.path.parent / FILE), visitors)
    return visitors


def _let_in(accounts: Accounts, visitors: list[Visitor]) -> None:
    with accounts.invite([one.name for one in visitors]) as made:
        codes = {one.name: one.code for one in made}
    for one in visitors:
        first = accounts.sign_in(one.name, codes[one.name])
        assert first is not None
        accounts.choose(first, one.password)
