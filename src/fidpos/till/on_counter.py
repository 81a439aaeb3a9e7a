"""What a checkout session works with, and what changes together: work kept or given up, a screen cleared."""

from collections.abc import Callable
from typing import Protocol

from fidpos.domain.errors import StoreError
from fidpos.domain.money import Money
from fidpos.domain.staff import Staff
from fidpos.till.aftermath import Aftermath
from fidpos.till.card_making import CardMaking
from fidpos.till.checkout_settings import CheckoutSettings
from fidpos.till.choices import Choices
from fidpos.till.day.book import DayBook
from fidpos.till.desk_door import DeskDoor
from fidpos.till.guard import Guard
from fidpos.till.lookup import Lookup
from fidpos.till.payment.visit_payment import VisitPayment
from fidpos.till.refund_watch import RefundWatch
from fidpos.till.spending import Spending
from fidpos.till.station import Station
from fidpos.till.strangers import Strangers
from fidpos.till.task.door import TaskDoor
from fidpos.till.undo import Undo
from fidpos.till.undoing import Undoing
from fidpos.till.view import TillState
from fidpos.till.visit_in_progress import VisitInProgress
from fidpos.till.voucher_inquiry import VoucherInquiry
from fidpos.till.work import Work
from fidpos.till.workplace import Workplace


class Hears(Protocol):
    """Whom the parts tell what nobody at this till did; see `hearing`."""

    def of_holds(self) -> None:
        """The centre answered about what the visit in progress spends."""
        ...

    def of_voucher(self) -> None:
        """The centre answered about a voucher that this till does not know."""
        ...

    def of_stranger(self, refused: StoreError | None = None) -> None:
        """The centre answered about an unknown card; with why the store could not keep it."""
        ...


class OnCounter:
    """The parts of one session; each has a module of its own.

    Args:
        publish: shows the session anew.
        hears: who is told what the centre says, once the session is made.

    Attributes:
        tasks: what lies over the checkout; opened last, for it needs all the others.
        confirmed_amount: an unusual one that somebody said yes to.
    """

    tasks: TaskDoor

    def __init__(
        self,
        station: Station,
        *,
        settings: CheckoutSettings,
        workplace: Workplace,
        publish: Callable[[], None],
        hears: Callable[[], Hears],
    ) -> None:
        self.station = station
        self.access, self.dialogue = station.access, station.dialogue
        self.guard = Guard(station=station)
        self.desk = DeskDoor(station, workplace, publish)
        self.days = DayBook(station)
        self.cards = CardMaking(station, workplace.workshop)
        self.lookup = Lookup(station, country=workplace.enrolling.policy.country)
        self.undo = Undo(station, workplace.gift_cards, alone_s=settings.undo_s)
        self.visit = VisitInProgress(station)
        self.payment = VisitPayment(station, self.visit, workplace.gift_cards, workplace.stored_value)
        self.aftermath = Aftermath(station, self.visit, shown_s=settings.result_shown_s)
        self.undoing = Undoing(station, self.undo, self.visit, self.aftermath)
        self.inquiry = VoucherInquiry(station, workplace.stored_value, lambda: hears().of_voucher())
        self.choices = Choices(station, self.inquiry, codes_a_minute=settings.codes_a_minute)
        self.spending = Spending(station, workplace.stored_value, lambda: hears().of_holds())
        self.strangers = Strangers(
            station.clock, workplace.abroad, lambda refused: hears().of_stranger(refused)
        )
        self.refund_watch = RefundWatch(station, workplace, publish)
        self.confirmed_amount: Money | None = None

    @property
    def serving(self) -> Staff | None:
        """Whoever is signed in, unless something else lies there: the desk, a task, a card being made."""
        is_away = self.desk.is_open or self.tasks.is_open or self.cards.is_open
        return None if is_away else self.access.staff

    @property
    def choosing(self) -> Work | None:
        """The work of the member attached, while somebody serves."""
        work = self.visit.work
        return work if self.serving is not None and work is not None and work.ready is not None else None

    @property
    def state(self) -> TillState:
        """What the till is doing, the uppermost thing first."""
        if self.access.staff is None:
            return TillState.LOCKED
        if self.desk.is_open:
            return TillState.TECHNICIAN
        if self.dialogue.question is not None:
            return TillState.ASKING
        if self.tasks.is_open:
            return self.tasks.state
        if self.cards.is_open:
            return TillState.WRITING_CARD
        return TillState.IDLE if self.visit.work is None else self.visit.work.state

    def keep(self, work: Work) -> None:
        """Show the work as it is now, durably; once nothing is left of it, so does what lay around it."""
        self.visit.keep(self.payment.follow(work))
        self.spending.follow(self.visit.work)
        if self.visit.work is None:
            self.let_go()

    def keep_chosen(self, work: Work | None) -> None:
        """A choice that changed something."""
        if work is not None:
            self.keep(work)

    def show_paid(self) -> None:
        """What gift cards pay need not earn: the visit says how much that is."""
        work = self.visit.work
        paid = self.payment.hold(work) if work is not None else None
        if paid is not None and paid != work:
            self.keep(paid)

    def give_up(self) -> None:
        """The visit in progress is none any more."""
        self.visit.drop()
        self.payment.let_go()
        self.spending.follow(None)
        self.let_go()

    def let_go(self) -> None:
        """There is no visit in progress any more."""
        self.choices.panel, self.confirmed_amount = None, None
        self.cards.end()

    def close_panels(self) -> None:
        """The search is over, and so are choices."""
        self.lookup.close()
        self.choices.panel = None

    def clear_screen(self) -> None:
        """Nothing lies over the work any more."""
        self.close_panels()
        self.aftermath.clear()
        self.cards.end()

    def put_away_people(self) -> None:
        """Nobody's data is shown from now on; what gift cards are paying is not given up for that."""
        self.close_panels()
        self.aftermath.clear()
        if self.tasks.is_open and not self.payment.is_begun:
            self.tasks.end()

    def lock(self) -> None:
        """Lock first, record it then: a full disk keeps no till open."""
        self.desk.close()
        self.tasks.lock()
        self.clear_screen()
        self.dialogue.clear()
        self.access.lock(self.station.clock.now())
