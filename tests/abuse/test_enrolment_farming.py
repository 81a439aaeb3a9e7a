"""Abuse: welcome gifts by the dozen; one person joins twice, or a cashier enrols invented people."""

import pytest

from fidpos.domain.enrolment_policy import EnrolmentPolicy
from fidpos.till.checkout_settings import CheckoutSettings
from fidpos.till.task.view import Line
from fidpos.wire.events import MemberEnrolled, StaffActed, StaffActKind
from tests.helpers.counter import BERENICE, PAUL
from tests.helpers.enrolling_till import EnrollingTill, enrolling_till

SEARCHES = 1_000


def enrolled(till: EnrollingTill) -> int:
    return sum(isinstance(event, MemberEnrolled) for event in till.store.events)


def try_to_enrol(till: EnrollingTill, **texts: str) -> None:
    """As a cashier alone can: nobody says yes."""
    till.open()
    till.to_check(**texts)
    till.enter()
    till.leave()


@pytest.mark.parametrize("phone", ["0639980301", "06 39 98 03 01", "+33639980301", "0033 6 39 98 03 01"])
def test_nobody_joins_twice_with_one_phone_however_it_is_typed(phone: str) -> None:
    till = enrolling_till()
    try_to_enrol(till, given_name="Lina", phone="0639980301")
    try_to_enrol(till, given_name="Léna", phone=phone)

    assert enrolled(till) == 1


@pytest.mark.parametrize("email", ["lina@example.org", "LINA@EXAMPLE.ORG", " lina@example.org "])
def test_nobody_joins_twice_with_one_address_however_it_is_typed(email: str) -> None:
    till = enrolling_till()
    try_to_enrol(till, given_name="Lina", email="lina@example.org")
    try_to_enrol(till, given_name="Léna", email=email)

    assert enrolled(till) == 1


def test_a_cashier_alone_enrols_so_many_in_an_hour_and_no_more() -> None:
    till = enrolling_till(policy=EnrolmentPolicy(an_hour_max=3))
    till.workshop.numbers = [f"90123400000047{place:04}" for place in range(50)]  # type: ignore[attr-defined]
    for place in range(10):
        try_to_enrol(till, given_name=f"Invented{place}")

    assert enrolled(till) == 3


def test_giving_up_and_beginning_again_does_not_count_anew() -> None:
    till = enrolling_till(policy=EnrolmentPolicy(an_hour_max=1))
    try_to_enrol(till, given_name="Anna")
    for _ in range(5):
        till.open()
        till.leave()
    try_to_enrol(till, given_name="Bela")

    assert enrolled(till) == 1


def test_what_a_manager_lets_through_stands_under_their_name() -> None:
    till = enrolling_till(policy=EnrolmentPolicy(an_hour_max=0))
    till.open()
    till.to_check(given_name="Anna")
    till.enter()
    till.approve()

    (act,) = (event for event in till.store.events if isinstance(event, StaffActed) and event.detail)
    assert (act.act, act.detail, act.staff_id) == (StaffActKind.OVERRIDE, "task.enrol.why.many", PAUL.id)


def test_the_form_completes_no_phone_number_digit_by_digit() -> None:
    till = enrolling_till(settings=CheckoutSettings(lookups_a_minute=SEARCHES)).open()
    whole = BERENICE.member.profile.phone
    given_away: list[Line] = []

    for known in range(1, len(whole) - 1):
        for digit in "0123456789":
            till.type("phone", whole[:known] + digit, move=0)
            given_away += till.form.lines

    assert given_away == []


def test_the_form_is_no_way_around_the_throttle_of_f2() -> None:
    till = enrolling_till(settings=CheckoutSettings(lookups_a_minute=2))
    till.session.search(BERENICE.member.profile.phone)
    till.session.search(BERENICE.member.profile.phone)
    till.session.close_search()
    till.open()
    till.type("phone", BERENICE.member.profile.phone, move=0)

    assert till.said == "search.throttled"
    assert till.form.lines == ()


def test_the_form_tells_of_no_more_numbers_than_a_search_would_whoever_has_them() -> None:
    till = enrolling_till()
    till.open()
    for number in range(300):
        till.type("phone", f"+3363998{number + 1_000:04d}", 0)
    assert till.said == "search.throttled"

    till.type("phone", BERENICE.member.profile.phone, 0)

    assert till.form.lines == ()
