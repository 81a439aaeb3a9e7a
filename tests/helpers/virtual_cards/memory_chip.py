"""A contact memory chip (SLE44xx) in a reader that answers for it; it can be read, written and locked."""

from fidpos.readers.cards.memory_chip import PROTECTED_LENGTH, MemoryChip

_OK, _NOT_SELECTED, _PIN_MISSING, _OUTSIDE = (
    bytes.fromhex(status) for status in ("9000", "6985", "6982", "6B00")
)
_NOT_SUPPORTED = bytes.fromhex("6D00")


class MemoryChipCard:
    """A chip fresh from the factory, but for what is put at the usual address.

    Args:
        needs_select: whether the reader must be told the chip first, as those of ACS must.
        extra: what the reader adds to what it read.
        announced: what the reader puts before the chip's own answer to reset.
    """

    def __init__(
        self,
        chip: MemoryChip,
        content: bytes = b"",
        *,
        pin: bytes = b"",
        needs_select: bool = True,
        extra: bytes = b"",
        announced: bytes = b"",
    ) -> None:
        self.chip = chip
        self.memory = bytearray(b"\xff" * chip.size)
        self.memory[: len(chip.answer)] = chip.answer
        self.memory[PROTECTED_LENGTH : PROTECTED_LENGTH + len(content)] = content
        self.tries = chip.tries_max
        self.presented: list[bytes] = []
        self._pin = pin or b"\xff" * chip.pin_length
        self._needs_select = needs_select
        self._extra = extra
        self._announced = announced
        self._is_selected = False
        self._is_open = False

    @property
    def atr(self) -> bytes:
        historical = self._announced + self.chip.answer
        return bytes((0x3B, len(historical))) + historical

    def reset(self) -> None:
        self._is_selected = False
        self._is_open = False

    def respond(self, command: bytes) -> bytes:
        if not self._needs_select:
            return self._read(command) if command[:2] == b"\xff\xb0" else _NOT_SUPPORTED
        if command == self.chip.select():
            self.reset()
            self._is_selected = True
            return _OK
        if not self._is_selected:
            return _NOT_SELECTED
        match command[:2]:
            case b"\xff\xb0":
                return self._read(command)
            case b"\xff\xb1":
                return bytes((self._counter,)) + bytes(self.chip.pin_length) + _OK
            case b"\xff\x20":
                return self._present(command[5:])
            case b"\xff\xd0":
                return self._write(command)
            case _:
                return _NOT_SUPPORTED

    @property
    def _counter(self) -> int:
        return (1 << self.tries) - 1

    def _read(self, command: bytes) -> bytes:
        address, length = int.from_bytes(command[2:4], "big"), command[4]
        if address + length > len(self.memory):
            return _OUTSIDE
        return bytes(self.memory[address : address + length]) + self._extra + _OK

    def _present(self, pin: bytes) -> bytes:
        self.presented.append(pin)
        if self.tries:
            self._is_open = pin == self._pin
            self.tries = self.chip.tries_max if self._is_open else self.tries - 1
        return bytes((0x90, self._counter))

    def _write(self, command: bytes) -> bytes:
        address, data = int.from_bytes(command[2:4], "big"), command[5:]
        if not self._is_open:
            return _PIN_MISSING
        if address + len(data) > len(self.memory):
            return _OUTSIDE
        self.memory[address : address + len(data)] = data
        return _OK
