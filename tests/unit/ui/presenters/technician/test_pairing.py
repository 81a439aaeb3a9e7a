"""What the pairing says at each step, and that a refusal says what to do."""

import pytest

from fidpos.texts.texts import Texts
from fidpos.till.centre_link import PairingRefusal
from fidpos.till.technician.view import PairingStep
from fidpos.ui.presenters.models import Accent
from fidpos.ui.presenters.screen import screen
from fidpos.ui.presenters.technician.models import (
    AskingModel,
    LineModel,
    NamesModel,
    PairingModel,
    TechnicianModel,
)
from tests.helpers.centre_samples import ADDRESS, ASKING, CODE, DONE, NAME, pairing, typing
from tests.helpers.sample_views import Sample


def drawn(sample: Sample, texts: Texts) -> PairingModel:
    model = screen(sample.scene(texts))
    assert isinstance(model, TechnicianModel)
    assert isinstance(model.page, PairingModel)
    return model.page


@pytest.mark.parametrize(("desk", "text"), [(CODE, "4kq2"), (ADDRESS, "https://x.fr"), (NAME, "Caisse 1")])
def test_enter_goes_on_once_something_is_typed(desk: object, text: str, french: Texts) -> None:
    empty, filled = (drawn(typing(desk, line), french) for line in ("", text))  # type: ignore[arg-type]  # a view

    assert isinstance(filled.body, LineModel)
    assert (empty.foot.go_on.enabled, filled.foot.go_on.enabled) == (False, True)
    assert filled.body.text.lower() == text.lower()


def test_each_step_is_marked_with_those_done_before_it(french: Texts) -> None:
    steps = drawn(typing(NAME, "Caisse 1"), french).steps

    assert [step.label for step in steps] == ["Code", "Adresse", "Nom", "Appairage", "Vérification"]
    assert [step.done for step in steps] == [True, True, False, False, False]
    assert [step.current for step in steps] == [False, False, True, False, False]


def test_while_the_centre_is_asked_there_is_nothing_to_press_but_esc(french: Texts) -> None:
    page = drawn(typing(ASKING, ""), french)

    assert isinstance(page.body, AskingModel)
    assert page.body.detail == "https://centre.exemple.fr"
    assert (page.foot.go_on.enabled, page.foot.back.enabled) == (False, True)
    assert page.foot.busy_ppm is not None


def test_once_paired_the_three_names_are_shown_and_asked_to_be_compared(french: Texts) -> None:
    page = drawn(typing(DONE, ""), french)

    assert isinstance(page.body, NamesModel)
    assert [name.value for name in page.body.names] == [
        "Maison Lefèvre",
        "Boulangerie du Marché",
        "Caisse 1",
    ]
    assert all(step.done for step in page.steps)
    assert (page.foot.said.accent, page.foot.go_on.enabled) == (Accent.SUCCESS, True)


@pytest.mark.parametrize("reason", PairingRefusal)
def test_a_refusal_is_a_sentence_and_what_to_do(reason: PairingRefusal, french: Texts) -> None:
    said = drawn(typing(pairing(PairingStep.NAME, reason), "Caisse 1"), french).foot.said

    assert said.accent is Accent.WARNING
    assert said.title != ""
    assert said.detail.endswith(".")


def test_until_the_last_step_the_page_says_that_nothing_is_changed(french: Texts) -> None:
    assert "Rien n’est changé" in drawn(typing(CODE, ""), french).foot.said.title
