"""The driver's settings as it uses them, out of what its manifest allows."""

import re
from dataclasses import dataclass

from fidpos.domain.uid_form import UidForm
from fidpos.readers.driver import DriverSettings
from fidpos.readers.drivers.nfc_usb.usb import UsbReader
from fidpos.readers.errors import SettingsRefused

_USB = re.compile(r"usb(?::(?P<model>[0-9a-f]{4}:[0-9a-f]{4})(?:@(?P<port>[0-9]+-[0-9]+(?:\.[0-9]+)*))?)?")
_SERIAL = re.compile(r"(?:tty:[A-Za-z0-9-]+|com:(?:COM)?[0-9]+):(?:pn532|arygon)")


@dataclass(frozen=True, slots=True, kw_only=True)
class NfcSettings:
    """Which reader, which cards, how often to look.

    Attributes:
        path: as in the settings, also the device's id; nfcpy's own path for whatever is not on USB.
        model: `vendor:product` of the USB reader to use, or empty for any.
        port: the port it is plugged in, as Linux names it (`1-2.4`), or empty for any.
        technologies: bit rate and type, as nfcpy names them, the usual one first.
    """

    path: str
    model: str = ""
    port: str = ""
    technologies: tuple[str, ...] = ("106A", "106B", "212F")
    poll_pause_s: float = 0.25
    card_timeout_s: float = 2.0
    uid_order: UidForm = UidForm.AS_READ

    @property
    def rounds(self) -> tuple[tuple[str, ...], ...]:
        """What to look for in one look after the other: the first technology always, the others in turn.

        Each costs a dozen transfers on USB; looking for all of them each time would double what an idle
        reader takes of the processor.
        """
        first, *others = self.technologies
        return tuple((first, other) for other in others) or ((first,),)

    @property
    def is_usb(self) -> bool:
        """Whether the reader is looked for on USB."""
        return self.path.startswith("usb")

    def wants(self, reader: UsbReader) -> bool:
        """Whether it may be this one."""
        return self.model in {"", reader.model} and self.port in {"", reader.port}

    @classmethod
    def of(cls, settings: DriverSettings) -> "NfcSettings":
        """The settings, taken apart.

        nfcpy's `usb:bus:device` is refused because the number of a device is another one after each replug;
        its `udp:` because anybody on the network could hold out a card: it is for tests, which set it here.

        Raises:
            SettingsRefused: a path of another form, or no technology at all.
        """
        path = str(settings["path"]).strip()
        usb = _USB.fullmatch(path.lower())
        if not usb and not _SERIAL.fullmatch(path):
            raise SettingsRefused(f"nfc_usb: {path!r} names no reader")
        technologies = settings["technologies"]
        if not isinstance(technologies, tuple) or not technologies:
            raise SettingsRefused("nfc_usb: no kind of card to look for")
        return cls(
            path=path.lower() if usb else path,
            model=(usb and usb["model"]) or "",
            port=(usb and usb["port"]) or "",
            technologies=tuple(dict.fromkeys(technologies)),
            poll_pause_s=int(str(settings["poll_pause_ms"])) / 1000,
            card_timeout_s=int(str(settings["card_timeout_ms"])) / 1000,
            uid_order=UidForm(str(settings["uid_order"])),
        )
