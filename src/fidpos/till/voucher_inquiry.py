"""A bearer's voucher that this till does not know: given at another shop, perhaps, so the centre is asked.

The question is a hold, made under the id by which `RewardHolds` asks for the voucher once it is on the visit:
what is granted here is the same hold there. The cashier goes on meanwhile; nothing here waits.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import HoldId, VisitId
from fidpos.domain.voucher_number import VoucherNumber, parse
from fidpos.till.announce import Said
from fidpos.till.shared_choices import ATTEMPTS_MAX, bearer_choice_id, hold_id
from fidpos.till.station import Station
from fidpos.till.stored_value import StoredValue
from fidpos.till.view import Message, Tone
from fidpos.till.vouchers import VoucherRefusal, voucher_added, voucher_refused, with_bearer
from fidpos.till.work import Work
from fidpos.wire.events import VoucherBody
from fidpos.wire.sync.hold import Held, Hold, HoldAnswer, HoldRefusal, Release, VoucherClaim


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    visit_id: VisitId
    number: VoucherNumber
    attempt: int = 0

    @property
    def hold_id(self) -> HoldId:
        return hold_id(self.visit_id, bearer_choice_id(self.number.digest), self.attempt)


class VoucherInquiry:
    """One question at a time; the next one takes its place.

    Args:
        station: of the till.
        stored_value: None for a till that has no centre.
        told: called on the till's worker when `take` has something to look at.
    """

    def __init__(self, station: Station, stored_value: StoredValue | None, told: Callable[[], None]) -> None:
        self._station = station
        self._asker = stored_value.asker if stored_value is not None else None
        self._told = told
        self._question: _Question | None = None
        self._held: Held | None = None

    def ask(self, work: Work, text: str) -> bool:
        """Ask about the number, if it is one that only the centre may know; whether it was asked.

        Raises:
            StoreError: the store cannot be read.
        """
        number, station = parse(text), self._station
        if self._asker is None or number is None or number.is_training == station.identity.production:
            return False
        if station.store.voucher_by_number(number) is not None:
            return False
        station.dialogue.say(voucher_asked())
        self._put(_Question(visit_id=work.draft.id, number=number))
        return True

    def take(self, work: Work | None) -> Work | None:
        """The visit with the voucher on it, once it was granted; None when it is as it was, which is said.

        Args:
            work: the visit to which something can be added now, if any.

        Raises:
            StoreError: the voucher was not kept.
        """
        question, held = self._question, self._held
        self._question = self._held = None
        if question is None:
            return None
        if work is None or work.draft.id != question.visit_id:
            self._let_go(question, held)
            return None
        if held is None:
            self._station.dialogue.say(centre_silent())
            return None
        kept = self._learnt(work, question, held.voucher)
        if kept is None:
            self._let_go(question, held)
            self._station.dialogue.say(voucher_refused(VoucherRefusal.UNUSABLE))
            return None
        self._station.dialogue.withdraw()
        self._station.dialogue.say(voucher_added())
        return kept

    def _put(self, question: _Question) -> None:
        assert self._asker is not None
        station = self._station
        self._question, self._held = question, None
        claim = VoucherClaim(hold_id=question.hold_id, number_digest=question.number.digest)
        request = Hold(
            visit_id=question.visit_id,
            staff_id=station.staff_id,
            at=station.clock.now(),
            business_day=station.today,
            claims=(claim,),
        )
        self._asker.hold(request, lambda answer: self._answered(question, answer))

    def _answered(self, question: _Question, answer: HoldAnswer | None) -> None:
        """What comes too late, or is not waited for any more, is let go."""
        held = answer.held[0] if answer is not None else None
        if question is not self._question:
            if self._question is None or self._question.hold_id != question.hold_id:
                self._let_go(question, held)
            return
        is_ended = held is not None and held.refused is HoldRefusal.ENDED
        if is_ended and question.attempt + 1 < ATTEMPTS_MAX:
            self._put(replace(question, attempt=question.attempt + 1))
            return
        self._held = held
        self._told()

    def _learnt(self, work: Work, question: _Question, body: VoucherBody | None) -> Work | None:
        """A voucher that was used here, and of which the centre has not heard that, is not found again."""
        if body is None or body.number_digest != question.number.digest:
            return None
        try:
            self._station.store.learn_voucher(body)
        except InvalidValue:
            return None
        voucher = self._station.store.voucher_by_number(question.number)
        return with_bearer(work, voucher) if voucher is not None else None

    def _let_go(self, question: _Question, held: Held | None) -> None:
        if held is not None and held.granted and self._asker is not None:
            self._asker.release(Release(visit_id=question.visit_id, hold_ids=(question.hold_id,)))


def voucher_asked() -> Said:
    """This till does not know the voucher, and asks; two seconds at most."""
    return Said(
        tone=Tone.INFO,
        message=Message(key="voucher.number.asked"),
        detail=Message(key="hint.voucher.number.asked"),
    )


def centre_silent() -> Said:
    """Nobody answered: whether the voucher is good, only the centre knows."""
    return Said(
        tone=Tone.WARNING,
        message=Message(key="voucher.number.silent"),
        detail=Message(key="hint.voucher.number.silent"),
    )
