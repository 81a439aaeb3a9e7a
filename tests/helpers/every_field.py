"""The way to every form of every task at the counter, by the module that draws the fields.

A till is opened for each way: a real session on a real encrypted store, a manager signed in, a visit of the
member closed, a gift card sold.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Self

from fidpos.domain.card import CardToken, TokenKind
from fidpos.domain.ids import VisitId
from fidpos.localdb.verify import verify
from fidpos.paths import TillFolder
from fidpos.till.centre_link import CentreStanding, LinkState, NoLink
from fidpos.till.gift_card_trade import open_trade
from fidpos.till.task.acts import ChooseLine, FillIn, GoOn, OpenTask, PressKey, TaskAct, TaskKind
from fidpos.till.task.view import FormBody, TaskView
from fidpos.till.view import CheckoutView, Message
from fidpos.till.workplace import Workplace
from tests.helpers.counter import PAUL
from tests.helpers.desk_printer import ChosenByHand, DeskPrinter
from tests.helpers.gift_counter import GRANTED
from tests.helpers.gift_desk import AMOUNTS, KINDS, OTHER_AMOUNT, PaperPress
from tests.helpers.paper_workshop import PaperWorkshop
from tests.helpers.real_till import RealTill

MEMBER = 1
NUMBERS = tuple(f"90123400000047{number:04d}" for number in range(40))


class SilentLink(NoLink):
    """A till that has a centre, which does not answer just now."""

    def standing(self) -> CentreStanding:
        return CentreStanding(state=LinkState.OFFLINE)


@dataclass
class AnyTill:
    """A till of a `real_shop`, as far as a field and no further.

    Attributes:
        gift_card: number of a card that was sold before; empty for none.
    """

    folder: TillFolder
    gift_card: str
    shown: list[CheckoutView] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.printer = DeskPrinter()
        self.till = RealTill(
            self.folder,
            self.shown.append,
            workplace=Workplace(
                workshop=PaperWorkshop(list(NUMBERS)),
                press=PaperPress(),
                gift_cards=open_trade(GRANTED),
                printer=self.printer,
                printer_set_up=ChosenByHand(),
                link=SilentLink(),
            ),
        )
        self.till.sign_in(PAUL)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.till.close()

    @property
    def task(self) -> TaskView | None:
        return self.till.view.task

    @property
    def fields(self) -> tuple[str, ...]:
        """Keys of the fields on screen."""
        body = self.task.body if self.task is not None else None
        return tuple(each.key for each in body.fields) if isinstance(body, FormBody) else ()

    @property
    def problem(self) -> Message | None:
        """What stands in the way."""
        task = self.task
        faults = [each.fault for each in task.body.fields] if task and isinstance(task.body, FormBody) else []
        return next((each for each in (task.problem if task else None, *faults) if each is not None), None)

    @property
    def journal_seq(self) -> int:
        """Of the journal's last row."""
        return self.till.store.days.journal_head().seq

    def open(self, kind: TaskKind, visit_id: VisitId | None = None) -> None:
        self.till.session.in_task(OpenTask(kind, visit_id))

    def do(self, *acts: TaskAct) -> None:
        for act in acts:
            self.till.session.in_task(act)

    def fill(self, **texts: str) -> None:
        self.do(*(FillIn(key, text) for key, text in texts.items()))

    def leave(self) -> None:
        """Esc, until nothing lies open."""
        for _ in range(30):
            if self.task is None and self.till.view.visit_id is None:
                return
            self.till.session.back()
        raise AssertionError(f"no way back from {self.till.view}")

    def buy(self) -> VisitId:
        """A visit of the member is closed."""
        self.till.tap(MEMBER)
        self.till.type_amount(4_000)
        visit_id = self.till.view.visit_id
        assert visit_id is not None
        self.till.session.confirm()
        self.till.session.back()
        return visit_id

    def hold_gift_card(self) -> None:
        self.till.tap_token(CardToken(TokenKind.GIFT_CARD, self.gift_card))

    def holds(self) -> bool:
        """Whether the books do."""
        reader = self.till.store.database.reader()
        try:
            return verify(reader.connection).holds
        finally:
            reader.close()


Way = Callable[[AnyTill], None]


def _enrol(till: AnyTill) -> None:
    till.open(TaskKind.ENROL)


def _enrol_home(till: AnyTill) -> None:
    _enrol(till)
    till.fill(given_name="Lina")
    till.do(PressKey("f4"))


def _enrol_children(till: AnyTill) -> None:
    _enrol_home(till)
    till.do(FillIn("spouse_birthday", "", 1))


def _enrol_consents(till: AnyTill) -> None:
    _enrol(till)
    till.fill(given_name="Lina", phone="0639980777", email="lina@example.org")
    till.do(FillIn("birthday", "", 1))


def _enrol_child(till: AnyTill) -> None:
    _enrol(till)
    till.fill(given_name="Lina", phone="0639980777")
    till.do(FillIn("birthday", "01012014", 1))


