"""Where the sync stands, as a value for the screen."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fidpos.columns import instant_from_int
from fidpos.sync.ports import SyncStore


class SyncState(StrEnum):
    """What the counter sees; each has a sentence."""

    UP_TO_DATE = "up_to_date"
    SENDING = "sending"
    """Some events wait, and the centre answers."""
    OFFLINE = "offline"
    """No answer: the till works on, and sends later."""
    ATTENTION = "attention"
    """The centre refuses, or the store does: somebody has to look at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncStatus:
    """One moment of it.

    Attributes:
        waiting: events that no centre has acknowledged.
        waiting_since: instant of the oldest of them.
        since: since when the state is this one.
        reason: stable code of what is wrong, such as `revoked`; empty when nothing is.
    """

    state: SyncState
    waiting: int
    waiting_since: datetime | None
    since: datetime
    reason: str = ""


def waiting_in(store: SyncStore) -> tuple[int, datetime | None]:
    """How many events wait, and since when the oldest of them does."""
    acked = store.memory().acked
    waiting = store.head().anchor.seq - acked.seq
    if waiting <= 0:
        return 0, None
    oldest = store.rows_after(acked.seq, at_most=1, bytes_max=1)[0]
    return waiting, instant_from_int(oldest.wall_ts)
