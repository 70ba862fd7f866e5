"""The sections of the item report, one function each from its numbers to HTML."""

from graders.reports.items.sections.exercises import exercises
from graders.reports.items.sections.groups import groups
from graders.reports.items.sections.listing import everything, first
from graders.reports.items.sections.method import method, not_said
from graders.reports.items.sections.opening import head, summary

__all__ = ["everything", "exercises", "first", "groups", "head", "method", "not_said", "summary"]
