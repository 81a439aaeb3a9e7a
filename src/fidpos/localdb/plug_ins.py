"""The plug-ins that a technician allowed to run beside the keys; who may allow one is the till's to decide.

What was allowed and withdrawn stays as a row, with the person and the time: a restore must not bring back
what was withdrawn since the backup.
"""

from collections.abc import Callable

from sqlalchemy import bindparam, select

from fidpos.domain.ids import StaffId
from fidpos.domain.plug_in import Approval
from fidpos.localdb.engine import Connection, Database
from fidpos.localdb.lock import Priority
from fidpos.localdb.origin import Origin
from fidpos.localdb.statements import replace_row, sql
from fidpos.localdb.tables import plug_in_approvals

_APPROVED = sql(
    select(
        plug_in_approvals.c.distribution, plug_in_approvals.c.version, plug_in_approvals.c.fingerprint
    ).where(plug_in_approvals.c.approved == bindparam("yes")),
    "yes",
)
_STATE = replace_row(plug_in_approvals)


class PlugInApprovals:
    """The approvals of a till, from any thread.

    Args:
        database: the open store.
        origin: makes the time of each row.
    """

    def __init__(self, database: Database, origin: Origin) -> None:
        self._database = database
        self._origin = origin

    def plugin_approvals(self) -> frozenset[Approval]:
        """What may be imported.

        Raises:
            StoreError: it cannot be known; then nothing may.
        """
        reader = self._database.reader()
        try:
            return frozenset(
                Approval(distribution=distribution, version=version, fingerprint=fingerprint)
                for distribution, version, fingerprint in reader.all(_APPROVED, 1)
            )
        finally:
            reader.close()

    def approve(self, approval: Approval, *, by: StaffId) -> None:
        """Allow exactly these files of this distribution in this version.

        Raises:
            StoreError: it is not allowed.
        """
        self._write(approval, by, approved=True)

    def withdraw(self, approval: Approval, *, by: StaffId) -> None:
        """Allow it no longer; what runs already runs until it is started anew.

        Raises:
            StoreError: it is as it was.
        """
        self._write(approval, by, approved=False)

    def _write(self, approval: Approval, by: StaffId, *, approved: bool) -> None:
        row = (
            approval.distribution,
            approval.version,
            approval.fingerprint,
            int(approved),
            by.bytes,
            self._origin.stamp().wall_ts,
        )
        self._database.write(Priority.BACKGROUND, _stating(row))


def _stating(row: tuple[object, ...]) -> Callable[[Connection], None]:
    def state(connection: Connection) -> None:
        connection.execute(_STATE, row)

    return state
