"""What one person of the office gave members by hand: how much since, and whether the very same just now.

The audit says it, also of what was given to many at once, unless a second person agreed to that. Who asks in
two windows at once has one answered after the other, so that what is asked here is still true when it is
acted on.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import LiteralString, NamedTuple
from uuid import UUID

from psycopg.types.json import Jsonb

from fidpos.domain.ids import uuid7
from fidpos.server.db.work import Work

_ONE_AT_A_TIME: LiteralString = "SELECT FROM office_people WHERE id = %s FOR NO KEY UPDATE"
_GIVEN: LiteralString = """
    SELECT coalesce(sum((detail ->> 'worth')::bigint), 0)::bigint FROM audit
    WHERE id >= %s AND actor_id = %s
        AND act IN ('points_given', 'voucher_given', 'visit_corrected', 'bulk_asked')
"""
_GIFTS: LiteralString = """
    SELECT gifts_a_day_max, (
        SELECT coalesce(sum(
            CASE act WHEN 'bulk_asked' THEN (detail ->> 'gifts')::bigint ELSE 1 END
        ), 0)::bigint FROM audit WHERE id >= %s AND actor_id = %s AND (
            (act = 'voucher_given' AND detail ->> 'worth' = '0')
            OR (act = 'tier_set' AND detail ->> 'tier' <> '')
            OR act = 'bulk_asked'
        )
    ) FROM merchants
"""
_SAME: LiteralString = """
    SELECT EXISTS (
        SELECT FROM audit WHERE id >= %s AND actor_id = %s AND subject_id = %s AND act = %s AND detail = %s
    )
"""
_LOGIN: LiteralString = "SELECT login FROM office_people WHERE id = %s"


def given_since(work: Work, person_id: UUID, at: datetime, *, lock: bool = True) -> int:
    """Worth in minor units; with the `lock`, nobody gives in their name until the transaction ends."""
    if lock:
        work.run(_ONE_AT_A_TIME, [person_id])
    row = work.run(_GIVEN, [_first_id(at), person_id]).fetchone()
    return int(row[0]) if row else 0


class Gifts(NamedTuple):
    """How often somebody gave what has no worth in money, and may in a day."""

    most: int
    given: int


def gifts_since(work: Work, person_id: UUID, at: datetime, *, lock: bool = True) -> Gifts:
    """Gifts by voucher and tiers set by hand; the `lock` is as in `given_since`."""
    if lock:
        work.run(_ONE_AT_A_TIME, [person_id])
    row = work.run(_GIFTS, [_first_id(at), person_id]).fetchone()
    assert row is not None
    return Gifts(*row)


def did_since(
    work: Work, person_id: UUID, at: datetime, *, subject: UUID, act: str, detail: Mapping[str, str]
) -> bool:
    """Whether they did this to the subject, with the same details."""
    row = work.run(_SAME, [_first_id(at), person_id, subject, act, Jsonb(dict(detail))]).fetchone()
    return bool(row and row[0])


def login_of(work: Work, person_id: UUID) -> str:
    """The address that somebody signs in with, in small letters; empty for nobody."""
    row = work.run(_LOGIN, [person_id]).fetchone()
    return str(row[0]).lower() if row else ""


def _first_id(at: datetime) -> UUID:
    """No id that was made from then on is below it."""
    return UUID(int=uuid7(at).int >> 80 << 80)
