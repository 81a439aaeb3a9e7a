"""F3 with nobody attached: a new member, from the first number or name to the card in their hand.

Five fields, the consents, a look at all of it, Enter. A card may be held out at any moment; without one the
member gets a code to photograph. Whoever seems to be a member already is shown while one types, and taken
instead with one key.
"""

from collections.abc import Mapping
from enum import StrEnum

from fidpos.domain.authority import Authority
from fidpos.domain.card import CardRead, RefusedRead, TokenKind
from fidpos.domain.member import Channel
from fidpos.till import announce
from fidpos.till.enrol import said
from fidpos.till.enrol import typed as keys
from fidpos.till.enrol.alike import LookAlikes
from fidpos.till.enrol.checking import check_body, done_body
from fidpos.till.enrol.consents import answers, open_to
from fidpos.till.enrol.elsewhere import Elsewhere, Heard
from fidpos.till.enrol.form import Form
from fidpos.till.enrol.pages import STEPS, Page, form_body, step_of
from fidpos.till.enrol.registration import Registered, Registration, Wish, why
from fidpos.till.enrol.typed import Read, Typed
from fidpos.till.enrol.welcome import welcome_points
from fidpos.till.identify import Identified, recognise_without_card
from fidpos.till.reads import Answer, Seen
from fidpos.till.task.acts import ChooseLine, FillIn, GoOn, PressKey, TaskAct
from fidpos.till.task.task import Bench, Occasion
from fidpos.till.task.view import FormBody, ReviewBody, TaskKey, TaskView
from fidpos.till.ticket.slip import Slips
from fidpos.till.ticket.ticket import ConsentLine, ConsentTicket, Holder
from fidpos.till.ticket.visit_ticket import ENDING_LENGTH, ticket_head
from fidpos.till.view import Message, TillState
from fidpos.wire.sync.find import FindBy

_ASKED_BY = {keys.PHONE: FindBy.PHONE, keys.EMAIL: FindBy.EMAIL}


class _Keys(StrEnum):
    """Beside Enter and Esc; each has a label."""

    TAKE = "f2"
    MORE = "f4"
    COPY = "f5"
    MAKE = "f6"
    LET_GO = "delete"


