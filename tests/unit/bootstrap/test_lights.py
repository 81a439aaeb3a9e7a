"""From what is reported to the lights of the status bar."""

from datetime import timedelta

import pytest

from fidpos import paths
from fidpos.bootstrap.centre_here import CentreHereState
from fidpos.bootstrap.lights import backup_light, centre_light, key_light, reader_lights, sync_light
from fidpos.domain.clock import utc
from fidpos.readers.driver import DeviceStatus, Fault, FaultCode, ReaderState
from fidpos.texts.texts import Texts
from fidpos.till.centre_link import CentreStanding, LinkState
from fidpos.till.contact import Contact
from fidpos.till.view import Lamp
from fidpos.vault.key_store import KeyPlace
from tests.helpers.silent_centre import DAY, Silence

NOW = utc(2026, 11, 22, 9)


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts.load(paths.resources_dir() / "translations", "en")


def status(state: ReaderState, *, device: str = "one", fault: Fault | None = None) -> DeviceStatus:
    return DeviceStatus(driver="pcsc", device=device, state=state, fault=fault)


def test_of_two_readers_the_one_that_reads_counts(texts: Texts) -> None:
    broken, well = status(ReaderState.FAILED), status(ReaderState.READY, device="two")

    (light,) = reader_lights([broken, well], texts)

    assert light.lamp is Lamp.OK


def test_a_fault_brings_the_hint_of_what_to_do_next(texts: Texts) -> None:
    stopped = status(ReaderState.NO_SERVICE, fault=Fault(code=FaultCode.SERVICE_STOPPED))

    (light,) = reader_lights([stopped], texts)

    assert light.lamp is Lamp.WARNING
    assert light.hint is not None
    assert texts.has(light.hint.key)


@pytest.mark.parametrize("state", ReaderState)
def test_every_state_of_a_reader_has_a_lamp_and_a_sentence(state: ReaderState, texts: Texts) -> None:
    (light,) = reader_lights([status(state)], texts)

    assert texts.has(light.message.key)
    assert light.label == texts.say("light.label.pcsc")


def test_a_backup_of_yesterday_is_well_and_one_of_last_week_is_not(texts: Texts) -> None:
    assert backup_light(NOW - timedelta(days=1), NOW, texts).lamp is Lamp.OK
    assert backup_light(NOW - timedelta(days=7), NOW, texts).lamp is Lamp.WARNING
    assert backup_light(None, NOW, texts).lamp is Lamp.WARNING


def test_a_backup_dated_ahead_is_an_alarm_and_a_clock_set_right_by_seconds_is_none(texts: Texts) -> None:
    ahead = backup_light(NOW + timedelta(days=900), NOW, texts)

    assert ahead.lamp is Lamp.WARNING
    assert "2029" in texts.say(ahead.message.key, **ahead.message.params)
    assert backup_light(NOW + timedelta(seconds=20), NOW, texts).lamp is Lamp.OK


def test_keys_in_a_file_are_said_aloud_and_those_of_the_system_need_no_light(texts: Texts) -> None:
    (light,) = key_light(KeyPlace.FILE, texts)

    assert light.lamp is Lamp.WARNING
    assert light.hint is not None
    assert texts.has(light.hint.key)
    assert texts.has(light.message.key)
    assert key_light(KeyPlace.SYSTEM, texts) == ()


def test_a_till_without_a_centre_says_so(texts: Texts) -> None:
    light = sync_light(CentreStanding(), NOW, texts)

    assert light.lamp is Lamp.OFF
    assert texts.has(light.message.key)


@pytest.mark.parametrize(
    ("days", "lamp", "hint"),
    [
        (0, Lamp.OFF, None),
        (1, Lamp.WARNING, "hint.light.sync.staff_list_old"),
        (7, Lamp.WARNING, "hint.light.sync.members_hidden"),
    ],
)
def test_what_is_held_back_without_the_centre_is_said_by_its_light(
    days: int, lamp: Lamp, hint: str | None, texts: Texts
) -> None:
    standing = CentreStanding(state=LinkState.OFFLINE)

    light = sync_light(standing, NOW, texts, Contact(Silence(days * DAY)))

    assert light.lamp is lamp
    assert (light.hint.key if light.hint is not None else None) == hint
    assert hint is None or texts.has(hint)


@pytest.mark.parametrize(
    ("state", "lamp"),
    [
        (CentreHereState.STARTING, Lamp.BUSY),
        (CentreHereState.SERVING, Lamp.OK),
        (CentreHereState.FAILED, Lamp.WARNING),
    ],
)
def test_the_centre_on_this_pc_has_a_light_and_words_for_whatever_becomes_of_it(
    state: CentreHereState, lamp: Lamp, texts: Texts
) -> None:
    light = centre_light(state, texts)

    assert light.lamp is lamp
    assert texts.has(light.message.key)
    assert (light.hint is not None) == (lamp is Lamp.WARNING)
