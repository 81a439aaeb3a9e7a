"""What a read leads to at the counter: somebody is attached, named, asked about, or told why not."""

from fidpos.domain.ids import MemberId
from fidpos.till import announce
from fidpos.till.identify import Identified, Recognised, recognise_without_card
from fidpos.till.on_counter import OnCounter
from fidpos.till.reads import Answer, answer
from fidpos.till.task.acts import OpenTask, TaskKind
from fidpos.till.task.task import Occasion


class Answering:
    """Every method may raise a `StoreError`; nothing was attached then."""

    def __init__(self, on: OnCounter) -> None:
        self._on = on

    def to(self, found: Identified) -> None:
        """The table of reads says what it means here and now."""
        on = self._on
        match answer(on.state, found.seen):
            case Answer.ATTACH:
                assert found.member is not None
                self.attach(found.member)
            case Answer.ASK:
                assert found.member is not None
                other = found.member
                on.dialogue.ask(announce.other_member_question(other.member), lambda: self.attach(other))
            case Answer.NAME:
                on.access.named = found.staff
            case Answer.SWITCH:
                on.lock()
                on.access.named = found.staff
            case Answer.ALREADY if found.member is not None and on.visit.is_less_proven(found.member):
                on.keep(on.visit.begun().with_proof(found.member))
                on.dialogue.say(announce.read_refused(Answer.ALREADY, found))
            case Answer.USE:
                assert on.choosing is not None
                on.keep_chosen(on.choices.voucher(on.choosing, found.number))
            case Answer.PAY:
                self.open_task(OpenTask(TaskKind.GIFT_CARD_PAYMENT), found.number)
            case Answer.ALREADY | Answer.REFUSE | Answer.UNLOCK_FIRST | Answer.ANSWER_FIRST as said:
                on.dialogue.say(announce.read_refused(said, found, wants_blank=on.cards.is_open))

    def attach(self, recognised: Recognised) -> None:
        """The member is at the counter; the undo of the visit before ends here."""
        on = self._on
        file = on.station.read_file(recognised)
        on.strangers.forget()
        on.undo.expire()
        on.aftermath.clear()
        on.close_panels()
        own = on.access.own_member_id == recognised.member.id
        until = on.station.held_until(recognised.member.id, recognised.presented.card_id)
        on.dialogue.say(announce.recognised(recognised, own=own, held_until=until))
        on.keep(on.visit.begun().with_member(file))

    def attach_member(self, member_id: MemberId) -> None:
        """Somebody whom a task has found or enrolled; nothing more proves who stands there."""
        recognised = recognise_without_card(self._on.station.store, member_id)
        if recognised is not None:
            self.attach(recognised)

    def open_task(self, asked: OpenTask, number: str = "") -> None:
        """Over the checkout, about whoever is there or was there last."""
        on = self._on
        on.close_panels()
        on.dialogue.clear()
        work = on.visit.work
        shown = work.file.recognised if work is not None and work.file is not None else None
        member = shown or on.aftermath.recognised
        on.tasks.open(asked, Occasion(member=member, work=work, number=number))

    def open_card_making(self) -> None:
        """A new card for the member attached."""
        on = self._on
        if on.serving is not None and on.cards.open(on.visit.work, on.serving):
            on.close_panels()
            on.dialogue.clear()