class EnrolTask:
    """One enrolment. What was typed stays while colleagues change; whoever presses Enter enrols."""

    state = TillState.ENROLLING

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._policy = bench.workplace.enrolling.policy
        self._form = Form(self._policy, self._meaning)
        self._alike = LookAlikes(bench.station)
        self._elsewhere = Elsewhere(bench.station.clock, bench.workplace.abroad, self._told)
        self._registration = Registration(bench)
        self._registered: Registered | None = None
        self._slips = Slips(bench.station, bench.workplace.printer)

    @property
    def takes(self) -> frozenset[Seen]:
        """A card that is nobody's, until they are enrolled."""
        return frozenset({Seen.UNKNOWN}) if self._registered is None else frozenset()

    # What is shown

    def view(self) -> TaskView:
        """The page."""
        page, problem = self._form.page, self._problem()
        return TaskView(
            place=f"enrol.{page.value}",
            title=Message(key="task.enrol.title"),
            lead=self._lead(),
            body=self._body(),
            steps=tuple(Message(key=f"task.enrol.step.{step.value}") for step in STEPS),
            step=step_of(page),
            problem=problem,
            hint=Message(key="task.enrol.problem.reached.hint") if problem is not None else None,
            enter=Message(key=f"task.enrol.enter.{page.value}"),
            keys=self._keys(),
            help="task.enrol.help",
        )

    def _body(self) -> FormBody | ReviewBody:
        form = self._form
        if self._registered is not None:
            return done_body(form.read, self._registered.number)
        if form.page is Page.CHECK:
            card, virtual = self._registration.card, self._registration.can_make_cards
            return check_body(self._policy, form.read, form.typed, card, virtual=virtual)
        return form_body(form, self._policy, self._alike.shown, self._heard())

    def _heard(self) -> Mapping[str, Heard]:
        """What the centre says of the fields that it was asked about."""
        return {key: self._elsewhere.heard(by, self._contact(key)) for key, by in _ASKED_BY.items()}

    def _lead(self) -> Message:
        card, page = self._registration.card, self._form.page
        if card is not None and page in {Page.WHO, Page.HOME, Page.CHILDREN}:
            return Message(key="task.enrol.lead.card", params={"ending": card.token.masked})
        return Message(key=f"task.enrol.lead.{page.value}")

    def _problem(self) -> Message | None:
        """Said before Enter: who is reached there already is taken instead, or a manager is asked."""
        at_check = self._form.page is Page.CHECK
        return Message(key="task.enrol.problem.reached") if at_check and self._is_reached else None

    @property
    def _is_reached(self) -> bool:
        """Whether phone or address are known to be somebody's; they then stand first."""
        return any(each.is_reached for each in self._alike.shown)

    def _keys(self) -> tuple[TaskKey, ...]:
        match self._form.page:
            case Page.WHO:
                return (_key(_Keys.MORE),)
            case Page.CHECK:
                take = (_key(_Keys.TAKE),) if self._is_reached else ()
                return (*take, *self._copy_keys(), *self._card_keys())
            case Page.DONE:
                return self._copy_keys()
            case _:
                return ()

    def _copy_keys(self) -> tuple[TaskKey, ...]:
        """A copy of what they agreed to, for whoever was asked."""
        return (_key(_Keys.COPY),) if self._answers else ()

    def _card_keys(self) -> tuple[TaskKey, ...]:
        if self._registration.card is not None:
            return (_key(_Keys.LET_GO),)
        return (_key(_Keys.MAKE),) if self._registration.can_make_cards else ()

    # What is done

    def act(self, act: TaskAct) -> None:
        """Typed, chosen, or gone on."""
        page = self._form.page
        match act:
            case FillIn(key, text, move) if key in self._form.fields:
                self._fill_in(key, text, move)
            case ChooseLine(number) if page is Page.WHO:
                self._take_instead(number)
            case GoOn() if page is Page.CHECK:
                self._enrol(Wish.VIRTUAL)
            case GoOn() if page is Page.DONE:
                self._leave(make_card=False)
            case PressKey(key) if any(each.key == key for each in self._keys()):
                self._press(key)

    def take(self, read: CardRead | RefusedRead, _found: Identified) -> None:
        """A card that is nobody's here; whether it is somebody's elsewhere, the centre is asked."""
        if not isinstance(read, CardRead) or self._registered is not None:
            return
        self._bench.station.dialogue.say(said.card_taken(self._registration.take(read)))
        if read.token.kind is TokenKind.NUMBER:
            self._elsewhere.ask(FindBy.CARD, read.token.text)

    def back(self) -> bool:
        """The page before; whoever is enrolled stays so, and is attached."""
        if self._registered is None:
            return self._form.back()
        self._leave(make_card=False)
        return True

    def tick(self) -> bool:
        """Whoever the centre has found may have come."""
        has_printed = self._slips.tick()
        is_awaited = self._registered is None and self._elsewhere.is_awaited
        return (is_awaited and self._alike.look(self._form.read)) or has_printed

    def locked(self) -> None:
        """Nothing here is for one pair of eyes."""

    def ended(self) -> None:
        """No answer is waited for."""
        self._elsewhere.close()

    # Typing

    def _fill_in(self, key: str, text: str, move: int) -> None:
        form = self._form
        is_who = form.page is Page.WHO
        if form.fill_in(key, text) and is_who:
            self._alike.look(form.read)
        if not move:
            return
        form.step(move)
        if key in _ASKED_BY and not self._is_reached:
            self._elsewhere.ask(_ASKED_BY[key], self._contact(key))

    def _press(self, key: str) -> None:
        match key:
            case _Keys.TAKE:
                self._take_instead(1)
            case _Keys.MORE:
                self._form.open_more()
            case _Keys.COPY:
                self._slips.print_all(self._copy())
            case _Keys.MAKE:
                self._enrol(Wish.MADE)
            case _:
                self._registration.card = None

    def _copy(self) -> ConsentTicket:
        form, registered = self._form, self._registered
        number = registered.number if registered is not None else ""
        return ConsentTicket(
            head=ticket_head(self._bench.station),
            holder=Holder(given_name=form.read.profile.given_name, number=number[-ENDING_LENGTH:]),
            consents=tuple(
                ConsentLine(channel=channel, granted=granted, wording=self._policy.wording)
                for channel, granted in self._answers.items()
            ),
            parent=form.read.parent if form.read.needs_parent else "",
        )

    @property
    def _answers(self) -> dict[Channel, bool]:
        return answers(open_to(self._policy, self._form.read), self._form.typed)

    def _contact(self, key: str) -> str:
        profile = self._form.read.profile
        return profile.phone if key == keys.PHONE else profile.email

    def _meaning(self, typed: Typed) -> Read:
        station = self._bench.station
        return typed.read(
            country=self._policy.country,
            language=station.language,
            today=station.today,
            alone_from=station.alone_from,
        )

    def _told(self) -> None:
        """The centre answered; a card that is somebody's there is not given to anybody here."""
        card = self._registration.card
        if card is not None and self._elsewhere.heard(FindBy.CARD, card.token.text) is Heard.COMING:
            self._registration.card = None
            self._bench.station.dialogue.say(said.card_of_another(card.token.masked))
        self._bench.counter.publish()

    # Enrolling

    def _take_instead(self, number: int) -> None:
        """The member who is there already; it counts like one found with F2."""
        shown, station = self._alike.shown, self._bench.station
        if not 1 <= number <= len(shown):
            return
        if not station.lookups.allows(station.staff_id, station.clock.monotonic_s()):
            station.dialogue.say(announce.too_many_lookups())
            return
        recognised = recognise_without_card(station.store, shown[number - 1].hit.member_id)
        if recognised is None:
            station.dialogue.say(announce.read_refused(Answer.REFUSE, Identified(seen=Seen.BLOCKED)))
            return
        self._bench.end()
        self._bench.counter.attach(recognised.member.id)

    def _enrol(self, wish: Wish) -> None:
        """At once, or on a manager's word where it is doubtful."""
        read, registration = self._form.read, self._registration
        if not self._is_fit():
            return
        self._alike.look(read)
        doubt = registration.doubt(is_reached=bool(self._alike.reached(read)))
        if doubt is None:
            self._record(wish)
            return

        def on_their_word(authority: Authority) -> None:
            registration.audit(doubt, authority)
            self._record(wish)

        self._bench.with_manager(why(doubt), on_their_word)

    def _is_fit(self) -> bool:
        """Whether they could be found again, and the card is nobody's still."""
        registration, dialogue = self._registration, self._bench.station.dialogue
        card = registration.card
        if card is not None and registration.is_card_taken():
            dialogue.say(said.card_of_another(card.token.masked))
            return False
        has_card = card is not None or registration.can_make_cards
        if has_card or self._form.read.is_reachable:
            return True
        dialogue.say(said.unreachable())
        return False

    def _record(self, wish: Wish) -> None:
        form = self._form
        self._registered = self._registration.record(form.typed, form.read, wish)
        if self._registered.number:
            form.turn_to(Page.DONE)
        else:
            self._leave(make_card=wish is Wish.MADE)

    def _leave(self, *, make_card: bool) -> None:
        """The new member is on the visit in progress, with the amount that was typed before."""
        assert self._registered is not None
        station, counter = self._bench.station, self._bench.counter
        member_id, profile = self._registered.member_id, self._form.read.profile
        self._bench.end()
        counter.attach(member_id)
        if make_card:
            counter.open_card_making()
        points = welcome_points(station, member_id)
        name = profile.given_name or profile.family_name
        station.dialogue.say(said.enrolled(name, points, station.programme))


def begin_enrolment(bench: Bench, occasion: Occasion) -> EnrolTask | None:
    """Somebody new, with nobody attached: whoever is has a file already."""
    is_attached = occasion.work is not None and occasion.work.file is not None
    return None if is_attached else EnrolTask(bench)


def _key(key: _Keys) -> TaskKey:
    return TaskKey(key=key.value, label=Message(key=f"task.enrol.key.{key.name.lower()}"))
