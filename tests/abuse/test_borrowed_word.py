"""Abuse: a manager types a PIN for one thing, and the cashier does another one with it."""

from fidpos.domain.gift_card import GiftCardPolicy
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.domain.staff import PIN_TRIES_MAX, Role
from fidpos.till.task.acts import Approve, ChooseLine, NameApprover, OpenTask, TaskKind
from fidpos.till.task.view import ApprovalBody, ListBody
from fidpos.wire.events import StaffActed, StaffActKind
from tests.helpers.corrector import REFUND, VOID, Corrector
from tests.helpers.counter import BERENICE, MALO, PAUL, PIN, Counter, counter, person, token
from tests.helpers.file_desk import FileDesk
from tests.helpers.gift_desk import GiftDesk, gift_desk
from tests.helpers.paying_till import PayingTill, paying_till

ZED = person(150, "Zed", Role.CASHIER)
UNKNOWN = "2047110000093"
"""Of a card that is nobody's."""


def reload_approved() -> GiftDesk:
    """Above 20 euros a manager is asked, and says yes to 30."""
    desk = gift_desk(policy=GiftCardPolicy(cashier_max_minor=2_000))
    number = desk.number_of(desk.sell(2_000, ticket="T0"))
    desk.enter()
    desk.open()
    desk.choose_line("task.gift.reload.title")
    desk.scan(number)
    desk.fill("3000")
    desk.approve()
    return desk


def test_the_word_for_a_small_reload_sells_no_large_card() -> None:
    desk = reload_approved()
    while desk.step != "home":
        desk.back()
    desk.put_on_sale(15_000)
    desk.enter()

    assert isinstance(desk.view.body, ApprovalBody)


def test_the_word_for_a_reload_counts_for_its_ticket_too() -> None:
    desk = reload_approved()
    desk.fill("T77")

    assert desk.at.said == "task.gift.reload.done"


def test_the_word_for_one_reload_is_not_kept_for_the_next() -> None:
    desk = reload_approved()
    desk.back()
    desk.fill("3000")

    assert isinstance(desk.view.body, ApprovalBody)


def two_old_visits() -> Corrector:
    at = counter()
    at.buy(BERENICE, 4_000)
    at.buy(MALO, 9_000)
    at.clock.advance(3_600)
    at.session.tick()
    at.sign_in()
    corrector = Corrector(at)
    corrector.open()
    corrector.line(2)
    corrector.line(VOID)
    corrector.line(1)
    corrector.approve()
    return corrector


def test_the_word_for_one_visit_undoes_no_other() -> None:
    corrector = two_old_visits()
    for _ in range(3):
        corrector.esc()
    corrector.line(1)
    corrector.line(VOID)
    corrector.line(1)

    assert isinstance(corrector.view.body, ApprovalBody)


def test_the_word_to_undo_a_visit_pays_nothing_of_another_one_back() -> None:
    corrector = two_old_visits()
    for _ in range(3):
        corrector.esc()
    corrector.line(1)
    corrector.line(REFUND)
    corrector.line(1)
    corrector.line(1)

    assert isinstance(corrector.view.body, ApprovalBody)


def test_what_was_approved_is_done_without_asking_twice() -> None:
    corrector = two_old_visits()
    corrector.enter()

    assert not corrector.is_open


def paid_on_a_managers_word() -> tuple[PayingTill, GiftCardNumber]:
    """Above 20 euros a day and card a manager is asked; one card pays 30 of 80."""
    till = paying_till(policy=GiftCardPolicy(spent_a_day_max_minor=2_000))
    till.at.tap_member(BERENICE)
    till.at.type_amount(8_000)
    number = till.card(3_000)
    till.present(number)
    till.at.session.in_task(NameApprover(PAUL.id))
    till.at.session.in_task(Approve(PIN, PAUL.id))
    assert till.held(till.visit_id) == [3_000]
    return till, number


def test_the_word_for_one_gift_card_lets_no_other_pay_above_the_limit() -> None:
    till, _ = paid_on_a_managers_word()
    till.present(till.card(5_000))

    assert till.task.place == "approval"
    assert till.held(till.visit_id) == [3_000]


def test_the_word_for_a_gift_card_ends_with_the_lock_though_the_same_cashier_comes_back() -> None:
    till, number = paid_on_a_managers_word()
    till.key("delete")
    till.tell_all()
    till.at.session.lock()
    till.at.sign_in()
    till.present(number)

    assert till.task.place == "approval"


def test_the_word_for_a_new_card_ends_with_the_lock() -> None:
    at = counter()
    at.tap_member(BERENICE)
    desk = FileDesk(at)
    desk.begin("new_card")
    desk.approve()
    at.session.lock()
    at.clock.advance(3_600)
    at.sign_in()
    at.tap(UNKNOWN)

    assert at.store.card(token(UNKNOWN)) is None
    assert desk.view.place.startswith("member.home")


def shop_with_zed_locked_out() -> Counter:
    at = counter()
    at.store.put_staff(ZED)
    for _ in range(PIN_TRIES_MAX):
        at.store.count_pin_failure(ZED.id)
    at.session.in_task(OpenTask(TaskKind.SHOP))
    return at


def test_the_word_to_look_at_acts_brings_no_colleague_back() -> None:
    at = shop_with_zed_locked_out()
    choose(at, "task.shop.acts")
    at.session.in_task(NameApprover(PAUL.id))
    at.session.in_task(Approve(PIN, PAUL.id))
    at.session.back()
    choose(at, "task.shop.staff")
    choose(at, "Zed")

    assert at.view.task is not None
    assert isinstance(at.view.task.body, ApprovalBody)
    assert next(each for each in at.store.staff() if each.id == ZED.id).disabled


def test_the_journal_says_what_a_manager_said_yes_to() -> None:
    corrector = two_old_visits()
    at = corrector.counter
    assert isinstance(at, Counter)

    overrides = [event for event in at.store.events if isinstance(event, StaffActed) and event.detail]
    assert [(each.staff_id, each.act, each.detail) for each in overrides] == [
        (PAUL.id, StaffActKind.OVERRIDE, "task.correct.void.why")
    ]


def choose(at: Counter, title: str) -> None:
    """The line with this title, or the key of one."""
    task = at.view.task
    assert task is not None
    assert isinstance(task.body, ListBody)
    titles = [line.title if isinstance(line.title, str) else line.title.key for line in task.body.lines]
    at.session.in_task(ChooseLine(titles.index(title) + 1))
