"""THE STORY of a checkout, top to bottom: read this first.

A card is presented, the member is shown, an amount is typed, Enter closes the visit, the points are there.

One session lives on the till's worker thread; screens and the register link are its clients. Each public
method is one thing a cashier does. It ends by publishing a fresh `CheckoutView`; a store that refuses is
said in a banner and changes nothing, least of all the amount typed.

What stands beside the story has a module each: `on_counter` (all parts, and what changes together),
`answering` (what a read leads to), `confirming` (Enter, down to the record), `hearing` (what the centre
says), `access` (signing in), `visit_in_progress` (the draft), `lookup` (F2), `card_making` (F3), `choices`
(F5 and F6), `spending` and `voucher_inquiry` (what the centre is asked about), `undo` and `undoing` (F8),
`desk_door` (the technician's desk), `task` (enrolment, gift cards, corrections, the day), `register` (the
cash register beside us), `aftermath` (what stays after a close), `picture` (what the screen shows).
"""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Concatenate, ParamSpec

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.domain.clock import Clock
from fidpos.domain.errors import StoreError
from fidpos.domain.ids import MemberId, StaffId
from fidpos.domain.money import Money
from fidpos.till import announce
from fidpos.till.announce import Said
from fidpos.till.answering import Answering
from fidpos.till.checkout_settings import CheckoutSettings
from fidpos.till.confirming import Confirming
from fidpos.till.counter_store import CounterStore
from fidpos.till.hearing import Hearing
from fidpos.till.identify import identify
from fidpos.till.on_counter import OnCounter
from fidpos.till.picture import Picture
from fidpos.till.ports import PinChecker
from fidpos.till.reads import Answer, answer
from fidpos.till.register.door import Floor, RegisterDoor
from fidpos.till.station import open_station
from fidpos.till.task.acts import Act, OpenTask
from fidpos.till.task.door import TaskDoor
from fidpos.till.task.registry import MAKERS
from fidpos.till.task.task import Counter
from fidpos.till.technician.acts import OpenDesk, TechnicianAct
from fidpos.till.view import CheckoutView, QuestionKind, Shown, TillState
from fidpos.till.workplace import Workplace

P = ParamSpec("P")


def _act(
    method: Callable[Concatenate["CheckoutSession", P], None],
) -> Callable[Concatenate["CheckoutSession", P], None]:
    """One thing a cashier does: the store's refusal becomes a banner, and the view is published."""

    @wraps(method)
    def act(self: "CheckoutSession", /, *args: P.args, **kwargs: P.kwargs) -> None:
        self._touch()
        self._look_at_contact()
        self._on.spending.interrupt()
        if self._on.serving is not None:
            self._on.days.go_on()
        try:
            self._visit.prepare()
            method(self, *args, **kwargs)
        except StoreError as fault:
            self._dialogue.say(announce.store_refused(fault))
        finally:
            self._publish()

    return act


