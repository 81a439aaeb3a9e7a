"""Sessions of the office: begun once both factors were shown, found again at each page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import LiteralString
from uuid import UUID

from psycopg.types.json import Jsonb

from fidpos.domain.ids import ShopId
from fidpos.server.db.work import Work

LASTS = timedelta(hours=12)
"""From sign-in, whatever happens."""
IDLE = timedelta(minutes=30)
"""Since the last request."""
_SEEN_EVERY = timedelta(minutes=1)

_BEGIN: LiteralString = """
    INSERT INTO office_sessions
        (merchant_id, token_hash, person_id, visiting, begun_at, seen_at, proved_at, ends_at)
    VALUES (%(merchant)s, %(hash)s, %(person)s, %(visiting)s, %(now)s, %(now)s, %(now)s, %(ends)s)
"""
_FIND: LiteralString = """
    SELECT s.person_id, p.name, p.role, p.language, s.visiting, s.proved_at, s.seen_at, s.said,
        CASE WHEN p.all_shops THEN NULL
            ELSE ARRAY(SELECT o.shop_id FROM office_shops o WHERE o.person_id = p.id) END
    FROM office_sessions s JOIN office_people p ON p.id = s.person_id
    WHERE s.token_hash = %s AND s.ends_at > %s AND s.seen_at > %s AND p.disabled_at IS NULL
"""
_SEEN: LiteralString = "UPDATE office_sessions SET seen_at = %s, said = NULL WHERE token_hash = %s"
_SAY: LiteralString = "UPDATE office_sessions SET said = %s WHERE token_hash = %s"
_END: LiteralString = "DELETE FROM office_sessions WHERE token_hash = %s"
_END_ALL: LiteralString = "DELETE FROM office_sessions WHERE person_id = %s"
_END_OTHERS: LiteralString = "DELETE FROM office_sessions WHERE person_id = %s AND token_hash <> %s"
_PROVED: LiteralString = "UPDATE office_sessions SET proved_at = %s WHERE token_hash = %s"
_VISIT: LiteralString = "UPDATE office_sessions SET visiting = %s WHERE token_hash = %s"
_OF_PERSON: LiteralString = """
    SELECT token_hash, begun_at, seen_at FROM office_sessions
    WHERE person_id = %s AND ends_at > %s AND seen_at > %s ORDER BY seen_at DESC, token_hash
"""
_END_OLD: LiteralString = "DELETE FROM office_sessions WHERE ends_at <= %s OR seen_at <= %s"


def token_hash(token: str) -> bytes:
    """What is kept of a token: it has 256 random bits, so a plain digest tells nothing."""
    return sha256(token.encode()).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session that holds.

    Attributes:
        visiting: the merchant that one of the house looks at.
        said: what the next page has to say, as it was kept.
        shops: those the person sees; None for all.
    """

    person_id: UUID
    name: str
    role: str
    language: str
    visiting: UUID | None
    proved_at: datetime
    said: Mapping[str, object] | None
    shops: frozenset[ShopId] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A session as its person sees it in a list."""

    token_hash: bytes
    begun_at: datetime
    seen_at: datetime


def begin_session(work: Work, token: str, person_id: UUID, visiting: UUID | None = None) -> None:
    """From now on the token is this person's; sessions that are over are forgotten."""
    now = work.clock.now()
    work.run(_END_OLD, [now, now - IDLE])
    work.run(
        _BEGIN,
        {
            "merchant": work.merchant_id,
            "hash": token_hash(token),
            "person": person_id,
            "visiting": visiting,
            "now": now,
            "ends": now + LASTS,
        },
    )


def find_session(work: Work, token: str) -> Session | None:
    """The session of the token while it holds; what was said for the next page is given out once."""
    now, hash_ = work.clock.now(), token_hash(token)
    row = work.run(_FIND, [hash_, now, now - IDLE]).fetchone()
    if row is None:
        return None
    person_id, name, role, language, visiting, proved_at, seen_at, said, shops = row
    if said is not None or now - seen_at > _SEEN_EVERY:
        work.run(_SEEN, [now, hash_])
    return Session(
        person_id=person_id,
        name=name,
        role=role,
        language=language,
        visiting=visiting,
        proved_at=proved_at,
        said=said,
        shops=None if shops is None else frozenset(ShopId(shop) for shop in shops),
    )


def say_next(work: Work, session: bytes, said: Mapping[str, object]) -> None:
    """The next page of the session says this."""
    work.run(_SAY, [Jsonb(dict(said)), session])


def end_session(work: Work, session: bytes) -> None:
    """Signed out."""
    work.run(_END, [session])


def end_sessions_of(work: Work, person_id: UUID) -> None:
    """Signed out everywhere: a password was changed, or the person left."""
    work.run(_END_ALL, [person_id])


def end_other_sessions(work: Work, person_id: UUID, session: bytes) -> int:
    """Signed out everywhere but here; returns in how many places."""
    return work.changed(_END_OTHERS, [person_id, session])


def sessions_of(work: Work, person_id: UUID) -> list[Running]:
    """Where somebody is signed in, the latest first."""
    now = work.clock.now()
    rows = work.run(_OF_PERSON, [person_id, now, now - IDLE])
    return [Running(token_hash=bytes(row[0]), begun_at=row[1], seen_at=row[2]) for row in rows]


def note_proof(work: Work, session: bytes) -> None:
    """The second factor was shown just now."""
    work.run(_PROVED, [work.clock.now(), session])


def visit(work: Work, session: bytes, merchant_id: UUID | None) -> None:
    """From now on, one of the house looks at this merchant, or at none."""
    work.run(_VISIT, [merchant_id, session])
