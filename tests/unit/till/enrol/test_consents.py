"""Consents at an enrolment: asked one by one where they lead somewhere, never ticked beforehand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.enrolment_policy import EnrolmentPolicy
from fidpos.domain.member import Channel
from fidpos.till.task.view import FieldKind
from fidpos.wire.events import ConsentStated
from tests.helpers.enrolling_till import LINA, EnrollingTill, enrolling_till

CHILD = {**LINA, "birthday": "01012014"}
"""Twelve years old."""


@pytest.fixture
def till() -> EnrollingTill:
    return enrolling_till().open()


def asked(till: EnrollingTill) -> list[str]:
    return [each.key for each in till.form.fields]


def stated(till: EnrollingTill) -> dict[str, bool]:
    return {event.channel: event.granted for event in till.store.events if isinstance(event, ConsentStated)}


def test_a_mobile_may_get_texts_and_calls(till: EnrollingTill) -> None:
    till.fill(**LINA)

    assert asked(till) == ["consent_sms", "consent_telephone"]


def test_a_fixed_line_gets_no_texts(till: EnrollingTill) -> None:
    till.fill(phone="0142345678", given_name="Lina")

    assert asked(till) == ["consent_telephone"]


def test_only_what_leads_to_the_member_is_asked(till: EnrollingTill) -> None:
    till.fill(given_name="Lina", email="lina@example.org")

    assert asked(till) == ["consent_email"]


def test_nothing_is_asked_of_who_leaves_no_way_to_be_reached(till: EnrollingTill) -> None:
    till.fill(given_name="Lina")

    assert till.task.place == "enrol.check"


def test_a_postal_address_asks_for_letters(till: EnrollingTill) -> None:
    till.type("given_name", "Lina")
    till.press("f4")
    till.fill(city="Lyon")
    till.fill()

    assert asked(till) == ["consent_post"]


def test_every_question_begins_unanswered_and_has_its_words(till: EnrollingTill) -> None:
    till.fill(**LINA, email="lina@example.org")

    for each in till.form.fields:
        assert (each.kind, each.text, len(each.options)) == (FieldKind.CHOICE, "", 2)
        assert each.note != ""


def test_what_is_not_answered_is_neither_granted_nor_refused(till: EnrollingTill) -> None:
    till.to_check(**LINA)
    till.enter()

    assert stated(till) == {}


def test_yes_and_no_are_both_recorded(till: EnrollingTill) -> None:
    till.to_check(**LINA, consent_sms="2", consent_telephone="1")
    till.enter()

    assert stated(till) == {"sms": False, "telephone": True}


def test_an_answer_can_be_taken_back(till: EnrollingTill) -> None:
    till.to_check(**LINA, consent_sms="1")
    till.session.back()
    till.type("consent_sms", "", move=0)
    till.fill()
    till.enter()

    assert stated(till) == {}


def test_an_answer_for_a_phone_that_was_cleared_is_not_recorded(till: EnrollingTill) -> None:
    till.to_check(**LINA, consent_sms="1")
    till.session.back()
    till.session.back()
    till.fill(phone="")
    till.enter()

    assert stated(till) == {}


def test_the_version_of_the_words_is_recorded() -> None:
    till = enrolling_till(policy=EnrolmentPolicy(wording="2027-2"))
    till.enrol(**LINA, consent_sms="1")

    (event,) = (event for event in till.store.events if isinstance(event, ConsentStated))
    assert event.wording == "2027-2"


def test_a_shop_that_asks_for_no_channel_asks_nothing() -> None:
    till = enrolling_till(policy=EnrolmentPolicy(channels=())).open()
    till.fill(**LINA)

    assert till.task.place == "enrol.check"


def test_under_fifteen_a_parent_is_asked_first_and_alone(till: EnrollingTill) -> None:
    till.fill(**CHILD)

    assert asked(till) == ["parent"]


def test_without_a_parents_name_nothing_is_asked_or_recorded(till: EnrollingTill) -> None:
    till.to_check(**CHILD, consent_sms="1")
    till.enter()

    assert stated(till) == {}


def test_with_a_parents_name_the_channels_are_asked_and_the_parent_is_sealed(till: EnrollingTill) -> None:
    till.fill(**CHILD)
    till.type("parent", " Anna  Petit ")
    questions = asked(till)
    till.fill(consent_sms="1", consent_telephone="2")
    shown = till.fact("parent")
    till.enter()

    assert questions == ["parent", "consent_sms", "consent_telephone"]
    assert shown == "Anna Petit"
    yes, no = (event for event in till.store.events if isinstance(event, ConsentStated))
    assert (yes.channel, yes.granted, no.granted) == (Channel.SMS, True, False)
    assert till.store.unseal(yes.member_id, yes.sealed) == b"Anna Petit"
    assert no.sealed == b""
    assert till.store.consents(yes.member_id) == {Channel.SMS}


def test_a_parents_name_that_is_emptied_takes_back_what_was_answered_before(till: EnrollingTill) -> None:
    till.to_check(**CHILD, parent="Anna", consent_sms="1")
    till.session.back()
    till.type("parent", "")
    till.enter()

    assert stated(till) == {}


@pytest.mark.parametrize(
    ("typed", "fault"), [("1", "task.enrol.fault.parent"), ("a" * 81, "task.enrol.fault.too_long")]
)
def test_what_is_no_name_is_no_parent(till: EnrollingTill, typed: str, fault: str) -> None:
    till.fill(**CHILD)
    till.type("parent", typed)

    said = till.field("parent").fault
    assert till.task.place == "enrol.consents"
    assert said is not None
    assert said.key == fault


def test_who_turns_out_to_be_older_needs_no_parent_any_more(till: EnrollingTill) -> None:
    till.to_check(**CHILD, parent="Anna", consent_sms="1")
    till.session.back()
    till.session.back()
    till.fill(birthday="01012001")
    till.fill()
    till.enter()

    (event,) = (event for event in till.store.events if isinstance(event, ConsentStated))
    assert (event.granted, event.sealed) == (True, b"")


@pytest.mark.parametrize(
    ("birthday", "first"),
    [("20112011", "consent_sms"), ("21112011", "parent"), ("2111", "consent_sms"), ("", "consent_sms")],
)
def test_the_fifteenth_birthday_ends_it_and_who_tells_no_year_is_asked_as_grown_up(
    till: EnrollingTill, birthday: str, first: str
) -> None:
    till.fill(**LINA, birthday=birthday)

    assert asked(till)[0] == first


@given(st.lists(st.sampled_from(["1", "2", "", "9", "🙂"]), min_size=3, max_size=3))
def test_only_a_yes_grants_whatever_is_typed(answers: list[str]) -> None:
    till = enrolling_till().open()
    till.fill(**LINA, email="lina@example.org")
    for key, answer in zip(("consent_email", "consent_sms", "consent_telephone"), answers, strict=True):
        till.type(key, answer)
    till.enter()

    wanted = dict(zip(("email", "sms", "telephone"), answers, strict=True))
    assert stated(till) == {channel: text == "1" for channel, text in wanted.items() if text in {"1", "2"}}
