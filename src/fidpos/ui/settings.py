"""What the shop or the technician decides about the screen."""

from dataclasses import dataclass
from pathlib import Path

from fidpos.ui.presenters.amount_entry import AmountStyle
from fidpos.ui.theme import TEXT_PERCENT


@dataclass(frozen=True, slots=True, kw_only=True)
class UiSettings:
    """Settings of the screen.

    Attributes:
        text_percent: how large texts are, 100 as drawn, 150 at most.
        logo: the merchant's own, an SVG or a PNG; None shows one that stands for it.
        answer_guard_s: an Enter this soon after a question appears is the second tap of an impatient finger,
            not an answer; scripts that answer at once set 0.
    """

    amount_style: AmountStyle = AmountStyle.CENTS
    sounds: bool = True
    text_percent: int = TEXT_PERCENT
    fullscreen: bool = True
    logo: Path | None = None
    answer_guard_s: float = 0.25
