"""When members were last in contact, who is to be told, and who is to be forgotten.

A visit is a contact, and so is what somebody says of themselves: an edit, a consent given or withdrawn, a
request. A mail that was opened is none. `services.retention` decides.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import LiteralString
from uuid import UUID

from fidpos.domain.ids import MemberId
from fidpos.domain.member import Profile
from fidpos.rules.programme import CounterUnit, Programme
from fidpos.server.db.arrays import dates, uuids
from fidpos.server.db.mapping import profile_from_json
from fidpos.server.db.work import Work
from fidpos.server.services.retention import Dormant, Due

_CONTACT: LiteralString = """
    INSERT INTO contacts AS c (merchant_id, member_id, contact_on)
    SELECT %s, m.id, r.day FROM members m JOIN unnest(%s, %s) r (id, day) ON r.id = m.id
    ON CONFLICT (merchant_id, member_id) DO UPDATE
    SET contact_on = greatest(c.contact_on, excluded.contact_on)
"""
_WARNED: LiteralString = """
    INSERT INTO contacts AS c (merchant_id, member_id, contact_on, warned_on)
    SELECT %(merchant)s, m.id, m.enrolled_on, %(day)s FROM members m WHERE m.id = %(member)s
    ON CONFLICT (merchant_id, member_id) DO UPDATE SET warned_on = excluded.warned_on
"""
_DORMANT: LiteralString = """
    SELECT m.id, m.number, m.profile::text,
        greatest(m.enrolled_on, c.contact_on,
            (SELECT max(d.day) FROM day_aggregates d WHERE d.member_id = m.id)),
        c.warned_on,
        EXISTS (SELECT FROM balances b
            WHERE b.account_id = m.account_id AND b.counter = ANY(%(money)s) AND b.amount > 0)
        OR EXISTS (SELECT FROM gift_cards g
            WHERE g.balance_minor > 0 AND g.state IN ('active', 'frozen') AND g.id IN (
                SELECT e.gift_card_id FROM gift_entries e JOIN visits v ON v.id = e.visit_id
                WHERE v.member_id = m.id))
    FROM members m LEFT JOIN contacts c ON c.member_id = m.id
    WHERE m.erased_at IS NULL AND m.merged_into IS NULL AND m.enrolled_on <= %(until)s
        AND (c.contact_on IS NULL OR c.contact_on <= %(until)s) AND m.id > %(after)s
        AND NOT EXISTS (SELECT FROM day_aggregates d WHERE d.member_id = m.id AND d.day > %(until)s)
    ORDER BY m.id LIMIT %(at_most)s
"""
_LISTED: LiteralString = """
    SELECT m.id FROM members m WHERE m.id = ANY(%s) AND m.erased_at IS NULL FOR NO KEY UPDATE
"""
FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class DormantMember:
    """Somebody who has not been heard of for long."""

    id: MemberId
    number: str
    profile: Profile
    dormant: Dormant
    due: Due = Due.NOTHING


def note_contacts(work: Work, days: Mapping[MemberId, date]) -> None:
    """They were in contact on these days."""
    if days:
        ids = sorted(days)
        work.run(_CONTACT, [work.merchant_id, uuids(ids), dates([days[id_] for id_ in ids])])


def note_warning(work: Work, member_id: MemberId, day: date) -> None:
    """They were told that they will be forgotten, or the shop was."""
    work.run(_WARNED, {"merchant": work.merchant_id, "member": member_id, "day": day})


def dormant_members(
    work: Work, until: date, money: Collection[str], *, after: UUID = FIRST, at_most: int
) -> Sequence[DormantMember]:
    """Those without a contact after a day, by id.

    Args:
        work: one that reads.
        until: the last day on which they may have been in contact.
        money: counters that hold money.
        after: the last one of the page before.
        at_most: so many.
    """
    asked = {"until": until, "money": sorted(money), "after": after, "at_most": at_most}
    return [
        DormantMember(
            id=MemberId(id_),
            number=number,
            profile=profile_from_json(profile),
            dormant=Dormant(contact_on=contact_on, warned_on=warned_on, holds_money=holds_money),
        )
        for id_, number, profile, contact_on, warned_on, holds_money in work.run(_DORMANT, asked)
    ]


def still_there(work: Work, member_id: MemberId) -> bool:
    """Whether nobody forgot them meanwhile; they are locked."""
    return work.run(_LISTED, [[member_id]]).fetchone() is not None


def money_counters(programme: Programme | None) -> frozenset[str]:
    """Those that hold cashback."""
    counters = programme.counters if programme is not None else ()
    return frozenset(counter.code for counter in counters if counter.unit is CounterUnit.MONEY)
