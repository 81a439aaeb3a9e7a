"""`gift`: a coffee on the house."""

from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.conditions.anniversary import Anniversary
from fidpos.rules.conditions.every_n_visits import EveryNVisits
from fidpos.rules.effect import Phase
from fidpos.rules.effects.gift import Gift
from fidpos.rules.evaluation import GiftGranted
from fidpos.rules.facts import Who
from tests.unit.rules.build import TITLE, birthday, facts, programme, rule, run

COFFEE = Gift(title=TITLE, article="CAFE", worth_minor=150)


def test_it_is_handed_over_with_the_register_s_number() -> None:
    evaluation = run(programme(rule("coffee", COFFEE, phase=Phase.AFTER)), facts(100))

    assert evaluation.gifts == (GiftGranted(source="coffee", title=TITLE, article="CAFE", worth_minor=150),)


def test_it_stays_behind_the_counter_when_its_rule_does_not_hold() -> None:
    tenth = rule("coffee", COFFEE, phase=Phase.AFTER, when=EveryNVisits(n=10))

    assert run(programme(tenth), facts(100, history={"visits/lifetime": 3})).gifts == ()


def test_it_changes_neither_amount_nor_points() -> None:
    evaluation = run(programme(rule("coffee", COFFEE, phase=Phase.AFTER)), facts(100))

    assert (evaluation.due_minor, evaluation.earned) == (100, ())


def test_a_gift_for_a_birthday_names_the_person() -> None:
    made = programme(rule("cake", COFFEE, phase=Phase.AFTER, when=Anniversary()))
    twins = [birthday(24, 11, Who.CHILD, person) for person in ("ada", "bea")]

    assert [gift.person for gift in run(made, facts(100, anniversaries=twins)).gifts] == ["ada", "bea"]


@given(st.integers(1, 100), st.integers(0, 10_000), st.sampled_from(list(Phase)))
def test_its_worth_is_that_of_all_its_pieces_in_any_phase(quantity: int, worth: int, phase: Phase) -> None:
    effect = Gift(title=TITLE, quantity=quantity, worth_minor=worth)

    (gift,) = run(programme(rule("coffee", effect, phase=phase)), facts(100)).gifts

    assert (gift.quantity, gift.worth_minor) == (quantity, quantity * worth)
