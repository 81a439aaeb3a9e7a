"""What a merchant brings along from the system before, and how he leaves with all that is his."""

from sqlalchemy import Index

from fidpos.server.db.tables.schema import (
    BIGINT,
    BYTES,
    ID,
    INSTANT,
    JSON,
    NOW,
    TEXT,
    column,
    table,
)

imports = table(
    "imports",
    column("id", ID),
    column("name", TEXT),
    column("theme", TEXT),
    column("size", BIGINT),
    column("headings", JSON),
    column("body", BYTES, null=True),
    column("choices", JSON, null=True),
    column("asked_by", ID),
    column("asked_at", INSTANT, NOW),
    column("checked_by_job", ID, null=True),
    column("done_by_job", ID, null=True),
)
Index("imports_by_age", imports.c.merchant_id, imports.c.asked_at)
"""Files that were sent to be taken in. `choices` says which column is what; `body` goes once it is done, or
was forgotten for a week."""

import_mappings = table(
    "import_mappings",
    column("theme", TEXT),
    column("name", TEXT),
    column("choices", JSON),
    column("kept_at", INSTANT, NOW),
    key=("theme", "name"),
)
"""Which heading is what, to be used again for the next file of the same program."""

closures = table(
    "closures",
    column("id", ID),
    column("asked_by", ID),
    column("asked_at", INSTANT, NOW),
    column("due_at", INSTANT),
    column("agreed_by", ID, null=True),
    column("agreed_at", INSTANT, null=True),
    column("cancelled_by", ID, null=True),
    column("cancelled_at", INSTANT, null=True),
)
Index(
    "closures_open",
    closures.c.merchant_id,
    closures.c.due_at,
    postgresql_where=closures.c.cancelled_at.is_(None),
)
"""The merchant leaves and wants everything deleted; the row goes with the rest. The index answers: is there
one that was not taken back?"""
