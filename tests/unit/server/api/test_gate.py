"""Who may come in. `tests/abuse/test_replayed_request.py` has what the network may try."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fidpos.domain.ids import MerchantId, ShopId, TillId
from fidpos.server.api import gate as module
from fidpos.server.api.answers import Refused
from fidpos.server.api.gate import CLOCK_WINDOW_S, Gate
from fidpos.server.ports import TillRecord, TillStatus, Unit
from fidpos.wire.sync.refusal import RefusalCode
from fidpos.wire.sync.signature import Claim, Signer, Target, verify
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_centre import MemoryCentre

MERCHANT, TILL, SHOP = MerchantId(UUID(int=1)), TillId(UUID(int=100)), ShopId(UUID(int=2))
TARGET = Target(method="POST", authority="centre.example", uri="https://centre.example/sync/push")
KEY = Ed25519PrivateKey.generate()
OTHER = Ed25519PrivateKey.generate()


class Counted(MemoryCentre):
    """Counts the transactions."""

    opened = 0

    @contextmanager
    def unit(self, merchant_id: MerchantId) -> Iterator[Unit]:
        self.opened += 1
        with super().unit(merchant_id) as unit:
            yield unit


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def store(clock: FakeClock) -> Counted:
    store = Counted(clock.now())
    with store.unit(MERCHANT):
        """The merchant exists."""
    store.data[MERCHANT].tills[TILL] = TillRecord(
        id=TILL, shop_id=SHOP, public_key=KEY.public_key().public_bytes_raw()
    )
    store.opened = 0
    return store


def recognise(
    gate: Gate,
    clock: FakeClock,
    *,
    merchant: int = 1,
    till: int = 100,
    key: Ed25519PrivateKey = KEY,
    ahead_s: int = 0,
) -> Claim:
    signer = Signer(
        merchant_id=MerchantId(UUID(int=merchant)),
        till_id=TillId(UUID(int=till)),
        private_key=key.private_bytes_raw(),
    )
    headers = signer.headers(TARGET, b"body", int(clock.now().timestamp()) + ahead_s)
    return gate.recognise(headers, TARGET, b"body")


@pytest.mark.parametrize("known", [False, True])
def test_whoever_is_not_ours_costs_the_same_work(
    clock: FakeClock, store: Counted, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    gate = Gate(store, clock)
    if known:
        recognise(gate, clock)
    verified: list[int] = []

    def counted(claim: Claim, public_key: bytes) -> None:
        verified.append(1)
        verify(claim, public_key)

    monkeypatch.setattr(module, "verify", counted)
    costs = []
    for merchant, till in ((1, 100), (1, 7), (9, 100)):
        verified.clear()
        store.opened = 0
        with pytest.raises(Refused) as refused:
            recognise(gate, clock, merchant=merchant, till=till, key=OTHER)
        costs.append((len(verified), store.opened, refused.value.refusal))

    assert costs == [costs[0]] * 3
    assert costs[0][2].code is RefusalCode.UNKNOWN_TILL


def test_a_till_that_was_seen_is_recognised_without_the_store(clock: FakeClock, store: Counted) -> None:
    gate = Gate(store, clock)
    for _ in range(3):
        recognise(gate, clock)

    assert store.opened == 1


@pytest.mark.parametrize("ahead_s", [-CLOCK_WINDOW_S, 0, CLOCK_WINDOW_S])
def test_a_clock_within_five_minutes_is_good(clock: FakeClock, store: Counted, ahead_s: int) -> None:
    assert recognise(Gate(store, clock), clock, ahead_s=ahead_s).till_id == TILL


@pytest.mark.parametrize("ahead_s", [-CLOCK_WINDOW_S - 1, CLOCK_WINDOW_S + 1, 10**9])
def test_any_other_clock_is_told_the_time(clock: FakeClock, store: Counted, ahead_s: int) -> None:
    with pytest.raises(Refused) as refused:
        recognise(Gate(store, clock), clock, ahead_s=ahead_s)

    assert refused.value.refusal.code is RefusalCode.CLOCK
    assert refused.value.refusal.server_time == clock.now()


def test_a_till_that_was_locked_while_it_waited_is_not_admitted_again(
    clock: FakeClock, store: Counted
) -> None:
    gate = Gate(store, clock)
    claim = recognise(gate, clock)
    with store.unit(MERCHANT) as unit:
        gate.admit(unit, claim)
    store.data[MERCHANT].tills[TILL] = TillRecord(
        id=TILL, shop_id=SHOP, public_key=b"", status=TillStatus.REVOKED
    )

    with store.unit(MERCHANT) as unit, pytest.raises(Refused) as refused:
        gate.readmit(unit, claim)
    assert refused.value.refusal.code is RefusalCode.REVOKED
