"""``kurs``, the command line: finds its commands by the entry-point group ``kurs.commands``.

Exit code 0 means done, 1 that it said why in one line, 2 wrong use. A bug keeps its traceback.
"""

import sys
from importlib.metadata import entry_points

import click

from toolkit.errors import KursError

GROUP = "kurs.commands"


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="kurs", prog_name="kurs")
def kurs() -> None:
    """Gör, ge och bedöm kurser i Jupyter."""


def register() -> click.Group:
    """Put every command that is installed under `kurs`."""
    for entry in entry_points(group=GROUP):
        for command in entry.load():
            kurs.add_command(command)
    return kurs


def main() -> None:
    """Run the command line; a `KursError` becomes its sentence on stderr."""
    try:
        register()(prog_name="kurs")
    except KursError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
