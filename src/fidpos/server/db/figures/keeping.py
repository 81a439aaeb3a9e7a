"""The sums of the figures, kept in the transaction of the events themselves.

What is bought is added. What comes back is taken off the sums of days and tills by its own amounts, so that
tills never wait for each other; of the member, whose account is locked, the month is summed up again, since a
first and last day cannot be subtracted. `remaking` comes to the same from nothing.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import LiteralString

import msgspec

from fidpos.domain.ids import EventId, MemberId, ShopId, TillId, VisitId
from fidpos.server.db.arrays import bigints, dates, instants, integers, texts, uuids
from fidpos.server.db.sinks import Sink
from fidpos.server.db.work import Work
from fidpos.server.services.figures.fired import fired_on
from fidpos.wire.day_events import DayClosed
from fidpos.wire.events import Event, VisitClosed, VisitUndone

_encode = msgspec.json.Encoder().encode

_INTO_SHOP_DAYS: LiteralString = """
    INSERT INTO shop_days AS d (merchant_id, day, shop_id, till_id, visits, revenue_minor, discount_minor)
"""
_ADDING_TO_SHOP_DAYS: LiteralString = """
    ON CONFLICT (merchant_id, day, shop_id, till_id) DO UPDATE SET
        visits = d.visits + excluded.visits,
        revenue_minor = d.revenue_minor + excluded.revenue_minor,
        discount_minor = d.discount_minor + excluded.discount_minor
"""
_INTO_RULE_DAYS: LiteralString = """
    INSERT INTO rule_days AS d (
        merchant_id, day, shop_id, till_id, source, counter, visits, revenue_minor, points, discount_minor,
        vouchers
    )
"""
_ADDING_TO_RULE_DAYS: LiteralString = """
    ON CONFLICT (merchant_id, day, shop_id, till_id, source, counter) DO UPDATE SET
        visits = d.visits + excluded.visits,
        revenue_minor = d.revenue_minor + excluded.revenue_minor,
        points = d.points + excluded.points,
        discount_minor = d.discount_minor + excluded.discount_minor,
        vouchers = d.vouchers + excluded.vouchers
