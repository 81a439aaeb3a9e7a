"""Tills, staff, programmes and the keys of persons: what a push is judged by."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString
from uuid import UUID

import msgspec

from fidpos.domain import folding
from fidpos.domain.ids import ShopId, StaffId, TillId
from fidpos.domain.member import Profile
from fidpos.domain.staff import Role
from fidpos.server.db.arrays import blobs, uuids
from fidpos.server.db.calendar_of import calendar_of
from fidpos.server.db.work import Work
from fidpos.server.ports import StaffRecord, TillRecord, TillStatus
from fidpos.wire.sync.hello import TillHealth

_TILL: LiteralString = """
    SELECT t.shop_id, t.public_key, t.status, t.daily_limit_minor, s.zone, s.day_starts_minute
    FROM tills t JOIN shops s ON s.id = t.shop_id WHERE t.id = %s
"""

_SAW_TILL: LiteralString = """
    UPDATE tills SET heard_at = %s, clock_ahead_ms = %s, health = %s::jsonb WHERE id = %s
"""

_STAFF: LiteralString = """
    SELECT DISTINCT ON (v.staff_id) v.staff_id, v.role, v.employed,
        ARRAY(SELECT s.shop_id FROM staff_shops s WHERE s.staff_id = v.staff_id)
    FROM staff_versions v
    WHERE v.staff_id = ANY(%s)
    ORDER BY v.staff_id, v.version DESC
"""

_PROGRAMME: LiteralString = "SELECT body FROM programmes WHERE version = %s"

_VERSIONS: LiteralString = """
    WITH meant AS (
        SELECT version, since FROM programmes p
        WHERE NOT EXISTS (SELECT FROM programme_shops s WHERE s.version = p.version)
            OR EXISTS (SELECT FROM programme_shops s WHERE s.version = p.version AND s.shop_id = %(shop)s)
    ), begun AS (SELECT max(version) AS version FROM meant WHERE since <= %(at)s)
    SELECT ARRAY(SELECT version FROM meant WHERE version = ANY(%(named)s)), (SELECT version FROM begun)
"""

_KEEP_KEYS: LiteralString = """
    INSERT INTO subject_keys (merchant_id, subject_id, sealed)
    SELECT %s, k.* FROM unnest(%s, %s) k (subject_id, sealed)
    WHERE NOT EXISTS (SELECT FROM erasures e WHERE e.member_id = k.subject_id)
    ON CONFLICT (merchant_id, subject_id) DO NOTHING
"""

SEARCH_KEYS: LiteralString = """
    UPDATE members SET family_first = %s, given_first = %s, phone_key = %s WHERE id = %s
"""

_KEYS: LiteralString = "SELECT subject_id, sealed FROM subject_keys WHERE subject_id = ANY(%s)"

_MINTED: LiteralString = "SELECT minted_minor FROM till_days WHERE till_id = %s AND day = %s"


def till(work: Work, till_id: TillId) -> TillRecord | None:
    """The till, read once in a unit."""
    if till_id not in work.tills:
        row = work.run(_TILL, [till_id]).fetchone()
        if row is None:
            return None
        shop_id, public_key, status, limit, zone, starts = row
        work.tills[till_id] = TillRecord(
            id=till_id,
            shop_id=ShopId(shop_id),
            public_key=public_key,
            status=TillStatus(status),
            daily_limit_minor=limit,
            calendar=calendar_of(zone, starts),
        )
    return work.tills[till_id]


def saw_till(work: Work, till_id: TillId, health: TillHealth, at: datetime, clock: datetime) -> None:
    """Remember when it was heard and what it said of itself."""
    ahead_ms = round((clock - at).total_seconds() * 1000)
    work.run(_SAW_TILL, [at, ahead_ms, msgspec.json.encode(health).decode(), till_id])


def staff(work: Work, ids: Collection[StaffId]) -> Mapping[StaffId, StaffRecord]:
    """Those of them who are known, as they are now."""
    found = work.run(_STAFF, [uuids(ids)])
    return {
        StaffId(staff_id): StaffRecord(
            id=StaffId(staff_id),
            role=Role(role),
            shops=frozenset(ShopId(shop) for shop in shops),
            employed=employed,
        )
        for staff_id, role, employed, shops in found
    }


def programme_body(work: Work, version: int) -> bytes | None:
    """A version of the programme, as `rules.codec` reads it."""
    row = work.run(_PROGRAMME, [version]).fetchone()
    return row[0] if row else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """Of the programme, at one shop.

    Attributes:
        named: those asked for that are meant for the shop.
        now: the one in force; None while there is none.
    """

    named: Collection[int]
    now: int | None

    @property
    def versions(self) -> Collection[int]:
        """All of them."""
        return {*self.named, *([self.now] if self.now is not None else [])}


def versions_of(work: Work, shop_id: ShopId, named: Collection[int], at: datetime) -> Versions:
    """Which of them the shop may go by, and which it goes by at an instant."""
    asked = {"shop": shop_id, "named": list(named), "at": at}
    row = work.run(_VERSIONS, asked).fetchone()
    assert row is not None
    return Versions(named=row[0], now=row[1])


def keep_keys(work: Work, keys: Mapping[UUID, bytes]) -> None:
    """Those known stay: a till that sends another key for somebody changes nothing.

    Of who was erased none is kept again: an old copy of a till's disk still sends it.
    """
    if keys:
        sealed = blobs(work.seal_key(subject, key) for subject, key in keys.items())
        work.run(_KEEP_KEYS, [work.merchant_id, uuids(keys), sealed])


def search_keys(profile: Profile) -> tuple[str | None, str | None, str | None]:
    """Of the columns `family_first`, `given_first` and `phone_key`; None where there is nothing to find."""
    phone = folding.fold_phone(profile.phone)
    return folding.family_first(profile) or None, folding.given_first(profile) or None, phone or None


def subject_keys(work: Work, subjects: Collection[UUID]) -> dict[UUID, bytes]:
    """The keys of those who have one."""
    found = work.run(_KEYS, [uuids(subjects)])
    return {subject: work.unseal_key(subject, sealed) for subject, sealed in found}


def minted_minor(work: Work, till_id: TillId, day: date) -> int:
    """What a till minted on a day, and what can be spent of it."""
    row = work.run(_MINTED, [till_id, day]).fetchone()
    return row[0] if row else 0
