"""What the shop or the technician decides about the screen."""

from dataclasses import dataclass
from pathlib import Path

from fidpos.ui.presenters.amount_entry import AmountStyle


@dataclass(frozen=True, slots=True, kw_only=True)
class UiSettings:
    """Settings of the screen.

    Attributes:
        logo: the merchant's own, an SVG; None shows one that stands for it.
        answer_guard_s: an Enter this soon after a question appears is the second tap of an impatient finger,
            not an answer; scripts that answer at once set 0.
    """

    amount_style: AmountStyle = AmountStyle.CENTS
    sounds: bool = True
    fullscreen: bool = True
    logo: Path | None = None
    answer_guard_s: float = 0.25