"""
_MEMBER_MONTHS = Sink(
    """
    INSERT INTO member_months AS m
        (merchant_id, month, member_id, shop_id, first_on, last_on, visits, revenue_minor, discount_minor)
    SELECT %s, r.* FROM unnest(%s, %s, %s, %s, %s, %s, %s, %s) r
    ON CONFLICT (merchant_id, month, member_id, shop_id) DO UPDATE SET
        visits = m.visits + excluded.visits,
        revenue_minor = m.revenue_minor + excluded.revenue_minor,
        discount_minor = m.discount_minor + excluded.discount_minor,
        first_on = LEAST(m.first_on, excluded.first_on),
        last_on = GREATEST(m.last_on, excluded.last_on)
    """,
    (dates, uuids, uuids, dates, dates, integers, bigints, bigints),
)
_SHOP_DAYS = Sink(
    "".join((_INTO_SHOP_DAYS, "SELECT %s, r.* FROM unnest(%s, %s, %s, %s, %s, %s) r", _ADDING_TO_SHOP_DAYS)),
    (dates, uuids, uuids, integers, bigints, bigints),
)
_RULE_DAYS = Sink(
    "".join(
        (
            _INTO_RULE_DAYS,
            "SELECT %s, r.* FROM unnest(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) r",
            _ADDING_TO_RULE_DAYS,
        )
    ),
    (dates, uuids, uuids, texts, texts, integers, bigints, bigints, bigints, integers),
)
CLOSINGS = Sink(
    """
    INSERT INTO shop_days AS d (merchant_id, day, shop_id, till_id, sales_minor, tickets, closed_at)
    SELECT %s, r.day, t.shop_id, t.id, r.sales_minor, r.tickets, r.closed_at
    FROM unnest(%s, %s, %s, %s, %s) r (till_id, day, sales_minor, tickets, closed_at)
    JOIN tills t ON t.id = r.till_id
    ON CONFLICT (merchant_id, day, shop_id, till_id) DO UPDATE SET
        sales_minor = excluded.sales_minor, tickets = excluded.tickets, closed_at = excluded.closed_at
    WHERE d.closed_at IS NULL OR d.closed_at <= excluded.closed_at
    """,
    (uuids, dates, bigints, integers, instants),
)
_UNDONE: LiteralString = """
    SELECT v.business_day AS day, v.shop_id, v.till_id, v.fired, stands - stood AS visits,
        stands * (v.amount_minor - v.discount_minor - r.revenue_minor)
            - stood * (v.amount_minor - v.discount_minor - r.was_revenue) AS revenue_minor,
        stands * (v.discount_minor - r.discount_minor)
            - stood * (v.discount_minor - r.was_discount) AS discount_minor
    FROM visits v CROSS JOIN LATERAL (
        SELECT bool_or(u.ends) AS ends, bool_or(u.ends) FILTER (WHERE before) AS ended,
            coalesce(sum(u.amount_minor - u.discount_minor), 0) AS revenue_minor,
            coalesce(sum(u.discount_minor), 0) AS discount_minor,
            coalesce(sum(u.amount_minor - u.discount_minor) FILTER (WHERE before), 0) AS was_revenue,
            coalesce(sum(u.discount_minor) FILTER (WHERE before), 0) AS was_discount
        FROM visit_refunds u CROSS JOIN LATERAL (SELECT u.event_id <> ALL(%(events)s) AS before) b
        WHERE u.visit_id = v.id
    ) r CROSS JOIN LATERAL (
        SELECT count(*) > 0 AS voids, count(*) FILTER (WHERE u.event_id <> ALL(%(events)s)) > 0 AS voided
        FROM visit_voids u WHERE u.visit_id = v.id
    ) o CROSS JOIN LATERAL (
        SELECT (NOT o.voids AND r.ends IS NOT TRUE)::int AS stands,
            (NOT o.voided AND r.ended IS NOT TRUE)::int AS stood
    ) s
    WHERE v.id = ANY(%(visits)s)
"""
"""By what the visits come to now, less what they came to without the events that are being booked."""
_OFF_SHOP_DAYS: LiteralString = """
    SELECT %(merchant)s, day, shop_id, till_id, sum(visits), sum(revenue_minor), sum(discount_minor)
    FROM undone GROUP BY day, shop_id, till_id ORDER BY day, shop_id, till_id
"""
_OFF_RULE_DAYS: LiteralString = """
    SELECT %(merchant)s, day, shop_id, till_id, f ->> 0, f ->> 1, sum(visits), sum(revenue_minor),
        sum(visits * (f ->> 2)::bigint), sum(visits * (f ->> 3)::bigint), sum(visits * (f ->> 4)::int)
    FROM undone CROSS JOIN jsonb_array_elements(fired) f
    GROUP BY day, shop_id, till_id, f ->> 0, f ->> 1
    ORDER BY day, shop_id, till_id, f ->> 0, f ->> 1
"""
_TAKE_OFF: LiteralString = "".join(
    (
        *("WITH undone AS (", _UNDONE, "), off_shop_days AS ("),
        *(_INTO_SHOP_DAYS, _OFF_SHOP_DAYS, _ADDING_TO_SHOP_DAYS, ")"),
        *(_INTO_RULE_DAYS, _OFF_RULE_DAYS, _ADDING_TO_RULE_DAYS),
    )
)
_FORGET_MONTHS: LiteralString = """
    DELETE FROM member_months m USING visits v
    WHERE v.id = ANY(%(visits)s) AND m.member_id = v.member_id AND m.shop_id = v.shop_id
        AND m.month = date_trunc('month', v.business_day::timestamp)::date
"""
_MONTHS_AGAIN: LiteralString = """
    INSERT INTO member_months
        (merchant_id, month, member_id, shop_id, visits, revenue_minor, discount_minor, first_on, last_on)
    SELECT %(merchant)s, s.month, s.member_id, s.shop_id, count(*), sum(s.revenue_minor),
        sum(s.discount_minor), min(s.business_day), max(s.business_day)
    FROM (
        SELECT DISTINCT member_id, shop_id, date_trunc('month', business_day::timestamp)::date AS month
        FROM visits WHERE id = ANY(%(visits)s)
    ) u
    JOIN standing_visits s
        ON s.member_id = u.member_id AND s.shop_id = u.shop_id AND s.month = u.month
    GROUP BY s.month, s.member_id, s.shop_id
