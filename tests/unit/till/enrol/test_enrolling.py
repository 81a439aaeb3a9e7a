"""F3 with nobody attached: a new member, from the first key to the visit in progress."""

import pytest

from fidpos.domain.card import CardToken, Medium, TokenKind
from fidpos.domain.clock import DayMonth
from fidpos.domain.enrolment import Enrolment
from fidpos.domain.enrolment_policy import EnrolmentPolicy
from fidpos.domain.errors import StoreFull
from fidpos.domain.ids import MemberId
from fidpos.domain.member import Channel, PostalAddress, Relation
from fidpos.domain.money import EUR, Money
from fidpos.till.task.acts import OpenTask, TaskKind
from fidpos.till.view import TillState
from fidpos.wire.events import CardLinked, ConsentStated, MemberEnrolled
from tests.helpers.counter import BERENICE, INES, MALO, PAUL
from tests.helpers.enrolling_till import (
    LINA,
    NUMBER,
    NUMBERS,
    EnrollingTill,
    enrolling_till,
    without_workshop,
)
from tests.helpers.paper_workshop import PaperWorkshop

CARD = "2047110000123"


@pytest.fixture
def till() -> EnrollingTill:
    return enrolling_till()


def test_a_name_and_a_phone_make_a_member(till: EnrollingTill) -> None:
    member = till.enrol(**LINA)

    profile = member.profile
    assert (profile.given_name, profile.family_name, profile.phone) == ("Lina", "Petit", "+33639980777")
    assert member.enrolled_on == till.session.view().at.date()
    assert till.said == "task.enrol.enrolled"


def test_the_amount_typed_before_stays_and_the_member_is_on_the_visit(till: EnrollingTill) -> None:
    till.type_amount(1234)
    till.enrol(**LINA)

    view = till.view
    assert (view.state, view.amount) == (TillState.READY, Money(1234, EUR))


def test_the_visit_earns_at_once(till: EnrollingTill) -> None:
    till.type_amount(1200)
    member = till.enrol(**LINA)
    till.session.confirm()

    assert [balance.amount for balance in till.store.balances(member.account_id)] == [12]


def test_without_a_card_the_member_gets_a_code_to_photograph(till: EnrollingTill) -> None:
    till.open()
    till.to_check(**LINA)
    till.enter()

    assert till.review.qr == NUMBER
    till.enter()
    card = till.store.card(CardToken(TokenKind.NUMBER, NUMBER))
    assert card is not None
    assert (card.member_id, card.medium) == (till.attached.id, Medium.PHONE)
    assert till.attached.number == NUMBER


def test_the_code_is_recognised_the_next_day(till: EnrollingTill) -> None:
    member = till.enrol(**LINA)
    till.leave()
    till.clock.advance(86_400)
    till.tap(NUMBER, Medium.BARCODE)

    assert till.attached.id == member.id


def test_a_number_that_is_somebodys_is_drawn_again() -> None:
    taken = BERENICE.cards[0].token.value
    till = enrolling_till(workshop=PaperWorkshop([taken, NUMBER]))

    assert till.enrol(**LINA).number == NUMBER


@pytest.mark.parametrize("after", ["open", "phone", "consents", "check"])
def test_a_card_may_be_held_out_at_any_moment(till: EnrollingTill, after: str) -> None:
    till.open()
    if after == "open":
        till.tap(CARD)
    till.type("phone", LINA["phone"])
    if after == "phone":
        till.tap(CARD)
    till.fill(**LINA)
    if after == "consents":
        till.tap(CARD)
    till.fill()
    if after == "check":
        till.tap(CARD)
    till.enter()

    card = till.store.card(CardToken(TokenKind.NUMBER, CARD))
    assert card is not None
    assert (card.member_id, card.medium) == (till.attached.id, Medium.CHIP)
    assert till.attached.number == CARD


def test_the_card_held_out_last_is_the_members(till: EnrollingTill) -> None:
    till.open()
    till.tap(CARD)
    till.tap("2047110000130")
    till.to_check(**LINA)

    till.enter()

    assert till.attached.number == "2047110000130"
    assert till.store.card(CardToken(TokenKind.NUMBER, CARD)) is None


def test_a_card_is_let_go_again(till: EnrollingTill) -> None:
    till.open()
    till.tap(CARD)
    till.to_check(**LINA)
    till.press("delete")
    till.enter()
    till.enter()

    assert till.store.card(CardToken(TokenKind.NUMBER, CARD)) is None
    assert till.attached.number == NUMBER


