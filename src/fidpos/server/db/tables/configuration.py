"""What tills are told to go by: staff, programmes, settings; a new version for each change."""

from sqlalchemy import Index

from fidpos.server.db.tables.schema import (
    BYTES,
    FLAG,
    ID,
    INSTANT,
    INT,
    JSON,
    NOW,
    TEXT,
    column,
    refers,
    table,
)

staff_versions = table(
    "staff_versions",
    column("staff_id", ID),
    column("version", INT),
    column("name", TEXT),
    column("role", TEXT),
    column("pin_hash", TEXT),
    column("badge", TEXT, null=True),
    column("own_member_id", ID, null=True),
    column("employed", FLAG),
    column("since", INSTANT, NOW),
    key=("staff_id", "version"),
)

staff_shops = table(
    "staff_shops",
    column("shop_id", ID),
    column("staff_id", ID),
    column("since", INSTANT, NOW),
    refers("shop_id", "shops"),
    key=("shop_id", "staff_id"),
)
Index("staff_shops_by_staff", staff_shops.c.merchant_id, staff_shops.c.staff_id)
"""Where they may act now. The index answers: in which shops may this person act?"""

programmes = table(
    "programmes",
    column("version", INT),
    column("body", BYTES),
    column("since", INSTANT, NOW),
    column("published_by", ID, null=True),
    key=("version",),
)

programme_shops = table(
    "programme_shops",
    column("version", INT),
    column("shop_id", ID),
    refers("shop_id", "shops"),
    key=("version", "shop_id"),
)
"""The shops for which a version is meant; one without any is meant for all."""

programme_drafts = table(
    "programme_drafts",
    column("id", ID),
    column("name", TEXT),
    column("body", JSON),
    column("based_on", INT, null=True),
    column("made_by", ID),
    column("made_at", INSTANT, NOW),
    column("changed_by", ID),
    column("changed_at", INSTANT, NOW),
    column("ended_at", INSTANT, null=True),
)
"""What is being written in the office; it need not be a programme yet. One ends when it is thrown away."""

settings_pushed = table(
    "settings_pushed",
    column("name", TEXT),
    column("place", ID),
    column("version", INT),
    column("value", TEXT, null=True),
    column("since", INSTANT, NOW),
    key=("name", "place", "version"),
)
"""`place` is the merchant, one of its shops or one of its tills; NULL gives the setting back to the till."""
