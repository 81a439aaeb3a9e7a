"""A data folder in which nobody has served yet, where PostgreSQL may run as another user than we do."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fidpos.paths import TillFolder

PASSED_THROUGH = 0o711


@contextmanager
def fresh_pc() -> Iterator[TillFolder]:
    """Gone afterwards, with the centre beside it."""
    place = Path(tempfile.mkdtemp(prefix="fidpos-"))
    place.chmod(PASSED_THROUGH)
    try:
        yield TillFolder(place / "till")
    finally:
        shutil.rmtree(place)
