"""Members who may be the one that is being enrolled."""

from dataclasses import replace

import pytest

from fidpos.domain.clock import DayMonth
from fidpos.domain.enrolment_policy import EnrolmentPolicy
from fidpos.till.checkout_settings import CheckoutSettings
from fidpos.till.view import Message
from fidpos.wire.events import MemberEnrolled, StaffActed, StaffActKind
from tests.helpers.counter import BERENICE, PAUL, snapshot
from tests.helpers.enrolling_till import LINA, EnrollingTill, enrolling_till

PHONE = "0639980201"
"""Bérénice's."""


@pytest.fixture
def till() -> EnrollingTill:
    return enrolling_till().open()


def lines(till: EnrollingTill) -> list[tuple[str, str]]:
    """Name and why, as they stand below the fields."""
    return [
        (str(line.title), line.detail.key.rpartition(".")[2])
        for line in till.form.lines
        if isinstance(line.detail, Message)
    ]


def enrolled(till: EnrollingTill) -> int:
    return sum(isinstance(event, MemberEnrolled) for event in till.store.events)


@pytest.mark.parametrize("typed", [PHONE, "06 39 98 02 01", "+33639980201"])
def test_the_owner_of_the_number_is_shown_as_soon_as_it_is_whole(till: EnrollingTill, typed: str) -> None:
    till.type("phone", typed[:-1], move=0)
    before = lines(till)
    till.type("phone", typed, move=0)

    assert (before, lines(till)) == ([], [("Bérénice Durand", "reached")])


def test_the_number_shown_beside_the_name_is_masked(till: EnrollingTill) -> None:
    till.type("phone", PHONE, move=0)

    (line,) = till.form.lines
    assert isinstance(line.detail, Message)
    assert line.detail.params == {"phone": "•• •• •• 01"}


def test_whoever_has_the_address_is_shown(till: EnrollingTill) -> None:
    till.to_check(given_name="Nina", email="nina@example.org")
    till.enter()
    till.leave()
    till.open()
    till.type("email", "NINA@example.org", move=0)

    assert lines(till) == [("Nina", "reached")]


def test_the_same_name_is_a_hint_whatever_the_accents(till: EnrollingTill) -> None:
    till.type("family_name", "durand")
    till.type("given_name", "BERENICE", move=0)

    assert lines(till) == [("Bérénice Durand", "named")]


def test_another_birthday_is_another_person() -> None:
    eve = snapshot(301, "Eve", card="2047110009994")
    profile = replace(eve.member.profile, birthday=DayMonth(day=1, month=2))
    till = enrolling_till()
    till.store.load(replace(eve, member=replace(eve.member, profile=profile)))
    till.open()
    till.type("family_name", "Durand")
    till.type("given_name", "Eve")
    same = lines(till)
    till.type("birthday", "0202", move=0)

    assert (same, lines(till)) == ([("Eve Durand", "named")], [])


def test_the_same_name_alone_keeps_nobody_from_enrolling(till: EnrollingTill) -> None:
    till.to_check(family_name="Durand", given_name="Bérénice")
    till.enter()

    assert enrolled(till) == 1


def test_the_member_found_is_taken_instead_and_the_amount_stays() -> None:
    till = enrolling_till()
    till.type_amount(700)
    till.open()
    till.type("phone", PHONE, move=0)
    till.pick(1)

    assert till.attached.id == BERENICE.member.id
    assert till.view.task is None
    assert till.view.amount is not None
    assert enrolled(till) == 0


def test_the_member_found_is_taken_at_the_last_look_too(till: EnrollingTill) -> None:
    till.to_check(**{**LINA, "phone": PHONE})
    till.press("f2")

    assert till.attached.id == BERENICE.member.id
    assert enrolled(till) == 0


@pytest.mark.parametrize("number", [0, 2, 99, -1])
def test_a_line_that_is_not_there_changes_nothing(till: EnrollingTill, number: int) -> None:
    till.type("phone", PHONE, move=0)
    till.pick(number)

    assert till.task.place == "enrol.who"


def test_a_member_who_is_blocked_is_not_taken(till: EnrollingTill) -> None:
    till.type("phone", PHONE, move=0)
    till.store.erase(BERENICE.member.id)
    till.pick(1)

    assert (till.said, till.task.place) == ("read.blocked", "enrol.who")


def test_a_second_person_with_a_known_number_needs_a_manager(till: EnrollingTill) -> None:
    till.to_check(**{**LINA, "phone": PHONE})
    problem = till.task.problem
    till.enter()

    assert problem is not None
    assert (till.task.place, enrolled(till)) == ("approval", 0)
    till.approve()
    assert enrolled(till) == 1


def test_a_wrong_pin_enrols_nobody(till: EnrollingTill) -> None:
    till.to_check(**{**LINA, "phone": PHONE})
    till.enter()
    till.approve(pin="000000")

    assert (till.said, enrolled(till)) == ("sign_in.wrong_pin", 0)


def test_the_manager_who_said_yes_is_in_the_audit(till: EnrollingTill) -> None:
    till.to_check(**{**LINA, "phone": PHONE})
    till.enter()
    till.approve()

    acts = [event for event in till.store.events if isinstance(event, StaffActed) and event.detail]
    assert [(act.staff_id, act.act, act.detail) for act in acts] == [
        (PAUL.id, StaffActKind.OVERRIDE, "task.enrol.why.same_contact")
    ]


def test_a_manager_at_the_till_is_not_asked_but_audited() -> None:
    till = enrolling_till()
    till.session.lock()
    till.sign_in(PAUL)
    till.enrol(**{**LINA, "phone": PHONE})

    acts = [event.detail for event in till.store.events if isinstance(event, StaffActed) and event.detail]
    assert acts == ["task.enrol.why.same_contact"]


def test_looking_too_often_shows_nobody_and_lets_nobody_by() -> None:
    till = enrolling_till(settings=CheckoutSettings(lookups_a_minute=0)).open()
    till.type("phone", PHONE, move=0)
    said = till.said
    till.fill(**{**LINA, "phone": PHONE})
    till.fill()
    till.enter()

    assert (said, enrolled(till)) == ("search.throttled", 0)
    assert till.task.place == "approval"


def test_one_number_looked_at_again_counts_once() -> None:
    till = enrolling_till(settings=CheckoutSettings(lookups_a_minute=1)).open()
    for _ in range(5):
        till.type("phone", PHONE, move=0)
        till.type("phone", PHONE[:-1], move=0)
    till.type("phone", PHONE, move=0)

    assert lines(till) == [("Bérénice Durand", "reached")]


def test_too_many_enrolments_in_an_hour_need_a_manager() -> None:
    till = enrolling_till(policy=EnrolmentPolicy(an_hour_max=2))
    for name in ("Anna", "Bela"):
        till.enrol(given_name=name)
        till.leave()
    till.open()
    till.to_check(given_name="Cleo")
    till.enter()
    place = till.task.place
    till.approve()

    assert (place, enrolled(till)) == ("approval", 3)


def test_an_hour_later_one_enrols_again() -> None:
    till = enrolling_till(policy=EnrolmentPolicy(an_hour_max=1), settings=CheckoutSettings(auto_lock_s=1e9))
    till.enrol(given_name="Anna")
    till.leave()
    till.clock.advance(3601)

    assert till.enrol(given_name="Bela").profile.given_name == "Bela"
