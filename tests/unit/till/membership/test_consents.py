"""Consents said again: nothing ticked, what was said is shown, silence changes nothing."""

from fidpos.domain.member import Channel
from fidpos.till.task.view import FormBody
from fidpos.wire.events import ConsentStated
from tests.helpers.counter import MALO
from tests.helpers.file_desk import FileDesk, file_of, key_of


def asked() -> FileDesk:
    desk = file_of(MALO.cards[0].token.value)
    desk.begin("consents")
    return desk


def test_only_channels_that_lead_to_the_member_are_asked_and_none_is_ticked() -> None:
    desk = asked()

    assert desk.field("consent_sms").text == ""
    assert desk.field("consent_telephone").text == ""
    assert key_of(desk.field("consent_sms").note) == "task.member.said.unsaid"


def test_an_answer_is_recorded_with_its_wording() -> None:
    desk = asked()
    desk.fill(consent_sms="1")
    desk.save()

    told = desk.last
    assert isinstance(told, ConsentStated)
    assert (told.channel, told.granted) == (Channel.SMS, True)
    assert told.wording
    assert desk.at.store.consents(MALO.member.id) == {Channel.SMS}


def test_what_was_said_is_shown_and_taken_back() -> None:
    desk = asked()
    desk.fill(consent_sms="1")
    desk.save()
    desk.at.clock.advance(60)
    desk.begin("consents")
    assert key_of(desk.field("consent_sms").note) == "task.member.said.granted"
    desk.fill(consent_sms="2")
    desk.save()

    assert desk.at.store.consents(MALO.member.id) == frozenset()


def test_without_an_answer_nothing_is_recorded() -> None:
    desk = asked()
    before = len(desk.at.store.events)
    desk.save()

    assert len(desk.at.store.events) == before
    assert desk.lead == "task.member.lead"


def test_something_that_is_no_answer_is_none() -> None:
    desk = asked()
    before = len(desk.at.store.events)
    desk.fill(consent_sms="7")
    desk.fill(consent_telephone="é")
    desk.save()

    assert len(desk.at.store.events) == before


def of_a_child() -> FileDesk:
    """The birthday was put right: Malo is twelve."""
    desk = file_of(MALO.cards[0].token.value)
    desk.begin("who")
    desk.fill(birthday="01012014")
    desk.save()
    desk.begin("consents")
    return desk


def test_of_a_child_the_parent_is_named_first() -> None:
    desk = of_a_child()
    desk.fill(parent="Anna Kerr", consent_sms="1")
    desk.save()

    told = desk.last
    assert isinstance(told, ConsentStated)
    assert desk.at.store.unseal(told.member_id, told.sealed) == b"Anna Kerr"
    assert desk.at.store.consents(MALO.member.id) == {Channel.SMS}


def test_a_childs_own_yes_is_refused_and_the_keys_are_in_the_parents_field() -> None:
    desk = of_a_child()
    before = len(desk.at.store.events)
    desk.fill(consent_sms="1")
    desk.save()

    fault = desk.field("parent").fault
    assert fault is not None
    assert fault.key == "task.member.fault.parent"
    assert isinstance(desk.view.body, FormBody)
    assert desk.view.body.at == 0
    assert len(desk.at.store.events) == before

    desk.fill(parent="Anna Kerr")
    desk.save()
    assert desk.at.store.consents(MALO.member.id) == {Channel.SMS}


def test_a_child_says_no_alone() -> None:
    desk = of_a_child()
    desk.fill(consent_sms="2")
    desk.save()

    told = desk.last
    assert isinstance(told, ConsentStated)
    assert (told.granted, told.sealed) == (False, b"")


def test_a_yes_from_before_the_birthday_was_put_right_counts_no_more_and_that_is_said() -> None:
    desk = asked()
    desk.fill(consent_sms="1")
    desk.save()
    assert desk.at.store.consents(MALO.member.id) == {Channel.SMS}
    desk.begin("who")
    desk.fill(birthday="01012014")
    desk.save()
    desk.begin("consents")

    assert key_of(desk.field("consent_sms").note) == "task.member.said.without_parent"
    assert desk.at.store.consents(MALO.member.id) == frozenset()
