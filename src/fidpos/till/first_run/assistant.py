"""The assistant as the screen uses it: in place of a checkout, while there is no till yet.

Lives on the till's worker, like the checkout session; each call publishes a new view by itself.
"""

from collections.abc import Callable

from fidpos.domain.clock import Clock
from fidpos.till.first_run.again import AgainPage
from fidpos.till.first_run.language import LanguagePage
from fidpos.till.first_run.ports import News, Place
from fidpos.till.first_run.walk import Answers, Walk
from fidpos.till.task.acts import Act, ChooseLine, FillIn, GoOn, PressKey
from fidpos.till.view import CheckoutView, TillState


class Assistant:
    """From an empty folder to a till, question by question.

    Args:
        place: the machine; it may tell news through `hear` as soon as something was asked of it.
        clock: of the machine.
        on_view: gets each new view.
    """

    def __init__(self, place: Place, clock: Clock, on_view: Callable[[CheckoutView], None]) -> None:
        self._clock = clock
        self._on_view = on_view
        self._walk = Walk(place)
        begun = place.begun()
        if begun is not None:
            self._walk.answers = Answers.again(begun)
            self._walk.go(AgainPage(self._walk))
        else:
            self._walk.go(LanguagePage(self._walk))

    def view(self) -> CheckoutView:
        """As it stands."""
        return CheckoutView(
            state=TillState.TASK, task=self._walk.view(), is_first_run=True, at=self._clock.now()
        )

    def in_task(self, act: Act) -> None:
        """A key or a touch.

        Raises:
            FidposError: the answer could not be kept; the page is as it was.
        """
        if isinstance(act, FillIn | ChooseLine | GoOn | PressKey):
            self._walk.forget()
            self._walk.step.act(act)
            self._publish()

    def back(self) -> None:
        """Esc."""
        self._walk.forget()
        self._walk.back()
        self._publish()

    def hear(self, news: News) -> None:
        """Something was done elsewhere."""
        self._walk.hear(news)
        self._publish()

    def _publish(self) -> None:
        self._on_view(self.view())
