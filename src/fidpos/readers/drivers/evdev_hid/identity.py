"""What a device says of itself, and whether it is a scanner or may be a person's keyboard.

To the kernel a scanner that types is a keyboard with all its keys, so that only its maker and its name tell.
A device of another maker is taken for a keyboard until a scan has shown what it is.
"""

from dataclasses import dataclass
from typing import Final

SCANNER_MAKERS: Final = frozenset(
    {
        0x0536,  # Hand Held Products, now Honeywell
        0x05E0,  # Symbol, now Zebra
        0x05F9,  # PSC, now Datalogic
        0x065A,  # Optoelectronics (Opticon)
        0x067E,  # Intermec
        0x080C,  # Datalogic
        0x0C2E,  # Metrologic, now Honeywell
        0x1EAB,  # Newland
    }
)
"""USB vendors that make scanners and no keyboards."""

_SCANNER_WORDS: Final = ("barcode", "bar code", "scanner", "code reader", "imager")

_BUS_USB = 0x03
_BUS_BLUETOOTH = 0x05


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What the device's descriptors say.

    Attributes:
        bus: BUS_* of linux/input.h; a scanner is on USB or Bluetooth.
        phys: where it is plugged in, such as `usb-0000:00:14.0-2/input0`.
        uniq: its serial number or Bluetooth address; many have none.
    """

    bus: int
    vendor: int
    product: int
    name: str
    phys: str = ""
    uniq: str = ""

    @property
    def model_id(self) -> str:
        """`vendor:product` in hex."""
        return f"{self.vendor:04x}:{self.product:04x}"

    @property
    def is_pluggable(self) -> bool:
        """Whether it came by a cable or by radio; a laptop's own keyboard did not."""
        return self.bus in {_BUS_USB, _BUS_BLUETOOTH}

    @property
    def is_known_scanner(self) -> bool:
        """Whether its maker or its name says that nobody types on it."""
        name = self.name.lower()
        is_named = any(word in name for word in _SCANNER_WORDS) and "keyboard" not in name
        return self.is_pluggable and (self.vendor in SCANNER_MAKERS or is_named)

    def answers_to(self, model_id: str, rest: str) -> bool:
        """Whether settings that name model and serial number, or port, mean this device."""
        return self.model_id == model_id and rest in {"", self.uniq, self.phys}
