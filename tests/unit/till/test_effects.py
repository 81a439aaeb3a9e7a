"""F5, second page: each rule says what it gives, or why it does not."""

from dataclasses import replace

import pytest

from fidpos.domain.money import EUR, Money
from fidpos.till.view import EffectLine, EffectState, Message
from tests.helpers.counter import BERENICE, INES, Counter, counter
from tests.helpers.offers import OFFERS


@pytest.fixture
def at() -> Counter:
    made = counter(under=OFFERS)
    made.tap_member(BERENICE)
    made.session.open_rewards()
    made.session.open_rewards()
    return made


def line(at: Counter, code: str) -> EffectLine:
    return next(each for each in at.view.effects if each.code == code)


def test_every_rule_has_its_line_and_those_that_hold_come_first(at: Counter) -> None:
    at.type_amount(2000)

    lines = at.view.effects
    assert {each.code for each in lines} == {rule.code for rule in OFFERS.rules}
    assert [each.state is EffectState.NOT_NOW for each in lines] == [False] * 4 + [True] * 3


def test_of_those_that_do_not_hold_the_nearest_comes_first(at: Counter) -> None:
    at.type_amount(2000)

    assert at.view.effects[4].code == "biscuit"


def test_a_rule_says_what_it_gives_on_each_counter(at: Counter) -> None:
    at.type_amount(2000)

    assert line(at, "base").gives == Message(key="effect.points", params={"points": 18, "counter": "Points"})
    assert line(at, "stamp").gives == Message(key="effect.points", params={"points": 1, "counter": "Stamps"})


def test_a_rule_says_what_it_takes_off_and_what_it_hands_over(at: Counter) -> None:
    at.type_amount(3000)

    off, gift = line(at, "launch").gives, line(at, "biscuit").gives

    assert off == Message(key="effect.discount", params={"off": Money(-200, EUR)})
    assert gift == Message(key="effect.gift", params={"gift": "A biscuit"})


def test_a_rule_that_misses_says_by_how_much(at: Counter) -> None:
    at.type_amount(2680)

    reason = line(at, "biscuit").why

    assert reason is not None
    assert reason.key == "miss.with_distance"


def test_a_rule_that_gives_way_names_the_other(at: Counter) -> None:
    at.type_amount(2000)

    assert line(at, "neighbours").why == Message(key="effect.lost", params={"title": "launch"})


def test_a_rule_that_finds_nothing_to_reduce_says_so(at: Counter) -> None:
    at.type_amount(None)

    assert line(at, "launch").why == Message(key="effect.nothing")


def test_what_staff_may_not_earn_is_said_of_each_rule() -> None:
    at = counter(under=OFFERS, signed_in=False)
    at.store.put_staff(replace(INES, own_member_id=BERENICE.member.id))
    at.sign_in()
    at.tap_member(BERENICE)
    at.type_amount(2000)
    at.session.open_rewards()
    at.session.open_rewards()

    assert line(at, "base").why == Message(key="reason.earning_withheld.staff_own_purchase")
