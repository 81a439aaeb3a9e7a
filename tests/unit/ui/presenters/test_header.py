"""The strip at the top says whose till this is, and first of all whether what is done on it counts."""

from dataclasses import replace

from fidpos.texts.texts import Texts
from fidpos.ui.presenters.header import header
from tests.helpers.sample_views import IDENTITY, READY, RESOURCES, Sample

FRENCH = Texts.load(RESOURCES / "translations", "fr")


def test_a_shop_has_its_own_name_first() -> None:
    shown = header(Sample(view=READY).scene(FRENCH))

    assert shown.merchant == IDENTITY.merchant_name
    assert IDENTITY.card_name in shown.place
    assert not shown.is_practice


def test_where_nothing_counts_that_stands_first_and_the_shops_name_below() -> None:
    scene = Sample(view=READY).scene(FRENCH)

    shown = header(replace(scene, identity=replace(IDENTITY, production=False)))

    assert shown.is_practice
    assert "SANS VALEUR" in shown.merchant
    assert IDENTITY.merchant_name in shown.place
