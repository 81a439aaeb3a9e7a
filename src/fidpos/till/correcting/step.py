"""One step of a correction: what it shows, and what is done in it."""

from typing import Protocol

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.till.identify import Identified
from fidpos.till.reads import Seen
from fidpos.till.task.acts import TaskAct
from fidpos.till.task.view import TaskView

NO_READS: frozenset[Seen] = frozenset()


class Step(Protocol):
    """Steps lie upon each other; Esc takes the uppermost away, with what was typed in it."""

    @property
    def takes(self) -> frozenset[Seen]:
        """Reads that are for this step."""
        ...

    def view(self) -> TaskView:
        """As it stands."""
        ...

    def act(self, act: TaskAct) -> None:
        """A key or a touch; one that means nothing here changes nothing."""
        ...

    def take(self, read: CardRead | RefusedRead, found: Identified) -> None:
        """One of the reads of `takes`."""
        ...


class KeysOnly:
    """A step that no card is held out for."""

    @property
    def takes(self) -> frozenset[Seen]:
        """None."""
        return NO_READS

    def take(self, read: CardRead | RefusedRead, found: Identified) -> None:
        """Nothing is asked for."""
