"""One step in a member's file: what it shows, and what is done in it."""

from typing import Protocol

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.till.identify import Identified
from fidpos.till.reads import Seen
from fidpos.till.task.acts import TaskAct
from fidpos.till.task.view import TaskView


class Step(Protocol):
    """Steps lie upon each other. What a step does not override means nothing there."""

    @property
    def takes(self) -> frozenset[Seen]:
        """Reads that are for this step."""
        return frozenset()

    @property
    def is_in_ones_name(self) -> bool:
        """Whether it acts in the name of whoever came to it, or said yes to it, and of nobody else."""
        return False

    def view(self) -> TaskView:
        """As it stands."""
        ...

    def act(self, act: TaskAct) -> None:  # noqa: ARG002 -- of whoever overrides it
        """A key or a touch."""
        return

    def take(self, read: CardRead | RefusedRead, found: Identified) -> None:  # noqa: ARG002 -- likewise
        """One of the reads of `takes`."""
        return

    def left(self) -> None:
        """It is off the screen for good: let go of what it holds. Raises nothing."""
        return
