"""What is said in the one place where something is said."""

from dataclasses import replace

import pytest

from fidpos.texts.texts import Texts
from fidpos.till.view import CheckoutView, Message, Panel, Tone
from fidpos.ui.presenters.banner import banner, banner_sound
from fidpos.ui.presenters.keys import Key, Press
from fidpos.ui.presenters.models import Accent, BannerModel, Sound
from tests.helpers.sample_views import (
    CAMILLE,
    CHOSEN,
    CLOSED,
    FINDING,
    IDLE,
    IN_TROUBLE,
    LOCKED,
    MEMBER,
    NEW_CARD,
    OFFERS,
    READY,
    UNUSUAL,
    WRITING,
    Sample,
    refused,
)

FULL = Message(key="error.store_full")


def said(texts: Texts, sample: Sample) -> BannerModel:
    return banner(sample.scene(texts))


def test_a_closed_visit_says_points_balance_and_what_is_left_to_pay(french: Texts) -> None:
    shown = said(french, Sample(view=CLOSED))

    assert shown.title == "+24 points → 1\u202f308"
    assert shown.detail == "À payer en caisse\xa0: 11,16\xa0€"
    assert shown.accent is Accent.SUCCESS


def test_what_can_be_undone_carries_its_key(french: Texts) -> None:
    action = said(french, Sample(view=CLOSED)).action

    assert action is not None
    assert (action.key, action.press) == ("F8", Press.of(Key.F8))


@pytest.mark.parametrize("reason", ["unknown", "card_blocked", "bank_card", "bad_read", "article"])
def test_a_read_that_cannot_be_used_says_what_to_do_next(french: Texts, reason: str) -> None:
    shown = said(french, Sample(view=replace(IDLE, banner=refused(reason))))

    assert shown.accent is Accent.ERROR
    assert shown.detail


def test_a_question_comes_before_a_result(french: Texts) -> None:
    asking = replace(UNUSUAL, banner=CLOSED.banner)

    assert said(french, Sample(view=asking)).title == "1\u202f240,00\xa0€\xa0: ce montant est-il juste\u202f?"


def test_a_fault_comes_before_everything(french: Texts) -> None:
    shown = said(french, Sample(view=UNUSUAL, fault=FULL))

    assert shown.accent is Accent.ERROR
    assert "rien n’a été enregistré" in shown.title
    assert "Le montant est gardé" in shown.detail


def test_a_fault_nobody_foresaw_says_what_to_do_too(french: Texts) -> None:
    shown = said(french, Sample(view=READY, fault=Message(key="error.unexpected")))

    assert shown.detail == french.say("hint.error")


def test_a_late_answer_is_said(french: Texts) -> None:
    scene = Sample(view=CLOSED).scene(french)
    busy = replace(scene, console=replace(scene.console, busy=True))

    assert banner(busy).title == "Un instant…"


def test_a_reader_in_trouble_is_said_while_nothing_else_goes_on(french: Texts) -> None:
    assert said(french, Sample(view=IDLE, lights=IN_TROUBLE)).title == "Lecteur de cartes\xa0: débranché"
    assert said(french, Sample(view=LOCKED, lights=IN_TROUBLE)).title == "Lecteur de cartes\xa0: débranché"
    assert said(french, Sample(view=READY, lights=IN_TROUBLE)).accent is Accent.PLAIN
    assert said(french, Sample(view=CLOSED, lights=IN_TROUBLE)).accent is Accent.SUCCESS


def test_a_banner_that_gave_way_is_not_said_again(french: Texts) -> None:
    scene = Sample(view=replace(IDLE, banner=refused("unknown"))).scene(french)
    hushed = replace(scene, console=replace(scene.console, hushed=5))

    assert banner(hushed).title == "Prêt pour le prochain client"


def test_an_old_backup_keeps_to_its_light(french: Texts) -> None:
    assert said(french, Sample(view=IDLE, lights=IN_TROUBLE[2:])).accent is Accent.PLAIN


@pytest.mark.parametrize(
    ("sample", "title"),
    [
        (Sample(view=IDLE), "Prêt pour le prochain client"),
        (Sample(view=replace(MEMBER, banner=None)), "Tapez le montant de l’achat"),
        (Sample(view=READY), "Entrée pour enregistrer"),
        (Sample(view=FINDING), "Tapez le téléphone ou le nom"),
        (Sample(view=CHOSEN), "Choisissez un avantage"),
        (Sample(view=NEW_CARD), "Choisissez le type de carte"),
        (Sample(view=WRITING), "Présentez la carte vierge"),
        (Sample(view=replace(MEMBER, banner=None, panel=Panel.REWARDS)), "Le montant d’abord"),
    ],
)
def test_with_nothing_to_say_the_next_step_is_said(french: Texts, sample: Sample, title: str) -> None:
    assert said(french, sample).title == title


@pytest.mark.parametrize(
    ("view", "detail"),
    [
        (READY, "F5 pour utiliser un avantage."),
        (replace(CHOSEN, panel=None), "F5 pour changer d’avantage."),
        (replace(READY, member=replace(CAMILLE, offers=OFFERS[3:])), "F6 si le client a un code."),
    ],
)
def test_before_enter_only_what_can_be_had_is_offered(french: Texts, view: CheckoutView, detail: str) -> None:
    assert said(french, Sample(view=view)).detail == detail


def test_success_and_error_differ_by_sound_and_icon_as_well(french: Texts) -> None:
    good, bad = said(french, Sample(view=CLOSED)), said(french, Sample(view=READY, fault=FULL))

    assert good.icon != bad.icon
    assert banner_sound(Tone.SUCCESS) is Sound.SUCCESS
    assert banner_sound(Tone.ERROR) is Sound.ERROR
    assert len({banner_sound(tone) for tone in Tone}) == len(Tone)
