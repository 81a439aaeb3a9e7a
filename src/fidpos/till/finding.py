"""Members whom the till does not hold, looked for at the centre while the cashier goes on.

Whoever is found comes with the next pull like any other member, and stays; nothing here waits.
"""

from collections.abc import Callable
from typing import Protocol

from fidpos.wire.sync.find import Find

Found = Callable[[int | None], None]
"""Called on the till's worker: how many members are on their way; None when nobody answered in time."""


class Finder(Protocol):
    """The way to the centre for those whom the till does not hold."""

    def find(self, asked: Find, found: Found) -> None:
        """Ask; `found` is called once, within `wire.sync.find.FIND_WAIT_S`."""
        ...
