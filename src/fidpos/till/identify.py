"""From what a reader saw to whom it belongs."""

from dataclasses import dataclass
from typing import assert_never

from fidpos.domain.card import Card, CardRead, CardStatus, Medium, Refusal, RefusedRead, TokenKind, Trust
from fidpos.domain.gift_card_number import former
from fidpos.domain.ids import MemberId
from fidpos.domain.member import Member, MemberStatus
from fidpos.domain.staff import Staff
from fidpos.domain.visit import Presented
from fidpos.till.counter_store import CounterStore
from fidpos.till.ports import TillStore
from fidpos.till.reads import Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """A member whose card may be used."""

    member: Member
    presented: Presented
    card: Card | None

    @property
    def holder(self) -> str:
        """Given name of the relative who carries the card, or empty for the member."""
        if self.card is None or self.card.holder_id is None:
            return ""
        household = self.member.profile.household
        return next((r.given_name for r in household if r.id == self.card.holder_id), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """Outcome of a look-up: what it is, and the person where there is one.

    Attributes:
        number: of a voucher or a gift card, which is looked up once it is known what for.
    """

    seen: Seen
    member: Recognised | None = None
    staff: Staff | None = None
    card: Card | None = None
    number: str = ""


def identify(store: CounterStore, read: CardRead | RefusedRead, *, attached: MemberId | None) -> Identified:
    """Look up what was presented, `attached` being the member of the visit in progress."""
    if isinstance(read, RefusedRead):
        return _former_gift_card(store, read.foreign) or Identified(seen=_refused(read.reason))
    if read.token.kind is TokenKind.GIFT_CARD:
        return Identified(seen=Seen.GIFT_CARD, number=read.token.value)
    if read.token.kind is TokenKind.VOUCHER:
        return Identified(seen=Seen.VOUCHER, number=read.token.value)
    card = store.card(read.token)
    if card is None:
        staff = store.staff_by_badge(read.token.text)
        if staff is not None:
            return Identified(seen=Seen.STAFF, staff=staff)
        number = read.token.value if read.token.kind is TokenKind.NUMBER else ""
        return _former_gift_card(store, number) or Identified(seen=Seen.UNKNOWN)
    member = store.member(card.member_id)
    if member is None or card.status is not CardStatus.ACTIVE or not may_be_served(member):
        return Identified(seen=Seen.BLOCKED, card=card)
    presented = Presented(member_id=member.id, card_id=card.id, medium=read.medium, trust=read.trust)
    recognised = Recognised(member=member, presented=presented, card=card)
    return Identified(seen=_whose(member, attached), member=recognised, card=card)


def _former_gift_card(store: CounterStore, text: str) -> Identified | None:
    """A gift card that another system had issued, if this till knows it: nothing in its number says so."""
    number = former(text)
    if number is None or store.gift_card_by_number(number) is None:
        return None
    return Identified(seen=Seen.GIFT_CARD, number=number.canonical)


def identify_staff(store: TillStore, read: CardRead | RefusedRead) -> Identified:
    """Whether it is a colleague's badge; no member is looked up, whoever's card it may be."""
    if isinstance(read, RefusedRead):
        return Identified(seen=_refused(read.reason))
    staff = store.staff_by_badge(read.token.text)
    return Identified(seen=Seen.UNKNOWN if staff is None else Seen.STAFF, staff=staff)


def recognise_without_card(store: TillStore, member_id: MemberId) -> Recognised | None:
    """A member found by name or phone; nothing proves who stands at the counter."""
    member = store.member(member_id)
    if member is None or not may_be_served(member):
        return None
    presented = Presented(member_id=member.id, card_id=None, medium=Medium.TYPED, trust=Trust.CLAIMED)
    return Recognised(member=member, presented=presented, card=None)


def recognise_again(store: TillStore, presented: Presented) -> Recognised | None:
    """The member of a draft, after the till was restarted."""
    member = store.member(presented.member_id)
    if member is None or not may_be_served(member):
        return None
    card = store.card_by_id(presented.card_id) if presented.card_id is not None else None
    if card is not None and card.status is not CardStatus.ACTIVE:
        return None
    return Recognised(member=member, presented=presented, card=card)


def may_be_served(member: Member) -> bool:
    """Whether visits of this member may be recorded."""
    return member.status in {MemberStatus.ACTIVE, MemberStatus.PROVISIONAL}


def _whose(member: Member, attached: MemberId | None) -> Seen:
    if attached is None:
        return Seen.MEMBER
    return Seen.SAME_MEMBER if member.id == attached else Seen.OTHER_MEMBER


def _refused(reason: Refusal) -> Seen:
    match reason:
        case Refusal.BAD_READ:
            return Seen.BAD_READ
        case Refusal.BANK_CARD:
            return Seen.BANK_CARD
        case Refusal.OTHER_MERCHANT:
            return Seen.OTHER_MERCHANT
        case Refusal.ARTICLE:
            return Seen.ARTICLE
        case Refusal.UNKNOWN_FORMAT:
            return Seen.UNKNOWN_FORMAT
        case Refusal.PHONE:
            return Seen.PHONE
        case Refusal.NOT_GENUINE:
            return Seen.NOT_GENUINE
        case Refusal.UNCHECKED:
            return Seen.UNCHECKED
        case _:
            assert_never(reason)
