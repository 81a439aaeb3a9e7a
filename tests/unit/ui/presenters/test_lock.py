"""The lock screen."""

from dataclasses import replace

from fidpos.domain.ids import VisitId
from fidpos.texts.texts import Texts
from fidpos.ui.presenters.lock import lock
from fidpos.ui.presenters.models import NamesModel, PinModel
from fidpos.ui.presenters.pin_entry import PinEntry
from tests.helpers.sample_views import ELODIE, LOCKED, STAFF, Sample

NAMED = replace(LOCKED, sign_in=ELODIE)


def names(texts: Texts, sample: Sample, page: int = 0) -> NamesModel:
    scene = sample.scene(texts)
    model = lock(replace(scene, console=replace(scene.console, staff_page=page))).panel
    assert isinstance(model, NamesModel)
    return model


def pin(texts: Texts, typed: str) -> PinModel:
    model = lock(Sample(view=NAMED, pin=PinEntry(typed)).scene(texts)).panel
    assert isinstance(model, PinModel)
    return model


def test_each_name_has_a_digit(french: Texts) -> None:
    tiles = names(french, Sample(view=LOCKED)).tiles

    assert [(tile.number, tile.name, tile.role) for tile in tiles[:2]] == [
        ("1", "Élodie Martin", "Caisse"),
        ("2", "Karim Benali", "Responsable"),
    ]


def test_one_page_needs_no_arrows(french: Texts) -> None:
    model = names(french, Sample(view=LOCKED))

    assert model.earlier is None
    assert model.page == ""


def test_more_than_nine_names_have_pages(french: Texts) -> None:
    model = names(french, Sample(view=replace(LOCKED, staff_names=STAFF * 3)), page=1)

    assert model.page == "Page 2 sur 2"
    assert [tile.number for tile in model.tiles] == ["1", "2", "3", "4", "5", "6"]
    assert model.later is not None


def test_a_shop_without_staff_says_whom_to_call(french: Texts) -> None:
    assert "technicien" in names(french, Sample(view=replace(LOCKED, staff_names=()))).empty


def test_a_pin_is_shown_as_places_only(french: Texts) -> None:
    model = pin(french, "1904")

    assert (model.filled, model.places) == (4, 6)
    assert "1904" not in repr(model)


def test_a_longer_pin_has_more_places(french: Texts) -> None:
    assert pin(french, "19041904").places == 8


def test_enter_opens_once_the_pin_is_long_enough(french: Texts) -> None:
    assert not pin(french, "190").enter.enabled
    assert pin(french, "1904").enter.enabled


def test_esc_says_whether_it_clears_or_goes_back(french: Texts) -> None:
    assert pin(french, "").other.label == "Autre nom"
    assert pin(french, "1").other.label == "Effacer"


def test_a_visit_left_open_is_said(french: Texts) -> None:
    waiting = Sample(view=replace(LOCKED, visit_id=VisitId(STAFF[0].staff_id)))

    assert lock(waiting.scene(french)).waiting
    assert not lock(Sample(view=LOCKED).scene(french)).waiting
