"""A module that stands for `smartcard.scard`: readers, cards and a service that a test moves at will.

It keeps PC/SC's rules as pcsclite and Windows have them: states with an event counter, a wait that a cancel
ends, handles that go stale, return codes that Windows hands out as negative numbers.
"""

import itertools
import threading
from collections import deque
from dataclasses import dataclass, field
from types import ModuleType

from fidpos.readers.drivers.pcsc import codes
from fidpos.readers.drivers.pcsc.api import (
    PLUG_AND_PLAY,
    STATE_CHANGED,
    STATE_MUTE,
    STATE_PRESENT,
    STATE_UNKNOWN,
)
from fidpos.readers.drivers.simulated.virtual_cards import VirtualChip

EMPTY = 0x0010


@dataclass
class FakeReader:
    """A reader and what is in it."""

    chip: VirtualChip | None = None
    counter: int = 0
    is_mute: bool = False
    connect_codes: deque[int] = field(default_factory=deque)
    transmit_codes: deque[int] = field(default_factory=deque)
    answers: threading.Event = field(default_factory=threading.Event)
    asked: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.answers.set()

    @property
    def state(self) -> int:
        flags = EMPTY if self.chip is None else STATE_PRESENT | (STATE_MUTE if self.is_mute else 0)
        return self.counter << 16 | flags


