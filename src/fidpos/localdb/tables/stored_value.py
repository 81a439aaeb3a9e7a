"""Gift cards, and what the till may let go on its own word while the centre cannot be asked.

What a card holds is summed from entries, as points are. A number is found by its hash.
"""

from sqlalchemy import CheckConstraint, Index

from fidpos.columns import DAY, ID, INSTANT
from fidpos.localdb.tables.schema import BYTES, INT, TEXT, column, keyed

gift_cards = keyed(
    "gift_cards",
    column("id", ID, key=True),
    column("number_hash", BYTES),
    column("masked", TEXT),
    column("vat", TEXT),
    column("valid_months", INT),
    column("grace_days", INT),
    column("currency", TEXT),
    column("face_minor", INT),
    column("issued_at", INSTANT),
    column("state", TEXT),
    column("balance_minor", INT),
    column("held_minor", INT),
    column("expires_on", DAY, null=True),
    column("only_at", ID, null=True),
    column("sealed", BYTES),
)
gift_cards.append_constraint(
    CheckConstraint("held_minor BETWEEN 0 AND balance_minor", name="never_below_zero")
)
Index("gift_cards_by_number", gift_cards.c.number_hash, unique=True)

gift_card_keys = keyed(
    "gift_card_keys",
    column("gift_card_id", ID, key=True),
    column("key", BYTES),
)

gift_entries = keyed(
    "gift_entries",
    column("id", ID, key=True),
    column("gift_card_id", ID, "gift_cards.id"),
    column("move", TEXT),
    column("amount_minor", INT),
    column("at", INSTANT),
    column("business_day", DAY),
    column("ticket", TEXT),
    column("visit_id", ID, null=True),
    column("hold_id", ID, null=True),
    column("reverses", ID, "gift_entries.id", null=True),
)
Index("gift_entries_by_card", gift_entries.c.gift_card_id, gift_entries.c.id)
Index("gift_entries_by_day", gift_entries.c.business_day, gift_entries.c.ticket)

gift_holds = keyed(
    "gift_holds",
    column("id", ID, key=True),
    column("gift_card_id", ID, "gift_cards.id"),
    column("visit_id", ID),
    column("amount_minor", INT),
    column("held_at", INSTANT),
    column("expires_at", INSTANT),
    column("state", TEXT),
)
Index("gift_holds_by_visit", gift_holds.c.visit_id)
Index("open_gift_holds", gift_holds.c.expires_at, sqlite_where=gift_holds.c.state == "held")

allowances = keyed(
    "allowances",
    column("kind", TEXT, key=True),
    column("body", BYTES),
    column("signature", BYTES),
)
"""The latest of each kind, as the centre signed it (`wire.sync.allowance`)."""

allowance_draws = keyed(
    "allowance_draws",
    column("cause_id", ID, key=True),
    column("kind", TEXT),
    column("seq", INT),
    column("amount_minor", INT),
)
Index("allowance_draws_by_row", allowance_draws.c.kind, allowance_draws.c.seq)
"""What rows of the journal let go so: `cause_id` is the hold of a gift card, or the visit."""
