"""Somebody on the network sends again what a till has sent, changes it, or sends it elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fidpos.domain.ids import MerchantId, ShopId, TillId
from fidpos.server.api.answers import Refused
from fidpos.server.api.gate import CLOCK_WINDOW_S, Gate
from fidpos.server.ports import TillRecord
from fidpos.wire.sync.refusal import RefusalCode
from fidpos.wire.sync.signature import Signer, Target
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_centre import MemoryCentre

MERCHANT, TILL = MerchantId(UUID(int=1)), TillId(UUID(int=100))
TARGET = Target(method="POST", authority="centre.example", uri="https://centre.example/sync/push")
BODY = b"as it travels"


@dataclass
class Overheard:
    """A till's request, and the gate that it was meant for."""

    clock: FakeClock = field(default_factory=FakeClock)
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    def __post_init__(self) -> None:
        self.store = MemoryCentre(self.clock.now())
        with self.store.unit(MERCHANT):
            """The merchant exists."""
        self.store.data[MERCHANT].tills[TILL] = TillRecord(
            id=TILL, shop_id=ShopId(UUID(int=2)), public_key=self.key.public_key().public_bytes_raw()
        )
        self.gate = Gate(self.store, self.clock)
        signer = Signer(merchant_id=MERCHANT, till_id=TILL, private_key=self.key.private_bytes_raw())
        self.headers = signer.headers(TARGET, BODY, int(self.clock.now().timestamp()))

    def comes(
        self, headers: Mapping[str, str] | None = None, target: Target = TARGET, body: bytes = BODY
    ) -> RefusalCode | None:
        """What becomes of the request."""
        try:
            claim = self.gate.recognise(headers or self.headers, target, body)
            with self.store.unit(MERCHANT) as unit:
                self.gate.admit(unit, claim)
        except Refused as refused:
            return refused.refusal.code
        return None


@pytest.fixture
def overheard() -> Overheard:
    return Overheard()


def test_the_till_itself_comes_in(overheard: Overheard) -> None:
    assert overheard.comes() is None


def test_the_same_request_comes_in_once(overheard: Overheard) -> None:
    overheard.comes()

    assert overheard.comes() is RefusalCode.REPLAYED


def test_a_request_that_was_held_back_is_too_old(overheard: Overheard) -> None:
    overheard.clock.advance(CLOCK_WINDOW_S + 1)

    assert overheard.comes() is RefusalCode.CLOCK


def test_a_nonce_is_remembered_for_as_long_as_its_signature_is_accepted(overheard: Overheard) -> None:
    overheard.clock.advance(-CLOCK_WINDOW_S)
    overheard.comes()
    overheard.clock.advance(2 * CLOCK_WINDOW_S)

    assert overheard.comes() is RefusalCode.REPLAYED


@pytest.mark.parametrize(
    "target",
    [
        Target(method="GET", authority=TARGET.authority, uri=TARGET.uri),
        Target(method="POST", authority="other.example", uri=TARGET.uri),
        Target(method="POST", authority=TARGET.authority, uri="https://centre.example/sync/hello"),
        Target(method="POST", authority=TARGET.authority, uri="http://centre.example/sync/push"),
    ],
)
def test_a_request_is_good_for_its_own_address_only(overheard: Overheard, target: Target) -> None:
    assert overheard.comes(target=target) is RefusalCode.UNKNOWN_TILL


def test_a_body_that_was_changed_does_not_come_in(overheard: Overheard) -> None:
    assert overheard.comes(body=b"As it travels") is RefusalCode.NOT_SIGNED


@pytest.mark.parametrize("name", ["content-digest", "signature", "signature-input"])
def test_a_request_without_one_of_its_headers_does_not_come_in(overheard: Overheard, name: str) -> None:
    left = {each: value for each, value in overheard.headers.items() if each != name}

    assert overheard.comes(left) is RefusalCode.NOT_SIGNED


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("created=", "created=1"),
        (str(TILL), str(UUID(int=101))),
        (str(MERCHANT), str(UUID(int=3))),
        ('alg="ed25519"', 'alg="none"'),
        ('"@authority" ', ""),
    ],
)
def test_nothing_that_was_signed_can_be_changed(overheard: Overheard, was: str, becomes: str) -> None:
    stated = overheard.headers["signature-input"]
    assert was in stated

    assert overheard.comes({**overheard.headers, "signature-input": stated.replace(was, becomes)}) is not None


def test_a_key_that_is_known_to_all_opens_nothing(overheard: Overheard) -> None:
    stranger = Signer(merchant_id=MERCHANT, till_id=TillId(UUID(int=7)), private_key=bytes.fromhex("9d" * 32))
    headers = stranger.headers(TARGET, BODY, int(overheard.clock.now().timestamp()))

    assert overheard.comes(headers) is RefusalCode.UNKNOWN_TILL