def _member(line: int) -> Way:
    def go(till: AnyTill) -> None:
        till.till.tap(MEMBER)
        till.open(TaskKind.MEMBER)
        till.do(ChooseLine(line))

    return go


def _consents(till: AnyTill) -> None:
    _member(4)(till)
    till.do(FillIn("phone", "0639980777"), FillIn("city", "Brest", 1))
    till.leave()
    _member(6)(till)


def _consents_of_child(till: AnyTill) -> None:
    _member(4)(till)
    till.do(FillIn("phone", "0639980777"), FillIn("birthday", "01012014"), FillIn("city", "Brest", 1))
    till.leave()
    _member(6)(till)


def _together(till: AnyTill) -> None:
    _member(7)(till)
    till.do(ChooseLine(1))


def _gifts(*acts: TaskAct) -> Way:
    def go(till: AnyTill) -> None:
        till.open(TaskKind.GIFT_CARDS)
        till.do(*acts)

    return go


def _undo(till: AnyTill) -> None:
    _gifts(ChooseLine(6))(till)
    till.hold_gift_card()


def _reload(till: AnyTill) -> None:
    _gifts(ChooseLine(3))(till)
    till.hold_gift_card()
    till.do(ChooseLine(OTHER_AMOUNT))


def _gift_ticket(till: AnyTill) -> None:
    _gifts(ChooseLine(1), ChooseLine(AMOUNTS[5_000]), ChooseLine(KINDS["screen"]))(till)
    till.do(FillIn("offered_by", "", 1), FillIn("message", "", 1), GoOn())


def _gift_mail(till: AnyTill) -> None:
    _gift_ticket(till)
    till.do(FillIn("ticket", f"T{till.journal_seq}", 1), PressKey("f7"))


def _paying(till: AnyTill) -> None:
    till.till.tap(MEMBER)
    till.till.type_amount(2_000)
    till.open(TaskKind.GIFT_CARD_PAYMENT)


def _payment_number(till: AnyTill) -> None:
    _paying(till)
    till.do(PressKey("f2"))


def _payment_ticket(till: AnyTill) -> None:
    _paying(till)
    till.hold_gift_card()


def _printer(till: AnyTill) -> None:
    till.buy()
    till.open(TaskKind.PRINT)
    till.do(PressKey("f4"), ChooseLine(4))


def _correct(*acts: TaskAct, looks_at: bool = True) -> Way:
    def go(till: AnyTill) -> None:
        visit_id = till.buy()
        till.till.tap(MEMBER)
        till.open(TaskKind.CORRECT, visit_id if looks_at else None)
        till.do(*acts)

    return go


def _closing(till: AnyTill) -> None:
    till.buy()
    till.open(TaskKind.SHOP)
    till.do(ChooseLine(1), GoOn())


WAYS: Mapping[str, Mapping[str, Way]] = MappingProxyType(
    {
        "enrol/pages.py": {
            "who": _enrol,
            "home": _enrol_home,
            "children": _enrol_children,
            "consents": _enrol_consents,
            "parent": _enrol_child,
        },
        "membership/person.py": {"person": _member(4), "household": _member(5)},
        "membership/consents.py": {"consents": _consents, "parent": _consents_of_child},
        "membership/another.py": {"together": _together},
        "gift_card_desk/finding.py": {"number": _gifts(ChooseLine(2))},
        "gift_card_desk/amount.py": {
            "sold": _gifts(ChooseLine(1), ChooseLine(OTHER_AMOUNT)),
            "loaded": _reload,
        },
        "gift_card_desk/inscribing.py": {
            "words": _gifts(ChooseLine(1), ChooseLine(AMOUNTS[5_000]), ChooseLine(KINDS["paper"]))
        },
        "gift_card_desk/paying.py": {"ticket": _gift_ticket},
        "gift_card_desk/undoing.py": {"why": _undo},
        "gift_card_desk/by_ticket.py": {"sold": _gifts(ChooseLine(5), PressKey("f6"))},
        "gift_card_desk/mailing.py": {"address": _gift_mail},
        "payment/shown.py": {"number": _payment_number, "ticket": _payment_ticket},
        "ticket/set_up.py": {"address": _printer},
        "correcting/ask_amount.py": {
            "amount": _correct(ChooseLine(1)),
            "part": _correct(ChooseLine(3), ChooseLine(2)),
        },
        "correcting/other_member.py": {"member": _correct(ChooseLine(2))},
        "correcting/why_step.py": {"why": _correct(ChooseLine(4), ChooseLine(4))},
        "correcting/choose_visit.py": {"ticket": _correct(PressKey("f2"), looks_at=False)},
        "correcting/ticket_form.py": {"forgotten": _correct(PressKey("f5"), looks_at=False)},
        "day/closing_page.py": {"register": _closing},
    }
)
"""By module of `fidpos.till`, then by what is asked there."""

PLACES = tuple((module, name) for module, ways in WAYS.items() for name in ways)
