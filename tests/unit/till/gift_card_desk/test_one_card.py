"""A card at a till that is alone: its balance, more money, blocked, replaced, its sale undone."""

import pytest

from fidpos.domain.gift_card import GiftCard, GiftCardPolicy, GiftCardState, GiftMove
from fidpos.domain.gift_card_number import make, parse
from fidpos.domain.money import EUR, Money
from fidpos.till.task.acts import FillIn
from fidpos.till.task.view import ReviewBody
from fidpos.wire.gift_card_events import GiftCardMoved
from tests.helpers.counter import INES, PAUL
from tests.helpers.gift_desk import GiftDesk, gift_desk


@pytest.fixture
def desk() -> GiftDesk:
    return gift_desk()


def sold(desk: GiftDesk, minor: int = 5_000, ticket: str = "T1") -> GiftCard:
    """A card in use; the desk is at its list again."""
    card = desk.sell(minor, ticket=ticket)
    desk.enter()
    desk.open()
    return card


def now(desk: GiftDesk, card: GiftCard) -> GiftCard:
    after = desk.store.gift_card(card.id)
    assert after is not None
    return after


def present(desk: GiftDesk, act: str, card: GiftCard) -> None:
    """Choose what is to be done, and scan the card."""
    desk.choose_line(f"task.gift.{act}.title")
    desk.scan(desk.number_of(card))


def undo(desk: GiftDesk, ticket: str = "R1") -> None:
    desk.at.session.in_task(FillIn("reason", "1", 1))
    desk.at.session.in_task(FillIn("ticket", ticket, 1))


# Balance


def test_the_balance_is_shown_with_its_movements(desk: GiftDesk) -> None:
    card = sold(desk)
    present(desk, "balance", card)

    body = desk.view.body
    assert isinstance(body, ReviewBody)
    assert getattr(body.facts[0].value, "params", {}) == {"amount": Money(5_000, EUR)}
    assert getattr(body.facts[-1].label, "key", "") == "task.gift.move.sold"


def test_a_number_may_be_typed_in_groups(desk: GiftDesk) -> None:
    card = sold(desk)
    number = parse(desk.number_of(card))
    assert number is not None
    desk.choose_line("task.gift.balance.title")
    desk.fill(number.grouped.lower())

    assert desk.step == "balance"


@pytest.mark.parametrize(
    "typed", ["", "GC", "nonsense", "🎁", "9" * 500, "<b>", "'; DROP TABLE gift_cards --"]
)
def test_what_is_no_number_gets_the_answer_of_one_that_nobody_has(desk: GiftDesk, typed: str) -> None:
    desk.choose_line("task.gift.balance.title")
    desk.fill(typed)
    of_nonsense = desk.problem
    desk.fill(make().canonical)

    assert of_nonsense == desk.problem == "gift_card.unusable"


def test_a_card_that_was_never_paid_gets_the_same_answer(desk: GiftDesk) -> None:
    desk.put_on_sale()
    number = desk.number_of(desk.cards()[0])
    desk.back()
    desk.choose_line("task.gift.balance.title")
    desk.fill(number)

    assert desk.problem == "gift_card.unusable"


def test_looking_writes_nothing(desk: GiftDesk) -> None:
    card = sold(desk)
    events = len(desk.at.store.events)
    present(desk, "balance", card)

    assert len(desk.at.store.events) == events


# Reload


def test_a_card_is_reloaded_with_its_ticket(desk: GiftDesk) -> None:
    card = sold(desk, 5_000)
    present(desk, "reload", card)
    desk.fill("2000")
    desk.fill("T2")

    assert now(desk, card).balance_minor == 7_000
    assert desk.at.said == "task.gift.reload.done"
    assert not desk.is_open


@pytest.mark.parametrize(
    ("policy", "refusal"),
    [
        (GiftCardPolicy(balance_max_minor=6_000), "gift_card.above_ceiling"),
        (GiftCardPolicy(load_max_minor=6_000), "gift_card.loaded_enough"),
    ],
)
def test_what_speaks_against_a_reload_is_said_before_anybody_pays(
    policy: GiftCardPolicy, refusal: str
) -> None:
    desk = gift_desk(policy=policy)
    present(desk, "reload", sold(desk, 5_000))
    desk.fill("2000")

    assert (desk.step, desk.problem) == ("reload", refusal)


def test_a_reload_beyond_what_a_cashier_may_takes_a_manager() -> None:
    desk = gift_desk(policy=GiftCardPolicy(cashier_max_minor=5_000, load_max_minor=15_000))
    card = sold(desk, 5_000)
    present(desk, "reload", card)
    desk.fill("6000")
    asked = desk.view.place
    desk.approve()
    desk.fill("T2")

    assert (asked, now(desk, card).balance_minor) == ("approval", 11_000)


