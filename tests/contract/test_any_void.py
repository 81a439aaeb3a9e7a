"""Whatever the programme: a visit that was closed and undone leaves the member as if it had never been."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from fidpos.domain.ids import VisitId
from fidpos.domain.money import EUR, Money
from fidpos.localdb.snapshot import MemberSnapshot
from fidpos.localdb.store import LocalStore
from fidpos.rules.programme import Programme
from tests.helpers.correcting_till import CorrectingTill, correcting_till
from tests.helpers.counter import MALO
from tests.unit.rules.random_programme import pair

LONG_AGO = date(2020, 1, 1)
PROGRAMMES = {"memory": range(150), "disk": range(150, 170)}


def published(number: int) -> Programme:
    """A random programme by which nobody needs a manager's word."""
    made = pair(number).programme
    freely = replace(made.safeguards, unproven_spending_minor=10**9, unusual_amount_factor=1000)
    return replace(made, version=2, safeguards=freely)


def tills(kind: str, folder: Path) -> Iterator[CorrectingTill]:
    """One till for each programme, its store closed when the next one is asked for."""
    for number in PROGRAMMES[kind]:
        place = folder / str(number)
        place.mkdir()
        till = correcting_till(kind, place)
        till.store.put_programme(published(number))
        till.restart()
        yield till
        if isinstance(till.store, LocalStore):
            till.store.close()


def everything(till: CorrectingTill, who: MemberSnapshot) -> list[object]:
    """All that a later visit of the member could depend on; what sums to nothing is as good as not there."""
    store, member, day = till.store, who.member, till.events.today
    programme, found = store.programme(), store.member(member.id)
    lifetime = store.lifetime(member.id)
    return [
        found.tier if found is not None else None,
        [store.open_lots(member.account_id, counter.code) for counter in programme.counters],
        [each for each in store.balances(member.account_id) if each.amount],
        [each for each in store.spent_on(member.account_id, day) if each.amount],
        store.vouchers(member.id, day),
        store.rule_uses(member.id, day),
        store.past_uses(member.id),
        store.overall_uses([rule.code for rule in programme.rules]),
        store.day_aggregates(member.id, LONG_AGO),
        [
            each
            for each in lifetime
            if each.visits or each.revenue_minor or each.points_earned or each.quantity
        ],
        store.last_days(member.id, day),
        store.counted_visits(member.id, LONG_AGO, day),
        [past.closed_at for past in store.recent_visits(member.id, 9) if not past.voided],
    ]


def buy_with_reward(till: CorrectingTill, member: MemberSnapshot, minor: int) -> VisitId:
    """A visit with the first reward of the list, or without it where it gives nothing."""
    till.clock.advance(60)
    till.session.pick_member(member.member.id)
    till.session.set_amount(Money(minor, EUR))
    till.session.choose_reward(1)
    till.session.confirm()
    if till.session.view().member is not None:
        till.session.choose_reward(1)
        till.session.confirm()
    visit_id = till.store.last_visit_id()
    assert visit_id is not None
    return visit_id


@pytest.mark.parametrize("kind", list(PROGRAMMES))
def test_undoing_a_visit_restores_every_account_lot_limit_and_voucher(kind: str, tmp_path: Path) -> None:
    for till in tills(kind, tmp_path):
        till.buy(MALO, 4_500)
        before = everything(till, MALO)

        visit_id = buy_with_reward(till, MALO, 3_000)
        assert everything(till, MALO) != before
        till.undo(visit_id)

        assert everything(till, MALO) == before
