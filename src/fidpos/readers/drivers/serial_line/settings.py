"""The driver's settings as it uses them, checked against each other."""

from dataclasses import dataclass

from fidpos.domain.uid_form import UidForm
from fidpos.readers.driver import DriverSettings
from fidpos.readers.drivers.serial_line.address import Address, AddressInvalid, parse_address
from fidpos.readers.drivers.serial_line.framing import End, Framing
from fidpos.readers.errors import SettingsRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCoding:
    """How characters are written on the line, in the words of the manifest."""

    baud: int = 9600
    data_bits: int = 8
    parity: str = "none"
    stop_bits: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialSettings:
    """Which port, how it is spoken to, and how a code is told from the next.

    Attributes:
        uid_order: how a reader of contactless cards says a UID; None for a scanner, which says codes.
    """

    address: Address
    coding: LineCoding
    framing: Framing
    uid_order: UidForm | None = None

    @classmethod
    def of(cls, settings: DriverSettings) -> "SerialSettings":
        """The settings, checked.

        Raises:
            SettingsRefused: no port is named, or a prefix that could be part of a number.
        """
        try:
            address = parse_address(str(settings["device"]))
        except AddressInvalid as error:
            raise SettingsRefused(f"serial_line.device {error}") from error
        return cls(
            address=address,
            coding=_coding(settings),
            framing=_framing(settings),
            uid_order=_uid_order(str(settings["uid_order"])),
        )


def _uid_order(text: str) -> UidForm | None:
    return None if text == "none" else UidForm(text)


def _coding(settings: DriverSettings) -> LineCoding:
    return LineCoding(
        baud=_whole(settings, "baud"),
        data_bits=_whole(settings, "data_bits"),
        parity=str(settings["parity"]),
        stop_bits=_whole(settings, "stop_bits"),
    )


def _framing(settings: DriverSettings) -> Framing:
    prefix = str(settings["prefix"])
    if not prefix.isascii() or prefix.isdigit() or "\r" in prefix or "\n" in prefix:
        raise SettingsRefused("serial_line.prefix is ASCII text on one line, not digits alone")
    return Framing(
        end=End(str(settings["framing"])),
        prefix=prefix.encode("ascii"),
        aim=bool(settings["aim"]),
        gap_s=_whole(settings, "gap_ms") / 1000,
        stall_s=_whole(settings, "stall_ms") / 1000,
        length_max=_whole(settings, "length_max"),
    )


def _whole(settings: DriverSettings, name: str) -> int:
    value = settings[name]
    assert isinstance(value, int)
    return value
