"""Members who come and buy under one programme: closed by use cases of the till, told as a replay reads them.

The store may be any. What the engine said of each visit is kept, to be held against what a replay says.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random
from uuid import UUID

from fidpos.domain.basket import Basket, BasketLine
from fidpos.domain.clock import utc
from fidpos.domain.ids import AccountId, MemberId, RedemptionId, VisitId, uuid7
from fidpos.domain.member import Member
from fidpos.domain.money import EUR, Money
from fidpos.domain.visit import Redemption, VisitDraft
from fidpos.localdb.snapshot import MemberSnapshot
from fidpos.rules.codec import facts_from_json
from fidpos.rules.engine import compile_programme, evaluate
from fidpos.rules.evaluation import Evaluation
from fidpos.rules.household import anniversaries
from fidpos.rules.programme import Programme
from fidpos.rules.replay.stored import AccountPast, MemberPast, OpeningLot, StoredVisit, VoucherGiven
from fidpos.till.close_visit import Closing, ReadyVisit, closing_event
from fidpos.till.counter_store import CounterStore
from fidpos.till.identify import recognise_without_card
from fidpos.till.member_file import VisitContext, facts_of, read_member_file
from fidpos.till.void_visit import Voiding, void_event
from fidpos.wire.events import VisitClosed
from tests.helpers.counter import BERENICE, INES, MALO, ZOE
from tests.helpers.fake_clock import FakeClock

THEO = replace(
    ZOE,
    member=replace(ZOE.member, id=MemberId(UUID(int=205)), number="2047110000055"),
    cards=(),
)
"""Shares Zoé's account."""
PEOPLE = (BERENICE, MALO, ZOE, THEO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shopping:
    """One visit: how long after the one before, whose, and what they do."""

    after_s: float
    member: int
    lines: tuple[BasketLine, ...]
    wants: tuple[str, ...] = ()
    uses_vouchers: bool = False
    undone: bool = False


@dataclass
class Life:
    """A till that serves `PEOPLE`."""

    store: CounterStore
    programme: Programme
    clock: FakeClock = field(default_factory=lambda: FakeClock(utc(2026, 11, 5, 8, 40)))
    said: dict[VisitId, Evaluation] = field(default_factory=dict)
    closed: list[VisitClosed] = field(default_factory=list)
    undone: set[VisitId] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._random = Random(1)
        self._compiled = compile_programme(self.programme)

    def live(self, shopping: Shopping) -> None:
        """One visit, and its undoing before anybody else comes."""
        self.clock.advance(shopping.after_s)
        ready = self._ready(shopping)
        closing = Closing(closed_by=INES.id, at=self.clock.now(), new_id=self._new_id)
        event = closing_event(self.store, ready, closing)
        self.store.commit(event)
        self.said[event.visit_id] = ready.evaluation
        self.closed.append(event)
        if shopping.undone:
            self._undo(event.visit_id)

    def _ready(self, shopping: Shopping) -> ReadyVisit:
        at, identity = self.clock.now(), self.store.identity()
        recognised = recognise_without_card(self.store, PEOPLE[shopping.member].member.id)
        assert recognised is not None
        file = read_member_file(self.store, self._compiled, recognised, identity.calendar.business_day(at))
        basket = Basket(
            amount=Money(sum(line.amount_minor for line in shopping.lines), EUR), lines=shopping.lines
        )
        rewards = {reward.code: reward for reward in self.programme.rewards}
        draft = VisitDraft(
            id=VisitId(self._new_id()),
            opened_at=at,
            opened_by=INES.id,
            presented=recognised.presented,
            basket=basket,
            redemptions=tuple(
                Redemption(
                    id=RedemptionId(self._new_id()),
                    reward=code,
                    counter=rewards[code].counter,
                    cost=rewards[code].cost,
                )
                for code in shopping.wants
                if code in rewards
            ),
            vouchers=tuple(voucher.id for voucher in file.vouchers) if shopping.uses_vouchers else (),
        )
        facts = facts_of(
            file,
            basket,
            context=VisitContext(draft=draft, identity=identity, at=at, staff_own=False),
            requested=tuple(redemption.reward for redemption in draft.redemptions),
            compiled=self._compiled,
        )
        evaluation = evaluate(self._compiled, facts)
        return ReadyVisit(compiled=self._compiled, draft=draft, file=file, facts=facts, evaluation=evaluation)

    def _undo(self, visit_id: VisitId) -> None:
        visit = self.store.visit(visit_id)
        assert visit is not None
        voiding = Voiding(
            staff_id=INES.id,
            reason="test",
            at=self.clock.now(),
            business_day=visit.business_day,
            new_id=self._new_id,
        )
        self.store.commit(void_event(visit, voiding))
        self.undone.add(visit_id)

    def accounts(self) -> list[AccountPast]:
        """What was lived, from the events alone."""
        found: dict[AccountId, list[StoredVisit]] = {}
        for event in self.closed:
            found.setdefault(event.account_id, []).append(stored(event, undone=event.visit_id in self.undone))
        return [
            AccountPast(
                members={one.member.id: past_of(one.member) for one in PEOPLE},
                lots=tuple(lot for one in PEOPLE for lot in opening_lots(one, account_id)),
                visits=visits,
            )
            for account_id, visits in found.items()
        ]

    def _new_id(self) -> UUID:
        return uuid7(self.clock.now(), self._random.randbytes)


def stored(event: VisitClosed, *, undone: bool = False) -> StoredVisit:
    """The visit as the event tells it."""
    facts = facts_from_json(bytes(event.facts))
    return StoredVisit(
        member=event.member_id,
        facts=facts.visit,
        closed_at=event.at,
        labels=facts.member.labels,
        undone=undone,
        requested=facts.requested,
        refused=facts.refused,
        presented=facts.presented,
        given=tuple(VoucherGiven(voucher.id, voucher.source) for voucher in event.vouchers),
        chosen=facts.chosen,
        discount_minor=event.discount_minor,
    )


def past_of(member: Member) -> MemberPast:
    """A member of whom nothing but lots and tier came with the snapshot."""
    return MemberPast(
        id=member.id,
        enrolled_on=member.enrolled_on,
        labels=member.labels,
        anniversaries=anniversaries(member.profile, member.enrolled_on),
        tier=member.tier,
    )


def opening_lots(snapshot: MemberSnapshot, account_id: AccountId) -> Sequence[OpeningLot]:
    """What the snapshot brought to that account."""
    return [
        OpeningLot(
            counter=lot.counter,
            amount=lot.remaining,
            earned_on=lot.earned_on,
            expires_on=lot.expires_on,
            spendable_from=lot.spendable_from,
        )
        for lot in snapshot.lots
        if lot.account_id == account_id
    ]