class CheckoutSession:
    """The till from lock screen to lock screen. Lives on one thread; `on_view` is called on that thread.

    Attributes:
        register: what the cash register does here, as `present` and `set_amount` are what the cashier does.
    """

    def __init__(
        self,
        store: CounterStore,
        pins: PinChecker,
        clock: Clock,
        on_view: Callable[[CheckoutView], None],
        *,
        settings: CheckoutSettings | None = None,
        workplace: Workplace | None = None,
    ) -> None:
        self._on_view = on_view
        self._settings = settings = settings or CheckoutSettings()
        workplace = workplace or Workplace()
        station = open_station(
            store,
            pins,
            clock,
            settings=settings,
            contact=workplace.contact,
        )
        self._on = on = OnCounter(
            station,
            settings=settings,
            workplace=workplace,
            publish=self._publish,
            hears=lambda: self._hearing,
        )
        self._station, self._access, self._dialogue = on.station, on.access, on.dialogue
        self._visit, self._aftermath = on.visit, on.aftermath
        self._answering = Answering(on)
        self._confirming = Confirming(on, self._answering, self._show_closing)
        self._hearing: Hearing = Hearing(on, self._answering, self._publish)
        self._tasks = on.tasks = self._task_door(workplace)
        self.register = self._register_door()
        self._picture = Picture(
            on.station,
            on.visit,
            aftermath=on.aftermath,
            choices=on.choices,
            lookup=on.lookup,
            cards=on.cards,
        )
        self._touched_s = clock.monotonic_s()
        restored = on.visit.resume()
        if restored is not None:
            self._dialogue.say(self._resumed_payment() or restored)
            on.spending.follow(on.visit.work)

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
            self._on.desk.go_to_work()
            if not self._on.desk.is_open:
                self._on.days.begin()
            self._hearing.say_what_is_held_back()
        else:
            self._dialogue.say(announce.sign_in_refused(refused))

    @_act
    def lock(self) -> None:
        """Lock the screen; the work in progress stays for whoever signs in next."""
        self._on.lock()

    # The checkout

    @_act
    def present(self, read: CardRead | RefusedRead) -> None:
        """Something was presented to a reader: the table of reads decides what it means."""
        self._aftermath.clear()
        if self._on.desk.is_open:
            colleague = self._on.desk.take_read(read)
            if colleague is not None:
                self._answering.to(colleague)
            return
        found = identify(self._station.store, read, attached=self._visit.member_id)
        if self._access.staff is not None and self._tasks.takes(found.seen):
            self._tasks.take(read, found)
        elif self._on.cards.is_open and answer(self._on.state, found.seen) is Answer.TAKE:
            self._on.cards.take(read)
        elif self._on.strangers.look_for(read, found.seen, self._on.state):
            self._dialogue.say(announce.looked_for())
        else:
            self._on.cards.passed_over()
            self._answering.to(found)

    @_act
    def set_amount(self, amount: Money | None) -> None:
        """The amount typed so far, or None once it is cleared."""
        if self._on.serving is None or amount == self._visit.amount or self.register.keeps_amount():
            return
        self._dialogue.withdraw()
        self._aftermath.clear()
        self._on.confirmed_amount = None
        self._on.keep(self._visit.begun().with_amount(amount))

    @_act
    def open_rewards(self) -> None:
        """F5: digits choose a reward; pressed again, they set effects aside; then they type the amount."""
        if self._on.choosing is not None:
            self._on.choices.turn(self._on.choosing)

    @_act
    def choose_reward(self, number: int) -> None:
        """Hold the reward or voucher of this number, or let it go; it is spent when the visit closes."""
        if self._on.choosing is not None:
            self._on.keep_chosen(self._on.choices.reward(self._on.choosing, number))

    @_act
    def set_aside(self, number: int) -> None:
        """Refuse the effect of this number, or take it back."""
        if self._on.choosing is not None:
            self._on.keep_chosen(self._on.choices.effect(self._on.choosing, number))

    @_act
    def open_codes(self) -> None:
        """F6: the code of an offer is typed; pressed again, the amount."""
        if self._on.choosing is not None:
            self._on.choices.turn_codes()

    @_act
    def enter_code(self, text: str) -> None:
        """The customer said the code of an offer, or the number of a voucher."""
        if self._on.choosing is not None:
            self._on.keep_chosen(self._on.choices.code(self._on.choosing, text))

    @_act
    def remove_code(self, code: str) -> None:
        """It was another code."""
        if self._on.choosing is not None:
            self._on.keep_chosen(self._on.choices.no_code(self._on.choosing, code))

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
        elif self._on.serving is not None and self._visit.work is not None:
            self._confirming.confirm(self._visit.work, self._on.serving)

    @_act
    def back(self) -> None:
        """Esc: say no, close what is open, clear the amount, then let the member go. Never commits."""
        if self._dialogue.question is not None:
            self._decline()
            return
        if self._access.staff is None:
            self._access.named = None
        elif self._on.desk.is_open:
            return
        elif self._tasks.is_open:
            self._tasks.back()
            return
        elif self._on.cards.is_open:
            self._on.cards.end()
        elif self._on.lookup.found is not None or self._on.choices.panel is not None:
            self._on.close_panels()
        elif self._visit.amount is not None:
            self._on.keep(self._visit.begun().with_amount(None))
        elif self._visit.work is not None:
            self._on.give_up()
        else:
            self._aftermath.clear()
        self._dialogue.clear()

    @_act
    def void_last(self) -> None:
        """F8: undo the visit closed last; alone for a while, then only a manager."""
        if self._on.serving is not None:
            self._on.undoing.last(self._on.serving)

    # Beside the story

    @_act
    def search(self, text: str) -> None:
        """F2: members whose name or phone begins with the text, from two characters on."""
        if self._on.serving is not None:
            self._aftermath.clear()
            self._on.lookup.search(text)

    @_act
    def pick_member(self, member_id: MemberId) -> None:
        """Attach a member who was found; nothing proves who stands there, so the trust is the lowest."""
        if self._on.serving is None:
            return
        picked = self._on.lookup.pick(member_id, attached=self._visit.member_id)
        if picked is not None:
            self._answering.to(picked)

    @_act
    def close_search(self) -> None:
        """The search is over."""
        self._on.lookup.close()

    @_act
    def open_new_card(self) -> None:
        """A new card for the member; asked again, the work is given up."""
        if self._on.cards.is_open:
            self._on.cards.end()
        else:
            self._answering.open_card_making()

    @_act
    def choose_card_kind(self, number: int) -> None:
        """Which kind of blank is held out next, or that the card is printed."""
        self._on.cards.choose(number)

    @_act
    def in_task(self, act: Act) -> None:
        """A task beside the checkout is opened, or something is done in the one that is open."""
        if isinstance(act, OpenTask) and self._on.serving is not None and self._dialogue.question is None:
            self._answering.open_task(act)
        elif self._access.staff is not None and not self._on.desk.is_open:
            self._tasks.act(act)

    @_act
    def at_desk(self, act: TechnicianAct) -> None:
        """What a technician does, or a manager; from anybody else it is not heard."""
        if not self._on.desk.may_pass(self._access.signed_in):
            return
        if isinstance(act, OpenDesk):
            self._dialogue.clear()
            self._on.clear_screen()
        self._on.desk.act(act)

    # What nobody at this till did

    def brought(self, members: frozenset[MemberId]) -> None:
        """The centre told what became of these members elsewhere: whoever is here is shown as they are."""
        self._hearing.of_members(members)

    # Time

    def tick(self) -> None:
        """About once a second: lock by itself, let a closed visit leave the screen."""
        self._on.desk.tick()
        self._tasks.tick()
        self._on.refund_watch.tick()
        if self._on.strangers.awaited() is not None:
            self._hearing.of_stranger()
        self._look_at_contact()
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
        if self._on.desk.is_open:
            return self._on.desk.view()
        view = self._picture.view(self._on.state)
        task = self._tasks.view() if self._access.staff is not None else None
        return view if task is None else replace(view, task=task)

    def _task_door(self, workplace: Workplace) -> TaskDoor:
        on = self._on
        counter = Counter(
            publish=self._publish,
            attach=self._answering.attach_member,
            read_visit_again=on.visit.read_again,
            open_card_making=self._answering.open_card_making,
            may_undo_alone=on.undo.may_alone,
            show_again=on.undoing.show_again,
            lookup=on.lookup,
            payment=on.payment,
            show_paid=on.show_paid,
            confirm=self._confirming.again,
        )
        return TaskDoor(on.station, workplace, makers=MAKERS, counter=counter)

    def _register_door(self) -> RegisterDoor:
        on = self._on
        floor = Floor(
            serving=lambda: on.serving,
            is_waiting=lambda: on.spending.is_waiting,
            keep=on.keep,
            begin_purchase=on.aftermath.clear,
            give_up=on.give_up,
            objection=on.guard.objection,
            close=self._confirming.close,
            confirm=self._confirming.confirm,
            may_undo_alone=on.undo.may_alone,
            void=on.undoing.void,
            give_back=on.undoing.give_back,
            touched=self._touch,
            publish=self._publish,
        )
        return RegisterDoor(on.station, on.visit, floor)

    def _resumed_payment(self) -> Said | None:
        """What is held on gift cards for the visit that is back; a full disk keeps no till from starting."""
        try:
            return self._on.payment.resume()
        except StoreError as fault:
            return announce.store_refused(fault)

    def _decline(self) -> None:
        asked = self._dialogue.answer(yes=False)
        if asked is not None and asked.kind is QuestionKind.OTHER_MEMBER:
            self._dialogue.say(announce.member_kept())
        elif asked is not None and asked.kind is QuestionKind.DRAW_UNASKED:
            self._on.spending.decline()

    def _look_at_contact(self) -> None:
        if self._station.contact.look():
            self._hearing.of_contact()

    def _show_closing(self) -> None:
        self._on_view(replace(self.view(), state=TillState.CLOSING))

    def _touch(self) -> None:
        self._touched_s = self._station.clock.monotonic_s()

    def _publish(self) -> None:
        self._on_view(self.view())
