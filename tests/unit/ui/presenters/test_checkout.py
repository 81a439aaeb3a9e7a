"""The checkout screen: what Enter and Esc would do stands on their buttons."""

from dataclasses import replace

import pytest

from fidpos.texts.texts import Texts
from fidpos.till.view import CheckoutView, TillState
from fidpos.ui.presenters.checkout import checkout
from fidpos.ui.presenters.models import Accent
from fidpos.ui.presenters.screen import screen
from tests.helpers.sample_views import (
    AMOUNT,
    CHOSEN,
    CLOSED,
    FINDING,
    IDLE,
    MEMBER,
    NEW_CARD,
    OTHER_MEMBER,
    PREVIEW,
    READY,
    SAMPLES,
    UNUSUAL,
    WRITING,
    Sample,
)

CLOSING = replace(READY, state=TillState.CLOSING)
POINTLESS = replace(READY, preview=replace(PREVIEW, points_earned=0))


@pytest.mark.parametrize(
    ("view", "enter", "can_enter", "esc", "can_esc"),
    [
        (IDLE, "Enregistrer le passage", False, "Effacer", False),
        (AMOUNT, "Carte attendue", False, "Effacer", True),
        (MEMBER, "Montant attendu", False, "Retirer", True),
        (READY, "Créditer 24\xa0points", True, "Effacer", True),
        (replace(CHOSEN, panel=None), "Enregistrer le passage", True, "Effacer", True),
        (POINTLESS, "Enregistrer le passage", True, "Effacer", True),
        (CLOSED, "Enregistrer le passage", False, "Effacer", True),
        (CLOSING, "Enregistrement…", False, "Effacer", True),
        (CHOSEN, "Terminé", True, "Fermer", True),
        (FINDING, "Choisir ce client", True, "Fermer", True),
        (replace(IDLE, found=()), "Choisir ce client", False, "Fermer", True),
        (NEW_CARD, "Carte attendue", False, "Renoncer", True),
        (WRITING, "Carte attendue", False, "Renoncer", True),
        (UNUSUAL, "Oui, c’est juste", True, "Non", True),
        (OTHER_MEMBER, "Oui, changer de client", True, "Non", True),
    ],
)
def test_the_two_answering_keys_say_what_they_would_do(
    french: Texts, view: CheckoutView, enter: str, can_enter: bool, esc: str, can_esc: bool
) -> None:
    model = checkout(Sample(view=view).scene(french))

    assert (model.primary.label, model.primary.enabled) == (enter, can_enter)
    assert (model.back.label, model.back.enabled) == (esc, can_esc)


def test_yes_to_a_question_looks_like_a_warning(french: Texts) -> None:
    assert checkout(Sample(view=UNUSUAL).scene(french)).primary.accent is Accent.WARNING


def test_the_header_says_whose_till_this_is_and_who_is_at_it(french: Texts) -> None:
    header = checkout(Sample(view=IDLE).scene(french)).header

    assert header.merchant == "Le Fournil des Halles"
    assert header.place == "Carte Club · Boutique du Marché · Terminal 2"
    assert (header.staff, header.staff_initials, header.hour) == ("Élodie Martin", "ÉM", "14:32")


def test_help_lists_every_key_and_says_that_a_card_always_works(french: Texts) -> None:
    shown = checkout(replace_help(Sample(view=READY)).scene(french)).help

    assert shown is not None
    numbered = [f"F{number}" for number in (1, 2, 3, 4, 5, 6, 7, 8)]
    keys = ["0 – 9", "Entrée", "Échap", *numbered, "Maj+F8", "F9", "F10", "F12"]
    assert [key for key, _ in shown.keys] == keys
    assert "à tout moment" in shown.note


def replace_help(sample: Sample) -> Sample:
    return replace(sample, help_open=True)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_screen_of_the_same_scene_is_the_same(french: Texts, name: str) -> None:
    assert screen(SAMPLES[name].scene(french)) == screen(SAMPLES[name].scene(french))
