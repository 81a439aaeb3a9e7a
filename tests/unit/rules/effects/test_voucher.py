"""`voucher`: a right to an effect on a later visit."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.errors import ProgrammeError
from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.amount import Amount
from fidpos.rules.effect import Effect, Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.amount_off_per_block import AmountOffPerBlock
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.effects.voucher import Voucher
from fidpos.rules.engine import compile_programme
from fidpos.rules.evaluation import VoucherGranted
from fidpos.rules.expiry import NEVER, ExpiryKind, LotExpiry
from fidpos.rules.policy import LastDay, Policies
from fidpos.rules.programme import Programme
from fidpos.rules.scope import Scope, Selection
from tests.unit.rules.build import TITLE, TUESDAY, facts, programme, reward, rule, run

TEN_OFF = AmountOff(amount_minor=1000, scope=Scope(only=Selection(labels=("cave",))))
TWO_MONTHS = LotExpiry(kind=ExpiryKind.MONTHS, count=2)


def from_fifty(voucher: Voucher, last_day: LastDay = LastDay.INCLUDED) -> Programme:
    enough = Amount(bounds=Bounds(at_least=5000))
    given = rule("thanks", voucher, phase=Phase.AFTER, when=enough)
    return programme(given, policies=Policies(last_day=last_day))


def test_it_keeps_its_effect_and_its_term() -> None:
    voucher = Voucher(title=TITLE, effect=TEN_OFF, expiry=TWO_MONTHS, least_minor=3000, worth_minor=800)

    assert run(from_fifty(voucher), facts(5000)).vouchers == (
        VoucherGranted(
            source="thanks",
            title=TITLE,
            effect=TEN_OFF,
            valid_from=TUESDAY,
            valid_until=date(2027, 1, 24),
            least_minor=3000,
            worth_minor=800,
        ),
    )


def test_a_cent_less_is_not_enough() -> None:
    assert run(from_fifty(Voucher(title=TITLE, effect=TEN_OFF)), facts(4999)).vouchers == ()


@pytest.mark.parametrize(
    ("after", "expiry", "last_day", "valid_from", "valid_until"),
    [
        (0, NEVER, LastDay.INCLUDED, TUESDAY, None),
        (0, NEVER, LastDay.EXCLUDED, TUESDAY, None),
        (7, TWO_MONTHS, LastDay.INCLUDED, date(2026, 12, 1), date(2027, 2, 1)),
        (7, TWO_MONTHS, LastDay.EXCLUDED, date(2026, 12, 1), date(2027, 1, 31)),
    ],
)
def test_its_term_begins_some_days_later_and_ends_as_the_policy_counts(
    after: int, expiry: LotExpiry, last_day: LastDay, valid_from: date, valid_until: date | None
) -> None:
    voucher = Voucher(title=TITLE, effect=TEN_OFF, valid_after_days=after, expiry=expiry)

    (granted,) = run(from_fifty(voucher, last_day), facts(5000)).vouchers

    assert (granted.valid_from, granted.valid_until) == (valid_from, valid_until)


def test_points_may_buy_it() -> None:
    made = programme(rewards=[reward("ten", Voucher(title=TITLE, effect=TEN_OFF), cost=10)])

    evaluation = run(made, facts(0, balances={"points": 10}, requested=["ten"]))

    assert [voucher.source for voucher in evaluation.vouchers] == ["ten"]
    assert evaluation.spent_on("points") == 10


@pytest.mark.parametrize(
    "effect",
    [
        EarnFixed(counter="points", points=1),
        Voucher(title=TITLE, effect=TEN_OFF),
        AmountOffPerBlock(amount_minor=1),
    ],
)
def test_what_no_later_visit_could_use_is_refused(effect: Effect) -> None:
    with pytest.raises(ProgrammeError, match="cannot be given by a voucher") as refused:
        compile_programme(from_fifty(Voucher(title=TITLE, effect=effect)))

    assert refused.value.params["path"] == "rules[0].effects[0].effect"


@given(st.integers(0, 10**6))
def test_it_changes_nothing_of_the_visit_that_gives_it(amount: int) -> None:
    evaluation = run(from_fifty(Voucher(title=TITLE, effect=TEN_OFF)), facts(amount))

    assert evaluation.due_minor == amount
    assert len(evaluation.vouchers) == (amount >= 5000)
