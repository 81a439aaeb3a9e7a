"""What happened at the counters, and its sums. `event_id` names the row of a journal that tells it."""

from sqlalchemy import Index

from fidpos.server.db.tables.schema import BIGINT, DAY, FLAG, ID, INSTANT, INT, TEXT, column, refers, table

visits = table(
    "visits",
    column("id", ID),
    column("event_id", ID),
    column("member_id", ID),
    column("shop_id", ID),
    column("till_id", ID),
    column("closed_by", ID),
    column("closed_at", INSTANT),
    column("business_day", DAY),
    column("programme_version", INT),
    column("currency", TEXT),
    column("amount_minor", BIGINT),
    column("discount_minor", BIGINT),
    column("points", BIGINT),
)
Index("visits_by_member", visits.c.merchant_id, visits.c.member_id, visits.c.closed_at)
"""The index answers: what were the latest visits of this member?"""

visit_voids = table(
    "visit_voids",
    column("visit_id", ID),
    column("event_id", ID),
    column("at", INSTANT),
    refers("visit_id", "visits"),
    key=("visit_id",),
)

visit_refunds = table(
    "visit_refunds",
    column("visit_id", ID),
    column("id", ID),
    column("event_id", ID),
    column("at", INSTANT),
    column("amount_minor", BIGINT),
    column("ends", FLAG),
    refers("visit_id", "visits"),
    key=("visit_id", "id"),
)

tickets = table(
    "tickets",
    column("shop_id", ID),
    column("business_day", DAY),
    column("ticket", TEXT),
    column("visit_id", ID),
    refers("visit_id", "visits"),
    key=("shop_id", "business_day", "ticket"),
)
"""Tickets of the registers that were credited later, each once."""

day_aggregates = table(
    "day_aggregates",
    column("member_id", ID),
    column("day", DAY),
    column("scope", TEXT),
    column("visits", INT),
    column("revenue_minor", BIGINT),
    column("points_earned", BIGINT),
    column("quantity", BIGINT),
    key=("member_id", "day", "scope"),
)

lifetimes = table(
    "lifetimes",
    column("member_id", ID),
    column("scope", TEXT),
    column("visits", INT),
    column("revenue_minor", BIGINT),
    column("points_earned", BIGINT),
    column("quantity", BIGINT),
    key=("member_id", "scope"),
    fill=80,
)
"""In both, `scope` is as in the till's tables of the same names."""

rule_uses = table(
    "rule_uses",
    column("member_id", ID),
    column("rule", TEXT),
    column("subject", TEXT),
    column("cause_id", ID),
    column("count", INT),
    column("business_day", DAY),
    column("at", INSTANT, null=True),
    column("state", TEXT),
    key=("member_id", "rule", "subject", "cause_id"),
)
