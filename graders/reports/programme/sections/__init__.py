"""The sections of the programme report, one function each from its numbers to HTML."""

from graders.reports.programme.sections.closing import method, not_said, occasions
from graders.reports.programme.sections.completion import completion
from graders.reports.programme.sections.gain import gain
from graders.reports.programme.sections.goals import goals
from graders.reports.programme.sections.opening import head, summary
from graders.reports.programme.sections.participation import participation

__all__ = ["completion", "gain", "goals", "head", "method", "not_said", "occasions", "participation", "summary"]
