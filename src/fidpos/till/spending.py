"""From Enter to the close of a visit that spends: cleared by the centre, by the allowance, or by nobody.

A visit that spends nothing never waits here. Where the answer is still on its way, the close follows it, as
long as nobody did anything meanwhile.
"""

from collections.abc import Callable
from dataclasses import dataclass

from fidpos.domain.money import Money
from fidpos.till import announce
from fidpos.till.announce import Said
from fidpos.till.reward_holds import Clear, Refused, RewardHolds, Unanswered, Waiting
from fidpos.till.station import Station
from fidpos.till.stored_value import StoredValue
from fidpos.till.view import Message, Question, QuestionKind, Tone
from fidpos.till.work import Work
from fidpos.wire.events import DrawnBody

Close = Callable[[Work, tuple[DrawnBody, ...]], None]
"""Records the visit as it is then, with what was drawn on the allowance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pending:
    work: Work
    close: Close
    holds: RewardHolds

    def promises(self, work: Work) -> bool:
        """Whether that is the visit for which Enter was pressed, and it gives and costs the same."""
        return work.draft == self.work.draft and work.promise == self.work.promise


class Spending:
    """What the cashier sees of `RewardHolds`.

    Args:
        station: of the till.
        stored_value: None for a till that has no centre.
        told: called on the till's worker after an answer that `take_answer` is to look at.
    """

    def __init__(self, station: Station, stored_value: StoredValue | None, told: Callable[[], None]) -> None:
        self._station = station
        self._holds = RewardHolds(station, stored_value, told) if stored_value is not None else None
        self._pending: _Pending | None = None

    def follow(self, work: Work | None) -> None:
        """The visit in progress is this one now, or there is none.

        Raises:
            StoreError: the store cannot be read.
        """
        if self._holds is not None:
            self._holds.follow(work)

    def settled(self) -> None:
        """The visit is closed."""
        if self._holds is not None:
            self._holds.settled()

    @property
    def is_waiting(self) -> bool:
        """Whether a close waits for the centre's answer."""
        return self._pending is not None

    def interrupt(self) -> None:
        """Somebody does something: what was to be closed once the answer is there waits for Enter again."""
        self._pending = None

    def close(self, work: Work, close: Close) -> None:
        """Close now, later, or say why not.

        Raises:
            StoreError: nothing was recorded.
        """
        if self._holds is None:
            close(work, ())
            return
        pending = _Pending(work=work, close=close, holds=self._holds)
        match self._holds.clearance(work):
            case Clear(drawn=drawn):
                close(work, drawn)
            case Waiting():
                # An asker may answer before it returns.
                self._pending = pending
                self._station.dialogue.say(centre_asked())
                self._look(work, pending)
            case Unanswered(drawable=drawable):
                self._unanswered(drawable, pending)

    def take_answer(self, work: Work | None) -> None:
        """An answer came, or it is known that none does.

        Raises:
            StoreError: nothing was recorded.
        """
        pending = self._pending
        if pending is not None and work is not None and pending.promises(work):
            self._look(work, pending)
        elif self._holds is not None and self._holds.is_refused:
            self._station.dialogue.say(spent_elsewhere())
        elif pending is not None:
            self._pending = None
            self._station.dialogue.say(announce.look_again())

    def decline(self) -> None:
        """The cashier does not draw on the allowance."""
        if self._holds is not None:
            self._holds.leave()
        self._station.dialogue.say(centre_silent())

    def _look(self, work: Work, pending: _Pending) -> None:
        outcome = pending.holds.outcome(work)
        if isinstance(outcome, Waiting):
            return
        self._pending = None
        match outcome:
            case Clear(drawn=drawn):
                pending.close(work, drawn)
            case Unanswered(drawable=drawable):
                self._unanswered(drawable, pending)
            case Refused():
                self._station.dialogue.say(spent_elsewhere())

    def _unanswered(self, drawable: DrawnBody | None, pending: _Pending) -> None:
        if drawable is None:
            self.decline()
            return
        worth = Money(drawable.amount_minor, self._station.identity.currency)
        self._station.dialogue.ask(draw_question(worth), lambda: self._draw(pending))

    def _draw(self, pending: _Pending) -> None:
        """The cashier said yes; an answer may have come meanwhile, or the allowance be over."""
        match pending.holds.outcome(pending.work):
            case Clear(drawn=drawn):
                pending.close(pending.work, drawn)
            case Unanswered(drawable=drawable) if drawable is not None:
                pending.close(pending.work, (drawable,))
            case _:
                self.decline()


def centre_asked() -> Said:
    """The centre is asked whether what is spent is still there; two seconds at most."""
    return Said(tone=Tone.INFO, message=Message(key="spending.asked"))


def centre_silent() -> Said:
    """Nobody answered, and nothing covers it."""
    return Said(
        tone=Tone.WARNING,
        message=Message(key="spending.silent"),
        detail=Message(key="hint.spending.silent"),
    )


def spent_elsewhere() -> Said:
    """The centre says that what was chosen is not there any more."""
    return Said(
        tone=Tone.WARNING,
        message=Message(key="spending.elsewhere"),
        detail=Message(key="hint.spending.elsewhere"),
    )


def draw_question(worth: Money) -> Question:
    """Let it go all the same, on what the shop is willing to risk?"""
    return Question(
        kind=QuestionKind.DRAW_UNASKED, message=Message(key="question.draw_unasked", params={"worth": worth})
    )
