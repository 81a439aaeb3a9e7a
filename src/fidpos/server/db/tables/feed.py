"""What tills read of the centre."""

from sqlalchemy import text

from fidpos.server.db.tables.schema import (
    BIGINT,
    EMPTY,
    ID,
    INSTANT,
    NOW,
    TEXT,
    Xid8,
    column,
    numbered,
    table,
)

feed = table(
    "feed",
    column("shop_id", ID),
    column("xid", Xid8(), text("pg_current_xact_id()")),
    numbered("seq"),
    column(
        "token",
        BIGINT,
        text(
            "((((pg_current_xact_id())::text)::bigint << 20)"
            " | (floor((random() * (1048576)::double precision)))::bigint)"
        ),
    ),
    column("kind", TEXT),
    column("key", ID),
    column("name", TEXT, EMPTY),
    column("origin_lineage", ID, null=True),
    column("told_at", INSTANT, NOW),
    key=("shop_id", "xid", "seq"),
)
"""What changed, one row for each shop whose tills are to hear of it: a till reads what is after its cursor,
in the order of the key, and of transactions older than any still running. What has no id (a setting, a
programme) is named by `name` under the id of the merchant. `origin_lineage` is the one journal that need not
hear it, since the change followed from its own event. `token` is `xid` with 20 random bits behind it: with
`seq` it is what a cursor names, and what a restored database has elsewhere or nowhere."""
