"""Push: the journal's new tail."""

from enum import StrEnum
from uuid import UUID

import msgspec

from fidpos.domain.ids import EventId
from fidpos.wire.number import Count, Signed, Version
from fidpos.wire.sync.anchors import Anchor

PUSH_ROWS_MAX = 500
PUSH_BYTES_MAX = 8 * 1024 * 1024
"""Of a push, unpacked."""
EVENT_BYTES_MAX = 1024 * 1024
"""Of one event's body; a larger one is kept raw and never applied."""


class PushedRow(msgspec.Struct, frozen=True, array_like=True):
    """A row of the journal: what its neighbours and its body do not already say.

    Attributes:
        body: the exact bytes that were hashed; `id` and `type` stand in it.
        boot: index into `Push.boots`.
        event_id: where it cannot be read from the body.
    """

    body: msgspec.Raw
    schema_version: Version
    wall_ts: Signed
    monotonic: Signed
    boot: Count = 0
    server_offset: Signed | None = None
    event_id: EventId | None = None


class SubjectKey(msgspec.Struct, frozen=True, kw_only=True):
    """The own key of a member or gift card that a pushed event is the first to speak of.

    Attributes:
        box: the key, sealed to the centre (`vault.boxes`), with the subject's id as additional data.
    """

    subject: UUID
    box: bytes


class Push(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Rows that follow `base` in the till's journal, without a gap.

    Attributes:
        lineage: epoch of the journal's head, which the rows need not have reached.
        base_epoch: epoch of the row at `base`; the epoch changes at each `EpochStarted` in the rows.
        boots: the machine's boots during which the rows were written.
        head: hash of the last row: whoever recomputes the chain from `base` must arrive at it.
        hashes: of each row; sent only after the answer `broken`, to find the place.
    """

    lineage: UUID
    base: Anchor
    base_epoch: UUID
    boots: tuple[UUID, ...]
    rows: tuple[PushedRow, ...]
    head: bytes
    keys: tuple[SubjectKey, ...] = ()
    hashes: tuple[bytes, ...] = ()


class PushVerdict(StrEnum):
    """What became of a push as a whole."""

    OK = "ok"
    """Stored and durable, each event applied or in quarantine: the cursor moves to `have`."""
    GAP = "gap"
    """The centre does not have the base: say hello."""
    FORK = "fork"
    """The centre has another row at this place: say hello, and begin a new epoch."""
    BROKEN = "broken"
    """The rows do not arrive at `head`: send them again with `hashes`."""


class EventFate(StrEnum):
    """What became of an event; whatever is not said was applied."""

    DUPLICATE = "duplicate"
    """It was known before, with the same content: nothing changed."""
    QUARANTINED = "quarantined"
    """Kept as it came, visible to the office, and not applied."""
    FLAGGED = "flagged"
    """Applied, and the office is told; what it minted beyond the till's limits cannot be spent yet."""


class EventOutcome(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one event.

    Attributes:
        reason: stable code, such as `unknown_member`.
    """

    seq: int
    event_id: EventId | None
    fate: EventFate
    reason: str = ""


class PushAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the centre made of a push.

    Attributes:
        have: the newest row of the lineage that is durable at the centre.
        outcomes: of the events that were not simply applied.
    """

    verdict: PushVerdict
    have: Anchor
    outcomes: tuple[EventOutcome, ...] = ()
