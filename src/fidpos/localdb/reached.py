"""Instants that the journal says have come, whatever the PC's clock says now."""

from sqlalchemy import ColumnElement, bindparam, case, func, literal_column

from fidpos.localdb.tables import journal

NONE: ColumnElement[int] = literal_column("0")

COUNTED_ON: ColumnElement[int] = journal.c.wall_ts + case(
    (journal.c.boot_id == bindparam("boot"), func.max(bindparam("ticks") - journal.c.monotonic, NONE)),
    else_=NONE,
)
"""When a row was written, in microseconds; one of the running `boot` counts on until its clock's `ticks`."""
