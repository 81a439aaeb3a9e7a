"""The ticket of a visit says what was booked: today, later, and after it was undone or refunded."""

from dataclasses import replace

import msgspec
import pytest

from fidpos.domain.basket import BasketLine
from fidpos.domain.ids import VisitId
from fidpos.rules.evaluation import LineDiscount
from fidpos.till.checkout_settings import CheckoutSettings
from fidpos.till.contact import Contact
from fidpos.till.station import Station, open_station
from fidpos.till.ticket.ticket import VisitStanding, VisitTicket, VoucherLine
from fidpos.till.ticket.visit_ticket import JUST_CLOSED, is_just_closed, visit_ticket, without_numbers
from tests.helpers.counter import BERENICE, MALO, Counter, PlainPins, counter
from tests.helpers.paying_till import paying_till
from tests.helpers.sample_tickets import RICH, euros


def station_of(till: Counter, language: str = "fr") -> Station:
    settings = CheckoutSettings(language=language)
    return open_station(till.store, PlainPins(), till.clock, settings, Contact())


def last_visit(till: Counter) -> VisitId:
    visit_id = till.store.last_visit_id()
    assert visit_id is not None
    return visit_id


def ticket_of(till: Counter, visit_id: VisitId | None = None, language: str = "fr") -> VisitTicket:
    ticket = visit_ticket(station_of(till, language), visit_id or last_visit(till))
    assert ticket is not None
    return ticket


def test_it_says_what_was_bought_by_whom_and_what_it_earned() -> None:
    till = counter()
    till.buy(BERENICE, 4_550)

    ticket = ticket_of(till)
    (points,) = ticket.counters

    assert ticket.head.merchant_name == "Maison Test"
    assert (ticket.holder.given_name, ticket.holder.number) == ("Bérénice", "0017")
    assert (ticket.amount, ticket.discount, ticket.due) == (euros(4_550), euros(0), euros(4_550))
    assert (points.before, points.earned, points.spent, points.after) == (120, 45, 0, 165)
    assert ticket.standing is VisitStanding.STANDS


def test_a_reward_that_was_used_is_named_with_what_it_cost() -> None:
    till = counter()
    till.tap_member(MALO)
    till.type_amount(2_000)
    till.session.choose_reward(2)
    till.session.confirm()

    ticket = ticket_of(till)
    (points,) = ticket.counters

    assert ticket.rewards == ("5 € de remise",)
    assert ticket.discount == euros(500)
    assert ticket.due == euros(1_500)
    assert points.spent == 500
    assert points.before == 520


def test_words_are_the_merchants_own_in_the_tickets_language() -> None:
    till = counter()
    till.tap_member(MALO)
    till.type_amount(2_000)
    till.session.choose_reward(1)
    till.session.confirm()

    assert ticket_of(till).rewards == ("Café offert",)
    assert ticket_of(till, language="en").rewards == ("Free coffee",)


def test_later_it_says_what_there_is_now_and_not_what_there_was() -> None:
    till = counter()
    till.buy(BERENICE, 4_550)
    first = last_visit(till)
    till.buy(BERENICE, 1_000)

    (points,) = ticket_of(till, first).counters

    assert points.before is None
    assert (points.earned, points.after) == (45, 175)


def test_a_visit_that_was_undone_says_so() -> None:
    till = counter()
    till.buy(BERENICE, 4_550)
    till.session.void_last()

    ticket = ticket_of(till)

    assert ticket.standing is VisitStanding.VOIDED
    assert ticket.counters[0].after == 120
    assert ticket.vouchers == ()


def test_lines_of_the_register_are_told_with_what_each_rule_took_off(monkeypatch: pytest.MonkeyPatch) -> None:
    till = counter()
    till.buy(BERENICE, 4_550)
    visit = till.store.visit(last_visit(till))
    assert visit is not None
    told = msgspec.structs.replace(
        visit.told,
        lines=(BasketLine(amount_minor=3_000, label="Savon"), BasketLine(amount_minor=1_550, article="3560")),
        line_discounts=(
            LineDiscount(0, "five", 100),
            LineDiscount(1, "five", 200),
            LineDiscount(1, "gone", 20),
        ),
    )
    monkeypatch.setattr(till.store, "visit", lambda _visit_id: replace(visit, told=told))

    ticket = ticket_of(till)

    assert [(line.label, line.amount.minor) for line in ticket.lines] == [("Savon", 3_000), ("3560", 1_550)]
    assert [(off.title, off.amount.minor) for off in ticket.taken_off] == [("5 € de remise", 300), ("", 20)]


def test_gift_cards_that_paid_are_told_by_their_end_with_what_is_left_on_them() -> None:
    till = paying_till()
    first, second = till.card(1_000), till.card(5_000)
    till.at.tap_member(BERENICE)
    till.at.type_amount(3_000)
    till.present(first)
    till.present(second)
    till.ticket("A-17")

    ticket = ticket_of(till.at)

    assert ticket.register_ticket == "A-17"
    assert {(card.ending, card.paid.minor, card.left.minor) for card in ticket.gift_cards} == {
        (first.masked, 1_000, 0),
        (second.masked, 2_000, 3_000),
    }


def test_no_visit_no_ticket() -> None:
    till = counter()

    assert visit_ticket(station_of(till), VisitId(BERENICE.member.id)) is None


@pytest.mark.parametrize(("later_s", "is_fresh"), [(0.0, True), (900.0, True), (901.0, False)])
def test_a_visit_is_just_closed_for_a_quarter_of_an_hour(later_s: float, *, is_fresh: bool) -> None:
    till = counter()
    till.buy(BERENICE, 4_550)
    ticket = ticket_of(till)
    till.clock.advance(later_s)

    assert JUST_CLOSED.total_seconds() == 900
    assert is_just_closed(station_of(till), ticket, last_visit(till)) is is_fresh


def test_a_visit_before_the_last_one_is_not_just_closed() -> None:
    till = counter()
    till.buy(BERENICE, 4_550)
    first = last_visit(till)
    ticket = ticket_of(till)
    till.buy(MALO, 1_000)

    assert not is_just_closed(station_of(till), ticket, first)


def test_numbers_are_cut_short_and_nothing_else_changes() -> None:
    short = without_numbers(RICH)

    assert short.vouchers[0].number == "…1R7D"
    assert short.vouchers[1] == RICH.vouchers[1]
    assert replace(short, vouchers=RICH.vouchers) == RICH
    assert "VC70" not in repr(VoucherLine(title="Bon", number="VC70W3GE1R70W3GE1R7D"))
