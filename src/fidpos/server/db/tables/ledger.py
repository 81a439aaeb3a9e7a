"""The ledger: double entry, and the lots that expire.

Each row is one movement between an account and a contra account of the merchant's books, so that debits equal
credits row by row; the view `ledger_sides` shows both sides.
"""

from sqlalchemy import Index

from fidpos.server.db.tables.schema import BIGINT, DAY, EMPTY, FLAG, ID, INSTANT, NO, TEXT, YES, column, table

ledger_entries = table(
    "ledger_entries",
    column("account_id", ID),
    column("id", ID),
    column("counter", TEXT),
    column("kind", TEXT),
    column("amount", BIGINT),
    column("contra", TEXT),
    column("at", INSTANT),
    column("business_day", DAY),
    column("visit_id", ID, null=True),
    column("cause", TEXT, EMPTY),
    column("reverses", ID, null=True),
    key=("account_id", "id"),
)
"""The key answers both: is this entry booked, and what moved on this account? `amount` is signed as the
account sees it; `contra` is a `server.books.Contra`, which sees it with the other sign."""

lots = table(
    "lots",
    column("account_id", ID),
    column("id", ID),
    column("counter", TEXT),
    column("entry_id", ID),
    column("earned", BIGINT),
    column("remaining", BIGINT),
    column("earned_on", DAY),
    column("expires_on", DAY, null=True),
    column("spendable_from", DAY, null=True),
    column("withheld", FLAG, NO),
    column("open", FLAG, YES),
    column("touched_on", DAY),
    fill=90,
)
Index("lots_open", lots.c.merchant_id, lots.c.account_id, lots.c.counter, postgresql_where=lots.c.open)
Index("lots_by_last_day", lots.c.expires_on, postgresql_using="brin")
"""`withheld`: minted beyond the till's limits, and not to be spent until the office releases it. The indexes
answer: which lots of this account are told to its tills? which end on this day? A lot that holds nothing
stays `open` while what was taken from it may still come back; were `remaining` in the index, no spending
could update its row in place."""

lot_allocations = table(
    "lot_allocations",
    column("entry_id", ID),
    column("lot_id", ID),
    column("amount", BIGINT),
    key=("entry_id", "lot_id"),
)

balances = table(
    "balances",
    column("account_id", ID),
    column("counter", TEXT),
    column("amount", BIGINT),
    key=("account_id", "counter"),
    fill=80,
)
