"""A task over the checkout: who is heard, what a manager's word takes, and what stays when people change."""

import pytest

from fidpos.domain.errors import StoreFull
from fidpos.domain.staff import PIN_TRIES_MAX, Role, Staff
from fidpos.till.reads import Seen
from fidpos.till.task.acts import Approve, GoOn, NameApprover, OpenTask, PressKey, TaskKind
from fidpos.till.task.task import Bench, Occasion
from fidpos.till.task.view import ApprovalBody
from fidpos.till.view import Shown, TillState
from fidpos.wire.events import StaffActed, StaffActKind
from tests.helpers.counter import BERENICE, INES, PAUL, PIN, Counter, counter, person, token
from tests.helpers.scripted_task import OTHER_WHY, WHY, ScriptedTask

SOFIA = person(104, "Sofia", Role.MANAGER, badge="num:9900000000104")
BADGES = {"Inès": "9900000000101", "Sofia": "9900000000104"}
ASK, END, ASK_OTHER = PressKey("f4"), PressKey("f5"), PressKey("f6")


class Tasks:
    """Makes the tasks of one test, and keeps them."""

    def __init__(self) -> None:
        self.made: list[ScriptedTask] = []
        self.takes: frozenset[Seen] = frozenset()

    def begin(self, bench: Bench, occasion: Occasion) -> ScriptedTask:
        self.made.append(ScriptedTask(bench, occasion, takes=self.takes))
        return self.made[-1]

    @property
    def last(self) -> ScriptedTask:
        return self.made[-1]


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> Tasks:
    made = Tasks()
    monkeypatch.setattr("fidpos.till.checkout.MAKERS", {TaskKind.SHOP: made.begin})
    return made


@pytest.fixture
def till(tasks: Tasks) -> Counter:
    made = counter()
    made.store.put_staff(SOFIA)
    return made


def opened(till: Counter) -> Counter:
    till.session.in_task(OpenTask(TaskKind.SHOP))
    return till


def asked(till: Counter) -> Counter:
    opened(till).session.in_task(ASK)
    return till


def approved(till: Counter) -> Counter:
    asked(till).session.in_task(NameApprover(PAUL.id))
    till.session.in_task(Approve(PIN, PAUL.id))
    return till


def question(till: Counter) -> ApprovalBody:
    task = till.view.task
    assert task is not None
    assert isinstance(task.body, ApprovalBody)
    return task.body


def acts_in_journal(till: Counter, of: Staff) -> list[StaffActKind]:
    events = [event for event in till.store.events if isinstance(event, StaffActed)]
    return [event.act for event in events if event.staff_id == of.id]


def test_a_task_lies_over_the_checkout_until_it_ends(till: Counter, tasks: Tasks) -> None:
    opened(till)
    assert (till.view.state, till.view.task is not None) == (TillState.TASK, True)

    till.session.in_task(END)

    assert (till.view.state, till.view.task) == (TillState.IDLE, None)
    assert tasks.last.has_ended


def test_a_kind_without_a_task_opens_nothing(till: Counter) -> None:
    till.session.in_task(OpenTask(TaskKind.PRINT))

    assert till.view.task is None


def test_a_second_task_is_not_opened_over_the_first(till: Counter, tasks: Tasks) -> None:
    opened(opened(till))

    assert len(tasks.made) == 1


def test_the_member_attached_goes_along(till: Counter, tasks: Tasks) -> None:
    till.tap_member(BERENICE)

    opened(till)

    member = tasks.last.occasion.member
    assert member is not None
    assert member.member.id == BERENICE.member.id


def test_while_a_task_is_open_no_amount_is_typed(till: Counter) -> None:
    opened(till).type_amount(1240)

    assert till.view.amount is None


def test_esc_is_one_step_back_and_then_gives_the_task_up(till: Counter, tasks: Tasks) -> None:
    opened(till).session.in_task(GoOn())
    till.session.back()
    assert tasks.last.step == 0
    assert not tasks.last.has_ended

    till.session.back()

    assert till.view.task is None
    assert tasks.last.has_ended


