"""`voucher_held`: a voucher of this kind waits to be used."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from fidpos.domain.ids import VoucherId
from fidpos.rules.conditions.voucher_held import VoucherHeld
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.evaluation import Miss
from fidpos.rules.facts import VoucherHeld as Held
from tests.unit.rules.build import TITLE, TUESDAY, facts, miss_of

WELCOME = Held(
    id=VoucherId(UUID(int=9)),
    source="welcome",
    title=TITLE,
    effect=AmountOff(amount_minor=500),
    valid_from=TUESDAY - timedelta(days=10),
    valid_until=TUESDAY,
)
ANY, BY_WELCOME = VoucherHeld(), VoucherHeld(sources=("welcome",))


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "held"),
    [
        (TUESDAY, TUESDAY, True),
        (TUESDAY, None, True),
        (TUESDAY + timedelta(days=1), None, False),
        (date(2026, 1, 1), TUESDAY - timedelta(days=1), False),
    ],
)
def test_it_is_valid_from_its_first_to_its_last_day(
    valid_from: date, valid_until: date | None, held: bool
) -> None:
    voucher = replace(WELCOME, valid_from=valid_from, valid_until=valid_until)

    assert (miss_of(ANY, replace(facts(100), vouchers=(voucher,))) is None) == held


def test_a_voucher_of_another_rule_is_not_meant() -> None:
    other = replace(WELCOME, source="birthday")

    assert miss_of(BY_WELCOME, replace(facts(100), vouchers=(other, WELCOME))) is None
    assert miss_of(BY_WELCOME, replace(facts(100), vouchers=(other,))) == Miss("voucher_held", 0, "welcome")


def test_without_a_voucher_it_does_not_hold() -> None:
    assert miss_of(ANY, facts(100)) == Miss("voucher_held", 0, 1)
