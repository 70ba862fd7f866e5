"""The commands of the designer's side, for the entry-point group ``kurs.commands``."""

from toolkit.authoring.check_command import check
from toolkit.testing import test

COMMANDS = (check, test)
