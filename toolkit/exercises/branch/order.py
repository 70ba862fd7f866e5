"""The order of the nodes of a branch."""

from collections.abc import Mapping

Leads = Mapping[str, Mapping[str, str]]
"""Where the choices in each node lead."""


def in_order(leads: Leads) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the nodes so that every choice leads to a later one, and the choices that lead back instead.

    >>> in_order({"a": {"x": "c"}, "b": {}, "c": {"x": "b"}})
    (['a', 'c', 'b'], [])
    >>> in_order({"a": {"x": "b"}, "b": {"x": "a"}})
    (['a', 'b'], [('b', 'x')])
    """
    back: list[tuple[str, str]] = []
    last_first: list[str] = []
    done: dict[str, bool] = {}

    def visit(node: str) -> None:
        done[node] = False
        for choice, to in leads[node].items():
            if done.get(to) is False:
                back.append((node, choice))
            elif to not in done:
                visit(to)
        done[node] = True
        last_first.append(node)

    for node in leads:
        if node not in done:
            visit(node)
    return last_first[::-1], back
