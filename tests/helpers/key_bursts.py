"""Keys as scanners and people hit them, and a window that lets the wedge rule about each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from fidpos.readers.keystrokes.decoder import Damaged, Scanned, Step, WedgeDecoder
from fidpos.readers.keystrokes.layouts import LAYOUTS
from fidpos.readers.keystrokes.scanner import ScannerProfile

SHIFT = 42
ALT_GR = 100
ENTER = 28
F11 = 87

KEYPAD = frozenset({55, 98, *range(71, 84)})

PREFIX_KEYS = {"F11": F11, "F10": 68}
SUFFIX_KEYS = {"Enter": ENTER, "Tab": 15}

SETTINGS: Mapping[str, bool | int | str | tuple[str, ...]] = {
    "layout": "us",
    "prefix": "F11",
    "suffix": "Enter",
    "lengths": ("13", "18"),
    "gap_max_ms": 28,
    "caps_lock_compensated": False,
    "scan_untimed": False,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """The decoder's `KeyStroke`, with what a test seldom names left at its default."""

    scan_code: int
    pressed: bool
    timestamp_ms: int
    received_ms: int = 0
    serial: int = 0
    auto_repeat: bool = False
    shift: bool = False
    alt: bool = False
    alt_gr: bool = False
    command: bool = False
    caps_lock: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """A key to hit, with what is held down meanwhile."""

    code: int
    shift: bool = False
    alt_gr: bool = False


def profile(**changes: bool | int | str | tuple[str, ...]) -> ScannerProfile:
    """The scanner's profile with the manifest's defaults, except for the given settings."""
    return ScannerProfile.from_settings({**SETTINGS, **changes})


def keys_for(text: str, layout: str = "us") -> list[Key]:
    """The keys a scanner set to this layout hits for a text; `<F11>` or `<Enter>` stand for a key."""
    named = PREFIX_KEYS | SUFFIX_KEYS
    keys = []
    while text:
        name = text[1 : text.find(">")] if text[0] == "<" else ""
        if name in named:
            keys.append(Key(named[name]))
            text = text[len(name) + 2 :]
        else:
            keys.append(_key_for(text[0], layout))
            text = text[1:]
    return keys


def _key_for(char: str, layout: str) -> Key:
    """On the main block; no scanner uses the keypad unless it is told to."""
    table = LAYOUTS[layout]
    for level, shift, alt_gr in (
        (table.plain, False, False),
        (table.shifted, True, False),
        (table.alt_gr, False, True),
    ):
        for code, written in level.items():
            if written == char and code not in KEYPAD:
                return Key(code, shift, alt_gr)
    raise AssertionError(f"{layout} does not write {char!r}")


def hit(key: Key, at_ms: int, *, up_after_ms: int = 0) -> list[Stroke]:
    """The strokes of one key, with its Shift or AltGr around it."""
    down = Stroke(scan_code=key.code, pressed=True, timestamp_ms=at_ms, shift=key.shift, alt_gr=key.alt_gr)
    up = replace(down, pressed=False, timestamp_ms=at_ms + up_after_ms)
    around = [code for code, is_held in ((SHIFT, key.shift), (ALT_GR, key.alt_gr)) if is_held]
    return [
        *(Stroke(scan_code=code, pressed=True, timestamp_ms=at_ms) for code in around),
        down,
        up,
        *(Stroke(scan_code=code, pressed=False, timestamp_ms=at_ms + up_after_ms) for code in around),
    ]


def burst(text: str, *, gap_ms: int = 5, start_ms: int = 10_000, layout: str = "us") -> list[Stroke]:
    """A scan at an even speed."""
    return [
        stroke
        for index, key in enumerate(keys_for(text, layout))
        for stroke in hit(key, start_ms + index * gap_ms)
    ]


@dataclass
class Window:
    """What the key feed does, in simulated time: holds strokes, delivers them, ends the waits.

    Attributes:
        delivered: strokes that reached the till, in order.
        latest_ms: the longest time that a delivered stroke had waited.
    """

    decoder: WedgeDecoder = field(default_factory=lambda: WedgeDecoder(profile()))
    delivered: list[Stroke] = field(default_factory=list)
    swallowed: list[Stroke] = field(default_factory=list)
    outcomes: list[Scanned | Damaged] = field(default_factory=list)
    latest_ms: int = 0
    _held: dict[int, Stroke] = field(default_factory=dict)
    _due_ms: int | None = None
    _serial: int = 0
    _now_ms: int = 0

    @property
    def scans(self) -> list[str]:
        """The whole codes that were read."""
        return [outcome.text for outcome in self.outcomes if isinstance(outcome, Scanned)]

    @property
    def damaged(self) -> int:
        """How many damaged reads were reported."""
        return sum(isinstance(outcome, Damaged) for outcome in self.outcomes)

    @property
    def delivered_codes(self) -> list[int]:
        """Keys whose press reached the till."""
        return [stroke.scan_code for stroke in self.delivered if stroke.pressed]

    def feed(self, strokes: Iterable[Stroke]) -> "Window":
        """Let strokes arrive when they are received, which is at their own time unless given.

        A stroke that is received late was queued while the window was busy: as in the key feed, a wait that
        ended meanwhile lets it in first.
        """
        for stroke in self._numbered(strokes):
            self._pass_time(min(stroke.timestamp_ms, stroke.received_ms))
            self._now_ms = stroke.received_ms
            self._held[stroke.serial] = stroke
            self._take(self.decoder.offer(stroke))
        return self

    def fall_silent(self) -> "Window":
        """Nothing more comes: every wait ends, and every stroke has been ruled about."""
        self._pass_time(self._now_ms + 1_000)
        assert not self._held, "a stroke was forgotten"
        return self

    def expire_early(self) -> "Window":
        """End the running wait before its time, as a window that was busy might."""
        self._due_ms = None
        self._take(self.decoder.expire())
        return self

    def _numbered(self, strokes: Iterable[Stroke]) -> Iterator[Stroke]:
        for stroke in strokes:
            self._serial += 1
            yield replace(stroke, serial=self._serial, received_ms=stroke.received_ms or stroke.timestamp_ms)

    def _pass_time(self, now_ms: int) -> None:
        if self._due_ms is not None and now_ms >= self._due_ms:
            self._now_ms, self._due_ms = self._due_ms, None
            self._take(self.decoder.expire())
        self._now_ms = max(self._now_ms, now_ms)

    def _take(self, step: Step) -> None:
        for serial in step.ruling.swallow:
            self.swallowed.append(self._held.pop(serial))
        for serial in step.ruling.deliver:
            stroke = self._held.pop(serial)
            self.latest_ms = max(self.latest_ms, self._now_ms - stroke.received_ms)
            self.delivered.append(stroke)
        if step.ruling.wait_ms is not None:
            self._due_ms = self._now_ms + step.ruling.wait_ms
        if step.outcome is not None:
            self.outcomes.append(step.outcome)


def play(strokes: Iterable[Stroke], **changes: bool | int | str | tuple[str, ...]) -> Window:
    """The strokes in a fresh window, until all is ruled about."""
    return Window(WedgeDecoder(profile(**changes))).feed(strokes).fall_silent()
