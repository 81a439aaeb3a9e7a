"""The gift-card desk at a till, and what a cashier does there: keys as the screen sends them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fidpos.domain.card import CardToken, TokenKind
from fidpos.domain.gift_card import GiftCard, GiftCardPolicy
from fidpos.domain.staff import Staff
from fidpos.till.centre_link import CentreLink, NoLink
from fidpos.till.counter_store import CounterStore
from fidpos.till.gift_card_desk.sale import cards_on_sale
from fidpos.till.gift_card_paper import PaperGiftCard
from fidpos.till.gift_card_trade import open_trade
from fidpos.till.stored_value import StoredValue
from fidpos.till.task.acts import (
    Approve,
    ChooseLine,
    FillIn,
    GoOn,
    NameApprover,
    OpenTask,
    PressKey,
    TaskKind,
)
from fidpos.till.task.view import FormBody, ListBody, TaskView
from fidpos.till.workplace import Workplace
from tests.helpers.counter import PAUL, PIN, Counter, counter
from tests.helpers.paper_workshop import PaperWorkshop

KINDS = {"applet": 1, "ntag21x": 2, "paper": 3, "screen": 4}
"""Lines of the step that asks for the medium."""
AMOUNTS = {1_000: 1, 2_000: 2, 3_000: 3, 5_000: 4, 10_000: 5, 15_000: 6}
OTHER_AMOUNT = 7


@dataclass
class PaperPress:
    """Remembers what it was to print; raises `refuses` while there is one."""

    printed: list[tuple[PaperGiftCard, ...]] = field(default_factory=list)
    refuses: Exception | None = None

    def print_gift_cards(self, cards: Sequence[PaperGiftCard]) -> str:
        if self.refuses is not None:
            raise self.refuses
        self.printed.append(tuple(cards))
        return f"gift-cards-{len(self.printed)}.pdf"


@dataclass
class GiftDesk:
    """A counter on which F7 was pressed with nothing to pay."""

    at: Counter
    workshop: PaperWorkshop
    press: PaperPress

    @property
    def store(self) -> CounterStore:
        return self.at.store

    @property
    def view(self) -> TaskView:
        task = self.at.view.task
        assert task is not None, f"no task is open: {self.at.said}"
        return task

    @property
    def step(self) -> str:
        """The name of the step that is on."""
        return self.view.place.split(".")[1]

    @property
    def problem(self) -> str:
        """Key of what stood in the way, the faults of fields included."""
        view = self.view
        if view.problem is not None:
            return view.problem.key
        fields = view.body.fields if isinstance(view.body, FormBody) else ()
        return next((each.fault.key for each in fields if each.fault is not None), "")

    @property
    def lines(self) -> list[str]:
        """Keys of the titles of the lines that can be chosen."""
        body = self.view.body
        assert isinstance(body, ListBody)
        return [each.title if isinstance(each.title, str) else each.title.key for each in body.lines]

    @property
    def is_open(self) -> bool:
        return self.at.view.task is not None

    def open(self) -> None:
        self.at.session.in_task(OpenTask(TaskKind.GIFT_CARDS))

    def choose(self, number: int) -> None:
        self.at.session.in_task(ChooseLine(number))

    def choose_line(self, key: str) -> None:
        self.choose(self.lines.index(key) + 1)

    def enter(self) -> None:
        self.at.session.in_task(GoOn())

    def key(self, key: str) -> None:
        self.at.session.in_task(PressKey(key))

    def fill(self, *texts: str) -> None:
        """Type into the fields one after the other, each ended with Enter."""
        body = self.view.body
        assert isinstance(body, FormBody)
        for each, text in zip(body.fields, texts, strict=True):
            self.at.session.in_task(FillIn(each.key, text, 1))

    def back(self) -> None:
        self.at.session.back()

    def scan(self, number: str) -> None:
        self.at.tap_token(CardToken(TokenKind.GIFT_CARD, number))

    def approve(self, manager: Staff = PAUL, pin: str = PIN) -> None:
        self.at.session.in_task(NameApprover(manager.id))
        self.at.session.in_task(Approve(pin, manager.id))

    def switch_to(self, staff: Staff) -> None:
        self.at.session.lock()
        self.at.sign_in(staff)

    # A sale

    def begin_sale(self, minor: int = 5_000) -> None:
        """Up to the step that asks for the medium."""
        if self.step == "home":
            self.choose_line("task.gift.home.sell")
        self.choose(AMOUNTS.get(minor, OTHER_AMOUNT))
        if minor not in AMOUNTS:
            self.fill(str(minor))

    def put_on_sale(self, minor: int = 5_000, kind: str = "screen", *, by: str = "", words: str = "") -> None:
        """Up to the step that shows the sale, or waits for a blank."""
        self.begin_sale(minor)
        self.choose(KINDS[kind])
        self.fill(by, words)

    def sell(self, minor: int = 5_000, kind: str = "screen", *, ticket: str = "T1") -> GiftCard:
        """One card, from the list to the step that hands it over."""
        self.put_on_sale(minor, kind)
        self.enter()
        self.fill(ticket)
        assert self.step == "done", self.problem
        return self.cards()[-1]

    def cards(self) -> list[GiftCard]:
        """Those of the sale that is on, as they stand now."""
        return [each.card for each in cards_on_sale(self.store)]

    def number_of(self, card: GiftCard) -> str:
        inscription = self.store.inscription(card.id)
        assert inscription is not None
        return inscription.number.canonical


def gift_desk(
    *,
    policy: GiftCardPolicy | None = None,
    at: Counter | None = None,
    stored_value: StoredValue | None = None,
    link: CentreLink | None = None,
) -> GiftDesk:
    """A till of the test shop at its gift-card desk."""
    made = at or counter()
    workshop, press = PaperWorkshop([]), PaperPress()
    made.workplace = Workplace(
        workshop=workshop,
        printer=made.workplace.printer,
        press=press,
        gift_cards=open_trade(policy or GiftCardPolicy()),
        stored_value=stored_value,
        link=link or NoLink(),
    )
    made.start()
    made.sign_in()
    desk = GiftDesk(at=made, workshop=workshop, press=press)
    desk.open()
    return desk
