"""A transaction that another one was in the way of, tried once more: by then the other is mostly over."""

from collections.abc import Callable
from typing import TypeVar

from fidpos.server.db.errors import DatabaseContended

Done = TypeVar("Done")


def once_more(work: Callable[[], Done]) -> Done:
    """Do the work, and do it again if somebody else's came in between; it is all of one transaction.

    Raises:
        DatabaseContended: somebody was in the way both times.
    """
    try:
        return work()
    except DatabaseContended:
        return work()
