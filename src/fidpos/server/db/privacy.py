"""What the privacy desk reads and writes: requests, statements of consent, who was forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import LiteralString
from uuid import UUID

from fidpos.domain.ids import MemberId, uuid7
from fidpos.domain.member import Channel
from fidpos.server.db.consenting import Parents, judging
from fidpos.server.db.work import Work
from fidpos.server.services.retention import months_after

_ADD: LiteralString = """
    INSERT INTO privacy_requests (merchant_id, id, member_id, kind, came_on, due_on, taken_by)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
_REQUEST: LiteralString = """
    SELECT r.id, r.member_id, r.kind, r.came_on, r.due_on, r.job_id, r.answered_at, r.outcome,
        coalesce(nullif(m.number, ''), '')
    FROM privacy_requests r LEFT JOIN members m ON m.id = r.member_id
"""
_OPEN_FIRST: LiteralString = _REQUEST + " ORDER BY r.answered_at DESC NULLS FIRST, r.due_on, r.id LIMIT %s"
_ONE: LiteralString = _REQUEST + " WHERE r.id = %s"
_ANSWER: LiteralString = """
    UPDATE privacy_requests SET answered_at = %s, answered_by = %s, outcome = %s
    WHERE id = %s AND answered_at IS NULL
"""
_PREPARE: LiteralString = "UPDATE privacy_requests SET job_id = %s WHERE id = %s AND answered_at IS NULL"
_CONSENTS: LiteralString = judging("""
    SELECT w.id, w.member_id, coalesce(m.number, ''), w.channel, w.granted, COUNTS, w.wording, w.at, t.name,
        s.name, w.sealed, w.sealed_for
    FROM consents w JOIN members m ON m.id = w.member_id
    LEFT JOIN tills t ON t.id = w.till_id
    LEFT JOIN shops s ON s.id = t.shop_id
    WHERE (%(channel)s::text IS NULL OR w.channel = %(channel)s)
        AND (%(granted)s::boolean IS NULL OR w.granted = %(granted)s)
        AND (w.at, w.id) < (%(at)s, %(before)s)
    ORDER BY w.at DESC, w.id DESC LIMIT %(at_most)s
""")
_ERASED: LiteralString = """
    SELECT e.member_id, e.at,
        (SELECT count(*) FROM tills t WHERE t.revoked_at IS NULL AND t.shop_id IN (
            SELECT s.shop_id FROM member_shops s WHERE s.member_id = e.member_id)),
        (SELECT count(*) FROM tills t WHERE t.revoked_at IS NULL AND t.heard_at > e.at AND t.shop_id IN (
            SELECT s.shop_id FROM member_shops s WHERE s.member_id = e.member_id)),
        ARRAY(SELECT t.name FROM tills t WHERE t.revoked_at IS NULL
            AND (t.heard_at IS NULL OR t.heard_at <= e.at) AND t.shop_id IN (
            SELECT s.shop_id FROM member_shops s WHERE s.member_id = e.member_id) ORDER BY t.name LIMIT 10)
    FROM erasures e ORDER BY e.at DESC, e.member_id LIMIT %s
"""
_LAST = UUID(int=2**128 - 1)


class RequestKind(StrEnum):
    """What a member may ask for (GDPR, articles 15 to 21)."""

    ACCESS = "access"
    PORTABILITY = "portability"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    OPPOSITION = "opposition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a member asked for.

    Attributes:
        number: theirs; empty once they are forgotten.
        job_id: makes their file.
    """

    id: UUID
    member_id: MemberId
    kind: RequestKind
    came_on: date
    due_on: date
    job_id: UUID | None
    answered_at: datetime | None
    outcome: str | None
    number: str

    def is_late(self, today: date) -> bool:
        """Whether its month is over without an answer."""
        return self.answered_at is None and self.due_on < today


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A statement of consent, with its proof.

    Attributes:
        counts: it is a consent; a child's yes without a parent is none.
        parent: who agreed for a child.
    """

    id: UUID
    member_id: MemberId
    number: str
    channel: Channel
    granted: bool
    counts: bool
    wording: str
    at: datetime
    till: str | None
    shop: str | None
    parent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """Somebody who was forgotten, and the tills that held them.

    Attributes:
        tills: all that are to hear of it.
        heard: those that were in contact since, and heard it then.
        silent: names of some that were not.
    """

    member_id: MemberId
    at: datetime
    tills: int
    heard: int
    silent: tuple[str, ...]


def add_request(work: Work, member_id: MemberId, kind: RequestKind, came_on: date, by: UUID) -> UUID:
    """Written down, to be answered within a month (GDPR, article 12.3)."""
    request_id = uuid7(work.clock.now())
    due_on = months_after(came_on, 1)
    work.run(_ADD, [work.merchant_id, request_id, member_id, kind, came_on, due_on, by])
    return request_id


def requests(work: Work, at_most: int) -> Sequence[Request]:
    """The open ones first."""
    return [_request(row) for row in work.run(_OPEN_FIRST, [at_most])]


def request(work: Work, request_id: UUID) -> Request | None:
    """One of them."""
    row = work.run(_ONE, [request_id]).fetchone()
    return _request(row) if row is not None else None


def prepare(work: Work, request_id: UUID, job_id: UUID) -> None:
    """A job makes what is to be handed over."""
    work.run(_PREPARE, [job_id, request_id])


def answer(work: Work, request_id: UUID, by: UUID, outcome: str) -> bool:
    """It is dealt with; False when it was before."""
    return work.changed(_ANSWER, [work.clock.now(), by, outcome, request_id]) == 1


def stated(
    work: Work,
    *,
    channel: Channel | None = None,
    granted: bool | None = None,
    before: tuple[datetime, UUID] | None = None,
    at_most: int,
) -> Sequence[Stated]:
    """Statements of consent, the latest first, from a place on."""
    at, id_ = before or (None, _LAST)
    asked = {
        "channel": channel,
        "granted": granted,
        "at": at or "infinity",
        "before": id_,
        "at_most": at_most,
    }
    rows = work.run(_CONSENTS, asked).fetchall()
    parents = Parents(work, [row[-1] for row in rows])
    return [
        Stated(
            id=found_id,
            member_id=MemberId(member_id),
            number=number,
            channel=Channel(said),
            granted=is_granted,
            counts=counts,
            wording=wording,
            at=when,
            till=till,
            shop=shop,
            parent=parents.name(*parent),
        )
        for found_id, member_id, number, said, is_granted, counts, wording, when, till, shop, *parent in rows
    ]


def forgotten(work: Work, at_most: int) -> Sequence[Forgotten]:
    """The latest first."""
    return [
        Forgotten(member_id=MemberId(id_), at=at, tills=tills, heard=heard, silent=tuple(silent))
        for id_, at, tills, heard, silent in work.run(_ERASED, [at_most])
    ]


def _request(row: Sequence[object]) -> Request:
    names = ("id", "member_id", "kind", "came_on", "due_on", "job_id", "answered_at", "outcome", "number")
    values = dict(zip(names, row, strict=True))
    return Request(**(values | {"kind": RequestKind(str(values["kind"]))}))  # type: ignore[arg-type]  # a row
