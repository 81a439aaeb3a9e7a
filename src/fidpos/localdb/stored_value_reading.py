"""What the counter reads of stored value; see `till.stored_value.StoredValueStore` for what each one means.

What is untold is searched in the journal's bytes, in rows that were never sent: an event names its subject by
id. One that was sent may have arrived, whatever became of the answer. Rows from before the journal began anew
do not count either: a store that was restored or copied does not know what it, or its other self, told since.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, func, literal_column, select

from fidpos.columns import id_from_blob, instant_from_int
from fidpos.domain.errors import StoreCorrupt
from fidpos.domain.ids import GiftCardId, MemberId, VoucherId
from fidpos.localdb.allowances import ALLOWANCE
from fidpos.localdb.engine import Reader
from fidpos.localdb.origin import Origin
from fidpos.localdb.reached import COUNTED_ON, NONE
from fidpos.localdb.statements import sql
from fidpos.localdb.tables import allowance_draws, journal, sync_memory, visits, vouchers
from fidpos.wire.sync.allowance import AllowanceKind, SignedAllowance

_ONE: ColumnElement[int] = literal_column("1")

_DRAWN = sql(
    select(func.coalesce(func.sum(allowance_draws.c.amount_minor), NONE)).where(
        allowance_draws.c.kind == bindparam("of"), allowance_draws.c.seq > bindparam("after")
    ),
    "of",
    "after",
)
_EPOCH = sql(
    select(journal.c.epoch).where(journal.c.seq == select(func.max(journal.c.seq)).scalar_subquery())
)
_LATEST = sql(
    select(func.max(COUNTED_ON + func.coalesce(journal.c.server_offset, NONE))).where(
        journal.c.seq >= bindparam("since")
    ),
    "boot",
    "ticks",
    "since",
)
_OFFERED = func.coalesce(select(sync_memory.c.offered_seq).scalar_subquery(), NONE)
_BEGUN = (
    select(journal.c.seq)
    .where(
        journal.c.event_id
        == select(journal.c.epoch)
        .where(journal.c.seq == select(func.max(journal.c.seq)).scalar_subquery())
        .scalar_subquery()
    )
    .scalar_subquery()
)
"""Where the epoch of the newest row begins."""
_TOLD = func.max(_OFFERED, _BEGUN)
_BEGINS = sql(
    select(_ONE)
    .select_from(journal)
    .where(
        journal.c.seq > _TOLD,
        func.substr(journal.c.body, _ONE, func.length(bindparam("kind"))) == bindparam("beginning"),
        func.instr(journal.c.body, bindparam("subject")) > NONE,
    ),
    "kind",
    "beginning",
    "subject",
)
_GIVEN = sql(
    select(_ONE)
    .select_from(vouchers.join(visits, visits.c.id == vouchers.c.given_by))
    .where(vouchers.c.id == bindparam("voucher"), visits.c.event_seq > _TOLD),
    "voucher",
)
_DIGEST = sql(select(vouchers.c.number_digest).where(vouchers.c.id == bindparam("voucher")), "voucher")
_ENROLLED = b'{"type":"member_enrolled"'
_ISSUED = b'{"type":"gift_card_issued"'


class StoredValueReader:
    """Over the till worker's read-only connection.

    Every method raises `StoreError` when the store cannot be read.
    """

    def __init__(self, reader: Reader, origin: Origin) -> None:
        self._reader = reader
        self._origin = origin

    def allowance(self, kind: AllowanceKind) -> SignedAllowance | None:
        """By its kind."""
        row = self._reader.one(ALLOWANCE, kind.value)
        return None if row is None else SignedAllowance(body=row[0], signature=row[1])

    def lineage(self) -> UUID:
        """Of the newest row."""
        row = self._reader.one(_EPOCH)
        if row is None:
            raise StoreCorrupt("the journal is empty")
        return id_from_blob(row[0])

    def drawn_minor(self, kind: AllowanceKind, after_seq: int) -> int:
        """One range of an index."""
        row = self._reader.one(_DRAWN, kind.value, after_seq)
        assert row is not None
        return int(row[0])

    def time_reached(self, since_seq: int) -> datetime:
        """Rows of this boot count on, by the clock that nobody can set."""
        now = self._origin.stamp()
        by_clock = now.wall_ts + (now.server_offset or 0)
        row = self._reader.one(_LATEST, now.boot_id, now.monotonic, since_seq)
        latest = row[0] if row is not None and row[0] is not None else by_clock
        return instant_from_int(max(by_clock, latest))

    def is_member_untold(self, member_id: MemberId) -> bool:
        """Enrolled here."""
        return self._begins(_ENROLLED, f'"member_id":"{member_id}"')

    def is_gift_card_untold(self, gift_card_id: GiftCardId) -> bool:
        """Made here."""
        return self._begins(_ISSUED, f'"gift_card_id":"{gift_card_id}"')

    def is_voucher_untold(self, voucher_id: VoucherId) -> bool:
        """Given here."""
        return self._reader.one(_GIVEN, voucher_id.bytes) is not None

    def voucher_digest(self, voucher_id: VoucherId) -> bytes:
        """By its id."""
        row = self._reader.one(_DIGEST, voucher_id.bytes)
        return b"" if row is None or row[0] is None else bytes(row[0])

    def _begins(self, kind: bytes, subject: str) -> bool:
        return self._reader.one(_BEGINS, kind, kind, subject.encode("ascii")) is not None
