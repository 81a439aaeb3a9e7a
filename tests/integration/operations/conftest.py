"""A centre with members and visits in an embedded database of its own, and what its backups need."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from fidpos.vault.boxes import box_public_key, new_box_key


@dataclass(frozen=True, slots=True, kw_only=True)
class OffSite:
    """A folder for backups and the pair of keys that goes with it."""

    folder: Path
    private_key: bytes

    @property
    def public_key(self) -> bytes:
        return box_public_key(self.private_key)


@pytest.fixture
def off_site() -> Iterator[OffSite]:
    with short_folder() as folder:
        yield OffSite(folder=folder, private_key=new_box_key())


@contextmanager
def short_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="fidpos-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
