"""What waits for a second person, as it is kept: asked for, found, decided once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from fidpos.domain.ids import ShopId, uuid7
from fidpos.server.db.arrays import uuids
from fidpos.server.db.work import Work
from fidpos.server.services.approving import Approval, Outcome

LISTED_MAX = 200
"""Of what waits, and of what was decided."""

_ASK: LiteralString = """
    INSERT INTO approvals (
        merchant_id, id, kind, subject_id, body, shop_id, beneficiary_id, asked_by, asked_at
    ) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_COLUMNS: LiteralString = """
    SELECT id, kind, subject_id, body, shop_id, beneficiary_id, asked_by, asked_at, decided_by, decided_at,
        outcome, reason
    FROM approvals
"""
_OF_SHOPS: LiteralString = "(%(shops)s::uuid[] IS NULL OR shop_id = ANY(%(shops)s))"
_OPEN: LiteralString = (
    f"{_COLUMNS} WHERE decided_at IS NULL AND {_OF_SHOPS} ORDER BY asked_at, id LIMIT %(at_most)s"
)
_DECIDED: LiteralString = (
    f"{_COLUMNS} WHERE decided_at IS NOT NULL AND {_OF_SHOPS} ORDER BY decided_at DESC, id LIMIT %(at_most)s"
)
_FIND: LiteralString = f"{_COLUMNS} WHERE id = %s FOR UPDATE"
_OF_SUBJECT: LiteralString = f"{_COLUMNS} WHERE decided_at IS NULL AND kind = %s AND subject_id = %s"
_LOCK: LiteralString = " FOR UPDATE"
_DECIDE: LiteralString = """
    UPDATE approvals SET decided_by = %s, decided_at = %s, outcome = %s, reason = %s
    WHERE id = %s AND decided_at IS NULL
"""
_OTHERS: LiteralString = """
    SELECT count(*) FROM office_people p
    WHERE p.disabled_at IS NULL AND p.role = ANY(%(roles)s) AND p.id <> ALL(%(besides)s)
        AND (p.all_shops OR EXISTS (
            SELECT FROM office_shops s WHERE s.person_id = p.id AND s.shop_id = %(shop)s
        ))
"""

_LET_IN: LiteralString = """
    SELECT actor_id, subject_id, max(at) FROM audit
    WHERE act IN ('person_invited', 'person_reset') AND subject_id IS NOT NULL GROUP BY actor_id, subject_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What somebody asks for; see `Approval`."""

    kind: str
    by: UUID
    subject_id: UUID | None = None
    body: Mapping[str, object] = field(default_factory=dict)
    shop_id: ShopId | None = None
    beneficiary_id: UUID | None = None


def ask(work: Work, asking: Asking) -> UUID:
    """From now on it waits; returns its id."""
    now = work.clock.now()
    approval_id = uuid7(now)
    values = [asking.kind, asking.subject_id, Jsonb(dict(asking.body)), asking.shop_id, asking.beneficiary_id]
    work.run(_ASK, [work.merchant_id, approval_id, *values, asking.by, now])
    return approval_id


def open_approvals(work: Work, shops: Collection[ShopId] | None) -> Sequence[Approval]:
    """What waits, the oldest first; of these shops only, or all of it with None."""
    return _found(work, _OPEN, shops)


def decided_approvals(work: Work, shops: Collection[ShopId] | None) -> Sequence[Approval]:
    """What was decided, the latest first."""
    return _found(work, _DECIDED, shops)


def find_approval(work: Work, approval_id: UUID) -> Approval | None:
    """The one of this id, locked until the transaction ends."""
    row = work.run(_FIND, [approval_id]).fetchone()
    return _approval(row) if row else None


def open_of_subject(work: Work, kind: str, subject_id: UUID, *, lock: bool = False) -> Approval | None:
    """What waits of a kind for one subject, `lock`ed until the transaction ends or not."""
    row = work.run(_OF_SUBJECT + (_LOCK if lock else ""), [kind, subject_id]).fetchone()
    return _approval(row) if row else None


def decide(work: Work, approval_id: UUID, by: UUID, outcome: Outcome, reason: str | None = None) -> bool:
    """It is decided; False when it was before."""
    return work.changed(_DECIDE, [by, work.clock.now(), outcome, reason, approval_id]) == 1


def others_who_may(work: Work, approval: Approval, roles: Collection[str]) -> int:
    """How many people of these roles could decide, beside who asked and who gains by it."""
    besides = [each for each in (approval.asked_by, approval.beneficiary_id) if each is not None]
    asked = {"roles": sorted(roles), "besides": uuids(besides), "shop": approval.shop_id}
    row = work.run(_OTHERS, asked).fetchone()
    return int(row[0]) if row else 0


def let_in(work: Work) -> Mapping[tuple[UUID, UUID], datetime]:
    """By who gave it and who got it, when somebody was last given a link into the office."""
    return {(giver, taker): at for giver, taker, at in work.run(_LET_IN)}


def _found(work: Work, statement: LiteralString, shops: Collection[ShopId] | None) -> list[Approval]:
    rows = work.run(statement, {"shops": _shops(shops), "at_most": LISTED_MAX})
    return [_approval(row) for row in rows]


def _shops(shops: Collection[ShopId] | None) -> list[UUID] | None:
    return None if shops is None else list(shops)


def _approval(row: TupleRow) -> Approval:
    names = ("id", "kind", "subject_id", "body", "shop_id", "beneficiary_id", "asked_by", "asked_at")
    values = dict(zip((*names, "decided_by", "decided_at", "outcome", "reason"), row, strict=True))
    outcome = values["outcome"]
    return Approval(**(values | {"outcome": Outcome(outcome) if outcome is not None else None}))