def test_an_enter_that_was_meant_for_another_step_is_not_taken(till: Counter, tasks: Tasks) -> None:
    shown = Shown.on(opened(till).view)
    till.session.in_task(GoOn())

    assert Shown.on(till.view) != shown
    assert tasks.last.step == 1


def test_a_fault_of_the_store_is_said_and_the_task_stays(till: Counter, tasks: Tasks) -> None:
    opened(till)
    tasks.last.fault = StoreFull()

    till.session.in_task(GoOn())

    assert till.said == "error.store_full"
    assert till.view.task is not None
    assert tasks.last.step == 0


def test_the_work_waits_while_the_till_is_locked_and_colleagues_change(till: Counter, tasks: Tasks) -> None:
    opened(till).session.in_task(GoOn())

    till.session.lock()
    assert till.view.task is None
    till.sign_in(PAUL)

    assert till.view.task is not None
    assert tasks.last.step == 1
    assert tasks.last.bench.staff.id == PAUL.id


def test_nothing_is_done_in_a_task_while_the_till_is_locked(till: Counter, tasks: Tasks) -> None:
    opened(till).session.lock()

    till.session.in_task(GoOn())

    assert tasks.last.acts == []


def test_the_clock_moves_a_task_on(till: Counter, tasks: Tasks) -> None:
    opened(till).session.tick()

    assert tasks.last.ticks == 1


def test_a_read_that_the_task_takes_reaches_it_and_no_other(till: Counter, tasks: Tasks) -> None:
    tasks.takes = frozenset({Seen.MEMBER})
    opened(till).tap_member(BERENICE)
    till.tap("2047119999999")

    assert tasks.last.taken == [Seen.MEMBER]
    assert till.view.member is None


def test_a_cashier_asks_a_manager_who_types_a_pin(till: Counter, tasks: Tasks) -> None:
    asked(till)
    assert {each.staff_id for each in question(till).managers} == {PAUL.id, SOFIA.id}
    assert question(till).why == WHY

    till.session.in_task(NameApprover(PAUL.id))
    till.session.in_task(Approve(PIN, PAUL.id))

    (authority,) = tasks.last.approved
    assert authority.asked_by.id == INES.id
    assert authority.approved_by is not None
    assert authority.approved_by.id == PAUL.id
    assert acts_in_journal(till, PAUL) == [StaffActKind.OVERRIDE]


def test_a_manager_asks_nobody(till: Counter, tasks: Tasks) -> None:
    till.session.lock()
    till.sign_in(PAUL)

    asked(till)

    assert [each.asked_by.id for each in tasks.last.approved] == [PAUL.id]


def test_one_word_counts_for_the_task_and_not_for_the_next(till: Counter, tasks: Tasks) -> None:
    asked(till).session.in_task(NameApprover(PAUL.id))
    till.session.in_task(Approve(PIN, PAUL.id))
    till.session.in_task(ASK)
    assert len(tasks.last.approved) == 2

    till.session.in_task(END)
    asked(till)

    assert tasks.last.approved == []
    assert question(till).named is None


def test_a_word_counts_for_what_it_was_given_for_and_nothing_else(till: Counter, tasks: Tasks) -> None:
    approved(till).session.in_task(ASK_OTHER)

    assert len(tasks.last.approved) == 1
    assert question(till).why == OTHER_WHY


def test_whoever_goes_a_step_back_asks_again(till: Counter, tasks: Tasks) -> None:
    opened(till).session.in_task(GoOn())
    till.session.in_task(ASK)
    till.session.in_task(NameApprover(PAUL.id))
    till.session.in_task(Approve(PIN, PAUL.id))
    till.session.back()

    till.session.in_task(ASK)

    assert len(tasks.last.approved) == 1
    assert question(till).why == WHY


def test_a_question_withdrawn_leaves_the_word_that_was_given(till: Counter, tasks: Tasks) -> None:
    approved(till).session.in_task(ASK_OTHER)
    till.session.back()

    till.session.in_task(ASK)

    assert len(tasks.last.approved) == 2


def test_the_journal_says_what_was_approved_and_names_nobody(till: Counter) -> None:
    approved(till)

    events = [event for event in till.store.events if isinstance(event, StaffActed)]
    assert [each.detail for each in events if each.act is StaffActKind.OVERRIDE] == [WHY.key]


