"""The way through the assistant, question by question, and what stands in it."""

from dataclasses import replace

import pytest

from fidpos.domain.staff import Role
from fidpos.till.first_run.ports import Made, Making, MakingStep, NotMade, Stopped
from fidpos.till.first_run.shop import Begun, NewPerson
from fidpos.till.task.acts import ChooseLine, FillIn, GoOn, PressKey
from fidpos.till.task.view import FormBody, ListBody, PresentBody, ReviewBody
from fidpos.till.view import Message
from tests.helpers.first_run_pc import ANSWERS, MANAGER, PIN, answer
from tests.helpers.scripted_place import FirstRun, ScriptedPlace

PLACES = (
    "way",
    "names",
    "country",
    "money",
    "person.0",
    "people",
    "programmes",
    "programme",
    "devices",
    "check",
)


def run_to(place: str, run: FirstRun | None = None) -> FirstRun:
    """A run that has come to that page with the usual answers."""
    run = run or FirstRun()
    for each in ANSWERS:
        if run.at == place:
            return run
        answer(run.assistant, each)
    assert run.at == place
    return run


def faults(run: FirstRun) -> dict[str, str]:
    body = run.view.body
    assert isinstance(body, FormBody)
    return {each.key: each.fault.key for each in body.fields if each.fault is not None}


def test_the_usual_answers_lead_from_the_language_to_a_shop_that_is_made() -> None:
    run = FirstRun()
    places = []
    for each in ANSWERS:
        answer(run.assistant, each)
        places.append(run.at)

    (shop,) = run.place.made
    assert places == [*PLACES, "making"]
    assert (shop.shop, shop.merchant, shop.card_name) == ("Boutique du port", "Maison Lenoir", "Carte Lenoir")
    assert (shop.currency, shop.zone, shop.phone_country) == ("EUR", "Europe/Paris", "FR")
    assert shop.people == (NewPerson(name="Hélène Lenoir", role=Role.MANAGER, pin=PIN),)
    assert (shop.programme, shop.merchant_code) == ("points_and_tiers", "4711")


def test_no_repr_shows_a_pin() -> None:
    run = run_to("check")

    assert PIN not in repr(run.view)
    answer(run.assistant, GoOn())
    assert PIN not in repr(run.place.made)


def test_escape_goes_back_page_by_page_and_forgets_nothing() -> None:
    run = run_to("check")
    back = []
    while run.at != "language":
        run.assistant.back()
        back.append(run.at)
    run.assistant.back()

    assert run.at == "language"
    assert back == [
        "devices",
        "programme",
        "programmes",
        "people",
        "money",
        "country",
        "names",
        "way",
        "language",
    ]
    again = run_to("names", run).view.body
    assert isinstance(again, FormBody)
    assert [each.text for each in again.fields][:2] == ["Boutique du port", "Maison Lenoir"]


def test_a_language_is_spoken_at_once() -> None:
    run = FirstRun()
    answer(run.assistant, ChooseLine(2))

    assert (run.place.language, run.at) == ("en", "way")


def test_the_shops_name_stands_for_the_merchants_until_another_is_typed() -> None:
    run = run_to("names")
    run.assistant.in_task(FillIn("shop", "Chez Lina", 1))

    body = run.view.body
    assert isinstance(body, FormBody)
    assert (body.fields[1].text, body.at) == ("Chez Lina", 1)


@pytest.mark.parametrize(
    "name",
    ["", "   ", "x" * 61, "x" * 10_000, "a\0b", "a\nb", "a\u202eb", "a\u200fb", "\x1b[31m"],
)
def test_what_cannot_be_a_name_is_refused_with_a_sentence(name: str) -> None:
    run = run_to("names")
    for key, text in zip(("shop", "merchant", "card", "till"), (name, "M", "C", "T"), strict=True):
        run.assistant.in_task(FillIn(key, text, 1))

    # A line break is a blank like any other in a name.
    expected = "country" if name == "a\nb" else "names"
    assert run.at == expected
    assert ("shop" in faults(run)) if expected == "names" else True


@pytest.mark.parametrize("name", ["🥐 L’Épi", "<b>Bold</b>", "'; DROP TABLE shops; --", "{name}", "Ǆ"])
def test_any_signs_that_one_can_see_are_kept_as_they_are(name: str) -> None:
    run = run_to("names")
    for key in ("shop", "merchant", "card", "till"):
        run.assistant.in_task(FillIn(key, name, 1))

    assert run.at == "country"
    assert answered_name(run) == name


def answered_name(run: FirstRun) -> str:
    run.assistant.back()
    body = run.view.body
    assert isinstance(body, FormBody)
    return body.fields[0].text


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("currency", "EURO"),
        ("currency", "JPY"),
        ("currency", "'--"),
        ("zone", "Mars/Olympus"),
        ("zone", "../../etc/passwd"),
        ("zone", "\0"),
        ("zone", ""),
        ("phone", "XX"),
        ("phone", ""),
    ],
)
def test_what_follows_from_the_country_is_refused_where_it_cannot_be(key: str, text: str) -> None:
    run = run_to("money")
    for each in ("currency", "zone", "phone"):
        usual = {"currency": "EUR", "zone": "Europe/Paris", "phone": "FR"}[each]
        run.assistant.in_task(FillIn(each, text if each == key else usual, 1))

    assert run.at == "money"
    assert key in faults(run)


