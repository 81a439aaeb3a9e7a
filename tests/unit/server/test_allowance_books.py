"""What may be lost at most on the allowances that are open."""

from datetime import UTC, datetime
from uuid import UUID

from fidpos.domain.ids import AllowanceId, MerchantId, ShopId, TillId
from fidpos.server.allowance_books import Given, exposed_minor
from fidpos.wire.sync.allowance import Allowance, AllowanceKind, SignedAllowance

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
GIFT_CARDS, REWARDS = AllowanceKind.GIFT_CARDS, AllowanceKind.REWARDS


def given(amount_minor: int, *, till: int = 1, lineage: int = 1, kind: AllowanceKind = GIFT_CARDS) -> Given:
    allowance = Allowance(
        id=AllowanceId(UUID(int=1)),
        merchant_id=MerchantId(UUID(int=1)),
        shop_id=ShopId(UUID(int=1)),
        till_id=TillId(UUID(int=till)),
        lineage=UUID(int=lineage),
        heard=0,
        kind=kind,
        currency="EUR",
        amount_minor=amount_minor,
        issued_at=NOW,
        expires_at=NOW,
    )
    return Given(allowance=allowance, signed=SignedAllowance(body=b"", signature=b""))


def test_of_one_till_only_the_largest_counts_since_none_is_added_to_another() -> None:
    assert exposed_minor([given(300), given(500), given(400)], GIFT_CARDS) == 500


def test_tills_add_up() -> None:
    assert exposed_minor([given(300), given(500, till=2)], GIFT_CARDS) == 800


def test_what_a_restored_store_may_have_drawn_before_counts_besides() -> None:
    assert exposed_minor([given(300), given(300, lineage=2)], GIFT_CARDS) == 600


def test_kinds_are_counted_apart() -> None:
    both = [given(300), given(500, kind=REWARDS)]

    assert (exposed_minor(both, GIFT_CARDS), exposed_minor(both, REWARDS)) == (300, 500)
