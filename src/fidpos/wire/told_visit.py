"""A closed visit as a replay reads it: what the member did, out of the event that told it.

The till and the centre keep the same bytes. Most of them are skipped: this is read once for every visit.
"""

import msgspec

from fidpos.domain.errors import StoreCorrupt
from fidpos.domain.ids import MemberId, VoucherId
from fidpos.rules.facts import GiftChosen, VisitFacts
from fidpos.rules.replay.stored import StoredVisit, VoucherGiven
from fidpos.wire.instant import Instant


class _Voucher(msgspec.Struct, frozen=True):
    id: VoucherId
    source: str


class _MemberFacts(msgspec.Struct, frozen=True):
    labels: frozenset[str] = frozenset()


class _Facts(msgspec.Struct, frozen=True):
    """The part of the facts that says what happened, not what the programme knew."""

    visit: VisitFacts
    member: _MemberFacts
    requested: tuple[str, ...] = ()
    refused: frozenset[str] = frozenset()
    presented: tuple[VoucherId, ...] = ()
    chosen: tuple[GiftChosen, ...] = ()


class Movement(msgspec.Struct, frozen=True):
    """What moved on a counter."""

    counter: str
    amount: int


class ToldVisit(msgspec.Struct, frozen=True):
    """The part of a `VisitClosed` that a replay reads."""

    at: Instant
    facts: _Facts
    discount_minor: int = 0
    entries: tuple[Movement, ...] = ()
    vouchers: tuple[_Voucher, ...] = ()

    def stored(self, member: MemberId, *, undone: bool, refunded_minor: int) -> StoredVisit:
        """The visit, once it is known what became of it.

        Args:
            member: whose it is now; whoever came may have been merged into another member since.
            undone: voided, or refunded whole.
            refunded_minor: what came back later.
        """
        facts = self.facts
        return StoredVisit(
            member=member,
            facts=facts.visit,
            closed_at=self.at,
            labels=facts.member.labels,
            undone=undone,
            requested=facts.requested,
            refused=facts.refused,
            presented=facts.presented,
            given=tuple([VoucherGiven(each.id, each.source) for each in self.vouchers]),
            chosen=facts.chosen,
            refunded_minor=refunded_minor,
            discount_minor=self.discount_minor,
        )


_told = msgspec.json.Decoder(ToldVisit)


def told_visit(body: bytes) -> ToldVisit:
    """Read the body of a `VisitClosed`.

    Raises:
        StoreCorrupt: it is none.
    """
    try:
        return _told.decode(body)
    except msgspec.MsgspecError as fault:
        raise StoreCorrupt(f"unreadable visit: {fault}") from fault
