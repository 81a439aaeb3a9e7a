"""The driver's settings, checked against each other."""

from dataclasses import dataclass
from typing import Self

from fidpos.readers.driver import DriverSettings
from fidpos.readers.errors import SettingsRefused
from fidpos.readers.keystrokes.scanner import ScannerProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class EvdevSettings:
    """Which device, and how the scanner is set up.

    Attributes:
        keyboard_allowed: a scan proved that the device is a scanner, whatever it looks like.
    """

    device: str
    keyboard_allowed: bool
    profile: ScannerProfile

    @classmethod
    def of(cls, settings: DriverSettings) -> Self:
        """The settings that the manifest allowed.

        Raises:
            SettingsRefused: no device is named, or no scan could be told by the rest.
        """
        device = str(settings["device"])
        if not device or "/" in device.partition(":")[0]:
            raise SettingsRefused("device names a scanner: what `fidpos readers list` calls it")
        return cls(
            device=device,
            keyboard_allowed=bool(settings["keyboard_allowed"]),
            profile=ScannerProfile.of_grabbed(settings),
        )
