"""Sums kept from visit to visit are those that `history.resolve` finds in the days."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.history import HistoryQuery, Metric, resolve, resolve_hours
from fidpos.rules.past import CountedVisit, DayAggregate, LastDay, LifetimeTotals, Past, PastUse
from fidpos.rules.replay.window_sum import FirstDays, SinceLastUse, window_sum
from fidpos.rules.windows import LIFETIME, Window, WindowKind

BEGIN = datetime(2027, 12, 30, 22, tzinfo=UTC)
WINDOWS = (
    *(
        Window(kind=kind)
        for kind in (
            WindowKind.HOUR,
            WindowKind.DAY,
            WindowKind.WEEK,
            WindowKind.MONTH,
            WindowKind.QUARTER,
            WindowKind.YEAR,
            WindowKind.LIFETIME,
        )
    ),
    Window(kind=WindowKind.HOURS, count=30),
    Window(kind=WindowKind.DAYS, count=10),
    Window(kind=WindowKind.MONTHS, count=1),
    Window(kind=WindowKind.SINCE, since=date(2028, 2, 29)),
    Window(kind=WindowKind.SINCE_LAST_USE, rule="gift"),
)
moments = st.lists(
    st.tuples(st.sampled_from([0, 1, 50, 70, 26 * 60, 9 * 24 * 60, 31 * 24 * 60]), st.booleans()), max_size=20
)


@given(window=st.sampled_from(WINDOWS), moments=moments, after=st.integers(0, 60 * 24 * 60))
def test_a_window_holds_what_the_days_say(
    window: Window, moments: list[tuple[int, bool]], after: int
) -> None:
    query = HistoryQuery(metric=Metric.REVENUE, window=window)
    kept = window_sum(query, FirstDays(window))
    at, visits, uses = BEGIN, list[CountedVisit](), list[PastUse]()
    for number, (minutes, uses_gift) in enumerate(moments):
        at += timedelta(minutes=minutes)
        assert kept.value(at.date(), at) == in_days(query, visits, uses, at)
        if uses_gift:
            uses.append(PastUse(rule="gift", day=at.date(), at=at))
            if isinstance(kept, SinceLastUse):
                kept.used(at.date(), at)
        kept.add(at.date(), at, number)
        visits.append(
            CountedVisit(at=at, sums=(DayAggregate(day=at.date(), visits=1, revenue_minor=number),))
        )

    at += timedelta(minutes=after)

    assert kept.value(at.date(), at) == in_days(query, visits, uses, at)


def test_days_since_the_last_visit_are_unknown_without_one_and_no_return_is_one() -> None:
    kept = window_sum(HistoryQuery(metric=Metric.DAYS_SINCE, window=LIFETIME), FirstDays(LIFETIME))
    later = BEGIN + timedelta(days=3)

    assert kept.value(later.date(), later) is None
    kept.add(BEGIN.date(), BEGIN, 1)
    kept.add(later.date(), later, 0)
    assert kept.value(later.date(), later) == 3


def in_days(
    query: HistoryQuery, visits: Sequence[CountedVisit], uses: Sequence[PastUse], at: datetime
) -> int | None:
    """What a store's aggregates answer."""
    past = Past(
        days=[each for visit in visits for each in visit.sums],
        lifetime=(LifetimeTotals(revenue_minor=sum(visit.sums[0].revenue_minor for visit in visits)),),
        visits=visits,
        uses=uses,
        last_days=[LastDay(day=visits[-1].sums[0].day)] if visits else [],
    )
    if query.window.is_finer_than_a_day:
        return resolve_hours([query], past, at)[0].value
    return next((value.value for value in resolve([query], past, at.date())), None)
