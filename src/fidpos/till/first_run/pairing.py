"""Pairing a new till with a centre there is: the steps of `technician.pairing`, without a desk around."""

from fidpos.till.centre_link import CentreStanding, Paired, PairingRefused
from fidpos.till.first_run.done import DonePage
from fidpos.till.first_run.ports import News
from fidpos.till.first_run.walk import Errand, Walk, title
from fidpos.till.task.acts import FillIn, TaskAct
from fidpos.till.task.view import Fact, Field, FieldKind, FormBody, PresentBody, TaskView
from fidpos.till.technician import pairing
from fidpos.till.technician.view import PairingStep
from fidpos.till.view import Message

CODE_MAX = 400
"""A scanned code holds the centre's key and its address."""


class PairingPage:
    """Code, address, name; then the centre is asked."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._pairing = pairing.begin(CentreStanding(), walk.place.usual_till_name())
        walk.errand = None

    def view(self) -> TaskView:
        """The line that is typed, or what is awaited."""
        now = self._pairing
        if now.step is PairingStep.ASKING:
            body: FormBody | PresentBody = PresentBody(
                icon="cloud",
                title=Message(key="first_run.pair.asking"),
                detail=Message(key="first_run.pair.asking.detail"),
                is_busy=True,
                facts=(
                    Fact(label=Message(key="first_run.pair.address"), value=now.address),
                    Fact(label=Message(key="first_run.pair.name"), value=now.till_name),
                ),
            )
        else:
            body = FormBody(fields=(self._field(),))
        return TaskView(
            place=f"pair.{now.step.value}",
            title=title(),
            lead=Message(key=f"first_run.pair.{now.step.value}.lead"),
            body=body,
            problem=now.problem,
            hint=now.hint,
            enter=Message(key="first_run.next") if isinstance(body, FormBody) else None,
            help="first_run.pair.help",
        )

    def act(self, act: TaskAct) -> None:
        """Enter after a line."""
        if not isinstance(act, FillIn) or act.move < 1 or self._pairing.step is PairingStep.ASKING:
            return
        line = act.text[:CODE_MAX]
        is_code = pairing.scanned_code(line.encode("ascii", "replace"))
        came_to = pairing.scan(self._pairing, is_code) if is_code else pairing.enter(self._pairing, line)
        self._pairing = came_to
        self._walk.errand = Errand(hear=self._hear, give_up=self._back)
        if came_to.step is PairingStep.ASKING:
            self._walk.place.pair(address=came_to.address, code=came_to.code, till_name=came_to.till_name)

    def _field(self) -> Field:
        now = self._pairing
        is_code = now.step is PairingStep.CODE
        return Field(
            key=now.step.value,
            label=Message(key=f"first_run.pair.{now.step.value}"),
            kind=FieldKind.TEXT,
            text=now.view.text,
            placeholder="" if is_code or now.step is PairingStep.NAME else "https://",
            length_max=CODE_MAX,
        )

    def _back(self) -> None:
        """The line before; while the centre is asked, nothing: it answers or is given up by itself."""
        if self._pairing.step is PairingStep.ASKING:
            return
        before = pairing.back(self._pairing)
        if before is not None:
            self._pairing = before
        else:
            self._walk.errand = None
            self._walk.back()

    def _hear(self, news: News) -> None:
        if not isinstance(news, Paired | PairingRefused):
            return
        self._pairing = pairing.hear(self._pairing, news)
        if self._pairing.step is PairingStep.DONE:
            self._walk.errand = None
            self._walk.put(DonePage(self._walk))
