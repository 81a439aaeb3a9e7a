"""The making of a shop was broken off, by a power cut perhaps: the next start goes on where it was."""

from fidpos.till.first_run.language import LanguagePage
from fidpos.till.first_run.making import MakingPage, facts_of
from fidpos.till.first_run.people import PeoplePage
from fidpos.till.first_run.walk import Walk, title
from fidpos.till.task.acts import GoOn, PressKey, TaskAct
from fidpos.till.task.view import ReviewBody, TaskKey, TaskView
from fidpos.till.view import Message

ANEW = "f4"


class AgainPage:
    """Everything that was answered, and Enter to go on."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk

    def view(self) -> TaskView:
        """What was to be made."""
        key = "known" if self._walk.answers.lacks_pin is None else "pins"
        return TaskView(
            place="again",
            title=title(),
            lead=Message(key=f"first_run.again.{key}"),
            body=ReviewBody(
                title=Message(key="first_run.again.title"),
                detail=Message(key="first_run.again.detail"),
                facts=facts_of(self._walk),
            ),
            enter=Message(key="first_run.again.enter"),
            keys=(TaskKey(key=ANEW, label=Message(key="first_run.again.anew")),),
            help="first_run.check.help",
        )

    def act(self, act: TaskAct) -> None:
        """It goes on; whoever's PIN was not kept types it again first. Or other answers are given."""
        if act == PressKey(ANEW):
            self._walk.go(LanguagePage(self._walk))
        if not isinstance(act, GoOn):
            return
        walk = self._walk
        walk.go(MakingPage(walk) if walk.answers.lacks_pin is None else PeoplePage(walk))
