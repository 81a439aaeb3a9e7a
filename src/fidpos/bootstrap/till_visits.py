"""The visits of a till's data folder, for a simulation; the till may be at work."""

from functools import partial
from pathlib import Path

from fidpos.bootstrap.store import load_keys
from fidpos.bootstrap.visit_source import OpenVisits
from fidpos.localdb.visit_stream import open_visit_stream
from fidpos.paths import TillFolder


def till_visits(store: Path) -> OpenVisits:
    """Opens the till's data folder, or the store in it; see `open_visit_stream`.

    Raises:
        KeyStoreError: its key cannot be read.
        StoreMissing: there is no till.
    """
    folder = TillFolder(store.parent if store.is_file() else store)
    return partial(open_visit_stream, folder.store, load_keys(folder).keys.store_key)
