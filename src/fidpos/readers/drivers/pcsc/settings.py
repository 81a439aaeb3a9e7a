"""The driver's settings as it uses them, out of what its manifest allows."""

import re
from dataclasses import dataclass

from fidpos.domain.uid_form import UidForm
from fidpos.readers.driver import DriverSettings
from fidpos.readers.drivers.pcsc.feedback import Feedback
from fidpos.readers.errors import SettingsRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class PcscSettings:
    """Which readers, how much patience.

    Attributes:
        match: found in the names of the readers to use.
        ignore: found in the names of those to leave alone, or None.
    """

    match: re.Pattern[str]
    ignore: re.Pattern[str] | None
    card_timeout_s: float
    feedback: Feedback
    uid_order: UidForm

    @classmethod
    def of(cls, settings: DriverSettings) -> "PcscSettings":
        """The settings, compiled.

        Raises:
            SettingsRefused: a pattern that is none.
        """
        ignore = str(settings["ignore"])
        try:
            return cls(
                match=re.compile(str(settings["match"])),
                ignore=re.compile(ignore) if ignore else None,
                card_timeout_s=int(str(settings["card_timeout_ms"])) / 1000,
                feedback=Feedback(str(settings["feedback"])),
                uid_order=UidForm(str(settings["uid_order"])),
            )
        except re.error as error:
            raise SettingsRefused(f"pcsc: {error}") from error

    def wants(self, reader: str) -> bool:
        """Whether to use the reader of this name."""
        is_ignored = self.ignore is not None and self.ignore.search(reader) is not None
        return self.match.search(reader) is not None and not is_ignored
