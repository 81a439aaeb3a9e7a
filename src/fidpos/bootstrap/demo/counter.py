"""The till of the demonstration as its story sees it: what is pressed and held out, what has come true."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from fidpos.bootstrap.demo.hands import Hands
from fidpos.bootstrap.demo.shop import MANAGER, Colleague
from fidpos.till.task.view import ApprovalBody, Body, FormBody, TaskView
from fidpos.till.technician.view import Page, TechnicianView, WizardStep
from fidpos.till.view import CheckoutView, Panel, StatusLight, TillState
from fidpos.ui.player import Step
from fidpos.ui.presenters.keys import Key
from fidpos.ui.presenters.screen import Screen

B = TypeVar("B", bound=Body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """What the story sees and does.

    Attributes:
        screen: what is drawn.
        title: puts a step into words.
        ring: has the cash register do commands of `register_line`.
        put_paper: takes the printer's roll out, or puts it back.
        is_answered: whether the till has answered all that was pressed.
    """

    hands: Hands
    press: Callable[..., None]
    view: Callable[[], CheckoutView | None]
    lights: Callable[[], tuple[StatusLight, ...]]
    screen: Callable[[], Screen]
    title: Callable[[str], str]
    ring: Callable[..., None]
    put_paper: Callable[[bool], None]
    is_answered: Callable[[], bool]

    def says(self, key: str) -> Callable[[], bool]:
        """Whether the banner or the question bears that key."""

        def said() -> bool:
            view = self.view()
            if view is None:
                return False
            shown = view.question or view.banner
            return shown is not None and shown.message.key == key

        return said

    def is_at(self, *states: TillState) -> Callable[[], bool]:
        """Whether the till stands there."""

        def stands() -> bool:
            view = self.view()
            return view is not None and view.state in states

        return stands

    def owes(self, minor: int) -> Callable[[], bool]:
        """Whether the preview is about that amount."""

        def previewed() -> bool:
            view = self.view()
            return view is not None and view.preview is not None and view.preview.amount.minor == minor

        return previewed

    def desk(self) -> TechnicianView:
        """What lies on the technician's desk; nothing while nobody is at it."""
        view = self.view()
        return (view.technician if view is not None else None) or TechnicianView()

    def lies_open(self, panel: Panel | None) -> Callable[[], bool]:
        """Whether that panel lies open; None for no panel."""

        def lies() -> bool:
            view = self.view()
            return view is not None and view.panel is panel

        return lies

    def task_is(self, place: str, field: int = 0) -> Callable[[], bool]:
        """Whether a task stands at a step whose name begins so, the keys going into that field of a form."""

        def stands() -> bool:
            task = self.task
            if task is None or not task.place.startswith(place):
                return False
            return not isinstance(task.body, FormBody) or task.body.at == field

        return stands

    def nobody_is_shown(self) -> bool:
        """Whether the next customer may come."""
        view = self.view()
        return view is not None and view.state is TillState.IDLE and view.member is None

    def task_is_over(self) -> bool:
        """Whether the checkout is uncovered again."""
        view = self.view()
        return view is not None and view.task is None

    @property
    def task(self) -> TaskView | None:
        """What lies over the checkout."""
        view = self.view()
        return view.task if view is not None else None

    def body(self, kind: type[B]) -> B:
        """The middle of the task, which is of that kind."""
        body = self.task.body if self.task is not None else None
        assert isinstance(body, kind), "the step before waited for it"
        return body

    def page_is(self, page: Page) -> Callable[[], bool]:
        """Whether that page lies on the technician's desk."""
        return lambda: self.desk().page is page

    def wizard_is(self, step: WizardStep) -> Callable[[], bool]:
        """Whether the technician's wizard stands there."""

        def stands() -> bool:
            wizard = self.desk().wizard
            return wizard is not None and wizard.step is step

        return stands

    def wizard_has_read(self, reads: int) -> Callable[[], bool]:
        """Whether that many reads in a row, or more, were good."""

        def has_read() -> bool:
            wizard = self.desk().wizard
            return wizard is not None and wizard.reads_done >= reads

        return has_read


def name_oneself(at: Counter, who: Colleague, title: str, shot: str = "") -> Step:
    """Somebody chooses their own name on the lock screen."""

    def name() -> None:
        view = at.view()
        assert view is not None
        at.press(str(1 + [staff.staff_id for staff in view.staff_names].index(who.id)))

    def named() -> bool:
        view = at.view()
        return view is not None and view.sign_in is not None

    return step(at, title, name, named, shot=shot)


def step(
    at: Counter,
    name: str,
    act: Callable[[], None],
    until: Callable[[], bool],
    *,
    shot: str = "",
    customer_shot: str = "",
) -> Step:
    """A step of the story, with the sentence that the person watching reads."""
    return Step(
        title=at.title(f"demo.step.{name}"),
        act=act,
        until=lambda: at.is_answered() and until(),
        shot=shot,
        customer_shot=customer_shot,
    )


def approve(
    at: Counter, then: Callable[[], bool], *, shot: str = "", approved_shot: str = ""
) -> Iterator[Step]:
    """The manager comes to the counter, and says yes with her own PIN."""

    def name() -> None:
        body = at.body(ApprovalBody)
        at.press(str(1 + [manager.staff_id for manager in body.managers].index(MANAGER.id)))

    def is_named() -> bool:
        body = at.task.body if at.task is not None else None
        return isinstance(body, ApprovalBody) and body.named is not None

    yield step(at, "manager_name", name, is_named, shot=shot)
    yield step(at, "manager_pin", lambda: at.press(MANAGER.pin, Key.ENTER), then, shot=approved_shot)
