"""What the steps of one correction share: the till, the steps so far, and on whose word it is done."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from uuid import UUID

from fidpos.domain.authority import Authority
from fidpos.domain.ids import VisitId
from fidpos.till.correcting.act import CorrectionAct, Done, Proposal, Refusal
from fidpos.till.correcting.acts import Subject
from fidpos.till.correcting.step import Step
from fidpos.till.correction import CorrectionRefusal, CorrectionWork
from fidpos.till.gift_cards import GiftCardRefusal
from fidpos.till.refused import correction_refused, gift_card_refused
from fidpos.till.task.task import Bench, Occasion
from fidpos.till.task.view import TaskView
from fidpos.till.view import Message


class Flow:
    """Steps upon each other, and the way from one to the next.

    Args:
        bench: what the task works with.
        occasion: what was on screen when it was opened.
    """

    def __init__(self, bench: Bench, occasion: Occasion) -> None:
        self.bench = bench
        self.occasion = occasion
        self._steps: list[Step] = []
        self._problem: Message | None = None
        self._hint: Message | None = None

    @property
    def step(self) -> Step:
        """The one that is on."""
        return self._steps[-1]

    @property
    def new_id(self) -> Callable[[], UUID]:
        """Makes the ids of what is done."""
        return self.bench.station.new_id

    def go(self, step: Step) -> None:
        """On to this step; Esc leads back here."""
        self._steps.append(step)

    def swap(self, step: Step) -> None:
        """On to this step, from one to which Esc does not lead back."""
        self._steps[-1] = step

    def back(self) -> bool:
        """To the step before; False when there is none."""
        self.forget()
        if len(self._steps) < 2:
            return False
        self._steps.pop()
        return True

    def view(self) -> TaskView:
        """The step, with what stood in the way."""
        return replace(self.step.view(), problem=self._problem, hint=self._hint)

    def stand_in_way(self, problem: Message, hint: Message | None = None) -> None:
        """Say why it does not go on; said until the next key."""
        self._problem, self._hint = problem, hint

    def refuse(self, refusal: Refusal) -> None:
        """The same for a correction that is not to be."""
        if isinstance(refusal, GiftCardRefusal):
            said = gift_card_refused(refusal)
        else:
            said = correction_refused(refusal)
        self.stand_in_way(said.message, said.detail)

    def forget(self) -> None:
        """Somebody goes on: what was said has been read."""
        self._problem, self._hint = None, None

    def subject(self, visit_id: VisitId) -> Subject:
        """The visit that is corrected here."""
        bench = self.bench
        gift_work = partial(bench.workplace.gift_cards.work, bench.station)
        return Subject(id=visit_id, language=bench.station.language, gift_work=gift_work)

    def work(self, authority: Authority, visit_id: VisitId | None) -> CorrectionWork:
        """At this till, now, on this word."""
        station = self.bench.station
        alone = visit_id is not None and self.bench.counter.may_undo_alone(visit_id)
        return CorrectionWork(
            store=station.store,
            authority=authority,
            fresh=alone,
            at=station.clock.now(),
            new_id=station.new_id,
        )

    def propose(self, act: CorrectionAct, reason: str, show: Callable[[Proposal], Step]) -> None:
        """Foresee what the act does, on a manager's word where it needs one, and show it.

        Raises:
            StoreError: nothing is shown.
        """
        self._on_word(act, lambda authority: self._propose(act, reason, authority, show), reason)

    def perform(self, act: CorrectionAct, reason: str) -> None:
        """Do it, and end the task.

        Raises:
            StoreError: nothing was done.
        """
        self._on_word(act, lambda authority: self._perform(act, reason, authority), reason)

    def _on_word(self, act: CorrectionAct, then: Callable[[Authority], None], reason: str) -> None:
        own = self.bench.own_authority
        foreseen = act.foresee(self.work(own, act.visit_id), reason)
        if foreseen is CorrectionRefusal.NEEDS_MANAGER or foreseen is GiftCardRefusal.NEEDS_MANAGER:
            self.bench.with_manager(act.why, then)
        else:
            then(own)

    def _propose(
        self, act: CorrectionAct, reason: str, authority: Authority, show: Callable[[Proposal], Step]
    ) -> None:
        foreseen = act.foresee(self.work(authority, act.visit_id), reason)
        if isinstance(foreseen, Proposal):
            self.go(show(foreseen))
        else:
            self.refuse(foreseen)

    def _perform(self, act: CorrectionAct, reason: str, authority: Authority) -> None:
        done = act.perform(self.work(authority, act.visit_id), reason)
        if not isinstance(done, Done):
            self.refuse(done)
            return
        bench = self.bench
        bench.end()
        if done.member_id is not None:
            bench.counter.show_again(done.member_id)
        bench.station.dialogue.say(done.said)
