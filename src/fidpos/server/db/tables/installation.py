"""The installation: who operates it, and its life as a database."""

from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Table

from fidpos.server.db.tables.schema import BIGINT, FLAG, ID, INSTANT, NOW, TEXT, column, metadata, table

HOUSE = UUID(int=0)
"""The installation, as a merchant of its own: operators act in its name, and it alone sees all merchants."""

operators = table(
    "operators",
    column("id", ID),
    column("name", TEXT),
    column("credential", TEXT),
    column("created_at", INSTANT, NOW),
    column("disabled_at", INSTANT, null=True),
)
"""Of the merchant `HOUSE`."""

generation = Table(
    "generation",
    metadata,
    Column("one", FLAG, CheckConstraint("one", name="row"), primary_key=True),
    column("counter", BIGINT),
    column("since", INSTANT, NOW),
)
"""One row, which belongs to nobody: a restore counts it up; see `server.db.generation`."""
