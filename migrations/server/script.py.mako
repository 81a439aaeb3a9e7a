"""${message}"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A new table needs its policy, rights and triggers too: see fidpos.server.db.protection."""
    ${upgrades if upgrades else "pass"}
