"""The ledger, and what is kept of it so that nothing has to be summed at the counter."""

from sqlalchemy import Index

from fidpos.columns import DAY, ID, INSTANT
from fidpos.localdb.tables.schema import INT, TEXT, column, keyed

ledger_entries = keyed(
    "ledger_entries",
    column("id", ID, key=True),
    column("account_id", ID, "accounts.id"),
    column("counter", TEXT),
    column("kind", TEXT),
    column("amount", INT),
    column("at", INSTANT),
    column("business_day", DAY),
    column("visit_id", ID, "visits.id", null=True),
    column("cause", TEXT),
    column("reverses", ID, "ledger_entries.id", null=True),
)
Index("ledger_entries_by_account", ledger_entries.c.account_id, ledger_entries.c.counter)
Index(
    "ledger_entries_by_visit", ledger_entries.c.visit_id, sqlite_where=ledger_entries.c.visit_id.is_not(None)
)

lots = keyed(
    "lots",
    column("id", ID, key=True),
    column("account_id", ID, "accounts.id"),
    column("counter", TEXT),
    column("entry_id", ID, "ledger_entries.id"),
    column("earned", INT),
    column("remaining", INT),
    column("earned_on", DAY),
    column("expires_on", DAY, null=True),
    column("spendable_from", DAY, null=True),
)
Index("open_lots", lots.c.account_id, lots.c.counter, sqlite_where=lots.c.remaining != 0)

lot_allocations = keyed(
    "lot_allocations",
    column("entry_id", ID, "ledger_entries.id", key=True),
    column("lot_id", ID, "lots.id", key=True),
    column("amount", INT),
)

balances = keyed(
    "balances",
    column("account_id", ID, "accounts.id", key=True),
    column("counter", TEXT, key=True),
    column("amount", INT),
)

day_aggregates = keyed(
    "day_aggregates",
    column("member_id", ID, "members.id", key=True),
    column("day", DAY, key=True),
    column("scope", TEXT, key=True),
    column("visits", INT),
    column("revenue_minor", INT),
    column("points_earned", INT),
    column("quantity", INT),
)

lifetimes = keyed(
    "lifetimes",
    column("member_id", ID, "members.id", key=True),
    column("scope", TEXT, key=True),
    column("visits", INT),
    column("revenue_minor", INT),
    column("points_earned", INT),
    column("quantity", INT),
)
"""In both, `scope` is empty for the whole, `counter:<code>` for another counter, otherwise the name of a
`rules.scope.Scope` that a programme asks for."""

late_sums = keyed(
    "late_sums",
    column("member_id", ID, "members.id", key=True),
    column("day", DAY, key=True),
    column("scope", TEXT, key=True),
    column("visits", INT),
    column("revenue_minor", INT),
    column("points_earned", INT),
    column("quantity", INT),
)
"""What of both was counted here alone, see `late_sums`."""
