"""Work that somebody was in the way of is tried once more, and only then."""

from collections.abc import Callable

import pytest

from fidpos.server.db.contention import once_more
from fidpos.server.db.errors import DatabaseContended, DatabaseError, DatabaseUnreachable


def failing(*faults: DatabaseError) -> Callable[[], str]:
    left = list(faults)

    def work() -> str:
        if left:
            raise left.pop(0)
        return "done"

    return work


def test_what_was_in_the_way_once_is_over_by_then() -> None:
    assert once_more(failing(DatabaseContended("deadlock detected"))) == "done"


@pytest.mark.parametrize(
    "faults",
    [(DatabaseContended("first"), DatabaseContended("second")), (DatabaseUnreachable("gone"),)],
)
def test_what_stays_in_the_way_or_is_something_else_is_said(faults: tuple[DatabaseError, ...]) -> None:
    with pytest.raises(type(faults[-1]), match=str(faults[-1])):
        once_more(failing(*faults))
