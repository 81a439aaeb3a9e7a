"""Scopes: which lines a condition or an effect is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.basket import BasketLine
from fidpos.rules.bounds import Bounds
from fidpos.rules.scope import EVERYTHING, Scope, ScopeIndex, Selection
from tests.unit.rules.build import line, pieces

NAMES = st.sampled_from(["a", "b", "c", "d"])
some_names = st.sets(NAMES, max_size=2).map(lambda names: tuple(sorted(names)))
selections = st.builds(
    Selection, articles=some_names, categories=some_names, brands=some_names, labels=some_names
)
lines = st.builds(
    BasketLine,
    amount_minor=st.just(100),
    article=NAMES,
    categories=some_names,
    brand=NAMES,
    labels=st.frozensets(NAMES, max_size=2),
)


def lines_of(scope: Scope, *basket: BasketLine) -> list[int]:
    return ScopeIndex([scope]).lines_of(basket)[0]


def test_everything_holds_each_line() -> None:
    assert lines_of(EVERYTHING, line(100), line(200, "bread")) == [0, 1]


def test_a_category_is_found_at_any_level_of_its_path() -> None:
    food = Scope(only=Selection(categories=("food",)))

    assert lines_of(food, line(100, "food", "bread"), line(100, "drinks"), line(100, "food")) == [0, 2]


def test_articles_brands_and_labels_are_found_too() -> None:
    scope = Scope(only=Selection(articles=("x1",), brands=("acme",), labels=("sale",)))
    basket = [
        line(1, article="x1"),
        line(1, brand="acme"),
        line(1, labels=frozenset({"sale"})),
        line(1, article="acme"),
    ]

    assert lines_of(scope, *basket) == [0, 1, 2]


def test_a_line_named_twice_is_held_once() -> None:
    scope = Scope(only=Selection(categories=("food", "bread"), brands=("acme",)))

    assert lines_of(scope, line(100, "food", "bread", brand="acme")) == [0]


def test_what_is_excluded_is_left_out_even_of_everything() -> None:
    no_sale = Scope(excluding=Selection(labels=("sale",)))

    assert lines_of(no_sale, line(100), line(100, labels=frozenset({"sale"}))) == [0]


def test_an_anonymous_line_belongs_to_no_named_scope() -> None:
    assert lines_of(Scope(only=Selection(categories=("food",))), line(100)) == []


def test_tax_groups_are_found_and_a_typed_amount_has_none() -> None:
    reduced = Scope(only=Selection(tax_rates_ppm=(55_000, 0)))
    wine = line(1, "wine", tax_rate_ppm=200_000)

    assert lines_of(reduced, line(1, "bread", tax_rate_ppm=55_000), wine, line(100)) == [0]


def test_what_is_reduced_already_or_never_earns_can_be_left_out() -> None:
    basket = [line(100), line(100, discounted=True), line(100, earns=False)]

    assert lines_of(Scope(full_price=True), *basket) == [0, 2]
    assert lines_of(Scope(earning=True), *basket) == [0, 1]


def test_the_price_of_one_unit_counts_whatever_the_line_costs_and_a_typed_amount_is_none() -> None:
    at_most_5 = Scope(unit_price=Bounds(at_most=500))
    three, dear, returned = pieces(1500, 3, "bread"), line(501, "bread"), line(-500, "bread", quantity=-1000)

    assert lines_of(at_most_5, three, dear, returned, line(400)) == [0, 2]


@pytest.mark.parametrize(
    ("scope", "name"),
    [
        (Scope(only=Selection(categories=("bread",))), "category:bread"),
        (Scope(only=Selection(articles=("4000",))), "article:4000"),
        (Scope(only=Selection(tax_rates_ppm=(55_000,))), "tax:55000"),
    ],
)
def test_a_scope_of_one_key_is_named_after_it(scope: Scope, name: str) -> None:
    assert scope.name == name


def test_a_scope_keeps_its_name_in_whatever_order_its_keys_are_listed() -> None:
    one = Scope(only=Selection(categories=("bread", "cake"), brands=("acme",)))
    same = Scope(only=Selection(categories=("cake", "bread", "cake"), brands=("acme",)))
    others = [
        EVERYTHING,
        Scope(only=Selection(categories=("bread", "cake"))),
        Scope(only=Selection(categories=("bread",), labels=("cake",), brands=("acme",))),
        Scope(excluding=one.only),
        Scope(only=one.only, full_price=True),
        Scope(only=one.only, earning=True),
        Scope(only=one.only, unit_price=Bounds(at_most=5)),
    ]

    assert one.name == same.name
    assert len({one.name, *(each.name for each in others)}) == 1 + len(others)


def names_line(selection: Selection, each: BasketLine) -> bool:
    return (
        each.article in selection.articles
        or each.brand in selection.brands
        or bool(set(selection.categories) & set(each.categories))
        or bool(set(selection.labels) & each.labels)
    )


@given(
    st.lists(st.builds(Scope, only=selections, excluding=selections), max_size=6), st.lists(lines, max_size=8)
)
def test_the_index_agrees_with_looking_at_each_line(scopes: list[Scope], basket: list[BasketLine]) -> None:
    expected = [
        [
            index
            for index, each in enumerate(basket)
            if (scope.only.is_empty or names_line(scope.only, each)) and not names_line(scope.excluding, each)
        ]
        for scope in scopes
    ]

    assert ScopeIndex(scopes).lines_of(basket) == expected
