"""Members by the million in a centre's database, written by SQL, all of them seen in one shop.

Each has a card, a child on file, a pot of points and some visits of the last year. Their ids follow from
their number, so that whoever wants one of them need not have made them.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import LiteralString
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from psycopg import Connection, connect
from psycopg.rows import TupleRow

from fidpos.domain.ids import AccountId, MemberId
from tests.helpers.centre_office import MERCHANT, SHOP, TILL

_AT_ONCE = 200_000
_ID: LiteralString = "('01900000-0000-7{kind}-8000-' || lpad(to_hex(n), 12, '0'))::uuid"

_STATEMENTS: tuple[LiteralString, ...] = (
    "INSERT INTO accounts (merchant_id, id, opened_on) SELECT %(merchant)s, {account}, date '2025-01-01' {n}",
    """
    INSERT INTO members (
        merchant_id, id, account_id, number, status, enrolled_on, profile, tier, tier_since, family_first,
        given_first, phone_key
    )
    SELECT %(merchant)s, {member}, {account}, lpad(n::text, 10, '0'), 'active', date '2025-01-01',
        jsonb_build_object('given_name', 'Marie', 'family_name', 'Martin' || n %% 9973,
            'phone', '+336' || lpad(n::text, 8, '0'),
            'household', jsonb_build_array(jsonb_build_object(
                'id', {relative}, 'relation', 'child', 'given_name', 'Zoé'))),
        'bronze', date '2025-01-01', 'martin' || n %% 9973 || ' marie', 'marie martin' || n %% 9973,
        '336' || lpad(n::text, 8, '0') {n}
    """,
    """
    INSERT INTO cards (merchant_id, id, token, medium, member_id, status, linked_at)
    SELECT %(merchant)s, {card}, 'number:20471' || lpad(n::text, 8, '0'), 'chip', {member}, 'active', now()
    {n}
    """,
    """
    INSERT INTO member_shops (merchant_id, shop_id, member_id, seen_on)
    SELECT %(merchant)s, %(shop)s, {member}, current_date - (n * 7919 %% 400)::int {n}
    """,
    """
    INSERT INTO feed (merchant_id, shop_id, kind, key) SELECT %(merchant)s, %(shop)s, 'member', {member} {n}
    """,
    """
    INSERT INTO lots (
        merchant_id, account_id, id, counter, entry_id, earned, remaining, earned_on, expires_on, touched_on
    )
    SELECT %(merchant)s, {account}, {lot}, 'points', {entry}, 1000, 1000, date '2026-01-01',
        date '2029-01-01', date '2026-01-01' {n}
    """,
    """
    INSERT INTO ledger_entries
        (merchant_id, account_id, id, counter, kind, amount, contra, at, business_day)
    SELECT %(merchant)s, {account}, {entry}, 'points', 'opening', 1000, 'opening', now(), date '2026-01-01'
    {n}
    """,
    """
    INSERT INTO balances (merchant_id, account_id, counter, amount)
    SELECT %(merchant)s, {account}, 'points', 1000 {n}
    """,
    """
    INSERT INTO lifetimes (merchant_id, member_id, scope, visits, revenue_minor, points_earned, quantity)
    SELECT %(merchant)s, {member}, '', %(visits)s, 10000, 100, 0 {n}
    """,
    """
    INSERT INTO day_aggregates
        (merchant_id, member_id, day, scope, visits, revenue_minor, points_earned, quantity)
    SELECT %(merchant)s, {member}, current_date - (v * 50 + n %% 50)::int, '', 1, 2000, 20, 0
    {n} CROSS JOIN generate_series(1, %(visits)s) v
    """,
    """
    INSERT INTO visits (
        merchant_id, id, event_id, member_id, shop_id, till_id, closed_by, closed_at, business_day,
        programme_version, currency, amount_minor, discount_minor, points
    )
    SELECT %(merchant)s, id, id, {member}, %(shop)s, %(till)s, %(till)s, at, at::date, 1, 'EUR', 2000, 0, 20
    FROM (
        SELECT n, now() - make_interval(days => (v * 50 + n %% 50)::int) AS at,
            ('01900000-0000-7006-8' || lpad(to_hex(v), 3, '0') || '-' || lpad(to_hex(n), 12, '0'))::uuid AS id
        {n} CROSS JOIN generate_series(1, %(visits)s) v
    ) made
    """,
)


def member_id(number: int) -> MemberId:
    """Of the member with this number."""
    return MemberId(_id("001", number))


def account_id(number: int) -> AccountId:
    """Of the account of the member with this number."""
    return AccountId(_id("002", number))


def settle(conninfo: str, count: int, *, master_key: bytes, visits: int = 5) -> None:
    """Write members 0 to `count`, as a superuser; a few minutes for a million."""
    values = {"merchant": MERCHANT, "shop": SHOP, "till": TILL, "visits": visits}
    with connect(conninfo) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        for first in range(0, count, _AT_ONCE):
            last = min(first + _AT_ONCE, count)
            for statement in _STATEMENTS:
                connection.execute(_filled(statement), {**values, "first": first, "last": last - 1})
            keep_keys(connection, range(first, last), master_key)
            connection.commit()
    with connect(conninfo, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE, FREEZE)")
        connection.execute("CHECKPOINT")


def _filled(statement: LiteralString) -> bytes:
    ids = {
        name: _ID.format(kind=kind)
        for name, kind in (
            ("member", "001"),
            ("account", "002"),
            ("card", "003"),
            ("lot", "004"),
            ("entry", "005"),
            ("relative", "007"),
        )
    }
    return statement.format(n="FROM generate_series(%(first)s::bigint, %(last)s::bigint) n", **ids).encode()


def keep_keys(connection: Connection[TupleRow], numbers: range, master_key: bytes) -> None:
    """Their own keys, sealed as `Work.seal_key` does it, without looking at the master key each time."""
    statement = "COPY subject_keys (merchant_id, subject_id, sealed) FROM STDIN (FORMAT binary)"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(["uuid", "uuid", "bytea"])
        for row in _sealed_keys(numbers, master_key):
            copy.write_row(row)


def _sealed_keys(numbers: range, master_key: bytes) -> Iterator[tuple[UUID, UUID, bytes]]:
    cipher, nonce = ChaCha20Poly1305(master_key), bytes(12)
    for number in numbers:
        subject = member_id(number)
        own = sha256(subject.bytes).digest()
        sealed = cipher.encrypt(nonce, own, b"\x01" + MERCHANT.bytes + subject.bytes)
        yield MERCHANT, subject, b"\x01" + nonce + sealed


def _id(kind: str, number: int) -> UUID:
    return UUID(f"01900000-0000-7{kind}-8000-{number:012x}")
