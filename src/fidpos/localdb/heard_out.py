"""When the centre was heard out last, kept so that no clock can make it look later than it was.

Beside the instant by this PC's clock stands the one by the clock of the running boot, which nobody can set,
and the journal row that was the newest: what rows after it say has come has come, whatever the clock says
now.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, func, select

from fidpos.localdb.engine import Connection, Reader
from fidpos.localdb.origin import Origin, Stamp
from fidpos.localdb.reached import COUNTED_ON
from fidpos.localdb.statements import replace_row, sql
from fidpos.localdb.tables import heard_out, journal

SET_RIGHT = timedelta(minutes=5)
"""A clock that shows so much less than when the centre was heard was set back, or stood still."""
_US = timedelta(microseconds=1)
_AGAIN_AFTER_US = timedelta(minutes=10) // _US
_DRIFT_US = timedelta(minutes=1) // _US

_SLOT = 1
_HEARD_OUT = sql(
    select(
        heard_out.c.since_seq,
        heard_out.c.wall_ts,
        heard_out.c.boot_id,
        heard_out.c.monotonic,
    )
)
_KEEP = replace_row(heard_out)
_LATEST = sql(
    select(func.max(COUNTED_ON)).where(journal.c.seq > bindparam("since")), "boot", "ticks", "since"
)
FORGET = "DELETE FROM heard_out"
"""What a restored store heard is not what the one before it heard; a till that was locked hears nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardOut:
    """The centre had its say: when, and up to which row of the journal nothing that is told counts.

    Attributes:
        boot_id: empty where only the PC's clock tells, as of a letter.
    """

    since_seq: int
    wall_ts: int
    boot_id: bytes = b""
    monotonic: int = 0

    @classmethod
    def at(cls, stamp: Stamp, since_seq: int) -> "HeardOut":
        """Just now."""
        return cls(
            since_seq=since_seq, wall_ts=stamp.wall_ts, boot_id=stamp.boot_id, monotonic=stamp.monotonic
        )

    def is_recent(self, now: Stamp) -> bool:
        """Whether it need not be kept anew: minutes ago, by both clocks."""
        by_boot, by_wall = now.monotonic - self.monotonic, now.wall_ts - self.wall_ts
        is_same_boot = now.boot_id == self.boot_id
        return is_same_boot and 0 <= by_boot < _AGAIN_AFTER_US and abs(by_wall - by_boot) < _DRIFT_US

    def is_after(self, other: "HeardOut | None") -> bool:
        """Whether it is the later one, by the journal first."""
        return other is None or (self.since_seq, self.wall_ts) > (other.since_seq, other.wall_ts)


def heard_out_in(reader: Reader) -> HeardOut | None:
    """As it is kept; None for a store that never heard its centre out."""
    row = reader.one(_HEARD_OUT)
    if row is None:
        return None
    return HeardOut(since_seq=row[0], wall_ts=row[1], boot_id=bytes(row[2]), monotonic=row[3])


def write_heard_out(connection: Connection, heard: HeardOut) -> None:
    """Keep it, inside the caller's transaction."""
    connection.execute(_KEEP, (_SLOT, heard.since_seq, heard.wall_ts, heard.boot_id, heard.monotonic))


class HeardOutReader:
    """How long ago that is, over the till worker's read-only connection: `till.contact.Hears`."""

    def __init__(self, reader: Reader, origin: Origin) -> None:
        self._reader = reader
        self._origin = origin
        self._heard: HeardOut | None = None
        self._reached = (0, 0)
        """An instant that has come, and when that was known by the clock of the boot."""

    def unheard_for(self) -> timedelta:
        """At least so long; the longest there is where it cannot be told.

        Raises:
            StoreError: the store cannot be read.
        """
        now, heard = self._origin.stamp(), heard_out_in(self._reader)
        if heard is None or now.wall_ts < heard.wall_ts - SET_RIGHT // _US:
            return timedelta.max
        if heard != self._heard:
            self._reached = self._told_after(heard, now), now.monotonic
            self._heard = heard
        reached, known_at = self._reached
        reached = max(now.wall_ts, reached + max(0, now.monotonic - known_at))
        self._reached = reached, now.monotonic
        return max(timedelta(), (reached - heard.wall_ts) * _US)

    def _told_after(self, heard: HeardOut, now: Stamp) -> int:
        """The latest instant that this boot, or a row that followed, says has come."""
        by_boot = now.monotonic - heard.monotonic if now.boot_id == heard.boot_id else 0
        row = self._reader.one(_LATEST, now.boot_id, now.monotonic, heard.since_seq)
        latest = row[0] if row is not None and row[0] is not None else heard.wall_ts
        return max(heard.wall_ts + max(0, by_boot), int(latest))
