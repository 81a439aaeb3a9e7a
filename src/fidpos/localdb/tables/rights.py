"""What members have used and may use: rules, vouchers, and the scopes whose history is kept."""

from sqlalchemy import Index

from fidpos.columns import DAY, ID, INSTANT
from fidpos.localdb.tables.schema import BYTES, INT, TEXT, column, keyed

rule_uses = keyed(
    "rule_uses",
    column("member_id", ID, "members.id", key=True),
    column("rule", TEXT, key=True),
    column("subject", TEXT, key=True),
    column("cause_id", ID, key=True),
    column("count", INT),
    column("business_day", DAY),
    column("at", INSTANT, null=True),
    column("state", TEXT),
)
Index("rule_uses_by_rule", rule_uses.c.rule)
"""`cause_id` is the visit, or the member for uses that came with a snapshot, of which only the day is known.
`state` is a `UseState`."""

vouchers = keyed(
    "vouchers",
    column("id", ID, key=True),
    column("member_id", ID, "members.id", null=True),
    column("body", BYTES),
    column("valid_until", DAY, null=True),
    column("state", TEXT),
    column("given_by", ID, null=True),
    column("used_by", ID, null=True),
    column("number_digest", BYTES, null=True),
)
Index("vouchers_held", vouchers.c.member_id, sqlite_where=vouchers.c.state == "held")
Index(
    "vouchers_by_number",
    vouchers.c.number_digest,
    unique=True,
    sqlite_where=vouchers.c.number_digest.is_not(None) & (vouchers.c.state != "withdrawn"),
)
"""`member_id` is NULL for one of the bearer that the centre told by its number: this till may not hold
whose it was. `body` is the voucher as its event tells it. `given_by` and `used_by` are visits. `state` is a
`VoucherState`. `number_digest` is NULL for one that is bound to its member; a visit that is corrected gives
its vouchers anew, under their numbers."""

scope_history = keyed(
    "scope_history",
    column("scope", TEXT, key=True),
    column("programme_version", INT),
    column("done_seq", INT),
    column("until_seq", INT),
)
"""Scopes whose history is kept, and how far into the journal visits that do not tell them are counted."""
