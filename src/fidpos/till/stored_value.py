"""Stored value at the counter: whom to ask before it is let go, and what the till may let go unasked.

Gift cards, points and vouchers that the centre knows are the centre's to hold: another till may spend them at
the same moment. The question is put in the background, and for at most `HOLD_WAIT_S`; then the cashier
decides: on an allowance (`allowance`), without it, or again. What nobody but this till knows yet is spent on
its own word.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from fidpos.domain.ids import GiftCardId, MemberId, VoucherId
from fidpos.wire.sync.allowance import AllowanceKind, SignedAllowance
from fidpos.wire.sync.hold import Hold, HoldAnswer, Release

Answered = Callable[[HoldAnswer | None], None]
"""Called on the till's worker: with None when nobody answered in time, with an answer whenever one comes."""


class Asker(Protocol):
    """The way to the centre for holds; nothing here waits."""

    def hold(self, request: Hold, answered: Answered) -> None:
        """Ask. `answered` is called within `HOLD_WAIT_S`; after a None perhaps once more, with the answer."""
        ...

    def release(self, request: Release) -> None:
        """Say that holds are not needed any more; the centre ends those of which it never hears."""
        ...


class StoredValueStore(Protocol):
    """The local store as far as allowances go. Every method may raise a `StoreError`."""

    def allowance(self, kind: AllowanceKind) -> SignedAllowance | None:
        """The one that the centre gave last."""
        ...

    def lineage(self) -> UUID:
        """Epoch of the journal's newest row."""
        ...

    def drawn_minor(self, kind: AllowanceKind, after_seq: int) -> int:
        """What the journal's rows after that one let go on the till's own word, less what was let back."""
        ...

    def time_reached(self, since_seq: int) -> datetime:
        """The latest instant that the clock, or any row after that one, says to have come.

        A clock that is put back moves nothing back; within one boot of the machine not even a wrong one does.
        """
        ...

    def is_member_untold(self, member_id: MemberId) -> bool:
        """Whether nobody else can know the member, who was enrolled here.

        Of what was recorded before the journal began anew, as after a restore, nothing is untold.
        """
        ...

    def is_voucher_untold(self, voucher_id: VoucherId) -> bool:
        """Whether nobody else can know the visit that gave the voucher here; see `is_member_untold`."""
        ...

    def voucher_digest(self, voucher_id: VoucherId) -> bytes:
        """Of the number of one that is bound to the bearer, empty for a member's."""
        ...

    def is_gift_card_untold(self, gift_card_id: GiftCardId) -> bool:
        """Whether nobody else can know that the card was made here; see `is_member_untold`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredValue:
    """How stored value is spent at a till that has a centre, or had one; any other spends on its own word.

    Attributes:
        centre_key: the centre's public identity key, by which allowances are believed; without it none is.
        rewards_online_from_minor: rewards worth less than this on a visit are drawn on the allowance without
            asking; 0 asks for all.
    """

    asker: Asker
    store: StoredValueStore
    centre_key: bytes = b""
    rewards_online_from_minor: int = 0
