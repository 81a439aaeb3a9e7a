"""What a form is made of; `templates/programme/widgets.html` draws it."""

from dataclasses import dataclass
from enum import StrEnum

from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.programme.spot import Choices

WIDE = 40
"""Characters of a choice beyond which it takes a line of its own."""


class Look(StrEnum):
    """How a widget looks."""

    LINE = "line"
    LINES = "lines"
    """Several values, one a line."""
    DAY = "day"
    TIME = "time"
    CHOICE = "choice"
    TICK = "tick"
    TICKS = "ticks"
    RECORD = "record"
    KIND = "kind"
    """A condition or an effect."""
    LIST = "list"
    ABSENT = "absent"
    """A part that can be added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Widget:
    """One field of a form, or several that belong together.

    Attributes:
        name: of the field; the same as its path from the root of the form.
        value: as it is typed; of a `KIND`, its code.
        values: what is ticked.
        choices: what can be chosen, ticked or added, with words.
        parts: what stands in it.
        more: what stands in it, folded away.
        suffix: its unit.
        lead: what a condition or effect is there for, where its name alone does not say.
        can_drop: it can be taken away.
        can_combine: a condition that can be put into a group.
    """

    look: Look
    name: str
    label: str
    hint: str = ""
    value: str = ""
    values: frozenset[str] = frozenset()
    choices: Choices = ()
    parts: tuple["Widget", ...] = ()
    more: tuple["Widget", ...] = ()
    suffix: str = ""
    lead: str = ""
    problem: Message | None = None
    is_needed: bool = False
    can_drop: bool = False
    can_combine: bool = False

    @property
    def is_wide(self) -> bool:
        """Whether a choice has whole sentences."""
        return any(len(words) > WIDE for _, words in self.choices)
