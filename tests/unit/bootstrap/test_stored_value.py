"""Stored value put together for a running till; and what it lets go by itself."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from fidpos.bootstrap.stored_value import let_stale_holds_go, open_stored_value
from fidpos.domain.errors import StoreFull
from fidpos.domain.gift_card import HoldState
from fidpos.domain.ids import AllowanceId, VisitId
from fidpos.domain.visit import VisitDraft
from fidpos.localdb.allowances import bring_allowance
from fidpos.localdb.lock import Priority
from fidpos.localdb.store import LocalStore
from fidpos.till.allowance import allowance_standing
from fidpos.wire.sync.allowance import Allowance, AllowanceKind, sign_allowance
from fidpos.wire.sync.hold import Hold, HoldAnswer
from tests.helpers import real_store
from tests.helpers.counter import IDENTITY, INES
from tests.helpers.fake_clock import FakeClock
from tests.helpers.gift_counter import GiftCounter
from tests.helpers.memory_stored_value import IDENTITY_KEY


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def store(tmp_path: Path, clock: FakeClock) -> Iterator[LocalStore]:
    made = real_store.new_store(tmp_path / "till.db", clock)
    yield made
    made.close()


def test_a_till_that_never_had_a_centre_asks_nobody(store: LocalStore, clock: FakeClock) -> None:
    spent = open_stored_value(None, store, clock, on_worker=lambda work: work(), rewards_online_from_minor=0)
    spent.close()

    assert spent.value is None


def test_a_till_that_lost_its_centre_asks_nobody_and_is_not_told_to_go_ahead(
    store: LocalStore, clock: FakeClock
) -> None:
    allowance = Allowance(
        id=AllowanceId(UUID(int=1)),
        merchant_id=IDENTITY.merchant_id,
        shop_id=IDENTITY.shop_id,
        till_id=IDENTITY.till_id,
        lineage=store.stored_value.lineage(),
        heard=0,
        kind=AllowanceKind.REWARDS,
        currency="EUR",
        amount_minor=10_000,
        issued_at=clock.now(),
        expires_at=clock.now() + timedelta(hours=48),
    )
    signed = sign_allowance(allowance, IDENTITY_KEY)
    store.database.write(Priority.BACKGROUND, lambda connection: bring_allowance(connection, signed))
    store.become(store.identity())
    spent = open_stored_value(None, store, clock, on_worker=lambda work: work(), rewards_online_from_minor=99)
    assert spent.value is not None

    answers: list[HoldAnswer | None] = []
    spent.value.asker.hold(asked(clock), answers.append)
    spent.close()
    assert answers == [None]
    assert allowance_standing(spent.value, IDENTITY, AllowanceKind.REWARDS).left_minor == 0


def asked(clock: FakeClock) -> Hold:
    """About nothing in particular."""
    return Hold(
        visit_id=VisitId(UUID(int=2)),
        staff_id=INES.id,
        at=clock.now(),
        business_day=clock.now().date(),
        claims=(),
    )


def test_money_that_was_set_aside_and_forgotten_is_let_go(store: LocalStore, clock: FakeClock) -> None:
    at = GiftCounter(store, clock)
    hold = at.hold(at.sold(5_000), 3_000)
    let_stale_holds_go(store, clock)
    assert at.card(hold.gift_card_id).held_minor == 3_000

    clock.advance(at.policy.hold_s)
    let_stale_holds_go(store, clock)
    (after,) = store.gift_holds(hold.visit_id)
    assert after.state is HoldState.VOIDED
    assert at.card(hold.gift_card_id).held_minor == 0


def test_money_set_aside_for_the_visit_in_progress_stays_while_the_day_lasts(
    store: LocalStore, clock: FakeClock
) -> None:
    at = GiftCounter(store, clock)
    hold = at.hold(at.sold(5_000), 3_000)
    store.save_draft(VisitDraft(id=hold.visit_id, opened_at=clock.now(), opened_by=INES.id))
    clock.advance(at.policy.hold_s)
    let_stale_holds_go(store, clock)
    assert at.card(hold.gift_card_id).held_minor == 3_000

    clock.advance(24 * 3_600)
    let_stale_holds_go(store, clock)
    assert at.card(hold.gift_card_id).held_minor == 0


def test_a_disk_that_is_full_leaves_them_for_the_next_time(
    store: LocalStore, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = GiftCounter(store, clock)
    hold = at.hold(at.sold(5_000), 3_000)
    clock.advance(at.policy.hold_s)

    def full(_: object) -> None:
        raise StoreFull("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(store, "commit", full)
        let_stale_holds_go(store, clock)

    assert [each.state for each in store.gift_holds(hold.visit_id)] == [HoldState.HELD]
