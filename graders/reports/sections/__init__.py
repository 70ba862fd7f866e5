"""The sections of the cohort report, one function each from its numbers to HTML."""

from graders.reports.sections.goals import goals
from graders.reports.sections.items import items
from graders.reports.sections.method import method
from graders.reports.sections.opening import head, summary
from graders.reports.sections.points import participation, scores

__all__ = ["goals", "head", "items", "method", "participation", "scores", "summary"]
