"""Why it is corrected, by a digit or in words; then what it will change, to be confirmed."""

from fidpos.till.correcting.act import CorrectionAct, Proposal
from fidpos.till.correcting.flow import Flow
from fidpos.till.correcting.form import Form
from fidpos.till.correcting.reason import TYPED_MAX, typed_reason
from fidpos.till.correcting.step import KeysOnly
from fidpos.till.correction import CorrectionRefusal
from fidpos.till.task.acts import ChooseLine, GoOn, TaskAct
from fidpos.till.task.view import Field, Line, ListBody, ReviewBody, TaskView
from fidpos.till.view import Message


class WhyStep(KeysOnly):
    """The usual reasons of this act, and a line for another one."""

    def __init__(self, flow: Flow, act: CorrectionAct) -> None:
        self._flow = flow
        self._act = act

    def view(self) -> TaskView:
        """A line for each reason."""
        known = [Line(title=Message(key=f"task.correct.reason.{code}")) for code in self._act.reasons]
        other = Line(title=Message(key="task.correct.reason.other"))
        return TaskView(
            place="correct.why",
            title=self._act.title,
            lead=Message(key="task.correct.lead.why"),
            body=ListBody(lines=(*known, other)),
            help="task.correct.help",
        )

    def act(self, act: TaskAct) -> None:
        """A digit chooses."""
        if not isinstance(act, ChooseLine):
            return
        reasons = self._act.reasons
        if 0 < act.number <= len(reasons):
            propose(self._flow, self._act, reasons[act.number - 1].value)
        elif act.number == len(reasons) + 1:
            self._flow.go(_InWords(self._flow, self._act))


class _InWords(KeysOnly):
    """Another reason, in a few words."""

    def __init__(self, flow: Flow, act: CorrectionAct) -> None:
        self._flow = flow
        self._act = act
        self._form = Form(["reason"])

    def view(self) -> TaskView:
        """One field."""
        reason = Field(
            key="reason",
            label=Message(key="task.correct.field.reason"),
            text=self._form["reason"],
            length_max=TYPED_MAX,
        )
        return TaskView(
            place="correct.why.words",
            title=self._act.title,
            lead=Message(key="task.correct.lead.why_words"),
            body=self._form.body([reason]),
            enter=Message(key="task.correct.enter.go_on"),
            help="task.correct.help",
        )

    def act(self, act: TaskAct) -> None:
        """Enter goes on, once there is a reason."""
        if not self._form.fill(act) and not isinstance(act, GoOn):
            return
        reason = typed_reason(self._form["reason"])
        if reason:
            propose(self._flow, self._act, reason)
        else:
            self._flow.refuse(CorrectionRefusal.NEEDS_REASON)


class ReviewStep(KeysOnly):
    """Before and after, side by side; Enter does it."""

    def __init__(self, flow: Flow, act: CorrectionAct, proposal: Proposal, reason: str) -> None:
        self._flow = flow
        self._act = act
        self._proposal = proposal
        self._reason = reason

    def view(self) -> TaskView:
        """What will be true."""
        return TaskView(
            place="correct.review",
            title=self._act.title,
            lead=Message(key="task.correct.lead.review"),
            body=ReviewBody(facts=self._proposal.facts),
            enter=Message(key="task.correct.enter.do"),
            help="task.correct.help",
        )

    def act(self, act: TaskAct) -> None:
        """Only Enter means something."""
        if isinstance(act, GoOn):
            self._flow.perform(self._act, self._reason)


def propose(flow: Flow, act: CorrectionAct, reason: str) -> None:
    """Show what the act would change."""
    flow.propose(act, reason, lambda proposal: ReviewStep(flow, act, proposal, reason))
