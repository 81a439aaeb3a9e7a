"""THE STORY of a checkout, top to bottom: read this first.

A card is presented, the member is shown, an amount is typed, Enter closes the visit, the points are there.

One session lives on the till's worker thread; screens and the register link are its clients. Each public
method is one thing a cashier does. It ends by publishing a fresh `CheckoutView`; a store that refuses is
said in a banner and changes nothing, least of all the amount typed.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from fidpos.domain.card import CardRead, CardToken, RefusedRead
from fidpos.domain.clock import Clock
from fidpos.domain.errors import StoreCorrupt, StoreError
from fidpos.domain.ids import EventId, MemberId, RedemptionId, StaffId, VisitId, uuid7
from fidpos.domain.money import Money
from fidpos.domain.staff import Role, Staff
from fidpos.domain.visit import VisitDraft
from fidpos.rules.engine import compile_programme
from fidpos.till import announce
from fidpos.till.access import Access
from fidpos.till.close_visit import Closing, close_visit
from fidpos.till.dialogue import Dialogue
from fidpos.till.guard import Guard
from fidpos.till.identify import (
    Identified,
    Recognised,
    identify,
    identify_staff,
    recognise_again,
    recognise_without_card,
)
from fidpos.till.member_file import MemberFile, read_member_file
from fidpos.till.new_card import Linked, NewCard, NotTaken, may_get_card
from fidpos.till.offers import with_offer
from fidpos.till.panel import member_view, preview_view
from fidpos.till.ports import MemberHit, PastVisit, PinChecker, RecordedVisit, TillStore
from fidpos.till.reads import Answer, Seen, answer
from fidpos.till.technician.acts import GoBack, OpenDesk, TechnicianAct
from fidpos.till.technician.desk import DeskContext, TechnicianDesk
from fidpos.till.technician.ports import News
from fidpos.till.throttle import Throttle
from fidpos.till.view import (
    CheckoutView,
    MemberView,
    PreviewView,
    QuestionKind,
    Shown,
    TillState,
)
from fidpos.till.void_visit import VoidRefusal, check_void, void_visit
from fidpos.till.work import Surroundings, Work
from fidpos.till.workplace import Workplace
from fidpos.wire.events import StaffActed, StaffActKind

FOUND_MAX = 8
"""Lines of a search result."""

P = ParamSpec("P")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutSettings:
    """What the shop decides about its tills; times in seconds.

    Attributes:
        undo_s: how long a cashier may undo the last visit alone, unless the next member comes first.
        result_shown_s: how long a closed visit's member stays on screen.
        lookups_a_minute: members found by name or phone, per person signed in.
    """

    language: str = "fr"
    auto_lock_s: float = 300
    undo_s: float = 300
    result_shown_s: float = 45
    lookups_a_minute: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class _Result:
    """What stays on screen once a visit is closed or undone."""

    recognised: Recognised
    member: MemberView
    visits: tuple[PastVisit, ...]
    shown_until_s: float


def _act(
    method: Callable[Concatenate["CheckoutSession", P], None],
) -> Callable[Concatenate["CheckoutSession", P], None]:
    """One thing a cashier does: the store's refusal becomes a banner, and the view is published."""

    @wraps(method)
    def act(self: "CheckoutSession", /, *args: P.args, **kwargs: P.kwargs) -> None:
        self._touched_s = self._clock.monotonic_s()
        try:
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
        self._store = store
        self._clock = clock
        self._on_view = on_view
        self._settings = settings or CheckoutSettings()
        self._identity = store.identity()
        self._compiled = compile_programme(store.programme())
        self._guard = Guard(
            store=store,
            programme=self._compiled.programme,
            currency=self._identity.currency,
            language=self._settings.language,
        )
        self._throttle = Throttle(limit=self._settings.lookups_a_minute, window_s=60)
        self._access = Access(store, pins, self._new_id)
        context = DeskContext(now=clock.now, is_known=self._is_known, audit=self._audit)
        workplace = workplace or Workplace()
        self._desk = TechnicianDesk(workplace.bench, context)
        self._workshop = workplace.workshop
        self._new_card: NewCard | None = None
        self._work: Work | None = None
        self._result: _Result | None = None
        self._dialogue = Dialogue()
        self._confirmed_amount: Money | None = None
        self._found: tuple[MemberHit, ...] | None = None
        self._rewards_open = False
        self._document = ""
        self._last: VisitId | None = store.last_visit_id()
        self._undo_until_s = float("-inf")
        self._touched_s = clock.monotonic_s()
        self._resume()

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
        refused = self._access.try_pin(pin, self._clock.now())
        if refused is None:
            self._dialogue.forget("sign_in.")
            self._evaluate()
            self._go_to_work()
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
        self._result = None
        if self._desk.is_open:
            self._present_at_desk(read)
            return
        attached = self._work.file.member.id if self._work and self._work.file else None
        found = identify(self._store, read, attached=attached)
        if self._new_card is None:
            self._answer(found)
        elif answer(self._state(), found.seen) is Answer.TAKE:
            self._take_card(self._new_card, read)
        else:
            self._new_card.passed_over()
            self._answer(found)

    @_act
    def set_amount(self, amount: Money | None) -> None:
        """The amount typed so far, or None once it is cleared."""
        if self._serving is None or amount == (self._work.amount if self._work else None):
            return
        self._dialogue.withdraw()
        self._result = None
        self._confirmed_amount = None
        work = (self._work or self._begin()).with_amount(amount)
        self._keep(work)

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
        elif self._serving is not None and self._work is not None:
            self._confirm(self._work, self._serving)

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
        elif self._new_card is not None:
            self._end_new_card()
        elif self._found is not None or self._rewards_open:
            self._found, self._rewards_open = None, False
        elif self._work is not None and self._work.amount is not None:
            self._keep(self._work.with_amount(None))
        elif self._work is not None:
            self._forget()
        else:
            self._result = None
        self._dialogue.clear()

    # Rewards

    @_act
    def open_rewards(self) -> None:
        """F5: digits now choose a reward; pressed again, they type the amount."""
        if self._serving is not None and self._work is not None and self._work.file is not None:
            self._rewards_open = not self._rewards_open

    @_act
    def choose_reward(self, number: int) -> None:
        """Hold the reward or voucher of this number, or let it go; it is spent when the visit closes."""
        work = self._work
        if self._serving is None or work is None or work.ready is None:
            return
        offers = self._member_view(work).offers
        if not 1 <= number <= len(offers):
            return
        offer = offers[number - 1]
        if offer.missing and offer.code not in work.requested:
            self._dialogue.say(announce.reward_too_dear(offer))
        elif offer.obstacle is not None and not offer.chosen:
            self._dialogue.say(announce.voucher_unusable(offer.obstacle))
        else:
            rewards = {reward.code: reward for reward in self._compiled.programme.rewards}
            self._keep(with_offer(work, offer, rewards, RedemptionId(self._new_id())))

    # A new card

    @_act
    def open_new_card(self) -> None:
        """F3: a new card for the member; pressed again, the work is given up."""
        staff, work = self._serving, self._work
        if self._new_card is not None:
            self._end_new_card()
        elif staff is not None and (work is None or work.file is None):
            self._dialogue.say(announce.new_card_needs_member())
        elif staff is not None and work is not None and work.file is not None:
            if not may_get_card(self._store, work.file.member, staff):
                self._dialogue.say(announce.new_card_needs_manager())
                return
            self._found, self._rewards_open = None, False
            self._dialogue.clear()
            self._new_card = NewCard(
                store=self._store,
                workshop=self._workshop,
                member=work.file.member,
                by=staff.id,
                new_id=self._new_id,
            )

    @_act
    def choose_card_kind(self, number: int) -> None:
        """Which kind of blank is held out next, or that the card is printed."""
        if self._new_card is not None:
            self._hand_over(self._new_card.choose(number, self._clock.now()))

    def _take_card(self, new_card: NewCard, read: CardRead | RefusedRead) -> None:
        match new_card.take(read, self._clock.now()):
            case NotTaken() as reason:
                self._dialogue.say(announce.card_not_taken(reason, new_card.view().problem))
            case Linked() as linked:
                self._hand_over(linked)

    def _hand_over(self, linked: Linked | None) -> None:
        """The card is the member's."""
        if linked is not None:
            self._end_new_card()
            self._document = linked.document
            self._dialogue.say(announce.card_linked(linked))

    def _end_new_card(self) -> None:
        if self._new_card is not None:
            self._new_card.end()
        self._new_card = None

    # Finding a member without a card

    @_act
    def search(self, text: str) -> None:
        """F2: members whose name or phone begins with the text, from two characters on."""
        if self._serving is not None:
            self._result = None
            wanted = text.strip()
            self._found = self._store.find_members(wanted, FOUND_MAX) if len(wanted) > 1 else ()
            if self._found and any(sign.isdigit() for sign in wanted) and not self._may_look_up():
                self._found = ()

    @_act
    def pick_member(self, member_id: MemberId) -> None:
        """Attach a member who was found; nothing proves who stands there, so the trust is the lowest."""
        if self._serving is None or not self._may_look_up():
            return
        self._found = None
        recognised = recognise_without_card(self._store, member_id)
        if recognised is None:
            self._answer(Identified(seen=Seen.BLOCKED))
            return
        attached = self._work.file.member.id if self._work and self._work.file else None
        seen = Seen.MEMBER if attached is None else Seen.OTHER_MEMBER
        same = attached == recognised.member.id
        self._answer(Identified(seen=Seen.SAME_MEMBER if same else seen, member=recognised))

    def _may_look_up(self) -> bool:
        """Count a look-up: members picked, and telephone numbers that were found."""
        if self._throttle.allows(self._access.staff and self._access.staff.id, self._clock.monotonic_s()):
            return True
        self._dialogue.say(announce.too_many_lookups())
        return False

    @_act
    def close_search(self) -> None:
        """The search is over."""
        self._found = None

    # Undo

    @_act
    def void_last(self) -> None:
        """F8: undo the visit closed last; alone for a while, then only a manager."""
        staff = self._serving
        if staff is None:
            return
        fresh = self._clock.monotonic_s() <= self._undo_until_s
        visit = check_void(self._store, self._last, by=staff, fresh=fresh)
        if isinstance(visit, VoidRefusal):
            self._dialogue.say(announce.void_refused(visit))
        elif fresh:
            self._void(visit, staff)
        else:
            self._dialogue.ask(announce.void_question(visit), lambda: self._void(visit, staff))

    # The technician's desk

    @_act
    def at_desk(self, act: TechnicianAct) -> None:
        """What a technician does, or a manager; from anybody else it is not heard."""
        staff = self._access.staff
        if staff is None or staff.role not in {Role.TECHNICIAN, Role.MANAGER}:
            return
        if isinstance(act, OpenDesk):
            self._dialogue.clear()
            self._found, self._result, self._rewards_open = None, None, False
            self._end_new_card()
            self._desk.open(self._hear)
        elif isinstance(act, GoBack) and self._desk.is_at_rest and staff.role is Role.MANAGER:
            self._desk.close()
        elif self._desk.is_open:
            self._desk.perform(act)

    # Time

    def tick(self) -> None:
        """About once a second: lock by itself, let a closed visit leave the screen."""
        self._desk.tick()
        now_s = self._clock.monotonic_s()
        stale = self._result is not None and now_s > self._result.shown_until_s
        idle = self._access.staff is not None and now_s - self._touched_s > self._settings.auto_lock_s
        if not stale and not idle:
            return
        if stale:
            self._result = None
            self._dialogue.clear()
        if idle:
            self.lock()
        else:
            self._publish()

    def view(self) -> CheckoutView:
        """Everything the screen shows now."""
        if self._desk.is_open:
            return self._desk_view()
        work, result = self._work, self._result
        attached = work is not None and work.file is not None
        return CheckoutView(
            state=self._state(),
            staff=self._access.staff_view,
            staff_names=() if self._access.staff else self._access.who_may_sign_in(),
            sign_in=self._access.named_view,
            member=self._member_view(work) if work and attached else result.member if result else None,
            visits=work.file.visits if work and work.file else result.visits if result else (),
            amount=work.amount if work else None,
            preview=self._preview(work),
            banner=self._dialogue.banner,
            question=self._dialogue.question,
            rewards_open=self._rewards_open,
            found=self._found,
            new_card=self._new_card.view() if self._new_card is not None else None,
            document=self._document,
            visit_id=work.draft.id if work else None,
            at=self._clock.now(),
        )

    def _desk_view(self) -> CheckoutView:
        """Nothing of a member or of the visit in progress is on the technician's screen."""
        return CheckoutView(
            state=TillState.TECHNICIAN,
            staff=self._access.staff_view,
            banner=self._dialogue.banner,
            technician=self._desk.view(),
            at=self._clock.now(),
        )

    def _go_to_work(self) -> None:
        """A technician's place is the desk; everybody else serves."""
        if self._access.staff is not None and self._access.staff.role is Role.TECHNICIAN:
            self._desk.open(self._hear)

    @property
    def _serving(self) -> Staff | None:
        """Whoever is signed in, unless the technician's desk lies there, or a card is being made."""
        return None if self._desk.is_open or self._new_card is not None else self._access.staff

    def _state(self) -> TillState:
        if self._access.staff is None:
            return TillState.LOCKED
        if self._desk.is_open:
            return TillState.TECHNICIAN
        if self._dialogue.question is not None:
            return TillState.ASKING
        if self._new_card is not None:
            return TillState.WRITING_CARD
        return TillState.IDLE if self._work is None else self._work.state

    def _decline(self) -> None:
        asked = self._dialogue.answer(yes=False)
        if asked is not None and asked.kind is QuestionKind.OTHER_MEMBER:
            self._dialogue.say(announce.member_kept())

    # What a read leads to

    def _present_at_desk(self, read: CardRead | RefusedRead) -> None:
        """A colleague's badge takes over the till; whatever else it is, the desk shows it."""
        found = identify_staff(self._store, read)
        if answer(TillState.TECHNICIAN, found.seen) is Answer.SHOW:
            self._desk.read(read)
        else:
            self._answer(found)

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
            case Answer.ALREADY if self._proves_more(found.member):
                assert found.member is not None
                assert self._work is not None
                self._keep(self._work.with_proof(found.member))
                self._dialogue.say(announce.read_refused(Answer.ALREADY, found))
            case Answer.ALREADY | Answer.REFUSE | Answer.UNLOCK_FIRST | Answer.ANSWER_FIRST as said:
                self._dialogue.say(announce.read_refused(said, found, wants_blank=self._new_card is not None))

    def _proves_more(self, recognised: Recognised | None) -> bool:
        """Whether a member found by name now shows the card, or a better one."""
        attached = self._work.draft.presented if self._work is not None else None
        if recognised is None or attached is None:
            return False
        return recognised.presented.trust > attached.trust

    def _attach(self, recognised: Recognised) -> None:
        """The member is at the counter; the undo of the visit before ends here."""
        day = self._identity.calendar.business_day(self._clock.now())
        file = read_member_file(self._store, self._compiled, recognised, day)
        self._undo_until_s = float("-inf")
        self._result, self._found, self._rewards_open = None, None, False
        own = self._access.own_member_id == recognised.member.id
        self._dialogue.say(announce.recognised(recognised, own=own))
        self._keep((self._work or self._begin()).with_member(file))

    # Closing

    def _confirm(self, work: Work, staff: Staff) -> None:
        today = self._of_today(work)
        if today is not work:
            self._keep(today)
            if _promise(today) != _promise(work):
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
        """Record the visit; only once it is durable is anything announced."""
        self._on_view(replace(self.view(), state=TillState.CLOSING))
        if work.amount is None:
            work = work.with_amount(Money(0, self._identity.currency)).evaluated(self._around())
        assert work.ready is not None
        programme = self._compiled.programme
        now = self._clock.now()
        closing = Closing(closed_by=staff.id, at=now, new_id=self._new_id)
        event = close_visit(self._store, work.ready, closing)
        self._forget_work()
        self._last = event.visit_id
        self._undo_until_s = self._clock.monotonic_s() + self._settings.undo_s
        evaluation = work.ready.evaluation
        points = self._shown_balance(work.ready.file.recognised, programme.counters[0].code)
        self._dialogue.say(announce.visit_closed(event, evaluation, points, self._settings.language))

    def _shown_balance(self, recognised: Recognised, counter: str) -> int | None:
        """Show the result, give the balance; a store that cannot be read unsays nothing that is durable."""
        try:
            return self._show_result(recognised).points(counter)
        except StoreError:
            self._result = None
            return None

    def _of_today(self, work: Work) -> Work:
        """A visit opened before midnight and closed after it counts for the new day, history included."""
        day = self._identity.calendar.business_day(self._clock.now())
        if work.file is None or work.file.business_day == day:
            return work
        file = read_member_file(self._store, self._compiled, work.file.recognised, day)
        return replace(work, file=file).evaluated(self._around())

    def _show_result(self, recognised: Recognised) -> MemberFile:
        day = self._identity.calendar.business_day(self._clock.now())
        member = self._store.member(recognised.member.id) or recognised.member
        file = read_member_file(self._store, self._compiled, replace(recognised, member=member), day)
        shown = Work(draft=self._draft(), file=file).evaluated(self._around())
        self._result = _Result(
            recognised=recognised,
            member=self._member_view(shown),
            visits=file.visits,
            shown_until_s=self._clock.monotonic_s() + self._settings.result_shown_s,
        )
        return file

    def _void(self, visit: RecordedVisit, staff: Staff) -> None:
        voided = void_visit(
            self._store, visit, by=staff, reason="cashier", at=self._clock.now(), new_id=self._new_id
        )
        self._undo_until_s = float("-inf")
        shown = self._result.recognised if self._result is not None else None
        if self._work is not None:
            self._dialogue.say(announce.visit_voided(voided.event, None))
            self._evaluate(read_again=True)
            return
        if shown is None or shown.member.id != visit.member_id:
            shown = recognise_without_card(self._store, visit.member_id)
        points = self._shown_balance(shown, visit.counter) if shown is not None else None
        self._dialogue.say(announce.visit_voided(voided.event, points))

    # The work in progress

    def _begin(self) -> Work:
        return Work(draft=self._draft())

    def _draft(self) -> VisitDraft:
        """A draft with an id of its own, made before anything is stored."""
        opened_by = self._access.staff.id if self._access.staff is not None else StaffId(UUID(int=0))
        return VisitDraft(id=VisitId(self._new_id()), opened_at=self._clock.now(), opened_by=opened_by)

    def _keep(self, work: Work) -> None:
        """Show the work evaluated anew, then make its draft durable; nothing left of it means no draft."""
        if work.file is None and work.amount is None:
            self._forget()
            return
        self._work = work.evaluated(self._around())
        self._store.save_draft(work.draft)

    def _forget(self) -> None:
        self._store.drop_draft()
        self._forget_work()

    def _forget_work(self) -> None:
        self._work, self._rewards_open, self._confirmed_amount = None, False, None
        self._end_new_card()

    def _evaluate(self, *, read_again: bool = False) -> None:
        """Evaluate for who is signed in now; a member's own session gives no points."""
        work = self._work
        if work is None:
            return
        presented = work.draft.presented
        recognised = recognise_again(self._store, presented) if read_again and presented else None
        if recognised is not None:
            day = self._identity.calendar.business_day(self._clock.now())
            work = replace(work, file=read_member_file(self._store, self._compiled, recognised, day))
        self._work = work.evaluated(self._around())

    def _resume(self) -> None:
        """After a start: the visit that was in progress is back, with what of it still holds."""
        try:
            draft = self._store.draft()
        except StoreCorrupt:
            self._store.drop_draft()
            self._dialogue.say(announce.draft_unreadable())
            return
        if draft is None:
            return
        recognised = recognise_again(self._store, draft.presented) if draft.presented is not None else None
        if recognised is None:
            self._resume_without_member(draft)
            return
        day = self._identity.calendar.business_day(self._clock.now())
        file = read_member_file(self._store, self._compiled, recognised, day)
        known = {reward.code for reward in self._compiled.programme.rewards}
        held = tuple(redemption for redemption in draft.redemptions if redemption.reward in known)
        still = {voucher.id for voucher in file.vouchers}
        vouchers = tuple(voucher_id for voucher_id in draft.vouchers if voucher_id in still)
        self._work = Work(draft=replace(draft, redemptions=held, vouchers=vouchers), file=file).evaluated(
            self._around()
        )
        self._dialogue.say(announce.draft_restored(self._work.amount))

    def _resume_without_member(self, draft: VisitDraft) -> None:
        """Nobody was attached, or the card or the member has been blocked meanwhile: the amount is back."""
        if draft.basket is None:
            self._store.drop_draft()
            return
        self._work = Work(draft=replace(draft, presented=None, redemptions=(), vouchers=()))
        self._dialogue.say(announce.draft_restored(self._work.amount))

    def _around(self) -> Surroundings:
        return Surroundings(
            compiled=self._compiled,
            identity=self._identity,
            at=self._clock.now(),
            own_member_id=self._access.own_member_id,
        )

    # Locking

    def _lock(self) -> None:
        """Lock first, record it then: a full disk keeps no till open."""
        self._desk.close()
        self._found, self._result, self._rewards_open = None, None, False
        self._end_new_card()
        self._dialogue.clear()
        self._access.lock(self._clock.now())

    # What the desk asks of the session

    def _hear(self, news: News) -> None:
        """The bench's news, on the till's worker; nobody touched anything."""
        if self._desk.is_open:
            self._desk.hear(news)
            self._publish()

    def _is_known(self, token: CardToken) -> bool:
        return self._store.card(token) is not None

    def _audit(self, act: StaffActKind, detail: str) -> StaffId:
        assert self._access.staff is not None
        by = self._access.staff.id
        self._store.commit(
            StaffActed(
                id=EventId(self._new_id()),
                at=self._clock.now(),
                staff_id=by,
                act=act,
                detail=detail,
            )
        )
        return by

    # Views

    def _publish(self) -> None:
        self._on_view(self.view())

    def _member_view(self, work: Work) -> MemberView:
        assert work.ready is not None
        return member_view(work.ready, self._compiled.programme, self._settings.language)

    def _preview(self, work: Work | None) -> PreviewView | None:
        if work is None or work.ready is None:
            return None
        return preview_view(
            work.ready, self._compiled.programme, self._identity.currency, self._settings.language
        )

    def _new_id(self) -> UUID:
        return uuid7(self._clock.now())


def _promise(work: Work) -> tuple[object, ...]:
    """What the screen has promised for the visit."""
    if work.ready is None:
        return ()
    evaluation = work.ready.evaluation
    given = evaluation.earned, evaluation.spent, evaluation.gifts, evaluation.vouchers
    return evaluation.due_minor, *given
