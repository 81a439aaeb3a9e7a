"""The second screen: what the customer may see of their visit, and nothing of anybody else."""

from dataclasses import fields, replace

import pytest

from fidpos.texts.texts import Texts
from fidpos.till.task.view import ReviewBody, TaskView
from fidpos.till.view import CheckoutView, Message, TillState
from fidpos.ui.presenters.customer import OFFERS_SHOWN, CustomerModel, customer
from tests.helpers.sample_views import (
    AMOUNT,
    CAMILLE,
    CLOSED,
    IDENTITY,
    IDLE,
    LOCKED,
    MEMBER,
    READY,
    RESOURCES,
)

FRENCH = Texts.load(RESOURCES / "translations", "fr")
IN_TASK = TaskView(
    place="enrol.done",
    title=Message(key="task.print.title"),
    lead=Message(key="task.print.lead"),
    body=ReviewBody(facts=(), qr="9012340000000048"),
)


def shown(view: CheckoutView | None) -> CustomerModel:
    return customer(view, IDENTITY, FRENCH)


def words(model: CustomerModel) -> str:
    said = (getattr(model, each.name) for each in fields(model) if each.name != "code")
    return " ".join(" ".join(part) if isinstance(part, tuple) else part for part in said)


IDLE_PAGE = CustomerModel(headline="Bienvenue chez Le Fournil des Halles")


@pytest.mark.parametrize("view", [None, LOCKED, IDLE, replace(READY, staff=None)])
def test_while_nobody_is_served_the_shop_greets(view: CheckoutView | None) -> None:
    assert shown(view) == IDLE_PAGE


def test_a_member_whose_visit_was_only_corrected_is_not_greeted() -> None:
    assert CLOSED.member is not None

    assert shown(replace(CLOSED, member=replace(CLOSED.member, is_there=False))) == IDLE_PAGE


@pytest.mark.parametrize("state", [TillState.LOCKED, TillState.TECHNICIAN])
def test_a_locked_till_and_the_desk_show_nobodys_visit(state: TillState) -> None:
    assert shown(replace(READY, state=state)) == IDLE_PAGE


@pytest.mark.parametrize("view", [MEMBER, READY, CLOSED])
def test_of_a_person_there_is_a_first_name_and_no_more(view: CheckoutView) -> None:
    said = words(shown(view))

    assert "Camille" in said
    assert "Lefèvre" not in said
    assert CAMILLE.masked_card not in said


def test_whoever_holds_the_card_is_greeted() -> None:
    held = replace(MEMBER, member=replace(CAMILLE, holder="Sacha"))

    assert shown(held).headline == "Bonjour Sacha"


def test_alerts_of_the_cashier_are_not_the_customers() -> None:
    assert "Léa" not in words(shown(MEMBER))


def test_a_visit_in_progress_shows_what_is_to_be_paid_and_what_it_will_give() -> None:
    assert READY.preview is not None
    model = shown(READY)

    assert model.headline == "Bonjour Camille"
    assert model.amount == FRENCH.value(READY.preview.due)
    assert model.amount_label == "À payer en caisse"
    after = READY.preview.points_after
    assert model.points == FRENCH.say("customer.will_have", counter="Points", points=after)


def test_only_rewards_that_can_be_used_now_are_offered() -> None:
    model = shown(MEMBER)

    assert model.offers == ("Café offert", "Viennoiserie offerte", "5 € de remise")
    assert len(model.offers) <= OFFERS_SHOWN


def test_a_discount_is_said() -> None:
    assert READY.preview is not None
    off = replace(READY.preview, discount=READY.preview.amount)

    assert "Remise fidélité" in shown(replace(READY, preview=off)).discount


def test_an_amount_without_a_member_is_shown_too() -> None:
    model = shown(AMOUNT)

    assert model.headline == "Bonjour"
    assert model.amount == FRENCH.value(AMOUNT.amount)
    assert model.points == ""


def test_after_the_close_there_are_thanks_and_the_points() -> None:
    assert CLOSED.member is not None
    model = shown(CLOSED)

    assert model.headline == "Merci Camille, à bientôt"
    assert model.points == FRENCH.say("customer.balance", counter="Points", points=CLOSED.member.points)
    assert model.offers == ()


def test_a_new_members_code_is_shown_to_be_photographed() -> None:
    enrolling = replace(IDLE, state=TillState.ENROLLING, task=IN_TASK)

    assert shown(enrolling).code
    assert shown(enrolling).headline == "Votre carte\N{NO-BREAK SPACE}: photographiez ce code"


def test_a_code_of_any_other_task_is_nobodys_to_photograph() -> None:
    for state in (TillState.TASK, TillState.SELLING_GIFT_CARD):
        assert shown(replace(IDLE, state=state, task=IN_TASK)) == IDLE_PAGE


def test_a_training_till_says_so() -> None:
    practising = customer(READY, replace(IDENTITY, production=False), FRENCH)

    assert practising.practice == "FORMATION — SANS VALEUR"
