"""A gift card is sold: amount, medium, words, the register's ticket, and it is in the buyer's hand."""

from dataclasses import replace

import pytest

from fidpos.domain.card import Refusal
from fidpos.domain.card_writing import WriteProblem
from fidpos.domain.errors import StoreCorrupt, StoreFull
from fidpos.domain.gift_card import GiftCardPolicy, GiftCardState, GiftCardTerms, GiftMove, VatKind
from fidpos.domain.gift_card_number import make
from fidpos.domain.money import EUR, Money
from fidpos.till.gift_card_store import GiftSale
from fidpos.till.task.view import ListBody, ReviewBody
from fidpos.till.view import Lamp, Message, TillState
from fidpos.wire.gift_card_events import GiftCardMoved
from tests.helpers.counter import IDENTITY, INES, PAUL, Counter, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.gift_desk import GiftDesk, gift_desk
from tests.helpers.memory_store import MemoryStore


@pytest.fixture
def desk() -> GiftDesk:
    return gift_desk()


def test_a_card_of_a_preset_amount_is_sold_with_its_ticket(desk: GiftDesk) -> None:
    card = desk.sell(5_000, ticket="T 17")

    (entry,) = desk.store.gift_entries(card.id)
    assert (card.state, card.balance_minor) == (GiftCardState.ACTIVE, 5_000)
    assert (entry.move, entry.ticket) == (GiftMove.SOLD, "T 17")


def test_any_amount_up_to_the_ceiling_may_be_typed(desk: GiftDesk) -> None:
    assert desk.sell(4_250).balance_minor == 4_250


def test_an_amount_above_the_ceiling_is_refused_where_it_is_typed(desk: GiftDesk) -> None:
    desk.begin_sale(15_001)

    assert (desk.step, desk.problem) == ("other_amount", "gift_card.above_ceiling")


@pytest.mark.parametrize("typed", ["", "0", "-5", "1e3", "9" * 40, "٣"])
def test_what_is_no_amount_is_refused(desk: GiftDesk, typed: str) -> None:
    desk.choose_line("task.gift.home.sell")
    desk.choose(7)
    desk.fill(typed)

    assert desk.problem == "gift_card.wrong_amount"


def test_only_amounts_that_a_card_may_hold_are_offered() -> None:
    desk = gift_desk(policy=GiftCardPolicy(balance_max_minor=3_000))
    desk.choose_line("task.gift.home.sell")

    assert len(desk.lines) == 4


def test_nothing_is_worth_anything_before_the_ticket(desk: GiftDesk) -> None:
    desk.put_on_sale()

    (card,) = desk.cards()
    assert (desk.step, card.state, card.balance_minor) == ("check", GiftCardState.DRAFT, 0)


def test_the_words_of_the_buyer_are_sealed_with_the_number(desk: GiftDesk) -> None:
    desk.put_on_sale(by="Mamie Léa", words="Joyeux anniversaire !")

    (card,) = desk.cards()
    inscription = desk.store.inscription(card.id)
    assert inscription is not None
    assert (inscription.offered_by, inscription.message) == ("Mamie Léa", "Joyeux anniversaire !")
    assert all("Mamie" not in repr(event) for event in desk.at.store.events)


def test_the_conditions_are_shown_before_the_purchase(desk: GiftDesk) -> None:
    desk.put_on_sale()

    body = desk.view.body
    assert isinstance(body, ReviewBody)
    told = {str(getattr(fact.label, "key", "")): fact.value for fact in body.facts}
    assert getattr(told["task.gift.until"], "params", {})["days"] == 30


def test_a_card_without_a_term_is_told_to_have_no_end() -> None:
    desk = gift_desk(policy=GiftCardPolicy(terms=GiftCardTerms(vat=VatKind.SINGLE_PURPOSE)))
    desk.put_on_sale()

    body = desk.view.body
    assert isinstance(body, ReviewBody)
    assert "task.gift.no_end" in {getattr(fact.value, "key", "") for fact in body.facts}
    assert desk.cards()[0].terms.vat is VatKind.SINGLE_PURPOSE


def test_several_cards_are_sold_on_one_ticket(desk: GiftDesk) -> None:
    desk.put_on_sale(5_000)
    desk.key("f2")
    desk.put_on_sale(2_000, "paper")
    desk.enter()
    desk.fill("T1")

    assert [card.balance_minor for card in desk.cards()] == [5_000, 2_000]
    moved = [event for event in desk.at.store.events if isinstance(event, GiftCardMoved)]
    assert len(moved) == 1


def test_a_card_is_taken_off_the_sale(desk: GiftDesk) -> None:
    desk.put_on_sale(5_000)
    desk.key("f2")
    desk.put_on_sale(2_000)
    desk.key("f6")
    desk.choose(1)
    desk.choose_line("task.gift.one_card.take_off")

    assert [card.face_minor for card in desk.cards()] == [2_000]


def test_taking_the_last_card_off_ends_the_sale(desk: GiftDesk) -> None:
    desk.put_on_sale()
    desk.key("f6")
    desk.choose(1)
    desk.choose_line("task.gift.one_card.take_off")

    assert desk.step == "home"
    assert desk.store.gift_sale() is None


