"""Third-party drivers and card formats as their metadata describes them; nothing here imports their code."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import Distribution, EntryPoint
from pathlib import Path, PurePosixPath

from fidpos.domain.plug_in import Approval
from fidpos.readers.manifest import MANIFEST_NAME

DRIVERS_GROUP = "fidpos.readers"
CARDS_GROUP = "fidpos.cards"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """A driver or card format offered by a distribution; its manifest lies beside its module."""

    name: str
    module: str
    manifest: Path
    approval: Approval

    @property
    def label(self) -> str:
        """Distribution and version, as a technician knows it."""
        return f"{self.approval.distribution} {self.approval.version}"


def find_plugins(distributions: Iterable[Distribution], group: str) -> tuple[Plugin, ...]:
    """The plug-ins of the given distributions in that entry-point group, in order of their names."""
    found = [
        _plugin(distribution, entry_point)
        for distribution in distributions
        for entry_point in distribution.entry_points
        if entry_point.group == group
    ]
    return tuple(sorted(found, key=lambda plugin: plugin.name))


def _plugin(distribution: Distribution, entry_point: EntryPoint) -> Plugin:
    beside = PurePosixPath(*entry_point.module.split(".")[:-1]) / MANIFEST_NAME
    return Plugin(
        name=entry_point.name,
        module=entry_point.module,
        manifest=Path(str(distribution.locate_file(str(beside)))),
        approval=Approval(
            distribution=distribution.name,
            version=distribution.version,
            fingerprint=_fingerprint(distribution),
        ),
    )


def _fingerprint(distribution: Distribution) -> str:
    """SHA-256 over name and content of every installed file, so that an edited file asks for a new approval.

    Byte code is left out: the interpreter writes it, and ignores it when its source has changed.
    """
    digest = hashlib.sha256()
    for file in sorted(distribution.files or (), key=str):
        path = Path(str(distribution.locate_file(file)))
        if path.suffix != ".pyc" and path.is_file():
            digest.update(f"{file}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
