"""The merchant's configuration on PostgreSQL: each act is a row of its own, told in the same transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow, class_row

from fidpos.domain.ids import MerchantId, ShopId
from fidpos.server.configuration import Person, Pushed, Release
from fidpos.server.db.feed import Kind, Subject, tell_shops

_LOCK: LiteralString = "SELECT FROM merchants FOR NO KEY UPDATE"
_RELEASES: LiteralString = """
    SELECT version, since, published_by,
        ARRAY(SELECT s.shop_id FROM programme_shops s WHERE s.version = p.version)
    FROM programmes p ORDER BY version
"""
_NEW_RELEASE: LiteralString = """
    INSERT INTO programmes (merchant_id, version, body, since, published_by) VALUES (%s, %s, %s, %s, %s)
"""
_MEANT_FOR: LiteralString = """
    INSERT INTO programme_shops (merchant_id, version, shop_id) SELECT %s, %s, unnest(%s::uuid[])
"""
_SHOPS_OF: LiteralString = "SELECT shop_id FROM staff_shops WHERE staff_id = %s"
_NEW_PERSON: LiteralString = """
    INSERT INTO staff_versions (
        merchant_id, staff_id, version, name, role, pin_hash, badge, own_member_id, employed, since
    ) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_LEAVE_SHOPS: LiteralString = "DELETE FROM staff_shops WHERE staff_id = %s"
_JOIN_SHOPS: LiteralString = """
    INSERT INTO staff_shops (merchant_id, shop_id, staff_id, since) SELECT %s, unnest(%s::uuid[]), %s, %s
"""
_PUSHED: LiteralString = """
    SELECT DISTINCT ON (name, place) name, place, version, value, since FROM settings_pushed
    ORDER BY name, place, version DESC
"""
_PUSH: LiteralString = """
    INSERT INTO settings_pushed (merchant_id, name, place, version, value, since)
    VALUES (%s, %s, %s, %s, %s, %s)
"""
_SHOPS_AT: LiteralString = """
    SELECT id FROM shops WHERE id = %(place)s UNION SELECT shop_id FROM tills WHERE id = %(place)s
"""


class PostgresConfiguration:
    """A `Configuration`."""

    def __init__(self, connection: Connection[TupleRow], merchant_id: MerchantId) -> None:
        self._connection = connection
        self._merchant_id = merchant_id

    def releases(self) -> Sequence[Release]:
        """All of them, by version; who publishes as well waits for the merchant's row."""
        self._connection.execute(_LOCK)
        return [
            Release(version=version, since=since, published_by=by, shops=frozenset(map(ShopId, shops)))
            for version, since, by, shops in self._connection.execute(_RELEASES)
        ]

    def add_release(self, release: Release, body: bytes) -> None:
        """A new version, told to the shops for which it is meant."""
        self._connection.execute(
            _NEW_RELEASE,
            [self._merchant_id, release.version, body, release.since, release.published_by],
        )
        if release.shops:
            meant = [self._merchant_id, release.version, sorted(release.shops)]
            self._connection.execute(_MEANT_FOR, meant)
        self._tell(Kind.PROGRAMME, str(release.version), set(release.shops) or None)

    def put_staff(self, person: Person, at: datetime) -> None:
        """A new version of a person, told where they worked and where they work."""
        before = {ShopId(shop) for (shop,) in self._connection.execute(_SHOPS_OF, [person.id])}
        self._connection.execute(
            _NEW_PERSON,
            [
                *(self._merchant_id, person.id, person.version, person.name, person.role.value),
                *(person.pin_hash, person.badge, person.own_member_id, person.employed, at),
            ],
        )
        self._connection.execute(_LEAVE_SHOPS, [person.id])
        self._connection.execute(_JOIN_SHOPS, [self._merchant_id, sorted(person.shops), person.id, at])
        subject = Subject(Kind.STAFF, person.id, "")
        tell_shops(self._connection, self._merchant_id, subject, before | person.shops)

    def pushed(self) -> Sequence[Pushed]:
        """The newest word on each setting at each place; who pushes as well waits for the merchant's row."""
        self._connection.execute(_LOCK)
        return self._connection.cursor(row_factory=class_row(Pushed)).execute(_PUSHED).fetchall()

    def push(self, pushed: Pushed) -> None:
        """A new word on a setting, told to the shop of its place, or to all where that is the merchant."""
        self._connection.execute(
            _PUSH,
            [
                *(self._merchant_id, pushed.name, pushed.place, pushed.version, pushed.value),
                pushed.since,
            ],
        )
        is_everywhere = pushed.place == self._merchant_id
        self._tell(Kind.SETTING, pushed.name, None if is_everywhere else self._shops_at(pushed.place))

    def greet(self, shop_id: ShopId) -> None:
        """Every version that is meant for it, and every setting that was ever pushed for the merchant."""
        for release in self.releases():
            if not release.concerns(shop_id):
                continue
            self._tell(Kind.PROGRAMME, str(release.version), {shop_id})
        for name in sorted({each.name for each in self.pushed() if each.place == self._merchant_id}):
            self._tell(Kind.SETTING, name, {shop_id})

    def _tell(self, kind: Kind, name: str, shops: set[ShopId] | None = None) -> None:
        tell_shops(self._connection, self._merchant_id, Subject(kind, self._merchant_id, name), shops)

    def _shops_at(self, place: UUID) -> set[ShopId]:
        return {ShopId(shop) for (shop,) in self._connection.execute(_SHOPS_AT, {"place": place})}