def test_somebodys_card_is_not_given_to_somebody_else(till: EnrollingTill) -> None:
    till.open()
    till.tap(BERENICE.cards[0].token.value)
    said = till.said
    till.to_check(**LINA)

    assert said == "read.member"
    assert till.fact("card") == "task.enrol.card.virtual"


def test_a_card_that_became_somebodys_meanwhile_is_let_go_and_said(till: EnrollingTill) -> None:
    till.open()
    till.tap(CARD)
    till.to_check(**LINA)
    other = EnrollingTill(store=till.store, clock=till.clock)
    other.open()
    other.tap(CARD)
    other.to_check(given_name="Autre")
    other.enter()

    till.enter()

    assert till.said == "task.enrol.card_of_another"
    assert till.task.place == "enrol.check"
    till.enter()
    till.enter()
    assert till.attached.profile.given_name == "Lina"


def test_a_card_is_made_next_where_blanks_are(till: EnrollingTill) -> None:
    till.open()
    till.to_check(**LINA)
    till.press("f6")

    member = till.attached
    assert till.view.state is TillState.WRITING_CARD
    till.session.choose_card_kind(3)
    assert till.said == "banner.card_printed"
    card = till.store.card(CardToken(TokenKind.NUMBER, NUMBER))
    assert card is not None
    assert card.member_id == member.id


def test_where_no_numbers_are_drawn_a_phone_is_enough() -> None:
    till = without_workshop()

    member = till.enrol(**LINA)

    assert not till.store.files.cards_of(member.id)


def test_nobody_is_enrolled_who_could_never_be_found_again() -> None:
    till = without_workshop()
    till.open()
    till.to_check(given_name="Lina", family_name="Petit")
    till.enter()

    assert till.said == "task.enrol.unreachable"
    till.tap(CARD)
    till.enter()
    assert till.attached.number == CARD


def test_one_of_the_two_names_is_needed(till: EnrollingTill) -> None:
    till.open()
    for key in ("phone", "family_name", "given_name", "email", "birthday"):
        till.type(key, LINA["phone"] if key == "phone" else "")

    fault = till.field("given_name").fault
    assert fault is not None
    assert fault.key == "task.enrol.fault.name_missing"
    assert till.form.at == 2


@pytest.mark.parametrize(
    ("key", "text"), [("phone", "0639"), ("email", "lina@"), ("birthday", "3102"), ("birthday", "241290")]
)
def test_what_cannot_be_read_is_said_and_kept_for_mending(till: EnrollingTill, key: str, text: str) -> None:
    till.open()
    till.type("given_name", "Lina")
    till.type(key, text)
    before = till.field(key).fault
    till.fill()

    assert before is not None
    assert before.key == f"task.enrol.fault.{key}"
    assert till.task.place == "enrol.who"
    assert (till.field(key).text, till.form.fields[till.form.at].key) == (text, key)


def test_nothing_is_said_while_one_is_typing(till: EnrollingTill) -> None:
    till.open()
    till.type("phone", "0639", move=0)

    assert till.field("phone").fault is None


def test_address_and_family_are_on_a_page_of_their_own(till: EnrollingTill) -> None:
    till.open()
    for key, text in LINA.items():
        till.type(key, text)
    till.press("f4")
    till.fill(street="3 rue des Lilas", postcode="69000", city="Lyon", spouse="Marc", spouse_birthday="0305")
    till.fill(child_1="Zoé", child_1_birthday="1204", child_2_birthday="0107")
    till.fill()
    assert (till.fact("spouse"), till.fact("children")) == ("Marc", "Zoé, 01/07")
    till.enter()
    till.enter()

    profile = till.attached.profile
    assert profile.address == PostalAddress(street="3 rue des Lilas", postcode="69000", city="Lyon")
    assert [(one.relation, one.given_name, one.birthday) for one in profile.household] == [
        (Relation.SPOUSE, "Marc", DayMonth(day=3, month=5)),
        (Relation.CHILD, "Zoé", DayMonth(day=12, month=4)),
        (Relation.CHILD, "", DayMonth(day=1, month=7)),
    ]


def test_what_is_wrong_on_a_page_left_behind_is_come_back_to(till: EnrollingTill) -> None:
    till.open()
    for key, text in LINA.items():
        till.type(key, text)
    till.press("f4")
    till.type("spouse_birthday", "9999")
    till.session.back()
    till.fill()
    till.fill()

    assert till.task.place == "enrol.home"
    assert till.form.fields[till.form.at].key == "spouse_birthday"
    assert till.field("spouse_birthday").fault is not None


