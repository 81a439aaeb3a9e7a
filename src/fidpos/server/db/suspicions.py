"""Cashiers whom the owner should look at: kept among the reviews, found again, settled."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import LiteralString
from uuid import UUID

from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from fidpos.domain.ids import ShopId, StaffId, uuid7
from fidpos.server.db.arrays import texts
from fidpos.server.db.work import Work
from fidpos.server.services.losses.assessing import RECENT_DAYS, Suspicion, Unusual
from fidpos.server.services.losses.sign import Sign

KIND = "cashier_losses"
"""Kind of review."""
LISTED_MAX = 200
EVIDENCE_MAX = 300

_OPEN: LiteralString = """
    SELECT id FROM reviews
    WHERE kind = %s AND subject_id = %s AND detail ->> 'shop' = %s AND settled_at IS NULL
"""
_SETTLED_LATELY: LiteralString = """
    SELECT FROM reviews
    WHERE kind = %s AND subject_id = %s AND detail ->> 'shop' = %s AND settled_at > %s LIMIT 1
"""
_ADD: LiteralString = """
    INSERT INTO reviews (merchant_id, id, kind, subject_id, detail, found_at) VALUES (%s, %s, %s, %s, %s, %s)
"""
_RENEW: LiteralString = "UPDATE reviews SET detail = %s WHERE id = %s AND settled_at IS NULL"
_FIND: LiteralString = """
    SELECT id, subject_id, detail, found_at, settled_at, settled_by, outcome FROM reviews
    WHERE kind = %(kind)s AND (%(id)s::uuid IS NULL OR id = %(id)s)
        AND (%(open)s::boolean IS NULL OR (settled_at IS NULL) = %(open)s)
        AND (%(shops)s::text[] IS NULL OR detail ->> 'shop' = ANY(%(shops)s))
    ORDER BY found_at DESC, id LIMIT %(at_most)s
"""
_SETTLE: LiteralString = """
    UPDATE reviews SET settled_at = %s, settled_by = %s, outcome = %s, detail = detail || %s
    WHERE id = %s AND settled_at IS NULL
"""
_EVIDENCE: LiteralString = """
    SELECT s.sign, s.at, t.name, s.event_id, s.subject_id,
        coalesce(m.id, v.member_id), g.id, o.name
    FROM cashier_signs s JOIN tills t ON t.id = s.till_id
    LEFT JOIN members m ON m.id = s.subject_id
    LEFT JOIN visits v ON v.id = s.subject_id
    LEFT JOIN gift_cards g ON g.id = s.subject_id
    LEFT JOIN LATERAL (
        SELECT name FROM staff_versions w WHERE w.staff_id = s.subject_id ORDER BY version DESC LIMIT 1
    ) o ON true
    WHERE s.staff_id = %s AND s.shop_id = %s AND s.day BETWEEN %s AND %s AND s.sign = ANY(%s)
    ORDER BY s.at DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspected:
    """A suspicion as it is kept.

    Attributes:
        first, last: the days that it is about.
    """

    id: UUID
    staff_id: StaffId
    shop_id: ShopId
    first: date
    last: date
    visits: int
    score: float
    unusual: Sequence[Unusual]
    found_at: datetime
    settled_at: datetime | None = None
    settled_by: UUID | None = None
    outcome: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """An event that speaks for it.

    Attributes:
        member_id, gift_card_id, manager: whom or what it is about, whichever it is.
    """

    sign: Sign
    at: datetime
    till: str
    event_id: UUID
    member_id: UUID | None = None
    gift_card_id: UUID | None = None
    manager: str | None = None


def suspect(work: Work, suspicion: Suspicion, last: date) -> bool:
    """Keep it; whether it is a new one.

    What waits is brought up to date. Who was settled within the week is left alone: it is the same week.
    """
    now, shop = work.clock.now(), str(suspicion.shop_id)
    detail = Jsonb(_detail(suspicion, last))
    known = work.run(_OPEN, [KIND, suspicion.staff_id, shop]).fetchone()
    if known is not None:
        work.run(_RENEW, [detail, known[0]])
        return False
    lately = now - timedelta(days=RECENT_DAYS)
    if work.run(_SETTLED_LATELY, [KIND, suspicion.staff_id, shop, lately]).fetchone() is not None:
        return False
    work.run(_ADD, [work.merchant_id, uuid7(now), KIND, suspicion.staff_id, detail, now])
    return True


def suspicions(work: Work, shops: Collection[ShopId] | None, *, is_open: bool) -> list[Suspected]:
    """Those of these shops, the latest first."""
    return _found(work, id=None, open=is_open, shops=_names(shops))


def find_suspicion(work: Work, id_: UUID, shops: Collection[ShopId] | None) -> Suspected | None:
    """The one of this id, if it is of these shops."""
    return next(iter(_found(work, id=id_, open=None, shops=_names(shops))), None)


def settle(work: Work, id_: UUID, by: UUID, outcome: str, note: str) -> bool:
    """Somebody looked at it, and this is what came of it; False when it was settled before."""
    values = [work.clock.now(), by, outcome, Jsonb({"note": note}), id_]
    return work.changed(_SETTLE, values) == 1


def evidence(work: Work, suspected: Suspected) -> list[Evidence]:
    """The events behind it, the latest first."""
    signs = texts(each.sign for each in suspected.unusual)
    place = [suspected.staff_id, suspected.shop_id, suspected.first, suspected.last]
    return [_evidence(row) for row in work.run(_EVIDENCE, [*place, signs, EVIDENCE_MAX])]


def _found(work: Work, **asked: object) -> list[Suspected]:
    rows = work.run(_FIND, {"kind": KIND, "at_most": LISTED_MAX, **asked})
    return [_suspected(row) for row in rows]


def _detail(suspicion: Suspicion, last: date) -> Mapping[str, object]:
    first = last - timedelta(days=RECENT_DAYS - 1)
    return {
        "shop": str(suspicion.shop_id),
        "first": first.isoformat(),
        "last": last.isoformat(),
        "visits": suspicion.visits,
        "score": round(suspicion.score, 1),
        "signs": [
            {
                "sign": each.sign.value,
                "found": each.found,
                "usual": round(each.usual, 1),
                "surprise": round(each.surprise, 1),
            }
            for each in suspicion.unusual
        ],
    }


def _suspected(row: TupleRow) -> Suspected:
    id_, staff_id, detail, found_at, settled_at, settled_by, outcome = row
    return Suspected(
        id=id_,
        staff_id=StaffId(staff_id),
        shop_id=ShopId(UUID(detail["shop"])),
        first=date.fromisoformat(detail["first"]),
        last=date.fromisoformat(detail["last"]),
        visits=detail["visits"],
        score=detail["score"],
        unusual=[Unusual(**{**each, "sign": Sign(each["sign"])}) for each in detail["signs"]],
        found_at=found_at,
        settled_at=settled_at,
        settled_by=settled_by,
        outcome=outcome,
        note=detail.get("note", ""),
    )


def _evidence(row: TupleRow) -> Evidence:
    sign, at, till, event_id, _, member_id, gift_card_id, manager = row
    return Evidence(
        sign=Sign(sign),
        at=at,
        till=till,
        event_id=event_id,
        member_id=member_id,
        gift_card_id=gift_card_id,
        manager=manager,
    )


def _names(shops: Collection[ShopId] | None) -> object:
    return None if shops is None else texts(sorted(map(str, shops)))
