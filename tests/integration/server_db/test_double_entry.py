"""Debits equal credits: each movement of points or money is booked on two sides."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from psycopg import Connection, connect, errors
from psycopg.rows import TupleRow

from fidpos.domain.gift_card import GiftMove
from fidpos.domain.ledger import EntryKind
from fidpos.server.books import contra_of_gift, contra_of_points
from tests.helpers.postgres import CentreDatabase
from tests.helpers.two_merchants import OURS, ROW, be, fill

AT = datetime(2026, 5, 4, 12, tzinfo=UTC)
DAY = date(2026, 5, 4)


def book_points(connection: Connection[TupleRow], account: UUID, kind: EntryKind, amount: int) -> None:
    connection.execute(
        "INSERT INTO ledger_entries "
        "(merchant_id, account_id, id, counter, kind, amount, contra, at, business_day) "
        "VALUES (%s, %s, %s, 'points', %s, %s, %s, %s, %s)",
        [OURS, account, uuid4(), kind, amount, contra_of_points(kind, amount), AT, DAY],
    )


def book_gift(connection: Connection[TupleRow], move: GiftMove, amount: int, uncovered: int = 0) -> None:
    connection.execute(
        "INSERT INTO gift_entries "
        "(merchant_id, gift_card_id, id, move, amount_minor, uncovered_minor, contra, at, business_day) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [OURS, ROW, uuid4(), move, amount, uncovered, contra_of_gift(move), AT, DAY],
    )


def books(connection: Connection[TupleRow]) -> dict[str, int]:
    """What stands in each book of gift cards."""
    rows = connection.execute("SELECT book, sum(amount_minor)::bigint FROM gift_sides GROUP BY 1")
    return dict(rows.fetchall())


def test_the_two_sides_of_points_sum_to_nothing_and_each_account_to_its_balance(
    database: CentreDatabase,
) -> None:
    account = uuid4()
    with connect(database.app) as connection:
        be(connection, OURS)
        for kind, amount in ((EntryKind.EARN, 120), (EntryKind.SPEND, -50), (EntryKind.REVERSE, -20)):
            book_points(connection, account, kind, amount)
        sides = connection.execute(
            "SELECT account_id, contra, sum(amount) FROM ledger_sides GROUP BY 1, 2 ORDER BY 2 NULLS FIRST"
        ).fetchall()

    assert sides == [(account, None, 50), (None, "issued", -100), (None, "redeemed", 50)]


def test_what_a_card_could_not_cover_is_owed_and_nothing_is_lost(database: CentreDatabase) -> None:
    with connect(database.app) as connection:
        be(connection, OURS)
        fill(connection)
        be(connection, OURS)
        before = books(connection)
        book_gift(connection, GiftMove.SOLD, 3_000)
        book_gift(connection, GiftMove.SPENT, -5_000, uncovered=2_000)
        after = books(connection)

    gained = {book: after[book] - before.get(book, 0) for book in after}
    assert {book: amount for book, amount in gained.items() if amount} == {
        "receivable": -2_000,
        "redeemed": 5_000,
        "sold": -3_000,
    }
    assert sum(gained.values()) == 0


def test_no_card_holds_less_than_nothing(database: CentreDatabase) -> None:
    with connect(database.app) as connection:
        fill(connection)
        with pytest.raises(errors.CheckViolation, match="never_below_zero"):
            connection.execute("UPDATE gift_cards SET balance_minor = -1")
        connection.rollback()