def test_the_ticket_of_a_sale_reloads_nothing(desk: GiftDesk) -> None:
    card = sold(desk, ticket="T1")
    present(desk, "reload", card)
    desk.fill("1000")
    desk.fill("t1")

    assert (desk.problem, now(desk, card).balance_minor) == ("gift_card.ticket_used", 5_000)


# Block


def test_whoever_is_told_blocks_a_lost_card(desk: GiftDesk) -> None:
    card = sold(desk)
    present(desk, "block", card)
    desk.choose_line("task.gift.why.lost")

    assert (now(desk, card).state, desk.at.said) == (GiftCardState.FROZEN, "task.gift.blocked")


def test_only_a_manager_unblocks_it(desk: GiftDesk) -> None:
    card = sold(desk)
    present(desk, "block", card)
    desk.choose(1)
    desk.open()
    present(desk, "block", card)
    desk.choose_line("task.gift.why.found")
    before = now(desk, card).state
    desk.approve()

    assert (before, now(desk, card).state) == (GiftCardState.FROZEN, GiftCardState.ACTIVE)


def test_a_blocked_card_is_not_reloaded(desk: GiftDesk) -> None:
    card = sold(desk)
    present(desk, "block", card)
    desk.choose(1)
    desk.open()
    present(desk, "reload", card)
    desk.fill("1000")

    assert desk.problem == "gift_card.wrong_state"


# Replace


def test_a_lost_card_is_replaced_and_its_balance_follows(desk: GiftDesk) -> None:
    lost = sold(desk)
    present(desk, "replace", lost)
    desk.choose_line("task.gift.why.lost")
    desk.choose_line("task.gift.medium.screen")
    desk.choose(1)
    desk.approve()

    event = desk.at.store.events[-1]
    assert isinstance(event, GiftCardMoved)
    new = desk.store.gift_card(event.moves[1].gift_card_id)
    assert new is not None
    assert (now(desk, lost).state, now(desk, lost).balance_minor) == (GiftCardState.REPLACED, 0)
    assert (new.balance_minor, new.expires_on, desk.step) == (5_000, lost.expires_on, "done")


def test_the_new_card_is_written_before_the_money_moves(desk: GiftDesk) -> None:
    lost = sold(desk)
    present(desk, "replace", lost)
    desk.choose_line("task.gift.why.damaged")
    desk.choose_line("new_card.kind.applet")
    assert desk.workshop.waiting is not None
    before = now(desk, lost).state
    desk.scan(desk.workshop.waiting[1])
    desk.choose(1)
    desk.approve()

    assert (before, now(desk, lost).state) == (GiftCardState.ACTIVE, GiftCardState.REPLACED)


def test_a_replacement_ends_no_sale_that_is_in_doubt(desk: GiftDesk) -> None:
    lost = sold(desk)
    desk.put_on_sale()
    desk.back()
    present(desk, "replace", lost)
    desk.choose_line("task.gift.why.lost")
    desk.choose_line("task.gift.medium.paper")
    desk.choose(1)
    desk.approve()
    desk.enter()

    assert len(desk.cards()) == 1


def test_an_empty_card_is_not_replaced(desk: GiftDesk) -> None:
    card = sold(desk)
    present(desk, "undo", card)
    undo(desk)
    desk.approve()
    desk.open()
    present(desk, "replace", card)

    assert desk.problem == "gift_card.wrong_state"


# Undo


def test_the_sale_of_an_unused_card_is_undone_on_a_managers_word(desk: GiftDesk) -> None:
    card = sold(desk)
    present(desk, "undo", card)
    undo(desk)
    before = now(desk, card).balance_minor
    desk.approve()

    event = desk.at.store.events[-1]
    assert isinstance(event, GiftCardMoved)
    assert (event.move, event.ticket, event.reason) == (GiftMove.SALE_VOIDED, "R1", "mistake")
    assert (event.staff_id, event.asked_by) == (PAUL.id, INES.id)
    assert (before, now(desk, card).balance_minor) == (5_000, 0)


def test_a_reason_and_the_ticket_of_the_refund_are_asked_for(desk: GiftDesk) -> None:
    present(desk, "undo", sold(desk))
    desk.at.session.in_task(FillIn("reason", "", 1))
    desk.at.session.in_task(FillIn("ticket", "R1", 1))
    without_reason = desk.problem
    undo(desk, "")

    assert (without_reason, desk.problem) == ("gift_card.needs_reason", "gift_card.needs_ticket")


