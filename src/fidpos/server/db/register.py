"""The register on PostgreSQL: each page is read and written in the name of its merchant."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow, class_row
from psycopg.types.json import Jsonb

from fidpos.domain.clock import Clock
from fidpos.domain.ids import MemberId, MerchantId, ShopId, StaffId, TillId, uuid7
from fidpos.domain.staff import Role
from fidpos.rules.codec import programme_from_json
from fidpos.rules.programme import Programme
from fidpos.server.configuration import Person
from fidpos.server.db.audit import Act, write_down
from fidpos.server.db.configuring import PostgresConfiguration
from fidpos.server.db.engine import Database
from fidpos.server.db.tables import HOUSE
from fidpos.server.ports import TillStatus
from fidpos.server.register import Code, Merchant, Pages, Shop, Till

_MERCHANTS: LiteralString = """
    SELECT merchant_id AS id, number, name, code, card_name, currency, closed_at FROM merchants
"""
_SHOPS: LiteralString = """
    SELECT id, name, zone, day_starts_minute, opens_on, closes_on, closed_at FROM shops ORDER BY name, id
"""
_TILLS: LiteralString = """
    SELECT id, shop_id, name, public_key, status, daily_limit_minor, paired_at, heard_at FROM tills
    ORDER BY name, id
"""
_STAFF: LiteralString = """
    SELECT DISTINCT ON (v.staff_id) v.staff_id, v.version, v.name, v.role, v.pin_hash, v.badge,
        v.own_member_id, v.employed, ARRAY(SELECT s.shop_id FROM staff_shops s WHERE s.staff_id = v.staff_id)
    FROM staff_versions v ORDER BY v.staff_id, v.version DESC
"""
_CODES: LiteralString = """
    SELECT id, code_hash AS secret_hash, shop_id, made_by, expires_at, tries_left, till_id
    FROM pairing_codes ORDER BY id FOR UPDATE
"""


class PostgresRegister:
    """A `Register`; thread-safe."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def merchants(self) -> Sequence[Merchant]:
        """All of them, by number: the house alone sees them."""
        with self._database.transaction(HOUSE) as connection:
            cursor = connection.cursor(row_factory=class_row(Merchant))
            return cursor.execute(f"{_MERCHANTS} ORDER BY number").fetchall()

    def operator(self, name: str) -> UUID:
        """The operator of this name, who is made if there is none."""
        with self._database.transaction(HOUSE) as connection:
            found = connection.execute("SELECT id FROM operators WHERE name = %s", [name]).fetchone()
            if found is not None:
                return UUID(int=found[0].int)
            operator = uuid7(self._clock.now())
            connection.execute(
                "INSERT INTO operators (merchant_id, id, name, credential) VALUES (%s, %s, %s, '')",
                [HOUSE, operator, name],
            )
            return operator

    @contextmanager
    def pages(self, merchant_id: MerchantId) -> Iterator[Pages]:
        """A transaction on what is one merchant's."""
        with self._database.transaction(merchant_id) as connection:
            yield PostgresPages(connection, merchant_id, self._clock)


