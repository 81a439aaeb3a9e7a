"""Events become strokes with what was held down; what the kernel dropped is told, never guessed."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.readers.drivers.evdev_hid.input_event import (
    EV_KEY,
    EV_LED,
    EV_SYN,
    LED_CAPS_LOCK,
    NATIVE,
    SYN_DROPPED,
    SYN_REPORT,
    InputEvent,
    parse,
)
from fidpos.readers.drivers.evdev_hid.strokes import EventStroke, Lost, StrokeReader
from fidpos.readers.keystrokes.decoder import Scanned
from fidpos.readers.keystrokes.grabbed import GrabbedDecoder
from fidpos.readers.keystrokes.scanner import ScannerProfile
from tests.helpers.key_bursts import SETTINGS

LEFT_SHIFT, RIGHT_SHIFT, LEFT_ALT, RIGHT_ALT, LEFT_CTRL = 42, 54, 56, 100, 29
DIGIT = 2


@dataclass
class Device:
    """What is held down when somebody asks."""

    down: set[int] = field(default_factory=set)
    caps_lock: bool = False

    def keys_down(self) -> frozenset[int]:
        return frozenset(self.down)

    def is_caps_lock_on(self) -> bool:
        return self.caps_lock


def key(code: int, value: int = 1) -> InputEvent:
    return InputEvent(at_ms=1_000, type=EV_KEY, code=code, value=value)


def syn(code: int = SYN_REPORT) -> InputEvent:
    return InputEvent(at_ms=1_000, type=EV_SYN, code=code, value=0)


def last(reader: StrokeReader, *events: InputEvent) -> EventStroke:
    stroke = list(reader.strokes(events))[-1]
    assert isinstance(stroke, EventStroke)
    return stroke


@pytest.mark.parametrize(
    ("modifier", "name"),
    [
        (LEFT_SHIFT, "shift"),
        (RIGHT_SHIFT, "shift"),
        (LEFT_ALT, "alt"),
        (RIGHT_ALT, "alt_gr"),
        (LEFT_CTRL, "command"),
    ],
)
def test_a_modifier_holds_until_it_is_let_go(modifier: int, name: str) -> None:
    reader = StrokeReader(Device())

    assert getattr(last(reader, key(modifier), key(DIGIT)), name)
    assert not getattr(last(reader, key(modifier, 0), key(DIGIT)), name)


def test_both_shifts_must_be_let_go() -> None:
    reader = StrokeReader(Device())

    assert last(reader, key(LEFT_SHIFT), key(RIGHT_SHIFT), key(LEFT_SHIFT, 0), key(DIGIT)).shift


def test_what_is_held_down_when_we_begin_is_asked() -> None:
    stroke = last(StrokeReader(Device(down={LEFT_SHIFT, DIGIT}, caps_lock=True)), key(DIGIT))

    assert stroke.shift
    assert stroke.caps_lock


def test_the_caps_lock_light_is_followed() -> None:
    reader = StrokeReader(Device())
    light = InputEvent(at_ms=1_000, type=EV_LED, code=LED_CAPS_LOCK, value=1)

    assert last(reader, light, key(DIGIT)).caps_lock


def test_the_kernel_s_repeat_is_marked_as_one() -> None:
    assert last(StrokeReader(Device()), key(DIGIT, 2)).auto_repeat


def test_times_are_cut_to_32_bits_like_those_of_a_window() -> None:
    event = InputEvent(at_ms=2**32 + 7, type=EV_KEY, code=DIGIT, value=1)

    stroke = last(StrokeReader(Device()), event)
    assert (stroke.timestamp_ms, stroke.received_ms) == (7, 7)


def test_what_was_dropped_is_void_up_to_the_next_report_and_the_device_is_asked_anew() -> None:
    device = Device()
    reader = StrokeReader(device)
    assert last(reader, key(LEFT_SHIFT), key(DIGIT)).shift

    [lost, stroke] = reader.strokes([syn(SYN_DROPPED), key(DIGIT), syn(), key(DIGIT)])
    assert lost == Lost(1_000)
    assert isinstance(stroke, EventStroke)
    assert not stroke.shift


any_event = st.tuples(
    st.integers(0, 2**40), st.integers(0, 10**6 - 1), st.integers(0, 2**16 - 1), st.integers(0, 2**16 - 1)
)
likely_event = st.tuples(
    st.integers(3_000_000, 3_000_001),
    st.integers(0, 10**6 - 1),
    st.sampled_from([EV_SYN, EV_KEY, EV_LED]),
    st.integers(0, 130),
)


@given(st.lists(st.tuples(any_event | likely_event, st.integers(-(2**31), 2**31 - 1) | st.integers(0, 2))))
def test_whatever_a_device_sends_nothing_escapes_and_nothing_but_whole_codes_comes_out(
    events: list[tuple[tuple[int, int, int, int], int]],
) -> None:
    raw = b"".join(NATIVE.pack(*event, value) for event, value in events)
    profile = ScannerProfile.of_grabbed({**SETTINGS, "prefix": ""})
    decoder = GrabbedDecoder(profile, now_ms=0)

    for stroke in StrokeReader(Device()).strokes(parse(raw)):
        outcome = decoder.lose(stroke.at_ms) if isinstance(stroke, Lost) else decoder.offer(stroke)
        assert not isinstance(outcome, Scanned) or profile.is_whole(outcome.text)
