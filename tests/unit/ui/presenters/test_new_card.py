"""The third column while a card is being made."""

from dataclasses import replace

import pytest

from fidpos.domain.card_writing import WriteProblem
from fidpos.texts.texts import Texts
from fidpos.till.new_card import NewCardView
from fidpos.ui.presenters.columns import column
from fidpos.ui.presenters.console import KINDS_SHOWN
from fidpos.ui.presenters.keys import Press
from fidpos.ui.presenters.models import NewCardModel
from tests.helpers.sample_views import CUT_SHORT, NEW_CARD, RESOURCES, WRITING, Sample


def shown(texts: Texts, work: NewCardView | None) -> NewCardModel:
    model = column(Sample(view=replace(NEW_CARD, new_card=work)).scene(texts))
    assert isinstance(model, NewCardModel)
    return model


def test_kinds_are_numbered_in_plain_words(french: Texts) -> None:
    lines = shown(french, NEW_CARD.new_card).lines

    assert [(line.number, line.title) for line in lines] == [
        ("1", "Carte à puce"),
        ("2", "Carte à puce SLE4442"),
        ("3", "Carte sans contact NTAG"),
        ("4", "Carte imprimée (PDF)"),
    ]
    assert [line.press for line in lines] == [Press.typing(str(number)) for number in range(1, 5)]


def test_a_format_of_a_plug_in_goes_by_its_own_name(french: Texts) -> None:
    assert [line.title for line in shown(french, NewCardView(kinds=("ski_pass",))).lines] == ["ski_pass"]


def test_more_kinds_than_there_is_room_for_are_left_out(french: Texts) -> None:
    kinds = tuple(f"kind {number}" for number in range(9))

    assert len(shown(french, NewCardView(kinds=kinds)).lines) == KINDS_SHOWN


def test_first_the_kind_is_asked_for(french: Texts) -> None:
    model = shown(french, NEW_CARD.new_card)

    assert model.word == "Quel type de carte\xa0?"
    assert not model.failed
    assert "préparée à l’avance" in model.hint


def test_then_the_blank_with_the_end_of_its_number(french: Texts) -> None:
    model = shown(french, WRITING.new_card)

    assert model.word == "Présentez la carte vierge"
    assert "…1197" in model.detail
    assert [line.chosen for line in model.lines] == [False, False, True, False]


def test_the_member_is_named(french: Texts) -> None:
    assert shown(french, NEW_CARD.new_card).member == "Pour Camille Lefèvre"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("problem", WriteProblem)
def test_what_stood_in_the_way_is_said_with_what_to_do_next(language: str, problem: WriteProblem) -> None:
    texts = Texts.load(RESOURCES / "translations", language)
    assert CUT_SHORT.new_card is not None
    model = shown(texts, replace(CUT_SHORT.new_card, problem=problem))

    assert model.failed
    assert model.word == texts.say(f"write.{problem.value}")
    assert texts.has(f"hint.write.{problem.value}")
    assert model.detail


def test_a_till_that_makes_none_says_that_one_may_be_presented(french: Texts) -> None:
    model = shown(french, NewCardView(kinds=()))

    assert model.lines == ()
    assert model.word == "Aucune carte ne se fabrique ici"
    assert model.detail == "Présentez une carte préparée à l’avance."
