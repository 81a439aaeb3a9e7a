"""The file completed or put right: what is typed, what is read of it, who has to be asked."""

from dataclasses import replace
from datetime import date

import pytest

from fidpos.domain.clock import DayMonth
from fidpos.domain.errors import StoreFull
from fidpos.domain.ids import RelativeId
from fidpos.domain.member import PostalAddress, Profile, Relation
from fidpos.wire.member_events import MemberProfileChanged
from tests.helpers.counter import BERENICE, MALO, ZOE, counter
from tests.helpers.file_desk import FileDesk, file_of

HOSTILE = [
    "\U0001f468‍\U0001f469‍\U0001f467",
    "x" * 10_000,
    "\N{RIGHT-TO-LEFT OVERRIDE}evil\N{POP DIRECTIONAL FORMATTING}",
    "<img src=x onerror=alert(1)>",
    "'; DROP TABLE members; --",
    "\x1b@\x00\x07\r\n",
    "{0.__class__}{amount}",
]


def of_malo(page: str = "who") -> FileDesk:
    desk = file_of(MALO.cards[0].token.value)
    desk.begin(page)
    return desk


def profile_of(desk: FileDesk, who: str = "malo") -> Profile:
    member = desk.at.store.member({"malo": MALO, "zoe": ZOE}[who].member.id)
    assert member is not None
    return member.profile


def test_the_form_says_what_the_till_knows() -> None:
    desk = of_malo()

    assert desk.field("given_name").text == "Malo"
    assert desk.field("phone").text == MALO.member.profile.phone


def test_what_is_completed_is_recorded_for_whoever_asks_next() -> None:
    desk = of_malo()
    desk.fill(email="Malo@Example.FR", birthday="24121990", street="3 rue Haute", city="Brest")
    desk.save()

    profile = profile_of(desk)
    assert profile.email == "malo@example.fr"
    assert (profile.birthday, profile.birth_year) == (DayMonth(day=24, month=12), 1990)
    assert profile.address == PostalAddress(street="3 rue Haute", city="Brest")
    assert desk.at.said == "task.member.done.saved"


def test_nothing_personal_stands_in_clear_in_the_event() -> None:
    desk = of_malo()
    desk.fill(email="malo@example.fr")
    desk.save()

    told = desk.last
    assert isinstance(told, MemberProfileChanged)
    assert b"malo" not in told.sealed
    assert b"Durand" not in told.sealed


def test_a_birthday_that_is_told_later_counts_later() -> None:
    desk = of_malo()
    desk.fill(birthday="2211")
    desk.save()

    assert profile_of(desk).birthday_changed_on == date(2026, 11, 20)


def test_a_form_in_which_nothing_was_changed_records_nothing() -> None:
    desk = of_malo()
    before = len(desk.at.store.events)
    desk.save()

    assert len(desk.at.store.events) == before
    assert desk.lead == "task.member.lead"


def test_the_member_shown_at_the_checkout_has_the_new_name() -> None:
    desk = of_malo()
    desk.fill(given_name="Maël")
    desk.save()

    member = desk.at.view.member
    assert member is not None
    assert member.name.startswith("Maël")


@pytest.mark.parametrize(
    ("field", "text"), [("phone", "12"), ("email", "nobody"), ("birthday", "3202"), ("phone", "x" * 10_000)]
)
def test_what_cannot_be_read_is_said_at_its_field_and_recorded_nowhere(field: str, text: str) -> None:
    desk = of_malo()
    before = len(desk.at.store.events)
    desk.fill(**{field: text})
    desk.save()

    assert desk.field(field).fault is not None
    assert len(desk.at.store.events) == before


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("field", ["family_name", "given_name", "phone", "email", "birthday", "city"])
def test_hostile_text_is_kept_as_text_or_refused_with_a_sentence(field: str, text: str) -> None:
    desk = of_malo()
    desk.fill(**{field: text})
    desk.save()

    if desk.is_open and desk.lead == "task.member.lead.who":
        assert desk.field(field).fault is not None
    else:
        kept = getattr(profile_of(desk), field, "") if field != "city" else profile_of(desk).address
        assert "\x00" not in str(kept)
        assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in str(kept)


def test_the_phone_of_a_member_found_by_name_is_changed_on_a_managers_word() -> None:
    at = counter()
    at.session.search("Malo")
    at.session.pick_member(MALO.member.id)
    desk = FileDesk(at)
    desk.begin("who")
    desk.fill(phone="0600000001")
    desk.save()
    assert desk.asks_manager

    desk.approve()
    assert profile_of(desk).phone == "+33600000001"


def test_the_phone_is_changed_for_whoever_holds_out_the_card() -> None:
    desk = of_malo()
    desk.fill(phone="06 00 00 00 01")
    desk.save()

    assert profile_of(desk).phone == "+33600000001"


def test_the_number_of_another_member_is_taken_over_on_a_managers_word_alone() -> None:
    desk = of_malo()
    desk.fill(phone=BERENICE.member.profile.phone)
    desk.save()

    assert desk.asks_manager


def test_a_member_keeps_a_name() -> None:
    desk = of_malo()
    desk.fill(given_name="", family_name="")
    desk.save()

    assert desk.field("given_name").fault is not None
    assert profile_of(desk).family_name == "Durand"


def test_a_full_disk_loses_nothing_that_was_typed() -> None:
    desk = of_malo()
    desk.fill(email="malo@example.fr")
    desk.at.break_disk(StoreFull("no room"))
    desk.save()
    assert desk.field("email").text == "malo@example.fr"

    desk.at.mend_disk()
    desk.save()
    assert profile_of(desk).email == "malo@example.fr"


# The household.


def test_a_spouse_and_a_second_child_join_the_first_who_stays_the_same_person() -> None:
    desk = file_of(ZOE.cards[0].token.value)
    desk.begin("household")
    desk.fill(spouse="Yann", child_2="Mia", child_2_birthday="0106")
    desk.save()

    household = profile_of(desk, "zoe").household
    assert [(each.relation, each.given_name) for each in household] == [
        (Relation.CHILD, "Léo"),
        (Relation.SPOUSE, "Yann"),
        (Relation.CHILD, "Mia"),
    ]
    assert household[0] == ZOE.member.profile.household[0]
    assert household[2].birthday_changed_on == date(2026, 11, 20)


def test_a_child_whose_name_was_mistyped_goes_on_carrying_its_card() -> None:
    desk = file_of(ZOE.cards[0].token.value)
    desk.begin("household")
    desk.fill(child_1="Léa")
    desk.save()

    (child,) = profile_of(desk, "zoe").household
    assert child == replace(ZOE.member.profile.household[0], given_name="Léa")


def test_an_emptied_line_takes_nobody_elses_place() -> None:
    desk = file_of(ZOE.cards[0].token.value)
    desk.begin("household")
    desk.fill(child_2="Mia")
    desk.save()
    mia = profile_of(desk, "zoe").household[1].id
    desk.begin("household")
    desk.fill(child_1="", child_1_birthday="")
    desk.save()

    assert [each.id for each in profile_of(desk, "zoe").household] == [RelativeId(mia)]


def test_a_free_day_of_the_household_stays_as_it_is() -> None:
    desk = file_of(ZOE.cards[0].token.value)
    desk.begin("household")
    desk.save()

    assert profile_of(desk, "zoe").household == ZOE.member.profile.household
