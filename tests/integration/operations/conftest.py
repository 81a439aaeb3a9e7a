"""What the backups of a centre need."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from fidpos.vault.boxes import new_box_key
from tests.helpers.off_site import OffSite


@pytest.fixture
def folder() -> Iterator[Path]:
    """With a short name, and open to whom root hands PostgreSQL to; pytest's own are neither."""
    made = Path(tempfile.mkdtemp(prefix="fidpos-"))
    made.chmod(0o711)
    try:
        yield made
    finally:
        shutil.rmtree(made)


@pytest.fixture
def off_site(tmp_path: Path) -> OffSite:
    made = tmp_path / "off-site"
    made.mkdir()
    return OffSite(folder=made, private_key=new_box_key())
