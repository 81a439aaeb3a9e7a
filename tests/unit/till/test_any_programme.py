"""Whatever the programme: an undone visit leaves accounts, lots, limits, tier and vouchers as they were."""

from dataclasses import replace
from uuid import uuid4

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fidpos.rules.effect import Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.gift import Gift
from fidpos.rules.effects.voucher import Voucher
from fidpos.rules.expiry import ExpiryKind, LotExpiry
from fidpos.rules.programme import Programme
from fidpos.till.void_visit import void_visit
from tests.helpers.counter import BERENICE, IDENTITY, INES, MALO, PAUL, Counter
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_store import MemoryStore
from tests.unit.rules.build import TITLE, reward, rule
from tests.unit.rules.strategies import programmes

MEMBER = BERENICE.member
THANKS = rule("thanks", Voucher(title=TITLE, effect=AmountOff(amount_minor=300)), phase=Phase.AFTER)
TREAT = reward("treat", Gift(title=TITLE), cost=1, per_visit_max=2)
MOON = LotExpiry(kind=ExpiryKind.DAYS, count=2000, prolonged=True)


def lively(programme: Programme) -> Programme:
    """The same, with a voucher and a reward within reach of everybody, and points that visits prolong."""
    return replace(
        programme,
        rules=(*programme.rules, THANKS),
        rewards=(TREAT, *programme.rewards),
        counters=tuple(replace(counter, expiry=MOON) for counter in programme.counters),
    )


def standing(till: Counter) -> tuple[object, ...]:
    """All that a visit may change, as the store tells it."""
    store, day = till.store, IDENTITY.calendar.business_day(till.clock.now())
    programme = store.programme()
    return (
        {each.counter: each.amount for each in store.balances(MEMBER.account_id) if each.amount},
        [store.open_lots(MEMBER.account_id, counter.code) for counter in programme.counters],
        store.rule_uses(MEMBER.id, day),
        store.overall_uses([rule.code for rule in programme.rules]),
        store.vouchers(MEMBER.id, day),
        store.member(MEMBER.id),
        store.day_aggregates(MEMBER.id, day),
    )


def sums_agree(till: Counter) -> bool:
    """Each balance is what its lots hold."""
    return all(
        balance.amount
        == sum(lot.remaining for lot in till.store.open_lots(MEMBER.account_id, balance.counter))
        for balance in till.store.balances(MEMBER.account_id)
    )


@settings(max_examples=60)
@given(
    programmes(),
    st.lists(st.integers(0, 9000), min_size=1, max_size=3),
    st.lists(st.integers(1, 9), max_size=3),
)
def test_undoing_the_last_visit_restores_everything(
    programme: Programme, amounts: list[int], digits: list[int]
) -> None:
    store = MemoryStore(IDENTITY, lively(programme), (INES, PAUL))
    store.load(BERENICE, MALO)
    till = Counter(store=store, clock=FakeClock())
    till.sign_in(PAUL)
    for minor in amounts[1:]:
        close(till, minor, digits)
        assert sums_agree(till)
    before, last = standing(till), store.last_visit_id()
    close(till, amounts[0], digits)

    visit_id = store.last_visit_id()
    assume(visit_id != last)
    assert visit_id is not None
    visit = store.visit(visit_id)
    assert visit is not None
    void_visit(store, visit, by=PAUL, reason="test", at=till.clock.now(), new_id=uuid4)

    assert standing(till) == before
    assert sums_agree(till)


def close(till: Counter, minor: int, digits: list[int]) -> None:
    """A visit on which the cashier tries these digits at F5; what cannot be given is let go."""
    till.clock.advance(60)
    till.tap_member(BERENICE)
    till.type_amount(minor)
    for digit in digits:
        till.session.choose_reward(digit)
    till.session.confirm()
    if till.view.visit_id is not None:
        for _ in range(4):
            till.session.back()
        till.tap_member(BERENICE)
        till.type_amount(minor)
        till.session.confirm()
