"""The master key changed: everything that is sealed under it is sealed anew, while nothing else runs.

Killed at any point, it is begun again and goes on: the next keys lie beside those in use until all is sealed
under them, and until then no program of the centre starts.
"""

from collections.abc import Mapping
from uuid import UUID

from fidpos.bootstrap.clock import SystemClock
from fidpos.domain.errors import FidposError
from fidpos.domain.ids import MerchantId
from fidpos.paths import ServerFolder, migrations_dir
from fidpos.server.db.engine import Database
from fidpos.server.db.presence import present
from fidpos.server.db.register import PostgresRegister
from fidpos.server.db.resealing import reseal, reseal_factors
from fidpos.server.db.start import start_database
from fidpos.server.db.store import PostgresCentre
from fidpos.server.db.tables.installation import HOUSE
from fidpos.vault import centre_keys
from fidpos.vault.errors import KeysLost


class CentreServes(FidposError):
    """A program of the centre works with the key that is to be changed."""

    code = "centre_serves"


def change_master_key(folder: ServerFolder, environment: Mapping[str, str]) -> int:
    """Make another master key, and seal everything under it; returns for how many merchants.

    Raises:
        CentreServes: stop every process first.
        KeysLost: there are no keys.
        SealBroken: something is sealed under neither key; the former stays in use.
        FidposError: the database does not come up; nothing was half done.
    """
    clock = SystemClock()
    started = start_database(folder.root, migrations_dir(), environment)
    try:
        with present(started.database.conninfo, alone=True) as is_alone:
            if not is_alone:
                raise CentreServes("another program of the centre has the keys in hand")
            return _change(folder, started.database, clock)
    finally:
        started.close()


def _change(folder: ServerFolder, database: Database, clock: SystemClock) -> int:
    keys = centre_keys.load(folder.keys)
    if keys is None:
        raise KeysLost("the centre's keys are not in its folder", path=str(folder.keys))
    following = centre_keys.begin_change(folder.keys, keys)
    store = PostgresCentre(database, clock=clock, master_key=keys.master)
    merchants = PostgresRegister(database, clock).merchants()
    for merchant_id in (MerchantId(HOUSE), *(merchant.id for merchant in merchants)):
        with store.work(merchant_id) as work:
            reseal_factors(work, following.master)
    for merchant in merchants:
        after: UUID | None = UUID(int=0)
        while after is not None:
            with store.work(merchant.id) as work:
                after = reseal(work, following.master, after)
    centre_keys.end_change(folder.keys)
    return len(merchants)
