"""A card that the centre knows: asked about, set aside meanwhile, never moved on what was heard long ago."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from fidpos.domain.errors import StoreFull
from fidpos.domain.gift_card import GiftCardState, GiftMove, HoldState
from fidpos.domain.gift_card_number import GiftCardNumber, make
from fidpos.domain.ids import GiftCardId, GiftEntryId, GiftHoldId
from fidpos.till.task.acts import FillIn
from fidpos.till.task.view import PresentBody, ReviewBody
from fidpos.wire.sync.gift_card_standing import GiftEntryState
from tests.helpers.asked_centre import AskedCentre
from tests.helpers.counter import counter
from tests.helpers.gift_desk import GiftDesk, gift_desk
from tests.helpers.memory_stored_value import MemoryStoredValue, stored_value


@dataclass
class Line:
    """A desk with a line to the centre, and a card of 50 euros that was sold elsewhere."""

    desk: GiftDesk
    centre: AskedCentre
    book: MemoryStoredValue
    number: GiftCardNumber
    card_id: GiftCardId

    def present(self, act: str) -> None:
        self.desk.choose_line(f"task.gift.{act}.title")
        self.desk.scan(self.number.canonical)

    def push(self) -> None:
        """The journal arrives at the centre."""
        self.centre.hear(self.book.store.events[self.book.store.acked :])
        self.book.tell_all()

    @property
    def balance(self) -> int:
        """At the centre."""
        return self.centre.cards[self.number.digest].balance_minor


@pytest.fixture
def line() -> Line:
    at = counter()
    book, centre = MemoryStoredValue(at.store, at.clock), AskedCentre(at.clock)
    desk = gift_desk(at=at, stored_value=stored_value(centre, book))
    number = make()
    card_id = centre.card(number, 5_000)
    sale = GiftEntryState(
        id=GiftEntryId(UUID(int=9_000)),
        move=GiftMove.SOLD,
        amount_minor=5_000,
        at=at.clock.now(),
        business_day=at.clock.now().date(),
        ticket="S1",
    )
    centre.cards[number.digest] = centre.cards[number.digest].but(entries=(sale,))
    return Line(desk, centre, book, number, card_id)


def test_the_balance_is_the_centres_and_nothing_stays_set_aside(line: Line) -> None:
    line.present("balance")
    waiting = line.desk.view.body
    line.centre.answer()

    assert isinstance(waiting, PresentBody)
    assert waiting.is_busy
    assert line.desk.step == "balance"
    assert line.centre.open == {}
    assert line.desk.store.gift_card(line.card_id) is None


def test_a_screen_is_drawn_when_the_answer_comes(line: Line) -> None:
    line.present("balance")
    drawn = len(line.desk.at.views)
    line.centre.answer()

    assert len(line.desk.at.views) > drawn


def test_an_answer_that_comes_after_escape_is_let_go(line: Line) -> None:
    line.present("undo")
    line.desk.back()
    line.centre.answer()

    assert line.desk.step == "find"
    assert line.centre.open == {}


def test_an_answer_that_comes_too_late_changes_nothing(line: Line) -> None:
    line.present("balance")
    late = line.centre.keep_silent()
    line.desk.back()
    late.arrive()

    assert (line.desk.step, line.centre.open) == ("find", {})


def test_it_is_asked_again_when_nobody_answered(line: Line) -> None:
    line.present("balance")
    line.centre.keep_silent()
    line.desk.key("f4")
    line.centre.answer()

    assert (line.desk.step, line.centre.open) == ("balance", {})


def test_nothing_is_shown_of_a_card_from_elsewhere_while_the_centre_is_silent(line: Line) -> None:
    line.present("balance")
    line.centre.keep_silent()
    offered = line.desk.view.enter
    line.desk.enter()

    assert (offered, line.desk.step) == (None, "asking")


def test_a_number_that_the_centre_does_not_know_gets_the_one_answer(line: Line) -> None:
    line.desk.choose_line("task.gift.balance.title")
    line.desk.scan(make().canonical)
    line.centre.answer()

    assert (line.desk.step, line.desk.problem) == ("find", "gift_card.unusable")


def test_a_card_from_elsewhere_is_reloaded(line: Line) -> None:
    line.present("reload")
    line.centre.answer()
    line.desk.fill("1000")
    line.desk.fill("T2")
    line.push()

    assert (line.desk.at.said, line.balance) == ("task.gift.reload.done", 6_000)
    assert line.centre.cards[line.number.digest].holds == ()


def test_a_card_from_elsewhere_is_blocked(line: Line) -> None:
    line.present("block")
    line.centre.answer()
    line.desk.choose(1)
    line.push()

    assert line.centre.cards[line.number.digest].state is GiftCardState.FROZEN


def test_a_card_that_was_heard_of_before_is_blocked_while_the_centre_is_silent(line: Line) -> None:
    line.present("reload")
    line.centre.answer()
    line.desk.back()
    line.desk.back()
    line.present("block")
    line.centre.keep_silent()
    line.desk.enter()
    line.desk.choose(1)

    card = line.desk.store.gift_card(line.card_id)
    assert card is not None
    assert card.state is GiftCardState.FROZEN


def test_it_is_not_reloaded_on_what_was_heard_before(line: Line) -> None:
    line.present("reload")
    line.centre.answer()
    line.desk.back()
    line.desk.back()
    line.present("reload")
    line.centre.keep_silent()
    line.desk.enter()
    line.desk.fill("1000")

    assert line.desk.problem == "gift_card.unusable"


def test_a_card_from_elsewhere_is_replaced_with_what_the_centre_set_aside(line: Line) -> None:
    line.present("replace")
    line.centre.answer()
    set_aside = sum(minor for _, minor in line.centre.open.values())
    line.desk.choose(1)
    line.desk.choose_line("task.gift.medium.screen")
    line.desk.choose(1)
    line.desk.approve()
    line.push()

    assert set_aside == 5_000
    assert (line.balance, line.centre.cards[line.number.digest].state) == (0, GiftCardState.REPLACED)


def test_what_was_set_aside_is_let_go_when_the_replacement_is_given_up(line: Line) -> None:
    line.present("replace")
    line.centre.answer()
    line.desk.back()
    line.push()

    hold = line.desk.store.gift_hold(GiftHoldId(line.centre.requests[0].claims[0].hold_id))
    assert hold is not None
    assert (hold.state, line.centre.open) == (HoldState.VOIDED, {})


def test_nothing_is_taken_from_a_card_while_the_centre_is_silent(line: Line) -> None:
    line.present("reload")
    line.centre.answer()
    line.desk.back()
    line.desk.back()
    line.present("replace")
    line.centre.keep_silent()
    line.desk.enter()

    assert (line.desk.view.enter, line.desk.step) == (None, "asking")


def test_the_sale_of_a_card_from_elsewhere_is_undone_with_what_the_centre_set_aside(line: Line) -> None:
    line.present("undo")
    line.centre.answer()
    set_aside = sum(minor for _, minor in line.centre.open.values())
    line.desk.at.session.in_task(FillIn("reason", "2", 1))
    line.desk.at.session.in_task(FillIn("ticket", "R1", 1))
    line.desk.approve()
    line.push()

    assert (set_aside, line.desk.at.said) == (5_000, "task.gift.undone")
    assert (line.balance, line.centre.cards[line.number.digest].state) == (0, GiftCardState.VOIDED)


def reload_elsewhere(line: Line) -> None:
    """20 euros more in another shop, and 5 spent there."""
    standing = line.centre.cards[line.number.digest]
    reload = GiftEntryState(
        id=GiftEntryId(UUID(int=9_001)),
        move=GiftMove.RELOADED,
        amount_minor=2_000,
        at=line.desk.at.clock.now(),
        business_day=line.desk.at.clock.now().date(),
        ticket="S2",
    )
    line.centre.cards[line.number.digest] = standing.but(
        balance_minor=6_500, entries=(*standing.entries, reload)
    )


def test_of_a_reload_exactly_that_money_is_set_aside_and_taken(line: Line) -> None:
    reload_elsewhere(line)
    line.present("undo_reload")
    line.centre.answer()
    line.desk.choose(1)
    line.centre.answer()
    set_aside = sum(minor for _, minor in line.centre.open.values())
    line.desk.at.session.in_task(FillIn("reason", "1", 1))
    line.desk.at.session.in_task(FillIn("ticket", "R1", 1))
    line.desk.approve()
    line.push()

    assert (set_aside, line.desk.at.said) == (2_000, "task.gift.reload_undone")
    assert (line.balance, line.centre.open) == (4_500, {})


def test_a_reload_that_is_chosen_again_after_esc_is_asked_for_again(line: Line) -> None:
    reload_elsewhere(line)
    line.present("undo_reload")
    line.centre.answer()
    line.desk.choose(1)
    line.centre.answer()
    line.desk.back()
    line.push()
    assert line.desk.step == "undo_reload"
    line.desk.choose(1)
    line.centre.answer()
    assert line.desk.step == "undo"
    line.desk.back()
    line.push()

    assert line.centre.open == {}


def test_nothing_is_undone_of_a_card_that_has_paid_elsewhere(line: Line) -> None:
    standing = line.centre.cards[line.number.digest]
    line.centre.cards[line.number.digest] = standing.but(balance_minor=4_000)
    line.present("undo")
    line.centre.answer()
    line.push()

    assert line.desk.problem == "gift_card.wrong_state"
    assert (line.balance, line.centre.open) == (4_000, {})


def test_a_disk_that_is_full_when_the_answer_comes_leaves_nothing_set_aside(line: Line) -> None:
    line.present("replace")
    line.desk.at.break_disk(StoreFull("full"))
    line.centre.answer()

    assert (line.desk.step, line.desk.problem) == ("asking", "error.store_full")
    assert line.centre.open == {}


@pytest.mark.parametrize("act", ["balance", "reload", "replace"])
def test_an_answer_that_comes_while_the_till_is_locked_is_let_go_and_asked_for_again(
    line: Line, act: str
) -> None:
    line.present(act)
    line.desk.at.session.lock()
    line.centre.answer()
    held = dict(line.centre.open)
    line.desk.at.sign_in()
    line.desk.key("f4")
    line.centre.answer()

    assert (held, line.desk.step) == ({}, act)


def test_the_desk_that_was_closed_meanwhile_keeps_nothing(line: Line) -> None:
    line.present("undo")
    line.desk.back()
    line.desk.back()
    line.desk.back()
    line.centre.answer()

    assert (line.desk.is_open, line.centre.open) == (False, {})


def test_a_field_of_another_step_means_nothing(line: Line) -> None:
    line.present("balance")
    line.desk.at.session.in_task(FillIn("number", "GC", 1))

    assert line.desk.step == "asking"


def test_an_answer_about_another_card_is_not_believed_and_let_go(line: Line) -> None:
    other = make()
    line.centre.card(other, 9_000)
    false = line.centre.cards[other.digest]
    line.centre.cards[line.number.digest] = false
    line.present("balance")
    line.centre.answer()

    assert (line.desk.step, line.desk.problem) == ("find", "gift_card.unusable")
    assert line.centre.open == {}


def test_a_seal_that_does_not_open_is_not_believed(line: Line) -> None:
    standing = line.centre.cards[line.number.digest]
    line.centre.cards[line.number.digest] = standing.but(sealed=b"nothing that was ever sealed by anybody")
    line.present("reload")
    line.centre.answer()

    assert line.desk.problem == "gift_card.unusable"
    assert line.centre.open == {}


def test_it_is_said_where_a_new_card_pays_until_the_centre_knows_it(line: Line) -> None:
    line.desk.sell()

    body = line.desk.view.body
    assert isinstance(body, ReviewBody)
    assert getattr(body.detail, "key", "") == "task.gift.done.detail.until_told"


# A card printed beforehand


def scan_a_blank(line: Line, number: GiftCardNumber) -> None:
    line.desk.begin_sale()
    line.desk.scan(number.canonical)


def test_a_card_printed_beforehand_is_sold_once_the_centre_says_that_its_number_is_nobodys(
    line: Line,
) -> None:
    scan_a_blank(line, make())
    asked = line.desk.step
    line.centre.answer()

    assert (asked, line.desk.step) == ("blank", "inscription")
    assert line.centre.open == {}


@pytest.mark.parametrize("minor", [5_000, 0])
@pytest.mark.parametrize("state", [GiftCardState.ACTIVE, GiftCardState.FROZEN, GiftCardState.EXPIRED])
def test_a_card_that_was_sold_elsewhere_is_no_blank_whatever_it_holds(
    line: Line, minor: int, state: GiftCardState
) -> None:
    sold = make()
    line.centre.card(sold, minor, state)

    scan_a_blank(line, sold)
    line.centre.answer()

    assert (line.desk.step, line.desk.problem) == ("medium", "gift_card.unusable")
    assert line.centre.open == {}


def test_without_an_answer_a_card_printed_beforehand_is_not_sold_and_another_medium_is(line: Line) -> None:
    scan_a_blank(line, make())
    late = line.centre.keep_silent()
    line.desk.enter()
    unsold = line.desk.step
    line.desk.back()
    late.arrive()
    line.desk.choose_line("task.gift.medium.screen")

    assert (unsold, line.desk.step) == ("blank", "inscription")


def test_the_centre_is_asked_again_about_a_card_printed_beforehand(line: Line) -> None:
    scan_a_blank(line, make())
    line.centre.keep_silent()
    line.desk.key("f4")
    line.centre.answer()

    assert line.desk.step == "inscription"


def test_a_card_printed_beforehand_waits_while_nobody_serves(line: Line) -> None:
    scan_a_blank(line, make())
    line.desk.at.session.lock()
    line.centre.answer()
    line.desk.at.sign_in()
    waited = line.desk.step
    line.desk.key("f4")
    line.centre.answer()

    assert (waited, line.desk.step) == ("blank", "inscription")
