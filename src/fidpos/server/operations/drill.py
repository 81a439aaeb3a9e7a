"""The restore drill: the newest backup is brought back here, into a database of its own, and proven.

A backup that was never restored is a hope. The database in use has no part in it.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from fidpos.server.db.after_restore import begin_again
from fidpos.server.db.dump import programs_for, restored
from fidpos.server.db.embedded import EmbeddedPostgres
from fidpos.server.db.migrate import migrate
from fidpos.server.db.proof.finding import Finding
from fidpos.server.db.proof.prove import Proven, prove
from fidpos.server.db.whole import major_of
from fidpos.server.operations.backup import Backup
from fidpos.server.operations.backup_file import SealedBackup


@dataclass(frozen=True, slots=True, kw_only=True)
class Drilled:
    """What came of it.

    Attributes:
        findings: contradictions in what the backup holds; without any, it is as good as the original.
    """

    backup: Backup
    proven: Proven
    findings: tuple[Finding, ...]


def drill(backup: Backup, stream_key: bytes, migrations: Path) -> Drilled:
    """Bring a backup back beside everything else, and look at every row of it.

    Args:
        backup: which.
        stream_key: that opens this backup.
        migrations: to bring it to this program's schema.

    Raises:
        CentreBackupError: it cannot be brought back.
        DatabaseError: the same.
    """
    findings: list[Finding] = []
    with tempfile.TemporaryDirectory(prefix="fidpos-drill-") as folder:
        # Whom root hands PostgreSQL to has to pass through.
        Path(folder).chmod(0o711)
        database = EmbeddedPostgres.open(Path(folder) / "cluster", durable=False)
        try:
            with backup.path.open("rb") as file:
                sealed = SealedBackup(file, backup.path)
                programs = programs_for(max(major_of(database.owner), sealed.label.major))
                restored(database.owner, programs, sealed.dump_by(stream_key))
            migrate(database.owner, migrations)
            begin_again(database.owner, ())
            proven = prove(database.backup, findings.append)
        finally:
            database.close()
    return Drilled(backup=backup, proven=proven, findings=tuple(findings))
