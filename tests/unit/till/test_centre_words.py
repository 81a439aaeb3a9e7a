"""What is said of the link to the centre: calm while nothing is to be done, clear when something is."""

from datetime import UTC, datetime, timedelta

import pytest

from fidpos.texts.texts import Texts
from fidpos.till.centre_link import (
    CentreStanding,
    LinkState,
    PairingRefusal,
    PairingRefused,
    Trouble,
    WaitingGroup,
    WaitingKind,
)
from fidpos.till.centre_words import (
    WAITING_LONG,
    light_words,
    refusal_words,
    standing_words,
    waiting_words,
)
from fidpos.till.view import Lamp, Message
from tests.helpers.sample_views import RESOURCES, ZONE

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)


@pytest.fixture(params=["fr", "en"])
def texts(request: pytest.FixtureRequest) -> Texts:
    return Texts.load(RESOURCES / "translations", request.param).in_zone(ZONE)


def standing(state: LinkState, *, waiting: int = 0, since: timedelta = timedelta()) -> CentreStanding:
    return CentreStanding(
        state=state,
        waiting=waiting,
        waiting_since=NOW - since if waiting else None,
        trouble=Trouble.REVOKED if state is LinkState.ATTENTION else None,
    )


def light(state: LinkState, **more: object) -> str:
    french = Texts.load(RESOURCES / "translations", "fr").in_zone(ZONE)
    return french.message(light_words(standing(state, **more), NOW).message)  # type: ignore[arg-type]


def test_a_till_that_works_alone_is_no_alarm() -> None:
    words = light_words(CentreStanding(), NOW)

    assert (words.lamp, words.hint) == (Lamp.OFF, None)
    assert words.message == Message(key="light.sync.not_paired")


def test_each_state_is_said_in_few_words() -> None:
    assert light(LinkState.UP_TO_DATE) == "à jour"
    assert light(LinkState.SENDING, waiting=12, since=timedelta(minutes=28)) == "12 en attente depuis 15:32"
    assert light(LinkState.OFFLINE) == "hors ligne"
    assert light(LinkState.OFFLINE, waiting=1, since=timedelta(hours=2)) == (
        "hors ligne, 1 en attente depuis 14:00"
    )
    assert light(LinkState.ATTENTION) == "à vérifier"


def test_what_waits_for_days_is_said_in_days() -> None:
    said = light(LinkState.OFFLINE, waiting=40, since=timedelta(days=2, hours=5))

    assert said == "hors ligne, 40 en attente depuis 2\xa0jours"


@pytest.mark.parametrize(
    ("since", "lamp"),
    [(WAITING_LONG - timedelta(seconds=1), Lamp.OFF), (WAITING_LONG, Lamp.WARNING)],
)
def test_a_line_that_is_down_becomes_a_warning_once_something_waits_for_a_day(
    since: timedelta, lamp: Lamp
) -> None:
    words = light_words(standing(LinkState.OFFLINE, waiting=1, since=since), NOW)

    assert words.lamp is lamp
    assert (words.hint is not None) is (lamp is Lamp.WARNING)


@pytest.mark.parametrize("state", LinkState)
@pytest.mark.parametrize("waiting", [0, 1, 12])
def test_every_state_has_its_sentences(state: LinkState, waiting: int, texts: Texts) -> None:
    stands = standing(state, waiting=waiting)

    for words in (light_words(stands, NOW), standing_words(stands, NOW)):
        for message in (words.message, words.hint):
            assert message is None or texts.message(message) != message.key, message


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_says_what_it_is_and_what_to_do(trouble: Trouble, texts: Texts) -> None:
    words = standing_words(CentreStanding(state=LinkState.ATTENTION, trouble=trouble), NOW)

    assert words.lamp is Lamp.WARNING
    assert words.hint is not None
    for message in (words.message, words.hint):
        assert texts.message(message) != message.key


@pytest.mark.parametrize("reason", PairingRefusal)
def test_every_refusal_says_why_and_what_to_do(reason: PairingRefusal, texts: Texts) -> None:
    words = refusal_words(PairingRefused(reason=reason, waiting=3))

    assert words.hint is not None
    for message in (words.message, words.hint):
        assert texts.message(message) != message.key


def test_events_that_wait_are_counted_in_the_refusal() -> None:
    french = Texts.load(RESOURCES / "translations", "fr")
    refused = PairingRefused(reason=PairingRefusal.UNSENT_EVENTS, waiting=3)

    said = french.message(refusal_words(refused).message)

    assert said == "3 événements attendent encore le centre actuel"


@pytest.mark.parametrize("kind", WaitingKind)
def test_every_kind_that_waits_has_a_word(kind: WaitingKind, texts: Texts) -> None:
    words = waiting_words(WaitingGroup(kind=kind, count=2, oldest_at=NOW))

    assert texts.message(words).startswith("2 ")
