"""A till at which gift cards pay: the counter of the tests, its centre, and what a cashier does."""

from dataclasses import dataclass

from fidpos.domain.card import CardToken, TokenKind
from fidpos.domain.gift_card import GiftCardPolicy, GiftMove, HoldState
from fidpos.domain.gift_card_number import GiftCardNumber, make
from fidpos.domain.ids import VisitId
from fidpos.domain.money import EUR, Money
from fidpos.rules.programme import Programme
from fidpos.till.gift_card_trade import GiftCardTrade, open_trade
from fidpos.till.task.acts import ChooseLine, FillIn, GoOn, OpenTask, PressKey, TaskKind
from fidpos.till.task.view import TaskView
from fidpos.till.workplace import Workplace
from fidpos.wire.events import VisitClosed
from fidpos.wire.gift_card_events import GiftCardMoved
from tests.helpers.asked_centre import AskedCentre
from tests.helpers.counter import BERENICE, IDENTITY, INES, MALO, NOUR, PAUL, TAREK, ZOE, Counter, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_store import MemoryStore
from tests.helpers.memory_stored_value import MemoryStoredValue, Office, stored_value


@dataclass
class PayingTill:
    """The centre answers at once unless a test says otherwise."""

    at: Counter
    centre: AskedCentre
    book: MemoryStoredValue
    office: Office

    # What the cashier does

    def card(self, minor: int) -> GiftCardNumber:
        """One that was sold elsewhere."""
        number = make()
        self.centre.card(number, minor)
        return number

    def known(self, minor: int) -> GiftCardNumber:
        """One that has paid one euro here before, which the centre has heard of."""
        number = self.card(minor + 100)
        self.pay_all(number, 100)
        self.tell_all()
        return number

    def tell_all(self) -> None:
        """The centre hears the journal."""
        self.centre.hear(self.at.store.events[self.at.store.acked :])
        self.book.tell_all()

    def present(self, number: GiftCardNumber) -> None:
        self.at.tap_token(CardToken(TokenKind.GIFT_CARD, number.canonical))

    def open(self) -> None:
        """F7."""
        self.at.session.in_task(OpenTask(TaskKind.GIFT_CARD_PAYMENT))

    def key(self, key: str) -> None:
        self.at.session.in_task(PressKey(key))

    def choose(self, number: int) -> None:
        self.at.session.in_task(ChooseLine(number))

    def go_on(self) -> None:
        self.at.session.in_task(GoOn())

    def number(self, text: str) -> None:
        """F2, the number, Enter."""
        self.key("f2")
        self.at.session.in_task(FillIn("number", text, 1))

    def ticket(self, text: str = "T1") -> None:
        """The number of the register's ticket, and Enter."""
        self.at.session.in_task(FillIn("ticket", text, 1))

    def pay_all(self, number: GiftCardNumber, minor: int, ticket: str = "A1") -> None:
        """A sale to nobody we know, paid whole by one card."""
        self.at.type_amount(minor)
        self.present(number)
        self.ticket(ticket)

    # What came of it

    @property
    def task(self) -> TaskView:
        task = self.at.view.task
        assert task is not None
        return task

    @property
    def place(self) -> str:
        """The step that is on; empty without a task."""
        task = self.at.view.task
        return task.place.removeprefix("payment.") if task is not None else ""

    @property
    def problem(self) -> str:
        return self.task.problem.key if self.task.problem is not None else ""

    @property
    def visits(self) -> list[VisitClosed]:
        return [event for event in self.at.store.events if isinstance(event, VisitClosed)]

    @property
    def movements(self) -> list[tuple[GiftMove, int]]:
        """Kind and amount of each entry in the journal."""
        moved = (event for event in self.at.store.events if isinstance(event, GiftCardMoved))
        return [(event.move, body.amount_minor) for event in moved for body in event.moves]

    def balance(self, number: GiftCardNumber) -> int:
        card = self.at.store.gift_card_by_number(number)
        assert card is not None
        return card.balance_minor

    def held(self, visit_id: VisitId) -> list[int]:
        """What is set aside for a visit."""
        holds = self.at.store.gift_holds(visit_id)
        return [hold.amount_minor for hold in holds if hold.state is HoldState.HELD]

    @property
    def visit_id(self) -> VisitId:
        visit_id = self.at.view.visit_id
        assert visit_id is not None
        return visit_id


def euros(minor: int) -> Money:
    return Money(minor, EUR)


def paying_till(
    *, policy: GiftCardPolicy | None = None, published: Programme | None = None, has_centre: bool = True
) -> PayingTill:
    clock = FakeClock()
    store = MemoryStore(IDENTITY, published or programme(), (INES, PAUL, TAREK))
    store.load(BERENICE, MALO, NOUR, ZOE)
    centre, book = AskedCentre(clock, at_once=True), MemoryStoredValue(store, clock)
    trade = open_trade(policy) if policy is not None else GiftCardTrade()
    spent = stored_value(centre, book) if has_centre else None
    at = Counter(store=store, clock=clock, workplace=Workplace(stored_value=spent, gift_cards=trade))
    at.sign_in()
    book.tell_all()
    return PayingTill(at, centre, book, Office(book))
