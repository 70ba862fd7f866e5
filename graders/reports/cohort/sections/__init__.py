"""The sections of the cohort report, one function each from its numbers to HTML."""

from graders.reports.cohort.sections.goals import goals
from graders.reports.cohort.sections.items import items
from graders.reports.cohort.sections.method import method
from graders.reports.cohort.sections.opening import head, summary
from graders.reports.cohort.sections.points import participation, scores

__all__ = ["goals", "head", "items", "method", "participation", "scores", "summary"]
