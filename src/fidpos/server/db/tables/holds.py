"""What is set aside at the centre until a visit settles it, and what tills may let go without asking."""

from sqlalchemy import Index

from fidpos.server.db.tables.schema import (
    BIGINT,
    BYTES,
    FLAG,
    ID,
    INSTANT,
    NO,
    NOTHING,
    NOW,
    TEXT,
    column,
    refers,
    table,
)

gift_holds = table(
    "gift_holds",
    column("id", ID),
    column("gift_card_id", ID),
    column("till_id", ID),
    column("visit_id", ID),
    column("amount_minor", BIGINT),
    column("held_at", INSTANT),
    column("expires_at", INSTANT),
    column("state", TEXT),
    column("untold", FLAG, NO),
    column("allowance_id", ID, null=True),
    refers("gift_card_id", "gift_cards"),
)
Index(
    "gift_holds_open",
    gift_holds.c.merchant_id,
    gift_holds.c.expires_at,
    postgresql_where=gift_holds.c.state == "held",
)
Index(
    "gift_holds_by_card",
    gift_holds.c.merchant_id,
    gift_holds.c.gift_card_id,
    postgresql_where=gift_holds.c.state == "held",
)
"""`untold`: the centre made it, and no journal has told it yet. The indexes answer: which open holds are past
their time? what of this card is held?"""

reward_holds = table(
    "reward_holds",
    column("id", ID),
    column("kind", TEXT),
    column("subject_id", ID),
    column("counter", TEXT),
    column("amount", BIGINT),
    column("till_id", ID),
    column("visit_id", ID),
    column("held_at", INSTANT),
    column("expires_at", INSTANT),
    column("state", TEXT),
)
Index(
    "reward_holds_open",
    reward_holds.c.merchant_id,
    reward_holds.c.expires_at,
    postgresql_where=reward_holds.c.state == "held",
)
Index(
    "reward_holds_by_subject",
    reward_holds.c.merchant_id,
    reward_holds.c.subject_id,
    postgresql_where=reward_holds.c.state == "held",
)
Index(
    "reward_holds_by_visit",
    reward_holds.c.merchant_id,
    reward_holds.c.visit_id,
    postgresql_where=reward_holds.c.state == "held",
)
"""Points of an account, or a voucher, set aside for a visit, whose event settles them. The indexes answer:
which are past their time? what of this is held? what is held for this visit?"""

released_holds = table(
    "released_holds",
    column("id", ID),
    column("released_at", INSTANT, NOW),
)
"""Holds that were released before the centre was asked for them: refused when the question comes at last."""

allowances = table(
    "allowances",
    column("id", ID),
    column("shop_id", ID),
    column("till_id", ID),
    column("kind", TEXT),
    column("lineage", ID),
    column("heard_seq", BIGINT),
    column("amount_minor", BIGINT),
    column("used_minor", BIGINT, NOTHING),
    column("renew", FLAG, NO),
    column("body", BYTES),
    column("signature", BYTES),
    column("issued_at", INSTANT, NOW),
    column("expires_at", INSTANT),
    column("ended_at", INSTANT, null=True),
    refers("shop_id", "shops"),
    refers("till_id", "tills"),
)
Index(
    "allowances_open",
    allowances.c.merchant_id,
    allowances.c.shop_id,
    postgresql_where=allowances.c.ended_at.is_(None),
)
"""What a till may let out while it is out of contact; `body` is the signed statement. It ends when nothing is
drawn on it any more and all that was has been heard; `renew`: something was drawn since it was given. The
index answers: what of the shop's cap is given out?"""
