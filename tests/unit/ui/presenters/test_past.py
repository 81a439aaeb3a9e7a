"""The third column while nothing is open: past visits, and why one of them earned what it did."""

from dataclasses import replace

from fidpos.texts.texts import Texts
from fidpos.till.view import Message
from fidpos.ui.presenters.models import Accent, DetailModel, HistoryModel
from fidpos.ui.presenters.past import NOTES_SHOWN, history
from tests.helpers.sample_views import (
    CLOSED,
    CODED,
    EARNED,
    MEMBER,
    OTHER_MEMBER,
    PREVIEW,
    READY,
    VISITS,
    Sample,
)


def shown(texts: Texts, sample: Sample) -> HistoryModel:
    return history(sample.scene(texts))


def detail(texts: Texts, sample: Sample) -> DetailModel:
    return shown(texts, sample).detail


def test_a_past_visit_that_was_chosen_says_what_it_earned_and_why(french: Texts) -> None:
    model = detail(french, Sample(view=READY, past=0))

    assert model.title == "Passage\xa0: 14\xa0nov."
    assert [(figure.label, figure.value) for figure in model.figures] == [
        ("Montant", "12,40\xa0€"),
        ("Points", "+12"),
    ]
    assert [note.text for note in model.notes] == ["1 point par euro (+12)"]


def test_a_discount_is_one_of_its_figures(french: Texts) -> None:
    model = detail(french, Sample(view=READY, past=2))

    assert ("Remise", "−2,31\xa0€") in [(figure.label, figure.value) for figure in model.figures]


def test_the_line_chosen_is_marked_by_more_than_a_colour(french: Texts) -> None:
    lines = shown(french, Sample(view=READY, past=1)).visits.lines

    assert [line.chosen for line in lines] == [False, True, False, False, False, False]
    assert lines[1].day == "› 11 nov."


def test_a_visit_that_this_till_knows_no_details_of_says_so(french: Texts) -> None:
    (note,) = detail(french, Sample(view=READY, past=1)).notes

    assert note.text.startswith("Le détail de ce passage")


def test_a_visit_that_was_undone_says_that_nothing_is_left(french: Texts) -> None:
    notes = detail(french, Sample(view=READY, past=4)).notes

    assert notes[0].text.startswith("Passage annulé")


def test_right_after_the_close_the_last_visit_is_told(french: Texts) -> None:
    model = detail(french, Sample(view=CLOSED))

    assert [note.text for note in model.notes] == [french.message(reason) for reason in EARNED]


def test_during_a_visit_nothing_past_is_told_unless_it_is_asked_for(french: Texts) -> None:
    assert detail(french, Sample(view=MEMBER)).title == "Ce passage"
    assert detail(french, Sample(view=READY)).title == "Ce passage"


def test_a_line_beyond_the_visits_is_none(french: Texts) -> None:
    few = replace(READY, visits=VISITS[:2])

    assert detail(french, Sample(view=few, past=3)).title == "Ce passage"


def test_more_reasons_than_there_is_room_for_are_left_out(french: Texts) -> None:
    long = replace(READY, visits=(replace(VISITS[0], reasons=EARNED * 4),))

    assert len(detail(french, Sample(view=long, past=0)).notes) == NOTES_SHOWN


def test_what_is_nearly_reached_keeps_its_room_whatever_else_there_is_to_say(french: Texts) -> None:
    near = PREVIEW.reasons[-1]
    view = replace(READY, preview=replace(PREVIEW, gifts=("Café",), reasons=(*EARNED, *EARNED, near, near)))

    notes = detail(french, Sample(view=view)).notes

    assert [note.icon for note in notes] == ["gift", "sparkles", "arrow-right", "arrow-right"]


def test_the_codes_said_stand_with_this_visit(french: Texts) -> None:
    notes = detail(french, Sample(view=replace(CODED, panel=None))).notes

    assert notes[0].text == "Codes\xa0: AUTOMNE26, VOISINS"


def test_what_was_set_aside_stands_with_this_visit(french: Texts) -> None:
    aside = Message(key="reason.set_aside", params={"title": "Lancement"})
    view = replace(READY, preview=replace(PREVIEW, reasons=(aside,)))

    (note,) = detail(french, Sample(view=view)).notes

    assert note.text == "Lancement\xa0: mise de côté par la caisse"


def test_what_was_done_to_a_visit_since_is_no_reason_for_its_points(french: Texts) -> None:
    refunded = replace(VISITS[0], reasons=(Message(key="task.correct.mark.refunded"), *VISITS[0].reasons))
    view = replace(READY, visits=(refunded, *VISITS[1:]))

    note = detail(french, Sample(view=view, past=0)).notes[0]

    assert (note.text, note.icon, note.accent) == ("Remboursé", "undo-2", Accent.WARNING)


def test_f4_is_printed_where_it_acts(french: Texts) -> None:
    why = shown(french, Sample(view=READY)).visits.why

    assert (why.key, why.enabled) == ("F4", True)
    for view in (replace(READY, visits=()), OTHER_MEMBER):
        assert not shown(french, Sample(view=view)).visits.why.enabled


def test_f4_says_that_it_goes_on_to_the_visit_before(french: Texts) -> None:
    assert shown(french, Sample(view=READY)).visits.why.label == "Détail"
    assert shown(french, Sample(view=READY, past=0)).visits.why.label == "Avant"
