"""Each theme of extraction in SQL: what its columns are, where its rows come from, and how they are filtered.

Every text stands here; what is filled into its braces is a placeholder. `meant` are the ids of the segment's
members.
"""

from collections.abc import Mapping
from typing import LiteralString

from fidpos.server.db.consenting import judging
from fidpos.server.services.extracting.theme import Theme

_WHO: dict[str, LiteralString] = {
    "number": "m.number",
    "family_name": "m.profile ->> 'family_name'",
    "given_name": "m.profile ->> 'given_name'",
}
EXPRESSIONS: Mapping[Theme, Mapping[str, LiteralString]] = {
    Theme.MEMBERS: _WHO
    | {
        "email": "m.profile ->> 'email'",
        "phone": "m.profile ->> 'phone'",
        "street": "m.profile #>> '{address,street}'",
        "postcode": "m.profile #>> '{address,postcode}'",
        "city": "m.profile #>> '{address,city}'",
        "birthday": "lpad(m.profile #>> '{birthday,day}', 2, '0') || '/' || "
        "lpad(m.profile #>> '{birthday,month}', 2, '0')",
        "birth_year": "(m.profile ->> 'birth_year')::int",
        "language": "m.profile ->> 'language'",
        "status": "m.status",
        "tier": "m.tier",
        "labels": "(SELECT string_agg(l, ', ') FROM jsonb_array_elements_text(m.labels) l)",
        "enrolled_on": "m.enrolled_on",
        "shops": "k.shops",
        "consents": "c.channels",
        "points": "coalesce(b.amount, 0)",
        "visits": "coalesce(l.visits, 0)",
        "revenue": "coalesce(l.revenue_minor, 0)",
        "last_visit_on": "l.last_on",
    },
    Theme.VISITS: _WHO
    | {
        "day": "v.business_day",
        "closed_at": "v.closed_at",
        "shop": "s.name",
        "till": "t.name",
        "ticket": "k.tickets",
        "amount": "v.amount_minor",
        "discount": "v.discount_minor",
        "refunded": "coalesce(r.amount_minor, 0)",
        "points": "v.points",
        "voided": "x.visit_id IS NOT NULL",
    },
    Theme.ARTICLES: _WHO
    | {"day": "v.business_day", "shop": "s.name", "ticket": "k.tickets"}
    | dict.fromkeys(("article", "label", "category", "brand", "quantity", "amount", "discount"), "NULL"),
    Theme.REWARDS: _WHO
    | {
        "day": "x.day",
        "what": "x.what",
        "reward": "x.reward",
        "counter": "x.counter",
        "cost": "x.cost",
        "state": "x.state",
        "valid_until": "x.valid_until",
        "used_on": "x.used_on",
    },
    Theme.GIFT_CARDS: {
        "masked": "g.masked",
        "issued_at": "g.issued_at",
        "vat": "g.vat",
        "state": "g.state",
        "face": "g.face_minor",
        "balance": "g.balance_minor",
        "held": "g.held_minor",
        "receivable": "g.receivable_minor",
        "expires_on": "g.expires_on",
    },
    Theme.CONSENTS: _WHO
    | {
        "channel": "c.channel",
        "granted": "c.granted",
        "by_parent": "c.sealed IS NOT NULL",
        "wording": "c.wording",
        "at": "c.at",
    },
}

