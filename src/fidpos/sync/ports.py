"""What the sync needs of the till's store and of the way to the centre.

Both are blocking: the sync lives on a thread of its own.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

import msgspec

from fidpos.domain.errors import FidposError
from fidpos.wire.chain import ChainRow
from fidpos.wire.events import EpochReason
from fidpos.wire.sync.allowance import AllowancesHeld
from fidpos.wire.sync.anchors import Anchor
from fidpos.wire.sync.pull import Change, Cursor
from fidpos.wire.sync.refusal import Refusal
from fidpos.wire.sync.standing import JournalHead, SyncMemory

Answer = TypeVar("Answer", bound=msgspec.Struct)


class CentreAway(FidposError):
    """No answer, or one that does not come from our centre: it may have got the request, or not."""


class CentreRefused(FidposError):
    """The centre answered that it will not; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class WaitEnded(FidposError):
    """We ended the wait for an answer ourselves: nothing was asked for that could be half done."""


class SyncStore(Protocol):
    """The till's store, as the sync sees it. Writes never hold the lock for more than a few milliseconds."""

    def head(self) -> JournalHead:
        """The newest row; a till's journal is never empty."""
        ...

    def locator(self, at_most: int) -> tuple[Anchor, ...]:
        """Rows from the newest back: one by one, then ever further apart, with the start of each epoch."""
        ...

    def anchor_at(self, seq: int) -> Anchor | None:
        """The row with this sequence; `START` for 0."""
        ...

    def epoch_at(self, seq: int) -> UUID:
        """The epoch of the row with this sequence; the journal's first epoch for 0."""
        ...

    def rows_after(self, seq: int, *, at_most: int, bytes_max: int) -> Sequence[ChainRow]:
        """The rows that follow, without a gap, as many as fit; at least one if there is one."""
        ...

    def hashes_of(self, first: int, last: int) -> tuple[bytes, ...]:
        """As they are stored, for the rows from first to last."""
        ...

    def keys_for(self, rows: Sequence[ChainRow]) -> dict[UUID, bytes]:
        """The own keys of members and gift cards that begin in these rows; of an erased one, none."""
        ...

    def begin_epoch(self, reason: EpochReason) -> None:
        """Append the event that begins a new epoch; what the journal tells stays."""
        ...

    def memory(self) -> SyncMemory:
        """As last remembered."""
        ...

    def remember(self, memory: SyncMemory) -> None:
        """Durable once it returns."""
        ...

    def offer(self, seq: int) -> None:
        """Rows up to this one are about to be sent: from then on they are not the till's alone."""
        ...

    def allowances_held(self) -> AllowancesHeld:
        """What the till may let go unasked, and how far its journal is."""
        ...

    def heard_out(self, written_at: datetime | None = None, have: Anchor | None = None) -> None:
        """What changed was heard to its end: what the centre decides is here.

        Args:
            written_at: where that is as of a letter, when the letter was written; None for now.
            have: the newest row that it held.
        """
        ...

    def locked_out(self) -> None:
        """The centre has locked this till: whatever was heard out before counts no more."""
        ...

    def apply(self, changes: Sequence[Change], *, have: Anchor, cursor: Cursor | None, echo: bool) -> None:
        """Make the states the store's own, the till's rows after `have` laid on top; then keep the rest.

        In short transactions: killed in between, the till asks again from the cursor before.
        """
        ...

    def fill(self, changes: Sequence[Change], *, have: Anchor, memory: SyncMemory) -> None:
        """The same for a part of a first fill; then remember. Where nobody is served it may be quick."""
        ...


class Centre(Protocol):
    """The way to the centre: one request, one answer."""

    def ask(self, path: str, request: msgspec.Struct, answer: type[Answer], *, wait_s: float = 0.0) -> Answer:
        """Send the request and return the answer.

        Args:
            path: of the request, such as `/sync/push`.
            request: the message.
            answer: its type; a body that is not one comes from somebody else.
            wait_s: how much longer than usual an answer may take.

        Raises:
            CentreAway: no answer that can be believed.
            CentreRefused: the centre says no.
        """
        ...
