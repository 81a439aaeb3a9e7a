"""From the keys of one scan of a known code to the scanner's settings, and to a diagnosis in words. Pure.

The code that tells everything is `TEST_CODE`. A number tells the US layout from the two others and leaves
letters, signs and CapsLock open; for shops whose codes are numbers that is enough.

Whatever is found is tried at once: the settings count only if the driver's own decoder, set like that, reads
the very same strokes as the code.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from fidpos.readers.bank_card import is_bank_data
from fidpos.readers.driver import SettingValue
from fidpos.readers.errors import SettingsRefused
from fidpos.readers.keystrokes.catcher import time_ms
from fidpos.readers.keystrokes.decoder import Scanned, WedgeDecoder
from fidpos.readers.keystrokes.grabbed import GrabbedDecoder
from fidpos.readers.keystrokes.keys import KeyStroke, elapsed_ms
from fidpos.readers.keystrokes.layouts import LAYOUTS
from fidpos.readers.keystrokes.reading import Reading, key_name, presses_of, readings, text_in
from fidpos.readers.keystrokes.scanner import SCANNER_GAP_MAX_MS, ScannerProfile
from fidpos.readers.trial import Discovery, Insight

TEST_CODE: Final = "AzQwM-0123456789"
"""For a Code 128 or QR on screen. `AzQwM` stands elsewhere on AZERTY, digits need Shift there, and `-` is on
another key in each of the three layouts; both cases of letters show what CapsLock does. It is no number, so
that no till takes it for a card."""

USUAL_GAP_MAX_MS: Final = 28
COMFORTABLE_GAP_MS: Final = 25
GRABBED_GAP_MAX_MS: Final = 100
"""What a driver that keeps the scanner to itself waits at most."""

_SETTLED_MS: Final = 60_000
"""Long enough before the first key that nothing can be going on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    settings: Mapping[str, SettingValue]
    insights: tuple[Insight, ...]


def calibrate(strokes: Sequence[KeyStroke], codes: Iterable[str], *, is_grabbed: bool) -> Discovery:
    """What the strokes of one scan tell.

    Args:
        strokes: all of them, in order.
        codes: what may have been scanned; the longest first tells most.
        is_grabbed: nobody but the driver sees the keys, so that no prefix has to mark them.
    """
    presses = presses_of(strokes)
    raw = _raw(presses)
    found = readings(presses, codes)
    if not found:
        return Discovery(is_whole=False, insights=(_unread(presses),), raw=raw)
    reading = found[0]
    parts = (
        _layout(reading, found),
        _caps_lock(reading, presses),
        _prefix(reading, is_grabbed=is_grabbed),
        _suffix(reading),
        _speed(reading, presses, is_grabbed=is_grabbed),
    )
    settings = {name: value for part in parts for name, value in part.settings.items()}
    insights = tuple(insight for part in parts for insight in part.insights)
    if any(insight.is_trouble for insight in insights):
        return Discovery(is_whole=False, settings=settings, insights=insights, raw=raw)
    trouble = _tried(strokes, settings, reading.text, is_grabbed=is_grabbed)
    return Discovery(is_whole=not trouble, settings=settings, insights=(*insights, *trouble), raw=raw)


def _unread(presses: Sequence[KeyStroke]) -> Insight:
    if any(stroke.caps_lock for stroke in presses):
        return _trouble("trial.keys.caps_lock_on")
    return _trouble("trial.keys.not_the_code")


def _layout(reading: Reading, found: Sequence[Reading]) -> _Finding:
    names = {other.layout for other in found if other.oddity == reading.oddity and other.code == reading.code}
    is_open = len(names) > 1
    insights = [Insight(key="trial.keys.layout_open" if is_open else f"trial.keys.layout.{reading.layout}")]
    if reading.has_aim_id:
        insights.append(Insight(key="trial.keys.aim"))
    return _Finding(settings={"layout": reading.layout}, insights=tuple(insights))


def _caps_lock(reading: Reading, presses: Sequence[KeyStroke]) -> _Finding:
    """What a scanner does about CapsLock shows only while it is on, and only in letters."""
    has_letters = reading.code.lower() != reading.code.upper()
    if has_letters and all(stroke.caps_lock for stroke in presses):
        key = "trial.keys.caps_lock_compensated" if reading.is_swapped else "trial.keys.caps_lock_ignored"
        return _Finding(settings={"caps_lock_compensated": reading.is_swapped}, insights=(Insight(key=key),))
    return _Finding(
        settings={}, insights=(_trouble("trial.keys.case_swapped"),) if reading.is_swapped else ()
    )


