"""What nobody at this till did: the centre answers, or tells what became of somebody elsewhere."""

from collections.abc import Callable

from fidpos.domain.errors import StoreError
from fidpos.domain.ids import MemberId
from fidpos.domain.staff import Role
from fidpos.till import announce
from fidpos.till.answering import Answering
from fidpos.till.identify import identify
from fidpos.till.on_counter import OnCounter
from fidpos.till.reads import Seen


class Hearing:
    """Nobody touched anything: the time until the till locks by itself goes on."""

    def __init__(self, on: OnCounter, answering: Answering, publish: Callable[[], None]) -> None:
        self._on = on
        self._answering = answering
        self._publish = publish

    def of_members(self, members: frozenset[MemberId]) -> None:
        """The centre told what became of these elsewhere; whoever is here is shown as they are now."""
        on = self._on
        before = on.visit.work
        if before is None or on.visit.member_id not in members:
            return
        on.visit.read_again()
        after = on.visit.work
        if after is not None and after.promise != before.promise and on.access.staff is not None:
            on.dialogue.say(announce.look_again())
        self._publish()

    def of_holds(self) -> None:
        """The centre answered about what the visit in progress spends, or is known not to."""
        self._take(lambda: self._on.spending.take_answer(self._on.visit.work))

    def of_voucher(self) -> None:
        """The centre answered about a voucher that this till does not know, or is known not to."""
        self._take(lambda: self._on.keep_chosen(self._on.inquiry.take(self._on.choosing)))

    def of_stranger(self, refused: StoreError | None = None) -> None:
        """Whoever the unknown card belongs to is on the way, or was met as somebody known by it alone."""
        self._take(self._look_for_stranger, refused)

    def of_contact(self) -> None:
        """The centre was not heard for long, or was heard again: what is held back is another."""
        self._on.dialogue.forget("contact.")
        if self._on.station.contact.hides_members:
            self._on.put_away_people()
        self.say_what_is_held_back()
        self._take(self._read_again)

    def say_what_is_held_back(self) -> None:
        """Whoever is more than a cashier hears at once that this is not so now."""
        on, signed_in = self._on, self._on.access.signed_in
        is_more = signed_in is not None and signed_in.role is not Role.CASHIER
        if is_more and on.station.contact.is_staff_list_old:
            on.dialogue.say(announce.staff_list_old())

    def _read_again(self) -> None:
        if self._on.visit.work is not None:
            self._on.visit.read_again()

    def _take(self, take: Callable[[], None], refused: StoreError | None = None) -> None:
        try:
            take()
        except StoreError as fault:
            refused = fault
        if refused is not None:
            self._on.dialogue.say(announce.store_refused(refused))
        self._publish()

    def _look_for_stranger(self) -> None:
        on = self._on
        read = on.strangers.awaited()
        if read is None:
            return
        found = identify(on.station.store, read, attached=on.visit.member_id)
        if found.seen is not Seen.UNKNOWN or on.strangers.is_late:
            on.strangers.forget()
            self._answering.to(found)
