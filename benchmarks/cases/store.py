"""A till's store with many members, on the disk of this machine, as the benchmarks use it."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID
from zoneinfo import ZoneInfo

from benchmarks.cases.members import members
from fidpos.domain.clock import ShopCalendar
from fidpos.domain.ids import MerchantId, ShopId, TillId
from fidpos.domain.money import EUR
from fidpos.domain.shop import TillIdentity
from fidpos.localdb.create import create_store
from fidpos.localdb.snapshot import changes_of
from fidpos.localdb.store import LocalStore
from fidpos.paths import migrations_dir, resources_dir
from fidpos.rules.codec import programme_from_json

KEY = bytes(range(32))
IDENTITY = TillIdentity(
    merchant_id=MerchantId(UUID(int=1)),
    merchant_name="Maison Banc",
    merchant_code="4711",
    card_name="Carte Banc",
    shop_id=ShopId(UUID(int=2)),
    shop_name="Centre",
    till_id=TillId(UUID(int=3)),
    till_name="Caisse 1",
    currency=EUR,
    calendar=ShopCalendar(zone=ZoneInfo("Europe/Paris")),
)


class WallClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """The wall clock."""
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        """Seconds since boot."""
        return time.monotonic()


@contextmanager
def bench_folder() -> Iterator[Path]:
    """A folder that is gone afterwards, in the one `FIDPOS_BENCH_DIR` names or here: it wants a real disk."""
    base = os.environ.get("FIDPOS_BENCH_DIR") or Path.cwd()
    with TemporaryDirectory(prefix="fidpos-bench-", dir=base) as folder:
        yield Path(folder)


@contextmanager
def store_of(count: int, *, visits: int = 5) -> Iterator[LocalStore]:
    """A fresh store with `count` members, gone afterwards."""
    with bench_folder() as folder:
        path = folder / "till.db"
        create_store(
            path,
            KEY,
            identity=IDENTITY,
            clock=WallClock(),
            migrations=migrations_dir(),
            changes=changes_of(members(count, visits=visits)),
        )
        store = LocalStore.open(path, KEY, WallClock())
        try:
            example = resources_dir() / "programmes" / "boulangerie.json"
            store.put_programme(programme_from_json(example.read_bytes()))
            yield store
        finally:
            store.close()
