"""The end of the assistant: the till is there, and Enter opens it."""

from fidpos.till.first_run.walk import Walk, title
from fidpos.till.task.acts import GoOn, TaskAct
from fidpos.till.task.view import Fact, ReviewBody, TaskView
from fidpos.till.view import Lamp, Message


class DonePage:
    """What was made, and what can be done next; there is no way back."""

    def __init__(self, walk: Walk, facts: tuple[Fact, ...] = ()) -> None:
        self._walk = walk
        self._facts = facts
        walk.errand = None

    def view(self) -> TaskView:
        """Success, and what comes now."""
        return TaskView(
            place="done",
            title=title(),
            lead=Message(key="first_run.done.lead"),
            body=ReviewBody(
                facts=self._facts,
                title=Message(key="first_run.done.title"),
                detail=Message(key="first_run.done.detail"),
                lamp=Lamp.OK,
            ),
            enter=Message(key="first_run.done.enter"),
            help="first_run.done.help",
        )

    def act(self, act: TaskAct) -> None:
        """Enter."""
        if isinstance(act, GoOn):
            self._walk.place.open_till()
