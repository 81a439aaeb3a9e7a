"""Lights and buzzers of readers that have them, by the makers' own commands.

ACR122U   FF 00 40 P2 04 T1 T2 N B   light and buzzer (ACR122U Application Programming Interface V2.04,
                                     section 6.2): P2 says which lights end and blink, T1 and T2 how long
                                     in tenths of a second, N how often, B whether the buzzer sounds
          FF 00 52 00 00             no beep of its own for every card (section 6.7)
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Feedback(StrEnum):
    """What a read looks and sounds like; values of the setting."""

    LIGHT_AND_BUZZER = "light_and_buzzer"
    LIGHT = "light"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """Commands to one model; each is sent as a command to the card, and the reader answers in its place."""

    model: re.Pattern[str]
    accepted: bytes
    refused: bytes
    quiet: bytes
    buzzer_at: int
    """Where in `accepted` and `refused` the byte stands that turns the buzzer on."""

    def commands(self, *, accepted: bool, feedback: Feedback) -> tuple[bytes, ...]:
        """What to send after a read."""
        shown = self.accepted if accepted else self.refused
        match feedback:
            case Feedback.LIGHT_AND_BUZZER:
                return (shown,)
            case Feedback.LIGHT:
                silent = shown[: self.buzzer_at] + b"\x00" + shown[self.buzzer_at + 1 :]
                return (self.quiet, silent)
            case Feedback.OFF:
                return (self.quiet,)


_MODELS = (
    Signals(
        model=re.compile("ACR ?122"),
        accepted=bytes.fromhex("FF0040AE0401000101"),
        refused=bytes.fromhex("FF00405D0401010201"),
        quiet=bytes.fromhex("FF00520000"),
        buzzer_at=8,
    ),
)


def signals_of(reader: str) -> Signals | None:
    """The commands of the reader of this name; None when it has no light that we know to switch."""
    return next((each for each in _MODELS if each.model.search(reader)), None)
