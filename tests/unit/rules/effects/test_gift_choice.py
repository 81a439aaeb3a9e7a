"""`gift_choice`: the member chooses one of several."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.errors import InvalidValue
from fidpos.rules.effect import Phase
from fidpos.rules.effects.gift_choice import GiftChoice, GiftOption
from fidpos.rules.evaluation import Alternative, GiftGranted
from fidpos.rules.facts import Facts, GiftChosen
from tests.unit.rules.build import TITLE, facts, programme, rule, run

COFFEE = GiftOption(code="coffee", title=TITLE, article="C1", worth_minor=150)
TEA = GiftOption(code="tea", title=TITLE)
EITHER = GiftChoice(options=(COFFEE, TEA))


def after(*chosen: GiftChosen) -> Sequence[GiftGranted]:
    visit: Facts = replace(facts(100), chosen=chosen)
    return run(programme(rule("drink", EITHER, phase=Phase.AFTER)), visit).gifts


def test_the_first_one_is_given_until_the_member_chooses() -> None:
    (gift,) = after()

    assert (gift.option, gift.article, gift.worth_minor) == ("coffee", "C1", 150)
    assert gift.options == (Alternative("coffee", TITLE), Alternative("tea", TITLE))


def test_the_one_that_was_chosen_is_given() -> None:
    (gift,) = after(GiftChosen(source="drink", option="tea"))

    assert (gift.option, gift.article) == ("tea", "")


@pytest.mark.parametrize("source_and_option", [("other", "tea"), ("drink", "soup")])
def test_a_choice_for_another_rule_or_of_something_else_changes_nothing(
    source_and_option: tuple[str, str],
) -> None:
    source, option = source_and_option

    assert after(GiftChosen(source=source, option=option)) == after()


def test_two_options_of_one_code_are_refused() -> None:
    with pytest.raises(InvalidValue):
        GiftChoice(options=(TEA, TEA))


@given(st.lists(st.sampled_from(["coffee", "tea", "soup"])))
def test_exactly_one_is_given_whatever_was_chosen(options: list[str]) -> None:
    gifts = after(*(GiftChosen(source="drink", option=option) for option in options))

    assert [gift.option for gift in gifts] == [next((o for o in options if o != "soup"), "coffee")]
