"""Lists of a theme read from the database, row after row as somebody writes them down."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import LiteralString

import msgspec
from psycopg import sql
from psycopg.rows import TupleRow

from fidpos.domain.basket import QUANTITY_UNIT, BasketLine
from fidpos.domain.money import Currency
from fidpos.rules.evaluation import LineDiscount
from fidpos.server.db.extraction_themes import (
    AGREEING,
    DAYS,
    EXPRESSIONS,
    ORDERS,
    PAID_BY_MEANT,
    PATHS,
    REACHABLE,
    SHOPS,
    SOURCES,
)
from fidpos.server.db.segment_query import Asking, SegmentQuery
from fidpos.server.db.segment_visits import UNDONE
from fidpos.server.db.segments import plan_for_sums
from fidpos.server.db.work import Work
from fidpos.server.services.extracting.column import Kind
from fidpos.server.services.extracting.order import Order
from fidpos.server.services.extracting.theme import ADDRESSES, Theme, columns_in
from fidpos.server.services.segments.segment import EVERYBODY

PAGE = 2_000
Value = object


class _Lines(msgspec.Struct, frozen=True):
    lines: tuple[BasketLine, ...] = ()
    line_discounts: tuple[LineDiscount, ...] = ()


_lines = msgspec.json.Decoder(_Lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How large a list is.

    Attributes:
        rows: as the database counts them; of articles, the visits with their lines.
        left_out: members of the segment who cannot be written to.
        without_parent: those among them who said yes as children, and no parent did.
    """

    rows: int
    left_out: int = 0
    without_parent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Only:
    """Certain members.

    Attributes:
        statement: gives `member_id`, each once, and these columns.
    """

    statement: sql.Composable
    values: Mapping[str, object]
    columns: Sequence[str] = ()


