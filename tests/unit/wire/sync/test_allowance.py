"""An allowance is believed when it is the centre's own, and as the centre said it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import structs

from fidpos.domain.ids import AllowanceId, MerchantId, ShopId, TillId
from fidpos.wire.sync.allowance import (
    Allowance,
    AllowanceKind,
    NotAllowed,
    SignedAllowance,
    open_allowance,
    sign_allowance,
)

KEY = Ed25519PrivateKey.generate()
CENTRE = KEY.public_key().public_bytes_raw()
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
ALLOWANCE = Allowance(
    id=AllowanceId(UUID(int=1)),
    merchant_id=MerchantId(UUID(int=2)),
    shop_id=ShopId(UUID(int=3)),
    till_id=TillId(UUID(int=4)),
    lineage=UUID(int=5),
    heard=6,
    kind=AllowanceKind.REWARDS,
    currency="EUR",
    amount_minor=5_000,
    issued_at=NOW,
    expires_at=NOW + timedelta(hours=48),
)


def test_what_the_centre_signed_is_what_the_till_opens() -> None:
    signed = sign_allowance(ALLOWANCE, KEY.private_bytes_raw())

    assert open_allowance(signed, CENTRE) == ALLOWANCE


def test_a_larger_amount_under_the_same_signature_is_not_believed() -> None:
    signed = sign_allowance(ALLOWANCE, KEY.private_bytes_raw())
    larger = structs.replace(signed, body=signed.body.replace(b'"amount_minor":5000', b'"amount_minor":9000'))

    assert larger != signed
    with pytest.raises(NotAllowed):
        open_allowance(larger, CENTRE)


def test_another_centres_allowance_is_not_believed() -> None:
    other = Ed25519PrivateKey.generate()

    with pytest.raises(NotAllowed):
        open_allowance(sign_allowance(ALLOWANCE, other.private_bytes_raw()), CENTRE)


def test_what_the_centre_signed_as_something_else_is_no_allowance() -> None:
    signed = sign_allowance(ALLOWANCE, KEY.private_bytes_raw())
    elsewhere = SignedAllowance(body=signed.body, signature=KEY.sign(signed.body))

    with pytest.raises(NotAllowed):
        open_allowance(elsewhere, CENTRE)
