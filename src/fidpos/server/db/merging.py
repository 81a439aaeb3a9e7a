"""Two members become one in the tables: whatever names the one that is gone is re-pointed or added up.

Lots, what is promised of them, visits, cards, vouchers and uses go over as they are; entries of the ledger
stay where they were booked, and what they came to is moved by two entries a counter. `posting.merge` says the
same of states.
"""

from collections.abc import Iterator, Mapping
from typing import LiteralString

from fidpos.domain.ids import MemberId, RelativeId
from fidpos.domain.ledger import EntryKind
from fidpos.domain.member import Profile
from fidpos.posting.merge import carriers_after
from fidpos.server.books import contra_of_points
from fidpos.server.db import feed, sinks
from fidpos.server.db.arrays import uuids
from fidpos.server.db.mapping import profile_from_json, profile_to_json
from fidpos.server.db.people import SEARCH_KEYS, search_keys, subject_keys
from fidpos.server.db.sinks import Row
from fidpos.server.db.work import Work
from fidpos.wire.office_events import AccountsPooled, MembersMerged
from fidpos.wire.sealed import open_person

_OF_ACCOUNT: tuple[LiteralString, ...] = (
    """
    UPDATE accounts SET merged_into = %(account)s
    WHERE id = %(gone_account)s OR merged_into = %(gone_account)s
    """,
    """
    UPDATE accounts a SET opened_on = LEAST(a.opened_on, g.opened_on)
    FROM accounts g WHERE a.id = %(account)s AND g.id = %(gone_account)s
    """,
    "UPDATE members SET account_id = %(account)s WHERE account_id = %(gone_account)s",
    "UPDATE lots SET account_id = %(account)s WHERE account_id = %(gone_account)s",
    """
    UPDATE reward_holds SET subject_id = %(account)s
    WHERE subject_id = %(gone_account)s AND state = 'held'
    """,
)
_OF_MEMBER: tuple[LiteralString, ...] = (
    "UPDATE cards SET member_id = %(kept)s WHERE member_id = %(gone)s",
    "UPDATE rule_uses SET member_id = %(kept)s WHERE member_id = %(gone)s",
    "UPDATE vouchers SET member_id = %(kept)s WHERE member_id = %(gone)s",
    "UPDATE visits SET member_id = %(kept)s WHERE member_id = %(gone)s",
    """
    INSERT INTO consents (
        merchant_id, member_id, id, channel, granted, wording, at, staff_id, till_id, sealed, sealed_for
    )
    SELECT merchant_id, %(kept)s, id, channel, granted, wording, at, staff_id, till_id, sealed, sealed_for
    FROM consents WHERE member_id = %(gone)s
    ON CONFLICT (merchant_id, member_id, id) DO NOTHING
    """,
    """
    INSERT INTO day_aggregates AS d
        (merchant_id, member_id, day, scope, visits, revenue_minor, points_earned, quantity)
    SELECT merchant_id, %(kept)s, day, scope, visits, revenue_minor, points_earned, quantity
    FROM day_aggregates WHERE member_id = %(gone)s
    ON CONFLICT (merchant_id, member_id, day, scope) DO UPDATE SET
        visits = d.visits + excluded.visits,
        revenue_minor = d.revenue_minor + excluded.revenue_minor,
        points_earned = d.points_earned + excluded.points_earned,
        quantity = d.quantity + excluded.quantity
    """,
    """
    UPDATE day_aggregates SET visits = 0, revenue_minor = 0, points_earned = 0, quantity = 0
    WHERE member_id = %(gone)s
    """,
    """
    INSERT INTO lifetimes AS t
        (merchant_id, member_id, scope, visits, revenue_minor, points_earned, quantity)
    SELECT merchant_id, %(kept)s, scope, visits, revenue_minor, points_earned, quantity
    FROM lifetimes WHERE member_id = %(gone)s
    ON CONFLICT (merchant_id, member_id, scope) DO UPDATE SET
        visits = t.visits + excluded.visits,
        revenue_minor = t.revenue_minor + excluded.revenue_minor,
        points_earned = t.points_earned + excluded.points_earned,
        quantity = t.quantity + excluded.quantity
    """,
    """
    UPDATE lifetimes SET visits = 0, revenue_minor = 0, points_earned = 0, quantity = 0
    WHERE member_id = %(gone)s
    """,
    """
    INSERT INTO member_months AS m
        (merchant_id, month, member_id, shop_id, visits, revenue_minor, discount_minor, first_on, last_on)
    SELECT merchant_id, month, %(kept)s, shop_id, visits, revenue_minor, discount_minor, first_on, last_on
    FROM member_months WHERE member_id = %(gone)s
    ON CONFLICT (merchant_id, month, member_id, shop_id) DO UPDATE SET
        visits = m.visits + excluded.visits,
        revenue_minor = m.revenue_minor + excluded.revenue_minor,
        discount_minor = m.discount_minor + excluded.discount_minor,
        first_on = LEAST(m.first_on, excluded.first_on),
        last_on = GREATEST(m.last_on, excluded.last_on)
    """,
    "DELETE FROM member_months WHERE member_id = %(gone)s",
    """
    INSERT INTO member_shops AS s (merchant_id, shop_id, member_id, seen_on, own)
    SELECT merchant_id, shop_id, %(kept)s, seen_on, own FROM member_shops WHERE member_id = %(gone)s
    ON CONFLICT (merchant_id, member_id, shop_id) DO UPDATE SET
        seen_on = GREATEST(s.seen_on, excluded.seen_on), own = s.own OR excluded.own
    """,
    "UPDATE members SET merged_into = %(kept)s WHERE merged_into = %(gone)s",
    """
    UPDATE members k SET profile = %(profile)s::jsonb, enrolled_on = LEAST(k.enrolled_on, g.enrolled_on),
        tier = %(tier)s, tier_since = %(since)s, tier_until = %(until)s,
        labels = (
            SELECT coalesce(jsonb_agg(label ORDER BY label COLLATE "C"), '[]')
            FROM (SELECT DISTINCT jsonb_array_elements_text(k.labels || g.labels) AS label) l
        ),
        labels_by_segment = (
            SELECT coalesce(jsonb_agg(label ORDER BY label COLLATE "C"), '[]')
            FROM (
                SELECT DISTINCT jsonb_array_elements_text(k.labels_by_segment || g.labels_by_segment)
            ) l (label)
            WHERE NOT (k.labels ? label AND NOT k.labels_by_segment ? label)
                AND NOT (g.labels ? label AND NOT g.labels_by_segment ? label)
        )
    FROM members g WHERE k.id = %(kept)s AND g.id = %(gone)s
    """,
    """
    UPDATE members SET status = 'merged', merged_into = %(kept)s, family_first = NULL, given_first = NULL,
        phone_key = NULL
    WHERE id = %(gone)s
    """,
)
_PROFILES: LiteralString = """
    SELECT profile::text FROM members WHERE id = ANY(%s) AND profile IS NOT NULL
"""
_CARRY: LiteralString = """
    UPDATE cards c SET holder_id = r.now_id FROM unnest(%s, %s) r (former_id, now_id)
    WHERE c.member_id = %s AND c.holder_id = r.former_id
"""
_CONCERNED: LiteralString = """
    SELECT id FROM members WHERE account_id = %(account)s AND erased_at IS NULL
"""


