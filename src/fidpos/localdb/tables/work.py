"""The till at work: the visit in progress, and where it stands with the centre."""

from sqlalchemy import CheckConstraint

from fidpos.columns import FLAG
from fidpos.localdb.tables.schema import BYTES, INT, TEXT, column, keyed

draft = keyed(
    "draft",
    column("slot", INT, key=True),
    column("body", BYTES),
)
draft.append_constraint(CheckConstraint(draft.c.slot == 1, name="one_draft"))

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