def test_a_sale_that_is_given_up_leaves_no_card_that_could_be_sold(desk: GiftDesk) -> None:
    desk.put_on_sale()
    (card,) = desk.cards()
    desk.key("delete")

    after = desk.store.gift_card(card.id)
    assert after is not None
    assert (after.state, desk.step, desk.cards()) == (GiftCardState.VOIDED, "home", [])


def test_escape_commits_nothing_and_loses_nothing(desk: GiftDesk) -> None:
    desk.put_on_sale()
    events = len(desk.at.store.events)
    desk.back()

    assert len(desk.at.store.events) == events
    assert desk.lines[0] == "task.gift.home.doubt"


def test_enter_twice_sells_once(desk: GiftDesk) -> None:
    desk.put_on_sale()
    (card,) = desk.cards()
    desk.enter()
    desk.fill("T1")
    desk.back()
    desk.choose(1)

    assert desk.step == "done"
    assert len(desk.store.gift_entries(card.id)) == 1


def test_a_ticket_sells_once(desk: GiftDesk) -> None:
    desk.sell(ticket="T1")
    desk.enter()
    desk.open()
    desk.put_on_sale()
    desk.enter()
    desk.fill("T1")

    assert (desk.step, desk.problem) == ("ticket", "gift_card.ticket_used")


def test_a_full_disk_sells_nothing_and_the_same_enter_sells_it_later(desk: GiftDesk) -> None:
    desk.put_on_sale()
    (card,) = desk.cards()
    desk.enter()
    desk.at.break_disk(StoreFull("full"))
    desk.fill("T1")
    refused = desk.at.said
    desk.at.mend_disk()
    desk.fill("T1")

    assert refused == "error.store_full"
    assert (desk.step, len(desk.store.gift_entries(card.id))) == ("done", 1)


# The medium


def test_a_blank_is_written_and_read_back_before_it_is_paid(desk: GiftDesk) -> None:
    desk.put_on_sale(kind="applet")
    (card,) = desk.cards()
    number = desk.number_of(card)
    assert desk.workshop.waiting == ("applet", number)

    desk.scan(number)

    assert (desk.step, desk.workshop.waiting) == ("check", None)


def test_a_card_that_was_pulled_away_is_held_there_again(desk: GiftDesk) -> None:
    desk.put_on_sale(kind="applet")
    desk.workshop.problems = [WriteProblem.CUT_SHORT]
    desk.at.show(Refusal.BAD_READ)
    said = desk.problem
    desk.scan(desk.number_of(desk.cards()[0]))

    assert (said, desk.step) == ("write.cut_short", "check")


def test_another_gift_card_is_not_taken_for_the_one_being_written(desk: GiftDesk) -> None:
    desk.put_on_sale(kind="applet")
    desk.scan(make().canonical)

    assert (desk.step, desk.problem) == ("writing", "task.gift.writing.numbered")


def test_no_number_waits_once_the_writing_was_left(desk: GiftDesk) -> None:
    desk.put_on_sale(kind="applet")
    desk.back()

    assert desk.workshop.waiting is None
    assert desk.lines[0] == "task.gift.home.doubt"


def test_a_card_is_written_once_more_after_a_doubt(desk: GiftDesk) -> None:
    desk.put_on_sale(kind="applet")
    desk.back()
    desk.choose(1)
    desk.key("f6")
    desk.choose(1)
    desk.choose(1)

    number = desk.number_of(desk.cards()[0])
    waiting = desk.workshop.waiting
    desk.scan(number)
    assert (waiting, desk.step) == (("applet", number), "on_sale")


def test_a_card_printed_beforehand_is_scanned(desk: GiftDesk) -> None:
    number = make()
    desk.begin_sale()
    desk.scan(number.canonical)
    desk.fill("", "")

    assert desk.number_of(desk.cards()[0]) == number.canonical


def test_a_card_that_is_sold_already_is_no_blank(desk: GiftDesk) -> None:
    number = desk.number_of(desk.sell())
    desk.enter()
    desk.open()
    desk.begin_sale()
    desk.scan(number)

    assert (desk.step, desk.problem) == ("medium", "gift_card.unusable")


def test_paper_is_printed_once_the_card_is_active(desk: GiftDesk) -> None:
    desk.put_on_sale(kind="paper", by="Mamie")
    assert desk.press.printed == []
    desk.enter()
    desk.fill("T1")

    ((printed,),) = desk.press.printed
    assert (printed.amount.minor, printed.inscription.offered_by) == (5_000, "Mamie")
    assert desk.at.view.document == "gift-cards-1.pdf"


def test_a_print_that_fails_undoes_no_sale_and_is_tried_again(desk: GiftDesk) -> None:
    desk.press.refuses = StoreFull("full")
    card = desk.sell(kind="paper")
    said = desk.problem
    desk.press.refuses = None
    desk.key("f4")

    assert (said, card.state) == ("error.store_full", GiftCardState.ACTIVE)
    assert desk.at.view.document == "gift-cards-1.pdf"