"""


_Closing = tuple[int | None, int | None, datetime]
"""Sales and tickets of the register, and when it was said."""


@dataclass(slots=True)
class _Bought:
    """What was bought by a member in a shop and month, or at a till on a day."""

    first_on: date
    last_on: date
    visits: int = 0
    revenue_minor: int = 0
    discount_minor: int = 0

    def add(self, event: VisitClosed) -> None:
        self.first_on = min(self.first_on, event.business_day)
        self.last_on = max(self.last_on, event.business_day)
        self.visits += 1
        self.revenue_minor += event.amount_minor - event.discount_minor
        self.discount_minor += event.discount_minor


@dataclass(slots=True)
class Sums:
    """What some events add to the sums."""

    _months: dict[tuple[date, MemberId, ShopId], _Bought] = field(default_factory=dict)
    _days: dict[tuple[date, ShopId, TillId], _Bought] = field(default_factory=dict)
    _rules: dict[tuple[date, ShopId, TillId, str, str], list[int]] = field(default_factory=dict)
    _closings: dict[tuple[TillId, date], tuple[int | None, int | None, datetime]] = field(
        default_factory=dict
    )
    _undone: set[VisitId] = field(default_factory=set)
    _undoing: set[EventId] = field(default_factory=set)

    def close(self, event: VisitClosed) -> str:
        """Count a visit; what its rules did, as it is kept beside it."""
        day = event.business_day
        for bought in (
            self._months.setdefault((day.replace(day=1), event.member_id, event.shop_id), _Bought(day, day)),
            self._days.setdefault((day, event.shop_id, event.till_id), _Bought(day, day)),
        ):
            bought.add(event)
        fired = fired_on(event)
        revenue_minor = event.amount_minor - event.discount_minor
        for source, counter, points, discount_minor, vouchers in fired:
            key = (day, event.shop_id, event.till_id, source, counter)
            sums = self._rules.setdefault(key, [0] * 5)
            for place, more in enumerate((1, revenue_minor, points, discount_minor, vouchers)):
                sums[place] += more
        return _encode(fired).decode()

    def undo(self, event: VisitUndone) -> None:
        """Take a visit back, whole or in part; once it is written that it was undone."""
        self._undone.add(event.visit_id)
        self._undoing.add(event.id)

    def hear(self, event: Event) -> None:
        """Keep what the register says of a day that was closed; the latest closing counts."""
        if not isinstance(event, DayClosed):
            return
        key = (event.till_id, event.business_day)
        if key not in self._closings or self._closings[key][2] <= event.at:
            self._closings[key] = (event.register.sales_minor, event.register.tickets, event.at)

    def write(self, work: Work) -> None:
        """Send everything, after the visits and what was undone of them."""
        _MEMBER_MONTHS.write(
            work,
            [
                (*key, each.first_on, each.last_on, each.visits, each.revenue_minor, each.discount_minor)
                for key, each in sorted(self._months.items(), key=lambda item: item[0])
            ],
        )
        _SHOP_DAYS.write(
            work,
            [
                (*key, each.visits, each.revenue_minor, each.discount_minor)
                for key, each in sorted(self._days.items(), key=lambda item: item[0])
            ],
        )
        _RULE_DAYS.write(work, [(*key, *sums) for key, sums in sorted(self._rules.items())])
        CLOSINGS.write(work, [(*key, *said) for key, said in sorted(self._closings.items())])
        if self._undone:
            self._take_back(work)

    def _take_back(self, work: Work) -> None:
        values = {
            "merchant": work.merchant_id,
            "visits": uuids(sorted(self._undone)),
            "events": uuids(sorted(self._undoing)),
        }
        for statement in (_TAKE_OFF, _FORGET_MONTHS, _MONTHS_AGAIN):
            work.run(statement, values)
