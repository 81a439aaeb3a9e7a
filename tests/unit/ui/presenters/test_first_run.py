"""The first run fills the window, in the words of a PC that is no till yet."""

from dataclasses import replace

import pytest

from fidpos.bootstrap.first_run import NOWHERE
from fidpos.texts.texts import Texts
from fidpos.till.task.acts import GoOn
from fidpos.ui.presenters.commands import Back, InTask, Lock, Tick, perform_first
from fidpos.ui.presenters.models import FirstRunModel
from fidpos.ui.presenters.screen import screen
from tests.helpers.first_run_samples import PAGES, sample
from tests.helpers.sample_views import RESOURCES
from tests.helpers.scripted_place import FirstRun

LEAD_MAX, LABEL_MAX = 90, 28


def drawn(name: str, language: str = "fr", *, help_open: bool = False) -> FirstRunModel:
    texts = Texts.load(RESOURCES / "translations", language)
    page = replace(sample(name), help_open=help_open)
    model = screen(replace(page.scene(texts), identity=NOWHERE))
    assert isinstance(model, FirstRunModel)
    return model


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_what_is_to_be_done_fits_in_its_line(name: str, language: str) -> None:
    model = drawn(name, language)

    assert 0 < len(model.task.lead) <= LEAD_MAX
    assert all(len(each.label) <= LABEL_MAX for each in model.task.marks)


def test_no_hour_and_nobody_stand_in_the_header() -> None:
    header = drawn("way").header

    assert (header.merchant, header.day, header.hour, header.staff, header.lock) == (
        "fidpos",
        "",
        "",
        "",
        None,
    )


@pytest.mark.parametrize("name", PAGES)
def test_help_offers_no_lock(name: str) -> None:
    help_ = drawn(name, help_open=True).help

    assert help_ is not None
    assert help_.note
    assert "F9" not in [key for key, _ in help_.keys]


def test_only_keys_of_the_page_mean_anything() -> None:
    run = FirstRun()
    for command in (Lock(), Tick()):
        perform_first(run.assistant, command)
    untouched = run.at
    perform_first(run.assistant, InTask(GoOn()))
    moved = run.at
    perform_first(run.assistant, Back())

    assert (untouched, moved, run.at) == ("language", "way", "language")
