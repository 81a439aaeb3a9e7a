"""Points and vouchers chosen on the visit in progress, held at the centre while the cashier goes on.

What is chosen is asked about at once, in the background; what is not wanted any more is let go. Ids of
holds follow from the visit and what is chosen, both durable before: a till that stopped asks for the same.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar
from uuid import UUID, uuid5

from fidpos.domain.ids import HoldId, MemberId, VisitId, VoucherId
from fidpos.domain.visit import Redemption
from fidpos.till.allowance import AllowanceStanding, allowance_standing
from fidpos.till.close_visit import ReadyVisit
from fidpos.till.station import Station
from fidpos.till.stored_value import StoredValue
from fidpos.till.work import Work
from fidpos.wire.events import DrawnBody
from fidpos.wire.sync.allowance import AllowanceKind
from fidpos.wire.sync.hold import (
    Claim,
    Held,
    Hold,
    HoldAnswer,
    HoldRefusal,
    PointsClaim,
    Release,
    VoucherClaim,
)

Subject = TypeVar("Subject", bound=UUID)

ATTEMPTS_MAX = 8
"""Ids tried for one choice: one that was let go, perhaps before the till stopped, is never used again."""


class Standing(Enum):
    """Where the till stands with something chosen."""

    ASKED = "asked"
    HELD = "held"
    REFUSED = "refused"
    """The centre says that it is not there any more."""
    SILENT = "silent"
    """Nobody answered in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clear:
    """The visit may be closed; `drawn` is what is let go on the allowance."""

    drawn: tuple[DrawnBody, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The answer comes within `HOLD_WAIT_S`, or it is known then that there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Something chosen was spent elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """The cashier decides; `drawable` is what the allowance would cover, None where it does not."""

    drawable: DrawnBody | None


Clearance = Clear | Waiting | Unanswered


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    """A reward or a voucher on the draft; `id` is the redemption's or the voucher's."""

    id: UUID
    redemption: Redemption | None = None
    voucher_id: VoucherId | None = None


class RewardHolds:
    """Of one visit at a time.

    Args:
        station: of the till.
        stored_value: None for a till that has no centre: everything is clear.
        told: called after each answer.
    """

    def __init__(self, station: Station, stored_value: StoredValue | None, told: Callable[[], None]) -> None:
        self._station = station
        self._stored_value = stored_value
        self._told = told
        self._visit_id: VisitId | None = None
        self._settled_id: VisitId | None = None
        self._known_there: set[UUID] = set()
        self._standings: dict[UUID, Standing] = {}
        self._attempts: dict[UUID, int] = {}

    @property
    def is_refused(self) -> bool:
        """Whether something chosen was spent elsewhere."""
        return Standing.REFUSED in self._standings.values()

    def follow(self, work: Work | None) -> None:
        """The visit is this one now, with these choices, or there is none.

        Raises:
            StoreError: the store cannot be read; it is followed with the next change, or at the close.
        """
        stored_value = self._stored_value
        if stored_value is None:
            return
        visit_id = work.draft.id if work is not None else None
        if visit_id != self._visit_id:
            self._let_go(stored_value, tuple(self._standings))
            self._visit_id, self._attempts = visit_id, {}
        choices = self._choices(work) if work is not None else ()
        wanted = {choice.id for choice in choices}
        self._let_go(stored_value, [one for one in self._standings if one not in wanted])
        if work is not None and not self._is_small(stored_value, work, choices):
            self._ask(stored_value, work, [one for one in choices if one.id not in self._standings])

    def settled(self) -> None:
        """The visit is closed: its journal tells the centre, which settles the holds."""
        self._settled_id = self._visit_id
        self._visit_id, self._standings, self._attempts = None, {}, {}

    def clearance(self, work: Work) -> Clearance:
        """Whether the visit may be closed now; what was not asked about, or not answered, is asked about.

        Raises:
            StoreError: the store cannot be read.
        """
        stored_value = self._stored_value
        if stored_value is None:
            return Clear()
        choices = self._choices(work)
        unheld = [one for one in choices if self._standings.get(one.id) is not Standing.HELD]
        if not unheld:
            return Clear()
        drawable = self._drawable(stored_value, work, unheld)
        if drawable is not None and self._is_small(stored_value, work, choices):
            return Clear(drawn=(drawable,))
        standings = {self._standings.get(one.id) for one in unheld}
        if standings == {Standing.SILENT} and drawable is not None:
            return Unanswered(drawable=drawable)
        self._ask(stored_value, work, [one for one in unheld if not self._is_asked(one)])
        return Waiting()

    def outcome(self, work: Work) -> Clearance | Refused:
        """What the answers came to; asks nothing.

        Raises:
            StoreError: the store cannot be read.
        """
        stored_value = self._stored_value
        unheld = [one for one in self._choices(work) if self._standings.get(one.id) is not Standing.HELD]
        if stored_value is None or not unheld:
            return Clear()
        standings = {self._standings.get(one.id) for one in unheld}
        if Standing.REFUSED in standings:
            return Refused()
        if Standing.ASKED in standings:
            return Waiting()
        return Unanswered(drawable=self._drawable(stored_value, work, unheld))

    def ask_again(self) -> None:
        """Whoever was not heard is asked anew when the visit is to be closed."""
        self._standings = {one: s for one, s in self._standings.items() if s is not Standing.SILENT}

    def _is_asked(self, choice: _Choice) -> bool:
        return self._standings.get(choice.id) is Standing.ASKED

    # Choices

    def _choices(self, work: Work) -> tuple[_Choice, ...]:
        """Those that others may spend too, of a member whom the centre knows."""
        if work.file is None or self._stored_value is None:
            return ()
        return tuple(self._shared(self._stored_value, work, work.file.member.id))

    def _shared(self, stored_value: StoredValue, work: Work, member_id: MemberId) -> Iterator[_Choice]:
        store, draft = stored_value.store, work.draft
        if draft.redemptions and self._is_known_there(member_id, store.is_member_untold):
            for redemption in draft.redemptions:
                yield _Choice(id=redemption.id, redemption=redemption)
        for voucher_id in draft.vouchers:
            if self._is_known_there(voucher_id, store.is_voucher_untold):
                yield _Choice(id=voucher_id, voucher_id=voucher_id)

    def _is_known_there(self, subject: Subject, is_untold: Callable[[Subject], bool]) -> bool:
        """Looked up once: the centre forgets nobody, and the rows that wait may be many."""
        if subject not in self._known_there and not is_untold(subject):
            self._known_there.add(subject)
        return subject in self._known_there

    def _is_small(self, stored_value: StoredValue, work: Work, choices: Iterable[_Choice]) -> bool:
        """Whether all that is chosen is worth so little that the allowance is used unasked, and covers it."""
        limit_minor = stored_value.rewards_online_from_minor
        if not limit_minor or work.ready is None:
            return False
        worth_minor = sum(self._worth_minor(work.ready, one) for one in choices)
        return worth_minor < limit_minor and worth_minor <= self._allowance(stored_value).left_minor

    def _drawable(self, stored_value: StoredValue, work: Work, unheld: Iterable[_Choice]) -> DrawnBody | None:
        assert work.ready is not None
        ready = work.ready
        worth_minor = sum(self._worth_minor(ready, one) for one in unheld)
        standing = self._allowance(stored_value)
        if standing.id is None or worth_minor > standing.left_minor:
            return None
        return DrawnBody(allowance_id=standing.id, amount_minor=worth_minor)

    def _allowance(self, stored_value: StoredValue) -> AllowanceStanding:
        return allowance_standing(stored_value, self._station.identity, AllowanceKind.REWARDS)

    def _worth_minor(self, ready: ReadyVisit, choice: _Choice) -> int:
        """What it costs the shop; at least something, so that no allowance is without end."""
        if choice.redemption is not None:
            worth = {counter.code: counter.worth_minor for counter in self._station.programme.counters}
            return max(1, choice.redemption.cost * worth.get(choice.redemption.counter, 0))
        evaluation = ready.evaluation
        sources = {voucher.source for voucher in ready.facts.vouchers if voucher.id == choice.voucher_id}
        granted = sum(used.granted_minor for used in evaluation.vouchers_used if used.id == choice.voucher_id)
        gifts = sum(gift.worth_minor * gift.quantity for gift in evaluation.gifts if gift.source in sources)
        return max(1, granted + gifts)

    # Asking

    def _ask(self, stored_value: StoredValue, work: Work, choices: Iterable[_Choice]) -> None:
        station, asked = self._station, {self._hold_id(one.id, work.draft.id): one for one in choices}
        if not asked:
            return
        request = Hold(
            visit_id=work.draft.id,
            staff_id=station.staff_id,
            at=station.clock.now(),
            business_day=station.today,
            claims=tuple(self._claim(stored_value, work, hold_id, one) for hold_id, one in asked.items()),
        )
        self._standings.update({one.id: Standing.ASKED for one in asked.values()})
        stored_value.asker.hold(request, lambda answer: self._answered(work, asked, answer))

    def _claim(self, stored_value: StoredValue, work: Work, hold_id: HoldId, choice: _Choice) -> Claim:
        if choice.redemption is None:
            assert choice.voucher_id is not None
            digest = stored_value.store.voucher_digest(choice.voucher_id)
            return VoucherClaim(hold_id=hold_id, voucher_id=choice.voucher_id, number_digest=digest)
        assert work.file is not None
        return PointsClaim(
            hold_id=hold_id,
            account_id=work.file.member.account_id,
            counter=choice.redemption.counter,
            wanted=choice.redemption.cost,
        )

    def _answered(self, work: Work, asked: dict[HoldId, _Choice], answer: HoldAnswer | None) -> None:
        """What is not wanted any more was let go before its answer came, and is let go again.

        Nothing of a visit that was closed is: its journal speaks of it.
        """
        stored_value = self._stored_value
        assert stored_value is not None
        current = {
            hold_id: one
            for hold_id, one in asked.items()
            if work.draft.id == self._visit_id
            and one.id in self._standings
            and hold_id == self._hold_id(one.id, work.draft.id)
        }
        late = tuple(hold_id for hold_id in asked if hold_id not in current)
        if answer is not None and late and work.draft.id != self._settled_id:
            stored_value.asker.release(Release(visit_id=work.draft.id, hold_ids=late))
        told = {} if answer is None else {held.hold_id: held for held in answer.held}
        again = [one for hold_id, one in current.items() if self._take(one, told.get(hold_id))]
        if again:
            self._ask(stored_value, work, again)
        elif current:
            self._told()

    def _take(self, choice: _Choice, held: Held | None) -> bool:
        """Note what became of it; True when its id has ended, and another one is to be tried."""
        before = self._standings[choice.id]
        if before is Standing.HELD or (held is None and before is not Standing.ASKED):
            return False
        if held is None:
            self._standings[choice.id] = Standing.SILENT
            return False
        wanted = choice.redemption.cost if choice.redemption is not None else 1
        if held.granted == wanted:
            self._standings[choice.id] = Standing.HELD
            return False
        attempt = self._attempts.get(choice.id, 0) + 1
        if held.refused is HoldRefusal.ENDED and attempt < ATTEMPTS_MAX:
            self._attempts[choice.id] = attempt
            return True
        self._standings[choice.id] = Standing.REFUSED
        return False

    def _let_go(self, stored_value: StoredValue, choices: Iterable[UUID]) -> None:
        """Whatever was asked about, answered or not."""
        gone = list(choices)
        if not gone or self._visit_id is None:
            return
        hold_ids = tuple(self._hold_id(one, self._visit_id) for one in gone)
        for one in gone:
            del self._standings[one]
            self._attempts[one] = self._attempts.get(one, 0) + 1
        stored_value.asker.release(Release(visit_id=self._visit_id, hold_ids=hold_ids))

    def _hold_id(self, choice: UUID, visit_id: VisitId) -> HoldId:
        return HoldId(uuid5(visit_id, f"{choice}/{self._attempts.get(choice, 0)}"))