def reloaded(desk: GiftDesk, card: GiftCard, ticket: str = "T2") -> None:
    """Ten euros more; the desk is at its list again."""
    present(desk, "reload", card)
    desk.fill("1000")
    desk.fill(ticket)
    desk.open()


def test_the_sale_of_a_card_that_was_reloaded_since_is_not_undone(desk: GiftDesk) -> None:
    card = sold(desk)
    reloaded(desk, card)
    present(desk, "undo", card)

    assert (desk.problem, now(desk, card).balance_minor) == ("gift_card.wrong_state", 6_000)


def test_a_reload_is_undone_on_a_managers_word(desk: GiftDesk) -> None:
    card = sold(desk)
    reloaded(desk, card)
    present(desk, "undo_reload", card)
    assert desk.lines == ["task.gift.move.reloaded"]
    desk.choose(1)
    undo(desk)
    desk.approve()

    event = desk.at.store.events[-1]
    assert isinstance(event, GiftCardMoved)
    assert (event.move, event.moves[0].amount_minor) == (GiftMove.RELOAD_VOIDED, -1_000)
    assert (desk.at.said, now(desk, card).balance_minor) == ("task.gift.reload_undone", 5_000)


def test_a_reload_is_undone_once(desk: GiftDesk) -> None:
    card = sold(desk)
    reloaded(desk, card)
    present(desk, "undo_reload", card)
    desk.choose(1)
    undo(desk)
    desk.approve()
    desk.open()
    present(desk, "undo_reload", card)
    if desk.step == "undo_reload":
        desk.choose(1)

    assert (desk.problem, now(desk, card).balance_minor) == ("gift_card.wrong_state", 5_000)


def test_a_card_that_was_never_reloaded_has_no_reload_to_undo(desk: GiftDesk) -> None:
    present(desk, "undo_reload", sold(desk))

    assert desk.problem == "gift_card.wrong_state"


def test_esc_leads_back_to_the_reloads(desk: GiftDesk) -> None:
    card = sold(desk)
    reloaded(desk, card)
    present(desk, "undo_reload", card)
    desk.choose(1)
    desk.back()

    assert (desk.step, now(desk, card).balance_minor) == ("undo_reload", 6_000)


# Without its number


def test_a_lost_card_is_found_by_its_ticket_on_a_managers_word(desk: GiftDesk) -> None:
    card = sold(desk, ticket="T1")
    desk.choose_line("task.gift.block.title")
    desk.key("f6")
    desk.fill("t1", "")
    asked = desk.view.place
    desk.approve()
    assert (asked, desk.lines) == ("approval", ["task.gift.card"])
    desk.choose(1)
    assert desk.step == "block"
    desk.choose(1)

    assert now(desk, card).state is GiftCardState.FROZEN


def test_the_number_of_a_card_found_by_its_ticket_is_not_shown(desk: GiftDesk) -> None:
    card = sold(desk, ticket="T1")
    desk.choose_line("task.gift.replace.title")
    desk.key("f6")
    desk.fill("T1", "")
    desk.approve()

    assert desk.number_of(card) not in repr(desk.view)
    desk.choose(1)
    assert desk.number_of(card) not in repr(desk.view)


@pytest.mark.parametrize("ticket", ["T9", "🎁", "'; DROP TABLE gift_entries --", "\u202eT1"])
def test_a_ticket_that_sold_nothing_finds_nothing(desk: GiftDesk, ticket: str) -> None:
    sold(desk, ticket="T1")
    desk.choose_line("task.gift.block.title")
    desk.key("f6")
    desk.fill(ticket, "")
    if desk.view.place == "approval":
        desk.approve()

    assert desk.step == "by_ticket"
    assert desk.problem in {"task.gift.ticket_unknown", "task.gift.ticket.malformed"}


def test_a_card_is_found_on_the_day_that_it_was_sold(desk: GiftDesk) -> None:
    sold(desk, ticket="T1")
    sold_on = desk.at.clock.now()
    desk.at.clock.advance(26 * 3_600)
    desk.switch_to(PAUL)
    desk.choose_line("task.gift.block.title")
    desk.key("f6")
    desk.fill("T1", "")
    unknown = desk.problem
    desk.fill("T1", f"{sold_on:%d%m}")

    assert (unknown, desk.step) == ("task.gift.ticket_unknown", "which_card")


def test_a_look_at_a_balance_needs_the_number(desk: GiftDesk) -> None:
    desk.choose_line("task.gift.balance.title")
    desk.key("f6")

    assert desk.step == "find"
