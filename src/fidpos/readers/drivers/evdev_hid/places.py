"""Which event devices there are, and which of them the settings mean. Opens no device.

A name in `/dev/input/by-id` is made by udev of maker, model and serial number, and two scanners without a
serial number share one. Such a scanner is named by its port instead: `vendor:product:port`.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fidpos.readers.drivers.evdev_hid.identity import Identity
from fidpos.readers.keystrokes import keys

BITS_PER_WORD = 8 * struct.calcsize("l")

_DIGIT_KEYS = frozenset(range(2, 12))
_LETTER_KEYS = frozenset({*range(16, 26), *range(30, 39), *range(44, 51)})
_TYPING_KEYS = _DIGIT_KEYS | _LETTER_KEYS | {keys.ENTER}

_MODEL = re.compile("([0-9a-f]{4}:[0-9a-f]{4})(?::(.*))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A device in the kernel's list.

    Attributes:
        event: name of its node, such as `event4`; empty for one without.
        keys: codes of the keys it has.
    """

    identity: Identity
    event: str
    keys: frozenset[int]

    @property
    def can_type(self) -> bool:
        """Whether it has the keys of a keyboard, as scanners do; a power button has not."""
        return bool(self.event) and self.keys >= _TYPING_KEYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where this system keeps its devices."""

    listing: Path = Path("/proc/bus/input/devices")
    nodes: Path = Path("/dev/input")

    def keyboards(self) -> tuple[Listed, ...]:
        """Everything plugged in that can type; nothing where the list cannot be read."""
        try:
            text = self.listing.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ()
        return tuple(listed for listed in parse_listing(text) if listed.can_type)

    def find(self, device: str) -> Path | None:
        """The node of the device that the settings name, None while it is not there."""
        if model := _MODEL.fullmatch(device):
            for listed in self.keyboards():
                if listed.identity.answers_to(model[1], model[2] or ""):
                    return self.nodes / listed.event
            return None
        link = self._links / device
        return link if link.exists() else None

    def stable_id(self, listed: Listed, among: tuple[Listed, ...]) -> str:
        """What settings call the device, the same after a restart and a replug into the same port."""
        identity = listed.identity
        twins = [
            other
            for other in among
            if (other.identity.model_id, other.identity.uniq) == (identity.model_id, identity.uniq)
        ]
        if len(twins) > 1:
            return f"{identity.model_id}:{identity.phys}"
        return self._link_to(listed.event) or f"{identity.model_id}:{identity.uniq or identity.phys}"

    @property
    def _links(self) -> Path:
        return self.nodes / "by-id"

    def _link_to(self, event: str) -> str:
        if not self._links.is_dir():
            return ""
        named = (link.name for link in sorted(self._links.iterdir()) if link.resolve().name == event)
        return next(named, "")


def parse_listing(text: str, bits_per_word: int = BITS_PER_WORD) -> Iterator[Listed]:
    """The devices in the text of `/proc/bus/input/devices`; one that makes no sense is left out."""
    for block in text.split("\n\n"):
        fields = dict(_fields(block))
        try:
            yield _listed(fields, bits_per_word)
        except (KeyError, ValueError):
            continue


def _fields(block: str) -> Iterator[tuple[str, str]]:
    """`I: Bus=0003 Vendor=05e0 ...`, `N: Name="..."`, `B: KEY=...` as names and values."""
    for line in block.splitlines():
        kind, _, rest = line.partition(": ")
        if kind == "I":
            for pair in rest.split():
                name, _, value = pair.partition("=")
                yield name, value
        elif "=" in rest:
            name, _, value = rest.partition("=")
            yield name, value.strip().strip('"')


def _listed(fields: dict[str, str], bits_per_word: int) -> Listed:
    handlers = fields.get("Handlers", "").split()
    return Listed(
        identity=Identity(
            bus=int(fields["Bus"], 16),
            vendor=int(fields["Vendor"], 16),
            product=int(fields["Product"], 16),
            name=fields.get("Name", ""),
            phys=fields.get("Phys", ""),
            uniq=fields.get("Uniq", ""),
        ),
        event=next((name for name in handlers if re.fullmatch("event[0-9]+", name)), ""),
        keys=_key_codes(fields.get("KEY", ""), bits_per_word),
    )


def _key_codes(bitmap: str, bits_per_word: int) -> frozenset[int]:
    """Words of a `long` each in hex, the highest first."""
    codes: set[int] = set()
    for index, word in enumerate(reversed(bitmap.split())):
        bits = int(word, 16)
        codes |= {index * bits_per_word + bit for bit in range(bits_per_word) if bits >> bit & 1}
    return frozenset(codes)
