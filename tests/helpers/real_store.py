"""Real encrypted stores on disk, quick to come by: a template is migrated once a run, then copied."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from fidpos.localdb.bulk import load_members
from fidpos.localdb.create import create_store
from fidpos.localdb.snapshot import MemberSnapshot
from fidpos.localdb.store import LocalStore
from fidpos.paths import migrations_dir
from tests.helpers.counter import IDENTITY, INES, PAUL, TAREK, programme
from tests.helpers.fake_clock import FakeClock

KEY = bytes(range(32))


def new_store(path: Path, clock: FakeClock | None = None, *members: MemberSnapshot) -> LocalStore:
    """A store of the test shop at `path`, open."""
    shutil.copyfile(_template(), path)
    store = LocalStore.open(path, KEY, clock or FakeClock())
    load_members(store.database, members)
    return store


@cache
def _template() -> Path:
    folder = tempfile.mkdtemp(prefix="fidpos-test-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = Path(folder) / "template.db"
    create_store(path, KEY, identity=IDENTITY, clock=FakeClock(), migrations=migrations_dir())
    store = LocalStore.open(path, KEY, FakeClock())
    store.put_programme(programme())
    for person in (INES, PAUL, TAREK):
        store.put_staff(person)
    store.close()
    return path
