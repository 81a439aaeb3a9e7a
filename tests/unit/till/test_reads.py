"""The table "till state x what was read": one test per cell, on a session if one can stand in the state."""

from collections.abc import Callable

import pytest

from fidpos.domain.card import CardToken, Refusal, TokenKind
from fidpos.till.reads import TABLE, Answer, Seen, answer
from fidpos.till.view import TillState
from tests.helpers.counter import BERENICE, INES, MALO, NOUR, TAREK, Counter, counter

NOBODY = "2047119999999"


def locked(at: Counter) -> None:
    at.session.lock()


def idle(at: Counter) -> None:
    assert at.view.visit_id is None


def amount(at: Counter) -> None:
    at.type_amount(1240)


def member(at: Counter) -> None:
    at.tap_member(BERENICE)


def ready(at: Counter) -> None:
    at.tap_member(BERENICE)
    at.type_amount(1240)


def asking(at: Counter) -> None:
    at.tap_member(BERENICE)
    at.tap_member(MALO)


def technician(at: Counter) -> None:
    at.session.lock()
    at.sign_in(TAREK)


REACH: dict[TillState, Callable[[Counter], None]] = {
    TillState.LOCKED: locked,
    TillState.IDLE: idle,
    TillState.AMOUNT: amount,
    TillState.MEMBER: member,
    TillState.READY: ready,
    TillState.ASKING: asking,
    TillState.TECHNICIAN: technician,
}

SHOW: dict[Seen, Callable[[Counter], None]] = {
    Seen.MEMBER: lambda at: at.tap_member(BERENICE),
    Seen.SAME_MEMBER: lambda at: at.tap_member(BERENICE),
    Seen.OTHER_MEMBER: lambda at: at.tap_member(MALO),
    Seen.STAFF: lambda at: at.tap(str(INES.badge).removeprefix("num:")),
    Seen.UNKNOWN: lambda at: at.tap(NOBODY),
    Seen.BLOCKED: lambda at: at.tap_member(NOUR),
    Seen.OTHER_MERCHANT: lambda at: at.show(Refusal.OTHER_MERCHANT),
    Seen.BANK_CARD: lambda at: at.show(Refusal.BANK_CARD),
    Seen.ARTICLE: lambda at: at.show(Refusal.ARTICLE),
    Seen.BAD_READ: lambda at: at.show(Refusal.BAD_READ),
    Seen.UNKNOWN_FORMAT: lambda at: at.show(Refusal.UNKNOWN_FORMAT),
    Seen.PHONE: lambda at: at.show(Refusal.PHONE),
    Seen.NOT_GENUINE: lambda at: at.show(Refusal.NOT_GENUINE),
    Seen.UNCHECKED: lambda at: at.show(Refusal.UNCHECKED),
    Seen.GIFT_CARD: lambda at: at.tap_token(CardToken(TokenKind.GIFT_CARD, "G7QK3M2A")),
    Seen.VOUCHER: lambda at: at.tap_token(CardToken(TokenKind.VOUCHER, "VCQK3M2A")),
}

CELLS = [
    (state, seen, given) for state, row in TABLE.items() if state in REACH for seen, given in row.items()
]


@pytest.mark.parametrize(("state", "seen", "given"), CELLS, ids=lambda value: value.value)
def test_a_read_does_what_its_cell_says(state: TillState, seen: Seen, given: Answer) -> None:
    at = counter()
    REACH[state](at)
    before = at.view
    assert before.state is state

    SHOW[seen](at)

    EXPECT[given](at, seen, before.state)
    said = at.view.banner != before.banner or at.view.question is not None or at.view.sign_in is not None
    assert said or at.view.technician != before.technician or at.view.task is not None
    assert at.view.amount == before.amount


def expect_attached(at: Counter, _seen: Seen, state: TillState) -> None:
    assert at.view.member is not None
    assert at.view.member.member_id == BERENICE.member.id
    assert at.view.state is (TillState.READY if state is TillState.AMOUNT else TillState.MEMBER)


def expect_already(at: Counter, _seen: Seen, state: TillState) -> None:
    assert at.said == "read.same_member"
    assert at.view.state is state


def expect_asked(at: Counter, _seen: Seen, _state: TillState) -> None:
    assert at.said == "question.other_member"
    assert at.view.member is not None
    assert at.view.member.member_id == BERENICE.member.id


def expect_refused(at: Counter, seen: Seen, state: TillState) -> None:
    key = "read.card_blocked" if seen is Seen.BLOCKED else f"read.{seen.value}"
    assert at.said == key
    assert at.view.banner is not None
    assert at.view.banner.detail is not None
    assert at.view.state is state


def expect_named(at: Counter, _seen: Seen, _state: TillState) -> None:
    assert at.view.sign_in is not None
    assert at.view.sign_in.staff_id == INES.id


def expect_switched(at: Counter, _seen: Seen, state: TillState) -> None:
    assert at.view.state is TillState.LOCKED
    expect_named(at, _seen, state)


