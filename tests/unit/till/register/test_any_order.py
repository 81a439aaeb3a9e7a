"""A register and a cashier in any order: each ticket is recorded once at most, no answer taken back."""

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from fidpos.domain.ids import VisitId
from fidpos.domain.register_ticket import RegisterTicket
from fidpos.till.register.standing import TicketRefused, TicketStanding, TicketStatus
from fidpos.till.register.watch import Happened, RegisterWatch
from fidpos.wire.events import VisitClosed, VisitVoided
from tests.helpers.counter import BERENICE, INES, MALO, PAUL, counter
from tests.helpers.registers import BREAD, JAM, TICKET, basket

KEYS = [(number, register) for number in ("1", "2") for register in ("left", "right")]
tickets = st.sampled_from([replace(TICKET, number=number, register=register) for number, register in KEYS])
baskets = st.sampled_from([basket(BREAD), basket(JAM), basket(BREAD, JAM)])
members = st.sampled_from([BERENICE, MALO])


class RegisterBesideTheCashier(RuleBasedStateMachine):
    """Both do what they like; the plug is pulled now and then."""

    def __init__(self) -> None:
        super().__init__()
        self.at = counter()
        self.closed: dict[RegisterTicket, VisitId] = {}
        self.heard: list[Happened] = []
        self.watch = RegisterWatch(self.at.session.register, self.heard.append)

    @rule(ticket=tickets, bought=baskets)
    def put(self, ticket: RegisterTicket, bought: object) -> None:
        """Twice, as after a lost answer."""
        assert isinstance(bought, type(basket(BREAD)))
        first = self.at.session.register.put(ticket, bought)
        assert self.at.session.register.put(ticket, bought) == first
        if isinstance(first, TicketStanding) and first.status is TicketStatus.OPEN:
            assert self.at.view.amount == bought.amount
            assert first.due_minor == bought.amount.minor - first.discount_minor

    @rule(ticket=tickets, wrong=st.sampled_from([0, 0, 0, 1]))
    def close(self, ticket: RegisterTicket, wrong: int) -> None:
        shown = self.at.session.register.look(ticket)
        due = shown.due_minor if isinstance(shown, TicketStanding) else 450
        first = self.at.session.register.close(ticket, due + wrong)
        assert self.at.session.register.close(ticket, due + wrong) == first
        if isinstance(first, TicketStanding) and first.visit_id is not None:
            assert (first.status, wrong) == (TicketStatus.CLOSED, 0)
            assert self.closed.setdefault(ticket, first.visit_id) == first.visit_id

    @rule(ticket=tickets)
    def void(self, ticket: RegisterTicket) -> None:
        first = self.at.session.register.void(ticket)
        second = self.at.session.register.void(ticket)
        if isinstance(first, TicketStanding):
            assert isinstance(second, TicketStanding)
            assert (first.status, second.status) == (TicketStatus.VOIDED, TicketStatus.VOIDED)

    @rule(member=members)
    def tap(self, member: object) -> None:
        assert isinstance(member, type(BERENICE))
        self.at.tap_member(member)

    @rule(minor=st.sampled_from([None, 500]))
    def type_amount(self, minor: int | None) -> None:
        self.at.type_amount(minor)

    @rule()
    def enter(self) -> None:
        self.at.session.confirm()

    @rule()
    def escape(self) -> None:
        self.at.session.back()

    @rule()
    def undo(self) -> None:
        self.at.session.void_last()

    @rule(number=st.integers(1, 3))
    def reward(self, number: int) -> None:
        self.at.session.choose_reward(number)

    @rule(staff=st.sampled_from([INES, PAUL, None]))
    def change(self, staff: object) -> None:
        self.at.session.lock()
        if isinstance(staff, type(INES)):
            self.at.sign_in(staff)

    @rule()
    def pull_the_plug(self) -> None:
        self.at.start()
        self.watch = RegisterWatch(self.at.session.register, self.heard.append)
        self.at.sign_in()

    @invariant()
    def each_ticket_is_recorded_once_at_most(self) -> None:
        events = [event for event in self.at.store.events if isinstance(event, VisitClosed)]
        keys = [(event.register, event.ticket) for event in events if event.ticket]
        assert len(keys) == len(set(keys))
        for ticket, visit_id in self.closed.items():
            assert [each.visit_id for each in events if _is(each, ticket)] == [visit_id]

    @invariant()
    def what_was_recorded_is_what_the_register_is_told(self) -> None:
        voided = {event.visit_id for event in self.at.store.events if isinstance(event, VisitVoided)}
        for ticket, visit_id in self.closed.items():
            told = self.at.session.register.look(ticket)
            assert not isinstance(told, TicketRefused)
            assert told.visit_id == visit_id
            assert (told.status is TicketStatus.VOIDED) == (visit_id in voided)

    @invariant()
    def the_watch_can_always_look(self) -> None:
        self.watch.look()


def _is(event: VisitClosed, ticket: RegisterTicket) -> bool:
    return (event.register, event.ticket) == (ticket.register, ticket.number)


RegisterBesideTheCashier.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
test_any_order = RegisterBesideTheCashier.TestCase
