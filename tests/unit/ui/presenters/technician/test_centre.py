"""What the page of the centre says: how the link stands, what waits, what can be done."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fidpos.texts.texts import Texts
from fidpos.till.allowance import AllowanceState
from fidpos.till.centre_link import CentreStanding, LinkState, WaitingList
from fidpos.till.technician.view import TechnicianView
from fidpos.till.view import Lamp, Message
from fidpos.ui.presenters.keys import Key, Press
from fidpos.ui.presenters.models import Accent
from fidpos.ui.presenters.screen import screen
from fidpos.ui.presenters.technician.centre import clock_words
from fidpos.ui.presenters.technician.models import CentreModel, TechnicianModel
from tests.helpers.centre_samples import (
    ALONE,
    GIVEN,
    OFFLINE,
    PAIRED,
    REVOKED,
    SENDING,
    UP_TO_DATE,
    WAITING,
    centre,
)
from tests.helpers.desk_samples import KIND, at
from tests.helpers.sample_views import Sample


def drawn(desk: TechnicianView, texts: Texts) -> CentreModel:
    model = screen(Sample(view=at(desk)).scene(texts))
    assert isinstance(model, TechnicianModel)
    assert isinstance(model.page, CentreModel)
    return model.page


def facts(page: CentreModel) -> dict[str, str]:
    return {fact.label: fact.value for fact in page.facts}


def enabled(page: CentreModel) -> list[Press]:
    return [action.press for action in page.actions if action.enabled]


def test_a_till_alone_is_calm_and_is_told_how_to_pair(french: Texts) -> None:
    page = drawn(ALONE, french)

    assert (page.lamp, page.banner.accent) == (Lamp.OFF, Accent.PLAIN)
    assert "F2" in page.banner.detail
    assert (page.facts, page.waiting.rows) == ((), ())
    assert enabled(page) == [Press.of(Key.ESCAPE), Press.of(Key.F2)]


def test_a_paired_till_says_with_whom_and_since_when_it_heard(french: Texts) -> None:
    page = drawn(PAIRED, french)

    assert facts(page) == {
        "Enseigne": "Maison Lefèvre",
        "Magasin": "Boulangerie du Marché",
        "Terminal": "Caisse 1",
        "Adresse": "https://centre.exemple.fr",
        "Dernière réponse": "il y a 12 s",
        "Horloge de ce PC": "à l’heure du centre",
    }
    assert page.banner.accent is Accent.SUCCESS
    assert page.waiting.empty == "Rien n’attend\xa0: le centre a tout reçu."
    assert len(enabled(page)) == 4


def test_what_waits_is_told_by_kind_with_the_oldest(french: Texts) -> None:
    page = drawn(centre(SENDING, replace(WAITING, uncounted=1_200)), french)

    assert [row.what for row in page.waiting.rows] == [
        "9 passages",
        "2 fiches de clients",
        "1 mouvement de carte cadeau",
        "1 acte de l’équipe",
        "1 autre événement",
        "et 1\u202f200 autres, plus récents",
    ]
    assert page.waiting.rows[0].since == "18 nov. 2026 14:29"


def test_a_line_that_is_down_for_days_is_a_warning_and_says_what_to_do(french: Texts) -> None:
    page = drawn(centre(OFFLINE), french)

    assert (page.lamp, page.banner.accent) == (Lamp.WARNING, Accent.WARNING)
    assert page.banner.title == french.say("centre.state.offline_long")
    assert "F3" in page.banner.detail


def test_a_trouble_is_one_sentence_and_what_to_do(french: Texts) -> None:
    banner = drawn(centre(REVOKED), french).banner

    assert (banner.accent, banner.title) == (Accent.WARNING, "Le siège a bloqué ce terminal")
    assert banner.detail.endswith("Appelez le siège.")


def test_a_centre_that_was_not_heard_yet_is_told_so(french: Texts) -> None:
    standing = replace(UP_TO_DATE, state=LinkState.CONNECTING, heard_at=None, clock_offset=None)

    told = facts(drawn(centre(standing), french))

    assert told["Dernière réponse"] == "aucune depuis le démarrage"
    assert told["Horloge de ce PC"] == "pas encore comparée"


def test_a_notice_is_said_before_how_the_link_stands(french: Texts) -> None:
    noticed = replace(PAIRED, notice=Message(key="desk.centre.tried"))

    assert drawn(noticed, french).banner.title == "Le centre est appelé maintenant"


def test_while_an_answer_is_awaited_the_pairing_cannot_be_changed(french: Texts) -> None:
    page = drawn(centre(UP_TO_DATE, WaitingList(), is_asked=True), french)

    assert enabled(page) == [Press.of(Key.ESCAPE), Press.of(Key.F3)]
    assert page.busy_ppm is not None


@pytest.mark.parametrize(
    ("offset", "said"),
    [
        (timedelta(seconds=1), "à l’heure du centre"),
        (timedelta(seconds=-1), "à l’heure du centre"),
        (timedelta(seconds=2), "retarde de 2 s"),
        (timedelta(seconds=-59), "avance de 59 s"),
        (timedelta(minutes=3, seconds=50), "retarde de 3 min"),
        (timedelta(hours=-1), "avance de 1 h"),
        (timedelta(days=400), "retarde de 400 j"),
        (None, "pas encore comparée"),
    ],
)
def test_the_clocks_difference_is_said_in_the_largest_unit_that_fits(
    offset: timedelta | None, said: str, french: Texts
) -> None:
    assert clock_words(french, offset) == said


def test_the_key_of_the_page_stands_at_the_foot_of_every_page(french: Texts) -> None:
    model = screen(Sample(view=at(centre(CentreStanding()))).scene(french))

    assert [key.press for key in model.status.keys] == [Press.of(key) for key in (Key.F10, Key.F1)]


def test_a_wizard_is_ended_before_that_key_leads_anywhere(french: Texts) -> None:
    model = screen(Sample(view=at(KIND)).scene(french))

    assert [key.press for key in model.status.keys] == [Press.of(Key.F1)]


def test_a_paired_till_says_what_it_may_let_go_without_the_centre_and_why_nothing(french: Texts) -> None:
    page = drawn(PAIRED, french)

    assert {fact.label: fact.value for fact in page.allowances} == {
        "Cartes cadeaux sans le centre": (
            "100,00\xa0€ au plus, dont 12,50\xa0€ déjà utilisés, jusqu’au 20 nov. 2026 11:32"
        ),
        "Avantages sans le centre": (
            "rien pour l’instant\xa0: le centre n’en donne pas encore, ou le magasin n’en permet pas"
        ),
    }


def test_each_state_of_an_allowance_has_words_of_its_own(french: Texts) -> None:
    said = [
        drawn(centre(OFFLINE, allowances=(replace(GIVEN[0], state=state),)), french).allowances[0].value
        for state in AllowanceState
    ]

    assert len(set(said)) == len(AllowanceState)


def test_a_till_alone_lets_go_what_it_likes_and_says_nothing_of_it(french: Texts) -> None:
    assert drawn(ALONE, french).allowances == ()
