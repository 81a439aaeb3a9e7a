"""Where a till stands with its centre: the end of its journal, and what it remembers between two starts."""

from dataclasses import dataclass
from uuid import UUID

from fidpos.wire.instant import Instant
from fidpos.wire.sync.anchors import Anchor
from fidpos.wire.sync.pull import Cursor
from fidpos.wire.sync.snapshot import SnapshotPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalHead:
    """The newest row of the till's journal."""

    anchor: Anchor
    epoch: UUID
    written_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncMemory:
    """What the sync remembers from one start to the next.

    Attributes:
        acked: the highest row that a centre acknowledged in this lineage.
        generation: of the centre that did.
        feed: how far the feed was applied.
        echo: the centre was restored, and not everything was heard from it since: what this store has of
            members may come from a past that nobody shares any more.
        snapshot: how far the first fill has got; None when there is none, or when it is over.
    """

    acked: Anchor
    generation: str = ""
    feed: Cursor | None = None
    echo: bool = False
    snapshot: SnapshotPlace | None = None
