"""Bytes of a serial scanner to frames: where one code ends and the next begins. Pure, for one thread.

What cannot be shown to be one whole code is `Damaged`, never a shorter or a longer code: a frame that was
interrupted, what follows it without a mark of its own beginning, two codes without an end mark between them,
control characters, and more than a code can hold. How the bytes were cut up on their way changes nothing.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

STX = 0x02
GS = 0x1D
"""Separates the elements of a GS1 code (GS1 General Specifications, section 7.8), so a code may hold it."""

_BETWEEN = b"\r\n"
"""Line ends around a code are no part of it."""

_MARKS_LENGTH_MAX = 8
"""STX, an end mark and line ends before it, with room to spare."""

AIM_ID = re.compile(rb"\][A-Za-z][0-9A-Za-z]")
"""ISO/IEC 15424: `]`, a letter for the symbology, a digit or letter for the options."""


class End(StrEnum):
    """How a code ends, as the driver's setting `framing` names it."""

    CR = "cr"
    LF = "lf"
    CRLF = "crlf"
    TAB = "tab"
    ETX = "etx"
    """It also begins: with STX."""
    GAP = "gap"
    """Nothing is sent; a pause ends the code."""

    @property
    def mark(self) -> bytes:
        """The bytes that end a code; empty for a pause."""
        return _MARKS[self]


_MARKS = {
    End.CR: b"\r",
    End.LF: b"\n",
    End.CRLF: b"\r\n",
    End.TAB: b"\t",
    End.ETX: b"\x03",
    End.GAP: b"",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Framing:
    """How a scanner tells one code from the next.

    Attributes:
        prefix: leads every code, and is no part of it.
        aim: every code begins with its AIM id, which stays with it.
        gap_s: the pause that ends a code, where a pause does.
        stall_s: the pause within a code after which it counts as damaged.
        length_max: of a code with its AIM id, without its marks.
    """

    end: End = End.CR
    prefix: bytes = b""
    aim: bool = False
    gap_s: float = 0.05
    stall_s: float = 0.4
    length_max: int = 512

    @property
    def has_start_mark(self) -> bool:
        """Whether a code shows by itself that it is there from its beginning."""
        return self.end is End.ETX or self.aim or bool(self.prefix)

    @property
    def patience_s(self) -> float:
        """The pause that means something: the end of a code, or that its end will not come."""
        return self.gap_s if self.end is End.GAP else self.stall_s


@dataclass(frozen=True, slots=True)
class Frame:
    """One whole code without its marks; `began_s` is when its first byte came."""

    content: bytes
    began_s: float


@dataclass(frozen=True, slots=True)
class Damaged:
    """Something came that is no whole code."""

    began_s: float


Outcome = Frame | Damaged


class FrameDecoder:
    """Cuts a stream of bytes into frames.

    Feed it what comes with its time, and call `expire` when `deadline_s` has passed and nothing more had
    come by then. Bytes that arrive late without that (nobody looked in time) may have been on time or not;
    what they would continue is damaged.
    """

    def __init__(self, framing: Framing) -> None:
        self._framing = framing
        self._mark = framing.end.mark
        self._buffer = bytearray()
        self._buffer_max = framing.length_max + len(framing.prefix) + _MARKS_LENGTH_MAX
        self._began_s = 0.0
        self._last_s = float("-inf")
        self._is_told = False
        """The frame under way was already reported as damaged: too long."""
        self._is_doubtful = False
        """What comes may be the rest of something that was interrupted."""

    @property
    def deadline_s(self) -> float | None:
        """When to call `expire` if nothing more comes; None while no code has begun."""
        if not self._buffer:
            return None
        return self._last_s + self._framing.patience_s

    def feed(self, data: bytes, now_s: float) -> list[Outcome]:
        """Take what came, and say what it completed, in order."""
        outcomes: list[Outcome] = []
        deadline_s = self.deadline_s
        if deadline_s is not None and now_s >= deadline_s:
            outcomes += self.interrupt()
        for byte in data:
            outcomes += self._take(byte, now_s)
        if data:
            self._last_s = now_s
        return outcomes

    def expire(self, now_s: float) -> list[Outcome]:
        """Nothing more has come until now."""
        deadline_s = self.deadline_s
        if deadline_s is None or now_s < deadline_s:
            return []
        return self._finish() if self._framing.end is End.GAP else self.interrupt()

    def interrupt(self) -> list[Outcome]:
        """The code under way, if there is one, will not be whole: the connection broke, or it stalled."""
        if not self._buffer:
            return []
        outcomes: list[Outcome] = [] if self._is_told else [Damaged(self._began_s)]
        self._clear()
        self._is_doubtful = True
        return outcomes

    def _take(self, byte: int, now_s: float) -> list[Outcome]:
        outcomes: list[Outcome] = []
        if byte == STX and self._framing.end is End.ETX:
            outcomes += self.interrupt()
        if not self._buffer:
            if byte in _BETWEEN or byte in self._mark[-1:]:
                self._is_doubtful = self._is_doubtful and byte not in self._mark[-1:]
                return outcomes
            self._begin(now_s)
        self._buffer.append(byte)
        if self._mark and self._buffer.endswith(self._mark):
            outcomes += self._finish()
        elif len(self._buffer) > self._buffer_max:
            outcomes += self._overflow()
        return outcomes

    def _begin(self, now_s: float) -> None:
        self._began_s = now_s
        if self._framing.end is End.GAP and now_s - self._last_s < self._framing.stall_s:
            self._is_doubtful = True

    def _overflow(self) -> list[Outcome]:
        """Tell once, then drop what comes up to the end; the last byte may be half of an end mark."""
        outcomes: list[Outcome] = [] if self._is_told else [Damaged(self._began_s)]
        del self._buffer[:-1]
        self._is_told = True
        return outcomes

    def _finish(self) -> list[Outcome]:
        content = None if self._is_told else self._whole_content()
        outcomes: list[Outcome] = [] if self._is_told else [Damaged(self._began_s)]
        if content is not None:
            outcomes = [Frame(content, self._began_s)]
        self._clear()
        self._is_doubtful = False
        return outcomes

    def _clear(self) -> None:
        self._buffer.clear()
        self._is_told = False

    def _whole_content(self) -> bytes | None:
        """What stands between the marks; None unless all of them are there and nothing else is."""
        framing = self._framing
        content = bytes(self._buffer).removesuffix(self._mark).rstrip(_BETWEEN)
        start = bytes([STX]) if framing.end is End.ETX else b""
        start += framing.prefix
        if not content.startswith(start) or (self._is_doubtful and not framing.has_start_mark):
            return None
        content = content.removeprefix(start)
        if not 0 < len(content) <= framing.length_max or _has_controls(content, framing.end):
            return None
        return content if _is_single(content, aim=framing.aim) else None


def _has_controls(content: bytes, end: End) -> bool:
    """Between STX and ETX a code may have lines; elsewhere a line end means that another code began."""
    allowed = {GS, *b"\r\n\t"} if end is End.ETX else {GS}
    return any((byte < 0x20 and byte not in allowed) or byte == 0x7F for byte in content)


def _is_single(content: bytes, *, aim: bool) -> bool:
    """Whether there is one AIM id at the very beginning, or none at all where none is expected."""
    first = AIM_ID.match(content)
    if first is None:
        return not aim
    return len(content) > first.end() and AIM_ID.search(content, first.end()) is None
