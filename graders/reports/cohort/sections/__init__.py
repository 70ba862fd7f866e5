"""The sections of the cohort report, one function each from its numbers to HTML."""

from graders.reports.cohort.sections.discuss import discuss
from graders.reports.cohort.sections.gain import gain
from graders.reports.cohort.sections.goals import goals
from graders.reports.cohort.sections.items import items
from graders.reports.cohort.sections.method import method, not_said
from graders.reports.cohort.sections.opening import head, summary
from graders.reports.cohort.sections.participation import participation
from graders.reports.cohort.sections.points import scores

__all__ = ["discuss", "gain", "goals", "head", "items", "method", "not_said", "participation", "scores", "summary"]
