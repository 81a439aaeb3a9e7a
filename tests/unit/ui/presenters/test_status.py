"""Lights and the screens before the store is open."""

import pytest

from fidpos.texts.texts import Texts
from fidpos.till.view import Lamp, Message, StatusLight
from fidpos.ui.presenters.start import cannot_start, starting
from fidpos.ui.presenters.status import status
from tests.helpers.sample_views import IN_TROUBLE, LIGHTS, ZONE


def test_each_thing_watched_has_a_light_in_the_order_given(french: Texts) -> None:
    model = status(french.in_zone(ZONE), LIGHTS)

    assert [light.label for light in model.lights] == [
        "Lecteur de cartes",
        "Douchette",
        "Centre",
        "Sauvegarde",
    ]
    assert model.lights[3].text == "Sauvegarde\xa0: 18 nov. 2026 14:32"


def test_a_light_in_trouble_says_what_it_is(french: Texts) -> None:
    light = status(french, IN_TROUBLE).lights[0]

    assert light.lamp is Lamp.WARNING
    assert light.text == "Lecteur de cartes\xa0: débranché"


def readers(*lamps: Lamp) -> tuple[StatusLight, ...]:
    """Readers with these lamps, and the backup."""
    made = (
        StatusLight(
            key=f"reader.{number}",
            label=f"Lecteur {number}",
            lamp=lamp,
            message=Message(key="light.reader.ready" if lamp is Lamp.OK else "light.reader.no_device"),
        )
        for number, lamp in enumerate(lamps, start=1)
    )
    ready = Message(key="light.reader.ready")
    return (*made, StatusLight(key="backup", label="Sauvegarde", lamp=Lamp.OK, message=ready))


OK, GONE = Lamp.OK, Lamp.WARNING


@pytest.mark.parametrize(
    ("lamps", "said"),
    [
        ((OK, OK, GONE), ["Lecteur 1 : prêt", "Lecteur 2 : prêt", "Lecteur 3 : débranché"]),
        ((OK, OK, OK, OK), ["4 lecteurs : prêts"]),
        ((OK, OK, OK, GONE), ["Lecteur 4 : débranché", "3 lecteurs : prêts"]),
        (
            (OK, GONE, GONE, GONE, OK),
            ["Lecteur 2 : débranché", "Lecteur 3 : débranché", "3 lecteurs : à vérifier"],
        ),
    ],
)
def test_many_readers_share_a_light_and_leave_room_for_the_backup(
    french: Texts, lamps: tuple[Lamp, ...], said: list[str]
) -> None:
    *lights, backup = status(french, readers(*lamps)).lights

    assert [light.text.replace("\xa0", " ") for light in lights] == said
    assert backup.label == "Sauvegarde"


def test_opening_asks_nothing_of_anybody(french: Texts) -> None:
    assert starting(french).retry is None


def test_a_store_that_cannot_be_opened_says_why_what_to_do_and_offers_to_try_again(french: Texts) -> None:
    model = cannot_start(french, Message(key="error.store_newer"))

    assert model.failed
    assert "version plus récente" in model.title
    assert "Mettez ce terminal à jour" in model.detail
    assert model.code == "store_newer"
    assert model.retry is not None


def test_an_error_nobody_foresaw_still_says_what_to_do(french: Texts) -> None:
    assert cannot_start(french, Message(key="error.unexpected")).detail == french.say("hint.error")
