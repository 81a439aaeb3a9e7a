"""Gift cards: stored money, in double entry like the ledger."""

from sqlalchemy import CheckConstraint, Index

from fidpos.server.db.tables.schema import (
    BIGINT,
    BYTES,
    DAY,
    EMPTY,
    FLAG,
    ID,
    INSTANT,
    INT,
    NO,
    NOTHING,
    TEXT,
    column,
    refers,
    table,
)

gift_cards = table(
    "gift_cards",
    column("id", ID),
    column("number_hash", BYTES),
    column("masked", TEXT),
    column("vat", TEXT),
    column("valid_months", INT),
    column("grace_days", INT),
    column("currency", TEXT),
    column("face_minor", BIGINT),
    column("issued_at", INSTANT),
    column("state", TEXT),
    column("balance_minor", BIGINT, NOTHING),
    column("held_minor", BIGINT, NOTHING),
    column("receivable_minor", BIGINT, NOTHING),
    column("expires_on", DAY, null=True),
    column("only_at", ID, null=True),
    column("withheld", FLAG, NO),
    column("disowned", FLAG, NO),
    column("sealed", BYTES),
    CheckConstraint("held_minor >= 0 AND held_minor <= balance_minor", name="never_below_zero"),
    CheckConstraint("receivable_minor >= 0", name="owes_nothing_less"),
    fill=80,
)
Index("gift_cards_by_number", gift_cards.c.merchant_id, gift_cards.c.number_hash, unique=True)
"""`receivable_minor` is what was spent beyond the balance by tills that could not know. One that is disowned
has another one's number, and in place of its digest something that nobody looks for."""

gift_entries = table(
    "gift_entries",
    column("gift_card_id", ID),
    column("id", ID),
    column("move", TEXT),
    column("amount_minor", BIGINT),
    column("uncovered_minor", BIGINT, NOTHING),
    column("contra", TEXT),
    column("at", INSTANT),
    column("business_day", DAY),
    column("till_id", ID, null=True),
    column("ticket", TEXT, EMPTY),
    column("visit_id", ID, null=True),
    column("hold_id", ID, null=True),
    column("reverses", ID, null=True),
    refers("gift_card_id", "gift_cards"),
    key=("gift_card_id", "id"),
)
Index(
    "gift_payments",
    gift_entries.c.merchant_id,
    gift_entries.c.id,
    postgresql_where=gift_entries.c.move == "spent",
)
Index(
    "gift_payments_by_visit",
    gift_entries.c.merchant_id,
    gift_entries.c.visit_id,
    postgresql_where=gift_entries.c.move == "spent",
)
Index(
    "gift_refunds",
    gift_entries.c.merchant_id,
    gift_entries.c.reverses,
    postgresql_where=gift_entries.c.move == "refunded",
)
"""A card's balance is the sum of `amount_minor + uncovered_minor`, its receivable that of `uncovered_minor`:
the part of a spending for which it held nothing any more."""

gift_card_shops = table(
    "gift_card_shops",
    column("shop_id", ID),
    column("gift_card_id", ID),
    column("seen_on", DAY),
    refers("shop_id", "shops"),
    refers("gift_card_id", "gift_cards"),
    key=("gift_card_id", "shop_id"),
    fill=90,
)
"""Where a card was sold or used: the tills there hold its state."""
