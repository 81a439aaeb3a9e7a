"""`buy_x_get_y`: complete groups, the cheapest units given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.basket import BasketLine
from fidpos.domain.errors import InvalidValue
from fidpos.rules.effect import Phase
from fidpos.rules.effects.buy_x_get_y import BuyXGetY
from fidpos.rules.effects.percent_off import PercentOff
from fidpos.rules.evaluation import LineDiscount, Outcome, TraceEntry
from fidpos.rules.programme import Programme
from tests.unit.rules.build import BREAD, DRINKS, facts, pieces, programme, rule, run, trace_of

THREE_FOR_TWO = BuyXGetY(buy=2)


def deal(effect: BuyXGetY) -> Programme:
    return programme(rule("deal", effect, phase=Phase.LINE))


def of(article: str, amount_minor: int, count: int) -> BasketLine:
    return pieces(amount_minor, count, article=article)


@pytest.mark.parametrize(
    ("prices", "off"),
    [
        ([300, 200], 0),
        ([300, 200, 100], 100),
        ([300, 200, 100, 50, 20], 20),
        ([300, 200, 100, 50, 20, 10], 10 + 20),
    ],
)
def test_only_complete_groups_give_and_the_cheapest_units_are_given(prices: list[int], off: int) -> None:
    evaluation = run(deal(THREE_FOR_TWO), facts(lines=[pieces(price, 1) for price in prices]))

    assert evaluation.discount_minor == off


def test_the_pieces_of_one_line_form_groups_like_those_of_several() -> None:
    assert run(deal(THREE_FOR_TWO), facts(lines=[pieces(700, 7)])).discounts == (
        LineDiscount(0, "deal", 200),
    )


def test_an_incomplete_group_says_that_nothing_was_given() -> None:
    evaluation = run(deal(THREE_FOR_TWO), facts(lines=[pieces(200, 2)]))

    assert trace_of(evaluation, "deal") == TraceEntry("deal", Outcome.CAPPED, "nothing")


def test_a_group_of_the_same_article_does_not_mix_articles() -> None:
    basket = facts(
        lines=[pieces(200, 2, article="A"), pieces(900, 3, article="B"), pieces(50, 1, article="C")]
    )

    same = run(deal(BuyXGetY(buy=2, same_article=True)), basket)
    mixed = run(deal(THREE_FOR_TWO), basket)

    assert same.discounts == (LineDiscount(1, "deal", 300),)
    assert mixed.discount_minor == 50 + 100


def test_lines_that_name_no_article_are_articles_of_their_own() -> None:
    basket = facts(lines=[pieces(200, 2), pieces(100, 1)])

    assert run(deal(BuyXGetY(buy=2, same_article=True)), basket).discount_minor == 0


def test_what_is_given_may_be_something_else() -> None:
    menu = BuyXGetY(buy=2, scope=BREAD, given=DRINKS)
    basket = [pieces(500, 5, "bread"), pieces(240, 1, "drinks"), pieces(80, 1, "drinks")]

    assert run(deal(menu), facts(lines=basket)).discounts == (
        LineDiscount(1, "deal", 240),
        LineDiscount(2, "deal", 80),
    )
    assert run(deal(menu), facts(lines=basket[:1])).discounts == ()


def test_what_lies_in_both_scopes_is_given_and_not_bought() -> None:
    any_for_a_drink = BuyXGetY(buy=1, given=DRINKS)

    assert run(deal(any_for_a_drink), facts(lines=[pieces(200, 2, "drinks")])).discounts == ()


def test_the_number_of_groups_may_be_limited() -> None:
    twice = BuyXGetY(buy=1, groups_max=2)

    assert run(deal(twice), facts(lines=[pieces(800, 8)])).discount_minor == 200


@pytest.mark.parametrize("groups_max", [1, 2, 3])
def test_the_limit_holds_across_articles(groups_max: int) -> None:
    same = BuyXGetY(buy=1, same_article=True, groups_max=groups_max)
    basket = facts(
        lines=[pieces(200, 2, article="A"), pieces(400, 2, article="B"), pieces(20, 2, article="C")]
    )

    assert run(deal(same), basket).discount_minor == sum([200, 100, 10][:groups_max])


def test_the_second_at_half_the_price_is_a_share_of_what_is_given() -> None:
    half = BuyXGetY(buy=1, share_ppm=500_000)

    assert run(deal(half), facts(lines=[pieces(300, 1), pieces(100, 1)])).discount_minor == 50


def test_the_units_of_a_group_are_gone_for_later_discounts() -> None:
    made = programme(
        rule("deal", THREE_FOR_TWO, phase=Phase.LINE),
        rule("tenth", PercentOff(share_ppm=100_000), phase=Phase.BASKET),
    )

    evaluation = run(made, facts(lines=[pieces(price, 1) for price in (300, 200, 100, 50)]))

    assert [(each.source, each.line, each.amount_minor) for each in evaluation.discounts] == [
        ("deal", 3, 50),
        ("tenth", 2, 10),
    ]


def test_the_same_article_and_another_scope_contradict_each_other() -> None:
    with pytest.raises(InvalidValue):
        BuyXGetY(buy=1, same_article=True, given=DRINKS)


@given(st.lists(st.integers(1, 500), max_size=12), st.integers(1, 3), st.integers(1, 3))
def test_it_gives_what_the_cheapest_units_of_complete_groups_cost(
    prices: list[int], buy: int, get: int
) -> None:
    evaluation = run(deal(BuyXGetY(buy=buy, get=get)), facts(lines=[pieces(price, 1) for price in prices]))

    groups = len(prices) // (buy + get)
    assert evaluation.discount_minor == sum(sorted(prices)[: groups * get])
