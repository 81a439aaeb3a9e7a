"""Where the visits of a simulation come from; see `till_visits` and `centre_visits`."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Protocol

from fidpos.rules.programme import Programme
from fidpos.rules.replay.stored import AccountPast, Part


class VisitSource(Protocol):
    """A store of visits as it stood when it was opened: a till's, or the centre's."""

    def programme(self) -> Programme:
        """The programme in force there.

        Raises:
            FidposError: it cannot be read.
        """
        ...

    def count(self) -> int:
        """How many visits it holds.

        Raises:
            FidposError: it cannot be read.
        """
        ...

    def accounts(self, part: Part = ..., /) -> Iterable[AccountPast]:
        """Each account of a part with its visits, oldest first, one account at a time.

        Raises:
            FidposError: it cannot be read.
        """
        ...


OpenVisits = Callable[[], AbstractContextManager[VisitSource]]
"""Opens a source; another process can be given it.

Raises:
    FidposError: it cannot be opened.
"""
