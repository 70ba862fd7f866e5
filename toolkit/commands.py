"""The commands of the designer's side, for the entry-point group ``kurs.commands``."""

from toolkit.authoring.check_command import check
from toolkit.authoring.lab import lab
from toolkit.authoring.new import new
from toolkit.authoring.preview_command import preview
from toolkit.testing import test

COMMANDS = (check, lab, new, preview, test)