class Extraction:
    """One list; the work's transaction lasts until its last row was read.

    Args:
        work: a transaction that reads.
        order: what is wanted.
        asking: for whom, with the shops of the order's scope.
        currency: of the merchant.
        only: the members of a list, whose other members are none of it; None for all of the segment.
    """

    def __init__(
        self, work: Work, order: Order, asking: Asking, currency: Currency, only: Only | None = None
    ) -> None:
        self._work = work
        self._order = order
        self._currency = currency
        self._only = only
        self._query = SegmentQuery(order.segment, asking)
        self._values: dict[str, object] = {
            "list_scope": _ids(order.scope),
            "list_shops": _ids(order.shops or order.scope),
            "zone": order.zone,
            "counter": asking.counter,
            "since": order.since,
            "until": order.until,
            "channel": order.channel,
            "address": PATHS[ADDRESSES[order.channel]] if order.channel else None,
        }
        named = columns_in(order.theme, order.figure)
        self._columns = [column for column in named if column.name in order.columns]

    def size(self) -> Size:
        """How many rows there will be."""
        plan_for_sums(self._work)
        rows = self._count(sql.SQL("SELECT count(*) ") + self._rest(self._where()))
        if self._order.channel is None:
            return Size(rows=rows)
        meant = self._count(sql.SQL("SELECT count(*) ") + self._rest(self._filters()))
        agreeing = self._count(sql.SQL("SELECT count(*) ") + self._rest(self._meant_for(AGREEING)))
        return Size(rows=rows, left_out=meant - rows, without_parent=agreeing - rows)

    def rows(self) -> Iterator[Sequence[Value]]:
        """The rows, with money in whole units of the currency."""
        plan_for_sums(self._work)
        is_of_lines = self._order.theme is Theme.ARTICLES
        known = EXPRESSIONS[self._order.theme]
        expressions: list[sql.Composable] = [
            sql.SQL(known[each.name]) if each.name in known else sql.Identifier("meant", each.name)
            for each in self._columns
        ]
        if is_of_lines:
            expressions.append(sql.SQL("coalesce(j.body, o.body)"))
        select = sql.SQL("SELECT {} ").format(sql.SQL(", ").join(expressions))
        order = sql.SQL(" ORDER BY " + ORDERS[self._order.theme])
        with self._work.connection.cursor("extraction") as cursor:
            cursor.itersize = PAGE
            cursor.execute(self._headed(select + self._rest(self._where()) + order), self._all_values())
            for row in cursor:
                yield from self._of_lines(row) if is_of_lines else [self._told(row)]

    def _told(self, row: TupleRow) -> list[Value]:
        exponent = self._currency.exponent
        return [
            Decimal(value).scaleb(-exponent) if column.kind is Kind.MONEY and value is not None else value
            for column, value in zip(self._columns, row, strict=True)
        ]

    def _of_lines(self, row: TupleRow) -> Iterator[list[Value]]:
        *plain, body = row
        if body is None:
            return
        told = _lines.decode(body)
        for place, line in enumerate(told.lines):
            off = sum(each.amount_minor for each in told.line_discounts if each.line == place)
            known: dict[str, Value] = {
                "article": line.article,
                "label": line.label,
                "category": " > ".join(line.categories),
                "brand": line.brand,
                "quantity": Decimal(line.quantity) / QUANTITY_UNIT,
                "amount": line.amount_minor,
                "discount": off,
            }
            yield self._told(
                tuple(
                    known.get(column.name, value) for column, value in zip(self._columns, plain, strict=True)
                )
            )

    def _filters(self) -> list[sql.Composable]:
        order, theme = self._order, self._order.theme
        given = {"zone": sql.Placeholder("zone"), "shops": sql.Placeholder("list_shops")}
        day = sql.SQL(DAYS[theme]).format(**given)
        found: list[sql.Composable] = [sql.SQL("true")]
        if order.since is not None:
            found.append(sql.SQL("{} >= {}").format(day, sql.Placeholder("since")))
        if order.until is not None:
            found.append(sql.SQL("{} <= {}").format(day, sql.Placeholder("until")))
        if order.shops or order.scope is not None:
            found.append(sql.SQL(SHOPS[theme]).format(**given))
        if theme is Theme.ARTICLES:
            found.append(sql.SQL("NOT EXISTS (SELECT FROM ({}) u WHERE u.visit_id = v.id)").format(UNDONE))
        if theme is Theme.GIFT_CARDS and self._is_of_some:
            found.append(sql.SQL(PAID_BY_MEANT).format(scope=sql.Placeholder("list_scope")))
        return found

    @property
    def _is_of_some(self) -> bool:
        """Whether the list is of certain members; a gift card that nobody paid with is of no member."""
        return self._order.segment != EVERYBODY or self._only is not None

    def _where(self) -> list[sql.Composable]:
        return self._filters() if self._order.channel is None else self._meant_for(REACHABLE)

    def _meant_for(self, whom: LiteralString) -> list[sql.Composable]:
        names = {"channel": sql.Placeholder("channel"), "address": sql.Placeholder("address")}
        return [*self._filters(), sql.SQL(whom).format(**names)]

    def _rest(self, where: Sequence[sql.Composable]) -> sql.Composed:
        names = {"scope": sql.Placeholder("list_scope"), "counter": sql.Placeholder("counter")}
        source = sql.SQL(SOURCES[self._order.theme]).format(**names)
        return sql.SQL("FROM {} WHERE {}").format(source, sql.SQL(" AND ").join(where))

    def _headed(self, statement: sql.Composed) -> sql.Composed:
        """Who is meant is found out once, unless all gift cards are, those that are of no member too."""
        if self._order.theme is Theme.GIFT_CARDS and not self._is_of_some:
            return statement
        return sql.SQL("WITH meant AS MATERIALIZED ({}) ").format(self._meant) + statement

    @property
    def _meant(self) -> sql.Composed:
        if self._only is None:
            return self._query.members
        columns = [sql.SQL(", {}").format(sql.Identifier("listed", name)) for name in self._only.columns]
        return sql.SQL("SELECT m.id{} FROM ({}) m (id) JOIN ({}) listed ON listed.member_id = m.id").format(
            sql.SQL("").join(columns), self._query.members, self._only.statement
        )

    def _count(self, statement: sql.Composed) -> int:
        row = self._work.connection.execute(self._headed(statement), self._all_values()).fetchone()
        assert row is not None
        found: int = row[0]
        return found

    def _all_values(self) -> dict[str, object]:
        only = {} if self._only is None else self._only.values
        return {**only, **self._values, **self._query.values}


def _ids(shops: Sequence[object] | None) -> list[str] | None:
    return None if shops is None else [str(shop) for shop in shops]
