"""The sentences that the views say: a part of the catalogue, sent to them in one object."""

from functools import cache

from toolkit.messages import say

KEYS = (
    "view.number",
    "view.role.practice",
    "view.role.graded",
    "view.role.mastery",
    "view.role.pretest",
    "view.empty",
    "view.saving",
    "view.saved",
    "view.saved_dont_know",
    "view.cleared",
    "view.unsaved",
    "view.signed_out",
    "view.forbidden",
    "view.retry",
    "view.newer",
    "view.show_newer",
    "view.keep_mine",
    "view.closed_answered",
    "view.closed_empty",
    "view.preview",
    "view.leave",
    "view.check",
    "view.check_again",
    "view.next_variant",
    "view.hint",
    "view.clear",
    "view.dont_know",
    "view.your_answer",
    "view.as_table",
    "view.table",
    "view.right",
    "view.partly",
    "view.partly_cards",
    "view.wrong",
    "view.first.option",
    "view.first.card",
    "view.first.number",
    "view.not_saved_yet",
    "view.no_reply",
    "view.chosen",
    "view.choose_group",
    "view.sure",
    "view.sure.1",
    "view.sure.2",
    "view.sure.3",
    "view.answered",
    "view.answered_short",
    "view.unsaved_one",
    "view.unsaved_many",
    "view.state.answered",
    "view.state.unsaved",
    "journal.weekdays",
    "journal.months",
    "multiple.any",
    "multiple.choose",
    "multiple.all",
    "multiple.minus",
    "sort.take_out",
    "sort.take_out_card",
    "sort.taken_out",
    "numeric.whole",
    "numeric.one_decimal",
    "numeric.decimals",
    "numeric.data",
)
_FIELDS = ("n", "total", "points", "when", "why", "card", "file")
"""What the views fill in."""


@cache
def view_strings() -> dict[str, str]:
    """Return the sentences by key, with their fields left in them as ``{n}``."""
    unfilled = {name: f"{{{name}}}" for name in _FIELDS}
    return {key: say(key, **unfilled) for key in KEYS}