def test_nobody_is_asked_while_nobody_serves(till: Counter, tasks: Tasks) -> None:
    opened(till).session.lock()

    tasks.last.bench.with_manager(WHY, tasks.last.approved.append)
    till.sign_in()

    assert tasks.last.approved == []
    assert till.view.task is not None
    assert till.view.task.place == "step 0"


def test_a_wrong_pin_is_counted_and_approves_of_nothing(till: Counter, tasks: Tasks) -> None:
    asked(till).session.in_task(NameApprover(PAUL.id))

    till.session.in_task(Approve("000000", PAUL.id))

    assert tasks.last.approved == []
    assert till.said == "sign_in.wrong_pin"
    assert acts_in_journal(till, PAUL) == [StaffActKind.PIN_REFUSED]


def test_too_many_wrong_pins_disable_the_manager_here_as_on_the_lock_screen(
    till: Counter, tasks: Tasks
) -> None:
    asked(till).session.in_task(NameApprover(PAUL.id))
    for _ in range(PIN_TRIES_MAX):
        till.session.in_task(Approve("000000", PAUL.id))

    till.session.in_task(NameApprover(PAUL.id))
    till.session.in_task(Approve(PIN, PAUL.id))

    assert tasks.last.approved == []
    assert question(till).named is None
    assert {each.staff_id for each in question(till).managers} == {SOFIA.id}


def test_a_pin_counts_for_the_manager_it_was_typed_for(till: Counter, tasks: Tasks) -> None:
    asked(till).session.in_task(NameApprover(SOFIA.id))

    till.session.in_task(Approve(PIN, PAUL.id))

    assert tasks.last.approved == []
    assert acts_in_journal(till, PAUL) == []


def test_nobody_but_a_manager_can_be_named(till: Counter) -> None:
    asked(till).session.in_task(NameApprover(INES.id))

    assert question(till).named is None


def test_a_managers_badge_names_and_still_wants_the_pin(till: Counter, tasks: Tasks) -> None:
    asked(till).tap(BADGES["Sofia"])

    named = question(till).named
    assert named is not None
    assert named.staff_id == SOFIA.id
    assert tasks.last.approved == []


def test_a_cashiers_badge_is_refused_and_does_not_change_who_is_signed_in(till: Counter) -> None:
    asked(till).tap(BADGES["Inès"])

    assert till.said == "banner.not_a_manager"
    assert question(till).named is None
    assert till.view.staff is not None
    assert till.view.staff.staff_id == INES.id


def test_no_key_of_the_task_is_heard_while_a_manager_is_asked(till: Counter, tasks: Tasks) -> None:
    asked(till).session.in_task(GoOn())

    assert tasks.last.step == 0


def test_esc_takes_the_name_back_then_the_question_then_the_step(till: Counter, tasks: Tasks) -> None:
    asked(till).session.in_task(NameApprover(PAUL.id))

    till.session.back()
    assert question(till).named is None
    till.session.back()
    assert till.view.task is not None
    assert till.view.task.place == "step 0"
    till.session.back()

    assert till.view.task is None
    assert tasks.last.approved == []


def test_locking_withdraws_the_question_and_the_word_given(till: Counter, tasks: Tasks) -> None:
    asked(till).session.in_task(NameApprover(PAUL.id))
    till.session.in_task(Approve(PIN, PAUL.id))
    till.session.lock()
    till.sign_in()

    till.session.in_task(ASK)

    assert len(tasks.last.approved) == 1
    assert question(till).named is None


def test_without_a_manager_there_is_nobody_to_choose(tasks: Tasks) -> None:
    till = counter()
    for _ in range(PIN_TRIES_MAX):
        till.store.count_pin_failure(PAUL.id)

    asked(till)

    assert question(till).managers == ()


def test_the_token_of_a_badge_is_no_pin(till: Counter, tasks: Tasks) -> None:
    asked(till).session.in_task(NameApprover(SOFIA.id))

    till.tap_token(token(BADGES["Sofia"]))

    assert tasks.last.approved == []
