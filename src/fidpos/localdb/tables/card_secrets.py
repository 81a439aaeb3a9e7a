"""What the till was told of cards, and may run beside the keys."""

from sqlalchemy import Index

from fidpos.columns import FLAG, ID, INSTANT
from fidpos.localdb.tables.schema import BYTES, INT, TEXT, column, keyed

card_keys = keyed(
    "card_keys",
    column("use", TEXT, key=True),
    column("card", TEXT, key=True),
    column("key_id", INT, key=True),
    column("position", INT),
    column("sealed", BYTES),
    column("fingerprint", BYTES, null=True),
    column("retired", FLAG),
)
Index("card_keys_by_position", card_keys.c.use, card_keys.c.position, unique=True)
Index("card_keys_by_card", card_keys.c.card)
Index("card_keys_by_fingerprint", card_keys.c.fingerprint, sqlite_where=card_keys.c.fingerprint.is_not(None))
"""Of a use, the newest key has the highest position. Two cards never have the same fingerprint."""

card_counters = keyed(
    "card_counters",
    column("form", TEXT, key=True),
    column("card", TEXT, key=True),
    column("counter", INT),
)
Index("card_counters_by_card", card_counters.c.card)

signing_keys = keyed(
    "signing_keys",
    column("key_id", INT, key=True),
    column("public_key", BYTES),
    column("retired", FLAG),
)

plug_in_approvals = keyed(
    "plug_in_approvals",
    column("distribution", TEXT, key=True),
    column("version", TEXT, key=True),
    column("fingerprint", TEXT, key=True),
    column("approved", FLAG),
    column("staff_id", ID),
    column("since", INSTANT),
)
"""The latest word on each; what was withdrawn stays, so that a restore cannot bring it back."""
