"""Offers every key to the keyboard wedge before any window sees it, and does with it what the wedge rules.

The feed knows nothing of scanners. A sink says of each stroke whether it goes on to the till, waits, or
vanishes; the feed keeps those that wait and replays them unchanged and in order. It looks at keys where
they enter the program, on the window and before shortcuts are tried, so that it makes no difference which
screen, field or button has the focus.

A key that had to wait reaches the window as an ordinary key press. It no longer triggers a `QShortcut`:
those are for keys that no scanner types (function keys, or with Ctrl or Alt).

Under X11 and Wayland a key carries the time at which the system saw it. Qt for Windows stamps keys as they
arrive, so that keys typed while the window was busy look like a scanner's there: they are lost, and nothing
is accepted.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

log = logging.getLogger(__name__)

_RIGHT_ALT = 100

_EXTENDED_KEYS = {0x11C: 96, 0x11D: 97, 0x135: 98, 0x138: _RIGHT_ALT, 0x15B: 125, 0x15C: 126}
"""Windows marks the second key of a kind (keypad Enter, right Ctrl ...) by 0x100; Linux numbers it apart."""

_X11_PLATFORMS = frozenset({"xcb", "wayland"})
_X11_KEY_OFFSET = 8
_X11_LOCK = 0x02
_X11_MOD5 = 0x80
_WINDOWS_RIGHT_ALT = 0x40
_WINDOWS_CAPS_LOCK = 0x100
"""Bits of `nativeModifiers`: the X11 modifier mask, and Qt's own for Windows (qwindowskeymapper.cpp)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyStroke:
    """One key going down or up.

    Attributes:
        serial: names the stroke in a ruling; rises by one.
        scan_code: position of the key as a Linux input code (set 1 up to F12); 0 when the system does not
        tell.
        timestamp_ms: when the system saw the key, 32 bits that wrap; 0 for keys made by a program.
        received_ms: when it arrived here, on the monotonic clock; after a busy moment many keys arrive at
        once.
        auto_repeat: the system says that it repeats a key that is held down.
        alt: Alt, not AltGr, is down.
        command: Ctrl or a logo key is down.
    """

    serial: int
    scan_code: int
    pressed: bool
    timestamp_ms: int
    received_ms: int
    auto_repeat: bool = False
    shift: bool = False
    alt: bool = False
    alt_gr: bool = False
    command: bool = False
    caps_lock: bool = False


class KeyRuling(Protocol):
    """What becomes of strokes; one named in neither list waits for a later ruling."""

    @property
    def deliver(self) -> Sequence[int]:
        """Serials that go to the window now, in this order; the stroke just offered comes last."""
        ...

    @property
    def swallow(self) -> Sequence[int]:
        """Serials that go nowhere."""
        ...

    @property
    def wait_ms(self) -> int | None:
        """Call `expire` unless another wait begins within this time; None leaves a running wait as it is."""
        ...


class KeySink(Protocol):
    """Who rules about keys; called on the GUI thread, returns at once."""

    def offer(self, stroke: KeyStroke) -> KeyRuling:
        """Rule about a stroke, and perhaps about those that wait."""
        ...

    def expire(self) -> KeyRuling:
        """Rule about those that wait, as nothing more came."""
        ...


class _Fate(Enum):
    DELIVER = auto()
    HOLD = auto()
    SWALLOW = auto()


@dataclass(frozen=True, slots=True)
class _Held:
    window: QWindow
    event: QKeyEvent


@dataclass(frozen=True, slots=True)
class _Ruled:
    """A press ruled about when Qt asked whether it is a shortcut; the press itself follows at once."""

    stroke: KeyStroke
    fate: _Fate


