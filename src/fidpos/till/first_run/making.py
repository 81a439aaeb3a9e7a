"""Everything once more before it is made; then what is being done, and what stood in the way."""

from fidpos.till.first_run.done import DonePage
from fidpos.till.first_run.ports import Made, Making, MakingStep, News, NotMade, Stopped
from fidpos.till.first_run.walk import MARKS, Errand, Walk, marks, title
from fidpos.till.task.acts import GoOn, TaskAct
from fidpos.till.task.view import Fact, PresentBody, ReviewBody, TaskView
from fidpos.till.view import Message


class CheckPage:
    """What was answered; Enter has it made."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk

    def view(self) -> TaskView:
        """One fact a question."""
        return TaskView(
            place="check",
            title=title(),
            steps=marks(),
            step=MARKS.index("check"),
            lead=Message(key="first_run.check.lead"),
            body=ReviewBody(
                title=Message(key="first_run.check.title"),
                detail=Message(key="first_run.check.detail"),
                facts=facts_of(self._walk),
            ),
            enter=Message(key="first_run.check.make"),
            help="first_run.check.help",
        )

    def act(self, act: TaskAct) -> None:
        """It is to be made."""
        if isinstance(act, GoOn):
            self._walk.go(MakingPage(self._walk))


class MakingPage:
    """Says what is being done; Esc stops before the next step. Begins at once."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._now = MakingStep.CENTRE
        self._is_stopping = False
        walk.errand = Errand(hear=self._hear, give_up=self._give_up)
        walk.place.make(walk.answers.whole())

    def view(self) -> TaskView:
        """The step that goes on, and those that are done."""
        done = tuple(MakingStep)[: tuple(MakingStep).index(self._now)]
        stopping = Message(key="first_run.making.stopping")
        return TaskView(
            place="making",
            title=title(),
            lead=stopping if self._is_stopping else Message(key="first_run.making.lead"),
            body=PresentBody(
                icon="store",
                title=Message(key=f"first_run.making.{self._now.value}"),
                detail=Message(key="first_run.making.detail"),
                is_busy=True,
                facts=tuple(
                    Fact(
                        label=Message(key=f"first_run.making.{each.value}.short"),
                        value=Message(key="first_run.making.done"),
                    )
                    for each in done
                ),
            ),
            help="first_run.making.help",
        )

    def act(self, act: TaskAct) -> None:
        """Nobody has to do anything."""

    def _give_up(self) -> None:
        self._is_stopping = True
        self._walk.place.stop_making()

    def _hear(self, news: News) -> None:
        walk = self._walk
        match news:
            case Making(step):
                self._now = step
            case Made():
                walk.put(DonePage(walk, facts_of(walk)))
            case NotMade(problem=problem, hint=hint):
                self._leave(problem, hint)
            case Stopped():
                stopped = Message(key="first_run.making.stopped")
                self._leave(stopped, Message(key="hint.first_run.making.stopped"))

    def _leave(self, problem: Message, hint: Message) -> None:
        """Back to the page before, where Enter goes on with it."""
        self._walk.errand = None
        self._walk.back()
        self._walk.say(problem, hint)


def facts_of(walk: Walk) -> tuple[Fact, ...]:
    """The shop as it was described; PINs are nobody's to read."""
    shop = walk.answers.whole()
    said: tuple[tuple[str, Message | str], ...] = (
        ("shop", shop.shop),
        ("merchant", shop.merchant),
        ("card", shop.card_name),
        ("till", shop.till),
        ("country", Message(key=f"country.{shop.country}")),
        ("money", f"{shop.currency} · {shop.zone}"),
        ("people", ", ".join(each.name for each in shop.people)),
        ("programme", Message(key=f"first_run.programme.{shop.programme}")),
        ("folder", walk.place.centre_folder),
    )
    return tuple(Fact(label=Message(key=f"first_run.check.{key}"), value=value) for key, value in said)