def _prefix(reading: Reading, *, is_grabbed: bool) -> _Finding:
    if not reading.before:
        if is_grabbed:
            return _Finding(settings={"prefix": ""}, insights=(Insight(key="trial.keys.no_prefix_needed"),))
        return _Finding(settings={}, insights=(_trouble("trial.keys.no_prefix"),))
    [name, *more] = reading.before
    if more or not _is_sentinel("prefix", name, reading.layout):
        sent = " ".join(reading.before)
        return _Finding(settings={}, insights=(_trouble("trial.keys.bad_prefix", sent=sent),))
    insight = Insight(key="trial.keys.prefix", params={"name": name})
    return _Finding(settings={"prefix": name}, insights=(insight,))


def _suffix(reading: Reading) -> _Finding:
    """The first key after the code ends it; what else follows is its tail."""
    if not reading.after:
        return _Finding(settings={}, insights=(_trouble("trial.keys.no_suffix"),))
    name = reading.after[0]
    is_prefix = reading.before == (name,) and _is_sentinel("prefix", name, reading.layout)
    if is_prefix or not _is_sentinel("suffix", name, reading.layout):
        sent = " ".join(reading.after)
        return _Finding(settings={}, insights=(_trouble("trial.keys.bad_suffix", sent=sent),))
    insight = Insight(key="trial.keys.suffix", params={"name": name})
    return _Finding(settings={"suffix": name}, insights=(insight,))


def _speed(reading: Reading, presses: Sequence[KeyStroke], *, is_grabbed: bool) -> _Finding:
    times_ms = [time_ms(stroke) for stroke in presses]
    gap_ms = max((elapsed_ms(earlier, later) for earlier, later in pairwise(times_ms)), default=0)
    allowed_ms = GRABBED_GAP_MAX_MS if is_grabbed and reading.before else SCANNER_GAP_MAX_MS
    if gap_ms > allowed_ms:
        key = "trial.keys.too_slow_without_prefix" if is_grabbed else "trial.keys.too_slow"
        return _Finding(settings={}, insights=(_trouble(key, gap_ms=gap_ms),))
    settings: dict[str, SettingValue] = {"gap_max_ms": USUAL_GAP_MAX_MS}
    insights = [Insight(key="trial.keys.speed", params={"gap_ms": gap_ms})]
    if gap_ms > COMFORTABLE_GAP_MS:
        settings["gap_max_ms"] = allowed_ms
        insights.append(Insight(key="trial.keys.near_limit"))
    if not is_grabbed and not all(stroke.timestamp_ms for stroke in presses):
        settings["scan_untimed"] = True
        insights.append(Insight(key="trial.keys.untimed"))
    return _Finding(settings=settings, insights=tuple(insights))


def _is_sentinel(role: str, name: str, layout: str) -> bool:
    try:
        ScannerProfile.from_settings(_complete({"layout": layout, role: name}))
    except SettingsRefused:
        return False
    return True


def _complete(found: Mapping[str, SettingValue]) -> dict[str, SettingValue]:
    """The settings found; for the rest, what no sentinel that was found contradicts."""
    return {
        "layout": "us",
        "prefix": "F12" if found.get("suffix") == "F11" else "F11",
        "suffix": "Enter",
        "lengths": ("13", "18"),
        "gap_max_ms": USUAL_GAP_MAX_MS,
        "caps_lock_compensated": False,
        "scan_untimed": False,
        **found,
    }


def _tried(
    strokes: Sequence[KeyStroke], settings: Mapping[str, SettingValue], text: str, *, is_grabbed: bool
) -> tuple[Insight, ...]:
    """Nothing if the driver's decoder reads the strokes; else that they are unsteady, such as overlapping."""
    complete = _complete(settings)
    if is_grabbed:
        began_ms = strokes[0].timestamp_ms - _SETTLED_MS
        grabbed = GrabbedDecoder(ScannerProfile.of_grabbed(complete), now_ms=began_ms)
        outcomes = [grabbed.offer(stroke) for stroke in strokes]
    else:
        wedge = WedgeDecoder(ScannerProfile.from_settings(complete))
        outcomes = [wedge.offer(stroke).outcome for stroke in strokes]
    read = [outcome.text for outcome in outcomes if isinstance(outcome, Scanned)]
    expected = text.swapcase() if settings.get("caps_lock_compensated") else text
    return () if read == [expected] else (_trouble("trial.keys.unsteady"),)


def _raw(presses: Sequence[KeyStroke]) -> tuple[bytes, ...]:
    """Each key by position and by its name in the US layout; nothing of what may be a bank card."""
    if any(is_bank_data(text_in(name, presses).replace("\0", "")) for name in LAYOUTS):
        return ()
    return tuple(f"{stroke.scan_code} {key_name(stroke, 'us')}".encode("ascii") for stroke in presses)


def _trouble(key: str, **params: object) -> Insight:
    return Insight(key=key, params=params, is_trouble=True)
