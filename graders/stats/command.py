"""``kurs stats``: item analysis of anybody's table of points."""

import json
import os
from pathlib import Path

import click
from rich.console import Console

from toolkit.messages import say


@click.command(help=say("cli.stats"))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--group", "column", metavar="COL", help=say("cli.stats_group"))
@click.option("--focal", metavar="VALUE", help=say("cli.stats_focal"))
@click.option("--twopl", is_flag=True, help=say("cli.stats_twopl"))
@click.option("--json", "as_json", is_flag=True, help=say("cli.stats_json"))
def stats(file: Path, column: str | None, focal: str | None, twopl: bool, as_json: bool) -> None:
    """Say what a table of points says."""
    if (column is None) != (focal is None):
        raise click.UsageError(say("stats.group_and_focal"))
    from graders.stats import printed
    from graders.stats.figures import figures
    from graders.stats.reading import Group, read_points

    group = None if column is None or focal is None else Group(column, focal)
    made = figures(read_points(file, group), grouped=group is not None, with_twopl=twopl)
    if as_json:
        click.echo(json.dumps(made.to_json(), indent=1, ensure_ascii=False, allow_nan=False))
        return
    for line in printed.overview(made):
        click.echo(line)
    console = Console(width=None if os.isatty(1) else 140)
    for table in (printed.items(made), printed.moodle(made), printed.models(made), printed.dif(made)):
        if table is not None:
            console.print(table)
    for line in printed.reasons(made):
        click.echo(line)
