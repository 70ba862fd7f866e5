"""The models of every file and message that the parts of the product share."""

from toolkit.formats.backup import Backup, BackupEntry
from toolkit.formats.course import Course, Goal, ModuleEntry, Pass
from toolkit.formats.journal import AnswerLine, Line, SubmitLine, read_line
from toolkit.formats.occasion import Extension, Marked, ModuleRules, Occasion, RosterRow
from toolkit.formats.release import Mark, Publication, Release, ReleasedExercise, ReleasedModule
from toolkit.formats.responses import Response
from toolkit.formats.saving import Refusal, Saved

__all__ = [
    "AnswerLine",
    "Backup",
    "BackupEntry",
    "Course",
    "Extension",
    "Goal",
    "Line",
    "Mark",
    "Marked",
    "ModuleEntry",
    "ModuleRules",
    "Occasion",
    "Pass",
    "Publication",
    "Refusal",
    "Release",
    "ReleasedExercise",
    "ReleasedModule",
    "Response",
    "RosterRow",
    "Saved",
    "SubmitLine",
    "read_line",
]