def test_another_country_brings_its_own_currency() -> None:
    run = run_to("country")
    answer(run.assistant, ChooseLine(3))

    body = run.view.body
    assert isinstance(body, FormBody)
    assert [each.text for each in body.fields] == ["CHF", "Europe/Zurich", "CH"]


@pytest.mark.parametrize(
    ("pin", "again", "at_fault"),
    [("123456", "123456", "pin"), ("4829", "4829", "pin"), ("", "", "pin"), (PIN, "482916", "again")],
)
def test_a_pin_that_is_weak_or_typed_two_ways_is_asked_again(pin: str, again: str, at_fault: str) -> None:
    run = run_to("person.0")
    answer(run.assistant, ("Hélène Lenoir", pin, again))

    assert run.at == "person.0"
    assert list(faults(run)) == [at_fault]


def test_more_people_are_added_changed_and_taken_out_again() -> None:
    run = run_to("people")
    answer_more = (("Noé", "1", "593714", "593714"), ("Mia", "3", "618203", "618203"))
    for each in answer_more:
        run.assistant.in_task(PressKey("f4"))
        answer(run.assistant, each)
    run.assistant.in_task(ChooseLine(2))
    run.assistant.in_task(PressKey("f8"))

    body = run.view.body
    assert isinstance(body, ListBody)
    assert [each.title for each in body.lines] == ["Hélène Lenoir", "Mia"]


def test_two_people_do_not_have_one_name() -> None:
    run = run_to("people")
    run.assistant.in_task(PressKey("f4"))
    answer(run.assistant, ("Hélène Lenoir", "1", "593714", "593714"))

    assert "name" in faults(run)


def test_the_making_says_what_is_being_done_and_ends_at_an_open_till() -> None:
    run = run_to("check")
    answer(run.assistant, GoOn())
    run.assistant.hear(Making(MakingStep.PROGRAMME))
    going_on = run.view.body
    run.assistant.hear(Made())
    at_the_end = run.at
    answer(run.assistant, GoOn())

    assert isinstance(going_on, PresentBody)
    assert going_on.title == Message(key="first_run.making.programme")
    assert len(going_on.facts) == 2
    assert at_the_end == "done"
    assert run.place.opened == 1


def test_a_making_that_broke_off_says_why_and_enter_tries_again() -> None:
    run = run_to("check")
    answer(run.assistant, GoOn())
    run.assistant.hear(NotMade(problem=Message(key="error.store_full"), hint=Message(key="hint.error")))
    said = run.view
    answer(run.assistant, GoOn())

    assert said.place == "check"
    assert said.problem == Message(key="error.store_full")
    assert run.at == "making"
    assert len(run.place.made) == 2


def test_escape_stops_a_making_and_waits_for_it_to_say_so() -> None:
    run = run_to("check")
    answer(run.assistant, GoOn())
    run.assistant.back()
    waiting = run.at
    run.assistant.hear(Stopped())

    assert (waiting, run.place.stops) == ("making", 1)
    assert run.at == "check"
    assert run.view.problem is not None


def test_news_of_nothing_that_goes_on_changes_nothing() -> None:
    run = run_to("names")
    run.assistant.hear(Made())

    assert run.at == "names"


def test_a_pc_without_the_centres_programs_can_only_be_paired() -> None:
    run = FirstRun(ScriptedPlace(has_centre_programs=False))
    answer(run.assistant, GoOn(), ChooseLine(2))

    assert run.at == "way"
    body = run.view.body
    assert isinstance(body, ListBody)
    assert [each.is_open for each in body.lines] == [True, False, True]


def test_a_backup_is_brought_back_by_a_command_that_is_named() -> None:
    run = FirstRun()
    answer(run.assistant, GoOn(), ChooseLine(3))

    assert isinstance(run.view.body, ReviewBody)
    assert run.view.enter is None


def broken_off(*, knows_people: bool) -> FirstRun:
    """A run that finds what another one left; PINs were not kept."""
    first = run_to("check")
    answer(first.assistant, GoOn())
    (shop,) = first.place.made
    bare = tuple(NewPerson(name=each.name, role=each.role) for each in shop.people)
    kept = Begun(shop=replace(shop, people=bare), knows_people=knows_people)
    return FirstRun(ScriptedPlace(kept=kept))


def test_what_was_broken_off_goes_on_at_once_when_the_centre_knows_everybody() -> None:
    run = broken_off(knows_people=True)
    begins_at = run.at
    answer(run.assistant, GoOn())

    assert (begins_at, run.at) == ("again", "making")
    assert run.place.made[0].people[0].pin == ""


def test_what_was_broken_off_before_that_asks_for_pins_again_and_for_nothing_else() -> None:
    run = broken_off(knows_people=False)
    answer(run.assistant, GoOn(), GoOn())
    asked_for = run.at
    answer(run.assistant, MANAGER, GoOn(), ChooseLine(1), GoOn(), GoOn(), GoOn())

    assert asked_for == "person.0"
    assert run.place.made[0].shop == "Boutique du port"
    assert run.place.made[0].people[0].pin == PIN


def test_what_was_broken_off_may_also_be_answered_anew() -> None:
    run = broken_off(knows_people=False)
    run.assistant.in_task(PressKey("f4"))

    assert run.at == "language"