class PostgresPages:
    """The pages of one merchant."""

    def __init__(self, connection: Connection[TupleRow], merchant_id: MerchantId, clock: Clock) -> None:
        self._connection = connection
        self._merchant_id = merchant_id
        self._clock = clock
        self.configuration = PostgresConfiguration(connection, merchant_id)

    def merchant(self) -> Merchant | None:
        """The merchant, None when there is no such one."""
        cursor = self._connection.cursor(row_factory=class_row(Merchant))
        return cursor.execute(f"{_MERCHANTS} WHERE merchant_id = %s", [self._merchant_id]).fetchone()

    def add_merchant(self, merchant: Merchant) -> int:
        """Register the merchant, and return the number it was given."""
        row = self._connection.execute(
            "INSERT INTO merchants (merchant_id, name, code, card_name, currency)"
            " VALUES (%s, %s, %s, %s, %s) RETURNING number",
            [self._merchant_id, merchant.name, merchant.code, merchant.card_name, merchant.currency],
        ).fetchone()
        assert row is not None
        return int(row[0])

    def close_merchant(self, at: datetime) -> None:
        """From now on no till can be paired."""
        self._connection.execute("UPDATE merchants SET closed_at = %s WHERE closed_at IS NULL", [at])

    def hold_members(self, days: int) -> None:
        """For so long a shop's tills hold a member of another shop whom they see no more."""
        self._connection.execute("UPDATE merchants SET scope_days = %s", [days])

    def shops(self) -> Sequence[Shop]:
        """All of them, by name."""
        return self._connection.cursor(row_factory=class_row(Shop)).execute(_SHOPS).fetchall()

    def add_shop(self, shop: Shop) -> None:
        """Register a shop, whose tills are told of all that holds there."""
        self._connection.execute(
            "INSERT INTO shops (merchant_id, id, name, zone, day_starts_minute, opens_on, closes_on)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [
                *(self._merchant_id, shop.id, shop.name, shop.zone, shop.day_starts_minute),
                *(shop.opens_on, shop.closes_on),
            ],
        )
        self.configuration.greet(shop.id)

    def risk_at_shop(self, shop_id: ShopId, *, gift_cards_minor: int, rewards_minor: int) -> None:
        """What was given before stands until it is renewed or expires."""
        self._connection.execute(
            "UPDATE shops SET offline_gift_cards_minor = %s, offline_rewards_minor = %s WHERE id = %s",
            [gift_cards_minor, rewards_minor, shop_id],
        )

    def close_shop(self, shop_id: ShopId, at: datetime) -> None:
        """Close it at once."""
        self._connection.execute(
            "UPDATE shops SET closed_at = %s WHERE id = %s AND closed_at IS NULL", [at, shop_id]
        )

    def tills(self) -> Sequence[Till]:
        """All of them, by name."""
        return [
            Till(
                id=TillId(till_id),
                shop_id=ShopId(shop_id),
                name=name,
                public_key=public_key,
                status=TillStatus(status),
                daily_limit_minor=limit,
                paired_at=paired_at,
                heard_at=heard_at,
            )
            for till_id, shop_id, name, public_key, status, limit, paired_at, heard_at in (
                self._connection.execute(_TILLS)
            )
        ]

    def add_till(self, till: Till) -> None:
        """Register a till."""
        self._connection.execute(
            "INSERT INTO tills (merchant_id, id, shop_id, name, public_key, status, daily_limit_minor,"
            " paired_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [
                *(self._merchant_id, till.id, till.shop_id, till.name, till.public_key, till.status.value),
                *(till.daily_limit_minor, till.paired_at),
            ],
        )

    def lock_till(self, till_id: TillId, at: datetime) -> None:
        """Its requests are refused from now on."""
        self._connection.execute(
            "UPDATE tills SET status = %s, revoked_at = %s WHERE id = %s AND revoked_at IS NULL",
            [TillStatus.REVOKED.value, at, till_id],
        )

    def limit_till(self, till_id: TillId, daily_minor: int) -> None:
        """Worth of what it may bring into being in a day."""
        self._connection.execute(
            "UPDATE tills SET daily_limit_minor = %s WHERE id = %s", [daily_minor, till_id]
        )

    def staff(self) -> Sequence[Person]:
        """Everybody, by name."""
        people = [
            Person(
                id=StaffId(staff_id),
                version=version,
                name=name,
                role=Role(role),
                pin_hash=pin_hash,
                badge=badge,
                own_member_id=MemberId(own) if own is not None else None,
                shops=frozenset(ShopId(shop) for shop in shops),
                employed=employed,
            )
            for staff_id, version, name, role, pin_hash, badge, own, employed, shops in (
                self._connection.execute(_STAFF)
            )
        ]
        return sorted(people, key=lambda person: (person.name, person.id))

    def programmes(self) -> Mapping[int, Programme]:
        """Every version that was published."""
        found = self._connection.execute("SELECT version, body FROM programmes").fetchall()
        return {version: programme_from_json(bytes(body)) for version, body in found}

    def codes(self) -> Sequence[Code]:
        """Pairing codes, locked until the transaction ends."""
        return self._connection.cursor(row_factory=class_row(Code)).execute(_CODES).fetchall()

    def add_code(self, code: Code) -> None:
        """Keep a new code, and forget those that ended more than a day ago."""
        self._connection.execute(
            "DELETE FROM pairing_codes WHERE expires_at < %s - interval '1 day'", [self._clock.now()]
        )
        self._connection.execute(
            "INSERT INTO pairing_codes (merchant_id, id, code_hash, shop_id, made_by, expires_at, tries_left)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [
                *(self._merchant_id, code.id, code.secret_hash, code.shop_id, code.made_by),
                *(code.expires_at, code.tries_left),
            ],
        )

    def charge(self, codes: Sequence[Code]) -> None:
        """Each of them has one try less."""
        self._connection.execute(
            "UPDATE pairing_codes SET tries_left = tries_left - 1 WHERE id = ANY(%s)",
            [[code.id for code in codes]],
        )

    def use(self, code: Code, till_id: TillId) -> None:
        """A till came with it."""
        self._connection.execute("UPDATE pairing_codes SET till_id = %s WHERE id = %s", [till_id, code.id])

    def audit(self, actor: UUID, act: str, subject: UUID | None, detail: Mapping[str, str]) -> None:
        """Write down what was done, by whom, to whom."""
        done = Act(name=act, actor=actor, at=self._clock.now(), subject=subject, detail=detail)
        write_down(self._connection, self._merchant_id, done)

    def review(self, kind: str, till_id: TillId | None, detail: Mapping[str, str]) -> None:
        """Something for the office to look at."""
        now = self._clock.now()
        self._connection.execute(
            "INSERT INTO reviews (merchant_id, id, kind, till_id, detail, found_at)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            [self._merchant_id, uuid7(now), kind, till_id, Jsonb(dict(detail)), now],
        )
