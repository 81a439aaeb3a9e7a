"""Making the embedded database: beside its place, and named when it is whole."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from fidpos.server.db.binaries import Installation
from fidpos.server.db.cluster import SUPERUSER, ClusterFolder
from fidpos.server.db.errors import ClusterDamaged
from fidpos.server.db.keeper import anywhere, environment, launched

_DRAFT = "data.new-"
_SAID_CHARACTERS = 2_000


def make_data(cluster: ClusterFolder, installation: Installation, password: str, *, durable: bool) -> None:
    """Make the data folder; a half made one never stands in its place.

    Args:
        cluster: whose it is, without data.
        installation: what it is made by, and will be read by.
        password: of the superuser.
        durable: False when a power cut may lose it.

    Raises:
        ClusterDamaged: PostgreSQL gave up; the detail is what it said.
    """
    draft = _drafted(cluster)
    password_file = _written(cluster, password)
    try:
        arguments = _arguments(draft, password_file, durable=durable)
        made = subprocess.run(  # noqa: S603 -- a program of ours
            launched([str(installation.program("initdb")), *arguments], cluster.user),
            capture_output=True,
            text=True,
            check=False,
            cwd=anywhere(),
            env=environment(),
        )
    finally:
        password_file.unlink()
    if made.returncode != 0:
        said = made.stderr[-_SAID_CHARACTERS:].strip()
        raise ClusterDamaged(
            f"PostgreSQL made no database in {cluster.root}: {said}", path=str(cluster.root), said=said
        )
    draft.rename(cluster.data)
    _flush(cluster.root)


def _drafted(cluster: ClusterFolder) -> Path:
    """A new folder each time: what a killed program left behind may still be written to for a moment."""
    for left_behind in cluster.root.glob(f"{_DRAFT}*"):
        shutil.rmtree(left_behind, ignore_errors=True)
    draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=cluster.root))
    cluster.give(draft)
    return draft


def _written(cluster: ClusterFolder, password: str) -> Path:
    """The password in a file, for as long as it takes: an argument could be read by every user."""
    file = cluster.root / "superuser.new"
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    file.write_text(password, "ascii")
    cluster.give(file)
    return file


def _arguments(draft: Path, password_file: Path, *, durable: bool) -> Sequence[str]:
    """Known by a password only, UTF-8, sorted by code points, pages with checksums."""
    arguments = [
        *("-D", str(draft), "-U", SUPERUSER, "-A", "scram-sha-256", "--pwfile", str(password_file)),
        *("--encoding", "UTF8", "--no-locale", "--data-checksums", "--no-instructions"),
    ]
    return arguments if durable else [*arguments, "--no-sync"]


def _flush(folder: Path) -> None:
    """Its new name is on disk before the first commit relies on it."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