def expect_unlock_first(at: Counter, _seen: Seen, _state: TillState) -> None:
    assert at.said == "read.unlock_first"
    assert at.view.member is None


def expect_answer_first(at: Counter, _seen: Seen, _state: TillState) -> None:
    assert at.view.state is TillState.ASKING
    assert at.view.banner is not None
    assert at.view.banner.message.key == "read.answer_first"


def expect_shown(at: Counter, seen: Seen, state: TillState) -> None:
    assert at.view.state is state
    assert at.view.technician is not None
    event = at.view.technician.events[0]
    assert event.message.key == ("desk.event.read" if event.token else f"read.{seen.value}")
    assert at.view.member is None


def expect_used(at: Counter, _seen: Seen, state: TillState) -> None:
    assert at.said == "voucher.number.unusable"
    assert at.view.state is state


def expect_paying(at: Counter, _seen: Seen, _state: TillState) -> None:
    task = at.view.task
    assert task is not None
    assert task.place == "payment.cards"
    assert task.problem is not None
    assert task.problem.key == "gift_card.unusable"


EXPECT: dict[Answer, Callable[[Counter, Seen, TillState], None]] = {
    Answer.ATTACH: expect_attached,
    Answer.ALREADY: expect_already,
    Answer.ASK: expect_asked,
    Answer.REFUSE: expect_refused,
    Answer.NAME: expect_named,
    Answer.SWITCH: expect_switched,
    Answer.UNLOCK_FIRST: expect_unlock_first,
    Answer.ANSWER_FIRST: expect_answer_first,
    Answer.SHOW: expect_shown,
    Answer.USE: expect_used,
    Answer.PAY: expect_paying,
}

LATER: dict[TillState, dict[Answer, set[Seen]]] = {
    TillState.CLOSING: {Answer.WAIT: set(Seen)},
    TillState.ENROLLING: {
        Answer.TAKE: {Seen.UNKNOWN},
        Answer.SWITCH: {Seen.STAFF},
        Answer.REFUSE: set(Seen) - {Seen.UNKNOWN, Seen.STAFF, Seen.SAME_MEMBER, Seen.OTHER_MEMBER},
    },
    TillState.SELLING_GIFT_CARD: {
        Answer.TAKE: {Seen.GIFT_CARD},
        Answer.ANSWER_FIRST: {Seen.MEMBER, Seen.SAME_MEMBER, Seen.OTHER_MEMBER, Seen.STAFF},
        Answer.REFUSE: set(Seen)
        - {Seen.GIFT_CARD, Seen.MEMBER, Seen.SAME_MEMBER, Seen.OTHER_MEMBER, Seen.STAFF},
    },
    TillState.WRITING_CARD: {
        Answer.TAKE: {Seen.UNKNOWN, Seen.UNKNOWN_FORMAT, Seen.BAD_READ},
        Answer.ALREADY: {Seen.SAME_MEMBER},
        Answer.ANSWER_FIRST: {Seen.STAFF},
        Answer.REFUSE: set(Seen)
        - {Seen.UNKNOWN, Seen.UNKNOWN_FORMAT, Seen.BAD_READ, Seen.SAME_MEMBER, Seen.STAFF, Seen.MEMBER},
    },
}
"""States in which no read reaches a session: it records a visit, or a screen has a form of its own."""

LATER_CELLS = [
    (state, seen, given)
    for state, answers in LATER.items()
    for given, reads in answers.items()
    for seen in sorted(reads)
]


@pytest.mark.parametrize(("state", "seen", "given"), LATER_CELLS, ids=lambda value: value.value)
def test_a_read_will_do_what_its_cell_says(state: TillState, seen: Seen, given: Answer) -> None:
    assert answer(state, seen) is given


@pytest.mark.parametrize("state", LATER, ids=lambda state: state.value)
def test_no_cell_of_such_a_state_is_left_out(state: TillState) -> None:
    assert set(TABLE[state]) == set().union(*LATER[state].values())


def test_every_state_of_the_till_has_its_column() -> None:
    assert set(TABLE) == set(TillState)


def test_every_kind_of_read_has_a_cell_in_every_state_where_it_can_occur() -> None:
    nobody_attached = {TillState.IDLE, TillState.AMOUNT, TillState.ENROLLING}
    somebody_attached = {TillState.MEMBER, TillState.READY, TillState.WRITING_CARD}
    for state, row in TABLE.items():
        if state in nobody_attached:
            assert set(row) == set(Seen) - {Seen.SAME_MEMBER, Seen.OTHER_MEMBER}
        elif state in somebody_attached:
            assert set(row) == set(Seen) - {Seen.MEMBER}
        else:
            assert set(row) == set(Seen)


def test_a_card_shown_while_a_visit_is_recorded_is_answered_afterwards() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.type_amount(1240)

    at.session.confirm()
    at.tap_member(MALO)

    assert TillState.CLOSING in [view.state for view in at.views]
    assert at.view.member is not None
    assert at.view.member.member_id == MALO.member.id
