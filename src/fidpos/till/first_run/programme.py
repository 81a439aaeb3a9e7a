"""Which of the example programmes the shop begins with, and what that gives its members, in words."""

from fidpos.till.first_run.making import CheckPage
from fidpos.till.first_run.ports import ProgrammeOffer
from fidpos.till.first_run.walk import MARKS, Walk, marks, title
from fidpos.till.task.acts import ChooseLine, GoOn, TaskAct
from fidpos.till.task.view import Fact, Line, ListBody, ReviewBody, TaskView
from fidpos.till.view import Message

RULES_SHOWN = 10


class ProgrammesPage:
    """All there are, the simplest first."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._offers = walk.place.programmes()

    def view(self) -> TaskView:
        """One line a programme."""
        return TaskView(
            place="programmes",
            title=title(),
            steps=marks(),
            step=MARKS.index("programme"),
            lead=Message(key="first_run.programmes.lead"),
            body=ListBody(
                lines=tuple(
                    Line(
                        title=Message(key=f"first_run.programme.{each.code}"),
                        detail=Message(key=f"first_run.programme.{each.code}.about"),
                        is_chosen=each.code == self._walk.answers.programme,
                    )
                    for each in self._offers
                )
            ),
            help="first_run.programmes.help",
        )

    def act(self, act: TaskAct) -> None:
        """One is looked at."""
        if isinstance(act, ChooseLine) and 1 <= act.number <= len(self._offers):
            self._walk.go(ProgrammePage(self._walk, self._offers[act.number - 1]))


class ProgrammePage:
    """Its rules in words; Enter takes it."""

    def __init__(self, walk: Walk, offer: ProgrammeOffer) -> None:
        self._walk = walk
        self._offer = offer

    def view(self) -> TaskView:
        """One line a rule."""
        code = self._offer.code
        return TaskView(
            place="programme",
            title=title(),
            steps=marks(),
            step=MARKS.index("programme"),
            lead=Message(key=f"first_run.programme.{code}.about"),
            body=ReviewBody(
                title=Message(key=f"first_run.programme.{code}"),
                facts=tuple(
                    Fact(label=str(number), value=rule)
                    for number, rule in enumerate(self._offer.rules[:RULES_SHOWN], start=1)
                ),
            ),
            enter=Message(key="first_run.programme.take"),
            help="first_run.programmes.help",
        )

    def act(self, act: TaskAct) -> None:
        """It is taken."""
        if isinstance(act, GoOn):
            self._walk.answers.programme = self._offer.code
            self._walk.go(DevicesPage(self._walk))


class DevicesPage:
    """Which readers are there; more of them, and the printer, are set up at the technician's desk."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._found = walk.place.devices()

    def view(self) -> TaskView:
        """What was found when the page was opened."""
        found = "found" if self._found else "none"
        return TaskView(
            place="devices",
            title=title(),
            steps=marks(),
            step=MARKS.index("devices"),
            lead=Message(key="first_run.devices.lead"),
            body=ReviewBody(
                title=Message(key=f"first_run.devices.{found}"),
                detail=Message(key=f"first_run.devices.{found}.detail"),
                facts=(
                    *(
                        Fact(label=Message(key="first_run.devices.reader"), value=each)
                        for each in self._found[: RULES_SHOWN - 1]
                    ),
                    Fact(
                        label=Message(key="first_run.devices.printer"),
                        value=Message(key="first_run.devices.later"),
                    ),
                ),
            ),
            enter=Message(key="first_run.next"),
            help="first_run.devices.help",
        )

    def act(self, act: TaskAct) -> None:
        """Seen."""
        if isinstance(act, GoOn):
            self._walk.go(CheckPage(self._walk))
