"""Holds over real HTTP: what is no request for one is refused, and what is let go is there again."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest

from fidpos.domain.ids import GiftHoldId, HoldId, VisitId
from fidpos.sync.ports import CentreRefused
from fidpos.wire.sync.hold import (
    CLAIMS_MAX,
    HOLD_PATH,
    RELEASE_PATH,
    Claim,
    GiftCardClaim,
    Hold,
    HoldAnswer,
    HoldRefusal,
    Release,
    ReleaseAnswer,
    VoucherClaim,
)
from fidpos.wire.sync.refusal import RefusalCode
from tests.helpers.served_centre import OnlineTill, ServedCentre
from tests.simulation.shop import CASHIER

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
VISIT = VisitId(UUID(int=1))
GUESSES = 30
"""As many as a till may get wrong at once."""


@pytest.fixture
def till() -> Iterator[OnlineTill]:
    with ServedCentre() as centre, centre.till(100) as made:
        yield made


def ask(till: OnlineTill, *claims: Claim) -> HoldAnswer:
    asked = Hold(visit_id=VISIT, staff_id=CASHIER, at=NOW, business_day=NOW.date(), claims=claims)
    return till.centre.ask(HOLD_PATH, asked, HoldAnswer)


def guess(number: int) -> GiftCardClaim:
    return GiftCardClaim(
        hold_id=GiftHoldId(UUID(int=number)),
        number_digest=number.to_bytes(32),
        wanted_minor=100,
        currency="EUR",
    )


@pytest.mark.parametrize("count", [0, CLAIMS_MAX + 1])
def test_no_claim_and_too_many_are_no_request(till: OnlineTill, count: int) -> None:
    claim = VoucherClaim(hold_id=HoldId(UUID(int=1)))

    with pytest.raises(CentreRefused) as refused:
        ask(till, *[claim] * count)

    assert refused.value.refusal.code is RefusalCode.MALFORMED


def test_too_many_holds_are_not_released_at_once(till: OnlineTill) -> None:
    asked = Release(visit_id=VISIT, hold_ids=tuple(HoldId(UUID(int=n)) for n in range(CLAIMS_MAX + 1)))

    with pytest.raises(CentreRefused) as refused:
        till.centre.ask(RELEASE_PATH, asked, ReleaseAnswer)

    assert refused.value.refusal.code is RefusalCode.MALFORMED


def test_what_was_released_before_it_was_asked_for_is_not_held(till: OnlineTill) -> None:
    claim = guess(1)
    till.centre.ask(RELEASE_PATH, Release(visit_id=VISIT, hold_ids=(claim.hold_id,)), ReleaseAnswer)

    assert ask(till, claim).held[0].refused is HoldRefusal.ENDED


def test_who_guesses_numbers_is_soon_asked_to_come_back(till: OnlineTill) -> None:
    refused = [ask(till, guess(number)).held[0].refused for number in range(GUESSES)]
    with pytest.raises(CentreRefused) as stopped:
        ask(till, guess(GUESSES))

    assert refused == [HoldRefusal.UNUSABLE] * GUESSES
    assert stopped.value.refusal.code is RefusalCode.TOO_MANY
