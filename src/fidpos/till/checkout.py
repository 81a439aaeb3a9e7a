"""THE STORY of a checkout, top to bottom: read this first.

A card is presented, the member is shown, an amount is typed, Enter closes the visit, the points are there.

One session lives on the till's worker thread; screens and the register link are its clients. Each public
method is one thing a cashier does. It ends by publishing a fresh `CheckoutView`; a store that refuses is
said in a banner and changes nothing, least of all the amount typed.

What stands beside the story has a module each: `access` (signing in), `visit_in_progress` (the draft),
`lookup` (F2), `card_making` (F3), `choices` (F5 and F6), `spending` and `voucher_inquiry` (what the centre is
asked about), `undo` (F8),
`desk_door` (the technician's desk), `aftermath` (what stays on screen after a close), `picture` (what the
screen shows).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Concatenate, ParamSpec

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.domain.clock import Clock
from fidpos.domain.errors import StoreError
from fidpos.domain.ids import MemberId, StaffId
from fidpos.domain.money import Money
from fidpos.domain.staff import Staff
from fidpos.domain.visit import SalesChannel
from fidpos.till import announce
from fidpos.till.aftermath import Aftermath
from fidpos.till.card_making import CardMaking
from fidpos.till.choices import Choices
from fidpos.till.close_visit import Closing, close_visit
from fidpos.till.correction import CorrectionRefusal
from fidpos.till.desk_door import DeskDoor
from fidpos.till.guard import Guard
from fidpos.till.identify import Identified, Recognised, identify, recognise_without_card
from fidpos.till.lookup import Lookup
from fidpos.till.picture import Picture
from fidpos.till.ports import PinChecker, RecordedVisit, TillStore
from fidpos.till.reads import Answer, Seen, answer
from fidpos.till.refused import correction_refused
from fidpos.till.spending import Spending
from fidpos.till.station import open_station
from fidpos.till.strangers import Strangers
from fidpos.till.technician.acts import OpenDesk, TechnicianAct
from fidpos.till.undo import Undo
from fidpos.till.view import CheckoutView, QuestionKind, Shown, TillState
from fidpos.till.visit_in_progress import VisitInProgress
from fidpos.till.voucher_inquiry import VoucherInquiry
from fidpos.till.work import Work, without_choices
from fidpos.till.workplace import Workplace
from fidpos.wire.events import DrawnBody

P = ParamSpec("P")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutSettings:
    """What the shop decides about its tills; times in seconds.

    Attributes:
        undo_s: how long a cashier may undo the last visit alone, unless the next member comes first.
        result_shown_s: how long a closed visit's member stays on screen.
        lookups_a_minute: members found by name or phone, per person signed in.
        codes_a_minute: codes of offers tried at this till, right or wrong.
        channel: how the purchases of this till are made.
    """

    language: str = "fr"
    auto_lock_s: float = 300
    undo_s: float = 300
    result_shown_s: float = 45
    lookups_a_minute: int = 30
    codes_a_minute: int = 10
    channel: SalesChannel = SalesChannel.COUNTER


def _act(
    method: Callable[Concatenate["CheckoutSession", P], None],
) -> Callable[Concatenate["CheckoutSession", P], None]:
    """One thing a cashier does: the store's refusal becomes a banner, and the view is published."""

    @wraps(method)
    def act(self: "CheckoutSession", /, *args: P.args, **kwargs: P.kwargs) -> None:
        self._touched_s = self._station.clock.monotonic_s()
        self._spending.interrupt()
        try:
            self._visit.prepare()
            method(self, *args, **kwargs)
        except StoreError as fault:
            self._dialogue.say(announce.store_refused(fault))
        finally:
            self._publish()

    return act


