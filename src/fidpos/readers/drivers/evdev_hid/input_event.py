"""What the kernel writes into `/dev/input/event*`: `struct input_event` of linux/input.h.

    struct timeval time;  __u16 type;  __u16 code;  __s32 value;

Both halves of the time are as wide as the architecture's `long` (also where user space has a wider
`time_t`), so that an event has 24 bytes on 64-bit and 16 on 32-bit systems. The kernel never hands out a
part of an event.
"""

import struct
from dataclasses import dataclass
from typing import Final

NATIVE: Final = struct.Struct("@llHHi")
"""The layout of the machine at hand."""

EV_SYN: Final = 0x00
EV_KEY: Final = 0x01
EV_LED: Final = 0x11

SYN_REPORT: Final = 0
SYN_DROPPED: Final = 3

LED_CAPS_LOCK: Final = 1

RELEASED: Final = 0
REPEATED: Final = 2
"""Values of a key; 1 is a press."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputEvent:
    """One event; codes are those of linux/input-event-codes.h, the time is on the clock asked for."""

    at_ms: int
    type: int
    code: int
    value: int


def parse(data: bytes, layout: struct.Struct = NATIVE) -> tuple[InputEvent, ...]:
    """The events in what one read gave.

    Raises:
        struct.error: part of an event, which no kernel gives.
    """
    return tuple(
        InputEvent(at_ms=seconds * 1_000 + micros // 1_000, type=kind, code=code, value=value)
        for seconds, micros, kind, code, value in layout.iter_unpack(data)
    )
