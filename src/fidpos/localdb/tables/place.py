"""Who and where the till is, and what it goes by. Each change is a new version; the old ones stay."""

from fidpos.columns import FLAG, ID, INSTANT
from fidpos.localdb.tables.schema import BYTES, INT, TEXT, column, keyed

settings = keyed(
    "settings",
    column("name", TEXT, key=True),
    column("version", INT, key=True),
    column("body", BYTES),
    column("since", INSTANT),
)

programmes = keyed(
    "programmes",
    column("version", INT, key=True),
    column("body", BYTES),
    column("since", INSTANT),
)

staff_versions = keyed(
    "staff_versions",
    column("staff_id", ID, key=True),
    column("version", INT, key=True),
    column("name", TEXT),
    column("role", TEXT),
    column("pin_hash", TEXT),
    column("badge", TEXT, null=True),
    column("own_member_id", ID, null=True),
    column("employed", FLAG),
    column("since", INSTANT),
)

staff_tries = keyed(
    "staff_tries",
    column("staff_id", ID, key=True),
    column("failures", INT),
    column("disabled", FLAG),
)
