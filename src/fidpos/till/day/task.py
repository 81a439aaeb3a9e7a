"""F10: the shop. Its day, alerts, staff, journal of acts, training."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.domain.staff import Role
from fidpos.till import announce
from fidpos.till.day.acts_page import ActsPage
from fidpos.till.day.alerts_page import AlertsPage
from fidpos.till.day.book import DayBook
from fidpos.till.day.closing_page import ClosingPage, is_closed
from fidpos.till.day.page import Page
from fidpos.till.day.refusals_page import RefusalsPage, refused_refunds
from fidpos.till.day.staff_page import StaffPage
from fidpos.till.identify import Identified
from fidpos.till.practice import PracticeStanding
from fidpos.till.reads import Seen
from fidpos.till.task.acts import ChooseLine, TaskAct
from fidpos.till.task.task import Bench, Occasion
from fidpos.till.task.view import Line, ListBody, TaskView, Words
from fidpos.till.ticket.slip import Slips
from fidpos.till.view import Lamp, Message, TillState


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    line: Line
    opens: Callable[[], None]


class ShopTask:
    """The list, or the page that was chosen from it."""

    state = TillState.TASK
    takes: frozenset[Seen] = frozenset()

    def __init__(self, bench: Bench, *, is_serving: bool = False) -> None:
        self._bench = bench
        self._is_serving = is_serving
        self._book = DayBook(bench.station)
        self._slips = Slips(bench.station, bench.workplace.printer)
        self._page: Page | None = None
        self._choices = self._list()

    def view(self) -> TaskView:
        """The list, with what was forgotten first."""
        if self._page is not None:
            return self._page.view()
        return TaskView(
            place="day",
            title=Message(key="task.shop.title"),
            lead=Message(key="task.shop.lead"),
            body=ListBody(lines=tuple(choice.line for choice in self._choices)),
            help="task.shop.help",
        )

    def act(self, act: TaskAct) -> None:
        """A number chooses from the list; everything else is the page's."""
        if self._page is not None:
            self._page.act(act)
        elif isinstance(act, ChooseLine) and 1 <= act.number <= len(self._choices):
            self._choices[act.number - 1].opens()

    def take(self, read: CardRead | RefusedRead, found: Identified) -> None:
        """It takes none."""

    def back(self) -> bool:
        """From a page to the list, then out."""
        if self._page is None:
            return False
        if not self._page.back():
            self._page, self._choices = None, self._list()
        return True

    def tick(self) -> bool:
        """Whether the closing has come out of the printer, or has not."""
        return self._slips.tick()

    def locked(self) -> None:
        """The journal of acts is a manager's: whoever comes next begins at the list."""
        if isinstance(self._page, ActsPage):
            self._page = None

    def ended(self) -> None:
        """Nothing is held."""

    def _list(self) -> tuple[_Choice, ...]:
        station = self._bench.station
        today = station.today
        forgotten = station.store.days.unclosed_days(today)
        return (
            *self._refusals(),
            *(
                self._closing(day, is_forgotten=True, is_closed=is_closed(station, day))
                for day in forgotten[-3:]
            ),
            self._closing(today, is_forgotten=False, is_closed=is_closed(station, today)),
            self._choice("alerts", "bell-ring", lambda: AlertsPage(station)),
            self._choice("staff", "user-round", lambda: StaffPage(self._bench)),
            self._choice("acts", "list-checks", self._acts),
            *self._training(),
        )

    def _refusals(self) -> tuple[_Choice, ...]:
        """Refunds that the register paid back and the centre could not do; until a manager has seen them."""
        refused = refused_refunds(self._bench.station)
        if not refused:
            return ()
        params: dict[str, object] = {"count": len(refused)}
        return (
            _Choice(
                line=Line(
                    title=Message(key="task.shop.refusals", params=params),
                    detail=Message(key="task.shop.refusals.detail"),
                    icon="undo-2",
                    lamp=Lamp.WARNING,
                ),
                opens=lambda: self._open(RefusalsPage(self._bench)),
            ),
        )

    def _training(self) -> tuple[_Choice, ...]:
        """The way into training, a manager's; and the way out, everybody's."""
        match self._bench.workplace.practice.standing:
            case PracticeStanding.NONE:
                return ()
            case PracticeStanding.OFFERED:
                return (self._choice("training", "graduation-cap", self._ask_to_train),)
            case PracticeStanding.ON:
                return (self._choice("training_over", "graduation-cap", self._change_over),)

    def _closing(self, day: date, *, is_forgotten: bool, is_closed: bool) -> _Choice:
        name = "forgotten" if is_forgotten else "again" if is_closed else "close"
        detail = "went_on" if is_forgotten and is_closed else name
        return _Choice(
            line=Line(
                title=Message(key=f"task.shop.{name}", params={"day": day}),
                detail=Message(key=f"task.shop.{detail}.detail"),
                icon="receipt-text",
                lamp=Lamp.WARNING if is_forgotten else Lamp.OK if is_closed else None,
            ),
            opens=lambda: self._open(ClosingPage(self._bench, self._book, day, self._slips)),
        )

    def _choice(self, name: str, icon: str, page: Callable[[], Page | None]) -> _Choice:
        detail: Words = Message(key=f"task.shop.{name}.detail")
        return _Choice(
            line=Line(title=Message(key=f"task.shop.{name}"), detail=detail, icon=icon),
            opens=lambda: self._open(page()),
        )

    def _acts(self) -> Page | None:
        """A manager's, since it says who did what."""
        station = self._bench.station
        if self._bench.staff.role is Role.MANAGER:
            return ActsPage(station)
        why = Message(key="task.acts.why")
        self._bench.with_manager(why, lambda _: self._open(ActsPage(station)))
        return None

    def _ask_to_train(self) -> None:
        """Nobody is left standing at the counter meanwhile."""
        if self._is_serving:
            self._bench.station.dialogue.say(announce.visit_first())
            return
        self._bench.with_manager(Message(key="task.shop.training.why"), lambda _: self._change_over())

    def _change_over(self) -> None:
        self._bench.workplace.practice.change_over()
        self._bench.end()

    def _open(self, page: Page | None) -> None:
        if page is not None:
            self._page = page


def begin_shop_task(bench: Bench, occasion: Occasion) -> ShopTask:
    """The list of the shop."""
    return ShopTask(bench, is_serving=occasion.work is not None)
