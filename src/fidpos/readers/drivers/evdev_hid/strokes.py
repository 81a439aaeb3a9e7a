"""Events to strokes: what was held down when a key went down or up, and what the kernel had to drop."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from fidpos.readers.drivers.evdev_hid.input_event import (
    EV_KEY,
    EV_LED,
    EV_SYN,
    LED_CAPS_LOCK,
    RELEASED,
    REPEATED,
    SYN_DROPPED,
    SYN_REPORT,
    InputEvent,
)
from fidpos.readers.keystrokes import keys

_SHIFTS: Final = frozenset({42, 54})
_LEFT_ALT: Final = 56
_COMMANDS: Final = frozenset({29, 97, 125, 126})
_CLOCK_MASK: Final = 0xFFFF_FFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class EventStroke:
    """A `KeyStroke` that the kernel told; it goes to no window and has no serial."""

    scan_code: int
    pressed: bool
    timestamp_ms: int
    auto_repeat: bool = False
    shift: bool = False
    alt: bool = False
    alt_gr: bool = False
    command: bool = False
    caps_lock: bool = False
    serial: int = 0

    @property
    def received_ms(self) -> int:
        """The kernel's own time; how late we looked makes no difference."""
        return self.timestamp_ms


@dataclass(frozen=True, slots=True)
class Lost:
    """The kernel's buffer ran over (SYN_DROPPED): strokes until this moment are missing."""

    at_ms: int


class HeldKeys(Protocol):
    """Whom to ask what is down when no event tells."""

    def keys_down(self) -> frozenset[int]:
        """Codes of the keys that are down now."""
        ...

    def is_caps_lock_on(self) -> bool:
        """Whether the CapsLock light is on."""
        ...


class StrokeReader:
    """Keeps what is held down between one read and the next.

    After SYN_DROPPED everything up to the next SYN_REPORT is void and the device has to be asked anew
    (Documentation/input/event-codes.rst of the kernel).
    """

    def __init__(self, device: HeldKeys) -> None:
        self._device = device
        self._is_void = False
        self._held: set[int] = set()
        self._is_caps_lock_on = False
        self._ask()

    def strokes(self, events: Iterable[InputEvent]) -> Iterator[EventStroke | Lost]:
        """What happened, in order."""
        for event in events:
            if (event.type, event.code) == (EV_SYN, SYN_DROPPED):
                self._is_void = True
            elif self._is_void:
                if (event.type, event.code) == (EV_SYN, SYN_REPORT):
                    self._is_void = False
                    self._ask()
                    yield Lost(event.at_ms & _CLOCK_MASK)
            elif (event.type, event.code) == (EV_LED, LED_CAPS_LOCK):
                self._is_caps_lock_on = bool(event.value)
            elif event.type == EV_KEY:
                yield self._stroke(event)

    def _stroke(self, event: InputEvent) -> EventStroke:
        pressed = event.value != RELEASED
        if event.code in keys.MODIFIERS:
            (self._held.add if pressed else self._held.discard)(event.code)
        return EventStroke(
            scan_code=event.code,
            pressed=pressed,
            timestamp_ms=event.at_ms & _CLOCK_MASK,
            auto_repeat=event.value == REPEATED,
            shift=bool(self._held & _SHIFTS),
            alt=_LEFT_ALT in self._held,
            alt_gr=keys.RIGHT_ALT in self._held,
            command=bool(self._held & _COMMANDS),
            caps_lock=self._is_caps_lock_on,
        )

    def _ask(self) -> None:
        self._held = set(self._device.keys_down() & keys.MODIFIERS)
        self._is_caps_lock_on = self._device.is_caps_lock_on()
