"""Points and vouchers chosen on the visit in progress, held at the centre while the cashier goes on.

What is chosen is asked about at once, in the background; what is not wanted any more is let go. Ids of
holds follow from the visit and what is chosen, both durable before: a till that stopped asks for the same.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from fidpos.domain.ids import HoldId, VisitId
from fidpos.till.shared_choices import ATTEMPTS_MAX, Choice, SharedChoices, hold_id
from fidpos.till.station import Station
from fidpos.till.stored_value import StoredValue
from fidpos.till.work import Work
from fidpos.wire.events import DrawnBody
from fidpos.wire.sync.hold import Held, Hold, HoldAnswer, HoldRefusal, Release


class Standing(Enum):
    """Where the till stands with something chosen."""

    ASKED = "asked"
    HELD = "held"
    REFUSED = "refused"
    """The centre says that it is not there any more."""
    SILENT = "silent"
    """Nobody answered in time."""
    LEFT = "left"
    """Nobody answered, and the cashier would not draw on the allowance: asked again at the close."""


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

_SPARE_S = 60
"""A hold is asked for anew that long before the centre may let it go: no two clocks run alike."""
_FRESH_S = 10
"""However soon it ends, a hold that the centre confirmed just now is good for the close that waits for it."""


class RewardHolds:
    """Of one visit at a time.

    Args:
        station: of the till.
        stored_value: how it is spent there.
        told: called after each answer.
    """

    def __init__(self, station: Station, stored_value: StoredValue, told: Callable[[], None]) -> None:
        self._station = station
        self._asker = stored_value.asker
        self._choices = SharedChoices(station, stored_value)
        self._told = told
        self._visit_id: VisitId | None = None
        self._settled_id: VisitId | None = None
        self._standings: dict[UUID, Standing] = {}
        self._attempts: dict[UUID, int] = {}
        self._good_until_s: dict[UUID, float] = {}

    @property
    def is_refused(self) -> bool:
        """Whether something chosen was spent elsewhere."""
        return Standing.REFUSED in self._standings.values()

    def follow(self, work: Work | None) -> None:
        """The visit is this one now, with these choices, or there is none.

        Raises:
            StoreError: the store cannot be read; it is followed with the next change, or at the close.
        """
        visit_id = work.draft.id if work is not None else None
        if visit_id != self._visit_id:
            self._let_go(tuple(self._standings))
            self._visit_id, self._attempts = visit_id, {}
        choices = self._choices.of(work) if work is not None else ()
        wanted = {choice.id for choice in choices}
        self._let_go([one for one in self._standings if one not in wanted])
        if work is not None and not self._choices.is_small(work, choices):
            self._ask(work, [one for one in choices if one.id not in self._standings])

    def settled(self) -> None:
        """The visit is closed: its journal tells the centre, which settles the holds."""
        self._settled_id = self._visit_id
        self._visit_id, self._standings, self._attempts = None, {}, {}

    def clearance(self, work: Work) -> Clearance:
        """Whether the visit may be closed now; what was not asked about, not answered, or long ago, is now.

        Raises:
            StoreError: the store cannot be read.
        """
        choices = self._choices.of(work)
        unheld = self._unheld(choices)
        if not unheld:
            return Clear()
        drawable = self._choices.drawable(work, unheld)
        if drawable is not None and self._choices.is_small(work, choices):
            return Clear(drawn=(drawable,))
        if self._standings_of(unheld) == {Standing.SILENT} and drawable is not None:
            return Unanswered(drawable=drawable)
        self._ask(work, [one for one in unheld if self._standings.get(one.id) is not Standing.ASKED])
        return Waiting()

    def outcome(self, work: Work) -> Clearance | Refused:
        """What the answers came to; asks nothing.

        Raises:
            StoreError: the store cannot be read.
        """
        unheld = self._unheld(self._choices.of(work))
        standings = self._standings_of(unheld)
        if not unheld:
            return Clear()
        if Standing.REFUSED in standings:
            return Refused()
        if Standing.ASKED in standings:
            return Waiting()
        return Unanswered(drawable=self._choices.drawable(work, unheld))

    def leave(self) -> None:
        """What was not answered is asked about anew when the visit is to be closed."""
        for one, standing in self._standings.items():
            if standing is Standing.SILENT:
                self._standings[one] = Standing.LEFT

    def _unheld(self, choices: Iterable[Choice]) -> list[Choice]:
        return [one for one in choices if not self._is_held(one)]

    def _is_held(self, choice: Choice) -> bool:
        """Held, and the centre has not let go since."""
        is_held = self._standings.get(choice.id) is Standing.HELD
        return is_held and self._station.clock.monotonic_s() < self._good_until_s[choice.id]

    def _standings_of(self, choices: Iterable[Choice]) -> set[Standing | None]:
        return {self._standings.get(one.id) for one in choices}

    # Asking

    def _ask(self, work: Work, choices: Iterable[Choice]) -> None:
        station, asked = self._station, {self._hold_id(one.id, work.draft.id): one for one in choices}
        if not asked:
            return
        request = Hold(
            visit_id=work.draft.id,
            staff_id=station.staff_id,
            at=station.clock.now(),
            business_day=station.today,
            claims=tuple(self._choices.claim(work, hold_id, one) for hold_id, one in asked.items()),
        )
        self._standings.update({one.id: Standing.ASKED for one in asked.values()})
        asked_s = station.clock.monotonic_s()
        self._asker.hold(request, lambda answer: self._answered(work, asked, answer, asked_s))

    def _answered(
        self, work: Work, asked: dict[HoldId, Choice], answer: HoldAnswer | None, asked_s: float
    ) -> None:
        """What is not wanted any more was let go before its answer came, and is let go again.

        Nothing of a visit that was closed is: its journal speaks of it.
        """
        current = {
            hold_id: one
            for hold_id, one in asked.items()
            if work.draft.id == self._visit_id
            and one.id in self._standings
            and hold_id == self._hold_id(one.id, work.draft.id)
        }
        late = tuple(hold_id for hold_id in asked if hold_id not in current)
        if answer is not None and late and work.draft.id != self._settled_id:
            self._asker.release(Release(visit_id=work.draft.id, hold_ids=late))
        told = {} if answer is None else {held.hold_id: held for held in answer.held}
        until_s = asked_s if answer is None else asked_s + _good_for_s(answer)
        again = [one for hold_id, one in current.items() if self._take(one, told.get(hold_id), until_s)]
        if again:
            self._ask(work, again)
        elif current:
            self._told()

    def _take(self, choice: Choice, held: Held | None, until_s: float) -> bool:
        """Note what became of it; True when its id has ended, and another one is to be tried."""
        is_asked = self._standings[choice.id] is Standing.ASKED
        if self._is_held(choice) or (held is None and not is_asked):
            return False
        if held is None:
            self._standings[choice.id] = Standing.SILENT
            return False
        if held.granted == choice.wanted:
            if self._station.clock.monotonic_s() < until_s:
                self._standings[choice.id], self._good_until_s[choice.id] = Standing.HELD, until_s
            return False
        attempt = self._attempts.get(choice.id, 0) + 1
        if held.refused is HoldRefusal.ENDED and attempt < ATTEMPTS_MAX:
            self._attempts[choice.id] = attempt
            return True
        self._standings[choice.id] = Standing.REFUSED
        return False

    def _let_go(self, choices: Iterable[UUID]) -> None:
        """Whatever was asked about, answered or not."""
        gone = list(choices)
        if not gone or self._visit_id is None:
            return
        hold_ids = tuple(self._hold_id(one, self._visit_id) for one in gone)
        for one in gone:
            del self._standings[one]
            self._attempts[one] = self._attempts.get(one, 0) + 1
        self._asker.release(Release(visit_id=self._visit_id, hold_ids=hold_ids))

    def _hold_id(self, choice: UUID, visit_id: VisitId) -> HoldId:
        return hold_id(visit_id, choice, self._attempts.get(choice, 0))


def _good_for_s(answer: HoldAnswer) -> float:
    """From the question on; the answer may have been on its way for a while."""
    left_s = (answer.expires_at - answer.answered_at).total_seconds()
    return max(left_s - _SPARE_S, _FRESH_S)