class FakeScard(ModuleType):
    """The module. Its own methods have ordinary names, those of the library theirs."""

    SCARD_SCOPE_USER = 0
    SCARD_PROTOCOL_T0 = 1
    SCARD_PROTOCOL_T1 = 2
    SCARD_SHARE_SHARED = 2
    SCARD_SHARE_DIRECT = 3
    SCARD_LEAVE_CARD = 0
    SCARD_PCI_T0 = 10
    SCARD_PCI_T1 = 11

    def __init__(self, *, signed: bool = False) -> None:
        super().__init__("fake_scard")
        self.readers: dict[str, FakeReader] = {}
        self.contexts: set[int] = set()
        self.is_waiting = threading.Event()
        self.wait_codes: deque[int] = deque()
        self._signed = signed
        self._service_code = codes.SUCCESS
        self._numbers = itertools.count(1)
        self._cards: dict[int, tuple[FakeReader, VirtualChip]] = {}
        self._cancelled: set[int] = set()
        self._changed = threading.Condition()
        self._answers = threading.Event()
        self._answers.set()
        self.controls: list[tuple[str, bytes]] = []
        self.control_code = codes.SUCCESS
        self._direct: dict[int, str] = {}

    def plug(self, name: str) -> FakeReader:
        with self._changed:
            reader = self.readers[name] = FakeReader()
            self._changed.notify_all()
        return reader

    def unplug(self, name: str) -> None:
        with self._changed:
            del self.readers[name]
            self._changed.notify_all()

    def insert(self, name: str, chip: VirtualChip, *, mute: bool = False) -> None:
        with self._changed:
            reader = self.readers[name]
            reader.chip, reader.is_mute, reader.counter = chip, mute, reader.counter + 1
            self._changed.notify_all()

    def remove(self, name: str) -> None:
        with self._changed:
            self.readers[name].chip = None
            self.readers[name].counter += 1
            self._changed.notify_all()

    def swap(self, name: str, chip: VirtualChip) -> None:
        """Out and in, faster than anybody looks."""
        with self._changed:
            self.readers[name].chip = chip
            self.readers[name].counter += 2
            self._changed.notify_all()

    def stop_service(self, code: int) -> None:
        with self._changed:
            self._service_code = code
            self.contexts.clear()
            self._changed.notify_all()

    def start_service(self) -> None:
        with self._changed:
            self._service_code = codes.SUCCESS

    def freeze(self) -> None:
        """It takes questions and answers none."""
        self._answers.clear()

    def thaw(self) -> None:
        self._answers.set()

    def SCardEstablishContext(self, scope: int) -> tuple[int, int]:  # noqa: N802
        with self._changed:
            if self._service_code:
                return self._code(self._service_code), 0
            context = next(self._numbers)
            self.contexts.add(context)
            return codes.SUCCESS, context

    def SCardReleaseContext(self, context: int) -> int:  # noqa: N802
        with self._changed:
            if context not in self.contexts:
                return self._code(codes.INVALID_HANDLE)
            self.contexts.discard(context)
            return codes.SUCCESS

    def SCardListReaders(self, context: int, groups: list[str]) -> tuple[int, list[str]]:  # noqa: N802
        with self._changed:
            if context not in self.contexts:
                return self._code(self._service_code or codes.INVALID_HANDLE), []
            if not self.readers:
                return self._code(codes.NO_READERS), []
            return codes.SUCCESS, list(self.readers)

    def SCardGetStatusChange(  # noqa: N802
        self, context: int, timeout_ms: int, asked: list[tuple[str, int]]
    ) -> tuple[int, list[tuple[str, int, list[int]]]]:
        known = {name for name, _ in asked}
        with self._changed:
            if self.wait_codes:
                return self._code(self.wait_codes.popleft()), []
            listed = set(self.readers)
            self.is_waiting.set()

            def is_over() -> bool:
                return (
                    context in self._cancelled
                    or context not in self.contexts
                    or set(self.readers) != listed
                    or any(self._has_changed(name, raw) for name, raw in asked if name != PLUG_AND_PLAY)
                )

            in_time = self._changed.wait_for(is_over, timeout_ms / 1000)
            self.is_waiting.clear()
        assert self._answers.wait(60), "the test never thawed the service"
        with self._changed:
            if context in self._cancelled:
                self._cancelled.discard(context)
                return self._code(codes.CANCELLED), []
            if context not in self.contexts:
                return self._code(self._service_code or codes.INVALID_HANDLE), []
            if not in_time:
                return self._code(codes.TIMEOUT), []
            return codes.SUCCESS, [self._state(name) for name in known]

    def SCardCancel(self, context: int) -> int:  # noqa: N802
        with self._changed:
            self._cancelled.add(context)
            self._changed.notify_all()
            return codes.SUCCESS

    def SCardConnect(  # noqa: N802
        self, context: int, name: str, share: int, protocols: int
    ) -> tuple[int, int, int]:
        with self._changed:
            reader = self.readers.get(name)
            if context not in self.contexts or reader is None:
                return self._code(codes.UNKNOWN_READER), 0, 0
            if share == self.SCARD_SHARE_DIRECT:
                handle = next(self._numbers)
                self._direct[handle] = name
                return codes.SUCCESS, handle, 0
            if reader.connect_codes:
                return self._code(reader.connect_codes.popleft()), 0, 0
            if reader.chip is None:
                return self._code(codes.NO_SMARTCARD), 0, 0
            handle = next(self._numbers)
            self._cards[handle] = (reader, reader.chip)
            reader.chip.reset()
            return codes.SUCCESS, handle, self.SCARD_PROTOCOL_T1

    def SCardTransmit(self, handle: int, header: int, command: list[int]) -> tuple[int, list[int]]:  # noqa: N802
        reader, chip = self._cards[handle]
        reader.asked.set()
        assert reader.answers.wait(60), "the test never let the card answer"
        with self._changed:
            if reader.transmit_codes:
                return self._code(reader.transmit_codes.popleft()), []
            if reader.chip is not chip:
                return self._code(codes.REMOVED_CARD), []
            return codes.SUCCESS, list(chip.respond(bytes(command)))

    def SCardControl(self, handle: int, code: int, command: list[int]) -> tuple[int, list[int]]:  # noqa: N802
        with self._changed:
            self.controls.append((self._direct[handle], bytes(command)))
            return self._code(self.control_code), []

    def SCARD_CTL_CODE(self, number: int) -> int:  # noqa: N802
        return 0x42000000 + number

    def SCardDisconnect(self, handle: int, disposition: int) -> int:  # noqa: N802
        assert disposition == self.SCARD_LEAVE_CARD
        if self._direct.pop(handle, None) is None:
            del self._cards[handle]
        return codes.SUCCESS

    def _has_changed(self, name: str, raw: int) -> bool:
        return name not in self.readers or self.readers[name].state != raw

    def _state(self, name: str) -> tuple[str, int, list[int]]:
        if name == PLUG_AND_PLAY:
            return name, STATE_CHANGED, []
        reader = self.readers.get(name)
        if reader is None:
            return name, STATE_UNKNOWN | STATE_CHANGED, []
        atr = list(reader.chip.atr) if reader.chip else []
        return name, reader.state | STATE_CHANGED, atr

    def _code(self, code: int) -> int:
        """The code as this platform hands it out: Windows has 32-bit signed numbers."""
        return code - (1 << 32) if self._signed and code >= 1 << 31 else code
