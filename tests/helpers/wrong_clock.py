"""A clock that is wrong, for one process and its children: libfaketime."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

_LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))


def clock_off_by(offset: timedelta) -> Mapping[str, str]:
    """The environment of a process whose calendar is off; what it measures durations with is right."""
    (library, *_) = _LIBRARIES
    return {
        "LD_PRELOAD": str(library),
        "FAKETIME": f"{offset.total_seconds():+.0f}s",
        "DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
