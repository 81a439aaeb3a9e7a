"""What goes into the next push: as many rows as the line and the centre have lately taken at once."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from fidpos.domain.ids import EventId
from fidpos.sync.ports import CentreAway, CentreRefused, SyncStore
from fidpos.wire.chain import ChainRow
from fidpos.wire.codec import embed, event_id_of
from fidpos.wire.sync.anchors import Anchor
from fidpos.wire.sync.push import (
    PUSH_BYTES_MAX,
    PUSH_ROWS_MAX,
    Push,
    PushAnswer,
    PushedRow,
    PushVerdict,
    SubjectKey,
)
from fidpos.wire.sync.refusal import RefusalCode

SealBox = Callable[[UUID, bytes], bytes]
"""Seals a subject's key to the centre."""


class Outgoing:
    """Makes pushes: fewer rows after each failure, more after each success.

    Args:
        with_hashes: of each row, from the beginning: where nobody can ask for them.

    Attributes:
        rows_max: rows in the next push.
    """

    def __init__(
        self, seal_box: SealBox, rows_max: int = PUSH_ROWS_MAX, *, with_hashes: bool = False
    ) -> None:
        self.rows_max = rows_max
        self._most = rows_max
        self._seal_box = seal_box
        self._with_hashes = with_hashes

    def next(self, store: SyncStore, have: Anchor, lineage: UUID) -> Push:
        """The rows that follow `have`; there is at least one."""
        rows = store.rows_after(have.seq, at_most=self.rows_max, bytes_max=PUSH_BYTES_MAX // 2)
        first, last = rows[0].seq, rows[-1].seq
        hashes = store.hashes_of(first if self._with_hashes else last, last)
        boots = tuple(dict.fromkeys(row.boot_id for row in rows))
        return Push(
            lineage=lineage,
            base=have,
            base_epoch=store.epoch_at(have.seq),
            boots=tuple(UUID(bytes=boot) for boot in boots),
            rows=tuple(_pushed(row, boots) for row in rows),
            head=hashes[-1],
            keys=self._boxes(store.keys_for(rows)),
            hashes=hashes if self._with_hashes else (),
        )

    def answered(self, answer: PushAnswer) -> None:
        """The centre took a push, or says why it did not."""
        self._with_hashes = answer.verdict is PushVerdict.BROKEN
        if answer.verdict is PushVerdict.OK:
            self.rows_max = min(self.rows_max * 2, self._most)

    def failed(self, fault: CentreAway | CentreRefused) -> None:
        """A push was lost, or was too much."""
        if isinstance(fault, CentreAway) or fault.refusal.code in {RefusalCode.TOO_LARGE, RefusalCode.BUSY}:
            self.rows_max = max(1, self.rows_max // 2)

    def _boxes(self, keys: Mapping[UUID, bytes]) -> tuple[SubjectKey, ...]:
        return tuple(
            SubjectKey(subject=subject, box=self._seal_box(subject, key)) for subject, key in keys.items()
        )


def _pushed(row: ChainRow, boots: Sequence[bytes]) -> PushedRow:
    named = event_id_of(row.body)
    return PushedRow(
        body=embed(row.body),
        schema_version=row.schema_version,
        wall_ts=row.wall_ts,
        monotonic=row.monotonic,
        boot=boots.index(row.boot_id),
        server_offset=row.server_offset,
        event_id=EventId(UUID(bytes=row.event_id)) if named is None or named.bytes != row.event_id else None,
    )