class CheckoutSession:
    """The till from lock screen to lock screen. Lives on one thread; `on_view` is called on that thread."""

    def __init__(
        self,
        store: TillStore,
        pins: PinChecker,
        clock: Clock,
        on_view: Callable[[CheckoutView], None],
        *,
        settings: CheckoutSettings | None = None,
        workplace: Workplace | None = None,
    ) -> None:
        self._on_view = on_view
        self._settings = settings = settings or CheckoutSettings()
        self._station = station = open_station(
            store, pins, clock, language=settings.language, channel=settings.channel
        )
        self._access, self._dialogue = station.access, station.dialogue
        self._guard = Guard(station=station)
        workplace = workplace or Workplace()
        self._desk = DeskDoor(station, workplace, self._publish)
        self._cards = CardMaking(station, workplace.workshop)
        self._lookup = Lookup(station, a_minute=settings.lookups_a_minute)
        self._undo = Undo(station, alone_s=settings.undo_s)
        self._visit = VisitInProgress(station)
        self._aftermath = Aftermath(station, self._visit, shown_s=settings.result_shown_s)
        self._inquiry = VoucherInquiry(station, workplace.stored_value, self._told_of_voucher)
        self._choices = Choices(station, self._inquiry, codes_a_minute=settings.codes_a_minute)
        self._spending = Spending(station, workplace.stored_value, self._told_of_holds)
        self._strangers = Strangers(clock, workplace.abroad, self._told_of_stranger)
        self._picture = Picture(
            station,
            self._visit,
            aftermath=self._aftermath,
            choices=self._choices,
            lookup=self._lookup,
            cards=self._cards,
        )
        self._confirmed_amount: Money | None = None
        self._touched_s = clock.monotonic_s()
        restored = self._visit.resume()
        if restored is not None:
            self._dialogue.say(restored)
            self._spending.follow(self._visit.work)

    # Signing in and out

    @_act
    def choose_staff(self, staff_id: StaffId) -> None:
        """Name who wants to sign in; the PIN comes next."""
        self._access.name(staff_id)

    @_act
    def enter_pin(self, pin: str, staff_id: StaffId | None = None) -> None:
        """Sign in as the person named; a PIN typed for somebody else (`staff_id`) is not tried."""
        named = self._access.named
        if self._access.staff is not None or named is None or staff_id not in {None, named.id}:
            return
        refused = self._access.try_pin(pin, self._station.clock.now())
        if refused is None:
            self._dialogue.forget("sign_in.")
            self._visit.evaluate()
            self._desk.go_to_work()
        else:
            self._dialogue.say(announce.sign_in_refused(refused))

    @_act
    def lock(self) -> None:
        """Lock the screen; the work in progress stays for whoever signs in next."""
        self._lock()

    # The checkout

    @_act
    def present(self, read: CardRead | RefusedRead) -> None:
        """Something was presented to a reader: the table of reads decides what it means."""
        self._aftermath.clear()
        if self._desk.is_open:
            colleague = self._desk.take_read(read)
            if colleague is not None:
                self._answer(colleague)
            return
        found = identify(self._station.store, read, attached=self._visit.member_id)
        if self._cards.is_open and answer(self._state(), found.seen) is Answer.TAKE:
            self._cards.take(read)
        elif self._strangers.look_for(read, found.seen, self._state()):
            self._dialogue.say(announce.looked_for())
        else:
            self._cards.passed_over()
            self._answer(found)

    @_act
    def set_amount(self, amount: Money | None) -> None:
        """The amount typed so far, or None once it is cleared."""
        if self._serving is None or amount == self._visit.amount:
            return
        self._dialogue.withdraw()
        self._aftermath.clear()
        self._confirmed_amount = None
        self._keep(self._visit.begun().with_amount(amount))

    @_act
    def open_rewards(self) -> None:
        """F5: digits choose a reward; pressed again, they set effects aside; then they type the amount."""
        if self._choosing is not None:
            self._choices.turn(self._choosing)

    @_act
    def choose_reward(self, number: int) -> None:
        """Hold the reward or voucher of this number, or let it go; it is spent when the visit closes."""
        if self._choosing is not None:
            self._keep_chosen(self._choices.reward(self._choosing, number))

    @_act
    def set_aside(self, number: int) -> None:
        """Refuse the effect of this number, or take it back."""
        if self._choosing is not None:
            self._keep_chosen(self._choices.effect(self._choosing, number))

    @_act
    def open_codes(self) -> None:
        """F6: the code of an offer is typed; pressed again, the amount."""
        if self._choosing is not None:
            self._choices.turn_codes()

    @_act
    def enter_code(self, text: str) -> None:
        """The customer said the code of an offer, or the number of a voucher."""
        if self._choosing is not None:
            self._keep_chosen(self._choices.code(self._choosing, text))

    @_act
    def remove_code(self, code: str) -> None:
        """It was another code."""
        if self._choosing is not None:
            self._keep_chosen(self._choices.no_code(self._choosing, code))

    @_act
    def pay_by_gift_card(self, paid: Money | None) -> None:
        """What of the purchase a gift card pays, held elsewhere; the programme says whether that earns."""
        if self._serving is not None:
            self._keep(self._visit.begun().with_gift_card(paid.minor if paid is not None else 0))

    @_act
    def confirm(self, shown: Shown | None = None) -> None:
        """Enter: say yes to the question, or close the visit.

        Args:
            shown: what was on screen; when something else is there by now, nothing is done and the person is
                asked to look again. None for clients without a screen.
        """
        if shown is not None and shown != Shown.on(self.view()):
            self._dialogue.say(announce.look_again())
        elif self._dialogue.question is not None:
            self._dialogue.answer(yes=True)
        elif self._serving is not None and self._visit.work is not None:
            self._confirm(self._visit.work, self._serving)

    @_act
    def back(self) -> None:
        """Esc: say no, close what is open, clear the amount, then let the member go. Never commits."""
        if self._dialogue.question is not None:
            self._decline()
            return
        if self._access.staff is None:
            self._access.named = None
        elif self._desk.is_open:
            return
        elif self._cards.is_open:
            self._cards.end()
        elif self._lookup.found is not None or self._choices.panel is not None:
            self._close_panels()
        elif self._visit.amount is not None:
            self._keep(self._visit.begun().with_amount(None))
        elif self._visit.work is not None:
            self._visit.drop()
            self._spending.follow(None)
            self._let_go()
        else:
            self._aftermath.clear()
        self._dialogue.clear()

    @_act
    def void_last(self) -> None:
        """F8: undo the visit closed last; alone for a while, then only a manager."""
        staff = self._serving
        if staff is None:
            return
        visit = self._undo.check(staff)
        if isinstance(visit, CorrectionRefusal):
            self._dialogue.say(correction_refused(visit))
        elif self._undo.is_fresh:
            self._void(visit, staff)
        else:
            self._dialogue.ask(announce.void_question(visit), lambda: self._void(visit, staff))

    # Beside the story

    @_act
    def search(self, text: str) -> None:
        """F2: members whose name or phone begins with the text, from two characters on."""
        if self._serving is not None:
            self._aftermath.clear()
            self._lookup.search(text)

    @_act
    def pick_member(self, member_id: MemberId) -> None:
        """Attach a member who was found; nothing proves who stands there, so the trust is the lowest."""
        if self._serving is None:
            return
        picked = self._lookup.pick(member_id, attached=self._visit.member_id)
        if picked is not None:
            self._answer(picked)

    @_act
    def close_search(self) -> None:
        """The search is over."""
        self._lookup.close()

    @_act
    def open_new_card(self) -> None:
        """F3: a new card for the member; pressed again, the work is given up."""
        if self._cards.is_open:
            self._cards.end()
        elif self._serving is not None and self._cards.open(self._visit.work, self._serving):
            self._close_panels()
            self._dialogue.clear()

    @_act
    def choose_card_kind(self, number: int) -> None:
        """Which kind of blank is held out next, or that the card is printed."""
        self._cards.choose(number)

    @_act
    def at_desk(self, act: TechnicianAct) -> None:
        """What a technician does, or a manager; from anybody else it is not heard."""
        if not self._desk.may_pass(self._access.staff):
            return
        if isinstance(act, OpenDesk):
            self._dialogue.clear()
            self._clear_screen()
        self._desk.act(act)

    # What nobody at this till did

    def brought(self, members: frozenset[MemberId]) -> None:
        """The centre told what became of these members elsewhere; whoever is here is shown as they are now.

        Nobody touched anything: the time until the till locks by itself goes on.
        """
        before = self._visit.work
        if before is None or self._visit.member_id not in members:
            return
        self._visit.read_again()
        after = self._visit.work
        if after is not None and after.promise != before.promise and self._access.staff is not None:
            self._dialogue.say(announce.look_again())
        self._publish()

    def _told_of_holds(self) -> None:
        """The centre answered about what the visit in progress spends, or is known not to."""
        try:
            self._spending.take_answer(self._visit.work)
        except StoreError as fault:
            self._dialogue.say(announce.store_refused(fault))
        self._publish()

    def _told_of_voucher(self) -> None:
        """The centre answered about a voucher that this till does not know, or is known not to."""
        try:
            self._keep_chosen(self._inquiry.take(self._choosing))
        except StoreError as fault:
            self._dialogue.say(announce.store_refused(fault))
        self._publish()

    def _told_of_stranger(self, refused: StoreError | None = None) -> None:
        """Whoever the unknown card belongs to is on the way, or was met as somebody known by it alone."""
        try:
            self._look_for_stranger()
        except StoreError as fault:
            refused = fault
        if refused is not None:
            self._dialogue.say(announce.store_refused(refused))
        self._publish()

    def _look_for_stranger(self) -> None:
        read = self._strangers.awaited()
        if read is None:
            return
        found = identify(self._station.store, read, attached=self._visit.member_id)
        if found.seen is not Seen.UNKNOWN or self._strangers.is_late:
            self._strangers.forget()
            self._answer(found)

    # Time

    def tick(self) -> None:
        """About once a second: lock by itself, let a closed visit leave the screen."""
        self._desk.tick()
        if self._strangers.awaited() is not None:
            self._told_of_stranger()
        now_s = self._station.clock.monotonic_s()
        stale = self._aftermath.is_stale
        idle = self._access.staff is not None and now_s - self._touched_s > self._settings.auto_lock_s
        if not stale and not idle:
            return
        if stale:
            self._aftermath.clear()
            self._dialogue.clear()
        if idle:
            self.lock()
        else:
            self._publish()

    def view(self) -> CheckoutView:
        """Everything the screen shows now."""
        if self._desk.is_open:
            return self._desk.view()
        return self._picture.view(self._state())

    @property
    def _serving(self) -> Staff | None:
        """Whoever is signed in, unless the technician's desk lies there, or a card is being made."""
        return None if self._desk.is_open or self._cards.is_open else self._access.staff

    @property
    def _choosing(self) -> Work | None:
        """The work of the member attached, while somebody serves."""
        work = self._visit.work
        return work if self._serving is not None and work is not None and work.ready is not None else None

    def _state(self) -> TillState:
        if self._access.staff is None:
            return TillState.LOCKED
        if self._desk.is_open:
            return TillState.TECHNICIAN
        if self._dialogue.question is not None:
            return TillState.ASKING
        if self._cards.is_open:
            return TillState.WRITING_CARD
        return TillState.IDLE if self._visit.work is None else self._visit.work.state

    def _decline(self) -> None:
        asked = self._dialogue.answer(yes=False)
        if asked is not None and asked.kind is QuestionKind.OTHER_MEMBER:
            self._dialogue.say(announce.member_kept())
        elif asked is not None and asked.kind is QuestionKind.DRAW_UNASKED:
            self._spending.decline()

    # What a read leads to

    def _answer(self, found: Identified) -> None:
        match answer(self._state(), found.seen):
            case Answer.ATTACH:
                assert found.member is not None
                self._attach(found.member)
            case Answer.ASK:
                assert found.member is not None
                other = found.member
                self._dialogue.ask(announce.other_member_question(other.member), lambda: self._attach(other))
            case Answer.NAME:
                self._access.named = found.staff
            case Answer.SWITCH:
                self._lock()
                self._access.named = found.staff
            case Answer.ALREADY if found.member is not None and self._visit.is_less_proven(found.member):
                self._keep(self._visit.begun().with_proof(found.member))
                self._dialogue.say(announce.read_refused(Answer.ALREADY, found))
            case Answer.USE:
                assert self._choosing is not None
                self._keep_chosen(self._choices.voucher(self._choosing, found.number))
            case Answer.ALREADY | Answer.REFUSE | Answer.UNLOCK_FIRST | Answer.ANSWER_FIRST as said:
                self._dialogue.say(announce.read_refused(said, found, wants_blank=self._cards.is_open))

    def _attach(self, recognised: Recognised) -> None:
        """The member is at the counter; the undo of the visit before ends here."""
        file = self._station.read_file(recognised)
        self._strangers.forget()
        self._undo.expire()
        self._aftermath.clear()
        self._close_panels()
        own = self._access.own_member_id == recognised.member.id
        self._dialogue.say(announce.recognised(recognised, own=own))
        self._keep(self._visit.begun().with_member(file))

    # Closing

    def _confirm(self, work: Work, staff: Staff) -> None:
        if self._visit.has_lost_member(work):
            self._keep(Work(draft=without_choices(work.draft)))
            self._dialogue.say(announce.member_gone())
            return
        today = self._visit.of_today(work)
        if today is not work:
            self._keep(today)
            if today.promise != work.promise:
                self._dialogue.say(announce.look_again())
                return
        objection = self._guard.objection(today, staff)
        if objection is not None:
            self._dialogue.say(objection)
        elif today.amount and today.amount != self._confirmed_amount and self._guard.is_unusual(today.amount):
            question = announce.unusual_amount_question(today.amount)
            self._dialogue.ask(question, lambda: self._close_unusual(today, staff))
        else:
            self._close(today, staff)

    def _close_unusual(self, work: Work, staff: Staff) -> None:
        self._confirmed_amount = work.amount
        self._close(work, staff)

    def _close(self, work: Work, staff: Staff) -> None:
        """What the visit spends is cleared first; earning waits for nobody."""
        self._spending.close(work, lambda current, drawn: self._record(current, staff, drawn))

    def _record(self, work: Work, staff: Staff, drawn: tuple[DrawnBody, ...]) -> None:
        """Record the visit; only once it is durable is anything announced."""
        station = self._station
        self._on_view(replace(self.view(), state=TillState.CLOSING))
        if work.amount is None:
            work = work.with_amount(Money(0, station.identity.currency)).evaluated(station.around())
        assert work.ready is not None
        closing = Closing(closed_by=staff.id, at=station.clock.now(), new_id=station.new_id, drawn=drawn)
        event = close_visit(station.store, work.ready, closing)
        self._visit.is_recorded()
        self._spending.settled()
        self._let_go()
        self._undo.closed(event.visit_id)
        counter = station.programme.counters[0].code
        points = self._aftermath.show(work.ready.file.recognised, counter)
        self._dialogue.say(announce.visit_closed(event, work.ready.evaluation, points, station.language))

    def _void(self, visit: RecordedVisit, staff: Staff) -> None:
        voided = self._undo.void(visit, staff)
        shown = self._aftermath.recognised
        if self._visit.work is not None:
            self._dialogue.say(announce.visit_voided(voided.event, None))
            self._visit.read_again()
            return
        if shown is None or shown.member.id != visit.member_id:
            shown = recognise_without_card(self._station.store, visit.member_id)
        points = self._aftermath.show(shown, visit.counter) if shown is not None else None
        self._dialogue.say(announce.visit_voided(voided.event, points))

    # What is on screen

    def _keep(self, work: Work) -> None:
        """Show the work as it is now, durably; once nothing is left of it, so does what lay around it."""
        self._visit.keep(work)
        self._spending.follow(self._visit.work)
        if self._visit.work is None:
            self._let_go()

    def _keep_chosen(self, work: Work | None) -> None:
        """A choice that changed something."""
        if work is not None:
            self._keep(work)

    def _let_go(self) -> None:
        """There is no visit in progress any more."""
        self._choices.panel, self._confirmed_amount = None, None
        self._cards.end()

    def _close_panels(self) -> None:
        self._lookup.close()
        self._choices.panel = None

    def _clear_screen(self) -> None:
        self._close_panels()
        self._aftermath.clear()
        self._cards.end()

    def _lock(self) -> None:
        """Lock first, record it then: a full disk keeps no till open."""
        self._desk.close()
        self._clear_screen()
        self._dialogue.clear()
        self._access.lock(self._station.clock.now())

    def _publish(self) -> None:
        self._on_view(self.view())
