"""The till of the demonstration as its story sees it: what is pressed and held out, what has come true."""

from collections.abc import Callable
from dataclasses import dataclass

from fidpos.bootstrap.demo.hands import Hands
from fidpos.bootstrap.demo.shop import Colleague
from fidpos.till.technician.view import Page, TechnicianView, WizardStep
from fidpos.till.view import CheckoutView, Panel, StatusLight, TillState
from fidpos.ui.player import Step
from fidpos.ui.presenters.screen import Screen


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """What the story sees and does; `title` puts a step into words, `screen` is what is drawn."""

    hands: Hands
    press: Callable[..., None]
    view: Callable[[], CheckoutView | None]
    lights: Callable[[], tuple[StatusLight, ...]]
    screen: Callable[[], Screen]
    title: Callable[[str], str]

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
    at: Counter, name: str, act: Callable[[], None], until: Callable[[], bool], *, shot: str = ""
) -> Step:
    """A step of the story, with the sentence that the person watching reads."""
    return Step(title=at.title(f"demo.step.{name}"), act=act, until=until, shot=shot)
