"""What a replay reads: an account's visits in the order of time, and how its members stood before them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from fidpos.domain.ids import AccountId, MemberId, VoucherId
from fidpos.domain.member import Channel, TierStanding
from fidpos.rules.facts import Anniversary, GiftChosen, VisitFacts
from fidpos.rules.past import DayAggregate, LifetimeTotals, PastUse


class VoucherGiven(NamedTuple):
    """A voucher that the recorded visit gave; `source` is the code of its rule or reward."""

    id: VoucherId
    source: str


class StoredVisit(NamedTuple):
    """One visit as it was recorded: what the member did, not what the programme made of it.

    A named tuple, since there are as many as visits.

    Attributes:
        facts: the purchase; its `at` is the instant at which it was evaluated.
        closed_at: the instant by which later visits count it.
        labels: of the member at that time; None where only today's are known.
        undone: voided, or refunded whole: it counts as if it had never been.
        requested: rewards that the member wanted to use.
        refused: rules that the cashier set aside.
        presented: vouchers that the member wanted to use.
        given: vouchers that it gave, in their order.
        refunded_minor: of the basket, what came back later.
        discount_minor: what it really took off.
    """

    member: MemberId
    facts: VisitFacts
    closed_at: datetime
    labels: frozenset[str] | None = None
    undone: bool = False
    requested: tuple[str, ...] = ()
    refused: frozenset[str] = frozenset()
    presented: tuple[VoucherId, ...] = ()
    given: tuple[VoucherGiven, ...] = ()
    chosen: tuple[GiftChosen, ...] = ()
    refunded_minor: int = 0
    discount_minor: int = 0


class ConsentWord(NamedTuple):
    """One statement about one channel; of two words of one instant, the withdrawal comes last.

    `granted` where it counts as a consent, see `domain.consent`.
    """

    at: datetime
    channel: Channel
    granted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningLot:
    """What an account held of a counter before its first visit here."""

    counter: str
    amount: int
    earned_on: date
    expires_on: date | None = None
    spendable_from: date | None = None


def _unknown(_day: date) -> None:
    """Of whom no birthday or no year of birth is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberPast:
    """A member as the store knows them, and what it knows of the time before their first visit here.

    Attributes:
        labels: today's.
        anniversaries: all of them.
        age: in completed years on a day, None when it is unknown.
        consents: oldest first.
        days: aggregates of the days before, oldest first.
        lifetime: the totals of that time, also of days that are no longer kept.
        uses: of rules, each with the person of an anniversary; only their days are known.
    """

    id: MemberId
    enrolled_on: date
    labels: frozenset[str] = frozenset()
    anniversaries: tuple[Anniversary, ...] = ()
    age: Callable[[date], int | None] = _unknown
    consents: tuple[ConsentWord, ...] = ()
    tier: TierStanding | None = None
    days: tuple[DayAggregate, ...] = ()
    lifetime: tuple[LifetimeTotals, ...] = ()
    uses: tuple[tuple[PastUse, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPast:
    """One account: whoever shares it, what it held, and the visits, oldest first."""

    members: Mapping[MemberId, MemberPast]
    lots: tuple[OpeningLot, ...] = ()
    visits: Sequence[StoredVisit]


class Part(NamedTuple):
    """One of several parts of the accounts, of about the same size; each account is in one of them.

    Attributes:
        number: from 0 on.
        of: how many parts there are.
    """

    number: int = 0
    of: int = 1

    def has(self, account_id: AccountId) -> bool:
        """Whether the account is in it, by the last bytes of its id, which are drawn at random."""
        return (account_id.int & PART_MASK) % self.of == self.number


PART_MASK = 0xFFFF
EVERYBODY = Part()
"""All accounts."""
