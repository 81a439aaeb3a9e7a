"""The visits of a till's data folder, for a simulation; the till may be at work."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fidpos.bootstrap.simulation import VisitSource
from fidpos.bootstrap.store import load_keys
from fidpos.localdb.visit_stream import open_visit_stream
from fidpos.paths import TillFolder


@contextmanager
def till_visits(store: Path) -> Iterator[VisitSource]:
    """Open the till's data folder, or the store in it.

    Raises:
        StoreError: missing, refused, damaged, or of another version of the program.
        KeyStoreError: its key cannot be read.
    """
    folder = TillFolder(store.parent if store.is_file() else store)
    with open_visit_stream(folder.store, load_keys(folder).keys.store_key) as visits:
        yield visits
