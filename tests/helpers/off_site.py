"""A place for the centre's backups, and the pair of keys that goes with it."""

from dataclasses import dataclass
from pathlib import Path

from fidpos.domain.retention import USUAL, Retention
from fidpos.paths import migrations_dir
from fidpos.server.operations.backup import Backup, BackupPlace
from fidpos.server.operations.restore import RestorePlan
from fidpos.vault.boxes import box_public_key


@dataclass(frozen=True, slots=True, kw_only=True)
class OffSite:
    """The private key would be in a safe."""

    folder: Path
    private_key: bytes

    def place(self, retention: Retention = USUAL) -> BackupPlace:
        return BackupPlace(
            folder=self.folder, public_key=box_public_key(self.private_key), retention=retention
        )

    def plan(self, backup: Backup, *, replace: bool = False) -> RestorePlan:
        return RestorePlan(
            file=backup.path, private_key=self.private_key, migrations=migrations_dir(), replace=replace
        )
