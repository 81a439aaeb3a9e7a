"""A demo member as a snapshot: the person, the cards, and what a history left behind."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from random import Random

from fidpos.bootstrap.demo.history import Bought, History
from fidpos.bootstrap.demo.shop import IDENTITY
from fidpos.domain.card import Card, CardStatus, CardToken, Medium, TokenKind
from fidpos.domain.ids import (
    AccountId,
    CardId,
    ConsentId,
    EntryId,
    LotId,
    MemberId,
    RelativeId,
    VisitId,
    uuid7,
)
from fidpos.domain.ledger import Lot
from fidpos.domain.member import Channel, Consent, Member, Profile
from fidpos.domain.money import Money
from fidpos.localdb.snapshot import MemberSnapshot
from fidpos.readers.own_number import make_ean13, make_long
from fidpos.rules.past import DayAggregate, LifetimeTotals
from fidpos.rules.programme import CounterDef
from fidpos.till.ports import PastVisit
from fidpos.vault.sealing import KEY_BYTES

MEMBERS_MAX = 1_000_000
"""The short numbers of one merchant code and prefix."""

NOTHING = LifetimeTotals()
"""Of somebody who never came before."""

_WORDING = "2026-01"
_ENROLMENT_HOUR = time(10, 30)
_UID_STEP, _UID_START, _UIDS = 0x5851F42D4C95, 0x14057B7EF767, 1 << 48


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCard:
    """A card of a member before it has an id; `holder_id` names the relative who carries it."""

    token: CardToken
    medium: Medium
    holder_id: RelativeId | None = None
    status: CardStatus = CardStatus.ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMember:
    """Everything that makes a member.

    Attributes:
        number: position among the shop's members; decides the member number.
        before: totals of the time before the history.
    """

    number: int
    profile: Profile
    enrolled_on: date
    cards: tuple[HeldCard, ...]
    history: History
    before: LifetimeTotals = NOTHING
    consents: tuple[Channel, ...] = ()


def snapshot(new: NewMember, counter: CounterDef, rng: Random) -> MemberSnapshot:
    """The member with fresh ids, born when the thing was."""
    enrolled_at = local_instant(new.enrolled_on, _ENROLMENT_HOUR)
    member_id = MemberId(uuid7(enrolled_at, rng.randbytes))
    account_id = AccountId(uuid7(enrolled_at, rng.randbytes))
    return MemberSnapshot(
        member=Member(
            id=member_id,
            account_id=account_id,
            number=member_number(new.number),
            profile=new.profile,
            tier=new.history.tier,
            enrolled_on=new.enrolled_on,
        ),
        cards=tuple(_card(card, member_id, enrolled_at, rng) for card in new.cards),
        consents=tuple(_consent(channel, member_id, enrolled_at, rng) for channel in new.consents),
        lots=tuple(_lots(new.history, account_id, counter, rng)),
        days=new.history.days,
        lifetime=(_lifetime(new.before, new.history.days),),
        visits=tuple(_past_visit(bought, rng) for bought in new.history.latest),
        key=rng.randbytes(KEY_BYTES),
    )


@lru_cache(maxsize=2)
def member_number(number: int) -> str:
    """The number printed on the card of the member at this position."""
    return make_ean13(IDENTITY.merchant_code, number)


def printed_card(number: int) -> HeldCard:
    """A barcode on paper or plastic, the member number itself."""
    return HeldCard(token=CardToken(TokenKind.NUMBER, member_number(number)), medium=Medium.BARCODE)


def chip_card(number: int) -> HeldCard:
    """A chip that carries a long number."""
    token = CardToken(TokenKind.NUMBER, make_long(IDENTITY.merchant_code, number))
    return HeldCard(token=token, medium=Medium.CHIP)


def contactless_card(number: int) -> HeldCard:
    """A plain contactless card, known by a UID of seven bytes; no two numbers share one."""
    uid = (number * _UID_STEP + _UID_START) % _UIDS
    return HeldCard(token=CardToken(TokenKind.UID, f"04{uid:012X}"), medium=Medium.CONTACTLESS)


def local_instant(day: date, hour: time) -> datetime:
    """The instant at which the shop's clock showed that."""
    return datetime.combine(day, hour, IDENTITY.calendar.zone).astimezone(UTC)


def _card(card: HeldCard, member_id: MemberId, at: datetime, rng: Random) -> Card:
    return Card(
        id=CardId(uuid7(at, rng.randbytes)),
        token=card.token,
        medium=card.medium,
        member_id=member_id,
        holder_id=card.holder_id,
        status=card.status,
        linked_at=at,
    )


def _consent(channel: Channel, member_id: MemberId, at: datetime, rng: Random) -> Consent:
    return Consent(
        id=ConsentId(uuid7(at, rng.randbytes)),
        member_id=member_id,
        channel=channel,
        granted=True,
        wording=_WORDING,
        at=at,
    )


def _lots(history: History, account_id: AccountId, counter: CounterDef, rng: Random) -> list[Lot]:
    lots = []
    for pot in history.pots:
        at = local_instant(pot.earned_on, time(20))
        lots.append(
            Lot(
                id=LotId(uuid7(at, rng.randbytes)),
                account_id=account_id,
                counter=counter.code,
                entry_id=EntryId(uuid7(at, rng.randbytes)),
                earned=pot.amount,
                remaining=pot.amount,
                earned_on=pot.earned_on,
                expires_on=counter.expiry.last_day(pot.earned_on),
            )
        )
    return lots


def _lifetime(before: LifetimeTotals, days: tuple[DayAggregate, ...]) -> LifetimeTotals:
    return LifetimeTotals(
        visits=before.visits + sum(day.visits for day in days),
        revenue_minor=before.revenue_minor + sum(day.revenue_minor for day in days),
        points_earned=before.points_earned + sum(day.points_earned for day in days),
    )


def _past_visit(bought: Bought, rng: Random) -> PastVisit:
    purchase, outcome = bought
    closed_at = local_instant(purchase.day, purchase.hour) + timedelta(seconds=rng.randrange(60))
    return PastVisit(
        id=VisitId(uuid7(closed_at, rng.randbytes)),
        closed_at=closed_at,
        business_day=purchase.day,
        amount=Money(purchase.amount_minor, IDENTITY.currency),
        discount=Money(outcome.discount_minor, IDENTITY.currency),
        points=outcome.earned - outcome.spent,
        voided=False,
    )
