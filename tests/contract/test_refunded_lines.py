"""Lines that come back: each is paid back as it was paid, and takes back what it earned."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from fidpos.domain.basket import BasketLine
from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.bought import Bought
from fidpos.rules.effect import Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.buy_x_get_y import BuyXGetY
from fidpos.rules.effects.cashback import Cashback
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.effects.earn_per_amount import EarnPerAmount
from fidpos.rules.effects.earn_per_unit import EarnPerUnit
from fidpos.rules.effects.free_article import FreeArticle
from fidpos.rules.effects.multiply_earned import MultiplyEarned
from fidpos.rules.effects.percent_off import PercentOff
from fidpos.rules.policy import Policies, Refund
from fidpos.rules.programme import CounterUnit
from fidpos.rules.scope import Scope, Selection
from fidpos.rules.windows import Window, WindowKind
from fidpos.till.refund import Refunded
from tests.helpers.refunding_till import OpenTill, opening
from tests.unit.rules.build import DRINKS, POINTS, STAMPS, line, pieces, programme, reward, rule

PER_LINE = Policies(refund=Refund.PER_LINE)
NO_WINE = Scope(excluding=Selection(categories=("wine",)))
ONE_A_EURO = rule("base", EarnPerAmount(counter="points", points=1, per_minor=100))
DRINK, DISH = line(1_000, "drinks"), line(1_000, "food")
HAPPY_HOUR = rule("happy", PercentOff(share_ppm=300_000, scope=DRINKS), phase=Phase.LINE)


@pytest.fixture(params=["memory", "disk"])
def open_till(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenTill]:
    yield from opening(request.param, tmp_path)


def test_returned_wine_takes_nothing_back_of_a_cashback_that_leaves_wine_out(open_till: OpenTill) -> None:
    cash = rule("two_percent", Cashback(counter="points", share_ppm=20_000, scope=NO_WINE))
    counters = (replace(POINTS, unit=CounterUnit.MONEY), STAMPS)
    till = open_till(programme(cash, counters=counters, policies=PER_LINE))
    visit = till.buy(line(3_000, "food"), line(2_000, "wine"))

    wine, groceries = till.refund(visit, 1), till.refund(visit, 0)

    assert (till.taken_back(wine), till.taken_back(groceries)) == (0, 60)


def test_by_amount_alone_the_same_wine_takes_back_its_share(open_till: OpenTill) -> None:
    cash = rule("base", EarnPerAmount(counter="points", points=2, per_minor=100, scope=NO_WINE))
    till = open_till(programme(cash, policies=PER_LINE))
    visit = till.buy(line(3_000, "food"), line(2_000, "wine"))

    assert till.taken_back(till.refund(visit, minor=2_000)) == 24


def test_stamps_go_back_with_the_cups_that_earned_them(open_till: OpenTill) -> None:
    stamp = rule("stamp", EarnPerUnit(counter="stamps", points=1, scope=DRINKS))
    till = open_till(programme(stamp, policies=PER_LINE))
    visit = till.buy(pieces(900, 3, "drinks"), line(5_000, "food"), pieces(400, 1, "drinks"))

    cake, cups, last = (till.refund(visit, n) for n in (1, 0, 2))

    assert [till.taken_back(each, "stamps") for each in (cake, cups, last)] == [0, 3, 1]


def test_a_bonus_goes_back_with_the_lines_that_it_multiplied(open_till: OpenTill) -> None:
    double = rule("double", MultiplyEarned(counter="points", factor_ppm=2_000_000))
    base = rule("base", EarnPerAmount(counter="points", points=1, per_minor=100, scope=NO_WINE))
    till = open_till(programme(base, double, policies=PER_LINE))
    visit = till.buy(line(3_000, "food"), line(2_000, "wine"), line(1_000, "food"))

    assert [till.taken_back(till.refund(visit, n)) for n in (1, 2, 0)] == [0, 20, 60]


def test_what_is_given_for_the_visit_goes_back_by_what_each_line_cost(open_till: OpenTill) -> None:
    fixed = rule("hello", EarnFixed(counter="points", points=50))
    till = open_till(programme(fixed, policies=PER_LINE))
    visit = till.buy(line(3_000, "food"), line(2_000, "wine"))

    assert [till.taken_back(till.refund(visit, n)) for n in (1, 0)] == [20, 30]


def test_points_earned_on_what_was_paid_go_back_with_what_was_paid(open_till: OpenTill) -> None:
    till = open_till(programme(HAPPY_HOUR, ONE_A_EURO, policies=PER_LINE))
    visit = till.buy(DRINK, DISH)

    assert [till.taken_back(till.refund(visit, n)) for n in (0, 1)] == [7, 10]


def test_the_points_of_a_reward_come_back_with_the_line_that_it_reduced(open_till: OpenTill) -> None:
    free = reward("free_drink", FreeArticle(scope=DRINKS), cost=100)
    till = open_till(programme(rewards=[free], policies=PER_LINE))
    before = till.balance()
    visit = till.buy(DRINK, DISH, wants=("free_drink",))

    dish = till.refund(visit, 1)
    assert (dish.pay_back.minor, till.balance()) == (1_000, before - 100)
    drink = till.refund(visit, 0)
    assert (drink.pay_back.minor, till.balance()) == (0, before)


def test_each_line_is_paid_back_as_it_was_paid(open_till: OpenTill) -> None:
    till = open_till(programme(HAPPY_HOUR))
    visit = till.buy(DRINK, DISH)

    assert [till.refund(visit, n).pay_back.minor for n in (0, 1)] == [700, 1_000]


def test_an_article_that_was_free_gives_nothing_back(open_till: OpenTill) -> None:
    free = rule("third_free", BuyXGetY(buy=2, get=1), phase=Phase.BASKET)
    till = open_till(programme(free))
    visit = till.buy(line(2_000, "food"), line(2_000, "food"), line(1_200, "food"))

    assert [till.refund(visit, n).pay_back.minor for n in (2, 0, 1)] == [0, 2_000, 2_000]


def test_a_mere_amount_gives_back_its_share_of_what_was_paid(open_till: OpenTill) -> None:
    till = open_till(programme(HAPPY_HOUR))
    visit = till.buy(DRINK, DISH)

    assert [till.refund(visit, minor=1_000).pay_back.minor for _ in range(2)] == [850, 850]


@pytest.mark.parametrize("first", ["lines", "amount"])
def test_lines_and_amounts_in_any_order_end_at_everything(open_till: OpenTill, first: str) -> None:
    till = open_till(programme(HAPPY_HOUR, ONE_A_EURO, policies=PER_LINE))
    before = till.balance()
    visit = till.buy(DRINK, DISH, line(1_000, "food"))

    if first == "lines":
        results = [till.refund(visit, 0), till.refund(visit, minor=500), till.refund(visit, 1)]
    else:
        results = [till.refund(visit, minor=500), till.refund(visit, 0), till.refund(visit, 1)]
    results.append(till.refund(visit))

    assert sum(result.pay_back.minor for result in results) == 2_700
    assert all(result.pay_back.minor >= 0 for result in results)
    assert till.balance() == before
    assert results[-1].event.ends


def test_what_was_free_is_never_asked_for_after_an_amount_was_refunded(open_till: OpenTill) -> None:
    till = open_till(programme(rule("free", FreeArticle(scope=DRINKS), phase=Phase.LINE)))
    visit = till.buy(DISH, DRINK)

    paid = [till.refund(visit, minor=800), till.refund(visit, 0), till.refund(visit)]

    assert [each.pay_back.minor for each in paid] == [400, 600, 0]


def test_returned_food_leaves_the_drinks_that_were_counted(open_till: OpenTill) -> None:
    tenth = Bought(window=Window(kind=WindowKind.MONTH), bounds=Bounds(at_least=10_000), scope=DRINKS)
    till = open_till(programme(HAPPY_HOUR, rule("tenth", EarnFixed(counter="points", points=5), when=tenth)))
    visit = till.buy(pieces(2_000, 2, "drinks"), DISH, DRINK)

    counts = [count for n in (1, 0, 2) for count in till.refund(visit, n).event.counts]

    assert [(each.quantity, each.revenue_minor) for each in counts] == [(0, 0), (2_000, 1_400), (1_000, 700)]
    assert [each.visits for each in counts] == [0, 0, 1]


@pytest.mark.parametrize("refund", list(Refund))
@pytest.mark.parametrize("seed", range(8))
def test_however_a_visit_is_cut_nothing_is_lost_or_found(
    open_till: OpenTill, refund: Refund, seed: int
) -> None:
    chance = Random(seed)
    rules = (
        rule("happy", PercentOff(share_ppm=333_333, scope=DRINKS), phase=Phase.LINE),
        rule("third", BuyXGetY(buy=2, get=1, consumes=False), phase=Phase.BASKET),
        ONE_A_EURO,
        rule("stamp", EarnPerUnit(counter="stamps", points=3, scope=DRINKS)),
        rule("more", MultiplyEarned(counter="points", factor_ppm=1_700_000)),
        rule("hello", EarnFixed(counter="points", points=7)),
    )
    five = reward("five", AmountOff(amount_minor=500), cost=50)
    till = open_till(programme(*rules, rewards=[five], policies=Policies(refund=refund)))
    before = (till.balance(), till.balance("stamps"))
    lines = tuple(_line(chance) for _ in range(5))
    visit = till.buy(*lines, wants=("five",))
    told = till.visit(visit).told
    results: list[Refunded] = []

    for n in chance.sample(range(5), 4):
        left = sum(each.amount_minor for each in lines) - sum(one.event.amount_minor for one in results)
        some = chance.randint(1, 400)
        if chance.random() < 0.4 and some < left:
            results.append(till.refund(visit, minor=some))
        elif lines[n].amount_minor < left:
            results.append(till.refund(visit, n))
    results.append(till.refund(visit))

    assert sum(result.event.discount_minor for result in results) == told.discount_minor
    assert all(result.pay_back.minor >= 0 for result in results)
    assert (till.balance(), till.balance("stamps")) == before


def _line(chance: Random) -> BasketLine:
    return pieces(chance.randint(1, 4_000), chance.randint(1, 4), chance.choice(("drinks", "food", "wine")))
