"""A new member as events: everything personal is sealed."""

from dataclasses import replace
from uuid import UUID

import pytest

from fidpos.domain.enrolment import Enrolment
from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import ConsentId, MemberId, StaffId
from fidpos.domain.member import Channel, Consent, MemberStatus
from fidpos.localdb.enrolment import enrolment_events
from fidpos.vault.errors import SealBroken
from fidpos.wire.codec import encode
from fidpos.wire.events import CardLinked, ConsentStated, MemberEnrolled
from fidpos.wire.sealed import Person, open_person, open_token
from tests.helpers.counter import BERENICE
from tests.helpers.fake_clock import FakeClock
from tests.helpers.store_events import Events

KEY = bytes(range(32))
CLOCK = FakeClock()
NEW = replace(BERENICE.member, tier=None)
CONSENT = Consent(
    id=ConsentId(UUID(int=1)),
    member_id=NEW.id,
    channel=Channel.EMAIL,
    granted=True,
    wording="2026-1",
    at=CLOCK.now(),
)
ENROLMENT = Enrolment(member=NEW, cards=BERENICE.cards, consents=(CONSENT,), staff_id=StaffId(UUID(int=101)))


def events_of(enrolment: Enrolment) -> tuple[object, ...]:
    return enrolment_events(enrolment, KEY, at=CLOCK.now(), new_id=Events(CLOCK).new_id)


def test_member_cards_and_consents_follow_each_other() -> None:
    assert [type(event) for event in events_of(ENROLMENT)] == [MemberEnrolled, CardLinked, ConsentStated]


def test_profile_and_numbers_open_with_the_key() -> None:
    enrolled, linked, _ = events_of(ENROLMENT)

    assert isinstance(enrolled, MemberEnrolled)
    assert isinstance(linked, CardLinked)
    assert open_person(KEY, NEW.id, enrolled.sealed) == Person(number=NEW.number, profile=NEW.profile)
    assert open_token(KEY, NEW.id, linked.sealed) == BERENICE.cards[0].token


def test_nothing_personal_stands_in_clear() -> None:
    bodies = b"".join(encode(event) for event in events_of(ENROLMENT))  # type: ignore[arg-type]

    for secret in ("Bérénice", "Durand", "39980201", "BIRTH", NEW.number):
        assert secret.encode() not in bodies
    assert BERENICE.cards[0].token.text.encode() not in bodies


def test_what_is_sealed_for_one_member_does_not_open_as_another() -> None:
    enrolled = events_of(ENROLMENT)[0]
    assert isinstance(enrolled, MemberEnrolled)

    with pytest.raises(SealBroken):
        open_person(KEY, MemberId(UUID(int=9)), enrolled.sealed)


def test_a_provisional_member_is_marked() -> None:
    enrolled = events_of(Enrolment(member=replace(NEW, status=MemberStatus.PROVISIONAL)))[0]

    assert isinstance(enrolled, MemberEnrolled)
    assert enrolled.provisional


def test_a_consent_of_someone_else_is_refused() -> None:
    with pytest.raises(InvalidValue):
        replace(ENROLMENT, consents=(replace(CONSENT, member_id=MemberId(UUID(int=9))),))


@pytest.mark.parametrize(
    "member",
    [BERENICE.member, replace(NEW, labels=frozenset({"vip"})), replace(NEW, status=MemberStatus.LEFT)],
)
def test_who_is_no_beginner_is_not_enrolled(member: object) -> None:
    with pytest.raises(InvalidValue):
        Enrolment(member=member)  # type: ignore[arg-type]
