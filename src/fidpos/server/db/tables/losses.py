"""What cashiers do that may be nothing and may be theft: counted a day, each with the event that shows it."""

from sqlalchemy import Index

from fidpos.server.db.tables.schema import DAY, ID, INSTANT, INT, NOTHING, TEXT, column, table

cashier_days = table(
    "cashier_days",
    column("day", DAY),
    column("shop_id", ID),
    column("staff_id", ID),
    column("visits", INT, NOTHING),
    key=("day", "shop_id", "staff_id"),
    fill=80,
)
"""Who worked where, and how many visits they closed."""

cashier_signs = table(
    "cashier_signs",
    column("day", DAY),
    column("shop_id", ID),
    column("staff_id", ID),
    column("sign", TEXT),
    column("event_id", ID),
    column("till_id", ID),
    column("subject_id", ID, null=True),
    column("at", INSTANT),
    key=("day", "shop_id", "staff_id", "sign", "event_id"),
)
Index("cashier_signs_by_subject", cashier_signs.c.merchant_id, cashier_signs.c.subject_id, cashier_signs.c.at)
"""`sign` is a `services.losses.Sign`, `subject_id` the member, visit or gift card. The index answers: who
sold this gift card, and when?"""
