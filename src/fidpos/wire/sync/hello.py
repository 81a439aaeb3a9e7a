"""Hello: the till's first word after each start, and after each answer that it did not expect."""

from uuid import UUID

import msgspec

from fidpos.wire.instant import Instant
from fidpos.wire.sync.anchors import Anchor
from fidpos.wire.sync.pull import Cursor

LOCATOR_MAX = 64
"""Anchors in a hello: the last rows one by one, then ever further apart, then the start of each epoch."""


class TillHealth(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the office sees of a till.

    Attributes:
        waiting: events that the centre has not acknowledged.
        waiting_since: instant of the oldest of them.
        schema_version: of the events that this program writes.
        readers: by name, whether each works.
    """

    software: str
    schema_version: int
    waiting: int = 0
    waiting_since: Instant | None = None
    programme_version: int = 0
    readers: dict[str, bool] = {}
    free_bytes: int | None = None


class Hello(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where the till stands.

    Attributes:
        lineage: epoch of the journal's head.
        locator: rows of the till's own journal, newest first; the centre answers with the newest it knows.
        acked: the highest row that any centre ever acknowledged; it betrays a centre that was restored.
        feed: how far the till has read, None for a till that has nothing yet.
        clock: what the till believes the time to be.
    """

    lineage: UUID
    locator: tuple[Anchor, ...]
    acked: Anchor
    feed: Cursor | None = None
    clock: Instant
    health: TillHealth


class HelloAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the centre knows of the till.

    Attributes:
        have: the newest row of the lineage that the centre stored; of a lineage that it does not know, the
            newest row of the locator that it does. When it is no row of the till's own journal, the lineage
            went on elsewhere: the till begins a new epoch and says hello again.
        generation: changes when the centre was restored from a backup.
        schema_versions: oldest and newest event format that the centre can apply; newer ones are kept raw.
    """

    have: Anchor
    generation: str
    server_time: Instant
    schema_versions: tuple[int, int]
