"""The command `kurs hub`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.errors import KursError
from toolkit.messages import listed, say

if TYPE_CHECKING:
    from graders.hub.plan import Plan


@click.command("hub", help=say("hub.help"))
@click.argument("names", nargs=-1, required=True, metavar="OCCASION...")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help=say("hub.port"))
@click.option("--staff", multiple=True, metavar="NAME", help=say("hub.staff"))
@click.option("--proxy-account", metavar="ACCOUNT", help=say("hub.proxy_account"))
@click.option("--page-account", metavar="ACCOUNT", help=say("hub.page_account"))
@click.option("--grader-account", metavar="ACCOUNT", help=say("hub.grader_account"))
@click.option("--staff-group", metavar="GROUP", help=say("hub.staff_group"))
@click.option("--state", envvar="STATE_DIRECTORY", type=click.Path(path_type=Path), help=say("hub.state"))
@click.option(
    "--courses", envvar="KURS_COURSES", default="courses", type=click.Path(path_type=Path), help=say("cli.courses")
)
@click.option(
    "--occasions",
    envvar="KURS_OCCASIONS",
    default="occasions",
    type=click.Path(path_type=Path),
    help=say("cli.occasions"),
)
def hub(
    names: tuple[str, ...],
    port: int,
    staff: tuple[str, ...],
    proxy_account: str | None,
    page_account: str | None,
    grader_account: str | None,
    staff_group: str | None,
    state: Path | None,
    courses: Path,
    occasions: Path,
) -> None:
    """Run a hub until Ctrl-C."""
    from graders.hub.plan import Accounts, make_plan
    from graders.invitations import invite_staff, until
    from graders.modes import check_modes
    from toolkit.face.bundle import ensure
    from toolkit.occasion import open_occasion

    given = [proxy_account, page_account, grader_account, staff_group]
    if any(given) and not all(given):
        raise click.UsageError(say("hub.all_accounts"))
    accounts = Accounts(*map(str, given)) if all(given) else None
    if accounts and state is None:
        # Whoever owns the folder of the occasions could put another in the place of one in it, which root reads.
        raise click.UsageError(say("hub.needs_state"))
    labs = [name for name in names if open_occasion(occasions, name).occasion.surface == "lab"]
    if accounts and labs:
        raise KursError(say("hub.lab_accounts", occasion=labs[0]))
    for name in names if accounts else ():
        assert accounts is not None
        if problems := check_modes(occasions.resolve() / name, accounts.page):
            raise KursError("\n".join(problems))
    ensure()
    plan = make_plan(occasions, list(names), courses, port, list(staff), accounts, state)
    if accounts is None and (made := invite_staff(plan.store, plan.state, plan.everyone)):
        path, invitations = made
        click.echo(say("roster.codes", file=path, n=len(invitations), ends=until(invitations[0])))
    run(plan)


def run(plan: "Plan") -> None:
    """Run a hub until Ctrl-C, and say where it is and what it does not protect."""
    from graders.hub.run import run_hub

    def ready() -> None:
        click.echo(say("hub.ready", address=plan.address))
        if plan.accounts is None:
            click.echo(say("hub.not_protected"))
        for folder in plan.labs:
            click.echo(say("hub.lab", occasion=folder.id))
        for folder in plan.folders:
            if not folder.occasion.instructors:
                click.echo(say("hub.no_instructor", occasion=folder.id))
            else:
                who = listed(folder.occasion.instructors, "och")
                click.echo(say("hub.instructors", occasion=folder.id, names=who))

    run_hub(plan, ready, lambda text: click.echo(text, err=True))
    click.echo(say("hub.ended"))
