"""Enter, from the key to the record: what speaks against it, what it costs, then what is announced."""

from collections.abc import Callable

from fidpos.domain.money import Money
from fidpos.domain.staff import Staff
from fidpos.till import announce
from fidpos.till.answering import Answering
from fidpos.till.close_visit import Closing, close_visit
from fidpos.till.gift_cards import GiftCardRefusal
from fidpos.till.on_counter import OnCounter
from fidpos.till.payment.words import with_paid
from fidpos.till.task.acts import OpenTask, TaskKind
from fidpos.till.work import Work, without_choices
from fidpos.wire.events import DrawnBody


class Confirming:
    """Closes the visit in progress; `show_closing` says on screen that it is being recorded."""

    def __init__(self, on: OnCounter, answering: Answering, show_closing: Callable[[], None]) -> None:
        self._on = on
        self._answering = answering
        self._show_closing = show_closing

    def again(self) -> None:
        """A task has done what was missing for Enter."""
        if self._on.visit.work is not None and self._on.serving is not None:
            self.confirm(self._on.visit.work, self._on.serving)

    def confirm(self, work: Work, staff: Staff) -> None:
        """Close it, ask, or say what is missing."""
        on = self._on
        on.days.go_on()
        if on.payment.is_begun and not on.payment.is_promised:
            self._answering.open_task(OpenTask(TaskKind.GIFT_CARD_PAYMENT))
        elif on.payment.is_begun and work.file is None:
            self._record_alone(work, staff)
        elif on.visit.has_lost_member(work):
            on.keep(Work(draft=without_choices(work.draft)))
            on.dialogue.say(announce.member_gone())
        else:
            self._confirm_for_member(work, staff)

    def close(self, work: Work, staff: Staff) -> None:
        """What the visit spends is cleared first; earning waits for nobody."""
        self._on.spending.close(work, lambda current, drawn: self._record(current, staff, drawn))

    def _confirm_for_member(self, work: Work, staff: Staff) -> None:
        on = self._on
        today = on.visit.of_today(work)
        if today is not work:
            on.keep(today)
            if today.promise != work.promise:
                on.dialogue.say(announce.look_again())
                return
        objection = on.guard.objection(today, staff)
        if objection is not None:
            on.dialogue.say(objection)
        elif today.amount and today.amount != on.confirmed_amount and on.guard.is_unusual(today.amount):
            question = announce.unusual_amount_question(today.amount)
            on.dialogue.ask(question, lambda: self._close_unusual(today, staff))
        else:
            self.close(today, staff)

    def _close_unusual(self, work: Work, staff: Staff) -> None:
        self._on.confirmed_amount = work.amount
        self.close(work, staff)

    def _record(self, work: Work, staff: Staff, drawn: tuple[DrawnBody, ...]) -> None:
        """Record the visit; only once it is durable is anything announced."""
        on = self._on
        station, paid = on.station, on.payment.spent(staff)
        if isinstance(paid, GiftCardRefusal):
            on.dialogue.say(on.payment.refused(paid))
            return
        self._show_closing()
        if work.amount is None:
            work = work.with_amount(Money(0, station.identity.currency)).evaluated(station.around())
        assert work.ready is not None
        closing = Closing(closed_by=staff.id, at=station.clock.now(), new_id=station.new_id, drawn=drawn)
        event = close_visit(station.store, work.ready, closing, paid=paid)
        if paid and not on.payment.is_recorded(event.visit_id):
            on.dialogue.say(on.payment.refused(GiftCardRefusal.LAPSED))
            return
        on.visit.is_recorded()
        on.payment.settled()
        on.spending.settled()
        on.let_go()
        on.undo.closed(event.visit_id)
        counter = station.programme.counters[0].code
        points = on.aftermath.show(work.ready.file.recognised, counter)
        said = announce.visit_closed(event, work.ready.evaluation, points, station.language)
        on.dialogue.say(with_paid(said, work.ready.evaluation, work.draft) if paid else said)

    def _record_alone(self, work: Work, staff: Staff) -> None:
        """What is sold to nobody we know is no visit; it only pays."""
        on = self._on
        on.dialogue.say(on.payment.record_alone(staff))
        if on.visit.work is None:
            on.let_go()
            on.aftermath.clear()
            on.undo.paid(work.draft.id)
