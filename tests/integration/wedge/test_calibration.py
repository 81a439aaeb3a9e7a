"""A trial on keys of a real X server: any scanner on any till is understood from one scan."""

import pytest

from fidpos.readers.keystrokes.calibration import TEST_CODE
from fidpos.readers.own_number import make_ean13
from tests.helpers.key_bursts import ENTER, Key, burst, hit
from tests.integration.wedge.hands import Counter, assert_nothing_landed, calibrated

pytestmark = [pytest.mark.xvfb, pytest.mark.xdist_group("hardware")]

NUMBER = make_ean13("1234", 48)
LAYOUTS = ("us", "fr", "be")


@pytest.mark.parametrize("till", LAYOUTS)
@pytest.mark.parametrize("scanner", LAYOUTS)
def test_one_scan_tells_how_the_scanner_is_set(counter: Counter, till: str, scanner: str) -> None:
    strokes = burst(f"<F11>{TEST_CODE}<Enter>", gap_ms=8, layout=scanner)

    found, report = calibrated(counter, strokes, expected=NUMBER, till=till)

    assert found["is_whole"]
    assert found["settings"] == {"layout": scanner, "prefix": "F11", "suffix": "Enter", "gap_max_ms": 28}
    assert_nothing_landed(report)


def test_a_scanner_without_prefix_is_told_what_to_send_and_lands_nowhere(counter: Counter) -> None:
    strokes = burst(f"{NUMBER}<Enter>", gap_ms=8)

    found, report = calibrated(counter, strokes, expected=NUMBER, till="fr")

    assert not found["is_whole"]
    assert "trial.keys.no_prefix" in found["insights"]
    assert_nothing_landed(report)


def test_caps_lock_on_the_till_is_seen(counter: Counter) -> None:
    counter.fingers.toggle_caps_lock()
    try:
        found, _ = calibrated(
            counter, burst(f"<F11>{TEST_CODE}<Enter>", gap_ms=8), expected=NUMBER, till="us"
        )
    finally:
        counter.fingers.toggle_caps_lock()

    assert found["is_whole"]
    assert found["settings"]["caps_lock_compensated"] is False


def test_a_person_s_enter_still_presses_the_button_while_a_trial_listens(counter: Counter) -> None:
    counter.calibrate(NUMBER, till="us")

    report = counter.play(hit(Key(ENTER), 0, up_after_ms=80))

    assert report["clicks"] == 1
    assert counter.discoveries() == []
