"""Vouchers: rights to an effect at a later visit."""

from sqlalchemy import Index

from fidpos.server.db.tables.schema import BYTES, DAY, FLAG, ID, NO, TEXT, column, refers, table

vouchers = table(
    "vouchers",
    column("member_id", ID),
    column("id", ID),
    column("body", BYTES),
    column("valid_until", DAY, null=True),
    column("state", TEXT),
    column("given_by", ID, null=True),
    column("used_by", ID, null=True),
    column("withheld", FLAG, NO),
    column("number_digest", BYTES, null=True),
    refers("member_id", "members"),
)
Index(
    "vouchers_by_number",
    vouchers.c.merchant_id,
    vouchers.c.number_digest,
    unique=True,
    postgresql_where=vouchers.c.number_digest.is_not(None),
)
Index(
    "vouchers_standing",
    vouchers.c.merchant_id,
    vouchers.c.member_id,
    postgresql_where=vouchers.c.state != "withdrawn",
)
"""`body` is the voucher as its event tells it, `withheld` as for lots; `number_digest` is that of one for the
bearer. The indexes answer: whose number is this? which can this member use, or has used?"""
