"""The tables of the centre's database, a module a theme.

Migrations build them; `tests/integration/server_db` compares the two.

`merchant_id` comes first in every key and every reference, so that no row can point at another merchant's and
the tables can be distributed by it; `schema` sees to that. Who may do what with them, and the row-level
security on each, stand in `protection`. Rows of the installation (its operators, and what they did) belong to
the merchant `HOUSE`.

Keeping indexes up is what limits how fast visits are taken in: whatever is beyond a table's primary key says
which question it answers. What every visit writes refers to its member and account without a foreign key:
with the keys, taking in 500 visits measured 1.3 to 3 times as long, and the projection looks them up anyway.
The lines of a visit are read from its event in `journal_rows`, not kept twice.
"""

from fidpos.server.db.tables import (
    configuration,
    feed,
    figures,
    gift_cards,
    holds,
    installation,
    journals,
    ledger,
    losses,
    mail,
    members,
    merchants,
    office,
    own_data,
    privacy,
    tills,
    value,
    visits,
    vouchers,
)
from fidpos.server.db.tables.installation import HOUSE
from fidpos.server.db.tables.schema import Xid8, metadata

__all__ = [
    "HOUSE",
    "Xid8",
    "configuration",
    "feed",
    "figures",
    "gift_cards",
    "holds",
    "installation",
    "journals",
    "ledger",
    "losses",
    "mail",
    "members",
    "merchants",
    "metadata",
    "office",
    "own_data",
    "privacy",
    "tills",
    "value",
    "visits",
    "vouchers",
]
