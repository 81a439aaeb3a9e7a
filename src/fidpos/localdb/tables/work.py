"""The till at work: the visit and the sale of gift cards in progress, and where it stands with others."""

from sqlalchemy import CheckConstraint

from fidpos.columns import DAY, FLAG
from fidpos.localdb.tables.schema import BYTES, INT, TEXT, column, keyed

draft = keyed(
    "draft",
    column("slot", INT, key=True),
    column("body", BYTES),
)
draft.append_constraint(CheckConstraint(draft.c.slot == 1, name="one_draft"))

gift_sale = keyed(
    "gift_sale",
    column("slot", INT, key=True),
    column("body", BYTES),
)
gift_sale.append_constraint(CheckConstraint(gift_sale.c.slot == 1, name="one_gift_sale"))

paid_tickets = keyed(
    "paid_tickets",
    column("business_day", DAY, key=True),
    column("ticket", TEXT, key=True),
    column("register", TEXT, key=True),
    column("body", BYTES),
)
"""Sales to nobody we know, by the ticket of the register that handed them over: those that gift cards paid,
and for a while those that they did not."""

sync_memory = keyed(
    "sync_memory",
    column("slot", INT, key=True),
    column("acked_seq", INT),
    column("acked_hash", BYTES),
    column("generation", TEXT),
    column("feed_seq", INT, null=True),
    column("feed_token", INT, null=True),
    column("echo", FLAG),
    column("snapshot", BYTES, null=True),
    column("offered_seq", INT),
)
sync_memory.append_constraint(CheckConstraint(sync_memory.c.slot == 1, name="one_memory"))
"""What the sync remembers from one start to the next, see `wire.sync.standing`.

`offered_seq` is the newest row that was ever sent, or about to be: others may know it. It never goes back.
"""

heard_out = keyed(
    "heard_out",
    column("slot", INT, key=True),
    column("since_seq", INT),
    column("wall_ts", INT),
    column("boot_id", BYTES),
    column("monotonic", INT),
)
heard_out.append_constraint(CheckConstraint(heard_out.c.slot == 1, name="one_hearing"))
"""When the centre was last heard out: see `localdb.heard_out`."""
