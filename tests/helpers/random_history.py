"""Histories as they could happen and as they should not: what two tills tell of a few members."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import TypeVar

from fidpos.domain.card import CardStatus
from fidpos.domain.gift_card import GiftCardState, GiftMove
from fidpos.domain.ids import TillId
from fidpos.domain.member import Channel, MemberStatus, Profile, TierStanding
from fidpos.wire.events import (
    CardLinked,
    CountBody,
    EntryBody,
    Event,
    MemberEnrolled,
    RuleUseBody,
    TermBody,
    VisitClosed,
    VoucherUseBody,
)
from fidpos.wire.gift_card_events import GiftCardHeld, GiftCardIssued
from tests.helpers.centre_events import SOMEBODY, Happenings
from tests.helpers.centre_file_events import profile_changed, status_changed
from tests.helpers.centre_office import BESIDE, TILL

Thing = TypeVar("Thing")

_SCOPES = ("family:tea", "family:coffee")
_NOBODY = Profile(given_name="", family_name="")
_RULES = ("welcome", "birthday", "tenth")


class History:
    """What happens, made up event by event; some of it contradicts what happened before.

    Attributes:
        members: who were enrolled, some of them perhaps only in vain.
    """

    def __init__(self, told: Happenings, random: Random) -> None:
        self.told = told
        self.random = random
        self.members: list[MemberEnrolled] = []
        self._visits: list[VisitClosed] = []
        self._cards: list[CardLinked] = []
        self._gift_cards: list[GiftCardIssued] = []
        self._holds: list[GiftCardHeld] = []

    def push(self) -> tuple[TillId, list[Event]]:
        """The next few events of one of the tills."""
        self.told.clock.advance(self.random.randint(1, 40_000))
        return self.random.choice((TILL, BESIDE)), [self._next() for _ in range(self.random.randint(1, 6))]

    def _next(self) -> Event:
        if len(self.members) < 2:
            return self._enrol()
        make: Callable[[], Event] = self.random.choices(
            (
                *(self._enrol, self._link, self._set_card, self._state, self._close, self._void),
                *(
                    self._refund,
                    self._make_gift_card,
                    self._move_gift_card,
                    self._end_hold,
                    self._set_gift_card,
                ),
                *(self._change_file, self._stand),
            ),
            weights=(1, 1, 1, 1, 8, 2, 2, 1, 3, 1, 1, 2, 1),
        )[0]
        return make()

    def _member(self) -> MemberEnrolled:
        return self.random.choice(self.members)

    def _enrol(self) -> Event:
        if self.members and self.random.random() < 0.2:
            return self._member()
        self.members.append(self.told.enrolled(provisional=self.random.random() < 0.3))
        return self.members[-1]

    def _link(self) -> Event:
        number = str(self.random.randint(1, 12))
        self._cards.append(self.told.linked(self._member(), number))
        return self._cards[-1]

    def _set_card(self) -> Event:
        if not self._cards:
            return self._link()
        return self.told.card_set(self.random.choice(self._cards), self.random.choice(list(CardStatus)))

    def _state(self) -> Event:
        channel = self.random.choice((Channel.EMAIL, Channel.SMS))
        granted = self.random.random() < 0.5
        parent = "Anna" if granted and channel is Channel.EMAIL else ""
        return self.told.stated(self._member(), channel, granted=granted, parent=parent)

    def _change_file(self) -> Event:
        """Of what somebody saw, perhaps long ago, to what they typed."""
        before, after = (self._profile() for _ in range(2))
        return profile_changed(self.told, self._member(), before, after)

    def _profile(self) -> Profile:
        phone, email = (self.random.choice(("", "+33600000001", "+33600000002")) for _ in range(2))
        return replace(self.random.choice((SOMEBODY, _NOBODY)), phone=phone, email=email)

    def _stand(self) -> Event:
        wanted = self.random.choice(
            (MemberStatus.ACTIVE, MemberStatus.ACTIVE, MemberStatus.BLOCKED, MemberStatus.LEFT)
        )
        return status_changed(self.told, self._member(), wanted)

    def _close(self) -> Event:
        told, random, member = self.told, self.random, self._member()
        before = self._visits_of(member)
        earned = [told.earning(random.randint(1, 50)) for _ in range(random.randint(0, 2))]
        if random.random() < 0.3:
            earned.append(told.earning(random.randint(1, 9), "stamps", spendable_from=told.today))
        vouchers = [voucher for visit in before for voucher in visit.vouchers]
        visit = told.closed(
            member,
            earned=0,
            entries=[*self._spending(before), *earned],
            amount_minor=random.randint(1, 9_999),
            discount_minor=random.choice((0, 0, 100)),
            business_day=told.today - timedelta(days=random.choice((0, 0, 1))),
            counts=tuple(CountBody(scope=each, visits=1, quantity=7) for each in self._some(_SCOPES)),
            rule_uses=tuple(RuleUseBody(rule=each, count=2) for each in self._some(_RULES)),
            terms=self._terms(before),
            tier=self._tier(),
            vouchers=tuple(told.voucher(number_digest=self._digest()) for _ in range(random.randint(0, 1))),
            vouchers_used=tuple(VoucherUseBody(id=each.id) for each in self._some(vouchers)[:1]),
        )
        self._visits.append(visit)
        return visit

    def _visits_of(self, member: MemberEnrolled) -> list[VisitClosed]:
        """The latest ones; now and then those of everybody."""
        if self.random.random() < 0.05:
            return self._visits[-6:]
        return [visit for visit in self._visits if visit.member_id == member.member_id][-6:]

    def _void(self) -> Event:
        if not self._visits:
            return self._close()
        visit = self.random.choice(self._visits[-6:])
        back = TierStanding(code="", since=visit.business_day) if visit.tier is not None else None
        return self.told.voided(visit, tier=back)

    def _refund(self) -> Event:
        visits = [visit for visit in self._visits[-6:] if _lots([visit])]
        if not visits:
            return self._close()
        visit = self.random.choice(visits)
        if self.random.random() < 0.6:
            return self.told.refunded(visit, 50, 1)
        return self.told.refunded(visit, 50, 1, ends=True, rule_uses=visit.rule_uses, counts=visit.counts)

    def _make_gift_card(self) -> Event:
        self._gift_cards.append(self.told.gift_card())
        return self._gift_cards[-1]

    def _move_gift_card(self) -> Event:
        """Sold, loaded, spent, set aside: whether the card has it or not."""
        if not self._gift_cards:
            return self._make_gift_card()
        card_id = self.random.choice(self._gift_cards).gift_card_id
        match self.random.randrange(5):
            case 0 | 1:
                return self.told.moved(card_id, GiftMove.SOLD, 5_000)
            case 2:
                return self.told.moved(card_id, GiftMove.RELOADED, self.random.randint(1, 999))
            case 3:
                return self.told.moved(card_id, GiftMove.SPENT, -self.random.randint(1, 3_000))
            case _:
                self._holds.append(self.told.held(card_id, self.random.randint(1, 3_000)))
                return self._holds[-1]

    def _end_hold(self) -> Event:
        if not self._holds:
            return self._move_gift_card()
        hold = self.random.choice(self._holds[-4:])
        if self.random.random() < 0.4:
            return self.told.let_go(hold)
        return self.told.moved(hold.gift_card_id, GiftMove.SPENT, -hold.amount_minor, hold.hold_id)

    def _set_gift_card(self) -> Event:
        if not self._gift_cards:
            return self._make_gift_card()
        card_id = self.random.choice(self._gift_cards).gift_card_id
        return self.told.gift_state(card_id, self.random.choice((GiftCardState.FROZEN, GiftCardState.ACTIVE)))

    def _spending(self, visits: Sequence[VisitClosed]) -> list[EntryBody]:
        lots = _lots(visits)
        if not lots or self.random.random() < 0.5:
            return []
        entry = self.random.choice(lots)
        assert entry.lot is not None
        return [self.told.spending(entry.lot.id, self.random.randint(1, 30), entry.counter)]

    def _terms(self, visits: Sequence[VisitClosed]) -> tuple[TermBody, ...]:
        lots = _lots(visits)
        if not lots or self.random.random() < 0.7:
            return ()
        lot = self.random.choice(lots).lot
        assert lot is not None
        assert lot.expires_on is not None
        return (TermBody(lot_id=lot.id, was=lot.expires_on, until=lot.expires_on + timedelta(days=9)),)

    def _tier(self) -> TierStanding | None:
        if self.random.random() < 0.8:
            return None
        return TierStanding(code=self.random.choice(("silver", "gold")), since=self.told.today)

    def _digest(self) -> bytes:
        return self.random.randbytes(32) if self.random.random() < 0.3 else b""

    def _some(self, among: Sequence[Thing]) -> list[Thing]:
        return [each for each in among if self.random.random() < 0.25]


def _lots(visits: Sequence[VisitClosed]) -> list[EntryBody]:
    """The entries that opened one."""
    return [entry for visit in visits for entry in visit.entries if entry.lot is not None]
