"""The till's own events that the centre's states do not contain yet, by whom they are about."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, select

from fidpos.domain.errors import StoreCorrupt
from fidpos.localdb.engine import Connection
from fidpos.localdb.statements import sql
from fidpos.localdb.tables import journal
from fidpos.posting.subjects import subjects_of
from fidpos.wire.codec import decode
from fidpos.wire.events import Event

_BODIES = sql(
    select(journal.c.seq, journal.c.body).where(journal.c.seq > bindparam("number")).order_by(journal.c.seq),
    "number",
)


class OwnEvents:
    """Those after a row of the journal; read once, then as far as the journal has grown."""

    def __init__(self) -> None:
        self._after = 0
        self._read_to = 0
        self._about: dict[UUID, list[tuple[int, Event]]] = {}

    def begin_after(self, seq: int) -> None:
        """The states contain everything up to this row."""
        if seq < self._after:
            self._read_to, self._about = seq, {}
        kept = ((subject, [one for one in some if one[0] > seq]) for subject, some in self._about.items())
        self._about = {subject: some for subject, some in kept if some}
        self._after = seq
        self._read_to = max(self._read_to, seq)

    def read_on(self, connection: Connection) -> None:
        """Up to the journal's end, within the transaction in which they are laid on top of states."""
        for seq, body in connection.execute(_BODIES, (self._read_to,)).fetchall():
            self._read_to = seq
            try:
                event = decode(body)
            except StoreCorrupt:  # Of a kind that this program cannot book, and so did not.
                continue
            for subject in subjects_of(event):
                self._about.setdefault(subject, []).append((seq, event))

    def about(self, *subjects: UUID) -> Sequence[Event]:
        """Those about a member, an account, a gift card or a voucher, each once and in order."""
        found = {seq: event for subject in subjects for seq, event in self._about.get(subject, ())}
        return [found[seq] for seq in sorted(found)]
