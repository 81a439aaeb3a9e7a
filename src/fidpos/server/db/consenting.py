"""What members said of being written to, with its proof: what `domain.consent` says of words, said of rows.

The day on which something was said is that of the merchant's first shop.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from fidpos.domain.age_of_consent import AGE_BY_ZONE, UNLESS_LOWER
from fidpos.domain.consent import parent_name
from fidpos.domain.ids import MemberId
from fidpos.domain.member import Channel
from fidpos.server.db.first_shop import FIRST_ZONE
from fidpos.server.db.people import subject_keys
from fidpos.server.db.work import Work
from fidpos.vault.errors import SealBroken
from fidpos.wire.sealed import open_parent

_WHENS: LiteralString = " ".join(f"WHEN '{zone}' THEN {age}" for zone, age in AGE_BY_ZONE.items())
_AGE_OF_CONSENT: LiteralString = f"(SELECT CASE {FIRST_ZONE} {_WHENS} ELSE {UNLESS_LOWER} END)"
"""Worked out once in a statement, since it hangs on no row."""
AGREES_ALONE_FROM: LiteralString = (
    "(make_date(2000, (m.profile -> 'birthday' ->> 'month')::int, (m.profile -> 'birthday' ->> 'day')::int)"
    f" + make_interval(years => (m.profile ->> 'birth_year')::int - 2000 + {_AGE_OF_CONSENT}))::date"
)
"""The day from which the member `m` agrees alone, NULL for nobody knows. 2000 has a 29 February, and adding
years leads to the 28th where there is none."""
_DAY: LiteralString = f"(w.at AT TIME ZONE {FIRST_ZONE})::date"
OLD_ENOUGH: LiteralString = f"coalesce({_DAY} >= {AGREES_ALONE_FROM}, true)"
"""Whether the member `m` agreed alone to `w`, as far as their age goes."""
_COUNTS: LiteralString = f"(w.granted AND (w.sealed IS NOT NULL OR {OLD_ENOUGH}))"


def judging(statement: LiteralString) -> LiteralString:
    """A statement in which the word COUNTS stands for: what `w` says of the member `m` is a consent."""
    return statement.replace("COUNTS", _COUNTS)


_CONSENTS: LiteralString = judging("""
    SELECT w.id, w.channel, w.granted, COUNTS, w.wording, w.at, w.staff_id, w.till_id, w.sealed, w.sealed_for
    FROM consents w JOIN members m ON m.id = w.member_id
    WHERE w.member_id = %s ORDER BY w.at DESC, w.id DESC
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRow:
    """A statement, with its proof: in which words, to whom, where, when.

    Attributes:
        counts: it is a consent; a child's yes without a parent is none.
        parent: who agreed for a child.
    """

    id: UUID
    channel: Channel
    granted: bool
    counts: bool
    wording: str
    at: datetime
    staff_id: UUID | None
    till_id: UUID | None
    parent: str


def consents_of(work: Work, member_id: MemberId) -> list[ConsentRow]:
    """Everything that was ever stated, the latest first."""
    rows = work.run(_CONSENTS, [member_id]).fetchall()
    parents = Parents(work, [row[-1] for row in rows])
    return [
        ConsentRow(
            id=id_,
            channel=Channel(channel),
            granted=granted,
            counts=counts,
            wording=wording,
            at=at,
            staff_id=staff,
            till_id=till,
            parent=parents.name(*parent),
        )
        for id_, channel, granted, counts, wording, at, staff, till, *parent in rows
    ]


class Parents:
    """The names of those who agreed for their children.

    Args:
        work: the transaction.
        children: to whom it was said; those without a key have been forgotten.
    """

    def __init__(self, work: Work, children: Iterable[UUID | None]) -> None:
        wanted = {each for each in children if each is not None}
        self._keys = subject_keys(work, wanted) if wanted else {}

    def name(self, sealed: bytes | None, child: UUID | None) -> str:
        """Who agreed, cleaned of what a till may say; empty for nobody, or if nobody can read it any more."""
        key = self._keys.get(child) if child is not None else None
        if key is None or child is None or sealed is None:
            return ""
        try:
            return parent_name(open_parent(key, MemberId(child), bytes(sealed)))
        except SealBroken:
            return ""
