"""A window that hangs in the middle of a scan or of typing, on both of Qt's event loops.

They differ in what they serve first after a pause, the keys that were queued or the timers that are due.
"""

import pytest

from fidpos.readers.own_number import make_ean13
from tests.helpers.key_bursts import burst, keys_for
from tests.integration.wedge.hands import STALL_S, Counter, assert_nothing_landed, scanned, typed

pytestmark = [pytest.mark.xvfb, pytest.mark.xdist_group("hardware")]

NUMBER = make_ean13("1234", 48)
SCAN = f"<F11>{NUMBER}<Enter>"
LAYOUTS = ("us", "fr", "be")


@pytest.fixture(scope="module", params=["glib", "unix"])
def event_loop(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("gap_ms", [5, 10])
@pytest.mark.parametrize("stall_at", [1, 2, 7, 14, 15])
def test_a_scan_is_read_although_the_window_hangs_in_its_middle(
    counter: Counter, stall_at: int, gap_ms: int
) -> None:
    report = scanned(counter, burst(SCAN, gap_ms=gap_ms), stall_at=stall_at)

    assert report["numbers"] == [NUMBER]
    assert_nothing_landed(report)


@pytest.mark.parametrize("scanner", LAYOUTS)
@pytest.mark.parametrize("till", LAYOUTS)
def test_a_scan_is_read_on_any_layout_although_the_window_hangs(
    counter: Counter, till: str, scanner: str
) -> None:
    strokes = burst(SCAN, gap_ms=8, layout=scanner)

    report = scanned(counter, strokes, till=till, scanner=scanner, stall_at=6)

    assert report["numbers"] == [NUMBER]
    assert_nothing_landed(report)


@pytest.mark.parametrize("till", LAYOUTS)
def test_a_scan_that_lost_a_digit_while_the_window_hung_is_refused_on_any_layout(
    counter: Counter, till: str
) -> None:
    strokes = burst(SCAN, gap_ms=8)
    del strokes[10:12]

    report = scanned(counter, strokes, till=till, stall_at=5)

    assert report["numbers"] == []
    assert report["refused"] == ["bad_read"]
    assert_nothing_landed(report)


@pytest.mark.parametrize("lost", [0, 1, 5, 13, 14])
def test_a_scan_that_lost_a_key_is_refused_and_lands_nowhere(counter: Counter, lost: int) -> None:
    strokes = burst(SCAN, gap_ms=5)
    del strokes[2 * lost : 2 * lost + 2]

    report = scanned(counter, strokes, focus="button", stall_at=4)

    assert report["numbers"] == []
    assert report["refused"] == ["bad_read"]
    assert_nothing_landed(report)


def test_typing_into_a_window_that_hangs_is_delivered_whole(counter: Counter) -> None:
    counter.begin()
    counter.stall(at_press=2, seconds=STALL_S)

    report = counter.play(typed(keys_for("12345678"), gap_ms=40))

    assert report["text"] == "12345678"