SOURCES: Mapping[Theme, LiteralString] = {
    Theme.MEMBERS: judging("""
        members m JOIN meant ON meant.id = m.id
        LEFT JOIN balances b ON b.account_id = m.account_id AND b.counter = {counter}
        LEFT JOIN (
            SELECT member_id, sum(visits) AS visits, sum(revenue_minor)::bigint AS revenue_minor,
                max(last_on) AS last_on
            FROM member_months
            WHERE visits > 0 AND ({scope}::uuid[] IS NULL OR shop_id = ANY({scope}::uuid[]))
            GROUP BY member_id
        ) l ON l.member_id = m.id
        LEFT JOIN (
            SELECT d.member_id, string_agg(s.name, ', ' ORDER BY s.name) AS shops
            FROM member_shops d JOIN shops s ON s.id = d.shop_id
            WHERE {scope}::uuid[] IS NULL OR d.shop_id = ANY({scope}::uuid[])
            GROUP BY d.member_id
        ) k ON k.member_id = m.id
        LEFT JOIN (
            SELECT w.member_id, string_agg(w.channel, ', ' ORDER BY w.channel) AS channels
            FROM (
                SELECT DISTINCT ON (member_id, channel) member_id, channel, granted, sealed, at FROM consents
                ORDER BY member_id, channel, at DESC, granted
            ) w JOIN members m ON m.id = w.member_id
            WHERE COUNTS GROUP BY w.member_id
        ) c ON c.member_id = m.id
    """),
    Theme.VISITS: """
        visits v JOIN meant ON meant.id = v.member_id JOIN members m ON m.id = v.member_id
        JOIN shops s ON s.id = v.shop_id
        LEFT JOIN (
            SELECT visit_id, string_agg(ticket, ', ' ORDER BY ticket) AS tickets
            FROM tickets GROUP BY visit_id
        ) k ON k.visit_id = v.id
        LEFT JOIN tills t ON t.id = v.till_id
        LEFT JOIN (
            SELECT visit_id, sum(amount_minor)::bigint AS amount_minor FROM visit_refunds GROUP BY visit_id
        ) r ON r.visit_id = v.id
        LEFT JOIN visit_voids x ON x.visit_id = v.id
    """,
    Theme.ARTICLES: """
        visits v JOIN meant ON meant.id = v.member_id JOIN members m ON m.id = v.member_id
        JOIN shops s ON s.id = v.shop_id
        LEFT JOIN (
            SELECT visit_id, string_agg(ticket, ', ' ORDER BY ticket) AS tickets
            FROM tickets GROUP BY visit_id
        ) k ON k.visit_id = v.id
        LEFT JOIN journal_rows j ON j.event_id = v.event_id AND NOT j.repeats
        LEFT JOIN server_journal o ON o.event_id = v.event_id
    """,
    Theme.REWARDS: """
        (
            SELECT w.member_id, gv.business_day AS day, 'voucher' AS what, uv.business_day AS used_on,
                convert_from(w.body, 'UTF8')::jsonb ->> 'source' AS reward, NULL AS counter,
                NULL::bigint AS cost, w.state, w.valid_until, coalesce(gv.shop_id, uv.shop_id) AS shop_id
            FROM vouchers w LEFT JOIN visits gv ON gv.id = w.given_by LEFT JOIN visits uv ON uv.id = w.used_by
            UNION ALL
            SELECT v.member_id, e.business_day, 'points', e.business_day, e.cause, e.counter, -e.amount,
                'consumed', NULL, v.shop_id
            FROM ledger_entries e JOIN visits v ON v.id = e.visit_id WHERE e.kind = 'spend'
        ) x JOIN meant ON meant.id = x.member_id JOIN members m ON m.id = x.member_id
    """,
    Theme.GIFT_CARDS: "gift_cards g",
    Theme.CONSENTS: "consents c JOIN meant ON meant.id = c.member_id JOIN members m ON m.id = c.member_id",
}
PAID_BY_MEANT: LiteralString = """
    g.id IN (
        SELECT e.gift_card_id FROM gift_entries e JOIN visits v ON v.id = e.visit_id
        JOIN meant ON meant.id = v.member_id
        WHERE e.move = 'spent' AND ({scope}::uuid[] IS NULL OR v.shop_id = ANY({scope}::uuid[]))
    )
"""
"""Gift cards are nobody's, but members paid with some of them."""
DAYS: Mapping[Theme, LiteralString] = {
    Theme.MEMBERS: "m.enrolled_on",
    Theme.VISITS: "v.business_day",
    Theme.ARTICLES: "v.business_day",
    Theme.REWARDS: "x.day",
    Theme.GIFT_CARDS: "(g.issued_at AT TIME ZONE {zone})::date",
    Theme.CONSENTS: "(c.at AT TIME ZONE {zone})::date",
}
_OF_MEMBERSHOPS: LiteralString = (
    "EXISTS (SELECT FROM member_shops q WHERE q.member_id = m.id AND q.shop_id = ANY({shops}::uuid[]))"
)
SHOPS: Mapping[Theme, LiteralString] = {
    Theme.MEMBERS: _OF_MEMBERSHOPS,
    Theme.VISITS: "v.shop_id = ANY({shops}::uuid[])",
    Theme.ARTICLES: "v.shop_id = ANY({shops}::uuid[])",
    Theme.REWARDS: "x.shop_id = ANY({shops}::uuid[])",
    Theme.GIFT_CARDS: "EXISTS (SELECT FROM gift_card_shops q "
    "WHERE q.gift_card_id = g.id AND q.shop_id = ANY({shops}::uuid[]))",
    Theme.CONSENTS: _OF_MEMBERSHOPS,
}
ORDERS: Mapping[Theme, LiteralString] = {
    Theme.MEMBERS: "m.id",
    Theme.VISITS: "v.business_day, v.id",
    Theme.ARTICLES: "v.business_day, v.id",
    Theme.REWARDS: "x.day, m.id",
    Theme.GIFT_CARDS: "g.id",
    Theme.CONSENTS: "m.id, c.id",
}
AGREEING: LiteralString = """
    m.status IN ('active', 'provisional') AND m.profile #>> {address}::text[] <> '' AND m.id IN (
        SELECT w.member_id FROM (
            SELECT DISTINCT ON (member_id) member_id, granted, sealed, at FROM consents
            WHERE channel = {channel} ORDER BY member_id, at DESC, granted
        ) w JOIN members m ON m.id = w.member_id WHERE w.granted
    )
"""
"""Who can be written to and said yes, be it a child whom no parent let."""
REACHABLE: LiteralString = judging(AGREEING.replace("w.granted", "COUNTS"))
"""Who can be written to, and may be."""
PATHS: Mapping[str, list[str]] = {"email": ["email"], "phone": ["phone"], "street": ["address", "street"]}
