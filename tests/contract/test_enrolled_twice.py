"""One person enrolled at two tills that could not know of each other, from both forms to the one member."""

from uuid import UUID

from fidpos.server.office_port import Likeness
from fidpos.server.services.doubled import look_for_alike
from fidpos.server.services.office import Office as Acts
from fidpos.till.checkout_settings import CheckoutSettings
from tests.helpers.centre_office import FAR, TILL, Office
from tests.helpers.enrolling_till import EnrollingTill, enrolling_till
from tests.helpers.paper_workshop import PaperWorkshop

PHONE = "0639980777"
A_DAY_S = 86_400


def enrolled_at(till: EnrollingTill, **texts: str) -> EnrollingTill:
    """Without a word from the centre: the line is cut."""
    till.enrol(phone=PHONE, **texts)
    return till


def keys_of(till: EnrollingTill) -> dict[UUID, bytes]:
    """Of the members whom the till has enrolled; it sends them with their events."""
    return {UUID(int=member_id.int): key for member_id, key in till.store._keys.items()}


def test_two_tills_that_enrolled_one_phone_are_found_out_in_the_night_and_made_one(office: Office) -> None:
    here = enrolled_at(enrolling_till(), given_name="Lina")
    far = enrolling_till(
        workshop=PaperWorkshop(["901234000000479999"]), settings=CheckoutSettings(auto_lock_s=1e9)
    )
    far.clock.advance(A_DAY_S)
    office.clock.advance(A_DAY_S)
    there = enrolled_at(far, given_name="Lina", family_name="Petit", email="lina@example.org")
    first, second = here.attached, there.attached
    office.tell(*here.store.events, till_id=TILL, keys=keys_of(here))
    office.tell(*there.store.events, till_id=FAR, keys=keys_of(there))

    with office.unit() as unit:
        found = look_for_alike(unit.office(), office.clock.now())
        (pair,) = unit.office().suspects()
    with office.unit() as unit:
        Acts(book=unit.office(), now=office.clock.now()).merge(
            pair.first, pair.second, here.clock.now().date()
        )

    assert (found, pair.likeness, pair.first, pair.second) == (1, Likeness.PHONE, first.id, second.id)
    remains = office.member(first.id)
    assert (remains.profile.given_name, remains.profile.family_name) == ("Lina", "Petit")
    assert (remains.profile.phone, remains.profile.email) == ("+33639980777", "lina@example.org")
    assert office.states(FAR)[0][second.id].merged_into == first.id


def test_an_enrolment_reaches_the_other_tills_with_card_and_consents(office: Office) -> None:
    here = enrolled_at(enrolling_till(), given_name="Lina", consent_sms="1", consent_telephone="2")

    office.tell(*here.store.events, till_id=TILL, keys=keys_of(here))

    state = office.member(here.attached.id)
    assert state.profile == here.attached.profile
    assert [card.token for card in state.cards] == [f"num:{here.attached.number}"]
    assert {(each.channel, each.granted) for each in state.consents} == {("sms", True), ("telephone", False)}
