"""`fidpos server` as a process of its own, on a durable PostgreSQL of its own, with a merchant."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg import connect
from psycopg.types.json import Jsonb

from benchmarks.cases.centre import cluster, merchant
from fidpos.domain.ids import TillId
from fidpos.paths import ServerFolder
from fidpos.server.db.engine import OWNER_URL_VARIABLE, URL_VARIABLE
from fidpos.vault import centre_keys
from fidpos.wire.sync.hello import TillHealth
from fidpos.wire.sync.signature import Signer
from tests.helpers.centre_office import MERCHANT, SHOP
from tests.helpers.centre_process import CentrePlace, CentreProcess
from tests.helpers.postgres import CentreDatabase

HEALTH = TillHealth(software="bench", schema_version=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """A database and a folder with keys, before anybody serves from them.

    Attributes:
        master_key: what the process seals members' keys with.
    """

    place: CentrePlace
    made: CentreDatabase
    master_key: bytes = field(repr=False)

    def process(self) -> CentreProcess:
        """To be entered: `fidpos server`, serving."""
        return CentreProcess(self.place)

    def add_tills(self, ids: Sequence[TillId]) -> list[Signer]:
        """Paired tills of the shop, and what each signs with."""
        keys = [Ed25519PrivateKey.generate() for _ in ids]
        rows = [
            (MERCHANT, till_id, SHOP, "T", key.public_key().public_bytes_raw(), "active", 10**12, Jsonb({}))
            for till_id, key in zip(ids, keys, strict=True)
        ]
        with connect(self.made.superuser) as connection, connection.cursor() as cursor:
            cursor.executemany(
                """
                INSERT INTO tills
                    (merchant_id, id, shop_id, name, public_key, status, daily_limit_minor, health)
                VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
                """,
                rows,
            )
        return [
            Signer(merchant_id=MERCHANT, till_id=till_id, private_key=key.private_bytes_raw())
            for till_id, key in zip(ids, keys, strict=True)
        ]


@contextmanager
def workplace() -> Iterator[Workplace]:
    """A merchant with a shop, a till, a cashier and a programme; gone at the end of the block."""
    folder = ServerFolder(Path(tempfile.mkdtemp(prefix="fidpos-bench-")))
    try:
        folder.create()
        keys = centre_keys.create(folder.keys)
        with cluster() as running, merchant(running) as made:
            named = {URL_VARIABLE: made.app, OWNER_URL_VARIABLE: made.owner}
            place = CentrePlace(folder=folder, database=made, environment=named)
            yield Workplace(place=place, made=made, master_key=keys.master)
    finally:
        shutil.rmtree(folder.root, ignore_errors=True)
