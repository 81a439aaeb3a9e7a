"""A segment as one statement: what `services.segments.judging` says of a member, of all members at once.

Whatever has to be summed up (visits, wares, points) is summed up once, in a derived table that is joined to
the members; the conditions then are plain comparisons, however they are nested. Every text is a literal of
this module, every value a parameter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import LiteralString, assert_never

from psycopg import sql

from fidpos.domain.clock import DayMonth
from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import ShopId
from fidpos.server.db.consenting import OLD_ENOUGH
from fidpos.server.db.figures.cells import cells
from fidpos.server.db.segment_visits import STANDING, UNDONE, Sum, cover, of_months, of_visits, summed
from fidpos.server.services.figures.period import latest
from fidpos.server.services.segments.judging import days_to, period_of
from fidpos.server.services.segments.segment import (
    Among,
    Between,
    Bought,
    Condition,
    Dated,
    DayField,
    FlagField,
    Group,
    Join,
    Lifecycle,
    ListField,
    Marked,
    Measure,
    Node,
    NumberField,
    Rhythm,
    Visiting,
    When,
)

Part = sql.Composed | sql.SQL

_USUAL = Rhythm()

_HERE = sql.SQL("m.merged_into IS NULL AND m.erased_at IS NULL AND m.status <> 'merged'")
_MONTH_DAY = sql.SQL(
    "((m.profile #>> '{birthday,month}')::int * 100 + (m.profile #>> '{birthday,day}')::int)"
)
_BIRTH_YEAR = sql.SQL("(m.profile ->> 'birth_year')::int")
_CHILDREN: LiteralString = "jsonb_path_query_array(m.profile, '$.household[*] ? (@.relation == \"child\")')"

_LISTS: Mapping[ListField, sql.SQL] = {
    ListField.STATUS: sql.SQL("m.status = ANY({values})"),
    ListField.TIER: sql.SQL("m.tier = ANY({values})"),
    ListField.LABEL: sql.SQL("m.labels ?| {values}"),
    ListField.CITY: sql.SQL("lower(m.profile #>> '{{address,city}}') = ANY({values})"),
    ListField.POSTCODE: sql.SQL(
        "EXISTS (SELECT FROM unnest({values}) p WHERE starts_with(m.profile #>> '{{address,postcode}}', p))"
    ),
    ListField.LANGUAGE: sql.SQL("m.profile ->> 'language' = ANY({values})"),
    ListField.BIRTHDAY_MONTH: sql.SQL("m.profile #>> '{{birthday,month}}' = ANY({values})"),
    ListField.CHILD_BIRTHDAY_MONTH: sql.SQL(
        "EXISTS (SELECT FROM jsonb_array_elements(" + _CHILDREN + ") c"
        " WHERE c #>> '{{birthday,month}}' = ANY({values}))"
    ),
}
"""Those that the member's own row answers."""
_LISTS_BESIDE: Mapping[ListField, sql.SQL] = {
    ListField.SHOP: sql.SQL(
        "SELECT DISTINCT member_id FROM member_shops WHERE shop_id = ANY({values}::uuid[])"
    ),
    ListField.CARD_MEDIUM: sql.SQL(
        "SELECT DISTINCT member_id FROM cards"
        " WHERE medium = ANY({values}) AND status = 'active' AND same_as IS NULL"
    ),
}
_AGREEING = sql.SQL("""
    SELECT member_id, bool_or(sealed IS NOT NULL) AS by_parent, max(at) AS at FROM (
        SELECT DISTINCT ON (member_id, channel) member_id, granted, sealed, at FROM consents
        WHERE channel = ANY({values}) ORDER BY member_id, channel, at DESC, granted
    ) latest WHERE granted GROUP BY member_id
""")
_MAY_AGREE = sql.SQL("({agreeing}.by_parent OR " + OLD_ENOUGH.replace("w.at", "{agreeing}.at") + ")")
_FIFTHS: Mapping[NumberField, str] = {
    NumberField.RECENCY_FIFTH: "recency",
    NumberField.FREQUENCY_FIFTH: "frequency",
    NumberField.MONEY_FIFTH: "money",
}
_GIFT_BALANCES = sql.SQL("""
    SELECT used.member_id, sum(c.balance_minor - c.held_minor)::bigint AS amount FROM (
        SELECT DISTINCT v.member_id, g.gift_card_id
        FROM gift_entries g JOIN visits v ON v.id = g.visit_id WHERE g.move = 'spent' AND {visits}
    ) used JOIN gift_cards c ON c.id = used.gift_card_id
    WHERE c.state = 'active' AND NOT c.withheld AND (c.expires_on IS NULL OR c.expires_on >= {today})
    GROUP BY used.member_id
""")
_LIFETIMES = sql.SQL("SELECT member_id, visits, revenue_minor AS revenue FROM lifetimes WHERE scope = ''")
_FLAGS: Mapping[FlagField, Part] = {
    FlagField.EMAIL: sql.SQL("m.profile ->> 'email' <> ''"),
    FlagField.PHONE: sql.SQL("m.profile ->> 'phone' <> ''"),
    FlagField.ADDRESS: sql.SQL("jsonb_typeof(m.profile -> 'address') = 'object'"),
    FlagField.BIRTHDAY: sql.SQL("jsonb_typeof(m.profile -> 'birthday') = 'object'"),
}
_FLAGS_BESIDE: Mapping[FlagField, sql.SQL] = {
    FlagField.CARD: sql.SQL(
        "SELECT DISTINCT member_id FROM cards WHERE status = 'active' AND same_as IS NULL"
    ),
    FlagField.PAID_BY_GIFT_CARD: sql.SQL("""
        SELECT DISTINCT v.member_id FROM gift_entries g JOIN visits v ON v.id = g.visit_id
        WHERE g.move = 'spent' AND {standing}
    """),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """For whom and when a segment is asked for.

    Attributes:
        today: the merchant's business day.
        counter: whose balance `POINTS` means.
        shops: of the person who asks, whose members and visits alone are seen; None for all.
        rhythm: of the merchant.
    """

    today: date
    counter: str
    shops: frozenset[ShopId] | None = None
    rhythm: Rhythm = _USUAL


@dataclass(slots=True)
class SegmentQuery:
    """The tables and the condition of a segment; members stand in them as `m`.

    Args:
        segment: checked.
        asking: for whom.
    """

    segment: Group
    asking: Asking
    values: dict[str, object] = field(default_factory=dict, init=False)
    _joins: dict[object, tuple[str, Part]] = field(default_factory=dict, init=False)
    _where: Part = field(init=False)

    def __post_init__(self) -> None:
        conditions = [_HERE, self._node(self.segment)]
        if self.asking.shops is not None:
            seen = sql.SQL("m.id IN (SELECT member_id FROM member_shops WHERE shop_id = ANY({}::uuid[]))")
            conditions.append(seen.format(self._value(_texts(self.asking.shops))))
        self._where = sql.SQL(" AND ").join(conditions)

    @property
    def source(self) -> sql.Composed:
        """What stands behind `FROM`."""
        joins = (
            sql.SQL(" LEFT JOIN ({}) {} ON {}").format(table, sql.Identifier(alias), _on(key, alias))
            for key, (alias, table) in self._joins.items()
        )
        return sql.SQL("members m") + sql.SQL("").join(joins)

    @property
    def where(self) -> Part:
        """What stands behind `WHERE`."""
        return self._where

    @property
    def members(self) -> sql.Composed:
        """The ids of who belongs, as a statement; it goes with `values`."""
        return sql.SQL("SELECT m.id FROM {} WHERE {}").format(self.source, self.where)

    def _node(self, node: Node) -> Part:
        if not isinstance(node, Group):
            return sql.SQL("coalesce({}, false)").format(self._condition(node))
        parts = [self._node(part) for part in node.parts]
        if not parts:
            return sql.SQL("true")
        match node.join:
            case Join.ALL:
                return sql.SQL("({})").format(sql.SQL(" AND ").join(parts))
            case Join.ANY:
                return sql.SQL("({})").format(sql.SQL(" OR ").join(parts))
            case Join.NONE:
                return sql.SQL("NOT ({})").format(sql.SQL(" OR ").join(parts))

    def _condition(self, condition: Condition) -> Part:
        match condition:
            case Among():
                return self._among(condition)
            case Between():
                return self._between(condition)
            case Dated() if condition.field is DayField.ENROLLED_ON:
                return self._bounded(sql.SQL("m.enrolled_on"), condition.since, condition.until)
            case Dated():
                return self._came_last(condition.since, condition.until)
            case Marked():
                flag = sql.SQL("coalesce({}, false)").format(self._flag(condition.field))
                return flag if condition.holds else sql.SQL("NOT {}").format(flag)
            case Visiting():
                return self._measured(condition)
            case Bought():
                return self._bought(condition)
            case _:
                assert_never(condition)

    def _among(self, condition: Among) -> Part:
        if condition.field is ListField.LIFECYCLE:
            return sql.SQL("({})").format(sql.SQL(" OR ").join(map(self._comes, condition.values)))
        folded = condition.field is ListField.CITY
        values = [value.lower() if folded else value for value in condition.values]
        given = sql.SQL("{}::text[]").format(self._value(values))
        if condition.field is ListField.CONSENT:
            return self._agrees(condition, _AGREEING.format(values=given))
        if condition.field in _LISTS_BESIDE:
            return self._is_beside(condition, _LISTS_BESIDE[condition.field].format(values=given))
        return _LISTS[condition.field].format(values=given)

    def _agrees(self, key: object, table: Part) -> Part:
        """A child's yes counts only with that of a parent; the age is the member's own, of the row itself."""
        agrees = self._is_beside(key, table)
        alias, _ = self._joins[key]
        return sql.SQL("({} AND {})").format(agrees, _MAY_AGREE.format(agreeing=sql.Identifier(alias)))

    def _comes(self, named: str) -> Part:
        today, rhythm = self.asking.today, self.asking.rhythm
        active, known = today - timedelta(rhythm.dormant_days - 1), today - timedelta(rhythm.lost_days - 1)
        match named:
            case Lifecycle.ACTIVE:
                return self._came_last(active, None)
            case Lifecycle.DORMANT:
                return self._came_last(known, active - timedelta(1))
            case Lifecycle.LOST:
                return self._came_last(None, known - timedelta(1))
            case Lifecycle.NEW:
                return self._came_first_since(today - timedelta(rhythm.new_days - 1))
            case Lifecycle.NEVER:
                return sql.SQL("{} = 0").format(self._sum(Sum.VISITS, When()))
            case _:
                return sql.SQL("false")

    def _flag(self, flag: FlagField) -> Part:
        if flag in _FLAGS_BESIDE:
            return self._is_beside(flag, _FLAGS_BESIDE[flag].format(standing=STANDING))
        return _FLAGS[flag]

    def _is_beside(self, key: object, table: Part) -> Part:
        return sql.SQL("{} IS NOT NULL").format(self._joined(key, table, "member_id"))

    def _between(self, condition: Between) -> Part:
        today, least, most = self.asking.today, condition.least, condition.most
        match condition.field:
            case NumberField.AGE:
                return self._bounded(self._age(), least, most)
            case NumberField.DAYS_TO_BIRTHDAY:
                return sql.SQL("{} = ANY({}::int[])").format(
                    _MONTH_DAY, self._value(_birthdays(today, least or 0, 366 if most is None else most))
                )
            case NumberField.CHILDREN:
                count = sql.SQL("jsonb_array_length(coalesce(" + _CHILDREN + ", '[]'))")
                return self._bounded(count, least, most)
            case NumberField.DAYS_ENROLLED:
                return self._bounded(sql.SQL("m.enrolled_on"), *_days_ago(today, least, most))
            case NumberField.DAYS_SINCE_VISIT:
                return self._came_last(*_days_ago(today, least, most))
            case NumberField.VISITS | NumberField.REVENUE | NumberField.AVERAGE_BASKET:
                return self._measured(
                    Visiting(measure=Measure(condition.field.value), least=least, most=most)
                )
            case NumberField.POINTS:
                return self._bounded(self._points(), least, most)
            case NumberField.POINTS_ENDING:
                return self._bounded(self._ending(condition.within_days or 0), least, most)
            case NumberField.VOUCHERS:
                return self._bounded(self._vouchers(), least, most)
            case NumberField.GIFT_BALANCE:
                return self._bounded(self._gift_balance(), least, most)
            case NumberField.RECENCY_FIFTH | NumberField.FREQUENCY_FIFTH | NumberField.MONEY_FIFTH:
                return self._bounded(self._fifth(condition.field), least, most)
            case _:
                assert_never(condition.field)

    def _age(self) -> Part:
        """29 February counts on the 28th in years without it."""
        today = self.asking.today
        last_of_february = DayMonth(day=29, month=2).in_year(today.year).day
        return sql.SQL("""
            CASE WHEN {month_day} + {birth_year} IS NOT NULL THEN greatest(0, {year} - {birth_year} - CASE
                WHEN CASE {month_day} WHEN 229 THEN 200 + {last} ELSE {month_day} END > {now} THEN 1 ELSE 0
            END) END
        """).format(
            month_day=_MONTH_DAY,
            year=self._value(today.year),
            birth_year=_BIRTH_YEAR,
            last=self._value(last_of_february),
            now=self._value(today.month * 100 + today.day),
        )

    def _points(self) -> Part:
        table = sql.SQL("SELECT account_id, amount FROM balances WHERE counter = {}").format(
            self._value(self.asking.counter)
        )
        return sql.SQL("coalesce({}, 0)").format(self._joined(("account", "points"), table, "amount"))

    def _ending(self, within_days: int) -> Part:
        table = sql.SQL("""
            SELECT account_id, sum(remaining)::bigint AS amount FROM lots
            WHERE counter = {counter} AND open AND remaining > 0 AND expires_on BETWEEN {today} AND {until}
            GROUP BY account_id
        """).format(
            counter=self._value(self.asking.counter),
            today=self._value(self.asking.today),
            until=self._value(self.asking.today + timedelta(days=within_days)),
        )
        return sql.SQL("coalesce({}, 0)").format(
            self._joined(("account", "ending", within_days), table, "amount")
        )

    def _vouchers(self) -> Part:
        table = sql.SQL("""
            SELECT member_id, count(*) AS usable FROM vouchers
            WHERE state = 'held' AND NOT withheld AND (valid_until IS NULL OR valid_until >= {})
            GROUP BY member_id
        """).format(self._value(self.asking.today))
        return sql.SQL("coalesce({}, 0)").format(self._joined("vouchers", table, "usable"))

    def _gift_balance(self) -> Part:
        visits = sql.SQL(" AND ").join([STANDING, *self._at_shops(When(), "v")])
        table = _GIFT_BALANCES.format(visits=visits, today=self._value(self.asking.today))
        return sql.SQL("coalesce({}, 0)").format(self._joined("gift cards", table, "amount"))

    def _fifth(self, field: NumberField) -> Part:
        months = latest(self.asking.today)
        shops = [sql.SQL("AND {}").format(each) for each in self._at_shops(When(), "member_months")]
        table = cells(self._value(months.first), self._value(months.last), sql.SQL(" ").join(shops))
        return self._joined("fifths", table, _FIFTHS[field])

    def _came_first_since(self, day: date) -> Part:
        """Some visits since, and no others."""
        since, ever = (self._sum(Sum.VISITS, when) for when in (When(since=day), When()))
        return sql.SQL("({} > 0 AND {} = {})").format(since, since, ever)

    def _came_last(self, since: date | None, until: date | None) -> Part:
        """Reads the visits that may matter, and no others: those since, or else those after."""
        if since is not None:
            last = self._last_since(since)
            return self._bounded(last, since, until)
        assert until is not None
        came = sql.SQL("{} > 0").format(self._sum(Sum.VISITS, When()))
        after = until + timedelta(days=1)
        last = self._last_since(after)
        return sql.SQL("({} IS NULL AND {})").format(last, came)

    def _measured(self, condition: Visiting) -> Part:
        match condition.measure:
            case Measure.VISITS:
                visits = self._sum(Sum.VISITS, condition.when)
                return self._bounded(visits, condition.least, condition.most)
            case Measure.REVENUE:
                revenue = self._sum(Sum.REVENUE, condition.when)
                return self._bounded(revenue, condition.least, condition.most)
            case Measure.AVERAGE_BASKET:
                return self._average(condition)

    def _average(self, condition: Visiting) -> Part:
        """Without dividing: the whole minor units of a quotient are within bounds when the revenue is."""
        both = (Sum.VISITS, Sum.REVENUE)
        visits, revenue = (self._sum(each, condition.when, both) for each in both)
        parts = [sql.SQL("{} > 0").format(visits)]
        if condition.least is not None:
            parts.append(sql.SQL("{} >= {} * {}").format(revenue, self._value(condition.least), visits))
        if condition.most is not None:
            parts.append(sql.SQL("{} < {} * {}").format(revenue, self._value(condition.most + 1), visits))
        return sql.SQL("({})").format(sql.SQL(" AND ").join(parts))

    def _sum(self, wanted: Sum, when: When, beside: Sequence[Sum] = ()) -> Part:
        """Of the whole life the sums are kept; of anything less they are made.

        Args:
            wanted: the sum.
            when: of which visits.
            beside: all sums that are asked of them, so that they are made at once.
        """
        if when.is_any and self.asking.shops is None:
            return sql.SQL("coalesce({}, 0)").format(self._joined(("visits", when), _LIFETIMES, wanted))
        sums = tuple(beside) or (wanted,)
        found = [sql.SQL("coalesce({}, 0)").format(each) for each in self._columns(when, sums, wanted)]
        return sql.SQL("({})").format(sql.SQL(" + ").join(found))

    def _last_since(self, day: date) -> Part:
        found = self._columns(When(since=day), (Sum.LAST_ON,), Sum.LAST_ON)
        return sql.SQL("greatest({})").format(sql.SQL(", ").join(found))

    def _columns(self, when: When, sums: Sequence[Sum], wanted: Sum) -> list[Part]:
        """One column for each part of the period; each is joined by itself, so that its size is known."""
        return [
            self._joined(("visits", when, sums, place), summed(sums, part), wanted)
            for place, part in enumerate(self._parts(when, sums))
        ]

    def _parts(self, when: When, sums: Sequence[Sum]) -> list[sql.Composed]:
        """Kept sums of months know neither weekdays nor hours."""
        if when.weekdays or (when.from_hour, when.until_hour) != (0, 24):
            return [self._visit_by_visit(when, sums)]
        covered = cover(*period_of(when, self.asking.today), self.asking.today)
        parts = [
            self._visit_by_visit(replace(when, last_days=None, since=since, until=until), sums)
            for since, until in covered.edges
        ]
        if covered.has_months:
            months = self._bounded(sql.SQL("v.month"), covered.first_month, covered.last_month)
            parts.append(of_months(sums, [months, *self._at_shops(when, "v")]))
        return parts

    def _visit_by_visit(self, when: When, sums: Sequence[Sum]) -> sql.Composed:
        parts = [*self._on_days(when, "v"), *self._at_shops(when, "v")]
        if (when.from_hour, when.until_hour) != (0, 24):
            hour = sql.SQL("extract(hour FROM v.closed_at AT TIME ZONE s.zone)")
            parts.append(self._bounded(hour, when.from_hour, when.until_hour - 1))
        return of_visits(sums, parts)

    def _on_days(self, when: When, alias: str) -> list[Part]:
        since, until = period_of(when, self.asking.today)
        day = sql.Identifier(alias, "business_day")
        parts: list[Part] = []
        if since is not None or until is not None:
            parts.append(self._bounded(sql.SQL("{}").format(day), since, until))
        if when.weekdays:
            weekdays = self._value(list(when.weekdays))
            parts.append(sql.SQL("extract(isodow FROM {})::int = ANY({}::int[])").format(day, weekdays))
        return parts

    def _at_shops(self, when: When, alias: str) -> list[Part]:
        shop = sql.Identifier(alias, "shop_id")
        return [
            sql.SQL("{} = ANY({}::uuid[])").format(shop, self._value(_texts(shops)))
            for shops in (when.shops or None, self.asking.shops)
            if shops is not None
        ]

    def _bought(self, condition: Bought) -> Part:
        """Each visit once, however many of the codes stood on it."""
        table = sql.SQL("""
            SELECT v.member_id, count(DISTINCT b.visit_id) AS visits
            FROM bought b JOIN visits v ON v.id = b.visit_id
            WHERE {} GROUP BY v.member_id
        """)
        parts = [
            sql.SQL("b.ware = {} AND b.code = ANY({}::text[])").format(
                self._value(condition.ware.value), self._value(list(condition.codes))
            ),
            sql.SQL("NOT EXISTS (SELECT FROM ({}) x WHERE x.visit_id = b.visit_id)").format(UNDONE),
            *self._on_days(condition.when, "b"),
            *self._at_shops(condition.when, "v"),
        ]
        key = ("bought", condition.ware, condition.codes, condition.when)
        visits = self._joined(key, table.format(sql.SQL(" AND ").join(parts)), "visits")
        return sql.SQL("{} >= {}").format(visits, self._value(condition.least))

    def _bounded(self, what: Part, least: object, most: object) -> Part:
        parts = [
            sql.SQL(relation).format(what, self._value(bound)) for relation, bound in _relations(least, most)
        ]
        return sql.SQL("({})").format(sql.SQL(" AND ").join(parts)) if parts else sql.SQL("true")

    def _joined(self, key: object, table: Part, column: str) -> Part:
        """A column of a derived table that is joined once, however often it is asked for."""
        alias, _ = self._joins.setdefault(key, (f"j{len(self._joins)}", table))
        return sql.SQL("{}").format(sql.Identifier(alias, column))

    def _value(self, value: object) -> sql.Placeholder:
        name = f"v{len(self.values)}"
        self.values[name] = value
        return sql.Placeholder(name)


def _relations(least: object, most: object) -> list[tuple[LiteralString, object]]:
    found: list[tuple[LiteralString, object]] = []
    if least is not None:
        found.append(("{} >= {}", least))
    if most is not None:
        found.append(("{} <= {}", most))
    return found


def _on(key: object, alias: str) -> Part:
    """What is of an account is everybody's who shares it."""
    of_account = isinstance(key, tuple) and key[0] == "account"
    of_whom, own = ("account_id", "account_id") if of_account else ("member_id", "id")
    return sql.SQL("{} = {}").format(sql.Identifier(alias, of_whom), sql.Identifier("m", own))


def _days_ago(today: date, least: int | None, most: int | None) -> tuple[date | None, date | None]:
    return _ago(today, most), _ago(today, least)


def _ago(today: date, days: int | None) -> date | None:
    if days is None:
        return None
    return date.fromordinal(max(1, today.toordinal() - days))


def _birthdays(today: date, least: int, most: int) -> list[int]:
    """The days of the year that come next in so many days, as month and day in one number."""
    found = []
    for month in range(1, 13):
        for day in range(1, 32):
            try:
                birthday = DayMonth(day=day, month=month)
            except InvalidValue:
                break
            if least <= days_to(birthday, today) <= most:
                found.append(month * 100 + day)
    return found


def _texts(shops: Sequence[ShopId] | frozenset[ShopId]) -> list[str]:
    return sorted(str(shop) for shop in shops)