class KeyFeed(QObject):
    """The event filter of the whole program; made, used and destroyed on the GUI thread.

    Args:
        find_sink: the sink as it is now, None for none; asked at each stroke, as drivers come and go.
    """

    def __init__(self, application: QCoreApplication, find_sink: Callable[[], KeySink | None]) -> None:
        super().__init__(application)
        self._find_sink = find_sink
        self._sink: KeySink | None = None
        self._platform = QGuiApplication.platformName()
        self._serial = 0
        self._is_right_alt_down = False
        self._held: dict[int, _Held] = {}
        self._ruled: _Ruled | None = None
        self._wait = self._timer(self._let_keys_in)
        self._last_call = self._timer(self._expire)
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stop a key that has to wait or vanish; everything else passes untouched."""
        if not isinstance(event, QKeyEvent) or not isinstance(watched, QWindow) or not event.spontaneous():
            return False
        if event.type() is QEvent.Type.ShortcutOverride:
            stroke = self._stroke(event, pressed=True)
            fate = self._rule(stroke)
            self._ruled = _Ruled(stroke, fate)
            # An accepted override keeps Qt from trying shortcuts; the key press itself follows either way.
            event.setAccepted(fate is not _Fate.DELIVER)
            return fate is not _Fate.DELIVER
        ruled = self._take_ruled(event)
        if ruled.fate is _Fate.HOLD:
            self._held[ruled.stroke.serial] = _Held(watched, event.clone())
        return ruled.fate is not _Fate.DELIVER

    def _take_ruled(self, event: QKeyEvent) -> _Ruled:
        """What was ruled about this very key press already, or else a ruling about this stroke."""
        ruled, self._ruled = self._ruled, None
        pressed = event.type() is QEvent.Type.KeyPress
        if ruled is not None and pressed and ruled.stroke.timestamp_ms == event.timestamp():
            return ruled
        stroke = self._stroke(event, pressed=pressed)
        return _Ruled(stroke, self._rule(stroke))

    def _rule(self, stroke: KeyStroke) -> _Fate:
        """Ask the sink, and deal with the strokes that waited before this one."""
        sink = self._find_sink()
        if sink is not self._sink:
            self._deliver(tuple(self._held))
            self._sink = sink
        if sink is None:
            return _Fate.DELIVER
        try:
            ruling = sink.offer(stroke)
        except Exception:
            log.exception("the key sink failed; its keys go to the window")
            self._deliver(tuple(self._held))
            return _Fate.DELIVER
        self._apply(ruling)
        if stroke.serial in ruling.deliver:
            return _Fate.DELIVER
        return _Fate.SWALLOW if stroke.serial in ruling.swallow else _Fate.HOLD

    def _apply(self, ruling: KeyRuling) -> None:
        for serial in ruling.swallow:
            self._held.pop(serial, None)
        if ruling.wait_ms is not None:
            self._last_call.stop()
            self._wait.start(ruling.wait_ms)
        self._deliver(ruling.deliver)

    def _deliver(self, serials: Sequence[int]) -> None:
        for serial in serials:
            held = self._held.pop(serial, None)
            if held is None:
                continue
            window = held.window if shiboken6.isValid(held.window) else QGuiApplication.focusWindow()
            if window is not None:
                QCoreApplication.sendEvent(window, held.event)

    @Slot()
    def _let_keys_in(self) -> None:
        """The wait is over, unless keys arrived while the window was busy: they get one turn of the loop."""
        self._last_call.start(0)

    @Slot()
    def _expire(self) -> None:
        if self._sink is None:
            return
        try:
            ruling = self._sink.expire()
        except Exception:
            log.exception("the key sink failed; its keys go to the window")
            self._deliver(tuple(self._held))
            return
        self._apply(ruling)

    def _stroke(self, event: QKeyEvent, *, pressed: bool) -> KeyStroke:
        self._serial += 1
        code = _scan_code(event.nativeScanCode(), self._platform)
        if code == _RIGHT_ALT:
            self._is_right_alt_down = pressed
        held = event.modifiers()
        is_alt = Qt.KeyboardModifier.AltModifier in held
        # Where the till's layout knows no AltGr, the scanner's right Alt still means it.
        is_alt_gr = self._native(event, x11=_X11_MOD5, windows=_WINDOWS_RIGHT_ALT) or (
            is_alt and self._is_right_alt_down
        )
        is_command = bool(held & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier))
        is_windows_alt_gr = is_alt_gr and self._platform == "windows"
        return KeyStroke(
            serial=self._serial,
            scan_code=code,
            pressed=pressed,
            timestamp_ms=event.timestamp(),
            received_ms=time.monotonic_ns() // 1_000_000,
            auto_repeat=event.isAutoRepeat(),
            shift=Qt.KeyboardModifier.ShiftModifier in held,
            alt=is_alt and not is_alt_gr,
            alt_gr=is_alt_gr,
            # Windows holds down Ctrl as well while AltGr is down.
            command=is_command and not is_windows_alt_gr,
            caps_lock=self._native(event, x11=_X11_LOCK, windows=_WINDOWS_CAPS_LOCK),
        )

    def _native(self, event: QKeyEvent, *, x11: int, windows: int) -> bool:
        mask = windows if self._platform == "windows" else x11
        return bool(event.nativeModifiers() & mask)

    def _timer(self, on_timeout: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(on_timeout)
        return timer


def _scan_code(native: int, platform: str) -> int:
    """The position of a key in one numbering for all systems."""
    if platform in _X11_PLATFORMS:
        return max(0, native - _X11_KEY_OFFSET)
    return _EXTENDED_KEYS.get(native, native) if platform == "windows" else 0
