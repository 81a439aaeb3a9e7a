"""Stored value put together for a running till; and what it lets go by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fidpos.bootstrap.stored_value import let_stale_holds_go, open_stored_value
from fidpos.domain.errors import StoreFull
from fidpos.domain.gift_card import HoldState
from fidpos.localdb.store import LocalStore
from tests.helpers import real_store
from tests.helpers.fake_clock import FakeClock
from tests.helpers.gift_counter import GiftCounter


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def store(tmp_path: Path, clock: FakeClock) -> Iterator[LocalStore]:
    made = real_store.new_store(tmp_path / "till.db", clock)
    yield made
    made.close()


def test_a_till_that_is_alone_asks_nobody(store: LocalStore, clock: FakeClock) -> None:
    spent = open_stored_value(None, store, clock, on_worker=lambda work: work(), rewards_online_from_minor=0)
    spent.close()

    assert spent.value is None


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
