"""The wedge's trial: a scanner's keys are swallowed and understood, a person's reach the window."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from fidpos.readers.drivers.keyboard_wedge.detect import detect
from fidpos.readers.drivers.keyboard_wedge.driver import DEVICE, create
from fidpos.readers.drivers.keyboard_wedge.trial import WedgeTrial, try_out
from fidpos.readers.keystrokes.calibration import TEST_CODE
from fidpos.readers.manifest import Manifest, read_manifest
from fidpos.readers.own_number import make_ean13
from fidpos.readers.registry import DRIVERS_FOLDER
from fidpos.readers.trial import Discovery, TrialContext
from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.key_bursts import Key, Stroke, burst, hit
from tests.helpers.reader_context import DECODER, driver_context

NUMBER = make_ean13("1234", 48)
MANIFEST = read_manifest(DRIVERS_FOLDER / "keyboard_wedge/manifest.toml", Manifest)
ESCAPE = 1


@pytest.fixture
def told() -> list[Discovery]:
    return []


@pytest.fixture
def trial(told: list[Discovery]) -> WedgeTrial:
    context = TrialContext(decoder=DECODER, monotonic_s=lambda: 0.0, on_discovery=told.append)
    trial = try_out(DEVICE, NUMBER, context)
    trial.start()
    return trial


def play(trial: WedgeTrial, strokes: Iterable[Stroke]) -> list[int]:
    """Serials that reached the window, after all waits."""
    delivered = [
        serial
        for number, stroke in enumerate(strokes, start=1)
        for serial in trial.offer(replace(stroke, serial=number)).deliver
    ]
    return [*delivered, *trial.expire().deliver, *trial.expire().deliver]


def test_the_keyboard_is_always_there() -> None:
    assert [device.device for device in detect()] == [DEVICE]


@pytest.mark.parametrize("layout", ["us", "fr", "be"])
def test_one_scan_gives_settings_with_which_the_driver_reads(
    trial: WedgeTrial, told: list[Discovery], layout: str
) -> None:
    delivered = play(trial, burst(f"<F11>{TEST_CODE}<Enter>", layout=layout))

    [discovery] = told
    assert discovery.is_whole
    assert delivered == []
    sink = CollectingSink()
    driver = create(MANIFEST.checked_settings(discovery.settings), driver_context(sink, "keyboard_wedge"))
    driver.start()
    for number, stroke in enumerate(burst(f"<F11>{NUMBER}<Enter>", layout=layout)):
        driver.offer(replace(stroke, serial=number))
    assert [read.sequence for read in sink.reads] == [1]


def test_the_till_s_own_test_number_will_do(trial: WedgeTrial, told: list[Discovery]) -> None:
    play(trial, burst(f"<F11>{NUMBER}<Enter>"))

    assert [discovery.is_whole for discovery in told] == [True]


def test_a_person_s_keys_reach_the_window_and_mean_nothing(trial: WedgeTrial, told: list[Discovery]) -> None:
    delivered = play(trial, hit(Key(ESCAPE), 10_000, up_after_ms=60))

    assert delivered == [1, 2]
    assert told == []


def test_a_scanner_as_slow_as_a_hand_is_recognised_by_its_code(
    trial: WedgeTrial, told: list[Discovery]
) -> None:
    strokes = burst(f"<F11>{TEST_CODE}<Enter>", gap_ms=45)
    for number, stroke in enumerate(strokes, start=1):
        trial.offer(replace(stroke, serial=number))
    trial.expire()
    trial.expire()

    [discovery] = told
    assert not discovery.is_whole
    assert "trial.keys.too_slow" in {insight.key for insight in discovery.insights}


def test_a_closed_trial_lets_every_key_through_also_those_it_held(
    trial: WedgeTrial, told: list[Discovery]
) -> None:
    strokes = burst("12")
    held = trial.offer(replace(strokes[0], serial=1))
    trial.close()
    trial.close()

    assert held.deliver == ()
    assert play(trial, strokes[2:]) == [1, 1, 2]
    assert told == []
