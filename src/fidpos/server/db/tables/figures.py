"""What the scheme brings: sums that follow every event, pictures of months that are over, and how to count.

The first three follow from the visits that stand (the view `standing_visits`) and can be made from them again
at any time. They are kept by business day and month, so that a page reads a period and not every visit.
"""

from sqlalchemy import Index, text

from fidpos.server.db.tables.schema import (
    BIGINT,
    DAY,
    EMPTY,
    ID,
    INSTANT,
    INT,
    JSON,
    NOTHING,
    NOW,
    TEXT,
    column,
    table,
)

member_months = table(
    "member_months",
    column("month", DAY),
    column("member_id", ID),
    column("shop_id", ID),
    column("visits", INT),
    column("revenue_minor", BIGINT),
    column("discount_minor", BIGINT),
    column("first_on", DAY),
    column("last_on", DAY),
    key=("month", "member_id", "shop_id"),
    fill=80,
)
Index("member_months_by_member", member_months.c.merchant_id, member_months.c.member_id)
"""Purchases of a member in a shop and month, which is named by its first day. The index answers: when did
this member come?"""

shop_days = table(
    "shop_days",
    column("day", DAY),
    column("shop_id", ID),
    column("till_id", ID),
    column("visits", INT, NOTHING),
    column("revenue_minor", BIGINT, NOTHING),
    column("discount_minor", BIGINT, NOTHING),
    column("sales_minor", BIGINT, null=True),
    column("tickets", INT, null=True),
    column("closed_at", INSTANT, null=True),
    key=("day", "shop_id", "till_id"),
    fill=70,
)
"""Members' purchases at a till, and what its cash register sold in all, where a closing says so."""

rule_days = table(
    "rule_days",
    column("day", DAY),
    column("shop_id", ID),
    column("till_id", ID),
    column("source", TEXT),
    column("counter", TEXT, EMPTY),
    column("visits", INT),
    column("revenue_minor", BIGINT),
    column("points", BIGINT),
    column("discount_minor", BIGINT),
    column("vouchers", INT),
    key=("day", "shop_id", "till_id", "source", "counter"),
    fill=70,
)
"""What each rule and reward did on the visits of a day: one row without a counter, which counts the visits,
and one for each counter that it moved. See `server.services.figures.fired`. Each till adds to rows of its
own, so that none waits for another."""

figure_months = table(
    "figure_months",
    column("month", DAY),
    column("shop_id", ID),
    column("taken_at", INSTANT, NOW),
    column("body", JSON),
    key=("month", "shop_id"),
)
"""The figures of a month as they stood once it was over everywhere; the shop 0 is all of them together."""

figure_settings = table(
    "figure_settings",
    column("dormant_days", INT, text("90")),
    column("lost_days", INT, text("365")),
    column("point_worth_ppm", JSON, text("'{}'")),
    column("settle_days", INT, text("7")),
    key=(),
)
"""How the merchant counts: see `server.services.figures.settings`."""
