"""The statements that write what follows from events, each for all rows of one table at once.

The rows come as columns (`arrays`), since `COPY` does not work under row-level security.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, LiteralString

from fidpos.server.db.arrays import (
    Column,
    bigints,
    blobs,
    booleans,
    dates,
    instants,
    integers,
    texts,
    uuids,
)
from fidpos.server.db.work import Work

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Sink:
    """A statement that takes the rows of one list, and how each of its columns is sent.

    Attributes:
        adds: it writes new rows, and says whose they are; what changes rows sees those of the merchant.
    """

    statement: LiteralString
    columns: tuple[Callable[[Any], Column], ...]
    adds: bool = True

    def write(self, work: Work, rows: Collection[Row]) -> None:
        """Send the rows, if there are any; each is a tuple in the order of the statement's columns."""
        if rows:
            columns = zip(self.columns, zip(*rows, strict=True), strict=True)
            values: list[object] = [send(values) for send, values in columns]
            work.run(self.statement, [work.merchant_id, *values] if self.adds else values)


ACCOUNTS = Sink(
    """
    INSERT INTO accounts (merchant_id, id, opened_on) SELECT %s, r.* FROM unnest(%s, %s) r
    ON CONFLICT (merchant_id, id) DO NOTHING
    """,
    (uuids, dates),
)
MEMBERS = Sink(
    """
    INSERT INTO members (
        merchant_id, id, account_id, number, status, enrolled_on, profile, family_first, given_first,
        phone_key, erased_at
    )
    SELECT %s, r.id, r.account_id, r.number, r.status, r.enrolled_on, r.profile::jsonb, r.family_first,
        r.given_first, r.phone_key, r.erased_at
    FROM unnest(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) r (
        id, account_id, number, status, enrolled_on, profile, family_first, given_first, phone_key, erased_at
    )
    """,
    (uuids, uuids, texts, texts, dates, texts, texts, texts, texts, instants),
)
CARDS = Sink(
    """
    INSERT INTO cards (merchant_id, id, token, medium, member_id, holder_id, status, linked_at, same_as)
    SELECT %s, r.* FROM unnest(%s, %s, %s, %s, %s, %s, %s, %s) r
    """,
    (uuids, texts, texts, uuids, uuids, texts, instants, uuids),
)
CARD_STATES = Sink(
    """
    UPDATE cards c SET status = r.status FROM unnest(%s, %s) r (id, status)
    WHERE c.id = r.id
    """,
    (uuids, texts),
    adds=False,
)
CONSENTS = Sink(
    """
    INSERT INTO consents (
        merchant_id, member_id, id, channel, granted, wording, at, staff_id, till_id, sealed, sealed_for
    )
    SELECT %s, r.* FROM unnest(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) r
    """,
    (uuids, uuids, texts, booleans, texts, instants, uuids, uuids, blobs, uuids),
)
PROFILES = Sink(
    """
    UPDATE members m SET profile = r.profile::jsonb, family_first = r.family_first,
        given_first = r.given_first, phone_key = r.phone_key
    FROM unnest(%s, %s, %s, %s, %s) r (id, profile, family_first, given_first, phone_key)
    WHERE m.id = r.id
    """,
    (uuids, texts, texts, texts, texts),
    adds=False,
)
STATUSES = Sink(
    "UPDATE members m SET status = r.status FROM unnest(%s, %s) r (id, status) WHERE m.id = r.id",
    (uuids, texts),
    adds=False,
)
VISITS = Sink(
    """
    INSERT INTO visits (
        merchant_id, id, event_id, member_id, shop_id, till_id, closed_by, closed_at, business_day,
        programme_version, currency, amount_minor, discount_minor, points, fired, spent
    )
    SELECT %s, r.id, r.event_id, r.member_id, r.shop_id, r.till_id, r.closed_by, r.closed_at, r.business_day,
        r.programme_version, r.currency, r.amount_minor, r.discount_minor, r.points, r.fired::jsonb,
        r.spent::jsonb
    FROM unnest(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) r (
        id, event_id, member_id, shop_id, till_id, closed_by, closed_at, business_day, programme_version,
        currency, amount_minor, discount_minor, points, fired, spent
    )
    """,
    (
        *(uuids, uuids, uuids, uuids, uuids, uuids, instants, dates),
        *(integers, texts, bigints, bigints, bigints, texts, texts),
    ),
)
BOUGHT = Sink(
    """
    INSERT INTO bought (merchant_id, ware, code, business_day, visit_id)
    SELECT %s, r.* FROM unnest(%s, %s, %s, %s) r
    """,
    (texts, texts, dates, uuids),
)
"""Of visits that are new: to look for a conflict would cost as much again as the rows."""
BOUGHT_MISSING = Sink(
    """
    INSERT INTO bought (merchant_id, ware, code, business_day, visit_id)
    SELECT %s, r.* FROM unnest(%s, %s, %s, %s) r
    ON CONFLICT DO NOTHING
    """,
    (texts, texts, dates, uuids),
)
TICKETS = Sink(
    """
    INSERT INTO tickets (merchant_id, shop_id, business_day, ticket, register, visit_id)
    SELECT %s, r.* FROM unnest(%s, %s, %s, %s, %s) r
    ON CONFLICT (merchant_id, shop_id, business_day, ticket, register) DO NOTHING
    """,
    (uuids, dates, texts, texts, uuids),
)
VOIDS = Sink(
    """
    INSERT INTO visit_voids (merchant_id, visit_id, event_id, at) SELECT %s, r.* FROM unnest(%s, %s, %s) r
    """,
    (uuids, uuids, instants),
)
GIFT_DEBTS = Sink(
    """
    INSERT INTO reviews (merchant_id, id, kind, event_id, subject_id, till_id, found_at, detail)
    SELECT %s, r.id, 'gift_debt', r.event_id, r.member_id, r.till_id, r.at,
        jsonb_build_object('visit', r.visit_id, 'minor', r.minor::text, 'day', r.day)
    FROM unnest(%s, %s, %s, %s, %s, %s, %s, %s) r (id, event_id, member_id, till_id, at, visit_id, minor, day)
    """,
    (uuids, uuids, uuids, uuids, instants, uuids, bigints, dates),
)
REFUNDS = Sink(
    """
    INSERT INTO visit_refunds (
        merchant_id, visit_id, id, event_id, at, amount_minor, discount_minor, ends
    )
    SELECT %s, r.* FROM unnest(%s, %s, %s, %s, %s, %s, %s) r
    """,
    (uuids, uuids, uuids, instants, bigints, bigints, booleans),
)
ENTRIES = Sink(
    """
    INSERT INTO ledger_entries (
        merchant_id, account_id, id, counter, kind, amount, contra, at, business_day, visit_id, cause,
        reverses
    )
    SELECT %s, r.* FROM unnest(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) r
    """,
    (uuids, uuids, texts, texts, bigints, texts, instants, dates, uuids, texts, uuids),
)
LOTS = Sink(
    """
    INSERT INTO lots (
        merchant_id, account_id, id, counter, entry_id, earned, remaining, earned_on, expires_on,
        spendable_from, withheld, touched_on
    )
    SELECT %s, r.* FROM unnest(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) r
    """,
    (uuids, uuids, texts, uuids, bigints, bigints, dates, dates, dates, booleans, dates),
)
LOT_STATES = Sink(
    """
    UPDATE lots l
    SET remaining = r.remaining, expires_on = r.expires_on, touched_on = r.touched_on, open = true
    FROM unnest(%s, %s, %s, %s) r (id, remaining, expires_on, touched_on)
    WHERE l.id = r.id
    """,
    (uuids, bigints, dates, dates),
    adds=False,
)
ALLOCATIONS = Sink(
    """
    INSERT INTO lot_allocations (merchant_id, entry_id, lot_id, amount)
    SELECT %s, r.* FROM unnest(%s, %s, %s) r
    """,
    (uuids, uuids, bigints),
)
BALANCES = Sink(
    """
    INSERT INTO balances AS b (merchant_id, account_id, counter, amount)
    SELECT %s, r.* FROM unnest(%s, %s, %s) r
    ON CONFLICT (merchant_id, account_id, counter) DO UPDATE SET amount = b.amount + excluded.amount
    """,
    (uuids, texts, bigints),
)
DAYS = Sink(
    """
    INSERT INTO day_aggregates AS d
        (merchant_id, member_id, day, scope, visits, revenue_minor, points_earned, quantity)
    SELECT %s, r.* FROM unnest(%s, %s, %s, %s, %s, %s, %s) r
    ON CONFLICT (merchant_id, member_id, day, scope) DO UPDATE SET
        visits = d.visits + excluded.visits,
        revenue_minor = d.revenue_minor + excluded.revenue_minor,
        points_earned = d.points_earned + excluded.points_earned,
        quantity = d.quantity + excluded.quantity
    """,
    (uuids, dates, texts, integers, bigints, bigints, bigints),
)
LIFETIMES = Sink(
    """
    INSERT INTO lifetimes AS t
        (merchant_id, member_id, scope, visits, revenue_minor, points_earned, quantity)
    SELECT %s, r.* FROM unnest(%s, %s, %s, %s, %s, %s) r
    ON CONFLICT (merchant_id, member_id, scope) DO UPDATE SET
        visits = t.visits + excluded.visits,
        revenue_minor = t.revenue_minor + excluded.revenue_minor,
        points_earned = t.points_earned + excluded.points_earned,
        quantity = t.quantity + excluded.quantity
    """,
    (uuids, texts, integers, bigints, bigints, bigints),
)
USES = Sink(
    """
    INSERT INTO rule_uses (merchant_id, member_id, rule, subject, cause_id, count, business_day, at, state)
    SELECT %s, r.* FROM unnest(%s, %s, %s, %s, %s, %s, %s, %s) r
    """,
    (uuids, texts, texts, uuids, integers, dates, instants, texts),
)
USES_RELEASED = Sink(
    """
    UPDATE rule_uses u SET state = 'released'
    FROM unnest(%s, %s, %s, %s) r (member_id, rule, subject, cause_id)
    WHERE u.member_id = r.member_id AND u.rule = r.rule AND u.subject = r.subject
        AND u.cause_id = r.cause_id
    """,
    (uuids, texts, texts, uuids),
    adds=False,
)
VOUCHERS = Sink(
    """
    INSERT INTO vouchers
        (merchant_id, member_id, id, body, valid_until, given_by, number_digest, withheld, state, used_by)
    SELECT %s, r.* FROM unnest(%s, %s, %s, %s, %s, %s, %s, %s, %s) r
    """,
    (uuids, uuids, blobs, dates, uuids, blobs, booleans, texts, uuids),
)
VOUCHER_STATES = Sink(
    """
    UPDATE vouchers v SET state = r.state, used_by = r.used_by FROM unnest(%s, %s, %s) r (id, state, used_by)
    WHERE v.id = r.id
    """,
    (uuids, texts, uuids),
    adds=False,
)
TIERS = Sink(
    """
    UPDATE members m SET tier = r.tier, tier_since = r.since, tier_until = r.until
    FROM unnest(%s, %s, %s, %s) r (id, tier, since, until) WHERE m.id = r.id
    """,
    (uuids, texts, dates, dates),
    adds=False,
)
TIER_HISTORY = Sink(
    """
    INSERT INTO tier_history (merchant_id, member_id, event_id, tier, since, until, at, visit_id)
    SELECT %s, r.* FROM unnest(%s, %s, %s, %s, %s, %s, %s) r
    """,
    (uuids, uuids, texts, dates, dates, instants, uuids),
)
MINTED = Sink(
    """
    INSERT INTO till_days AS d (merchant_id, till_id, day, minted_minor)
    SELECT %s, r.* FROM unnest(%s, %s, %s) r
    ON CONFLICT (merchant_id, till_id, day) DO UPDATE SET
        minted_minor = d.minted_minor + excluded.minted_minor
    """,
    (uuids, dates, bigints),
)
GIFT_CARDS = Sink(
    """
    INSERT INTO gift_cards (
        merchant_id, id, number_hash, masked, vat, valid_months, grace_days, currency, face_minor, issued_at,
        state, disowned, sealed
    )
    SELECT %s, r.* FROM unnest(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) r
    """,
    (uuids, blobs, texts, texts, integers, integers, texts, bigints, instants, texts, booleans, blobs),
)
GIFT_STATES = Sink(
    """
    UPDATE gift_cards g SET state = r.state, balance_minor = r.balance, held_minor = r.held,
        receivable_minor = r.receivable, expires_on = r.expires_on, withheld = r.withheld
    FROM unnest(%s, %s, %s, %s, %s, %s, %s) r (id, state, balance, held, receivable, expires_on, withheld)
    WHERE g.id = r.id
    """,
    (uuids, texts, bigints, bigints, bigints, dates, booleans),
    adds=False,
)
GIFT_ENTRIES = Sink(
    """
    INSERT INTO gift_entries (
        merchant_id, gift_card_id, id, move, amount_minor, uncovered_minor, contra, at, business_day, till_id,
        ticket, visit_id, hold_id, reverses
    )
    SELECT %s, r.* FROM unnest(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) r
    """,
    (
        *(uuids, uuids, texts, bigints, bigints, texts, instants, dates, uuids),
        *(texts, uuids, uuids, uuids),
    ),
)
GIFT_HOLDS = Sink(
    """
    INSERT INTO gift_holds
        (merchant_id, id, gift_card_id, till_id, visit_id, amount_minor, held_at, expires_at, state,
        allowance_id)
    SELECT %s, r.* FROM unnest(%s, %s, %s, %s, %s, %s, %s, %s, %s) r
    """,
    (uuids, uuids, uuids, uuids, bigints, instants, instants, texts, uuids),
)
GIFT_HOLD_STATES = Sink(
    """
    UPDATE gift_holds h SET state = r.state, untold = r.untold
    FROM unnest(%s, %s, %s) r (id, state, untold)
    WHERE h.id = r.id
    """,
    (uuids, texts, booleans),
    adds=False,
)
REWARD_HOLDS_POSTED = Sink(
    """
    UPDATE reward_holds h SET state = 'posted' FROM unnest(%s) r (visit_id)
    WHERE h.visit_id = r.visit_id AND h.state = 'held'
    """,
    (uuids,),
    adds=False,
)
DRAWN = Sink(
    """
    WITH said AS (SELECT * FROM unnest(%s, %s) r (id, minor)), named AS (
        SELECT DISTINCT a.till_id, a.kind FROM allowances a JOIN said USING (id)
    )
    UPDATE allowances a
    SET renew = true, used_minor = a.used_minor + coalesce((SELECT minor FROM said WHERE said.id = a.id), 0)
    FROM named
    WHERE a.till_id = named.till_id AND a.kind = named.kind
        AND (a.ended_at IS NULL OR a.id IN (SELECT id FROM said))
    """,
    (uuids, bigints),
    adds=False,
)
"""Whatever allowance it was drawn on, what the till has left of the one that it holds is less by it."""
