"""The third column."""

from dataclasses import replace

from fidpos.texts.texts import Texts
from fidpos.ui.presenters.columns import column
from fidpos.ui.presenters.models import (
    CodesModel,
    HistoryModel,
    RewardsModel,
    SearchModel,
    StepsModel,
)
from fidpos.ui.presenters.past import NOTES_SHOWN, VISITS_SHOWN
from fidpos.ui.presenters.search_entry import SearchEntry
from tests.helpers.sample_views import (
    AMOUNT,
    CHOSEN,
    CLOSED,
    CODED,
    FINDING,
    IDLE,
    MEMBER,
    PREVIEW,
    READY,
    SETTING_ASIDE,
    Sample,
)


def history(texts: Texts, sample: Sample) -> HistoryModel:
    model = column(sample.scene(texts))
    assert isinstance(model, HistoryModel)
    return model


def test_past_visits_are_listed_as_far_as_there_is_room(french: Texts) -> None:
    assert len(history(french, Sample(view=READY)).visits.lines) == VISITS_SHOWN


def test_a_visit_says_day_amount_discount_and_points(french: Texts) -> None:
    line = history(french, Sample(view=READY)).visits.lines[2]

    assert (line.day, line.amount, line.discount, line.points) == (
        "4 nov.",
        "23,10\xa0€",
        "−2,31\xa0€",
        "+23",
    )


def test_a_visit_that_was_undone_says_so(french: Texts) -> None:
    line = history(french, Sample(view=READY)).visits.lines[4]

    assert line.voided
    assert line.points == "annulé"


def test_a_first_visit_is_said(french: Texts) -> None:
    model = history(french, Sample(view=replace(MEMBER, visits=())))

    assert model.visits.lines == ()
    assert model.visits.empty == "Premier passage de ce client."


def test_this_visit_says_what_is_earned_used_and_left(french: Texts) -> None:
    view = replace(CHOSEN, panel=None)

    figures = history(french, Sample(view=view)).detail.figures

    assert [(figure.label, figure.value) for figure in figures] == [
        ("Points gagnés", "+12"),
        ("Points utilisés", "−500"),
        ("Nouveau solde", "796"),
    ]


def test_points_used_are_only_said_when_there_are_some(french: Texts) -> None:
    assert len(history(french, Sample(view=READY)).detail.figures) == 2


def test_gifts_come_before_reasons_and_reasons_before_hints(french: Texts) -> None:
    view = replace(READY, preview=replace(PREVIEW, gifts=("Café",)))

    notes = history(french, Sample(view=view)).detail.notes

    assert [note.icon for note in notes] == ["gift", "sparkles", "sparkles", "arrow-right"]
    assert notes[0].text == "Offert\xa0: Café"
    assert notes[3].text == "Encore 2,60\xa0€ → Baguette offerte"


def test_more_reasons_than_there_is_room_for_are_left_out(french: Texts) -> None:
    view = replace(READY, preview=replace(PREVIEW, reasons=PREVIEW.reasons * 4))

    assert len(history(french, Sample(view=view)).detail.notes) == NOTES_SHOWN


def test_without_an_amount_this_visit_says_what_will_be_there(french: Texts) -> None:
    before, after = history(french, Sample(view=MEMBER)), history(french, Sample(view=CLOSED))

    assert before.detail.empty.startswith("Tapez le montant")
    assert after.detail.title == "Passage\xa0: 18\xa0nov."


def test_rewards_are_numbered_and_say_what_is_missing(french: Texts) -> None:
    model = column(Sample(view=CHOSEN).scene(french))

    assert isinstance(model, RewardsModel)
    assert [line.number for line in model.lines] == ["1", "2", "3", "4", "5"]
    assert model.lines[0].terms == "150\xa0points · Disponible"
    assert model.lines[2].terms == "500\xa0points · Retenu"
    assert model.lines[3].terms == "1\u202f500\xa0points · Encore 216\xa0points"
    assert [line.affordable for line in model.lines] == [True, True, True, False, False]


def test_effects_are_numbered_while_they_hold_and_say_what_becomes_of_them(french: Texts) -> None:
    model = column(Sample(view=SETTING_ASIDE).scene(french))

    assert isinstance(model, RewardsModel)
    assert [line.number for line in model.lines] == ["1", "2", "3", ""]
    assert [line.terms for line in model.lines] == [
        "Points\xa0: +12 · Accordée",
        "Mise de côté par la caisse",
        "Remplacée par\xa0: Lancement de la gamme d’automne",
        "Montant hors des conditions\xa0: encore 2,60\xa0€",
    ]
    assert [line.set_aside for line in model.lines] == [False, True, False, False]


def test_each_page_of_f5_says_where_f5_leads(french: Texts) -> None:
    first, second = (column(Sample(view=view).scene(french)) for view in (CHOSEN, SETTING_ASIDE))

    assert isinstance(first, RewardsModel)
    assert isinstance(second, RewardsModel)
    assert [(page.turn.key, page.turn.label) for page in (first, second)] == [
        ("F5", "Offres de ce passage"),
        ("F5", "Fermer"),
    ]


def test_codes_stand_below_what_is_typed_and_one_is_chosen(french: Texts) -> None:
    model = column(Sample(view=CODED, code=SearchEntry(text="prin", line=1)).scene(french))

    assert isinstance(model, CodesModel)
    assert model.text == "prin"
    assert [(line.text, line.chosen) for line in model.lines] == [("AUTOMNE26", False), ("VOISINS", True)]
    assert (model.remove.key, model.remove.enabled) == ("Suppr", True)


def test_without_codes_there_is_none_to_take_out(french: Texts) -> None:
    model = column(Sample(view=replace(CODED, codes=())).scene(french))

    assert isinstance(model, CodesModel)
    assert not model.remove.enabled


def test_search_results_are_masked_and_one_is_chosen(french: Texts) -> None:
    model = column(Sample(view=FINDING, search=SearchEntry(text="lef", line=1)).scene(french))

    assert isinstance(model, SearchModel)
    assert [line.chosen for line in model.lines] == [False, True, False, False, False]
    assert model.lines[0].phone == "•• •• •• 04 86"
    assert model.lines[0].seen == "vu le 14 nov."
    assert model.lines[4].seen == "jamais venu"


def test_a_choice_beyond_fewer_results_falls_on_the_last(french: Texts) -> None:
    model = column(Sample(view=FINDING, search=SearchEntry(text="lef", line=30)).scene(french))

    assert isinstance(model, SearchModel)
    assert model.lines[-1].chosen


def test_a_search_says_when_it_has_begun_and_when_it_found_nobody(french: Texts) -> None:
    empty = replace(IDLE, found=())
    begun = column(Sample(view=empty, search=SearchEntry(text="l")).scene(french))
    nobody = column(Sample(view=empty, search=SearchEntry(text="zz")).scene(french))

    assert isinstance(begun, SearchModel)
    assert isinstance(nobody, SearchModel)
    assert begun.hint.startswith("Deux caractères")
    assert nobody.hint.startswith("Personne")


def test_nobody_attached_shows_how_a_visit_goes(french: Texts) -> None:
    idle, typed = column(Sample(view=IDLE).scene(french)), column(Sample(view=AMOUNT).scene(french))

    assert isinstance(idle, StepsModel)
    assert isinstance(typed, StepsModel)
    assert [step.done for step in idle.steps] == [False, False, False]
    assert [step.done for step in typed.steps] == [False, True, False]
    assert [button.key for button in idle.buttons] == ["F2", "F3", "F7", "F8", "Maj+F8", "F10", "F9", "F1"]