def test_escape_goes_back_page_by_page_and_enrols_nobody(till: EnrollingTill) -> None:
    till.open()
    till.to_check(**LINA)
    places = []
    while till.view.task is not None:
        places.append(till.task.place)
        till.session.back()

    assert places == ["enrol.check", "enrol.consents", "enrol.who"]
    assert till.store.members_reached_at(phone="+33639980777") == ()


def test_what_was_typed_is_there_after_going_back(till: EnrollingTill) -> None:
    till.open()
    till.to_check(**LINA)
    till.session.back()
    till.session.back()

    assert [till.field(key).text for key in LINA] == list(LINA.values())


def test_escape_from_the_code_attaches_the_new_member(till: EnrollingTill) -> None:
    till.open()
    till.to_check(**LINA)
    till.enter()
    till.session.back()

    assert till.attached.profile.given_name == "Lina"


def test_a_colleague_goes_on_where_another_one_was(till: EnrollingTill) -> None:
    till.open()
    till.fill(**LINA)
    till.session.lock()
    hidden = till.view.task
    till.sign_in(PAUL)
    till.fill(consent_sms="1")
    till.enter()

    stated = [event for event in till.store.events if isinstance(event, ConsentStated | MemberEnrolled)]
    assert hidden is None
    assert {event.staff_id for event in stated} == {PAUL.id}


def test_a_full_disk_enrols_nobody_and_loses_nothing_that_was_typed(till: EnrollingTill) -> None:
    till.open()
    till.to_check(**LINA)
    till.store.refuse = StoreFull()
    till.enter()
    place, said = till.task.place, till.said
    till.store.refuse = None
    till.enter()
    till.enter()

    assert (place, said) == ("enrol.check", "error.store_full")
    assert till.attached.profile.given_name == "Lina"


def test_a_second_try_records_the_same_ids_and_the_same_number(
    till: EnrollingTill, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[tuple[MemberId, str]] = []

    def never_sure(enrolment: Enrolment, **_: object) -> None:
        tried.append((enrolment.member.id, enrolment.member.number))
        raise StoreFull

    monkeypatch.setattr(till.store, "enrol", never_sure)
    till.open()
    till.to_check(**LINA)
    till.enter()
    till.enter()

    assert tried[0] == tried[1]


def test_member_card_and_consents_are_recorded_as_one_and_in_this_order(till: EnrollingTill) -> None:
    till.open()
    till.to_check(**LINA, consent_sms="1", consent_telephone="2")
    before = len(till.store.events)
    till.enter()

    events = till.store.events[before:]
    assert [type(event) for event in events] == [MemberEnrolled, CardLinked, ConsentStated, ConsentStated]


def test_whoever_is_attached_is_enrolled_already(till: EnrollingTill) -> None:
    till.tap(MALO.cards[0].token.value)
    till.session.in_task(OpenTask(TaskKind.ENROL))

    assert till.view.task is None


def test_the_shop_country_decides_how_a_number_is_read() -> None:
    till = enrolling_till(policy=EnrolmentPolicy(country="BE"))

    assert till.enrol(given_name="Lotte", phone="0470123456").profile.phone == "+32470123456"


def test_who_was_enrolled_abroad_is_found_by_the_number_as_it_is_dialled_there() -> None:
    till = enrolling_till(policy=EnrolmentPolicy(country="BE"))
    member = till.enrol(given_name="Lotte", phone="0470123456")
    till.leave()
    till.session.search("0470 12 34 56")

    assert [hit.member_id for hit in till.view.found or ()] == [member.id]


def test_consents_are_kept_with_who_asked(till: EnrollingTill) -> None:
    member = till.enrol(**LINA, consent_sms="1", consent_telephone="2")

    stated = [event for event in till.store.events if isinstance(event, ConsentStated)]
    assert till.store.consents(member.id) == {Channel.SMS}
    assert {(event.channel, event.granted, event.wording, event.staff_id) for event in stated} == {
        (Channel.SMS, True, "2026-1", INES.id),
        (Channel.TELEPHONE, False, "2026-1", INES.id),
    }


def test_the_numbers_of_the_workshop_are_used_up_one_by_one(till: EnrollingTill) -> None:
    numbers = []
    for given_name in ("Anna", "Bela", "Cleo"):
        numbers.append(till.enrol(given_name=given_name).number)
        till.leave()

    assert tuple(numbers) == NUMBERS