def test_the_code_of_each_card_can_be_shown(desk: GiftDesk) -> None:
    desk.put_on_sale(kind="screen")
    desk.key("f2")
    desk.put_on_sale(kind="paper")
    desk.enter()
    desk.fill("T1")
    codes = []
    for _ in range(2):
        body = desk.view.body
        assert isinstance(body, ReviewBody)
        codes.append(body.qr)
        desk.key("f6")

    assert codes == [desk.number_of(card) for card in desk.cards()]


# On whose word


def test_a_cashier_sells_up_to_the_delegated_ceiling_alone() -> None:
    desk = gift_desk(policy=GiftCardPolicy(cashier_max_minor=5_000))
    desk.put_on_sale(5_000)
    desk.enter()

    assert desk.step == "ticket"


def test_beyond_it_a_manager_says_yes_before_the_customer_pays() -> None:
    desk = gift_desk(policy=GiftCardPolicy(cashier_max_minor=4_999))
    desk.put_on_sale(5_000)
    desk.enter()
    asked = desk.view.place
    desk.approve()
    desk.fill("T1")

    assert asked == "approval"
    event = desk.at.store.events[-1]
    assert isinstance(event, GiftCardMoved)
    assert (event.staff_id, event.asked_by) == (PAUL.id, desk.at.view.staff and desk.at.view.staff.staff_id)


def test_a_managers_word_does_not_outlive_the_lock() -> None:
    desk = gift_desk(policy=GiftCardPolicy(cashier_max_minor=0))
    desk.put_on_sale()
    desk.enter()
    desk.approve()
    desk.at.session.lock()
    desk.at.sign_in()
    desk.fill("T1")

    assert desk.view.place == "approval"
    assert desk.cards()[0].state is GiftCardState.DRAFT


def test_the_sale_stays_when_the_cashier_changes(desk: GiftDesk) -> None:
    desk.put_on_sale()
    desk.switch_to(PAUL)
    desk.enter()
    desk.fill("T1")

    event = desk.at.store.events[-1]
    assert isinstance(event, GiftCardMoved)
    assert event.staff_id == PAUL.id


# A power cut


def restarted(desk: GiftDesk) -> GiftDesk:
    """The till after its plug was pulled."""
    desk.at.start()
    desk.at.sign_in()
    after = replace(desk)
    after.open()
    return after


def test_a_sale_that_was_cut_short_stands_first_with_a_lamp(desk: GiftDesk) -> None:
    desk.put_on_sale()

    after = restarted(desk)

    body = after.view.body
    assert isinstance(body, ListBody)
    assert (after.lines[0], body.lines[0].lamp) == ("task.gift.home.doubt", Lamp.WARNING)


def test_it_is_resumed_with_the_ticket_that_was_paid(desk: GiftDesk) -> None:
    desk.put_on_sale()

    after = restarted(desk)
    after.choose(1)
    after.enter()
    after.fill("T1")

    assert [card.balance_minor for card in after.cards()] == [5_000]


def test_no_second_sale_begins_while_one_is_in_doubt(desk: GiftDesk) -> None:
    desk.put_on_sale()

    after = restarted(desk)
    after.choose_line("task.gift.home.sell")

    assert after.step == "home"


def test_a_sale_that_was_recorded_and_not_announced_is_only_handed_over(desk: GiftDesk) -> None:
    card = desk.sell()

    after = restarted(desk)
    assert after.lines[0] == "task.gift.home.sold"
    after.choose(1)
    after.enter()

    assert not after.is_open
    assert len(after.store.gift_entries(card.id)) == 1
    assert after.store.gift_sale() is None


class Unreadable(MemoryStore):
    """Its sale was damaged on the disk."""

    is_damaged = True

    def gift_sale(self) -> GiftSale | None:
        if self.is_damaged:
            raise StoreCorrupt("unreadable")
        return super().gift_sale()

    def drop_gift_sale(self) -> None:
        self.is_damaged = False
        super().drop_gift_sale()


def test_a_sale_that_cannot_be_read_is_said_and_let_go() -> None:
    store = Unreadable(IDENTITY, programme(), (INES, PAUL))
    desk = gift_desk(at=Counter(store=store, clock=FakeClock()))

    assert desk.problem == "task.gift.unreadable"
    assert desk.sell().balance_minor == 5_000


def test_the_till_is_selling_a_gift_card_meanwhile(desk: GiftDesk) -> None:
    assert desk.at.view.state is TillState.SELLING_GIFT_CARD


def test_escape_on_the_list_goes_back_to_the_checkout(desk: GiftDesk) -> None:
    desk.back()

    assert not desk.is_open


def test_the_owners_amounts_are_offered_as_far_as_a_card_may_hold_them() -> None:
    desk = gift_desk(policy=GiftCardPolicy(presets_minor=(2_500, 40_000, 7_500)))
    desk.choose_line("task.gift.home.sell")
    body = desk.view.body
    assert isinstance(body, ListBody)

    amounts = [line.title.params for line in body.lines if isinstance(line.title, Message)]
    assert amounts == [{"amount": Money(2_500, EUR)}, {"amount": Money(7_500, EUR)}, {}]