def merge(work: Work, event: MembersMerged) -> None:
    """Make them one, and tell everybody who holds either of them or shares their account.

    Raises:
        SealBroken: what is sealed does not open with the key of the member that remains.
    """
    key = subject_keys(work, [event.kept_id])[event.kept_id]
    profile = open_person(key, event.kept_id, event.sealed).profile
    tier = event.tier
    values = {
        "kept": event.kept_id,
        "gone": event.gone_id,
        "account": event.account_id,
        "gone_account": event.gone_account_id,
        "profile": profile_to_json(profile),
        "tier": tier.code if tier else None,
        "since": tier.since if tier else None,
        "until": tier.until if tier else None,
    }
    carriers = _carriers(work, event, profile)
    for statement in (*(_OF_ACCOUNT if _moves_account(event) else ()), *_OF_MEMBER):
        work.run(statement, values)
    work.run(_CARRY, [uuids(carriers), uuids(carriers.values()), event.kept_id])
    work.run(SEARCH_KEYS, [*search_keys(profile), event.kept_id])
    if tier is not None:
        standing = (tier.code, tier.since, tier.until)
        sinks.TIER_HISTORY.write(work, [(event.kept_id, event.id, *standing, event.at, None)])
    _move(work, event)


def pool(work: Work, event: AccountsPooled) -> None:
    """Let two accounts be one, and tell everybody who holds one of those who share it now."""
    values = {"account": event.account_id, "gone_account": event.gone_account_id}
    for statement in _OF_ACCOUNT:
        work.run(statement, values)
    _move(work, event)


def _move(work: Work, event: MembersMerged | AccountsPooled) -> None:
    sinks.ENTRIES.write(work, [entry for entry, _ in _entries(event)])
    sinks.BALANCES.write(work, [balance for _, balance in _entries(event)])
    concerned = [MemberId(id_) for (id_,) in work.run(_CONCERNED, {"account": event.account_id})]
    feed.tell(work, None, dict.fromkeys(concerned, feed.Touch(loud=True)), None)


def _carriers(work: Work, event: MembersMerged, merged: Profile) -> Mapping[RelativeId, RelativeId]:
    found = work.run(_PROFILES, [uuids([event.kept_id, event.gone_id])]).fetchall()
    told = [each for (profile,) in found for each in profile_from_json(profile).household]
    return carriers_after(told, merged.household)


def _moves_account(event: MembersMerged) -> bool:
    return event.account_id != event.gone_account_id


def _entries(event: MembersMerged | AccountsPooled) -> Iterator[tuple[Row, Row]]:
    """Entry and balance: out of the one account, into the other."""
    for body in event.moved:
        for account_id, entry_id, amount in (
            (event.gone_account_id, body.out_id, -body.amount),
            (event.account_id, body.in_id, body.amount),
        ):
            entry = (
                *(account_id, entry_id, body.counter, EntryKind.MOVE, amount),
                *(contra_of_points(EntryKind.MOVE, amount), event.at, event.business_day, None, "", None),
            )
            yield entry, (account_id, body.counter, amount)
