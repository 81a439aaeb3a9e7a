"""A counter at which members are enrolled: what a cashier types into the form, and what the till shows."""

from dataclasses import dataclass, field

from fidpos.domain.card import CardRead, CardToken, Medium, TokenKind, Trust
from fidpos.domain.enrolment_policy import EnrolmentPolicy
from fidpos.domain.member import Member
from fidpos.domain.money import EUR, Money
from fidpos.domain.staff import Staff
from fidpos.localdb.newcomers import LocalNewcomers
from fidpos.rules.programme import Programme
from fidpos.till.checkout import CheckoutSession
from fidpos.till.checkout_settings import CheckoutSettings
from fidpos.till.enrol.policy import open_enrolling
from fidpos.till.new_card import CardWorkshop, NoWorkshop
from fidpos.till.strangers import Abroad
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
from fidpos.till.task.view import Field, FormBody, ReviewBody, TaskView
from fidpos.till.view import CheckoutView, Message
from fidpos.till.workplace import Workplace
from tests.helpers.counter import BERENICE, IDENTITY, INES, MALO, NOUR, PAUL, PIN, TAREK, PlainPins, programme
from tests.helpers.desk_printer import DeskPrinter
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_store import MemoryStore
from tests.helpers.paper_workshop import PaperWorkshop
from tests.helpers.scripted_finder import ScriptedFinder

NUMBER = "901234000000471197"
"""The first number that the workshop draws."""
NUMBERS = (NUMBER, "901234000000471198", "901234000000471199")

LINA = {"phone": "0639980777", "family_name": "Petit", "given_name": "Lina"}
"""Somebody who is no member yet, as typed into the first fields."""


@dataclass
class EnrollingTill:
    """A session with the form open; `is_online` says whether there is a centre to ask."""

    store: MemoryStore
    clock: FakeClock
    policy: EnrolmentPolicy = field(default_factory=EnrolmentPolicy)
    workshop: CardWorkshop = field(default_factory=lambda: PaperWorkshop(list(NUMBERS)))
    settings: CheckoutSettings = field(default_factory=CheckoutSettings)
    finder: ScriptedFinder = field(default_factory=ScriptedFinder)
    is_online: bool = False
    printer: DeskPrinter = field(default_factory=DeskPrinter)
    reads: int = 0

    def __post_init__(self) -> None:
        abroad = Abroad(finder=self.finder, newcomers=LocalNewcomers(self.store, self.clock))
        self.views: list[CheckoutView] = []
        self.session = CheckoutSession(
            self.store,
            PlainPins(),
            self.clock,
            self.views.append,
            settings=self.settings,
            workplace=Workplace(
                workshop=self.workshop,
                printer=self.printer,
                enrolling=open_enrolling(self.policy),
                abroad=abroad if self.is_online else None,
            ),
        )
        self.sign_in()

    @property
    def view(self) -> CheckoutView:
        return self.session.view()

    @property
    def task(self) -> TaskView:
        task = self.view.task
        assert task is not None, self.said
        return task

    @property
    def form(self) -> FormBody:
        assert isinstance(self.task.body, FormBody), self.task.place
        return self.task.body

    @property
    def review(self) -> ReviewBody:
        assert isinstance(self.task.body, ReviewBody), self.task.place
        return self.task.body

    @property
    def said(self) -> str:
        banner = self.view.banner
        return banner.message.key if banner is not None else ""

    @property
    def attached(self) -> Member:
        """The member on the visit in progress, as the store has them."""
        shown = self.view.member
        assert shown is not None, self.said
        member = self.store.member(shown.member_id)
        assert member is not None
        return member

    def fact(self, name: str) -> str:
        """What the review says of it: text, or the key of a sentence."""
        for fact in self.review.facts:
            label = fact.label.key if isinstance(fact.label, Message) else fact.label
            if label.endswith(f".{name}"):
                return fact.value.key if isinstance(fact.value, Message) else fact.value
        return ""

    def field(self, key: str) -> Field:
        return next(each for each in self.form.fields if each.key == key)

    def sign_in(self, staff: Staff = INES) -> None:
        self.session.choose_staff(staff.id)
        self.session.enter_pin(PIN)

    def open(self) -> "EnrollingTill":
        self.session.in_task(OpenTask(TaskKind.ENROL))
        return self

    def type(self, key: str, text: str, move: int = 1) -> None:
        self.session.in_task(FillIn(key, text, move))

    def fill(self, **texts: str) -> None:
        """Enter after each field from the one that has the keys on, to the end of the page."""
        page, last = self.task.place, -1
        while self.task.place == page and self.form.at > last:
            last, each = self.form.at, self.form.fields[self.form.at]
            self.type(each.key, texts.get(each.key, each.text))

    def enter(self) -> None:
        self.session.in_task(GoOn())

    def press(self, key: str) -> None:
        self.session.in_task(PressKey(key))

    def pick(self, number: int) -> None:
        self.session.in_task(ChooseLine(number))

    def approve(self, manager: Staff = PAUL, pin: str = PIN) -> None:
        self.session.in_task(NameApprover(manager.id))
        self.session.in_task(Approve(pin, manager.id))

    def to_check(self, **texts: str) -> None:
        """From the open form to the last look; consents are answered as they are named."""
        for _ in range(2):
            if self.task.place != "enrol.check":
                self.fill(**texts)

    def enrol(self, **texts: str) -> Member:
        """From F3 to the member on the visit."""
        self.open()
        self.to_check(**texts)
        self.enter()
        if self.view.task is not None:
            self.enter()
        return self.attached

    def leave(self) -> None:
        """Esc until nobody is attached."""
        while self.view.task is not None or self.view.member is not None:
            self.session.back()

    def tap(self, card: str, medium: Medium = Medium.CHIP) -> None:
        self.reads += 1
        self.session.present(
            CardRead(
                driver="test",
                device="one",
                sequence=self.reads,
                monotonic_s=self.clock.monotonic_s(),
                medium=medium,
                form="iso7816/fidpos",
                token=CardToken(TokenKind.NUMBER, card),
                trust=Trust.COPYABLE,
            )
        )

    def type_amount(self, minor: int) -> None:
        self.session.set_amount(Money(minor, EUR))


def memory_shop(under: Programme | None = None) -> MemoryStore:
    """Bérénice, Malo and Nour are members."""
    store = MemoryStore(IDENTITY, under or programme(), (INES, PAUL, TAREK))
    store.load(BERENICE, MALO, NOUR)
    return store


def enrolling_till(
    *,
    policy: EnrolmentPolicy | None = None,
    workshop: CardWorkshop | None = None,
    is_online: bool = False,
    settings: CheckoutSettings | None = None,
    under: Programme | None = None,
) -> EnrollingTill:
    """Inès is signed in; nothing is begun."""
    return EnrollingTill(
        store=memory_shop(under),
        clock=FakeClock(),
        policy=policy or EnrolmentPolicy(),
        workshop=workshop or PaperWorkshop(list(NUMBERS)),
        settings=settings or CheckoutSettings(),
        is_online=is_online,
    )


def without_workshop() -> EnrollingTill:
    """A till that makes no cards and draws no numbers."""
    return EnrollingTill(store=memory_shop(), clock=FakeClock(), workshop=NoWorkshop())
