"""The member column."""

from dataclasses import replace

import pytest

from fidpos.texts.texts import Texts
from fidpos.till.view import CheckoutView, MemberView
from fidpos.ui.presenters.member import ALERTS_SHOWN, OFFERS_SHOWN, member
from fidpos.ui.presenters.models import InviteModel, MemberModel
from tests.helpers.sample_views import AMOUNT, CAMILLE, CHOSEN, CLOSED, IDLE, MEMBER, READY, WRITING, Sample


def shown(texts: Texts, view: MemberView) -> MemberModel:
    model = member(Sample(view=replace(MEMBER, member=view)).scene(texts))
    assert isinstance(model, MemberModel)
    return model


def test_nobody_attached_is_an_invitation(french: Texts) -> None:
    model = member(Sample(view=IDLE).scene(french))

    assert isinstance(model, InviteModel)
    assert model.title == "Présentez la carte"
    assert model.card_name == "Carte Club"


def test_the_invitation_says_that_an_amount_waits(french: Texts) -> None:
    model = member(Sample(view=AMOUNT).scene(french))

    assert isinstance(model, InviteModel)
    assert model.subtitle == "Le montant attend son client."


def test_a_member_is_shown_with_points_tier_and_way_to_the_next(french: Texts) -> None:
    model = shown(french, CAMILLE)

    assert (model.name, model.initials, model.tier, model.points) == (
        "Camille Lefèvre",
        "CL",
        "Or",
        "1\u202f284",
    )
    assert model.progress == "Encore 716 avant Platine"
    assert model.since == "Client depuis mars 2023"


def test_only_the_last_four_characters_of_a_card_are_shown(french: Texts) -> None:
    assert shown(french, CAMILLE).card == "Carte •••• 0486"


def test_who_carries_the_card_is_said(french: Texts) -> None:
    assert shown(french, replace(CAMILLE, holder="Léa")).card == "Carte •••• 0486, portée par Léa"


def test_a_member_found_by_name_has_no_card(french: Texts) -> None:
    assert shown(french, replace(CAMILLE, masked_card="")).card == "Trouvé sans carte"


def test_at_the_top_there_is_no_next_tier(french: Texts) -> None:
    model = shown(french, replace(CAMILLE, progress=None))

    assert model.progress == "Statut le plus élevé"
    assert model.progress_ppm is None


def test_no_tier_is_no_chip(french: Texts) -> None:
    model = shown(french, replace(CAMILLE, progress=None, tier_code="", tier_title=""))

    assert (model.tier, model.progress) == ("", "")


def test_a_birthday_nearby_is_said(french: Texts) -> None:
    assert shown(french, CAMILLE).alerts == ("Anniversaire de Léa dans 3\xa0jours.",)


def test_no_more_is_listed_than_there_is_room_for(french: Texts) -> None:
    model = shown(french, replace(CAMILLE, alerts=CAMILLE.alerts * 5))

    assert len(model.alerts) == ALERTS_SHOWN
    assert len(model.offers) == OFFERS_SHOWN


def test_rewards_within_reach_are_counted(french: Texts) -> None:
    dear = tuple(replace(offer, missing=100) for offer in CAMILLE.offers)

    assert shown(french, CAMILLE).offers_title == "3 avantages à portée"
    assert shown(french, replace(CAMILLE, offers=dear)).offers_title == "Prochains avantages"


def test_rewards_can_be_used_during_a_visit_only(french: Texts) -> None:
    closed = member(Sample(view=CLOSED).scene(french))
    assert isinstance(closed, MemberModel)

    assert shown(french, CAMILLE).rewards.enabled
    assert shown(french, replace(CAMILLE, offers=())).rewards.enabled
    assert not closed.rewards.enabled


@pytest.mark.parametrize(
    ("view", "can_open"), [(MEMBER, True), (READY, True), (WRITING, True), (CLOSED, True), (CHOSEN, False)]
)
def test_the_file_opens_while_nothing_else_is_open(french: Texts, view: CheckoutView, can_open: bool) -> None:
    model = member(Sample(view=view).scene(french))

    assert isinstance(model, MemberModel)
    assert (model.file.key, model.file.enabled) == ("F3", can_open)


def test_while_a_card_is_made_the_same_key_gives_up(french: Texts) -> None:
    model = member(Sample(view=WRITING).scene(french))

    assert isinstance(model, MemberModel)
    assert model.file.label == "Renoncer"
