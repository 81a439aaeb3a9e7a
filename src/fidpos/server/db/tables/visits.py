"""What happened at the counters, and its sums. `event_id` names the row of a journal that tells it."""

from sqlalchemy import Index, text

from fidpos.server.db.tables.schema import (
    BIGINT,
    DAY,
    FLAG,
    ID,
    INSTANT,
    INT,
    JSON,
    NOTHING,
    TEXT,
    column,
    refers,
    table,
)

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
    column("fired", JSON, text("'[]'")),
    column("spent", JSON, text("'{}'")),
)
Index("visits_by_member", visits.c.merchant_id, visits.c.member_id, visits.c.closed_at)
"""`fired` says what each rule and reward did: see `server.services.figures.fired`; `spent`, how much by the
first category of each line. The index answers: what were the latest visits of this member?"""

Index(
    "visits_in_time",
    *(visits.c.merchant_id, visits.c.business_day),
    postgresql_include=["member_id", "id", "shop_id", "closed_at", "amount_minor", "discount_minor"],
)
"""It answers, without a look at the rows: what did everybody spend on these days? See `segment_query`."""

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
    column("discount_minor", BIGINT, NOTHING),
    column("ends", FLAG),
    refers("visit_id", "visits"),
    key=("visit_id", "id"),
)

tickets = table(
    "tickets",
    column("shop_id", ID),
    column("business_day", DAY),
    column("ticket", TEXT),
    column("register", TEXT),
    column("visit_id", ID),
    key=("shop_id", "business_day", "ticket", "register"),
)
Index("tickets_by_number", tickets.c.merchant_id, tickets.c.ticket)
"""Tickets of the registers, each once; no register for one that was credited by hand. The day is its own. The
index answers: which visit does this ticket name, in whatever shop?"""

bought = table(
    "bought",
    column("ware", TEXT),
    column("code", TEXT),
    column("business_day", DAY),
    column("visit_id", ID),
    key=("ware", "code", "business_day", "visit_id"),
)
"""Which articles, categories and brands stood on a visit's lines, each once; `ware` is one of
`segments.segment.Ware`. As narrow as can be, since there are several for each visit: by whom and where, the
visit says. The key answers: on which visits was this bought, and when?"""

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
