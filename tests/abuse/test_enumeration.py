"""A cashier tries to complete the masked phone number of a member digit by digit."""

from fidpos.till.checkout_settings import CheckoutSettings
from fidpos.till.ports import MemberHit
from tests.helpers.counter import BERENICE, counter

SEARCHES = 1_000
"""More than anybody is granted a minute, so that it is the search itself that gives nothing away."""


def test_a_phone_number_cannot_be_completed_digit_by_digit() -> None:
    at = counter(settings=CheckoutSettings(lookups_a_minute=SEARCHES))
    whole = BERENICE.member.profile.phone
    given_away: list[MemberHit] = []

    for known in range(1, len(whole) - 1):
        for digit in "0123456789":
            at.session.search(whole[:known] + digit)
            given_away += at.view.found or ()
    at.session.search(whole)

    assert given_away == []
    assert [hit.member_id for hit in at.view.found or ()] == [BERENICE.member.id]
