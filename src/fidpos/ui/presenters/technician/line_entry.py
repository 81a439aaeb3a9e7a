"""The line being typed into the pairing: a code, an address or a name."""

from dataclasses import dataclass, field, replace

from fidpos.domain.bearer_number import grouped, normalised
from fidpos.till.technician.pairing import SCANNED
from fidpos.till.technician.view import PairingStep, PairingView
from fidpos.ui.presenters.keys import Key, Press

SIGNS_SHOWN = 34
"""The end of a longer line is shown: that is where the next sign comes."""

_LENGTH_MAX = {PairingStep.CODE: 256, PairingStep.ADDRESS: 120, PairingStep.NAME: 40}
"""Of each step that takes a line; a scanned code may come as if it were typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineEntry:
    """What is typed so far, and for which step; a code is shown by no repr."""

    step: PairingStep | None = None
    text: str = field(default="", repr=False)

    def following(self, pairing: PairingView | None) -> "LineEntry":
        """The line once this is on screen: as typed while the step is the same, else what it begins with."""
        if pairing is None or pairing.step not in _LENGTH_MAX:
            return LineEntry()
        return self if pairing.step is self.step else LineEntry(step=pairing.step, text=pairing.text)

    def typed(self, press: Press) -> "LineEntry":
        """The line after a press; itself when the press types nothing or there is no room."""
        match press.key:
            case Key.BACKSPACE:
                return replace(self, text=self.text[:-1])
            case Key.DELETE:
                return replace(self, text="")
        text = (self.text + self._meant(press)).lstrip()
        if self.step is None or not press.text.isprintable() or len(text) > _LENGTH_MAX[self.step]:
            return self
        return replace(self, text=text) if press.text else self

    @property
    def shown(self) -> str:
        """As it stands in the field: a typed code in groups, as on paper."""
        text = self.text
        if self.step is PairingStep.CODE and not self._is_scanned:
            text = grouped(normalised(text))
        return text if len(text) <= SIGNS_SHOWN else f"\N{HORIZONTAL ELLIPSIS}{text[-SIGNS_SHOWN:]}"

    @property
    def _is_scanned(self) -> bool:
        return self.text[: len(SCANNED)].upper() == SCANNED[: len(self.text)] and len(self.text) > 1

    def _meant(self, press: Press) -> str:
        """In a code, nobody means the signs of a digit row without Shift."""
        is_code = self.step is PairingStep.CODE and not self._is_scanned
        return press.digit or press.text if is_code else press.text


def takes_line(pairing: PairingView | None) -> bool:
    """Whether a line is typed now."""
    return pairing is not None and pairing.step in _LENGTH_MAX
