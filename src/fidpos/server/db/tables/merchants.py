"""The merchants and their shops."""

from sqlalchemy import ForeignKeyConstraint, text

from fidpos.server.db.tables.schema import (
    BIGINT,
    DAY,
    ID,
    INSTANT,
    INT,
    NOTHING,
    NOW,
    TEXT,
    column,
    numbered,
    table,
)

merchants = table(
    "merchants",
    numbered("number"),
    column("name", TEXT),
    column("code", TEXT),
    column("card_name", TEXT),
    column("currency", TEXT),
    column("scope_days", INT, text("400")),
    column("costly_rule_minor", BIGINT, null=True),
    column("gifts_a_day_max", INT, text("20")),
    column("created_at", INSTANT, NOW),
    column("closed_at", INSTANT, null=True),
    key=(),
)
"""`number` is short enough to be typed with a pairing code; `code` stands in the merchant's card numbers.
`scope_days` is how long a shop's tills hold a member of another shop who is seen there no more. A rule that
costs more than `costly_rule_minor` a month is published by two persons; NULL for no such bound. What has no
worth in money is given by one person of the office at most `gifts_a_day_max` times a day."""

shops = table(
    "shops",
    column("id", ID),
    column("name", TEXT),
    column("zone", TEXT),
    column("day_starts_minute", INT, NOTHING),
    column("opens_on", DAY),
    column("closes_on", DAY, null=True),
    column("closed_at", INSTANT, null=True),
    column("offline_gift_cards_minor", BIGINT, text("20000")),
    column("offline_rewards_minor", BIGINT, text("10000")),
    ForeignKeyConstraint(["merchant_id"], ["merchants.merchant_id"], name="shops_by_merchant_id_fkey"),
)
"""A pop-up shop has a last day, `closes_on`; `closed_at` is when one was closed at once. `zone` is an IANA
name. The two amounts are what the merchant risks on stored value while the tills are out of contact."""
