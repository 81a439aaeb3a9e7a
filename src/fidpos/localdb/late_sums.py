"""Sums that this till alone has counted: of scopes that a programme named after the visits were closed.

No event tells them (`scope_history`), so that the centre does not know them, and a state that it sends does
not contain them. They are kept beside the sums of which they are a part, and added to each state anew.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import bindparam, select

from fidpos.columns import day_from_int
from fidpos.domain.ids import MemberId
from fidpos.localdb.engine import Connection
from fidpos.localdb.mapping.ledger import day_row
from fidpos.localdb.statements import add_to_row, sql
from fidpos.localdb.tables import late_sums
from fidpos.rules.past import DayAggregate
from fidpos.wire.sync.pull import MemberState, SumState

_SUMS = (
    late_sums.c.visits,
    late_sums.c.revenue_minor,
    late_sums.c.points_earned,
    late_sums.c.quantity,
)
_ADD = add_to_row(late_sums, *_SUMS)
_OF_MEMBER = sql(
    select(late_sums.c.day, late_sums.c.scope, *_SUMS).where(late_sums.c.member_id == bindparam("member")),
    "member",
)


def keep_late_sums(connection: Connection, member_id: MemberId, days: Iterable[DayAggregate]) -> None:
    """Remember what was counted late, inside the transaction that counts it."""
    for day in days:
        connection.execute(_ADD, day_row(member_id, day))


def with_late_sums(connection: Connection, state: MemberState) -> MemberState:
    """The state with what this till counted and its centre does not know."""
    late = [
        SumState(day_from_int(day), *sums)
        for day, *sums in connection.execute(_OF_MEMBER, (state.id.bytes,)).fetchall()
    ]
    if not late:
        return state
    whole = [SumState(None, one.scope, *_values(one)) for one in late]
    return state.but(days=_added(state.days, late), lifetime=_added(state.lifetime, whole))


def _added(sums: Iterable[SumState], late: Iterable[SumState]) -> tuple[SumState, ...]:
    by_key: dict[tuple[date | None, str], SumState] = {(each.day, each.scope): each for each in sums}
    for more in late:
        key = (more.day, more.scope)
        before = _values(by_key[key]) if key in by_key else (0, 0, 0, 0)
        total = (one + other for one, other in zip(before, _values(more), strict=True))
        by_key[key] = SumState(*key, *total)
    return tuple(by_key.values())


def _values(sums: SumState) -> Sequence[int]:
    return sums.visits, sums.revenue_minor, sums.points_earned, sums.quantity
