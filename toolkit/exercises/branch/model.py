"""What an author writes of a `branch`: nodes, the choices in them and where these lead."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from toolkit.errors import refusal
from toolkit.exercises.base import Amount, Solution, Spec
from toolkit.exercises.branch.order import Leads, in_order
from toolkit.formats.base import Model, PartId, Text
from toolkit.messages import listed, say

ChoiceId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,30}\.[a-z0-9_]{1,30}$")]
"""A choice of a branch, with the node that it is made in: ``node.choice``."""
Step = tuple[str, str]
"""A node, and what is chosen there."""
Worth = Annotated[Amount, Field(ge=0)]


class Choice(Model):
    """One choice in a node."""

    # `if` is a word of Python's own.
    model_config = ConfigDict(serialize_by_alias=True)

    text: Text = Field(description="what is chosen")
    to: PartId = Field(description="the node that it leads to")
    conditions: Annotated[list[ChoiceId], Field(max_length=8)] = Field(
        default=[], alias="if", description="earlier choices that must all have been made for this one to be open"
    )
    consequence: Text | None = Field(default=None, description="what it leads to, shown when it has been made")


class Node(Model):
    """One place on the way: what happens there, and what can be chosen."""

    text: Text = Field(description="what happens there")
    choices: Annotated[dict[PartId, Choice], Field(max_length=8)] = Field(
        default={}, description="what can be chosen, `{id: choice}`; without choices it is an ending"
    )


class BranchSpec(Spec):
    """What the author of a `branch` writes in the open."""

    kind: Literal["branch"] = Field(description="make choices, each of which leads on")
    start: PartId = Field(description="the first node")
    nodes: Annotated[dict[PartId, Node], Field(min_length=2, max_length=40)] = Field(
        description="the nodes, `{id: node}`; none can be visited twice"
    )

    @property
    def leads(self) -> Leads:
        """Where the choices in each node lead."""
        return {name: {one: choice.to for one, choice in node.choices.items()} for name, node in self.nodes.items()}

    @model_validator(mode="after")
    def _leads_on(self) -> Self:
        problem = next(self._broken(), None)
        if problem:
            raise problem
        return self

    def _broken(self) -> Iterator[PydanticCustomError]:
        """Find names of nodes and choices that do not exist, and choices that lead back."""
        names = list(self.nodes)
        known = say("expected.one_of", ids=listed(names))
        if self.start not in names:
            yield refusal(("start",), say("found.unknown_id", id=self.start), known)
        for name, node in self.nodes.items():
            for one, choice in node.choices.items():
                path = ("nodes", name, "choices", one)
                if choice.to not in names:
                    yield refusal((*path, "to"), say("found.unknown_id", id=choice.to), known)
                for asked, made in conditions(node, one):
                    if asked not in names or made not in self.nodes[asked].choices:
                        found = say("found.unknown_id", id=f"{asked}.{made}")
                        yield refusal((*path, "if"), found, say("expected.choice"))
        for name, one in in_order(self.leads)[1]:
            found = say("found.leads_back", id=self.nodes[name].choices[one].to)
            yield refusal(("nodes", name, "choices", one, "to"), found, say("expected.onward"))


def conditions(node: Node, choice: str) -> list[Step]:
    """Return the choices that must have been made before one can be."""
    pairs = (one.split(".") for one in node.choices[choice].conditions)
    return [(asked, made) for asked, made in pairs]


class BranchSolution(Solution):
    """The key of a `branch`."""

    key: dict[PartId, dict[PartId, Worth]] = Field(
        description="what choices are worth, `{node: {choice: points}}`; one that is left out is worth 0"
    )
    feedback: dict[ChoiceId, Text] = Field(default={}, description="text per choice, `{node.choice: text}`")
